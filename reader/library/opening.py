"""How a library is opened: what is in the way is told in words, and what is not ours is left as it is."""

from __future__ import annotations

import contextlib
import errno
import glob
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from reader import paths
from reader.errors import UserError
from reader.library import backup, schema
from reader.library.copying import sync
from reader.library.counts import Connection
from reader.library.failures import Damaged, no_room, told_in_words
from reader.library.ids import iso
from reader.library.locking import Taken, WriterLock

WAIT = 3.0  # seconds for another program to finish with the file before the user is told

COMMITS = "commits"  # the key under which a library counts its changes
NO_ROOM = "there is no room left on its disk"
ANOTHER = "another window has this library open"
_STARVED = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
_HEADER = b"SQLite format 3\0"


class Opened(NamedTuple):
    """An open connection; `lock` None means reading only, for `reason`. `keep` is a folder to remove at the end."""

    db: Connection
    lock: WriterLock | None
    reason: str
    left: str = ""
    keep: Path | None = None
    fixed: bool = False
    torn: bool = False  # the last session was killed, and its latest changes are not all in the library


def open_library(
    path: Path, now: Callable[[], datetime], *, create: bool, read_only: bool, wait: float = WAIT
) -> Opened:
    """Open or make the library at `path`; UserError for everything that may be in the way.

    `wait`: seconds that each step waits for another program's lock, before it is told by `Busy`.
    """
    with told_in_words(path):
        there = _look(path, create=create and not read_only)
        if read_only:
            return _for_reading(path, "opened for reading", wait)
        try:
            lock = WriterLock(path, iso(now()))
        except Taken:
            return _for_reading(_wait_for(path), ANOTHER, wait)
        except OSError as error:
            if not there:
                raise UserError(
                    f"A library cannot be made in “{path.parent.name}”: {(error.strerror or '').lower()}.",
                    "Choose a folder that may be written to.",
                ) from error
            full = error.errno == errno.ENOSPC or no_room(path)
            return _for_reading(path, NO_ROOM if full else "its folder cannot be written to", wait)
        with contextlib.ExitStack() as undo:
            undo.callback(lambda: lock.release(clean=not lock.left))
            if path.exists() and not os.access(path, os.W_OK):
                return _for_reading(path, "the file cannot be written to", wait)
            if not path.exists():
                make_library(path)
            wal_lost = bool(lock.left) and not path.with_name(path.name + "-wal").exists()
            try:
                db = _for_writing(path, now, wait)
            except sqlite3.OperationalError as error:
                if _code(error) == sqlite3.SQLITE_READONLY:
                    return _for_reading(path, "the file cannot be written to", wait)
                if _code(error) in _STARVED and no_room(path):
                    return _for_reading(path, NO_ROOM, wait)
                raise
            undo.pop_all()
            return Opened(db, lock, "", lock.left, torn=wal_lost or _counted(lock.left) > commits(db.conn))


def commits(conn: sqlite3.Connection) -> int:
    """How many changes a library has seen."""
    row = conn.execute("SELECT value FROM meta WHERE key = ?", [COMMITS]).fetchone()
    return int(row[0]) if row is not None and str(row[0]).isdigit() else 0


def _counted(left: str) -> int:
    """How many a session that was killed had on the disk, as far as it could say."""
    said = left.partition(" ")[2]
    return int(said) if said.isdigit() else 0


