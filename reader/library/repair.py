"""Putting another file in the place of a damaged library, which is kept under another name."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from reader.errors import Busy, UserError
from reader.library import backup, ids
from reader.library.copying import sync
from reader.library.failures import told_in_words
from reader.library.ids import iso
from reader.library.locking import Taken, WriterLock
from reader.library.opening import make_library
from reader.library.salvage import Salvage, salvage

HELD = "Another window or command has this library open, and does not answer."
HELD_HINT = "Close it, or end its process, and try again; nothing was changed."


def salvage_in_place(
    path: Path, *, now: Callable[[], datetime] = ids.utc_now, new_id: Callable[[], str] = ids.new_id
) -> tuple[Salvage, Path]:
    """Save what is whole into a new library at `path`; the report, and where the damaged file is kept now."""
    with told_in_words(path), _alone(path, now):
        made = path.with_name(f".{path.name}.salvaged")
        report = salvage(path, made, now, new_id, make_library)
        if not any(report.whole.values()):
            for end in ("", "-wal", "-shm"):
                made.with_name(made.name + end).unlink(missing_ok=True)
            raise UserError(f"Nothing can be saved out of “{path.name}”.", "It was left as it is; restore a backup.")
        kept = _aside(path, now())
        made.replace(path)
        sync(path.parent)
    return report._replace(path=path), kept


def restore_in_place(path: Path, chosen: Path, *, now: Callable[[], datetime] = ids.utc_now) -> Path | None:
    """Put a backup in the place of a library that cannot be opened (or is gone); where the damaged file is kept."""
    with told_in_words(path), _alone(path, now):
        backup.restorable(chosen)
        made = path.with_name(f".{path.name}.restored")
        found = backup.copy(chosen, made)
        if found:
            made.unlink(missing_ok=True)
            raise UserError(f"The backup “{chosen.name}” is damaged: {found[0].what}", "Choose another one.")
        kept = _aside(path, now()) if path.exists() else None
        made.replace(path)
        sync(path.parent)
    return kept


class Prospects(NamedTuple):
    """What could be done about a damaged library: what would come through, and the newest good backup."""

    salvage: Salvage | None
    backup: backup.Backup | None
    holds: backup.Preview | None


def prospects(
    path: Path, chosen: str | Path | None = None, *, now: Callable[[], datetime] = ids.utc_now,
    new_id: Callable[[], str] = ids.new_id,
) -> Prospects:  # fmt: skip
    """Try a salvage in a temporary folder and look for a good backup; touches nothing, may be called on any thread."""
    report: Salvage | None = None
    with tempfile.TemporaryDirectory(prefix="declaration-reader-") as folder, contextlib.suppress(UserError):
        with told_in_words(path):
            report = salvage(path, Path(folder) / "try.sqlite", now, new_id, make_library)
        if not any(report.whole.values()):
            report = None
    good = backup.newest_good(path, chosen)
    return Prospects(report, good, None if good is None else backup.preview(good.path))


def begin_anew(path: Path, *, now: Callable[[], datetime] = ids.utc_now) -> Path | None:
    """Make an empty library at `path`; where what was there is kept."""
    with told_in_words(path), _alone(path, now):
        kept = _aside(path, now()) if path.exists() else None
        make_library(path)
    return kept


@contextmanager
def _alone(path: Path, now: Callable[[], datetime]) -> Iterator[None]:
    try:
        lock = WriterLock(path, iso(now()))
    except Taken as error:
        raise Busy(HELD, HELD_HINT) from error
    try:
        yield
    finally:
        lock.release()


def _aside(path: Path, moment: datetime) -> Path:
    """Rename the damaged file, with what belongs to it, to a name that is free."""
    stem = f"{path.stem} damaged {moment.astimezone(UTC):%Y-%m-%d %H%M%S}"
    kept = path.with_name(f"{stem}{path.suffix}")
    n = 1
    while kept.exists():
        n += 1
        kept = path.with_name(f"{stem} {n}{path.suffix}")
    path.with_name(path.name + "-shm").unlink(missing_ok=True)
    wal = path.with_name(path.name + "-wal")
    if wal.exists():
        wal.replace(kept.with_name(kept.name + "-wal"))
    path.replace(kept)  # an end between this and the new file is noticed: what is “damaged” and nothing in its place
    return kept
