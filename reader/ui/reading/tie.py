"""Scrolling together: piecewise linear between the links that both texts have in the same order."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from heapq import nlargest
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from reader.ui.reading.view import ReadingView

STRONGEST = 4000  # anchors that a chain is made of: one for every screen of a text of 5 MB


class Anchor(NamedTuple):
    """Two places that belong together: code points of the left and the right text; `confirmed` ones come first."""

    left: int
    right: int
    weight: float = 1.0
    confirmed: bool = False


def chain(anchors: Iterable[Anchor]) -> list[Anchor]:
    """The heaviest run of anchors that grows in both texts; O(n log n).

    Confirmed ones weigh more than any number of others together would in practice (each 1000), so that the
    reader's word goes before the engine's. Method: heaviest increasing subsequence, a staircase of undominated runs.
    """
    items = list(anchors)
    if len(items) > STRONGEST:
        items = nlargest(STRONGEST, items, key=lambda a: (a.confirmed, a.weight))
    items.sort(key=lambda a: (a.left, -a.right))
    before: list[int] = []
    # The best runs found so far: a run that ends further right is here only if it weighs more.
    ends: list[int] = []
    weights: list[float] = []
    lasts: list[int] = []
    for k, anchor in enumerate(items):
        i = bisect_left(ends, anchor.right)
        before.append(lasts[i - 1] if i else -1)
        mine = max(anchor.weight, 1e-6) + (1000.0 if anchor.confirmed else 0.0) + (weights[i - 1] if i else 0.0)
        if i < len(ends) and ends[i] == anchor.right and weights[i] >= mine:
            continue
        j = i
        while j < len(ends) and weights[j] <= mine:
            j += 1
        ends[i:j], weights[i:j], lasts[i:j] = [anchor.right], [mine], [k]
    out = []
    k = lasts[-1] if lasts else -1
    while k >= 0:
        out.append(items[k])
        k = before[k]
    out.reverse()
    return out


class Ways:
    """The mapping of places in one text to places in another: linear between anchors, and from end to end outside."""

    def __init__(self, anchors: Iterable[Anchor], left_length: int, right_length: int) -> None:
        """`anchors` must be a chain."""
        inner = [a for a in anchors if 0 < a.left < left_length and 0 < a.right < right_length]
        self._lefts = [0.0, *(float(a.left) for a in inner), float(max(1, left_length))]
        self._rights = [0.0, *(float(a.right) for a in inner), float(max(1, right_length))]

    def to_right(self, x: float) -> float:
        """The place in the right text that goes with a place in the left."""
        return _between(self._lefts, self._rights, x)

    def to_left(self, x: float) -> float:
        """The place in the left text that goes with a place in the right."""
        return _between(self._rights, self._lefts, x)


def _between(xs: list[float], ys: list[float], x: float) -> float:
    i = min(max(1, bisect_right(xs, x)), len(xs) - 1)
    x0, x1, y0, y1 = xs[i - 1], xs[i], ys[i - 1], ys[i]
    return y0 if x1 <= x0 else y0 + (y1 - y0) * min(1.0, max(0.0, (x - x0) / (x1 - x0)))


class ScrollTie(QObject):
    """Carries one view along when the other is scrolled; what it does itself never comes back to it."""

    changed = Signal()  # on or off, or other anchors

    def __init__(self, left: ReadingView, right: ReadingView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.left = left
        self.right = right
        self._on = True
        self._busy = False
        self._chain: list[Anchor] = []
        self._ways: Ways | None = None
        left.scrolled.connect(self._left_moved)
        right.scrolled.connect(self._right_moved)

    @property
    def on(self) -> bool:
        """Whether the views go together."""
        return self._on

    def set_on(self, on: bool) -> None:
        """Tie or untie the views; tying moves nothing."""
        if on != self._on:
            self._on = on
            self.changed.emit()

    def set_anchors(self, anchors: Iterable[Anchor]) -> None:
        """Use the best chain of these anchors from now on; nothing moves until the reader scrolls."""
        self._chain = chain(anchors)
        self._ways = None
        self.changed.emit()

    @property
    def anchors(self) -> list[Anchor]:
        """The chain in use."""
        return list(self._chain)

    def aligned(self) -> tuple[int, int]:
        """How many provisions of the left text have an anchor, and how many there are ("14 of 21")."""
        text = self.left.text
        if text is None:
            return 0, 0
        provisions = text.provisions
        return len({provisions.index_at(a.left) for a in self._chain}), len(provisions)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Within this, each view moves alone."""
        before, self._busy = self._busy, True
        self.left.held = self.right.held = True
        try:
            yield
        finally:
            self._busy = self.left.held = self.right.held = before

    def level(self, left: int, right: int, y: float | None = None) -> float:
        """Bring a place of each text to one level, `y` or the nearest that both can reach; returns it."""
        with self.held():
            return level(self.left, left, self.right, right, y)

    def close(self) -> None:
        """Let go of the views."""
        self.left.scrolled.disconnect(self._left_moved)
        self.right.scrolled.disconnect(self._right_moved)

    def _left_moved(self) -> None:
        self._carry(self.left, self.right, forth=True)

    def _right_moved(self) -> None:
        self._carry(self.right, self.left, forth=False)

    def _carry(self, moved: ReadingView, other: ReadingView, *, forth: bool) -> None:
        if self._busy or not self._on or moved.alone or not moved.page.ready or not other.page.ready:
            return
        ways = self._get_ways()
        page = moved.page
        # The line that is kept level: the top edge at the beginning of the text, the bottom edge at its end.
        share = min(1.0, max(0.0, page.value / page.furthest)) if page.furthest else 0.0
        here = page.coordinate(share * page.height)
        there = ways.to_right(here) if forth else ways.to_left(here)
        with self.held():
            other.stop_gliding()
            other.seek(there, share * other.page.height)

    def _get_ways(self) -> Ways:
        if self._ways is None:
            a, b = self.left.text, self.right.text
            self._ways = Ways(self._chain, len(a.canonical) if a else 1, len(b.canonical) if b else 1)
        return self._ways


def level(left: ReadingView, left_position: int, right: ReadingView, right_position: int, y: float | None) -> float:
    """Bring two places to one level: `y`, or the nearest to it that both views can reach; returns the level."""
    if not left.page.ready or not right.page.ready:
        return 0.0
    if y is None:
        y = min(left.page.height, right.page.height) / 3
    ranges = [_reach(view, position) for view, position in ((left, left_position), (right, right_position))]
    low, high = max(r[0] for r in ranges), min(r[1] for r in ranges)
    y = min(max(y, low), high) if low <= high else y
    left.goto(left_position, level=y)
    right.goto(right_position, level=y)
    return y


def _reach(view: ReadingView, position: int) -> tuple[float, float]:
    """The lowest and the highest y that a place can be brought to."""
    page = view.page
    now = page.y_of(position)
    return now - (page.furthest - page.value), now + page.value
