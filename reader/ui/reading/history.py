"""Where the reader has been: jumps push, scrolling replaces. No Qt in here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic, NamedTuple, TypeVar

P = TypeVar("P")  # what a view calls a place; only compared

MOST = 200  # stops; older ones are forgotten


class Stop(NamedTuple, Generic[P]):
    """One stop: the place in every pane (by name of the pane) and what was at hand (anything the window needs)."""

    places: Mapping[str, P]
    at_hand: object = None


class History(Generic[P]):
    """The way back and on through the stops of a window."""

    def __init__(self) -> None:
        self._stops: list[Stop[P]] = []
        self._now = -1

    def __len__(self) -> int:
        return len(self._stops)

    @property
    def now(self) -> Stop[P] | None:
        """Where the reader is."""
        return self._stops[self._now] if self._now >= 0 else None

    @property
    def can_go_back(self) -> bool:
        """Whether there is a stop before this one."""
        return self._now > 0

    @property
    def can_go_on(self) -> bool:
        """Whether the reader has come back from somewhere."""
        return self._now + 1 < len(self._stops)

    def replace(self, stop: Stop[P]) -> None:
        """The reader scrolled: this stop is now there; the way on stays."""
        if self._now < 0:
            self.push(stop)
        else:
            self._stops[self._now] = stop

    def push(self, stop: Stop[P]) -> None:
        """The reader jumped: a new stop after this one; what came after is gone. The same place is no new stop."""
        if self._now >= 0 and self._stops[self._now] == stop:
            return
        del self._stops[self._now + 1 :]
        self._stops.append(stop)
        del self._stops[:-MOST]
        self._now = len(self._stops) - 1

    def jump(self, before: Stop[P], after: Stop[P]) -> None:
        """Leave `before` as it really stood and go to `after`: what a window calls when it follows a link."""
        self.replace(before)
        self.push(after)

    def back(self, leaving: Stop[P] | None = None) -> Stop[P] | None:
        """The stop before, or None; `leaving` is where the reader stood meanwhile."""
        if not self.can_go_back:
            return None
        if leaving is not None:
            self._stops[self._now] = leaving
        self._now -= 1
        return self._stops[self._now]

    def on(self, leaving: Stop[P] | None = None) -> Stop[P] | None:
        """The stop that the reader came back from, or None."""
        if not self.can_go_on:
            return None
        if leaving is not None:
            self._stops[self._now] = leaving
        self._now += 1
        return self._stops[self._now]

    def forget(self, pane: str) -> None:
        """A pane was closed: its places are gone, and stops that were only in it."""
        kept: list[Stop[P]] = []
        now = -1
        for k, stop in enumerate(self._stops):
            places = {name: place for name, place in stop.places.items() if name != pane}
            new = stop._replace(places=places)
            if places and not (kept and kept[-1] == new):
                kept.append(new)
            if k == self._now:
                now = len(kept) - 1
        self._stops, self._now = kept, now if now >= 0 or not kept else 0
