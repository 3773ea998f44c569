"""One list of computed, editorial and decided links: who wins, and what is kept."""

from __future__ import annotations

import pytest

from reader.crossref import combine
from reader.crossref.keys import link_key
from reader.crossref.model import End, Link, Term, Why
from reader.crossref.reweigh import Weighing, effect, lessons, likenesses, reweigh
from reader.text import load

A = load(b"The council was founded by five states.\n\nTrade shall be free of duties.\n", name="a.txt")
B = load(b"The five founders praise their council.\n\nNo duty hinders our trade today.\n", name="b.txt")


def _end(text: object, words: str) -> End:
    start = A.canonical.find(words) if text is A else B.canonical.find(words)
    return End(start, start + len(words), words, 1, 1)


def _link(a: str, b: str, *, kind: str = "parallel", origin: str = "computed", score: float = 0.5,
          status: str = "suggested", why: Why | None = None) -> Link:  # fmt: skip
    return Link(link_key(kind, None, a, b), kind, score, origin, status, None, _end(A, a), _end(B, b), why or Why(""))


FOUND = _link(
    "The council was founded by five states.",
    "The five founders praise their council.",
    why=Why("Both speak of the council.", (Term("council", "council", 1.0),)),
)


def test_editorial_wins_and_keeps_the_computed_evidence() -> None:
    said = FOUND._replace(key="editors", origin="editorial", score=0.9, why=Why("The editors say so."))
    (only,) = combine([FOUND], [said], [])
    assert (only.key, only.origin, only.score) == ("editors", "editorial", 0.9)
    assert only.why.summary == "The editors say so."
    assert only.why.terms == FOUND.why.terms


def test_decision_is_applied_by_key() -> None:
    (only,) = combine([FOUND], [], [FOUND._replace(status="dismissed")])
    assert only.status == "dismissed"
    assert only.why == FOUND.why


def test_changed_kind_is_found_by_place() -> None:
    decided = FOUND._replace(kind="development", status="confirmed")
    (only,) = combine([FOUND], [], [decided])
    assert (only.kind, only.status, only.key) == ("development", "confirmed", FOUND.key)


def test_confirmed_link_that_is_no_longer_found_is_kept_where_its_words_stand() -> None:
    moved = FOUND._replace(status="confirmed", a=FOUND.a._replace(start=900, end=939))
    (only,) = combine([], [], [moved], a=A, b=B)
    assert A.canonical[only.a.start : only.a.end] == FOUND.a.exact
    assert combine([], [], [moved._replace(a=End(0, 4, "gone words", 1, 1))], a=A, b=B) == []


def test_dismissed_link_that_is_no_longer_found_is_dropped() -> None:
    assert combine([], [], [FOUND._replace(status="dismissed")], a=A, b=B) == []


def test_hand_made_link_is_kept_and_order_is_best_first() -> None:
    mine = _link("Trade", "our trade", origin="user", score=1.0, status="confirmed")
    assert [link.key for link in combine([FOUND], [], [mine], a=A, b=B)] == [mine.key, FOUND.key]


def test_what_was_dismissed_lowers_what_rests_on_the_same() -> None:
    other = _link("Trade shall be free of duties.", "No duty hinders our trade today.", score=0.6, why=Why(
        "", (Term("trade", "trade", 0.8),)))  # fmt: skip
    same = _link("Trade", "trade", why=Why("", (Term("trade", "trade", 0.9),)), score=0.5)
    again = reweigh([FOUND, other], [same._replace(status="dismissed")])
    by_key = {link.key: link.score for link in again}
    assert by_key[other.key] < other.score
    assert by_key[FOUND.key] == FOUND.score
    assert reweigh([FOUND, other], []) == sorted([FOUND, other], key=lambda link: -link.score)


def test_all_like_this_are_those_that_rest_on_the_same_words_or_names() -> None:
    same = _link("Trade", "trade", why=Why("", (Term("Council", "council", 0.9),)))
    (all_like_this,) = likenesses(FOUND, [FOUND, same, _link("Trade", "duty")])
    assert list(all_like_this.links) == [same]
    assert [(found.rests_on, found.links) for found in likenesses(FOUND, [FOUND, same])] == [
        ("the words “council”", (same,))
    ]


def test_the_effect_of_decisions_is_told_and_taken_back() -> None:
    open_one = _link("Trade", "trade", score=0.6, why=Why("", (Term("trade", "trade", 0.8),)))
    said = open_one._replace(key="x", status="confirmed")
    (moved,) = reweigh([open_one], [said])
    assert moved.score > 0.6
    assert effect(moved) == pytest.approx(moved.score - 0.6)
    assert effect(open_one) == 0
    (lesson,) = lessons([said, said._replace(key="y")])
    assert (lesson.rests_on, lesson.confirmed, lesson.dismissed) == ("the words “trade”", 2, 0)
    assert lesson.pull > 1


def test_how_decisions_count_is_kept_and_odd_values_are_harmless() -> None:
    kept = Weighing(False, "2026-01-01T00:00:00Z")
    assert Weighing.from_json(kept.to_json()) == kept
    assert Weighing.from_json("{oops") == Weighing.from_json("[1]") == Weighing.from_json("") == Weighing()
    assert Weighing.from_json('{"on": "no", "since": 3}') == Weighing()
    decided = [("2025-05-05T00:00:00Z", FOUND), ("2026-05-05T00:00:00Z", FOUND._replace(key="later"))]
    assert kept.counted(decided) == []
    assert [link.key for link in kept._replace(on=True).counted(decided)] == ["later"]
    assert len(Weighing().counted(decided)) == 2
