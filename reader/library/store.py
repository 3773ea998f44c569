"""The library: one file, one connection, one door for every change."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from reader.anchor.model import Candidate
from reader.errors import UserError
from reader.library import ids as _ids
from reader.library import reading, writing
from reader.library import search as _search
from reader.library.anchors import target_on
from reader.library.context import Context, clean
from reader.library.drafts import Drafts, places
from reader.library.failures import told_in_words
from reader.library.models import (
    Annotation,
    Changes,
    Decision,
    Edit,
    Hit,
    SavedSearch,
    Snapshot,
    Tag,
    TagInfo,
    Target,
    TextInfo,
    Version,
)
from reader.library.opening import ANOTHER, NO_ROOM, WAIT, Opened, open_library
from reader.library.plan import Plan
from reader.library.upkeep import Upkeep
from reader.library.words import folded, folded_tag
from reader.text.model import Text


class Library(Upkeep):
    """Texts, annotations, tags and decisions in one SQLite file; belongs to the thread that opened it."""

    def __init__(
        self, path: Path, opened: Opened, *, now: Callable[[], datetime], new_id: Callable[[], str], wait: float = WAIT
    ) -> None:
        """Not called from outside: `Library.open` and `Library.scratch` make libraries."""
        self.path = path
        self.read_only = opened.lock is None
        self.reason = opened.reason
        self.now = now
        self.new_id = new_id
        self.plan = Plan(Context(opened.db, now, new_id))
        self._db = opened.db
        self._opened = opened
        self._scratch: Path | None = None
        self._closed = False
        self._wait = wait
        self._identity = _identity(path)
        self._drafts = Drafts(places(path), now)
        self.through: Callable[[Edit], None] | None = None  # hands edits to the writer where this is not the one
        try:
            with told_in_words(path):
                self.recovered = self._welcome_back(opened.left, opened.torn)
        except UserError:
            self._let_go()
            raise

    @classmethod
    def open(
        cls,
        path: str | Path,
        *,
        now: Callable[[], datetime] = _ids.utc_now,
        new_id: Callable[[], str] = _ids.new_id,
        create: bool = True,
        read_only: bool = False,
        wait: float = WAIT,
    ) -> Self:
        """Open the library at `path`, made if it is not there; UserError where that cannot be.

        `wait`: seconds that this, and every change, waits for a program that locks the file; then `Busy` is raised.
        """
        path = Path(path).expanduser().absolute()
        opened = open_library(path, now, create=create, read_only=read_only, wait=wait)
        return cls(path, opened, now=now, new_id=new_id, wait=wait)

    @classmethod
    def scratch(cls, *, now: Callable[[], datetime] = _ids.utc_now, new_id: Callable[[], str] = _ids.new_id) -> Self:
        """A library in a temporary folder, gone when it is closed."""
        folder = Path(tempfile.mkdtemp(prefix="declaration-reader-"))
        made = cls.open(folder / "scratch.sqlite", now=now, new_id=new_id)
        made._scratch = folder
        return made

    def close(self) -> None:
        """End cleanly: nothing is unsaved, so this only lets go."""
        if self._closed:
            return
        self._closed = True
        self._let_go()
        if self._scratch is not None:
            with contextlib.suppress(OSError):
                shutil.rmtree(self._scratch)

    def reopen(self) -> bool:
        """Open the file anew: where the writer has gone, this becomes it; a folder that came back is taken up.

        Says whether it can be written to now. When it cannot be opened, all stays as it was, and UserError says why.
        """
        mine = self._opened.lock
        if mine is not None:
            mine.release(clean=False)
        try:
            opened = open_library(self.path, self.now, create=False, read_only=False, wait=self._wait)
        except UserError:
            if mine is not None:
                self.read_only, self.reason = True, "its file cannot be reached"
                self._opened = self._opened._replace(lock=None)
            raise
        if opened.lock is None and mine is None and opened.reason == self.reason:
            _close(opened)
            return False
        with contextlib.suppress(sqlite3.Error):
            self._db.conn.close()
        self.read_only, self.reason, self.through = opened.lock is None, opened.reason, None
        self.plan = Plan(Context(opened.db, self.now, self.new_id))
        self._db, self._opened, self._identity = opened.db, opened, _identity(self.path)
        return not self.read_only

    @property
    def waits(self) -> bool:
        """Whether this only reads because another process is the writer, so that `reopen` may change that."""
        return self.read_only and self.reason == ANOTHER

    @property
    def starves(self) -> bool:
        """Whether this only reads because the disk is full, so that `reopen` may change that."""
        return self.read_only and self.reason == NO_ROOM

    def _let_go(self) -> None:
        with contextlib.suppress(sqlite3.Error):
            self._db.conn.close()
        _close(self._opened)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    # --- writing

    def apply(self, edit: Edit, who: object = None) -> Changes:
        """Write an edit in one transaction, on disk when this returns; its `inverse()` undoes it exactly."""
        through = self.through
        if through is not None and self.read_only:
            self._patiently(lambda: through(edit))  # on disk when this returns, too: the writer answers only then
            return writing.changes(edit, who)
        self._must_write()
        with told_in_words(self.path):
            try:
                with self._transaction():
                    changes = writing.write(self._db, edit, who, _ids.iso(self.now()))
            except UnicodeEncodeError as error:
                raise UserError(
                    "This holds characters that cannot be kept.", "Type it anew where it looks odd."
                ) from error
            except OverflowError as error:
                raise UserError("This holds a number that is too large to be kept.", "Nothing was changed.") from error
            self._db.counts.changed(changes.tags, changes.texts)
            return changes

    def set_meta(self, key: str, value: str) -> None:
        """Keep a value beside the records (not undoable)."""
        self._must_write()
        with told_in_words(self.path), self._transaction():
            self._db.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", [key, clean(value)])

    def empty_trash(self) -> Changes:
        """Delete for good what is in the trash, with its history. Not undoable: the only way to lose something."""
        self._must_write()
        with told_in_words(self.path):
            notes = reading.annotation_list(self._db, reading.annotation_seqs(self._db, trashed=True))
            infos = reading.text_infos(self._db, trashed=True)
            texts = [r for r in (reading.text_record(self._db, t.id) for t in infos) if r is not None]
            with self._transaction():
                changes = writing.write(self._db, Edit("Empty trash", (*notes, *texts), ()), None, "")
                writing.forget(self._db)
            self._db.counts.forget()
            return changes

    # --- reading

    def stands(self, edit: Edit) -> bool:
        """Whether the annotations that an edit starts from are still as it knew them."""
        notes = {r.id: r for r in edit.before if isinstance(r, Annotation)}
        if not notes:
            return True
        now = {a.id: a for trashed in (False, True) for a in self.annotations(ids=notes, trashed=trashed)}
        return now == notes

    def texts(self, trashed: bool = False) -> list[TextInfo]:
        """The list of texts, in the order in which they were added."""
        with told_in_words(self.path):
            return reading.text_infos(self._db, trashed=trashed)

    def has_text(self, id: str) -> bool:  # noqa: A002 -- the word of the interface
        """Whether a text with this id is there and not in the trash."""
        with told_in_words(self.path):
            sql = "SELECT 1 FROM texts WHERE id = ? AND trashed IS NULL"
            return self._db.execute(sql, [id]).fetchone() is not None

    def text(self, id: str) -> Text:  # noqa: A002
        """A text, from the trash too; UserError when there is none."""
        with told_in_words(self.path):
            found = reading.text_record(self._db, id)
        if found is None:
            raise UserError(f"There is no text “{id}” in the library.", "“texts” lists those that are.")
        return found.text

    def canonical(self, sha256: str) -> str | None:
        """A canonical text that was ever shown, by its hash."""
        with told_in_words(self.path):
            return reading.canonical(self._db, sha256)

    def annotations(
        self,
        *,
        text: str | None = None,
        tag: str | None = None,
        query: str | None = None,
        ids: Iterable[str] | None = None,
        link: str | None = None,
        trashed: bool = False,
    ) -> list[Annotation]:
        """The annotations that fulfil all that is asked (a tag stands for its descendants too), in order of place."""
        with told_in_words(self.path):
            seqs = reading.annotation_seqs(
                self._db, text=text, tag=tag, query=query, ids=ids, link=link, trashed=trashed
            )
            return reading.annotation_list(self._db, seqs)

    def ids(
        self,
        *,
        text: str | None = None,
        tag: str | None = None,
        query: str | None = None,
        link: str | None = None,
        trashed: bool = False,
        order: str = "place",
        limit: int | None = None,
        offset: int = 0,
    ) -> list[str]:
        """Ids of the annotations that fulfil all that is asked: cheap at 100,000, where records are not.

        `order`: "place", "created" or "modified" (the latest first); ask `annotations(ids=…)` for those on screen.
        """
        with told_in_words(self.path):
            return reading.annotation_ids(
                self._db, order, limit, offset, text=text, tag=tag, query=query, link=link, trashed=trashed
            )

    def count(
        self, *, text: str | None = None, tag: str | None = None, query: str | None = None, trashed: bool = False
    ) -> int:
        """The number of annotations that fulfil all that is asked."""
        with told_in_words(self.path):
            return reading.annotation_count(self._db, text=text, tag=tag, query=query, trashed=trashed)

    def tags(self) -> list[TagInfo]:
        """All tags by name, each with the number of live annotations that carry it."""
        with told_in_words(self.path):
            return reading.tag_infos(self._db)

    def complete_tag(self, prefix: str, limit: int = 12) -> list[TagInfo]:
        """Tags that `prefix` may become, best first: whole path, then a part of it, each by use."""
        wanted = folded(prefix.strip().lstrip("#"))
        ranked = []
        with told_in_words(self.path):
            known = {t.name: t for t in reading.tag_records(self._db)}
            uses = self._db.counts.tags()
        for tag in {*known, *uses}:
            name = folded_tag(tag)
            at = 0 if name.startswith(wanted) else 1 if f"/{wanted}" in name else 2 if wanted in name else 3
            if at < 3 and (tag in known or uses[tag]):
                ranked.append((at, -uses.get(tag, 0), name, tag))
        return [TagInfo(known.get(tag, Tag(tag)), -used) for _, used, _, tag in sorted(ranked)[:limit]]

    def decisions(self, a_text: str | None = None, b_text: str | None = None) -> list[Decision]:
        """What was decided on links between two texts, in either order (without arguments: all)."""
        with told_in_words(self.path):
            return reading.decisions(self._db, a_text, b_text)

    def history(self, annotation_id: str) -> list[Version]:
        """Former bodies of a note, oldest first."""
        with told_in_words(self.path):
            return reading.versions(self._db, annotation_id)

    def saved_searches(self) -> list[SavedSearch]:
        """The saved searches by name."""
        with told_in_words(self.path):
            return reading.searches(self._db)

    def search(
        self, query: str, *, kinds: Iterable[str] = _search.KINDS, limit: int = 50, typing: bool = False
    ) -> list[Hit]:
        """Hits, best first, at most `limit` of each kind; any string is a query. `typing`: the last word may go on."""
        with told_in_words(self.path):
            return _search.search(self._db, query, kinds, limit, typing=typing)

    def snapshot(
        self,
        *,
        texts: Iterable[str] | None = None,
        tags: Iterable[str] | None = None,
        query: str | None = None,
        ids: Iterable[str] | None = None,
    ) -> Snapshot:
        """A frozen view for exports: annotations of any of `texts` with any of `tags` that fulfil `query`."""
        with told_in_words(self.path):
            return reading.snapshot(self._db, texts=texts, tags=tags, query=query, ids=ids)

    def meta(self, key: str, default: str = "") -> str:
        """A value that `set_meta` kept."""
        with told_in_words(self.path):
            row = self._db.execute("SELECT value FROM meta WHERE key = ?", [key]).fetchone()
        return default if row is None else str(row[0])

    def data_version(self) -> int:
        """A number that changes when another connection, of any process, has written."""
        with told_in_words(self.path):
            return int(self._db.execute("PRAGMA data_version").fetchone()[0])

    def candidates(self, annotation_id: str, target_index: int = 0) -> list[Candidate]:
        """Places that a lost target may belong to in the text as it is now, best first."""
        with told_in_words(self.path):
            return self.plan.candidates(annotation_id, target_index)

    def make_target(self, text: Text, start: int, end: int) -> Target:
        """A target on `[start, end)` of `text` with what finds it again; UserError for an empty or outlying span."""
        return target_on(text, start, end)


def _identity(path: Path) -> int | None:
    """What tells a file from another one of the same name (as in SQLite's own look); None where it is not there."""
    try:
        return path.stat().st_ino
    except OSError:
        return None


def _close(opened: Opened) -> None:
    with contextlib.suppress(sqlite3.Error):
        opened.db.conn.close()
    if opened.lock is not None:
        opened.lock.release()
    if opened.keep is not None:
        with contextlib.suppress(OSError):
            shutil.rmtree(opened.keep)
