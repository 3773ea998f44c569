from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.ui.notes import markup
from reader.ui.notes.markup import Passage


def at(marked: str) -> Passage:
    """A passage from a string with `⟦` and `⟧` round the selection, or `‸` at the caret."""
    if "‸" in marked:
        i = marked.index("‸")
        return Passage(marked.replace("‸", ""), i, i)
    start, end = marked.index("⟦"), marked.index("⟧") - 1
    return Passage(marked.replace("⟦", "").replace("⟧", ""), start, end)


def shown(p: Passage) -> str:
    if p.start == p.end:
        return p.text[: p.start] + "‸" + p.text[p.start :]
    return p.text[: p.start] + "⟦" + p.text[p.start : p.end] + "⟧" + p.text[p.end :]


@pytest.mark.parametrize(
    ("act", "before", "after"),
    [
        (markup.bold, "a ⟦duty⟧ owed", "a **⟦duty⟧** owed"),
        (markup.bold, "a **⟦duty⟧** owed", "a ⟦duty⟧ owed"),
        (markup.bold, "a ⟦**duty**⟧ owed", "a ⟦duty⟧ owed"),
        (markup.bold, "a du‸ty owed", "a **du‸ty** owed"),
        (markup.bold, "a **du‸ty** owed", "a du‸ty owed"),
        (markup.bold, "‸", "**‸**"),
        (markup.bold, "**‸**", "‸"),
        (markup.bold, "a⟦ duty ⟧owed", "a **⟦duty⟧** owed"),
        (markup.italic, "**⟦duty⟧**", "***⟦duty⟧***"),
        (markup.italic, "***⟦duty⟧***", "**⟦duty⟧**"),
        (markup.italic, "*⟦duty⟧*", "⟦duty⟧"),
        (markup.code, "⟦§4⟧", "`⟦§4⟧`"),
        (markup.link, "see ⟦the charter⟧.", "see [the charter](⟦https://⟧)."),
        (markup.link, "see ⟦https://un.org/x⟧", "see [‸](https://un.org/x)"),
        (markup.link, "see chart‸er", "see [charter](⟦https://⟧)"),
        (markup.passage_link, "see ‸.", "see [[‸]]."),
        (markup.passage_link, "see ⟦Bishkek 2007 §4⟧.", "see [[Bishkek 2007 §4]]‸."),
        (markup.bullets, "⟦one\ntwo⟧", "⟦- one\n- two⟧"),
        (markup.bullets, "⟦- one\n- two⟧", "⟦one\ntwo⟧"),
        (markup.bullets, "⟦1. one\n2. two⟧", "⟦- one\n- two⟧"),
        (markup.bullets, "on‸e", "- on‸e"),
        (markup.bullets, "‸", "- ‸"),
        (markup.numbers, "⟦one\n\ntwo⟧", "⟦1. one\n\n2. two⟧"),
        (markup.numbers, "⟦1. one\n2. two⟧", "⟦one\ntwo⟧"),
        (markup.quote, "⟦one\n\ntwo⟧", "⟦> one\n>\n> two⟧"),
        (markup.quote, "⟦> one\n>\n> two⟧", "⟦one\n\ntwo⟧"),
        (markup.heading, "A ti‸tle", "## A ti‸tle"),
        (markup.heading, "## A ti‸tle", "### A ti‸tle"),
        (markup.heading, "### A ti‸tle", "A ti‸tle"),
        (markup.indent, "⟦- a\n- b⟧", "⟦  - a\n  - b⟧"),
        (markup.outdent, "⟦  - a\n - b⟧", "⟦- a\n- b⟧"),
        (markup.new_line, "- one‸", "- one\n- ‸"),
        (markup.new_line, "- [x] one‸", "- [x] one\n- [ ] ‸"),
        (markup.new_line, "9. one‸ more", "9. one\n10. ‸ more"),
        (markup.new_line, "> said‸", "> said\n> ‸"),
        (markup.new_line, "- one\n- ‸", "- one\n‸"),
    ],
)
def test_acts(act, before: str, after: str) -> None:
    assert shown(act(at(before))) == after


def test_return_in_a_plain_line_is_left_to_the_editor() -> None:
    assert markup.new_line(at("plain‸")) is None
    assert markup.new_line(at("**bold‸**")) is None


marked_texts = st.text(st.sampled_from("ab*_`# >-1.\n [](é中😀"), max_size=40)


@given(marked_texts, st.data())
@pytest.mark.parametrize("act", [markup.bold, markup.italic, markup.code, markup.quote, markup.indent, markup.link])
def test_nothing_typed_is_lost_and_the_selection_is_inside(act, text: str, data) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    new = act(Passage(text, start, end))
    assert 0 <= new.start <= new.end <= len(new.text)
    kept = [c for c in new.text if c not in "*`> []()\\" and c not in "https://"]
    assert kept == [c for c in text if c not in "*`> []()\\" and c not in "https://"]


@given(st.text(st.sampled_from("ab é中😀\n"), min_size=1, max_size=30), st.data())
@pytest.mark.parametrize("act", [markup.bold, markup.italic, markup.code])
def test_a_toggle_is_its_own_opposite(act, text: str, data) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    once = act(Passage(text, start, end))
    assert act(once).text == text


@given(marked_texts, marked_texts)
def test_the_smallest_change_makes_the_new_text(old: str, new: str) -> None:
    start, end, words = markup.change(old, new)
    assert old[:start] + words + old[end:] == new
    assert 0 <= start <= end <= len(old)
