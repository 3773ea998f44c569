"""Backups: copies by SQLite's own backup API, verified after writing, and rotated within bounds."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from pathlib import Path


def copy(source: Path, target: Path) -> None:
    """Copy the library at `source`, with what is still in its `-wal`, to the new file `target`."""
    with sqlite3.connect(source) as a, sqlite3.connect(target) as b:
        a.backup(b)
    a.close()
    b.close()


def before(library: Path, why: str, now: datetime) -> Path:
    """A backup before something dangerous."""
    raise NotImplementedError
