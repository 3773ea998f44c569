"""Copies that are whole: one database into another, and renames that last through a power cut."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from pathlib import Path


def sync(folder: Path) -> None:
    """Make a rename in `folder` last through a power cut; where folders cannot be synced this does nothing."""
    with contextlib.suppress(OSError):
        fd = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)


def pour(source: sqlite3.Connection, target: sqlite3.Connection, wait: float = 5.0) -> None:
    """Copy a database into another one; an error that says “busy” when either is held by others for `wait` seconds.

    Python's own loop tries for ever.
    """
    give_up = time.monotonic() + wait

    def look(status: int, remaining: int, total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > give_up:
            error = sqlite3.OperationalError("database is locked")
            error.sqlite_errorcode = status
            raise error

    source.backup(target, progress=look, sleep=0.05)
