"""Rows into records: the questions that the panes, the exports and the plans ask."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from sqlite_utils import Database

from reader.library import rows
from reader.library.conditions import Condition, like, of_annotations
from reader.library.models import (
    Annotation,
    Decision,
    SavedSearch,
    Snapshot,
    Tag,
    TagInfo,
    Target,
    TextInfo,
    TextRecord,
    Version,
)
from reader.library.query import parse
from reader.library.tags import under
from reader.library.words import folded
from reader.library.writing import chunks, marks

_TARGETS = ", ".join(f'"{name}"' for name in rows.TARGET_COLUMNS)
_ALL = 4000  # annotations above which whole tables are read instead of looked up in


def named_rows(db: Database, sql: str, values: Sequence[object] = ()) -> list[sqlite3.Row]:
    """The rows that a query gives, each by the names of its columns."""
    cursor = db.conn.cursor()
    cursor.row_factory = sqlite3.Row
    return cursor.execute(sql, values).fetchall()


def text_record(db: Database, id_: str) -> TextRecord | None:
    """A text with its canonical text, in the trash or not."""
    found = named_rows(db, "SELECT * FROM texts JOIN canonical_texts USING (sha256) WHERE id = ?", [id_])
    return rows.text_of(found[0]) if found else None


def canonical(db: Database, sha256: str) -> str | None:
    """A canonical text that was ever shown, by its hash."""
    row = db.execute("SELECT canonical FROM canonical_texts WHERE sha256 = ?", [sha256]).fetchone()
    return None if row is None else str(row[0])


def text_infos(db: Database, *, trashed: bool) -> list[TextInfo]:
    """The list of texts, oldest first."""
    sql = f"""
        SELECT t.id, t.title, t.short_title, t.date, t.place, t.lang, t.sha256, t.edition, t.edition_of, t.count,
               t.trashed, coalesce(u.used, 0) AS used
        FROM texts t LEFT JOIN (
            SELECT text_id, count(DISTINCT annotation) AS used FROM targets WHERE live GROUP BY text_id
        ) u ON u.text_id = t.id
        WHERE t.trashed IS {"NOT NULL" if trashed else "NULL"} ORDER BY t.added, t.id"""
    return [rows.text_info(row) for row in named_rows(db, sql)]


def texts_called(db: Database, name: str) -> list[str]:
    """Ids of the texts whose id is `name`, or whose title, short title or date holds it."""
    word = folded(name)
    found = []
    for id_, title, short_title, date in db.execute("SELECT id, title, short_title, date FROM texts"):
        if id_ == name or word in folded(f"{id_}\n{title}\n{short_title}") or (word and date.startswith(word)):
            found.append(id_)
    return found


def annotation_seqs(
    db: Database,
    *,
    text: str | None = None,
    tag: str | None = None,
    query: str | None = None,
    ids: Iterable[str] | None = None,
    link: str | None = None,
    trashed: bool | None = False,
) -> list[int] | None:
    """Row numbers of the annotations that fulfil all that is asked; None stands for every live one."""
    wheres: list[Condition] = []
    if trashed is not None:
        wheres.append(Condition(f"a.trashed IS {'NOT NULL' if trashed else 'NULL'}"))
    if text is not None:
        wheres.append(Condition("a.seq IN (SELECT annotation FROM targets WHERE text_id = ?)", (text,)))
    if tag is not None:
        sql = "a.seq IN (SELECT annotation FROM annotation_tags WHERE tag = ? OR tag LIKE ? ESCAPE '\\')"
        wheres.append(Condition(sql, (tag, like(tag) + "/%")))
    if link is not None:
        wheres.append(Condition("a.link_key = ?", (link,)))
    parsed = parse(query) if query else None
    if parsed is not None:
        wheres.append(of_annotations(parsed, lambda name: texts_called(db, name)))
    where = " AND ".join(w.sql for w in wheres) or "1"
    values = [v for w in wheres for v in w.values]
    if ids is None:
        if trashed is False and len(wheres) == 1:
            return None
        return [r[0] for r in db.conn.execute(f"SELECT a.seq FROM annotations a WHERE {where}", values)]
    found = []
    for run in chunks(list(dict.fromkeys(ids))):
        sql = f"SELECT a.seq FROM annotations a WHERE {where} AND a.id IN ({marks(run)})"
        found += [r[0] for r in db.conn.execute(sql, [*values, *run])]
    return found


def annotation_list(db: Database, seqs: Sequence[int] | None) -> list[Annotation]:
    """The annotations with these row numbers (None: all live ones) in order of place."""
    if seqs is None or len(seqs) > _ALL:
        only = None if seqs is None else set(seqs)
        runs: list[tuple[str, Sequence[int]]] = [("1" if seqs is not None else "live", ())]
        heads = ["1" if seqs is not None else "trashed IS NULL"]
    else:
        only = None
        runs = [(f"annotation IN ({marks(run)})", run) for run in chunks(seqs)]
        heads = [f"seq IN ({marks(run)})" for _, run in runs]
    found: list[Annotation] = []
    for (where, values), head in zip(runs, heads, strict=True):
        targets: dict[int, list[Target]] = {}
        tags: dict[int, list[str]] = {}
        for row in db.conn.execute(
            f"SELECT annotation, {_TARGETS} FROM targets WHERE {where} ORDER BY annotation, position", values
        ):
            targets.setdefault(row[0], []).append(Target(*row[1:]))
        for seq, tag in db.conn.execute(
            f"SELECT annotation, tag FROM annotation_tags WHERE {where} ORDER BY annotation, position", values
        ):
            tags.setdefault(seq, []).append(tag)
        for row in named_rows(db, f"SELECT * FROM annotations WHERE {head}", values):
            if only is None or row["seq"] in only:
                found.append(rows.annotation_of(row, targets.get(row["seq"], ()), tags.get(row["seq"], ())))
    order = {id_: i for i, (id_,) in enumerate(db.conn.execute("SELECT id FROM texts ORDER BY added, id"))}
    found.sort(key=lambda a: place(a, order))
    return found


def place(a: Annotation, order: dict[str, int]) -> tuple[int, str, int, int, str]:
    """Sorts annotations by text, then by where their first target begins."""
    if not a.targets:
        return (len(order) + 1, "", 0, 0, a.id)
    t = a.targets[0]
    return (order.get(t.text_id, len(order)), t.text_id, t.start, t.end, a.id)


def tag_records(db: Database) -> list[Tag]:
    """The tags that have a colour, a description, or were made on purpose."""
    return [Tag(*r) for r in db.conn.execute("SELECT name, colour, description FROM tags ORDER BY name")]


def tag_infos(db: Database) -> list[TagInfo]:
    """All tags, those that are merely used too, by name."""
    known = {tag.name: tag for tag in tag_records(db)}
    uses = dict(db.conn.execute("SELECT tag, count(DISTINCT annotation) FROM annotation_tags WHERE live GROUP BY tag"))
    names = sorted({*known, *uses}, key=lambda n: (n.casefold(), n))
    return [TagInfo(known.get(n, Tag(n)), uses.get(n, 0)) for n in names]


def decisions(db: Database, a_text: str | None = None, b_text: str | None = None) -> list[Decision]:
    """Decisions on links between two texts (in either order), or all."""
    if a_text is None or b_text is None:
        found = named_rows(db, "SELECT * FROM decisions ORDER BY key")
    else:
        sql = "SELECT * FROM decisions WHERE (a_text = ? AND b_text = ?) OR (a_text = ? AND b_text = ?) ORDER BY key"
        found = named_rows(db, sql, [a_text, b_text, b_text, a_text])
    return [rows.decision_of(row) for row in found]


def decision(db: Database, key: str) -> Decision | None:
    """The decision on the link with this key."""
    found = named_rows(db, "SELECT * FROM decisions WHERE key = ?", [key])
    return rows.decision_of(found[0]) if found else None


def versions(db: Database, annotation_id: str) -> list[Version]:
    """Former bodies of a note, oldest first."""
    sql = "SELECT seq, annotation_id, body, saved FROM history WHERE annotation_id = ? ORDER BY seq"
    return [Version(*r) for r in db.conn.execute(sql, [annotation_id])]


def searches(db: Database) -> list[SavedSearch]:
    """The saved searches by name."""
    return [SavedSearch(*r) for r in db.conn.execute("SELECT name, query FROM saved_searches ORDER BY name")]


def snapshot(
    db: Database,
    *,
    texts: Iterable[str] | None = None,
    tags: Iterable[str] | None = None,
    query: str | None = None,
    ids: Iterable[str] | None = None,
) -> Snapshot:
    """Live annotations that fulfil all that is asked, with the texts, tags and decisions that they need."""
    wanted = None if texts is None else set(texts)
    roots = None if tags is None else list(tags)
    found = annotation_list(db, annotation_seqs(db, query=query, ids=ids))
    if wanted is not None:
        found = [a for a in found if any(t.text_id in wanted for t in a.targets)]
    if roots is not None:
        found = [a for a in found if any(under(t, root) for t in a.tags for root in roots)]
    narrowed = roots is not None or query is not None or ids is not None
    used = {t.text_id for a in found for t in a.targets}
    listed = [info.id for info in text_infos(db, trashed=False)]
    needed = [i for i in listed if (i in used) or (not narrowed and (wanted is None or i in wanted))]
    extra = [i for (i,) in db.conn.execute("SELECT id FROM texts WHERE trashed IS NOT NULL") if i in used]
    records = [r for r in (text_record(db, i) for i in (*needed, *extra)) if r is not None]
    links = {a.link_key for a in found if a.link_key}
    names = {tag for a in found for tag in a.tags}
    kept = [
        d for d in decisions(db)
        if d.link.key in links
        or (not narrowed and (wanted is None or d.a_text in wanted or d.b_text in wanted))
    ]  # fmt: skip
    known = [t for t in tag_records(db) if not narrowed or any(under(n, t.name) for n in names)]
    known += [Tag(n) for n in sorted(names - {t.name for t in known})]
    return Snapshot(tuple(r.text for r in records), tuple(found), tuple(known), tuple(kept))
