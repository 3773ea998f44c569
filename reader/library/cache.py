"""Answers that took long, kept in a file beside the library: safe to delete, bounded, never the only copy of anything.

It is not the library: no undo, no backup, no sync to disk. Whatever is odd about the file makes a new one; where none
can be written, the answers live as long as the program.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from reader import paths
from reader.crossref.model import Link
from reader.library.rows import link_of, to_json

LIMIT = 256 << 20  # bytes of answers; the longest unused go first
SPARED = 0.8  # share of the limit that is kept when it is passed
MARK = 0x44524331  # `application_id` of the file
BATCH = 400  # keys asked for at a time
_TABLE = (
    "CREATE TABLE IF NOT EXISTS kept (kind TEXT NOT NULL, key TEXT NOT NULL, stamp TEXT NOT NULL, value BLOB NOT NULL, "
    "used INTEGER NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID"
)


def places(library: Path) -> tuple[Path, ...]:
    """Files for the answers of one library, in the order in which they are tried."""
    name = hashlib.blake2b(str(library).encode("utf-8", "surrogateescape"), digest_size=6).hexdigest()
    return library.with_name(f"{library.name}.cache"), paths.user_data() / "cache" / f"{name}.cache"


class Cache:
    """Values by kind and key; one of another `stamp` is stale and not given. Belongs to the thread that opened it."""

    def __init__(self, conn: sqlite3.Connection, path: Path | None, limit: int) -> None:
        """Not called from outside: `Cache.beside` makes them."""
        self._conn = conn
        self._path = path
        self._limit = limit
        (self._turn,) = conn.execute("SELECT coalesce(max(used), 0) + 1 FROM kept").fetchone()
        self._put = 0

    @classmethod
    def beside(cls, library: Path | None, *, limit: int = LIMIT) -> Self:
        """The cache of a library (None: one in memory). Never fails: at worst what is kept is gone with the program."""
        for path in places(library) if library is not None else ():
            for _ in range(2):  # the second time without the file that was no cache of ours, or a damaged one
                try:
                    path.parent.mkdir(parents=True, exist_ok=True)
                    return cls(_opened(str(path)), path, limit)
                except sqlite3.OperationalError:
                    break  # no room, no right, or held by another process for long
                except sqlite3.DatabaseError:
                    if not _removed(path):
                        break
                except OSError:
                    break
        return cls(_opened(":memory:"), None, limit)

    def close(self) -> None:
        """Let go of the file."""
        with contextlib.suppress(sqlite3.Error):
            self._conn.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def get(self, kind: str, keys: Iterable[str], stamp: str) -> dict[str, bytes]:
        """What is kept under these keys and is not stale."""
        wanted = list(dict.fromkeys(keys))
        found: dict[str, bytes] = {}
        with self._whole():
            for at in range(0, len(wanted), BATCH):
                run = wanted[at : at + BATCH]
                marks = ",".join("?" * len(run))
                sql = f"SELECT key, value FROM kept WHERE kind = ? AND stamp = ? AND key IN ({marks})"
                found.update(self._conn.execute(sql, [kind, stamp, *run]))
            if found:
                self._touch(kind, list(found))
        return found

    def put(self, kind: str, values: Mapping[str, bytes], stamp: str) -> None:
        """Keep values; what is stale of this kind goes, and the longest unused when there is too much."""
        if not values:
            return
        rows = [(kind, key, stamp, value, self._turn) for key, value in values.items()]
        with self._whole(), self._conn:
            self._conn.execute("DELETE FROM kept WHERE kind = ? AND stamp <> ?", [kind, stamp])
            self._conn.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?, ?)", rows)
            self._put += sum(len(value) for value in values.values())
            if self._put > self._limit // 50:
                self._put = 0
                self._make_room()

    def links(self, key: tuple[str, str], stamp: str) -> list[Link] | None:
        """The links between two wordings as they were found, end `a` in the first."""
        packed = self.get("links", ["-".join(key)], stamp)
        for value in packed.values():
            with contextlib.suppress(zlib.error, ValueError, TypeError, IndexError, KeyError):
                return [link_of(parts) for parts in json.loads(zlib.decompress(value))]
        return None

    def keep_links(self, key: tuple[str, str], links: list[Link], stamp: str) -> None:
        """Keep the links between two wordings."""
        packed = zlib.compress(to_json(links).encode("utf-8"), 1)
        self.put("links", {"-".join(key): packed}, stamp)

    def size(self) -> int:
        """Bytes of the values that are kept."""
        return int(self._conn.execute("SELECT coalesce(sum(length(value)), 0) FROM kept").fetchone()[0])

    @contextlib.contextmanager
    def _whole(self) -> Iterator[None]:
        """Go on without the file where it fails; a damaged one is removed."""
        try:
            yield
        except sqlite3.OperationalError:
            return  # a full disk, or another process at work: the answer is found anew some other time
        except sqlite3.DatabaseError:
            self.close()
            if self._path is not None:
                _removed(self._path)
            self._conn, self._path = _opened(":memory:"), None

    def _touch(self, kind: str, keys: list[str]) -> None:
        with self._conn:
            for at in range(0, len(keys), BATCH):
                run = keys[at : at + BATCH]
                marks = ",".join("?" * len(run))
                sql = f"UPDATE kept SET used = ? WHERE kind = ? AND used < ? AND key IN ({marks})"
                self._conn.execute(sql, [self._turn, kind, self._turn, *run])

    def _make_room(self) -> None:
        size = self.size()
        if size <= self._limit:
            return
        rows = self._conn.execute("SELECT kind, key, length(value) FROM kept ORDER BY used, kind, key").fetchall()
        for kind, key, length in rows:
            if size <= SPARED * self._limit:
                break
            self._conn.execute("DELETE FROM kept WHERE kind = ? AND key = ?", [kind, key])
            size -= length
        self._conn.execute("PRAGMA incremental_vacuum")


def _removed(path: Path) -> bool:
    """Remove a damaged cache; a file that is not marked as one stays, whatever it is called."""
    try:
        with path.open("rb") as file:
            head = file.read(72)
        if not head.startswith(b"SQLite format 3\0") or head[68:72] != MARK.to_bytes(4, "big"):
            return False
        path.unlink()
    except OSError:
        return False
    return True


def _opened(path: str) -> sqlite3.Connection:
    conn = sqlite3.connect(path, timeout=2.0)
    try:
        (mark,) = conn.execute("PRAGMA application_id").fetchone()
        (tables,) = conn.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if mark != MARK and tables:
            raise sqlite3.DatabaseError("not a cache")
        # Fast rather than safe: after a crash the worst is a damaged file, and that is made anew.
        conn.execute("PRAGMA synchronous = OFF")
        conn.execute("PRAGMA auto_vacuum = INCREMENTAL")
        with conn:
            conn.execute(f"PRAGMA application_id = {MARK}")
            conn.execute(_TABLE)
        columns = [row[1] for row in conn.execute("PRAGMA table_info(kept)")]
        if columns != ["kind", "key", "stamp", "value", "used"]:
            raise sqlite3.DatabaseError("a cache of another form")
    except sqlite3.Error:
        conn.close()
        raise
    return conn
