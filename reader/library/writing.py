"""Edits into rows: everything that is written goes through `write`, inside one transaction of the caller's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlite_utils import Database

from reader.library import rows
from reader.library.models import (
    Annotation,
    Changes,
    Decision,
    Edit,
    Record,
    SavedSearch,
    Tag,
    TextRecord,
    identity,
)
from reader.library.words import spaced

SHIFT = 20  # a row of `ft_texts` is `seq << SHIFT | provision`; a text of more provisions joins the last ones
_CHUNK = 500
_QUIET = 60.0  # seconds within which a body that only grew is not kept as a version of its own
T = TypeVar("T")


def chunks(items: Sequence[T], size: int = _CHUNK) -> Iterator[Sequence[T]]:
    """`items` in runs of at most `size`: SQLite before 3.32 binds 999 values."""
    return (items[i : i + size] for i in range(0, len(items), size))


def marks(items: Sequence[object]) -> str:
    """As many question marks as there are items."""
    return ",".join("?" * len(items))


def write(db: Database, edit: Edit, who: object, moment: str) -> Changes:
    """Make the stored records what `edit.after` says; the caller holds the transaction."""
    after = {identity(r): r for r in edit.after}
    gone = [r for r in edit.before if identity(r) not in after]
    kept = list(after.values())
    were = _annotations(db, _of(kept, Annotation), _of(gone, Annotation), moment)
    _texts(db, _of(kept, TextRecord), _of(gone, TextRecord))
    _keyed(db, "tags", "name", [rows.tag_row(t) for t in _of(kept, Tag)], [t.name for t in _of(gone, Tag)])
    searches = _of(kept, SavedSearch)
    _keyed(
        db, "saved_searches", "name", [rows.search_row(s) for s in searches], [s.name for s in _of(gone, SavedSearch)]
    )
    _decisions(db, _of(kept, Decision), _of(gone, Decision))
    return changes(edit, who, were)


def changes(edit: Edit, who: object, were: Iterable[str] = ()) -> Changes:
    """What an edit touches; `were` are tags that the annotations carried before it."""
    after = {identity(r): r for r in edit.after}
    touched = [*after.values(), *(r for r in edit.before if identity(r) not in after)]
    tags = {t.name for t in _of(touched, Tag)} | set(were)
    for record in (*edit.before, *edit.after):
        if isinstance(record, Annotation):
            tags.update(record.tags)
    return Changes(
        who,
        annotations=frozenset(a.id for a in _of(touched, Annotation)),
        tags=frozenset(tags),
        links=frozenset(d.link.key for d in _of(touched, Decision))
        | frozenset(a.link_key for a in _of(touched, Annotation) if a.link_key),
        texts=frozenset(t.text.id for t in _of(touched, TextRecord))
        | frozenset(t.text_id for a in _of([*edit.before, *edit.after], Annotation) for t in a.targets),
        searches=frozenset(s.name for s in _of(touched, SavedSearch)),
        renewed=frozenset(t.text.id for t in _of(touched, TextRecord)),
    )


def _of(records: Iterable[Record], kind: type[T]) -> list[T]:
    return [r for r in records if isinstance(r, kind)]


def insert(db: Database, table: str, items: Sequence[dict[str, Any]]) -> None:
    """Insert rows that have the same columns."""
    if items:
        names = list(items[0])
        columns = ", ".join(f'"{name}"' for name in names)
        db.conn.executemany(
            f'INSERT INTO "{table}" ({columns}) VALUES ({marks(names)})', (tuple(item.values()) for item in items)
        )


def _delete(db: Database, table: str, column: str, keys: Sequence[object]) -> None:
    for run in chunks(keys):
        db.execute(f'DELETE FROM "{table}" WHERE "{column}" IN ({marks(run)})', list(run))


def _keyed(db: Database, table: str, key: str, items: Sequence[dict[str, Any]], gone: Sequence[str]) -> None:
    _delete(db, table, key, [*(item[key] for item in items), *gone])
    insert(db, table, items)


def _stored(db: Database, table: str, key: str, keys: Sequence[str], columns: str) -> dict[str, Any]:
    found = {}
    for run in chunks(keys):
        for row in db.execute(f'SELECT "{key}", {columns} FROM "{table}" WHERE "{key}" IN ({marks(run)})', list(run)):
            found[row[0]] = row[1:]
    return found


def _annotations(db: Database, kept: list[Annotation], gone: list[Annotation], moment: str) -> set[str]:
    """Write and delete annotations; the tags that those which were there carried."""
    if not kept and not gone:
        return set()
    stored = _stored(db, "annotations", "id", [a.id for a in (*kept, *gone)], "seq, body")
    bodies = {a.id: a.body for a in kept}
    _keep_bodies(db, {i: old for i, (_, old) in stored.items() if old and bodies.get(i) != old}, bodies, moment)
    old = [seq for seq, _ in stored.values()]
    were: set[str] = set()
    for run in chunks(old):
        found = db.execute(f"SELECT tag FROM annotation_tags WHERE annotation IN ({marks(run)})", list(run))
        were.update(tag for (tag,) in found)
    _delete(db, "ft_notes", "rowid", old)
    _delete(db, "annotations", "seq", old)  # targets and tags go with it
    free = (db.execute("SELECT max(seq) FROM annotations").fetchone()[0] or 0) + 1
    free = max([free, *(seq + 1 for seq in old)])
    notes, targets, tags, words = [], [], [], []
    for a in kept:
        if a.id in stored:
            seq = stored[a.id][0]
        else:
            seq, free = free, free + 1
        live = int(a.trashed is None)
        notes.append({"seq": seq, **rows.annotation_row(a)})
        for i, t in enumerate(a.targets):
            targets.append({"annotation": seq, "position": i, "live": live, **t._asdict()})
        for i, tag in enumerate(a.tags):
            tags.append({"annotation": seq, "position": i, "live": live, "tag": tag})
        words.append(note_words(seq, a))
    insert(db, "annotations", notes)
    insert(db, "targets", targets)
    insert(db, "annotation_tags", tags)
    insert(db, "ft_notes", words)
    return were


def note_words(seq: int, a: Annotation) -> dict[str, Any]:
    """The row of the index of notes."""
    quote = "\n".join(t.exact for t in a.targets)
    return {"rowid": seq, "body": spaced(a.body), "quote": spaced(quote), "tags": spaced(" ".join(a.tags))}


def _keep_bodies(db: Database, old: dict[str, str], new: dict[str, str], moment: str) -> None:
    for id_, body in old.items():
        following = new.get(id_)
        if following is not None and _only_grew(body, following) and _just_kept(db, id_, moment):
            continue
        insert(
            db,
            "history",
            [{"annotation_id": id_, "body": body, "saved": moment, "row_hash": rows.row_hash(id_, body, moment)}],
        )


def _only_grew(old: str, new: str) -> bool:
    """Whether `old` with something typed into it gives `new`: then nothing of it is lost by not keeping it."""
    if len(new) < len(old):
        return False
    same = next((i for i, (x, y) in enumerate(zip(old, new, strict=False)) if x != y), len(old))
    return new.endswith(old[same:])


def _just_kept(db: Database, id_: str, moment: str) -> bool:
    row = db.execute("SELECT saved FROM history WHERE annotation_id = ? ORDER BY seq DESC LIMIT 1", [id_]).fetchone()
    if row is None:
        return False
    try:
        passed = datetime.fromisoformat(moment) - datetime.fromisoformat(row[0])
    except (TypeError, ValueError):
        return False
    return 0 <= passed.total_seconds() < _QUIET


def _texts(db: Database, kept: list[TextRecord], gone: list[TextRecord]) -> None:
    if not kept and not gone:
        return
    stored = _stored(db, "texts", "id", [r.text.id for r in (*kept, *gone)], "seq, sha256, count, provisions")
    for record in gone:
        if record.text.id in stored:
            unindex_text(db, stored[record.text.id][0])
            _delete(db, "texts", "id", [record.text.id])
    for record in kept:
        row, text = rows.text_row(record), record.text
        db.execute(
            "INSERT OR IGNORE INTO canonical_texts (sha256, canonical) VALUES (?, ?)", [text.sha256, text.canonical]
        )
        if text.id not in stored:
            insert(db, "texts", [row])
            seq = db.execute("SELECT seq FROM texts WHERE id = ?", [text.id]).fetchone()[0]
            index_text(db, seq, record)
            continue
        seq, sha256, _, provisions = stored[text.id]
        sets = ", ".join(f'"{name}" = ?' for name in row)
        db.execute(f"UPDATE texts SET {sets} WHERE seq = ?", [*row.values(), seq])
        if sha256 != row["sha256"] or provisions != row["provisions"]:
            unindex_text(db, seq)
            index_text(db, seq, record)


def index_text(db: Database, seq: int, record: TextRecord) -> None:
    """Put every provision of a text into the index of texts."""
    text = record.text
    last = (1 << SHIFT) - 1
    runs = [(p.n, p.start, p.end) for p in text.provisions]
    if len(runs) > last:
        runs = [*runs[: last - 1], (last, runs[last - 1][1], runs[-1][2])]
    db.conn.executemany(
        "INSERT INTO ft_texts (rowid, words) VALUES (?, ?)",
        ((seq << SHIFT | n, spaced(text.canonical[start:end])) for n, start, end in runs),
    )


def unindex_text(db: Database, seq: int) -> None:
    """Take a text out of the index of texts."""
    db.execute("DELETE FROM ft_texts WHERE rowid >= ? AND rowid < ?", [seq << SHIFT, (seq + 1) << SHIFT])


def _decisions(db: Database, kept: list[Decision], gone: list[Decision]) -> None:
    if not kept and not gone:
        return
    stored = _stored(db, "decisions", "key", [d.link.key for d in (*kept, *gone)], "seq")
    old = [seq for (seq,) in stored.values()]
    _delete(db, "ft_links", "rowid", old)
    _delete(db, "decisions", "seq", old)
    for d in kept:
        insert(db, "decisions", [rows.decision_row(d)])
        seq = db.execute("SELECT seq FROM decisions WHERE key = ?", [d.link.key]).fetchone()[0]
        insert(db, "ft_links", [link_words(seq, d)])


def link_words(seq: int, d: Decision) -> dict[str, Any]:
    """The row of the index of links."""
    words = "\n".join((d.link.a.exact, d.link.b.exact, d.link.why.summary))
    return {"rowid": seq, "name": spaced(d.link.name or ""), "words": spaced(words)}


def forget(db: Database) -> None:
    """After the trash was emptied: the history of notes, and the old wordings, that nothing refers to any more."""
    db.execute("DELETE FROM history WHERE annotation_id NOT IN (SELECT id FROM annotations)")
    db.execute(
        """DELETE FROM canonical_texts WHERE sha256 NOT IN (SELECT sha256 FROM texts)
        AND sha256 NOT IN (SELECT sha256 FROM targets)"""
    )
