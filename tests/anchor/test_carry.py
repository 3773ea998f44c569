"""Spans carried over from a known old text: kept, edited, moved, deleted, and never given to a lookalike."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.anchor import Orphan, Placed, carry
from tests.bench.anchor import annotations, edit, formulaic, judge, prose

OLD = (
    "The delegates opened the session at noon. They thanked the host city for its welcome.\n\n"
    "The delegates note with concern the state of the river. They ask the secretariat to report in May.\n\n"
    "The delegates note with concern the state of the roads. They ask the treasurer to report in June.\n\n"
    "The delegates closed the session at dusk, the statement said."
)


def span(text: str, words: str) -> tuple[int, int]:
    at = text.index(words)
    return at, at + len(words)


def one(old: str, new: str, words: str) -> str | None:
    [found] = carry(old, new, [span(old, words)])
    return new[found.start : found.end] if isinstance(found, Placed) else None


@given(st.text(max_size=60), st.data())
def test_an_unchanged_text_keeps_every_span(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert carry(text, text, [(start, end)]) == [Placed(start, end, 1.0, "map")]


@given(st.text(max_size=60), st.text(max_size=60), st.data())
def test_any_two_texts_give_spans_inside_the_new_one(old: str, new: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(old)))
    end = data.draw(st.integers(start, len(old)))
    [found] = carry(old, new, [(start, end)])
    if isinstance(found, Placed):
        assert 0 <= found.start <= found.end <= len(new)


def test_a_deleted_formula_does_not_pass_to_its_neighbour() -> None:
    gone = "The delegates note with concern the state of the river. They ask the secretariat to report in May."
    new = OLD.replace(gone + "\n\n", "")
    assert one(OLD, new, gone) is None
    assert one(OLD, new, "state of the river") is None
    roads = "The delegates note with concern the state of the roads."
    assert one(OLD, new, roads) == roads
    assert one(OLD, new, "They ask the treasurer") == "They ask the treasurer"


def test_a_moved_paragraph_keeps_its_notes() -> None:
    parts = OLD.split("\n\n")
    new = "\n\n".join([parts[2], parts[0], parts[3], parts[1]])
    for words in ("concern the state of the river", "The delegates note with concern the state of the roads."):
        assert one(OLD, new, words) == words


def test_an_edited_sentence_says_that_it_was_edited() -> None:
    new = OLD.replace("They ask the secretariat to report in May.", "They ask the whole secretariat to report by May.")
    [found] = carry(OLD, new, [span(OLD, "They ask the secretariat to report in May.")])
    assert isinstance(found, Placed)
    assert found.how == "edited"
    assert new[found.start : found.end] == "They ask the whole secretariat to report by May."


def test_wrapping_and_typography_change_nothing() -> None:
    new = OLD.replace("state of the river", "state of\nthe riv-\ner").replace("host city", "“host city”")
    assert one(OLD, new, "concern the state of the river.") == "concern the state of\nthe riv-\ner."
    assert one(OLD, new, "thanked the host city for") == "thanked the “host city” for"


def test_part_of_a_word_and_bare_punctuation() -> None:
    new = "First of all. " + OLD
    assert one(OLD, new, "elega") == "elega"
    assert one(OLD, new, ", ") == ", "


def test_inserted_words_inside_a_span_belong_to_it() -> None:
    new = OLD.replace("closed the session", "closed the long and tiring session")
    assert one(OLD, new, "closed the session at dusk") == "closed the long and tiring session at dusk"


@pytest.mark.parametrize(
    ("old", "new", "words", "expected"),
    [
        ("会议于六月在上海举行。各方签署了条约。", "各方签署了新条约。会议于六月在上海举行。", "上海举行", "上海举行"),
        ("Стороны подписали договор. Встреча прошла в мае.", "Встреча прошла в мае. Стороны подписали договор.",
         "Стороны подписали договор.", "Стороны подписали договор."),
        ("इस संधि पर मई में हस्ताक्षर हुए। सभी पक्ष सहमत हैं।", "सभी पक्ष सहमत हैं। इस संधि पर मई में हस्ताक्षर हुए।",
         "संधि पर मई में", "संधि पर मई में"),
        ("اجتمع المجلس في الربيع. ثم أصدر بيانا طويلا عن الحدود.", "ثم أصدر بيانا طويلا عن الحدود.",
         "بيانا طويلا", "بيانا طويلا"),
    ],
)  # fmt: skip
def test_other_scripts(old: str, new: str, words: str, expected: str) -> None:
    assert one(old, new, words) == expected


def test_a_span_outside_the_text_is_refused() -> None:
    with pytest.raises(ValueError, match="outside"):
        carry("abc", "abd", [(2, 9)])


def test_an_orphan_names_a_place_to_look_at() -> None:
    gone = "They thanked the host city for its welcome."
    [found] = carry(OLD, OLD.replace(" " + gone, ""), [span(OLD, gone)])
    assert isinstance(found, Orphan)
    assert found.candidates


@pytest.mark.parametrize("make", [prose, formulaic], ids=["prose", "formulaic"])
@pytest.mark.parametrize("profile", ["insert", "delete", "words", "reorder", "wrap", "decoy", "mixed"])
def test_seeded_edits_keep_notes_in_place(make: object, profile: str) -> None:
    """A floor well under the measured figures (tests/bench/anchor.py): this fails when the method breaks."""
    text = make(random.Random(3), 30_000)  # type: ignore[operator]
    spans = annotations(random.Random(4), text, 150)
    new, where = edit(profile, random.Random(5), text, 0.2)
    score = judge(text, new, where, spans, "carry")
    assert score.right > 0.94
    assert score.wrong < 0.05
    assert score.dead < 5 or score.orphaned > 0.85


def test_a_deleted_passage_offers_places_like_it_that_are_nobody_elses() -> None:
    old = (
        "The fishing towns agree on quotas for herring, cod and plaice in the northern waters.\n\n"
        "Lighthouses are kept burning by every town.\n\nThe harbour school teaches pilots from all shores."
    )
    new = (
        "Lighthouses are kept burning by every town.\n\nThe harbour school teaches pilots from all shores.\n\n"
        "From next spring the boats of all nations shall respect new limits on herring, cod and plaice, set by law."
    )
    (outcome,) = carry(old, new, [(0, old.index("\n"))])
    assert isinstance(outcome, Orphan)
    best = outcome.candidates[0]
    assert "herring, cod and plaice" in new[best.start : best.end]
    assert 0.3 <= best.score < 1
    assert [c.score for c in outcome.candidates] == sorted((c.score for c in outcome.candidates), reverse=True)
    words = new[outcome.candidates[0].start : outcome.candidates[0].end]
    assert "Lighthouses" not in words
