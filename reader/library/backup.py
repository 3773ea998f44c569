"""Backups: made by SQLite's own backup API, checked after writing, kept within bounds.

A file is named `<library>-<sequence>-<moment>-<why>.sqlite`. Order is by sequence and what is kept is counted, not
timed, so that a clock that jumps back or forth never makes a good backup go.
"""

from __future__ import annotations

import contextlib
import glob
import os
import re
import sqlite3
import time
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from reader.errors import UserError
from reader.library import schema
from reader.library.checking import check_file, problems
from reader.library.copying import pour, sync
from reader.library.failures import told_in_words
from reader.library.models import Problem

HOURS, DAYS, WEEKS = 24, 14, 26  # so many hours, days and weeks that have a backup keep their last one
SPECIAL = 8  # so many of each that was made before something dangerous are kept beside them
LARGEST = 1 << 30  # bytes of all backups together; the newest two stay whatever their size
ROUTINE = "regular"
DAMAGED = "damaged"
_NAME = re.compile(r"-(\d{6,})-(\d{8}T\d{6}Z)-([a-z]+)\.sqlite$")


class Backup(NamedTuple):
    """A backup: `why` is "regular", "migration", "import", "restore", "asked" or "damaged" (kept, not trusted)."""

    path: Path
    sequence: int
    made: datetime
    why: str
    size: int


class Preview(NamedTuple):
    """What a backup holds."""

    texts: int
    annotations: int
    notes: int
    tags: int
    decisions: int
    last_change: str


def folder_of(library: Path, chosen: str | Path | None = None) -> Path:
    """The folder of backups: the one that the user chose, or one beside the library."""
    return Path(chosen).expanduser() if chosen else library.with_name(f"{library.stem} backups")


def backups(library: Path, chosen: str | Path | None = None) -> list[Backup]:
    """The backups of a library, newest first."""
    folder = folder_of(library, chosen)
    found = []
    if folder.is_dir():
        for path in folder.iterdir():
            m = _NAME.search(path.name)
            if m and path.name[: m.start()] == library.stem and path.is_file():
                made = datetime.strptime(m[2], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
                found.append(Backup(path, int(m[1]), made, m[3], path.stat().st_size))
    return sorted(found, key=lambda b: -b.sequence)


def copy(source: Path, target: Path, *, full: bool = True) -> list[Problem]:
    """Copy a library, with what is still in its `-wal`, to `target` (whole or not at all); what the check found there.

    A file that is there is replaced only once the new one is complete and on the disk.
    """
    new = target.with_name(f".{target.name}.new")
    with contextlib.ExitStack() as undo:
        undo.callback(_remove, new)
        _remove(new)
        with (
            closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True, timeout=5)) as a,
            closing(sqlite3.connect(new)) as b,
        ):
            pour(a, b)
            b.execute("PRAGMA journal_mode = DELETE")  # one file, complete without a `-wal` beside it
            found = problems(b, full=full)
        with new.open("rb+") as file:
            os.fsync(file.fileno())
        new.replace(target)
        undo.pop_all()
    sync(target.parent)
    return found


def _remove(path: Path) -> None:
    for name in (path.name, path.name + "-journal", path.name + "-wal", path.name + "-shm"):
        path.with_name(name).unlink(missing_ok=True)


def make(
    library: Path, why: str, now: datetime, chosen: str | Path | None = None, *, full: bool | None = None
) -> Backup:
    """Make a backup and let old ones go; one of a damaged library is marked so and drives none out.

    Opens its own connection: may be called on any thread.
    """
    folder = folder_of(library, chosen)
    with told_in_words(library):
        folder.mkdir(parents=True, exist_ok=True)
        old = backups(library, chosen)
        state = _touched(library)
        sequence = old[0].sequence + 1 if old else 1
        draft = folder / f"{library.stem}-{sequence:06}-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{why}.sqlite"
        # Hourly ones are looked at for structure and counts; a full look at 100,000 notes takes seconds.
        hourly = why == ROUTINE and bool(old) and old[0].made.date() == now.astimezone(UTC).date()
        found = copy(library, draft, full=not hourly if full is None else full)
        os.utime(draft, ns=(state, state))
        if found:
            marked = draft.with_name(draft.name.replace(f"-{why}.sqlite", f"-{DAMAGED}.sqlite"))
            draft.replace(marked)
            _bound_damaged(old)
            return Backup(marked, sequence, now, DAMAGED, marked.stat().st_size)
        made = Backup(draft, sequence, now, why, draft.stat().st_size)
        for gone in superfluous([made, *old]):
            gone.path.unlink(missing_ok=True)
        _sweep(folder, library.stem)
    return made


def _sweep(folder: Path, stem: str) -> None:
    """Remove what a process that was killed in the middle of a backup left there."""
    for path in folder.glob(f".{glob.escape(stem)}-*.sqlite.new*"):
        if time.time() - path.stat().st_mtime > 3600:
            path.unlink(missing_ok=True)


def _bound_damaged(old: Iterable[Backup]) -> None:
    for gone in [b for b in old if b.why == DAMAGED][SPECIAL - 1 :]:
        gone.path.unlink(missing_ok=True)


