"""A damaged library: what is whole goes row by row into a new file, and the damaged one is kept as it is.

Each word is kept twice, in its row and in the search index: where one of them is damaged, the other is taken if the
row's hash says that it is what was written.
"""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from sqlite_utils import Database

from reader.library import rows, writing
from reader.library.checking import check_file, provisions_fit
from reader.library.ids import iso
from reader.library.models import Annotation, Edit, Record, SavedSearch, Tag, Target, TextRecord
from reader.library.pages import rows_in
from reader.library.words import unspaced
from reader.text.model import Provision, Provisions, Text

_PROBES = 200_000  # rows that are asked for one by one between the first and the last damaged one of a table
_BROKEN = (sqlite3.DatabaseError, ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError)
Row = dict[str, Any]


class Salvage(NamedTuple):
    """What came through: `whole` by kind; `mended` from the index; `changed` differ from what was written; `lost`."""

    path: Path
    whole: dict[str, int]
    mended: tuple[str, ...]
    changed: tuple[str, ...]
    lost: tuple[str, ...]

    def __str__(self) -> str:
        kinds = ", ".join(f"{count} {kind}" for kind, count in self.whole.items())
        parts = [f"Saved {kinds}."]
        if self.mended:
            parts.append(f"{len(self.mended)} of them were mended.")
        if self.changed:
            parts.append(f"Look through {len(self.changed)}: they may differ from what you wrote.")
        if self.lost:
            parts.append(f"Lost: {'; '.join(self.lost[:20])}.")
        return " ".join(parts)


def salvage(
    damaged: Path, target: Path, now: Callable[[], datetime], new_id: Callable[[], str], make: Callable[[Path], None]
) -> Salvage:
    """Read what can be read of `damaged` into the new library `target`; `make` makes an empty one there."""
    with tempfile.TemporaryDirectory(prefix="declaration-reader-") as folder:
        copy = Path(folder) / "damaged.sqlite"
        shutil.copyfile(damaged, copy)
        foreign = _bring_wal(damaged, copy)
        with closing(_open(copy)) as conn:
            work = _Salvager(conn, copy, iso(now()), new_id)
            work.lost += ["what is in the -wal, which does not belong to this library"] * foreign
            records = work.records()
            history, meta = work.table("history"), work.table("meta")
    make(target)
    with closing(sqlite3.connect(target)) as conn:
        db = Database(conn, execute_plugins=False)
        conn.execute("PRAGMA foreign_keys = ON")
        with db.atomic():
            for record in records:
                try:
                    with db.atomic():  # a savepoint: one record that does not fit takes no other with it
                        writing.write(db, Edit("Salvage", (), (record,)), None, "")
                except (*_BROKEN, UnicodeError) as error:
                    work.lost.append(f"{type(record).__name__.lower()} ({error})")
            writing.insert(
                db,
                "history",
                [
                    {k: r[k] for k in ("annotation_id", "body", "saved", "row_hash")}
                    for r in history
                    if isinstance(r["body"], str)
                ],
            )
            for row in meta:
                db.execute("INSERT OR IGNORE INTO meta (key, value) VALUES (?, ?)", [row["key"], row["value"]])
            for sha256, canonical in work.wordings.items():
                db.execute(
                    "INSERT OR IGNORE INTO canonical_texts (sha256, canonical) VALUES (?, ?)", [sha256, canonical]
                )
    kinds = {"texts": TextRecord, "notes": Annotation, "tags": Tag}
    whole = {name: sum(isinstance(r, kind) for r in records) for name, kind in kinds.items()}
    whole["links"] = sum(type(r).__name__ == "Decision" for r in records)
    return Salvage(target, whole, tuple(work.mended), tuple(work.changed), tuple(work.lost))


def _bring_wal(damaged: Path, copy: Path) -> bool:
    """Put the `-wal` beside the copy, if there is one; True where only without it the library is whole."""
    wal, beside = damaged.with_name(damaged.name + "-wal"), copy.with_name(copy.name + "-wal")
    if not wal.exists():
        return False
    whole = not check_file(copy, live=False)
    shutil.copyfile(wal, beside)
    if not whole or not check_file(copy):
        return False
    for end in ("-wal", "-shm"):
        copy.with_name(copy.name + end).unlink(missing_ok=True)
    return True


