"""A passage described and found again, by each selector alone; and what happens when it is not there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.anchor import Ambiguous, Orphan, Placed, Selectors, describe, resolve

TEXT = (
    "The council met in the spring and chose a chair. It also set a budget for two years.\n\n"
    "The council met again in autumn. It also set a date for the next summit, in the capital.\n\n"
    "No decision was taken on the border question. It also set a budget for two years."
)


@st.composite
def text_and_span(draw: st.DrawFn) -> tuple[str, int, int]:
    text = draw(st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=80))
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, len(text)))
    return text, start, end


@given(text_and_span())
def test_all_selectors_together_lead_back(case: tuple[str, int, int]) -> None:
    text, start, end = case
    found = resolve(text, describe(text, start, end))
    assert isinstance(found, Placed)
    assert (found.start, found.end) == (start, end)


@given(text_and_span())
def test_the_quote_alone_leads_back(case: tuple[str, int, int]) -> None:
    text, start, end = case
    selectors = describe(text, start, end)._replace(start=None, end=None, provision=None)
    found = resolve(text, selectors)
    if isinstance(found, Placed):
        assert (found.start, found.end) == (start, end)
    else:  # only where the text repeats itself so that no context tells the places apart
        assert isinstance(found, Ambiguous)
        assert text.count(selectors.exact) > 1


@given(text_and_span())
def test_the_position_alone_leads_back(case: tuple[str, int, int]) -> None:
    text, start, end = case
    found = resolve(text, Selectors(exact="", start=start, end=end))
    assert isinstance(found, Placed)
    assert (found.start, found.end, found.how) == (start, end, "position")


def test_context_tells_repeated_formulae_apart() -> None:
    clause = "It also set a budget for two years."
    second = TEXT.rindex(clause)
    selectors = describe(TEXT, second, second + len(clause))._replace(start=None, end=None)
    found = resolve("A new preamble was added here. " + TEXT, selectors)
    assert isinstance(found, Placed)
    assert found.start == second + len("A new preamble was added here. ")


def test_equal_places_are_asked_about_not_guessed() -> None:
    found = resolve("one two. one two. one two.", Selectors("one two"))
    assert isinstance(found, Ambiguous)
    assert len(found.candidates) == 3


def test_typography_case_and_wrapping_do_not_matter() -> None:
    selectors = Selectors("the “next” summit, in the capi\u00adtal", "also set a date for ", "")
    text = TEXT.replace("the next summit, in the capital", "The 'next'\nSummit, in the capital")
    found = resolve(text, selectors)
    assert isinstance(found, Placed)
    assert text[found.start : found.end].split() == ["The", "'next'", "Summit,", "in", "the", "capital"]
    assert found.how == "folded"


def test_a_changed_passage_is_found_by_similarity() -> None:
    selectors = describe(TEXT, TEXT.index("No decision"), TEXT.index(" It also set a budget", 200))
    text = TEXT.replace("No decision was taken on the border question.", "No decision was reached on the border issue.")
    found = resolve(text, selectors)
    assert isinstance(found, Placed)
    assert found.how == "fuzzy"
    assert text[found.start : found.end].startswith("No decision was reached on the border issue")


def test_a_deleted_passage_is_an_orphan_with_a_reason() -> None:
    selectors = describe(TEXT, TEXT.index("The council met again"), TEXT.index(" It also set a date"))
    found = resolve("Nothing of this kind is here, and nothing like it.", selectors)
    assert isinstance(found, Orphan)
    assert found.reason


@pytest.mark.parametrize("short", ["springs.", "a throne"])
def test_short_quotes_are_never_guessed(short: str) -> None:
    assert isinstance(resolve(TEXT, Selectors(short)), Orphan)


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 2), (0, 10_000)])
def test_a_span_outside_the_text_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="outside"):
        describe(TEXT, start, end)


def test_context_does_not_cut_a_grapheme_cluster() -> None:
    text = "e\u0301" * 40 + " target " + "👩🏽" * 40
    start = text.index("target")
    selectors = describe(text, start, start + 6)
    assert not selectors.prefix.startswith("\u0301")
    assert not selectors.suffix.endswith("👩")


def test_a_foreign_position_outside_the_text_is_an_orphan() -> None:
    assert isinstance(resolve("short", Selectors("", start=10, end=20)), Orphan)
    assert isinstance(resolve("short", Selectors("")), Orphan)
