"""Heights, pieces and the geometry of a page, without a widget."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from reader.ui.reading.heights import BLOCK, LIMIT, Heights, Pieces
from reader.ui.reading.layout import Laid
from reader.ui.reading.page import Page
from reader.ui.reading.typography import Face, Type
from tests.ui.reading.helpers import long_text, make_text

LENGTHS = st.lists(st.integers(1, 900), min_size=1, max_size=3 * BLOCK)


KNOWN = st.lists(st.tuples(st.integers(0, 3 * BLOCK), st.integers(1, 4000)), max_size=12)


@given(LENGTHS, KNOWN, st.integers(0, 10**6))
@settings(max_examples=60)
def test_what_stands_at_a_height_is_what_the_sums_say(
    lengths: list[int], known: list[tuple[int, int]], y: int
) -> None:
    pieces = Pieces(make_text(*("x" * n for n in lengths)))
    heights = Heights(pieces, 60, 26, 12)
    for i, height in known:
        if i < len(lengths):
            heights.set(i, height)
            assert heights[i] == height and heights.exact(i)
    for i in range(len(lengths)):
        assert heights[i] > 0
    tops = [0]
    for i in range(len(lengths)):
        assert heights.top(i) == tops[-1]
        tops.append(tops[-1] + heights[i])
    assert heights.total == tops[-1]
    i, into = heights.find(y)
    assert tops[i] + into == y
    assert 0 <= into < heights[i] or i == len(lengths) - 1


def test_estimates_before_a_block_is_opened_are_near_what_they_become() -> None:
    text = long_text(3000)
    heights = Heights(Pieces(text), 60, 26, 12)
    guess = heights.total
    for k in range(0, 3000, BLOCK):
        heights[k]
    assert abs(guess - heights.total) / heights.total < 0.1


@given(st.lists(st.integers(1, 3 * LIMIT), min_size=1, max_size=5))
@settings(max_examples=25)
def test_pieces_lose_nothing_and_stay_small(lengths: list[int]) -> None:
    text = make_text(*(("word and " * (n // 9 + 1))[:n].strip() or "x" for n in lengths))
    pieces = Pieces(text)
    assert max(e - s for s, e in zip(pieces.starts, pieces.ends, strict=True)) <= LIMIT
    for k, p in enumerate(text.provisions):
        own = [i for i in range(len(pieces)) if pieces.provision(i) == k]
        joined = "".join(text.canonical[pieces.starts[i] : pieces.ends[i]] for i in own)
        assert joined == text.canonical[p.start : p.end]
        assert [pieces.opens(i) for i in own] == [True, *[False] * (len(own) - 1)]
        assert [pieces.closes(i) for i in own] == [*[False] * (len(own) - 1), True]


@pytest.fixture
def page(qtbot: QtBot) -> Page:
    page = Page()
    page.set_text(long_text(500))
    page.resize(500, 600)
    return page


def test_moving_there_and_back_ends_where_it_began(page: Page) -> None:
    page.jump(page.furthest // 2)
    for by in (1, 37, 599, -3, 1800, -2434):
        before = page.first, page.into
        assert page.move(by) == by
        assert page.distance(*before) == by
    page.jump(0)
    assert page.move(-50) == 0


def test_coordinates_are_continuous_and_can_be_sought(page: Page) -> None:
    page.jump(page.furthest // 3)
    last = page.coordinate(0)
    for y in range(1, 600, 7):
        now = page.coordinate(y)
        assert last < now < last + 40
        last = now
    for y in (0, 200, 500):
        here = page.coordinate(y)
        page.seek(here, y)
        assert page.coordinate(y) == pytest.approx(here, abs=3)


def test_the_column_is_as_wide_as_its_measure_and_centred(page: Page) -> None:
    page.resize(2000, 600)
    assert page.face is not None
    assert 60 <= page.text_w / page.face.average <= 78
    assert abs(page.left - (2000 - page.right)) <= 1
    page.resize(200, 600)
    assert page.left >= 10 and page.right <= 190


def test_lines_are_whole_pixels_on_one_grid(qtbot: QtBot) -> None:
    face = Face(Type(), "zh")
    laid = Laid("Mixed 上海 words and ½ 😀 signs " * 6, 0, face, 300, gap=face.gap)
    assert [y for _, _, y, _ in laid.lines] == [k * face.line for k in range(len(laid.lines))]
    baselines = {round(line.position().y() + line.ascent() - y) for _, _, y, line in laid.lines}
    assert len(baselines) == 1
    assert isinstance(laid.height, int)


@given(st.text(st.sampled_from("ab ё中😀\u0301אب"), min_size=1, max_size=80))
@settings(max_examples=60, deadline=None)
def test_every_character_has_a_place_and_is_found_there(s: str) -> None:
    face = Face(Type())
    laid = Laid(s, 0, face, 260, gap=0)
    assert laid.rects(0, 0) == []
    whole = laid.rects(0, len(s))
    for _, y, w in whole:
        assert w > 0 and 0 <= y < laid.bottom
    if s.strip() == s and s.isascii():
        for i, c in enumerate(s):
            found = laid.rects(i, i + 1)
            if c != " " and found:
                x, y, w = found[0]
                assert laid.char_at_x(x + w / 2, y // face.line) == i
