"""Scrolling together: the best chain, the way between, and no feedback."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from reader.ui.reading.tie import Anchor, ScrollTie, Ways, chain
from tests.ui.reading.helpers import Show, Watched, long_text

ANCHORS = st.lists(
    st.builds(Anchor, st.integers(1, 40), st.integers(1, 40), st.sampled_from([0.1, 0.5, 0.9]), st.booleans()),
    max_size=8,
)


def weight(run: list[Anchor]) -> float:
    return sum(a.weight + 1000 * a.confirmed for a in run)


def grows(run: list[Anchor]) -> bool:
    return all(x.left < y.left and x.right < y.right for x, y in itertools.pairwise(run))


@given(ANCHORS)
def test_the_chain_is_the_heaviest_that_grows(anchors: list[Anchor]) -> None:
    found = chain(anchors)
    assert grows(found)
    subsets = (
        list(run) for k in range(len(anchors) + 1) for run in itertools.combinations(sorted(set(anchors)), k)
    )
    assert weight(found) == pytest.approx(max(weight(run) for run in subsets if grows(run)))


@given(ANCHORS, st.floats(0, 50))
def test_the_way_there_and_back_ends_where_it_began(anchors: list[Anchor], x: float) -> None:
    ways = Ways(chain(anchors), 50, 60)
    assert ways.to_left(ways.to_right(x)) == pytest.approx(x, abs=1e-6)
    assert 0 <= ways.to_right(x) <= 60


@given(ANCHORS)
def test_anchors_meet(anchors: list[Anchor]) -> None:
    run = chain(anchors)
    ways = Ways(run, 50, 60)
    assert [ways.to_right(a.left) for a in run] == pytest.approx([a.right for a in run])


@pytest.fixture
def pair(show: Show) -> tuple[Watched, Watched, ScrollTie]:
    a, b = show(long_text(400, "a")), show(long_text(250, "b"), 380)
    assert a.text is not None and b.text is not None
    tie = ScrollTie(a, b)
    tie.set_anchors(
        Anchor(a.text.provisions[i].start, b.text.provisions[j].start) for i, j in ((40, 10), (200, 120), (300, 230))
    )
    return a, b, tie


def test_one_carries_the_other_and_nothing_comes_back(
    qtbot: QtBot, pair: tuple[Watched, Watched, ScrollTie]
) -> None:
    a, b, tie = pair
    moves = {"a": 0, "b": 0}
    a.scrolled.connect(lambda: moves.__setitem__("a", moves["a"] + 1))
    b.scrolled.connect(lambda: moves.__setitem__("b", moves["b"] + 1))
    places = []
    for _ in range(30):
        before = a.place()
        a.scroll_by(400)
        qtbot.wait(1)
        assert a.place() > before
        places.append(b.place())
    assert places == sorted(places)
    assert moves["a"] == 30 and 25 <= moves["b"] <= 30
    stands = a.place(), b.place()
    qtbot.wait(60)
    assert (a.place(), b.place()) == stands
    b.scroll_by(-300)
    assert a.place() < stands[0]
    assert tie.aligned() == (3, 400)


def test_both_begin_and_end_together(qtbot: QtBot, pair: tuple[Watched, Watched, ScrollTie]) -> None:
    a, b, _ = pair
    a.verticalScrollBar().setValue(a.verticalScrollBar().maximum())
    qtbot.wait(5)
    a.scroll_by(10_000)
    assert b.visible_span()[1] == len(b.text.canonical)  # type: ignore[union-attr]
    a.goto(0, level=0)
    a.scroll_by(-1000)
    assert b.place().position == 0


def test_anchored_provisions_stand_level_in_the_middle(pair: tuple[Watched, Watched, ScrollTie]) -> None:
    a, b, tie = pair
    anchor = tie.anchors[1]
    a.goto(anchor.left, level=0)
    a.goto(anchor.left, level=a.page.height * a.page.value / a.page.furthest)  # the line that is kept level here
    ya, yb = a.position_y(anchor.left), b.position_y(anchor.right)
    assert ya is not None and yb is not None and abs(ya - yb) < 30


def test_alone_untied_and_held_views_leave_the_other(pair: tuple[Watched, Watched, ScrollTie]) -> None:
    a, b, tie = pair
    still = b.place()
    a.alone = True
    a.scroll_by(500)
    a.alone = False
    tie.set_on(False)
    a.scroll_by(500)
    tie.set_on(True)
    with tie.held():
        a.scroll_by(500)
    a.resize(500, 500)
    assert b.place() == still
    a.scroll_by(50)
    assert b.place() != still


def test_two_places_are_brought_to_one_level(pair: tuple[Watched, Watched, ScrollTie]) -> None:
    a, b, tie = pair
    assert a.text is not None and b.text is not None
    for i, j, y in ((100, 20, 200.0), (3, 200, 150.0), (0, 0, 300.0), (399, 5, 40.0)):
        left, right = a.text.provisions[i].start, b.text.provisions[j].start
        level = tie.level(left, right, y)
        ya, yb = a.position_y(left), b.position_y(right)
        assert ya is not None and abs(ya - level) <= 1 and yb is not None and abs(yb - level) <= 1


def test_gliding_to_one_level_the_views_do_not_carry_each_other(
    qtbot: QtBot, pair: tuple[Watched, Watched, ScrollTie]
) -> None:
    a, b, tie = pair
    assert a.text is not None and b.text is not None
    a.motion = b.motion = True
    left, right = a.text.provisions[4].start, b.text.provisions[2].start
    level = tie.level(left, right, 20)
    qtbot.waitUntil(lambda: a.position_y(left) == level and b.position_y(right) == level, timeout=3000)
    qtbot.wait(250)
    assert (a.position_y(left), b.position_y(right)) == (level, level)
    before = b.place()
    a.goto(a.text.provisions[2].start, level=0)  # a glide of its own carries the other
    assert a.position_y(a.text.provisions[2].start) != 0
    qtbot.waitUntil(lambda: b.place() < before, timeout=3000)
