"""Where a note sits and how it is found again: describe, resolve, carry."""

from __future__ import annotations

from reader.anchor.model import Ambiguous, Candidate, Orphan, Placed, Selectors

__all__ = ["Ambiguous", "Candidate", "Orphan", "Placed", "Selectors", "carry", "describe", "resolve"]


def __getattr__(name: str) -> object:
    # Late: numpy and rapidfuzz cost 100 ms and are not needed before the first paint.
    if name == "carry":
        from reader.anchor.mapping import carry

        return carry
    if name in {"describe", "resolve"}:
        from reader.anchor import quote

        return getattr(quote, name)
    raise AttributeError(name)