def before(library: Path, why: str, now: datetime, chosen: str | Path | None = None) -> Backup:
    """A backup before something dangerous; UserError when it cannot be made, so that the act does not begin.

    Where the newest one holds all that the library does, that one, kept from now on for this reason: ten imports of
    nothing new make no ten backups.
    """
    with told_in_words(library):
        newest = next(iter(backups(library, chosen)), None)
        if newest is not None and newest.why != DAMAGED and holds_all(library, newest):
            return _kept_for(newest, why) if newest.why == ROUTINE else newest
    return make(library, why, now, chosen)


def _kept_for(made: Backup, why: str) -> Backup:
    path = made.path.with_name(made.path.name.replace(f"-{ROUTINE}.sqlite", f"-{why}.sqlite"))
    made.path.replace(path)
    sync(path.parent)
    return made._replace(path=path, why=why)


def due(library: Path, now: datetime, chosen: str | Path | None = None) -> bool:
    """Whether a regular backup should be made: on the first open of a day, and hourly while there are changes."""
    old = backups(library, chosen)
    if not old or old[0].made.date() != now.astimezone(UTC).date():
        return True
    if abs(now - old[0].made) < timedelta(hours=1):
        return False
    return not holds_all(library, old[0])


def holds_all(library: Path, made: Backup) -> bool:
    """Whether nothing was written since a backup was made; the clock may have jumped meanwhile."""
    return made.path.stat().st_mtime_ns == _touched(library)


def _touched(library: Path) -> int:
    """When a library was last written to, in nanoseconds; a backup bears it as the moment of its own change."""
    parts = (library, library.with_name(library.name + "-wal"))  # who only reads leaves an empty one of these
    return max((p.stat().st_mtime_ns for p in parts if p.exists() and p.stat().st_size), default=0)


def if_due(library: Path, now: datetime, chosen: str | Path | None = None) -> Backup | None:
    """Make the regular backup when one is due; for a worker thread after the first paint, then hourly."""
    return make(library, ROUTINE, now, chosen) if due(library, now, chosen) else None


def daily(library: Path, now: datetime, chosen: str | Path | None = None) -> Backup | None:
    """Make the day's first regular backup, if there is none yet; looked through quickly, as a script waits for it."""
    with told_in_words(library):
        old = backups(library, chosen)
    today = now.astimezone(UTC).date()
    if old and old[0].made.date() == today:
        return None
    return make(library, ROUTINE, now, chosen, full=False)


def superfluous(found: Iterable[Backup], *, largest: int = LARGEST) -> list[Backup]:
    """Those that may go: outside the counted hours, days and weeks, or over the size that all may have."""
    ordered = sorted((b for b in found if b.why != DAMAGED), key=lambda b: -b.sequence)
    kept: set[int] = {b.sequence for b in ordered[:2]}
    for form, count in (("%Y%m%d%H", HOURS), ("%Y%m%d", DAYS), ("%G-%V", WEEKS)):
        seen: set[str] = set()
        for b in ordered:
            bucket = b.made.strftime(form)
            if bucket not in seen and len(seen) < count:
                seen.add(bucket)
                kept.add(b.sequence)
    for why in {b.why for b in ordered} - {ROUTINE}:
        kept.update(b.sequence for b in [b for b in ordered if b.why == why][:SPECIAL])
    size = 0
    for i, b in enumerate(ordered):
        size += b.size if b.sequence in kept else 0
        if size > largest and i >= 2:
            kept.discard(b.sequence)
    return [b for b in ordered if b.sequence not in kept]


def preview(path: Path) -> Preview:
    """Count what a backup holds; UserError when it cannot be read."""
    with told_in_words(path), closing(sqlite3.connect(f"{path.absolute().as_uri()}?immutable=1", uri=True)) as conn:

        def count(sql: str) -> int:
            return int(conn.execute(sql).fetchone()[0])

        return Preview(
            count("SELECT count(*) FROM texts WHERE trashed IS NULL"),
            count("SELECT count(*) FROM annotations WHERE trashed IS NULL"),
            count("SELECT count(*) FROM annotations WHERE trashed IS NULL AND body <> ''"),
            count("SELECT count(DISTINCT tag) FROM annotation_tags WHERE live"),
            count("SELECT count(*) FROM decisions"),
            conn.execute("SELECT coalesce(max(modified), '') FROM annotations").fetchone()[0],
        )


def newest_good(library: Path, chosen: str | Path | None = None) -> Backup | None:
    """The newest backup in which the full check finds nothing."""
    for b in backups(library, chosen):
        if b.why != DAMAGED and not findings(b.path):
            return b
    return None


def findings(path: Path) -> list[Problem]:
    """What a full check finds in a backup; the file is not touched."""
    return check_file(path, live=False)


def restorable(path: Path) -> None:
    """UserError when a backup cannot be put in a library's place; opens its own connection, for any thread."""
    if not path.is_file():
        raise UserError(f"There is no backup “{path.name}”.")
    found = findings(path)
    if found:
        raise UserError(f"The backup “{path.name}” is damaged: {found[0].what}", "Choose another one.")
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?immutable=1", uri=True)) as conn:
        version, ours = (conn.execute(f"PRAGMA {name}").fetchone()[0] for name in ("user_version", "application_id"))
    if version > schema.version() or ours != schema.APPLICATION_ID:
        raise UserError(f"“{path.name}” is not a backup that this version of the program can read.")