def _open(path: Path) -> sqlite3.Connection:
    """The copy with its `-wal` if that can be read, without it if not."""
    for query in ("mode=rw", "immutable=1"):
        conn = sqlite3.connect(f"{path.absolute().as_uri()}?{query}", uri=True)
        conn.text_factory = lambda raw: raw.decode("utf-8", "replace")
        try:
            conn.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except (sqlite3.DatabaseError, UnicodeDecodeError):
            conn.close()
            continue
        with contextlib.suppress(sqlite3.DatabaseError, UnicodeDecodeError):
            conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # so that the pages of the copy are the latest
        return conn
    return sqlite3.connect(":memory:")  # not even the list of tables can be read: the pages are left


class _Salvager:
    """Reads a damaged library table by table."""

    def __init__(self, conn: sqlite3.Connection, path: Path, moment: str, new_id: Callable[[], str]) -> None:
        self.conn = conn
        self.path = path
        self._by_width: dict[int, list[tuple[int, list[Any]]]] | None = None
        self.moment = moment
        self.new_id = new_id
        self.mended: list[str] = []
        self.changed: list[str] = []
        self.lost: list[str] = []
        self.wordings: dict[str, str] = {}

    def records(self) -> list[Record]:
        """Everything that can be read, as records; texts first."""
        found: list[Record] = []
        for step in (self._texts, self._annotations, self._tags, self._decisions, self._searches):
            found += step()
        return found

    def table(self, name: str, key: str = "rowid") -> list[Row]:
        """The rows of a table that can be read, each with its row number as `_row`."""
        found: dict[int, Row] = {}
        for backwards in (False, True):
            try:
                for row in self._scan(name, key, backwards):
                    if backwards and row["_row"] in found:
                        break
                    found[row["_row"]] = row
                else:
                    if not backwards:
                        return list(found.values())
            except _BROKEN:
                continue
        self._probe(name, key, found)
        for row in self._from_pages(name):
            found.setdefault(row["_row"], row)
        return [found[k] for k in sorted(found)]

    def _from_pages(self, name: str) -> Iterator[Row]:
        """Rows of a table whose tree is broken, from the pages themselves: those that can be verified."""
        if self._by_width is None:
            self._by_width = {}
            for rowid, values in rows_in(self.path.read_bytes()):
                self._by_width.setdefault(len(values), []).append((rowid, values))
        columns, fits = _SHAPES[name]
        for rowid, values in self._by_width.get(len(columns), ()):
            row = dict(zip(columns, values, strict=True))
            if columns[0] in ("seq", "id") and values[0] is None:
                row[columns[0]] = rowid
            try:
                if fits(row):
                    yield {**row, "_row": rowid}
            except _BROKEN:
                continue

    def _scan(self, name: str, key: str, backwards: bool) -> Iterator[Row]:
        order = "DESC" if backwards else "ASC"
        cursor = self.conn.execute(f'SELECT {key} AS _row, * FROM "{name}" ORDER BY {key} {order}')
        names = [d[0] for d in cursor.description]
        for values in cursor:
            yield dict(zip(names, values, strict=True))

    def _probe(self, name: str, key: str, found: dict[int, Row]) -> None:
        """Ask for the rows between those found from either end one by one."""
        missed = 0
        low, high = (min(found), max(found)) if found else (1, 1000)
        for number in range(low, min(high, low + _PROBES)):
            if number in found:
                continue
            try:
                cursor = self.conn.execute(f'SELECT {key} AS _row, * FROM "{name}" WHERE {key} = ?', [number])
                names = [d[0] for d in cursor.description]
                for values in cursor:
                    found[number] = dict(zip(names, values, strict=True))
            except _BROKEN:
                missed += 1
        self.lost.append(f"some rows of “{name}”" if not missed else f"about {missed} rows of “{name}”")

    def _texts(self) -> list[Record]:
        for row in self.table("canonical_texts"):
            if isinstance(row["canonical"], str):
                self.wordings[row["sha256"]] = row["canonical"]
        indexed: dict[int, list[str]] = {}
        for row in self.table("ft_texts_content", "id"):
            if isinstance(row["c0"], str):
                indexed.setdefault(row["_row"] >> writing.SHIFT, []).append(unspaced(row["c0"]))
        found: list[Record] = []
        for row in self.table("texts", "seq"):
            name = f"text {row['id']}"
            wording = self._wording(row["sha256"], indexed.get(row["seq"], []), name)
            try:
                record = rows.text_of({**row, "canonical": wording})
                if rows.row_hash(*(row[c] for c in rows.TEXT_COLUMNS)) != row["row_hash"]:
                    self.changed.append(name)
                if not provisions_fit(record):
                    raise ValueError("provisions outside the wording")
            except _BROKEN:
                if not wording:
                    self.lost.append(name)
                    continue
                record = TextRecord(_plain(str(row["id"]), str(row["title"]), wording), self.moment)
                self.changed.append(name)
            found.append(record)
        good = {k: v for k, v in self.wordings.items() if hashlib.sha256(v.encode()).hexdigest() == k}
        self.wordings = good
        return found

    def _wording(self, sha256: str, indexed: Sequence[str], name: str) -> str:
        """The canonical text from its row, or from the index when only that gives the hash."""
        stored = self.wordings.get(sha256, "")
        if hashlib.sha256(stored.encode()).hexdigest() == sha256:
            return stored
        again = "\n\n".join(indexed)
        if hashlib.sha256(again.encode()).hexdigest() == sha256:
            self.mended.append(name)
            self.wordings[sha256] = again
            return again
        self.changed.append(name)
        return stored or again

    def _annotations(self) -> list[Record]:
        targets: dict[int, list[Target]] = {}
        for row in sorted(self.table("targets"), key=_order):
            try:
                target = Target(*(row[c] for c in rows.TARGET_COLUMNS))
            except _BROKEN:
                continue
            targets.setdefault(row["annotation"], []).append(target)
        tags: dict[int, list[str]] = {}
        for row in sorted(self.table("annotation_tags"), key=_order):
            tags.setdefault(row["annotation"], []).append(row["tag"])
        indexed = {row["_row"]: row for row in self.table("ft_notes_content", "id")}
        found: list[Record] = []
        for row in self.table("annotations", "seq"):
            seq = row["_row"]
            found.append(self._note(row, targets.pop(seq, []), tags.pop(seq, []), indexed.pop(seq, None)))
        for seq, words in indexed.items():  # the row is gone, its words are not
            body = unspaced(str(words["c0"] or ""))
            if body or seq in targets:
                made = Annotation(self.new_id(), tuple(targets.pop(seq, ())), body, tuple(tags.get(seq, ())))
                found.append(made._replace(created=self.moment, modified=self.moment))
                self.changed.append(f"note {made.id}")
        return found

    def _note(self, row: Row, targets: list[Target], tags: list[str], words: Row | None) -> Annotation:
        note = rows.annotation_of(row, targets, tags)
        if rows.annotation_hash(note) == row["row_hash"]:
            return note
        name = f"note {note.id}"
        if words is not None:
            for try_tags in (tuple(tags), tuple(str(words["c2"] or "").replace("\u200b", "").split())):
                again = note._replace(body=unspaced(str(words["c0"] or "")), tags=try_tags)
                for candidate in (again, again._replace(body=note.body), _requoted(again, words)):
                    if rows.annotation_hash(candidate) == row["row_hash"]:
                        self.mended.append(name)
                        return candidate
        self.changed.append(name)
        return note

    def _tags(self) -> list[Record]:
        return [self._hashed(Tag(r["name"], r["colour"], r["description"]), r) for r in self.table("tags")]

    def _searches(self) -> list[Record]:
        return [self._hashed(SavedSearch(r["name"], r["query"]), r) for r in self.table("saved_searches")]

    def _hashed(self, record: Tag | SavedSearch, row: Row) -> Record:
        if rows.row_hash(*record) != row["row_hash"]:
            self.changed.append(f"{type(record).__name__.lower()} {record.name}")
        return record

    def _decisions(self) -> list[Record]:
        found: list[Record] = []
        for row in self.table("decisions", "seq"):
            try:
                decision = rows.decision_of(row)
            except _BROKEN:
                self.lost.append(f"link {row['key']}")
                continue
            if rows.row_hash(*(row[c] for c in rows.DECISION_COLUMNS)) != row["row_hash"]:
                self.changed.append(f"link {row['key']}")
            found.append(decision)
        return found


