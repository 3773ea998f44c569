"""Selectors (what is remembered of a place) and the states that looking for it again can end in."""

from __future__ import annotations

from typing import NamedTuple


class Selectors(NamedTuple):
    """How a target is remembered: W3C TextQuoteSelector, TextPositionSelector (code points) and the provision."""

    exact: str
    prefix: str = ""
    suffix: str = ""
    start: int | None = None
    end: int | None = None
    provision: int | None = None


class Placed(NamedTuple):
    """Found at `[start, end)`; `score` 0 to 1; `how` says by what ("position", "exact", "map", "fuzzy", …)."""

    start: int
    end: int
    score: float
    how: str


class Candidate(NamedTuple):
    """A place that might be it."""

    start: int
    end: int
    score: float


class Ambiguous(NamedTuple):
    """Several places fit equally well: the reader must choose."""

    candidates: tuple[Candidate, ...]


class Orphan(NamedTuple):
    """Nowhere: `reason` in one plain sentence, and the nearest candidates, best first (may be empty)."""

    reason: str
    candidates: tuple[Candidate, ...] = ()
