"""Links between shared names: rare ones weigh much, common ones little, and their number stays bounded."""

from __future__ import annotations

import pytest

from reader import paths
from reader.crossref.mentions import find_mentions, mention_links
from reader.crossref.mentions_links import spoken
from reader.crossref.merge import order
from reader.crossref.model import MENTION_KINDS, Link
from reader.text import load
from reader.text.model import Text
from tests.crossref.labelled import text_of


def linked(a: Text, b: Text, **more: object) -> list[Link]:
    return mention_links(a, b, find_mentions(a), find_mentions(b), **more)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def bundled() -> tuple[Text, Text]:
    return load(paths.texts() / "2001-shanghai.md"), load(paths.texts() / "2007-bishkek.md")


def test_links_of_the_two_declarations(bundled: tuple[Text, Text]) -> None:
    a, b = bundled
    links = linked(a, b)
    places = {(link.kind, link.name, link.a.provision, link.b.provision) for link in links}
    assert ("instrument", "UN Charter", 9, 4) in places
    assert ("concept", "strategic stability", 16, 8) in places
    assert ("place", "Bishkek", 13, 19) in places
    assert ("concept", "terrorism, separatism and extremism", 13, 13) in places
    for link in links:
        assert link.kind in MENTION_KINDS and link.origin == "computed" and 0.05 <= link.score <= 1
        assert link.a.exact == a.canonical[link.a.start : link.a.end]
        assert link.b.exact == b.canonical[link.b.start : link.b.end]
        assert link.why.names == (link.name,) and link.why.summary.endswith(".")
    assert len({link.key for link in links}) == len(links)


def test_order_of_the_texts_changes_nothing(bundled: tuple[Text, Text]) -> None:
    a, b = bundled
    assert sorted((link.swapped() for link in linked(b, a)), key=order) == linked(a, b)


def test_the_reason_is_one_plain_sentence() -> None:
    a = text_of("We hold to the Charter of the United Nations.", "2001-01-01", id="Lake 2001")
    b = text_of("The UN Charter binds us.", "2005-01-01", id="Hill 2005")
    (link,) = linked(a, b)
    assert link.why.summary == (
        "Both name the UN Charter (26 June 1945): "
        "“Charter of the United Nations” in Lake 2001, “UN Charter” in Hill 2005."
    )
    assert [(t.a, t.b) for t in link.why.terms] == [("Charter of the United Nations", "UN Charter")]
    (same,) = linked(b, text_of("The UN Charter rules.", "2006-01-01"))
    assert same.why.summary == "Both name the UN Charter (26 June 1945)."


def test_common_names_weigh_less_than_rare_ones() -> None:
    a = text_of("\n\n".join([f"The SCO does thing {n}." for n in range(9)] + ["The SCO keeps the Paris Agreement."]))
    b = text_of("\n\n".join([f"The SCO made thing {n}." for n in range(7)] + ["The SCO left the Paris Agreement."]))
    links = linked(a, b)
    assert links[0].name == "Paris Agreement" and links[0].score > 0.8
    assert all(link.score < 0.2 for link in links if link.name != "Paris Agreement")


def test_what_the_whole_library_names_weighs_less() -> None:
    a, b = text_of("The UN Charter."), text_of("A UN Charter.")
    (plain,), (known,) = linked(a, b), linked(a, b, familiar={"un-charter": 1.0})
    assert known.score == pytest.approx(plain.score / 2)


def test_links_cross_languages() -> None:
    links = linked(text_of("Они верны Уставу ООН.", lang="ru"), text_of("遵守《联合国宪章》。", lang="zh"))
    assert [(link.name, link.a.exact, link.b.exact) for link in links] == [("UN Charter", "Уставу ООН", "联合国宪章")]


def test_what_both_texts_define_is_linked() -> None:
    words = "The Joint Harbour Board (JHB) met."
    links = linked(text_of(words), text_of("A.\n\nB. The Joint Harbour Board (the Board) rose. The Board left."))
    assert {link.name for link in links} == {"Joint Harbour Board"}


def test_the_number_of_links_is_bounded() -> None:
    many = "\n\n".join(f"Number {n}: Norway and the NPT and 3 May 1999." for n in range(400))
    few = "\n\n".join(["Quiet." for _ in range(300)] + ["Norway, the NPT, 3 May 1999."] * 3)
    links = linked(text_of(many), text_of(few))
    for name in {link.name for link in links}:
        assert len([link for link in links if link.name == name]) <= 48
    small = "\n\n".join(["Norway."] * 3 + ["Quiet."] * 20)
    assert len(linked(text_of(small), text_of(small))) == 9


@pytest.mark.parametrize(
    ("iso", "words"),
    [
        ("2006-09-08", "8 September 2006"),
        ("2001-06", "June 2001"),
        ("2001", "2001"),
        ("199X", "the 1990s"),
        ("20XX", "the 21st century"),
        ("2001-06-15/2001-06-16", "15 June 2001 to 16 June 2001"),
        ("--09-08", "8 September"),
    ],
)
def test_dates_are_spoken(iso: str, words: str) -> None:
    assert spoken(iso) == words
