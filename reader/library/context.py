"""What plans need, and what is done to words before they are kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from reader.library.counts import Connection


class Context(NamedTuple):
    """Where plans read, the clock and the maker of ids."""

    db: Connection
    now: Callable[[], datetime]
    new_id: Callable[[], str]


def clean(s: str) -> str:
    """`s` without what a file cannot hold: lone surrogates (from a broken clipboard) become the sign for that."""
    try:
        s.encode("utf-8")
    except UnicodeEncodeError:
        return s.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return s
