"""Mentions: what is found in a text, under which name, and what is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader import paths
from reader.crossref.authority import Authority, Name, load_authority
from reader.crossref.mentions import Mention, find_mentions, propose_names
from reader.text import load
from tests.crossref.labelled import FIRST, HOLDOUT, SECOND, TREATIES, read, score, text_of


def found(words: str, *, date: str = "2010-01-01", lang: str = "en") -> list[tuple[str, str]]:
    return [(m.surface, m.name_id) for m in find_mentions(text_of(words, date, lang)) if m.kind != "concept"]


def ids(words: str, *, date: str = "2010-01-01", lang: str = "en") -> list[str]:
    return [name_id for _, name_id in found(words, date=date, lang=lang)]


def test_labelled_sentences_are_met() -> None:
    result = score(read(FIRST))
    assert result.recall >= 0.99 and result.precision >= 0.99, (result.missed, result.wrong)


def test_held_out_sentences_are_met() -> None:
    # The first score, before anything was changed for them: recall .884, precision .983.
    # The second set of held-out sentences: recall .918, precision .971.
    result = score([*read(HOLDOUT), *read(SECOND)])
    assert result.recall >= 0.98 and result.precision >= 0.98, (result.missed, result.wrong)


def test_treaty_prose_is_met() -> None:
    # The first score: recall .882, precision .862 (one of nine pairs of parties was taken for one thing).
    result = score(read(TREATIES))
    assert result.recall >= 0.98 and result.precision >= 0.97, (result.missed, result.wrong)


def test_parties_keep_their_names_where_they_are_defined_together() -> None:
    words = (
        "The Government of Mongolia and the Government of the Republic of Peru, hereinafter the Sides, met. "
        "The Sides agreed."
    )
    assert ids(words) == ["mn", "pe", "text:sides", "text:sides"]
    words = "The Members of the African Union, hereinafter “the Members”, meet. The Members vote."
    assert ids(words)[0] == ids(words)[1] == ids(words)[2] != "african-union"


def test_a_language_is_no_country() -> None:
    assert ids("Done at Minsk in two copies, each in the Belarusian and Chinese languages.") == ["minsk"]
    assert ids("The Chinese delegation spoke several languages.") == ["cn"]
    assert ids("French and German language teachers met in France.") == ["fr"]


@pytest.mark.parametrize(
    "words",
    [
        "the Charter of the United Nations",
        "the UN Charter",
        "the U.N. Charter",
        "the United Nations Charter’s aims",
        "the CHARTER OF THE UNITED NATIONS",
        "the charter of the United Nations",
        "Устава Организации Объединённых Наций",
        "Уставом ООН",
        "《联合国宪章》",
    ],
)
def test_one_instrument_under_many_wordings(words: str) -> None:
    assert ids(words) == ["un-charter"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Give us the US view.", ["us"]),
        ("A turkey from Turkey.", ["tr"]),
        ("Who asked the WHO?", ["who"]),
        ("It may be so in May.", []),
        ("IT IS FOR US TO SAY", []),
        ("The SARS outbreak and the SAR.", []),
        ("The states of Georgia and of Jordan.", ["ge", "jo"]),
        ("Nigeria, Niger and Guinea-Bissau but not Guinea.", ["ng", "ne", "gw", "gn"]),
        ("Papua New Guinea lies by the South China Sea.", ["pg", "south-china-sea"]),
        ("发展中国家的呼声", []),
        ("Делегаты Нигерии и Нигера", ["ng", "ne"]),
        ("In St. Petersburg and St Petersburg", ["st-petersburg", "st-petersburg"]),
        ("中国和韩国", ["cn", "kr"]),
    ],
)
def test_case_and_length_decide(words: str, expected: list[str]) -> None:
    assert ids(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("the 7th meeting of the Council of Heads of State", "sco-summit-2007"),
        ("the VII meeting of the Council of Heads of State", "sco-summit-2007"),
        ("the ninth SCO summit", "sco-summit-2009"),
        ("the SCO summit of 2004", "sco-summit-2004"),
        ("the 2004 SCO summit", "sco-summit-2004"),
        ("the 61st session of the UN General Assembly", "unga#61"),
        ("the 44th ASEAN Summit", "asean-summit#44"),
        ("седьмое заседание Совета глав государств", "sco-summit-2007"),
        ("上海合作组织成员国元首理事会第七次会议", "sco-summit-2007"),
        ("Article 51 of the UN Charter", "un-charter#51"),
        ("Articles 1, 2 and 51 of the Charter of the United Nations", "un-charter#1, 2 and 51"),
        ("статье 51 Устава ООН", "un-charter#51"),
        ("《联合国宪章》第五十一条", "un-charter#51"),
        ("UN Security Council resolution 1373 (2001)", "unsc-res-1373"),
        ("General Assembly resolution 61/88", "unga-res-61/88"),
        ("the 1996 Shanghai treaty", "treaty-military-trust-1996"),
        ("the Bishkek Summit of 1999", "summit-bishkek-1999"),
    ],
)
def test_numbered_things(words: str, expected: str) -> None:
    assert ids(words) == [expected]


def test_lists_of_resolutions() -> None:
    words = "Security Council resolutions 1267 (1999), 1333 (2000) and 1373 (2001) were read."
    assert ids(words) == ["unsc-res-1267", "unsc-res-1333", "unsc-res-1373"]
    words = "Recalling resolutions 46/36 L of 9 December 1991 and 61/55 of 6 December 2006,"
    assert ids(words) == ["unga-res-46/36", "date:1991-12-09", "unga-res-61/55", "date:2006-12-06"]


def test_a_treaty_told_by_place_and_day() -> None:
    assert "canwfz" in ids("They praised the treaty signed on Sept. 8 in Semipalatinsk.", date="2007-08-17")
    assert "canwfz" not in ids("They praised the treaty signed on Sept. 8 in Bishkek.", date="2007-08-17")


@pytest.mark.parametrize(
    ("words", "short"),
    [
        ("The Joint Harbour Board (JHB) met. Then the JHB left.", "JHB"),
        ("The Joint Harbour Board (“JHB”) met. Then the JHB left.", "JHB"),
        ("The Joint Harbour Board (hereinafter “the Board”) met. Then the Board left.", "Board"),
        ("The Joint Harbour Board (hereinafter referred to as the Board) met. The Board left.", "Board"),
        ("The Joint Harbour Board (the Board) met. Then the Board left.", "Board"),
        ("The Joint Harbour Board (Harbour Board) met. The Harbour Board left.", "Harbour Board"),
        ("JHB (Joint Harbour Board) met. Then JHB left.", "JHB"),
        ("Совет по портовым делам (СПД) собрался. Затем СПД ушёл.", "СПД"),
        ("Совет по портовым делам (далее — Совет) собрался. Затем Совет ушёл.", "Совет"),
        ("港口联合委员会（以下简称“港联委”）开会。港联委已散。", "港联委"),
        ("港口联合委员会（简称港联委）开会。港联委已散。", "港联委"),
    ],
)
def test_a_text_defines_its_own_names(words: str, short: str) -> None:
    mentions = find_mentions(text_of(words))
    own = [m for m in mentions if m.name_id.startswith("text:")]
    assert len({m.name_id for m in own}) == 1
    assert [m.surface for m in own].count(short) == 2
    assert len(own) == 3 and all(m.kind == "institution" and m.how == "defined" for m in own)


def test_a_definition_extends_a_known_name_in_its_text_only() -> None:
    words = "The Shanghai Cooperation Organization (hereinafter the “Club”) met. The Club rose."
    assert ids(words) == ["sco", "sco", "sco"]
    assert ids("The Club rose.") == []


def test_a_definition_says_which_name_it_means() -> None:
    words = (
        "The leaders of the member states of the Shanghai Cooperation Organization (hereinafter the SCO or the Body)."
    )
    assert ids(words + " The Body rose.")[-1] == "sco"


def test_parties_are_defined_after_a_list() -> None:
    words = "The Kingdom of Norway and Iceland, hereinafter referred to as the Parties, agree. The Parties met."
    assert ids(words) == ["no", "is", "text:parties", "text:parties"]


def test_a_text_may_take_an_acronym_for_itself() -> None:
    words = "The Centre for Inland Shipping (CIS) grew. Now CIS has boats."
    assert {i for _, i in found(words)} == {"text:centre-for-inland-shipping"}
    assert ids("Now CIS has boats.") == ["cis"]


def test_what_is_taken_up_again() -> None:
    words = "The SCO was founded. Its Charter came later, and the Charter holds.\n\nThe organization grew."
    assert ids(words) == ["sco", "sco-charter", "sco-charter", "sco"]
    assert ids("The band met. Its Charter is old, and the organization too.") == []
    far = "The SCO Charter is short.\n\nA.\n\nB.\n\nThe charter of a boat; but the Charter holds."
    assert ids(far) == ["sco-charter", "sco-charter"]


def test_the_two_declarations() -> None:
    a, b = (load(paths.texts() / f"{name}.md") for name in ("2001-shanghai", "2007-bishkek"))
    found_a = {(a.provision_at(m.start).n, m.name_id) for m in find_mentions(a)}
    assert {
        (4, "treaty-military-trust-1996"), (4, "treaty-force-reduction-1997"), (4, "summit-almaty-1998"),
        (4, "summit-bishkek-1999"), (4, "summit-dushanbe-2000"), (8, "shanghai-spirit"), (9, "un-charter"),
        (13, "shanghai-convention"), (13, "sco-antiterror-centre"), (13, "bishkek"), (17, "sco-national-coordinators"),
        (18, "sco-national-coordinators"), (19, "sco-charter"), (20, "sco-charter"), (20, "sco-summit-2002"),
    } <= found_a  # fmt: skip
    found_b = {(b.provision_at(m.start).n, m.name_id) for m in find_mentions(b)}
    assert {
        (1, "sco-summit-2007"), (4, "un-charter"), (5, "double-standards"), (9, "canwfz"), (9, "unga#61"),
        (9, "date:2006-09-08"), (13, "sco-rats"), (13, "three-evils"), (16, "sco-afghanistan-contact-group"),
        (19, "hu-jintao"), (19, "emomali-rahmon"),
    } <= found_b  # fmt: skip


def test_accepted_names_are_found() -> None:
    mine = Name("lake-pact", "Lake Pact", "instrument", {"en": ("Lake Pact",)})
    more = load_authority().extended([mine])
    assert [m.name_id for m in find_mentions(text_of("By the Lake Pact’s terms."), more)] == ["lake-pact"]
    assert find_mentions(text_of("By the Lake Pact’s terms.")) == []


def test_names_are_proposed() -> None:
    words = (
        "Then the Grand Harbour Assembly spoke of the “Blue Water Rule”. The Grand Harbour Assembly, on Thursday, "
        "heard Anna Petrova of Kazakhstan. XQR was silent."
    )
    proposals = {p.surface: (p.times, p.kind) for p in propose_names(text_of(words))}
    assert proposals["Grand Harbour Assembly"] == (2, "institution")
    assert {"Blue Water Rule", "Anna Petrova", "XQR"} <= proposals.keys()
    assert not {"Then", "Thursday", "Kazakhstan"} & proposals.keys()


@st.composite
def _texts(draw: st.DrawFn) -> str:
    parts = st.sampled_from(
        ["the UN Charter", "SCO", "(RATS)", "(the “Parties”)", "15 June 2001", "Article 2 of", "its Charter", "联合国",
         "Китай", "\n\n", ". ", ", ", "the 7th meeting of the", "Council of Heads of State", "(", ")", "’s", "  ", "x"]
    )  # fmt: skip
    return " ".join(draw(st.lists(parts, max_size=25))).strip() or "x"


@settings(max_examples=150, deadline=None)
@given(_texts() | st.text(max_size=200))
def test_mentions_are_sorted_apart_and_true_to_the_text(words: str) -> None:
    text = text_of(words, "2007-08-16")
    end = 0
    for m in find_mentions(text):
        assert isinstance(m, Mention)
        assert end <= m.start < m.end <= len(words)
        assert m.surface == words[m.start : m.end] and m.canonical
        end = m.end


def test_every_wording_of_every_name_is_found_as_itself() -> None:
    frames = {"en": "They praised the {} at length.", "ru": "Они хвалили {} весьма.", "zh": "他们赞扬{}，很久。"}
    wrong = []
    shared = load_authority().generic
    for name in load_authority().names:
        for lang, wordings in name.aliases.items():
            for wording in wordings:
                words = frames[lang].format(wording)
                if name.id in shared:  # a wording that many bodies share needs its owner
                    words += " SCO."
                mentions = find_mentions(text_of(words, "2026-01-01", lang))
                if [m.name_id for m in mentions][:1] != [name.id] or len(mentions) > 1 + (name.id in shared):
                    wrong.append((name.id, wording))
    assert not wrong


def test_russian_case_endings_are_taken_off_by_rule() -> None:
    cases = (
        "Индией in, Грузии ge, Турцию tr, Египтом eg, Чили cl, Кубой cu, Шри-Ланки lk, Кипра cy, Нидерландами nl, "
        "Филиппин ph, Соединённых Штатов Америки us, Соединенными Штатами us, Саудовской Аравией sa, Чехии cz, "
        "Южно-Африканской Республики za, Российской Федерацией ru, Кыргызской Республике kg, Вьетнама vn, Суринаме sr, "
        "Китайской Народной Республикой cn, Южного Судана ss, Бразилии br, Лаоса la, Гвинеи-Бисау gw, Нигера ne, "
        "Центральной Азии central-asia, Москвой moscow, Алма-Аты almaty, Шанхаю shanghai, Назарбаевым "
        "nursultan-nazarbayev, Путина vladimir-putin, Рахмонову emomali-rahmon, Хартией ШОС sco-charter, "
        "Уставе ООН un-charter, Советом Безопасности unsc, Генеральной Ассамблее unga"
    )
    for case in cases.split(", "):
        wording, _, name_id = case.rpartition(" ")
        assert ids(f"От имени {wording} сказано", lang="ru") == [name_id], case


def test_an_empty_authority_finds_dates_alone() -> None:
    assert [m.name_id for m in find_mentions(text_of("The SCO met on 15 June 2001."), Authority([]))] == [
        "date:2001-06-15"
    ]


GENERIC = [
    ("The lake states plan an anti-terrorism centre at Orsk.", False),
    ("The lake states plan an anti-terrorism centre (ATC) at Orsk. The ATC will open soon.", False),
    ("The SCO met. An anti-terrorism centre will open.", True),
    ("An Anti-Terrorism Centre will open. It belongs to the Regional Anti-Terrorist Structure.", True),
    ("The Bishkek anti-terrorism centre grows. The anti-terrorism centre is new.", True),
    ("成员国将建立反恐中心。", False),
    ("上合组织将建立反恐中心。", True),
]


@pytest.mark.parametrize(("words", "known"), GENERIC)
def test_a_wording_that_many_bodies_share_needs_its_owner(words: str, known: bool) -> None:
    found = {m.name_id for m in find_mentions(text_of(words))}
    assert ("sco-antiterror-centre" in found) is known


def test_what_a_text_calls_by_a_shared_wording_is_its_own() -> None:
    words = "The lake states plan an anti-terrorism centre (ATC) at Orsk. The ATC will open soon."
    found = find_mentions(text_of(words))
    assert [m.name_id for m in found if m.surface == "ATC"] == ["text:anti-terrorism-centre"] * 2


def test_the_title_says_what_a_text_is_about() -> None:
    text = load(b"---\ntitle: Declaration of the SCO\n---\n\nThe six presidents met.", name="x.md")
    assert "sco-heads-of-state" in {m.name_id for m in find_mentions(text)}
    assert not find_mentions(text_of("The six presidents met."))
