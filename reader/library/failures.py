"""What SQLite and the disk say, in words: the user's world failed, and here is a way out."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reader.errors import Busy, UserError


class Damaged(UserError):  # noqa: N818 -- the state of a file
    """What should be a library cannot be used as one: `kind` is "empty", "foreign", "damaged" or "gone"."""

    def __init__(self, message: str, hint: str = "", kind: str = "damaged") -> None:
        super().__init__(message, hint)
        self.kind = kind


_LITTLE = 64 * 1024  # bytes: the index that SQLite shares between processes takes 32 KB, before any page
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
# Primary result codes (the low byte), from sqlite.org/rescode.html; Python exports them under the same names.
_WORDS: dict[int, tuple[str, str]] = {
    sqlite3.SQLITE_FULL: (
        "There is no room left on the disk: the change was not saved, and everything saved before it is intact.",
        "Make room and try again.",
    ),
    sqlite3.SQLITE_BUSY: (
        "Another program is using the library “{name}”.",
        "Wait until it has finished, or close it, and try again.",
    ),
    sqlite3.SQLITE_LOCKED: (
        "Another program is using the library “{name}”.",
        "Wait until it has finished, or close it, and try again.",
    ),
    sqlite3.SQLITE_READONLY: (
        "The library “{name}” cannot be written to.",
        "It can be read; to change it, allow writing to the file and its folder.",
    ),
    sqlite3.SQLITE_PERM: ("The library “{name}” may not be opened.", "Ask for access to the file and its folder."),
    sqlite3.SQLITE_AUTH: ("The library “{name}” may not be opened.", "Ask for access to the file and its folder."),
    sqlite3.SQLITE_CANTOPEN: (
        "The library “{name}” cannot be opened.",
        "See whether the file and its folder are there and may be read.",
    ),
    sqlite3.SQLITE_IOERR: (
        "The disk with the library “{name}” cannot be read or written.",
        "See whether it is still connected; nothing that was saved before is touched.",
    ),
    sqlite3.SQLITE_CORRUPT: (
        "The library “{name}” is damaged.",
        "Restore a backup, or save what is whole into a new library; the damaged file is kept.",
    ),
    sqlite3.SQLITE_NOTADB: (
        "The library “{name}” is damaged.",
        "Restore a backup, or save what is whole into a new library; the damaged file is kept.",
    ),
    sqlite3.SQLITE_TOOBIG: ("This is too long to be kept in one piece.", "Cut it into several."),
}


def in_words(error: sqlite3.Error, path: Path) -> UserError | None:
    """The plain sentence for an error of SQLite's, or None where the error is a defect of ours."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None or code & 0xFF not in _WORDS:
        return None
    primary = code & 0xFF
    if primary in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN) and no_room(path):
        primary = sqlite3.SQLITE_FULL  # the files beside the library could not grow
    message, hint = _WORDS[primary]
    told = message.format(name=path.name)
    if primary in _DAMAGED:
        return Damaged(told, hint)
    if primary in _BUSY:
        return Busy(told, hint)
    return UserError(told, hint)


def no_room(path: Path) -> bool:
    """Whether the disk of `path` is full: too little is left for a page and what belongs to it."""
    try:
        return shutil.disk_usage(path.parent).free < _LITTLE
    except OSError:
        return False


@contextmanager
def told_in_words(path: Path) -> Iterator[None]:
    """Turn errors of SQLite's that are the world's fault into `UserError`; the others pass."""
    try:
        yield
    except sqlite3.Error as error:
        told = in_words(error, path)
        if told is None:
            raise
        raise told from error
    except UnicodeDecodeError as error:  # Python stumbles over the damaged words in SQLite's own message
        message, hint = _WORDS[sqlite3.SQLITE_CORRUPT]
        raise Damaged(message.format(name=path.name), hint) from error
    except OSError as error:
        raise UserError(f"“{path.name}” cannot be used: {(error.strerror or str(error)).lower()}.") from error
