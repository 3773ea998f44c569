"""Three views that go together, and how wide a line of them is."""

from __future__ import annotations

from itertools import pairwise

from reader.ui.reading.tie import ScrollTie
from tests.ui.reading.helpers import Show, long_text


def test_scrolling_never_comes_back_and_never_trembles(show: Show, qtbot) -> None:
    sizes = ((300, "a", 460), (220, "b", 380), (90, "c", 300))
    views = [show(long_text(count, name), width) for count, name, width in sizes]
    ties = [ScrollTie(one, other) for one, other in pairwise(views)]
    told = [0, 0, 0]
    for i, view in enumerate(views):
        view.scrolled.connect(lambda i=i: told.__setitem__(i, told[i] + 1))
    tops: list[list[int]] = [[], [], []]
    for _ in range(60):
        before = list(told)
        moved = views[0].scroll_by(31)
        assert moved == 31  # what the others do leaves the scrolled view where it was put
        qtbot.wait(0)
        assert told[0] - before[0] == 1
        assert all(now - then <= 1 for now, then in zip(told, before, strict=True))
        for i, view in enumerate(views):
            tops[i].append(view.place().position)
    assert tops[1] == sorted(tops[1]) and tops[1][0] < tops[1][-1]
    assert tops[2] == sorted(tops[2]) and tops[2][0] < tops[2][-1]
    assert all(tie.on for tie in ties)


def test_at_ease_a_line_holds_as_many_characters_as_a_book(show: Show) -> None:
    view = show(long_text(40), 900)
    counts = [
        last - first for row in view.page.rows() for first, last, _, _ in row.laid.lines[:-1] if len(row.laid.lines) > 1
    ]
    assert counts and 60 <= sum(counts) / len(counts) <= 75