def _code(error: sqlite3.Error) -> int:
    return (getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF  # the low byte: the primary result code


def _look(path: Path, *, create: bool) -> bool:
    """Whether a library is there; UserError where something else is, or where none may be made."""
    if path.is_symlink() and not path.exists():
        raise UserError(
            f"“{path.name}” is a link to a file that is not there.",
            "Is its disk connected? Nothing was made in its place.",
        )
    if path.is_dir():
        raise UserError(f"“{path.name}” is a folder, not a library.", "Choose the library file in it, or a new name.")
    if not path.exists():
        if not path.parent.is_dir():
            if not (create and path == paths.default_library()):
                raise UserError(
                    f"The folder “{path.parent}” is not there.", "Is its disk connected? Nothing was made in its place."
                )
            path.parent.mkdir(parents=True, exist_ok=True)
        _refuse_where_one_was(path)
        if not create:
            raise UserError(f"There is no library “{path.name}”.", "Check the name.")
        return False
    _check_header(path)
    return True


def _refuse_where_one_was(path: Path) -> None:
    """`Damaged` where a library has left its backups, its latest changes or a damaged state, but is itself gone."""
    wal = path.with_name(path.name + "-wal")
    left = wal.exists() and wal.stat().st_size
    if left or backup.backups(path) or any(path.parent.glob(f"{glob.escape(path.stem)} damaged *{path.suffix}")):
        raise Damaged(
            f"The library “{path.name}” is gone, but its backups are there.",
            "Restore one, or put the file back; no new library was made in its place.",
            "gone",
        )


def _check_header(path: Path) -> None:
    with path.open("rb") as file:
        head = file.read(100)
    if not head:
        raise Damaged(
            f"“{path.name}” is empty: it is not a library.",
            "If it should hold your notes, restore a backup; it was left as it is.",
            "empty",
        )
    if len(head) < 100 or not head.startswith(_HEADER):
        raise Damaged(
            f"“{path.name}” is not a library of this program.",
            "Choose another file; this one was left as it is.",
            "foreign",
        )
    # Bytes 60–63 and 68–71 of the header (sqlite.org/fileformat2.html): no connection, so nothing is written.
    if int.from_bytes(head[68:72], "big") != schema.APPLICATION_ID:
        raise UserError(
            f"“{path.name}” is a database of another program.", "Choose another file; this one was left as it is."
        )
    refuse_newer(int.from_bytes(head[60:64], "big"), path)


def refuse_newer(version: int, path: Path) -> None:
    """UserError when the library's schema is one that this program does not know yet."""
    if version > schema.version():
        raise UserError(
            f"“{path.name}” was made by a newer version of this program.",
            "Open it with that version; it was left as it is.",
        )


def _wait_for(path: Path) -> Path:
    # The other process holds the lock and may be about to put the new library in its place.
    import time

    for _ in range(40):
        if path.exists():
            return path
        time.sleep(0.05)
    raise UserError(f"Another window is making the library “{path.name}”.", "Try again in a moment.")


def make_library(path: Path) -> None:
    """Make it under another name and move it into place whole: a crash never leaves half a library."""
    new = path.with_name(f".{path.name}.new")
    for old in (new, *(new.with_name(new.name + end) for end in ("-journal", "-wal", "-shm"))):
        old.unlink(missing_ok=True)
    conn = sqlite3.connect(new)
    try:
        conn.execute("PRAGMA auto_vacuum = INCREMENTAL")
        db = Connection(conn)
        db.enable_wal()
        conn.execute("PRAGMA synchronous = FULL")
        schema.migrate(db)
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        conn.close()
    new.replace(path)
    sync(path.parent)


def _for_writing(path: Path, now: Callable[[], datetime], wait: float) -> Connection:
    with contextlib.ExitStack() as undo:
        conn = sqlite3.connect(_uri(path, "mode=rw"), uri=True, timeout=wait)
        undo.callback(conn.close)
        db = Connection(conn)
        conn.execute("PRAGMA foreign_keys = ON")
        conn.execute("PRAGMA synchronous = FULL")
        version = int(conn.execute("PRAGMA user_version").fetchone()[0])
        refuse_newer(version, path)
        db.enable_wal()
        if version < schema.version():
            backup.before(path, "migration", now())
            schema.migrate(db)
        undo.pop_all()
    return db


def _for_reading(path: Path, reason: str, wait: float) -> Opened:
    """A connection that cannot write. A library in WAL mode wants to make files beside it: where it may not,
    it is opened as it lies (nothing can change it there), or copied first when changes are left in its `-wal`."""
    with contextlib.ExitStack() as undo:
        fixed, keep = False, None
        conn = sqlite3.connect(_uri(path, "mode=ro"), uri=True, timeout=wait)
        undo.callback(conn.close)
        try:
            version = int(conn.execute("PRAGMA user_version").fetchone()[0])
        except sqlite3.OperationalError as error:
            if _code(error) not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, *_STARVED):
                raise
            conn.close()
            wal = path.with_name(path.name + "-wal")
            source, query = path, "immutable=1"
            if wal.exists() and wal.stat().st_size:
                keep = Path(tempfile.mkdtemp(prefix="declaration-reader-"))
                undo.callback(shutil.rmtree, keep, ignore_errors=True)
                source, query = keep / path.name, "mode=rw"
                shutil.copyfile(path, source)
                shutil.copyfile(wal, source.with_name(wal.name))
            fixed = True
            conn = sqlite3.connect(_uri(source, query), uri=True, timeout=wait)
            undo.callback(conn.close)
            version = int(conn.execute("PRAGMA user_version").fetchone()[0])
        refuse_newer(version, path)
        if version < schema.version():
            raise UserError(
                f"“{path.name}” is from an older version and cannot be brought up to date: {reason}.",
                "Copy it to a folder that may be written to and open it there.",
            )
        conn.execute("PRAGMA query_only = ON")
        undo.pop_all()
    return Opened(Connection(conn), None, reason, keep=keep, fixed=fixed)


def _uri(path: Path, query: str) -> str:
    return f"{path.absolute().as_uri()}?{query}"
