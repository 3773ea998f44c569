"""Progress of a long work told by its parts, and the collector of cycles kept quiet meanwhile."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from reader.errors import Feedback

SCALE = 1000  # progress is told in thousandths


class Stage(Feedback):
    """A part of the work, told as `first` to `last` of `scale` of the whole; never tells less than before."""

    def __init__(self, whole: Feedback, first: int, last: int, scale: int = SCALE) -> None:
        self._whole, self._told, self._first, self._last, self._scale = whole, first, first, last, scale

    def step(self, done: int, total: int) -> None:
        """Pass on how far the whole is; raises `Cancelled` as the whole does."""
        share = min(1.0, done / total) if total else 0.0
        self._told = max(self._told, self._first + int(share * (self._last - self._first)))
        self._whole.step(self._told, self._scale)


_lock = Lock()
_quiet = [0, False]  # how many works go on, and whether the collector was on before the first


@contextmanager
def without_collector() -> Iterator[None]:
    """No search for reference cycles while this goes on, in any thread.

    The engine makes none, but holds a million objects for two texts of 5 MB: each search among them would take half
    a second in which nothing can be cancelled and no window answers.
    """
    with _lock:
        if not _quiet[0]:
            _quiet[1] = gc.isenabled()
            gc.disable()
        _quiet[0] += 1
    try:
        yield
    finally:
        with _lock:
            _quiet[0] -= 1
            if not _quiet[0] and _quiet[1]:
                gc.freeze()  # what came meanwhile counts as old now: else the next allocation searches all of it
                gc.unfreeze()
                gc.enable()
