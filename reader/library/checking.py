"""Is what is kept what was written? SQLite's own checks, a hash for each row, and what must always hold."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from reader.errors import UserError
from reader.library import rows, schema
from reader.library.copying import pour
from reader.library.models import Decision, Problem, SavedSearch, Tag, Target, TextRecord
from reader.library.tags import checked
from reader.library.words import spaced
from reader.library.writing import SHIFT, link_words, note_words

_HASH = "It is not what was written: the file was damaged."
_INDEX = "The search index does not fit the library."
_REBUILD = "Making the index anew mends this; nothing else is touched."
_SALVAGE = "Restore a backup, or save what is whole into a new library; the damaged file is kept."
_MOST = 200  # findings of one kind; a damaged page gives thousands


def problems(conn: sqlite3.Connection, *, full: bool) -> list[Problem]:
    """What is wrong, [] when nothing is: structure and counts; with `full` every row is read and hashed as well.

    `conn` must be able to write (the index checks itself by a command that looks like an insert; nothing is changed).
    """
    found: list[Problem] = []
    steps: list[tuple[str, Callable[[sqlite3.Connection], Iterator[Problem]]]] = [
        ("structure", _integrity if full else _quick),
        ("references", _references),
    ]
    current = conn.execute("PRAGMA user_version").fetchone()[0] == schema.version()
    if current:  # a backup of an older version has other tables
        steps.append(("index", _counts))
    if full and current:
        steps += [
            ("texts", _texts),
            ("annotations", _annotations),
            ("tags", _tags),
            ("decisions", _decisions),
            ("history", _history),
            ("index", _indexes),
        ]
    for name, step in steps:
        try:
            for n, problem in enumerate(step(conn)):
                if n >= _MOST:
                    break
                found.append(problem)
        except (sqlite3.DatabaseError, ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError) as e:
            # Damage shows as anything: an error of SQLite's, a value of another type, a list that is too short.
            if isinstance(e, sqlite3.OperationalError) and _busy(e):
                raise
            found.append(Problem(f"The {name} cannot be read to the end ({e}).", name, _SALVAGE))
    return found


def check_file(path: Path, *, full: bool = True, live: bool = True) -> list[Problem]:
    """Check a library through a connection of its own, on any thread; nothing is written.

    `live` False: nobody else has it open, as with a backup; then it is read as it lies, without a `-wal`.
    """
    query = "mode=ro" if live else "immutable=1"
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?{query}", uri=True, timeout=5)) as conn:
            if not full:
                return problems(conn, full=False)
            with closing(sqlite3.connect(":memory:")) as copy:  # the index checks itself only where it may write
                pour(conn, copy)
                return problems(copy, full=True)
    except (sqlite3.Error, UnicodeDecodeError) as error:
        return [Problem(f"The file cannot be read ({error}).", path.name, _SALVAGE)]


def _busy(error: sqlite3.OperationalError) -> bool:
    code = (getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF
    return code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY)


def _quick(conn: sqlite3.Connection) -> Iterator[Problem]:
    for (line,) in conn.execute("PRAGMA quick_check(20)"):
        if line != "ok":
            yield Problem(f"The file is damaged: {line}", "structure", _SALVAGE)


def _integrity(conn: sqlite3.Connection) -> Iterator[Problem]:
    for (line,) in conn.execute("PRAGMA integrity_check(50)"):
        if line != "ok":
            yield Problem(f"The file is damaged: {line}", "structure", _SALVAGE)


def _references(conn: sqlite3.Connection) -> Iterator[Problem]:
    for table, rowid, parent, _ in conn.execute("PRAGMA foreign_key_check"):
        yield Problem(
            f"A row of “{table}” belongs to one of “{parent}” that is not there.", f"{table} {rowid}", _SALVAGE
        )


def _counts(conn: sqlite3.Connection) -> Iterator[Problem]:
    pairs = (
        ("notes", "SELECT count(*) FROM annotations", "SELECT count(*) FROM ft_notes_docsize"),
        ("links", "SELECT count(*) FROM decisions", "SELECT count(*) FROM ft_links_docsize"),
        (
            "texts",
            f"SELECT coalesce(sum(min(count, {(1 << SHIFT) - 1})), 0) FROM texts",
            "SELECT count(*) FROM ft_texts_docsize",
        ),
    )
    for name, ours, theirs in pairs:
        if conn.execute(ours).fetchone() != conn.execute(theirs).fetchone():
            yield Problem(_INDEX, f"index of {name}", _REBUILD)


def _dicts(conn: sqlite3.Connection, sql: str) -> Iterator[sqlite3.Row]:
    cursor = conn.cursor()
    cursor.row_factory = sqlite3.Row
    yield from cursor.execute(sql)


def _texts(conn: sqlite3.Connection) -> Iterator[Problem]:
    for sha256, canonical in conn.execute("SELECT sha256, canonical FROM canonical_texts"):
        if hashlib.sha256(canonical.encode()).hexdigest() != sha256:
            yield Problem("The wording of a text is not what was written.", f"wording {sha256[:12]}", _SALVAGE)
    for row in _dicts(conn, "SELECT * FROM texts JOIN canonical_texts USING (sha256)"):
        name = f"text {row['id']}"
        record = rows.text_of(row)
        if rows.row_hash(*(row[c] for c in rows.TEXT_COLUMNS)) != row["row_hash"]:
            yield Problem(_HASH, name, _SALVAGE)
        elif not provisions_fit(record):
            yield Problem("Its provisions do not lie in its wording.", name, _SALVAGE)
        yield from _text_words(conn, row["seq"], record, name)


def provisions_fit(record: TextRecord) -> bool:
    """Whether the provisions of a text lie in its wording, one after the other."""
    last, size = 0, len(record.text.canonical)
    for p in record.text.provisions:
        if not last <= p.start <= p.body <= p.end <= size:
            return False
        last = p.end
    return True


def _text_words(conn: sqlite3.Connection, seq: int, record: TextRecord, name: str) -> Iterator[Problem]:
    found = conn.execute(
        "SELECT id, c0 FROM ft_texts_content WHERE id >= ? AND id < ? ORDER BY id", [seq << SHIFT, (seq + 1) << SHIFT]
    )
    text, last = record.text, (1 << SHIFT) - 1
    for p, (rowid, words) in zip(text.provisions, found, strict=False):
        if p.n < last and (rowid != (seq << SHIFT | p.n) or words != spaced(text.canonical[p.start : p.end])):
            yield Problem(_INDEX, name, _REBUILD)
            return


def _annotations(conn: sqlite3.Connection) -> Iterator[Problem]:
    sizes = dict(conn.execute("SELECT sha256, length(canonical) FROM canonical_texts"))
    names = ", ".join(f'"{c}"' for c in rows.TARGET_COLUMNS)
    targets = _grouped(conn.execute(f"SELECT annotation, live, {names} FROM targets ORDER BY annotation, position"))
    tags = _grouped(conn.execute("SELECT annotation, live, tag FROM annotation_tags ORDER BY annotation, position"))
    words = conn.execute("SELECT id, c0, c1, c2 FROM ft_notes_content ORDER BY id")
    indexed = next(words, None)
    for row in _dicts(conn, "SELECT * FROM annotations ORDER BY seq"):
        seq, name = row["seq"], f"note {row['id']}"
        own = targets.get(seq, [])
        note = rows.annotation_of(row, [Target(*t[1:]) for t in own], [t[1] for t in tags.get(seq, [])])
        live = int(note.trashed is None)
        if rows.annotation_hash(note) != row["row_hash"] or any(t[0] != live for t in (*own, *tags.get(seq, []))):
            yield Problem(_HASH, name, _SALVAGE)
        for t in note.targets:
            if t.sha256 in sizes and not 0 <= t.start <= t.end <= sizes[t.sha256]:
                yield Problem("Its passage lies outside its text.", name, "Attach it anew from the list of lost notes.")
        while indexed is not None and indexed[0] < seq:
            indexed = next(words, None)
        if indexed is None or indexed != tuple(note_words(seq, note).values()):
            yield Problem(_INDEX, name, _REBUILD)


def _grouped(found: sqlite3.Cursor) -> dict[int, list[tuple[Any, ...]]]:
    groups: dict[int, list[tuple[Any, ...]]] = {}
    for seq, *values in found:
        groups.setdefault(seq, []).append(tuple(values))
    return groups


def _tags(conn: sqlite3.Connection) -> Iterator[Problem]:
    for row in _dicts(conn, "SELECT * FROM tags"):
        if rows.tag_row(Tag(row["name"], row["colour"], row["description"]))["row_hash"] != row["row_hash"]:
            yield Problem(_HASH, f"tag {row['name']}", _SALVAGE)
    for row in _dicts(conn, "SELECT * FROM saved_searches"):
        if rows.search_row(SavedSearch(row["name"], row["query"]))["row_hash"] != row["row_hash"]:
            yield Problem(_HASH, f"saved search {row['name']}", _SALVAGE)


def odd_tags(conn: sqlite3.Connection) -> Iterator[Problem]:
    """Tags that came in from elsewhere and could not be typed: no damage, so no backup is refused for them."""
    for (name,) in conn.execute("SELECT DISTINCT tag FROM annotation_tags"):
        try:
            fits = checked(name) == name
        except UserError:
            fits = False
        if not fits:
            yield Problem("This cannot be a tag.", f"tag {name}", "Rename it.")


def _decisions(conn: sqlite3.Connection) -> Iterator[Problem]:
    for row in _dicts(conn, "SELECT * FROM decisions"):
        decision: Decision = rows.decision_of(row)
        values = (*(row[c] for c in rows.DECISION_COLUMNS),)
        words = conn.execute("SELECT id, c0, c1 FROM ft_links_content WHERE id = ?", [row["seq"]]).fetchone()
        if rows.row_hash(*values) != row["row_hash"] or decision.link.key != row["key"]:
            yield Problem(_HASH, f"link {row['key']}", _SALVAGE)
        elif words != tuple(link_words(row["seq"], decision).values()):
            yield Problem(_INDEX, f"link {row['key']}", _REBUILD)


def _history(conn: sqlite3.Connection) -> Iterator[Problem]:
    for seq, id_, body, saved, kept in conn.execute("SELECT seq, annotation_id, body, saved, row_hash FROM history"):
        if rows.row_hash(id_, body, saved) != kept:
            yield Problem(_HASH, f"version {seq} of note {id_}", _SALVAGE)


def _indexes(conn: sqlite3.Connection) -> Iterator[Problem]:
    for table in ("ft_texts", "ft_notes", "ft_links"):
        try:
            conn.execute(f"INSERT INTO {table} ({table}) VALUES ('integrity-check')")
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError) and _busy(error):
                raise
            yield Problem(_INDEX, f"index {table}", _REBUILD)
        finally:
            if conn.in_transaction:
                conn.rollback()


def only_index(found: list[Problem]) -> bool:
    """Whether everything that was found can be mended by making the index anew."""
    return bool(found) and all(p.hint == _REBUILD for p in found)
