"""Rows into records: the questions that the panes, the exports and the plans ask."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import TypedDict, Unpack

from reader.library import rows
from reader.library.conditions import Condition, Names, of_annotations, tagged
from reader.library.counts import Connection
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
from reader.library.query import And, Field, parse
from reader.library.tags import under
from reader.library.words import folded, folded_tag
from reader.library.writing import chunks, marks

_TARGETS = ", ".join(f'"{name}"' for name in rows.TARGET_COLUMNS)
_HEAD = ", ".join(("seq", *rows.ANNOTATION_COLUMNS))
_ALL = 4000  # annotations above which whole tables are read instead of looked up in


def named_rows(db: Connection, sql: str, values: Sequence[object] = ()) -> list[sqlite3.Row]:
    """The rows that a query gives, each by the names of its columns."""
    cursor = db.conn.cursor()
    cursor.row_factory = sqlite3.Row
    return cursor.execute(sql, values).fetchall()


def text_record(db: Connection, id_: str) -> TextRecord | None:
    """A text with its canonical text, in the trash or not."""
    found = named_rows(db, "SELECT * FROM texts JOIN canonical_texts USING (sha256) WHERE id = ?", [id_])
    return rows.text_of(found[0]) if found else None


def canonical(db: Connection, sha256: str) -> str | None:
    """A canonical text that was ever shown, by its hash."""
    row = db.execute("SELECT canonical FROM canonical_texts WHERE sha256 = ?", [sha256]).fetchone()
    return None if row is None else str(row[0])


def text_infos(db: Connection, *, trashed: bool) -> list[TextInfo]:
    """The list of texts, oldest first."""
    sql = f"""
        SELECT id, title, short_title, date, place, lang, sha256, edition, edition_of, count, trashed,
        CASE WHEN instr(meta, '"collections"') AND json_valid(meta) THEN json_extract(meta, '$.collections') END
        FROM texts WHERE trashed IS {"NOT NULL" if trashed else "NULL"} ORDER BY added, id"""
    used = db.counts.texts()
    return [TextInfo._make((*r[:10], used.get(r[0], 0), r[10], _names(r[11]))) for r in db.conn.execute(sql)]


def _names(value: str | None) -> tuple[str, ...]:
    found = json.loads(value) if value and value.startswith("[") else ()
    return tuple(str(name) for name in found)


def texts_called(db: Connection, name: str) -> list[str]:
    """Ids of the texts whose id is `name`, or whose title, short title or date holds it."""
    word = folded(name)
    found = []
    for id_, title, short_title, date in db.execute("SELECT id, title, short_title, date FROM texts"):
        if id_ == name or word in folded(f"{id_}\n{title}\n{short_title}") or (word and date.startswith(word)):
            found.append(id_)
    return found


def tags_called(db: Connection, name: str) -> list[str]:
    """The spellings of the tag `name`, case and accents aside; with `*` at its end, the tags that begin so."""
    wanted = folded_tag(name.strip("#/").rstrip("*"))
    if not wanted:
        return []
    depth = wanted.count("/") + 1
    found = set()
    for tag in db.counts.tags():
        word = folded_tag(tag)
        if name.endswith("*"):
            if word.startswith(wanted):
                found.add(tag)
        elif under(word, wanted):
            found.add("/".join(tag.split("/")[:depth]))
    return sorted(found)


def names_of(db: Connection) -> Names:
    """How queries find texts and tags by what the user calls them."""
    return Names(lambda name: texts_called(db, name), lambda name: tags_called(db, name))


class Asked(TypedDict, total=False):
    """What annotations are asked for; what is left out is not asked. `trashed` None: in the trash or not."""

    text: str | None
    tag: str | None
    query: str | None
    link: str | None
    trashed: bool | None


def _where(db: Connection, asked: Asked, *, few: bool = False) -> Condition:
    """What is asked as SQL; `few`: only some rows are looked at, so that each condition is looked up for each."""
    wheres: list[Condition] = []
    trashed = asked.get("trashed", False)
    if trashed is not None:
        wheres.append(Condition(f"a.trashed IS {'NOT NULL' if trashed else 'NULL'}"))
    if (text := asked.get("text")) is not None:
        wheres.append(Condition("a.seq IN (SELECT annotation FROM targets WHERE text_id = ?)", (text,)))
    if (tag := asked.get("tag")) is not None:
        wheres.append(tagged([tag]))
    if (link := asked.get("link")) is not None:
        wheres.append(Condition("a.link_key = ?", (link,)))
    parsed = parse(asked.get("query") or "")
    if parsed is not None:
        wheres.append(of_annotations(parsed, names_of(db), few=few))
    return Condition(" AND ".join(w.sql for w in wheres) or "1", tuple(v for w in wheres for v in w.values))


def annotation_seqs(db: Connection, *, ids: Iterable[str] | None = None, **asked: Unpack[Asked]) -> list[int] | None:
    """Row numbers of the annotations that fulfil all that is asked; None stands for every live one."""
    where = _where(db, asked)
    if ids is None:
        if where.sql == "a.trashed IS NULL":
            return None
        return [r[0] for r in db.conn.execute(f"SELECT a.seq FROM annotations a WHERE {where.sql}", where.values)]
    found = []
    for run in chunks(list(dict.fromkeys(ids))):
        sql = f"SELECT a.seq FROM annotations a WHERE {where.sql} AND a.id IN ({marks(run)})"
        found += [r[0] for r in db.conn.execute(sql, [*where.values, *run])]
    return found


_SORTED = """LEFT JOIN targets p ON p.annotation = a.seq AND p.position = 0 LEFT JOIN texts x ON x.id = p.text_id
    {0} ORDER BY p.text_id IS NULL, x.id IS NULL, x.added, x.id, p.text_id, p.start, p."end", a.id"""
# By the index of places: no sorting, and done as soon as there are enough.
_WALKED = """SELECT a.id FROM texts x CROSS JOIN targets p ON p.text_id = x.id AND p.position = 0 AND p.live = ?
    CROSS JOIN annotations a ON a.seq = p.annotation WHERE {0} ORDER BY x.added, x.id, p.start, p."end", a.id LIMIT ?"""
_ELSEWHERE = """SELECT a.id FROM annotations a LEFT JOIN targets p ON p.annotation = a.seq AND p.position = 0
    WHERE (p.text_id IS NULL OR p.text_id NOT IN (SELECT id FROM texts)) AND {0}
    ORDER BY p.text_id IS NULL, p.text_id, p.start, p."end", a.id LIMIT ?"""
_ORDERS = {
    "created": "WHERE {0} ORDER BY a.created DESC, a.id DESC",
    "modified": "WHERE {0} ORDER BY a.modified DESC, a.id DESC",
    "": "WHERE {0}",
}


def annotation_ids(db: Connection, order: str, limit: int | None, offset: int, **asked: Unpack[Asked]) -> list[str]:
    """Ids in the order of "place", or in one of `_ORDERS`, without reading the annotations."""
    if order == "place":
        return _ids_by_place(db, None if limit is None else offset + limit, **asked)[offset:]
    where = _where(db, asked)
    sql = f"SELECT a.id FROM annotations a {_ORDERS[order].format(where.sql)} LIMIT ? OFFSET ?"
    return [r[0] for r in db.conn.execute(sql, [*where.values, -1 if limit is None else limit, offset])]


def _ids_by_place(db: Connection, limit: int | None, **asked: Unpack[Asked]) -> list[str]:
    often = limit is not None and _often(db, asked)  # walking the places finds enough before it has gone far
    where = _where(db, asked, few=often)
    few = f"SELECT a.seq FROM annotations a WHERE {where.sql} LIMIT {_ALL + 1}"
    seqs = [] if often else [r[0] for r in db.conn.execute(few, where.values)]
    if not often and len(seqs) <= _ALL:
        chosen = ",".join(map(str, seqs))
        sql = f"SELECT a.id FROM annotations a {_SORTED.format(f'WHERE a.seq IN ({chosen})')}"
        return [r[0] for r in db.conn.execute(sql).fetchall()][:limit]
    live = int(not asked.get("trashed"))
    most = -1 if limit is None else limit
    found = [r[0] for r in db.conn.execute(_WALKED.format(where.sql), [live, *where.values, most])]
    if limit is None or len(found) < limit:
        more = -1 if limit is None else limit - len(found)
        found += [r[0] for r in db.conn.execute(_ELSEWHERE.format(where.sql), [*where.values, more])]
    return found


def _often(db: Connection, asked: Asked) -> bool:
    """Whether a query asks for nothing but tags of which each is on many annotations."""
    parsed = parse(asked.get("query") or "")
    parts = parsed.parts if isinstance(parsed, And) else (parsed,)
    if not all(isinstance(part, Field) and part.name == "tag" for part in parts):
        return False
    uses = db.counts.tags()
    for part in parts:
        names = tags_called(db, part.value) if isinstance(part, Field) else []
        if sum(used for tag, used in uses.items() if any(under(tag, name) for name in names[:20])) <= _ALL:
            return False
    return True


def annotation_count(db: Connection, **asked: Unpack[Asked]) -> int:
    """The number of annotations that fulfil all that is asked."""
    where = _where(db, asked)
    return int(db.conn.execute(f"SELECT count(*) FROM annotations a WHERE {where.sql}", where.values).fetchone()[0])


def annotation_list(db: Connection, seqs: Sequence[int] | None) -> list[Annotation]:
    """The annotations with these row numbers (None: all live ones) in order of place."""
    if seqs is None or len(seqs) > _ALL:
        only = None if seqs is None else set(seqs)
        runs: list[tuple[str, str, Sequence[int]]] = [("1", "1", ())]
        if seqs is None:
            runs = [("live", "trashed IS NULL", ())]
    else:
        only = None
        runs = [(f"annotation IN ({marks(run)})", f"seq IN ({marks(run)})", run) for run in chunks(seqs)]
    found: list[Annotation] = []
    for where, head, values in runs:
        targets: dict[int, tuple[Target, ...]] = {}
        tags: dict[int, tuple[str, ...]] = {}
        for row in db.conn.execute(
            f"SELECT annotation, {_TARGETS} FROM targets WHERE {where} ORDER BY annotation, position", values
        ):
            targets[row[0]] = (*targets.get(row[0], ()), Target._make(row[1:]))
        for seq, tag in db.conn.execute(
            f"SELECT annotation, tag FROM annotation_tags WHERE {where} ORDER BY annotation, position", values
        ):
            tags[seq] = (*tags.get(seq, ()), tag)
        for seq, id_, body, *rest in db.conn.execute(f"SELECT {_HEAD} FROM annotations WHERE {head}", values):
            if only is None or seq in only:
                found.append(Annotation(id_, targets.get(seq, ()), body, tags.get(seq, ()), *rest))
    order = {id_: i for i, (id_,) in enumerate(db.conn.execute("SELECT id FROM texts ORDER BY added, id"))}
    found.sort(key=lambda a: place(a, order))
    return found


def place(a: Annotation, order: dict[str, int]) -> tuple[int, str, int, int, str]:
    """Sorts annotations by text, then by where their first target begins."""
    if not a.targets:
        return (len(order) + 1, "", 0, 0, a.id)
    t = a.targets[0]
    return (order.get(t.text_id, len(order)), t.text_id, t.start, t.end, a.id)


def tag_records(db: Connection) -> list[Tag]:
    """The tags that have a colour, a description, or were made on purpose."""
    return [Tag(*r) for r in db.conn.execute("SELECT name, colour, description FROM tags ORDER BY name")]


def tag_infos(db: Connection) -> list[TagInfo]:
    """All tags, those that are merely used too, by name."""
    known = {tag.name: tag for tag in tag_records(db)}
    uses = db.counts.tags()
    names = sorted({*known, *(n for n, used in uses.items() if used)}, key=lambda n: (n.casefold(), n))
    return [TagInfo(known.get(n, Tag(n)), uses.get(n, 0)) for n in names]


def decisions(db: Connection, a_text: str | None = None, b_text: str | None = None) -> list[Decision]:
    """Decisions on links between two texts (in either order), or all."""
    if a_text is None or b_text is None:
        found = named_rows(db, "SELECT * FROM decisions ORDER BY key")
    else:
        sql = "SELECT * FROM decisions WHERE (a_text = ? AND b_text = ?) OR (a_text = ? AND b_text = ?) ORDER BY key"
        found = named_rows(db, sql, [a_text, b_text, b_text, a_text])
    return [rows.decision_of(row) for row in found]


def decision(db: Connection, key: str) -> Decision | None:
    """The decision on the link with this key."""
    found = named_rows(db, "SELECT * FROM decisions WHERE key = ?", [key])
    return rows.decision_of(found[0]) if found else None


def versions(db: Connection, annotation_id: str) -> list[Version]:
    """Former bodies of a note, oldest first."""
    sql = "SELECT seq, annotation_id, body, saved FROM history WHERE annotation_id = ? ORDER BY seq"
    return [Version(*r) for r in db.conn.execute(sql, [annotation_id])]


def searches(db: Connection) -> list[SavedSearch]:
    """The saved searches by name."""
    return [SavedSearch(*r) for r in db.conn.execute("SELECT name, query FROM saved_searches ORDER BY name")]


def snapshot(
    db: Connection,
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