def _order(row: Row) -> tuple[int, int]:
    """Sorts by annotation and position; what is no number there any more comes first."""
    seq, position = row["annotation"], row["position"]
    return (seq if isinstance(seq, int) else 0, position if isinstance(position, int) else 0)


def _is_id(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 200


def _is_hash(value: object, length: int) -> bool:
    return isinstance(value, str) and len(value) == length and set(value) <= set("0123456789abcdef")


def _numbered(row: Row) -> bool:
    return all(isinstance(row[name], int) for name in ("annotation", "position")) and row["live"] in (0, 1)


def _all_text(row: Row, *names: str) -> bool:
    return all(isinstance(row[name], str) for name in names)


# The columns of each table, and what a row must fulfil to be taken for one of it.
_SHAPES: dict[str, tuple[tuple[str, ...], Callable[[Row], bool]]] = {
    "canonical_texts": (
        ("sha256", "canonical"),
        lambda r: hashlib.sha256(r["canonical"].encode()).hexdigest() == r["sha256"],
    ),
    "texts": (
        ("seq", *rows.TEXT_COLUMNS, "row_hash"),
        lambda r: rows.row_hash(*(r[c] for c in rows.TEXT_COLUMNS)) == r["row_hash"],
    ),
    "annotations": (
        ("seq", *rows.ANNOTATION_COLUMNS, "row_hash"),
        lambda r: _is_id(r["id"]) and _is_hash(r["row_hash"], 32) and isinstance(r["body"], str),
    ),
    "targets": (
        ("annotation", "position", "live", *rows.TARGET_COLUMNS),
        lambda r: _numbered(r) and _all_text(r, "text_id", "exact", "prefix", "suffix", "sha256", "state", "was"),
    ),
    "annotation_tags": (
        ("annotation", "position", "live", "tag"),
        lambda r: _numbered(r) and _is_id(r["tag"]),
    ),
    "tags": (
        ("name", "colour", "description", "row_hash"),
        lambda r: rows.row_hash(r["name"], r["colour"], r["description"]) == r["row_hash"],
    ),
    "decisions": (
        ("seq", *rows.DECISION_COLUMNS, "row_hash"),
        lambda r: rows.row_hash(*(r[c] for c in rows.DECISION_COLUMNS)) == r["row_hash"],
    ),
    "saved_searches": (
        ("name", "query", "row_hash"),
        lambda r: rows.row_hash(r["name"], r["query"]) == r["row_hash"],
    ),
    "history": (
        ("seq", "annotation_id", "body", "saved", "row_hash"),
        lambda r: rows.row_hash(r["annotation_id"], r["body"], r["saved"]) == r["row_hash"],
    ),
    "ft_texts_content": (("id", "c0"), lambda r: isinstance(r["id"], int) and _all_text(r, "c0")),
    "ft_notes_content": (
        ("id", "c0", "c1", "c2"),
        lambda r: isinstance(r["id"], int) and _all_text(r, "c0", "c1", "c2"),
    ),
    "meta": (("key", "value"), lambda r: False),
}


def _requoted(note: Annotation, words: Row) -> Annotation:
    quotes = unspaced(str(words["c1"] or ""))
    if len(note.targets) != 1:
        return note
    return note._replace(targets=(note.targets[0]._replace(exact=quotes),))


def _plain(id_: str, title: str, wording: str) -> Text:
    """A text of which nothing but the wording came through."""
    found, at = [], 0
    for n, part in enumerate(wording.split("\n\n"), 1):
        found.append(Provision(n, at, at + len(part), at))
        at += len(part) + 2
    return Text(id=id_, title=title, canonical=wording, provisions=Provisions.of(found))
