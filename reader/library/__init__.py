"""What is kept: records, migrations, the store, search, history, trash, backup."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reader.library.store import Library as Library

__all__ = ["Library"]


def __getattr__(name: str) -> object:
    # Late: `sqlite_utils` costs 60–90 ms, and the first paint reads through `quick` without it.
    if name == "Library":
        from reader.library.store import Library

        return Library
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
