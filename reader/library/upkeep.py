"""What a library does for its own safety: checks, backups, restoring, drafts."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from reader.errors import Busy, UserError
from reader.library import backup as _backup
from reader.library import reading, rows, schema, writing
from reader.library.checking import odd_tags, problems
from reader.library.copying import pour
from reader.library.counts import Connection
from reader.library.drafts import Draft, Drafts
from reader.library.failures import told_in_words
from reader.library.models import Problem
from reader.library.opening import COMMITS, Opened, commits

_COUNT = "INSERT INTO meta VALUES (?, '1') ON CONFLICT (key) DO UPDATE SET value = CAST(value AS INTEGER) + 1"


class Upkeep:
    """The half of `Library` that looks after the file."""

    path: Path
    read_only: bool
    reason: str
    now: Callable[[], datetime]
    backup_folder: str | Path | None = None
    patience: Callable[[float], bool] = staticmethod(lambda waited: False)  # whether to go on waiting for others
    _db: Connection
    _opened: Opened
    _drafts: Drafts
    _identity: int | None

    def check(self, full: bool = True) -> list[Problem]:
        """What is wrong with the library, [] when nothing is; quick: structure, references and counts only."""
        with told_in_words(self.path):
            try:
                if self.read_only:  # the index checks itself by a command that needs a writer: do it on a copy
                    with closing(sqlite3.connect(":memory:")) as copy:
                        pour(self._db.conn, copy)
                        found = problems(copy, full=full)
                else:
                    found = problems(self._db.conn, full=full)
                return found if found or not full else list(odd_tags(self._db.conn))
            except sqlite3.DatabaseError as error:
                if isinstance(error, sqlite3.OperationalError):
                    raise
                return [Problem(f"The file cannot be read ({error}).", self.path.name, "Restore a backup.")]

    def rebuild_index(self) -> None:
        """Make the search index anew from what is kept."""
        self._must_write()
        with told_in_words(self.path), self._transaction():
            for name, statement in schema.INDEXES.items():
                self._db.execute(f"DROP TABLE IF EXISTS {name}")
                self._db.execute(statement)
            for (id_,) in self._db.conn.execute("SELECT id FROM texts").fetchall():
                record = reading.text_record(self._db, id_)
                seq = self._db.conn.execute("SELECT seq FROM texts WHERE id = ?", [id_]).fetchone()[0]
                if record is not None:
                    writing.index_text(self._db, seq, record)
            seqs = dict(self._db.conn.execute("SELECT id, seq FROM annotations").fetchall())
            notes = reading.annotation_list(self._db, list(seqs.values()))
            writing.insert(self._db, "ft_notes", [writing.note_words(seqs[a.id], a) for a in notes])
            for row in reading.named_rows(self._db, "SELECT * FROM decisions"):
                writing.insert(self._db, "ft_links", [writing.link_words(row["seq"], rows.decision_of(row))])

    def backup(self, path: str | Path) -> list[Problem]:
        """Copy the library to `path`, whole or not at all; what a check of the copy found (nothing, one hopes)."""
        target = Path(path).expanduser().absolute()
        with told_in_words(target):
            if target.is_dir():
                raise UserError(f"“{target.name}” is a folder.", "Give the backup a name in it.")
            if target.exists() and self.path.exists() and target.samefile(self.path):
                raise UserError("A library cannot be its own backup.", "Choose another name.")
            return _backup.copy(self.path, target)

    def backup_before(self, why: str) -> _backup.Backup:
        """The backup that an act on many records may need tomorrow; made only where the newest one lacks something."""
        return _backup.before(self.path, why, self.now(), self.backup_folder)

    def backup_now(self, why: str = "asked") -> _backup.Backup:
        """A backup in the folder of backups; `why` is "import", "asked" …"""
        return _backup.make(self.path, why, self.now(), self.backup_folder)

    def backups(self) -> list[_backup.Backup]:
        """The backups in the folder of backups, newest first."""
        with told_in_words(self.path):
            return _backup.backups(self.path, self.backup_folder)

    def restore(self, path: str | Path) -> _backup.Backup:
        """Make the library what a backup holds; the state before is itself backed up, and returned."""
        self._must_write()
        source = Path(path).expanduser().absolute()
        with told_in_words(source):
            _backup.restorable(source)
        kept = self.backup_now("restore")
        self.take(source)
        return kept

    def take(self, source: Path) -> None:
        """Make the library what a backup holds that was looked through; nobody keeps the state before."""
        self._must_write()
        self.wait_for_others()
        with (
            told_in_words(self.path),
            closing(sqlite3.connect(f"{source.absolute().as_uri()}?immutable=1", uri=True)) as conn,
        ):
            pour(conn, self._db.conn)
            schema.migrate(self._db)
            self._db.counts.forget()
            self._count()

    def wait_for_others(self) -> None:
        """Return when no other program holds the file; `Busy` when one does for too long."""
        with self._transaction():
            pass

    def _patiently(self, act: Callable[[], object]) -> None:
        """Do what others may hold up, again and again while `patience` lasts."""
        began = time.monotonic()
        while True:
            try:
                act()
            except Busy:
                if not self.patience(time.monotonic() - began):
                    raise
            else:
                return

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """One transaction, on disk in the end; begun once no other program holds the file, see `patience`."""
        conn = self._db.conn

        def begin() -> None:
            with told_in_words(self.path):
                conn.execute("BEGIN IMMEDIATE")

        self._patiently(begin)
        before, changed = conn.total_changes, False
        try:
            yield
            changed = conn.total_changes != before
            if changed:
                conn.execute(_COUNT, [COMMITS])
            conn.execute("COMMIT")
        finally:
            conn.rollback()  # what was not committed; after a commit there is nothing
        if changed:
            self._count()

    def _count(self) -> None:
        if self._opened.lock is not None:
            self._opened.lock.count(commits(self._db.conn))

    def save_draft(self, key: str, text: str) -> None:
        """Keep text that is being typed, even when the library cannot be written; an empty one is discarded."""
        if text:
            self._drafts.save(key, text)
        else:
            self._drafts.discard(key)

    def discard_draft(self, key: str) -> None:
        """The text is in the library now, or is not wanted."""
        self._drafts.discard(key)

    def drafts(self) -> list[Draft]:
        """What was typed and never came into the library, latest last."""
        return self._drafts.all()

    def _must_write(self) -> None:
        if self.read_only:
            raise UserError(f"This library can only be read: {self.reason}.", "Nothing was changed.")
        if self.moved:  # SQLite would go on writing into a file that nobody can find any more
            raise UserError(
                f"The library “{self.path.name}” is no longer in its place: its folder is gone, or another file is "
                "there.",
                "The change was not saved. Put it back, or connect its disk again.",
            )

    @property
    def writes(self) -> int:
        """A number that grows with every row that is written here."""
        return int(self._db.conn.total_changes)

    @property
    def moved(self) -> bool:
        """Whether the file that is open is no longer the one at its path."""
        try:
            return self.path.stat().st_ino != self._identity
        except OSError:
            return True

    def _welcome_back(self, left: str, torn: bool) -> str:
        """One line after an unclean end (`left` is when that session began); "" after a clean one."""
        if not left:
            return ""
        last = self._db.conn.execute("SELECT coalesce(max(modified), '') FROM annotations").fetchone()[0]
        if torn:
            line = "The program did not end properly last time, and the latest changes are gone from the library: "
            line += f"“{self.path.name}-wal” is lost or damaged. The backups may have them."
        else:
            line = "The program did not end properly last time; every saved change is here"
            line += f", the last of {last[:10]} {last[11:16]} UTC." if last else "."
        waiting = len(self.drafts())
        if waiting:
            line += f" {waiting} unfinished {'text' if waiting == 1 else 'texts'} can be taken up again."
        return line
