"""Runs, colours of the editor, and links to passages."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.render.highlight import LIMIT, in_fence, markdown_tokens
from reader.render.links import Passage, parse_passage, passage_href, passage_of
from reader.render.runs import flatten

SPANS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(0, 6)), max_size=20)


@settings(deadline=None)
@given(SPANS)
def test_runs_say_what_lies_over_each_position(spans: list[tuple[int, int, int]]) -> None:
    runs = flatten(spans)
    for left, right in pairwise(runs):
        assert left.end <= right.start
        assert left.end < right.start or left.ids != right.ids
    for position in range(41):
        ids = {name for start, end, name in spans if start <= position < end}
        found = [set(run.ids) for run in runs if run.start <= position < run.end]
        assert found == ([ids] if ids else [])


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("Bishkek 2007 §4", Passage("Bishkek 2007", 4)),
        ("Bishkek 2007, § 4", Passage("Bishkek 2007", 4)),
        (" Shanghai  2001 §9.2 ", Passage("Shanghai 2001", 9)),
        ("Shanghai 2001 §9–11", Passage("Shanghai 2001", 9)),
        ("§3", Passage("", 3)),
        ("上海宣言 §7", Passage("上海宣言", 7)),
        ("Bishkek 2007", None),
        ("§", None),
        ("", None),
        ("x" * 400 + " §1", None),
    ],
)
def test_passages(written: str, place: Passage | None) -> None:
    assert parse_passage(written) == place
    href = passage_href(written)
    assert (None if href is None else passage_of(href)) == place


def _roles(source: str) -> dict[str, str]:
    return {source[start : start + length]: role for start, length, role in markdown_tokens(source)}


def test_colours() -> None:
    source = "# Head\n\n*em* **strong** `code` #sco/y2001 #2001 [[Bishkek 2007 §4]]\n> quote\n- item\n\n"
    source += "```\nfence\n```\n"
    roles = _roles(source)
    assert roles["# Head"] == "syntax.heading"
    assert roles["*em*"] == "syntax.emphasis"
    assert roles["**strong**"] == "syntax.strong"
    assert roles["`code`"] == "syntax.code"
    assert roles["#sco/y2001"] == "syntax.tag"
    assert "#2001" not in roles
    assert roles["[[Bishkek 2007 §4]]"] == "syntax.link"
    assert roles["> quote"] == "syntax.quote"
    assert roles["```\nfence\n```"] == "syntax.code"


@settings(deadline=None)
@given(st.text(alphabet="#*_`[]()> \n-~a1$\\", max_size=200))
def test_colours_are_in_order_and_inside(source: str) -> None:
    end = 0
    for start, length, _ in markdown_tokens(source):
        assert start >= end
        assert length > 0
        end = start + length
    assert end <= len(source)


def test_a_huge_note_gets_no_colours() -> None:
    assert markdown_tokens("# a\n" * LIMIT) == []


def test_fences() -> None:
    assert in_fence("a\n```\nb")
    assert not in_fence("a\n```\nb\n```\n")
    assert in_fence("~~~\n```\n")
