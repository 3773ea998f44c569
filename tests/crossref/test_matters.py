"""Matters: sentences that make one point in other words meet, in and across languages; other fields are left alone."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from reader.crossref import find_links
from reader.crossref import matters as module
from reader.crossref.evidence import Weigher
from reader.crossref.matters import Matters, beside, held, matters_of, middles_of, trust
from reader.crossref.parallels import rank
from reader.crossref.words import tokens
from reader.errors import Feedback
from reader.paths import resources
from reader.text import load

LANGUAGES = (("en", "english"), ("ru", ""), ("zh", ""))
POACHING = "Vessels that plunder our tuna by night shall find our patrols waiting for them."
CUTTERS = "Coastguards of both states have seized eleven trawlers caught without a licence."
SCHOOLS = "Every girl and boy should be able to finish nine years of schooling at no cost."


def known(lang: str, latin: str) -> Matters:
    found = matters_of(lang, latin)
    assert found is not None
    return found


def among(matters: Matters, *sentences: str) -> np.ndarray:
    rows = matters.rows(map(tokens, sentences), Feedback())
    return matters.centred(matters.vectors(rows, None, Feedback()))


@pytest.mark.parametrize(("lang", "latin"), LANGUAGES)
def test_every_table_is_whole(lang: str, latin: str) -> None:
    matters, middles = known(lang, latin), middles_of()
    assert middles is not None
    assert matters.middles is middles
    assert len(middles.names) == len(middles.directions) == len(middles.ours) > 2_000
    assert np.allclose(np.linalg.norm(middles.directions, axis=1), 1, atol=1e-3)
    assert all(name.strip() and "\n" not in name for name in middles.names)
    assert 0.8 < middles.ours.mean() < 0.95
    assert all(spread > 0 for _, spread in matters.usual)


def test_there_are_none_for_other_languages() -> None:
    assert matters_of("en", "french") is None
    assert matters_of("xx", "english") is None


@pytest.mark.parametrize("content", [None, b"", b"no table", b"PK\x03\x04 cut off"])
def test_a_broken_table_is_passed_over(content: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "matters").mkdir()
    shutil.copy(resources() / "matters" / "middles.npz", tmp_path / "matters")
    if content is not None:
        (tmp_path / "matters" / "en.npz").write_bytes(content)
    monkeypatch.setattr(module, "resources", lambda: tmp_path)
    for cached in (matters_of, middles_of):
        cached.cache_clear()
        monkeypatch.setattr(module, cached.__name__, cached.__wrapped__)
    assert module.matters_of("en", "english") is None
    (tmp_path / "matters" / "middles.npz").write_bytes(content or b"\x00")
    assert module.middles_of() is None


def test_one_point_in_other_words_is_nearer_than_another_point() -> None:
    near = among(known("en", "english"), POACHING, CUTTERS, SCHOOLS)
    near = near @ near.T
    assert near[0, 1] > 0.3 > max(near[0, 2], near[1, 2])


@pytest.mark.parametrize(
    ("lang", "same", "other"),
    [
        ("ru", "Пограничные суда задерживают тех, кто незаконно ловит рыбу.", "Дети должны бесплатно посещать школу."),
        ("zh", "海警联合巡逻，打击非法捕鱼。", "儿童应当免费接受义务教育。"),
    ],
)
def test_a_point_is_the_same_in_another_language(lang: str, same: str, other: str) -> None:
    (english,) = among(known("en", "english"), "Joint patrols against illegal fishing at sea.")
    one, two = among(known(lang, ""), same, other)
    assert one @ english > two @ english + 0.1


def test_declarations_are_told_from_other_texts() -> None:
    matters = known("en", "english")
    ours = among(matters, *(
        "The ministers agree to meet every year.", "We condemn terrorism in all its forms.",
        "The members shall refrain from the use of force.", "The secretariat is to be seated in the capital.",
        "Climate change threatens the survival of our islands.", "The parties will lower their tariffs.",
    ))  # fmt: skip
    others = among(matters, *(
        "Blessed is the man that walketh in peace, for his house shall stand.", "Whisk the eggs with sugar until pale.",
        "Press and hold the button until the light blinks.", "A dog runs along the beach with a stick.",
        "The tenant shall return the keys on the last day.", "Take one tablet twice a day with food.",
    ))  # fmt: skip
    assert trust(matters.middles, [ours]) == 1.0
    assert trust(matters.middles, [others]) == 0.0
    assert trust(matters.middles, []) == trust(matters.middles, [ours[:0]]) == 0.0


def test_what_is_unknown_is_nothing_and_parts_stand_for_words() -> None:
    matters = known("en", "english")
    assert matters.rows_of("qzxvk") == ()
    vectors = matters.vectors([[], list(matters.rows_of("border"))], None, Feedback())
    assert not vectors[0].any() and np.isclose(np.linalg.norm(vectors[1]), 1)
    assert np.isfinite(held(matters.middles, matters.centred(vectors), Feedback())[1]).all()
    assert np.isfinite(beside(vectors)).all()
    chinese = known("zh", "")
    assert all(chinese.rows_of(pair) for pair in tokens("巡逻渔船"))


def test_what_all_sentences_say_counts_little() -> None:
    matters = known("en", "english")
    rows = matters.rows([tokens(f"The union {word}") for word in ("fishes", "trades", "learns", "heals")], Feedback())
    weight = matters.rarity([rows, rows], Feedback())
    (union,), (trades,) = matters.rows_of("union"), matters.rows_of("trades")
    assert weight[union] < 0.1 < weight[trades]


def test_the_answer_is_the_same_either_way_and_in_any_order() -> None:
    one, two = [POACHING, SCHOOLS, "The ministers meet each spring."], [CUTTERS, "Nine years of school are free."]
    forth, back = rank(one, two, ordered=False), rank(two, one, ordered=False)
    assert dict(forth[0])[0] == dict(back[0])[0] > 0
    turned = rank(one[::-1], two, ordered=False)
    assert turned[::-1] == forth


def test_rank_finds_what_shares_no_word() -> None:
    assert rank([POACHING], [SCHOOLS, CUTTERS])[0][0][0] == 1


def text_of(name: str, *sentences: str) -> object:
    return load("\n\n".join(sentences).encode(), name=f"{name}.txt", lang="en")


def test_the_matter_and_its_words_are_told() -> None:
    a = text_of("a", "Declaration of the Coral Council", "The ministers met in spring.", POACHING, SCHOOLS,
                "The budget of the secretariat is shared in equal parts.")  # fmt: skip
    b = text_of("b", "Communiqué of the Coral Council", "Water must be shared fairly.", CUTTERS,
                "Poor children now sit in classrooms without fees.", "Arrears weaken the secretariat.")  # fmt: skip
    links = {(x.a.provision, x.b.provision): x for x in find_links(a, b, kinds=("parallel",))}  # type: ignore[arg-type]
    assert {(3, 3), (4, 4)} <= set(links)
    why = links[3, 3].why
    assert why.summary.endswith(".") and why.terms
    assert all(0 <= term.weight <= 1 for term in why.terms)
    text = a.canonical + b.canonical  # type: ignore[attr-defined]
    assert all(term.a in text and term.b in text for term in why.terms)


def test_weigher_knows_its_language() -> None:
    assert Weigher((), (), "en", "english").lang == "en"
