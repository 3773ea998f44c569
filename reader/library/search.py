"""Full-text search over provisions, notes, tags, names and links: best first, nothing raised whatever is typed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from reader.library import reading, rows
from reader.library.conditions import Condition, of_annotations, of_rows, split
from reader.library.counts import Connection
from reader.library.marks import find, snippet
from reader.library.models import Hit
from reader.library.query import And, Field, Not, Or, Query, Words, fields, match_string, parse, wanted
from reader.library.words import folded, folded_tag, unspaced, words
from reader.library.writing import SHIFT

KINDS = ("text", "note", "tag", "name", "link")
_RANKED = 2000  # rows that are ranked; of commoner words the first so many in order (ranking 100,000 takes 100 ms)


def search(db: Connection, query: str, kinds: Iterable[str], limit: int, *, typing: bool = False) -> list[Hit]:
    """The hits of a query, best first, at most `limit` of each kind."""
    parsed = parse(query, typing=typing)
    if parsed is None or limit <= 0:
        return []
    asked = {f.value.lower().rstrip("s") for f in fields(parsed) if f.name in ("kind", "in")}
    chosen = [k for k in KINDS if k in set(kinds) and (not asked & set(KINDS) or k in asked)]
    if asked & set(KINDS):
        parsed = _without_kinds(parsed)
        if parsed is None:
            return []
    hits: list[Hit] = []
    for kind in chosen:
        hits += _BY_KIND[kind](db, parsed, limit)
    hits.sort(key=lambda h: -h.score)
    return hits


def _without_kinds(query: Query) -> Query | None:
    """The query without `kind:text` and the like, which have chosen the tables already."""
    match query:
        case Field(name, value) if name in ("kind", "in") and value.lower().rstrip("s") in KINDS:
            return None
        case Not(what):
            inner = _without_kinds(what)
            return None if inner is None else Not(inner)
        case And(parts) | Or(parts):
            kept = tuple(p for p in (_without_kinds(part) for part in parts) if p is not None)
            return None if not kept else kept[0] if len(kept) == 1 else type(query)(kept)
    return query


def _any_match(query: Query) -> str:
    """A MATCH of any of the wanted words: what bm25 weighs the rows by."""
    return " OR ".join(match_string(w) for w in wanted(query))


class _Source(NamedTuple):
    """Where rows come from: an index, what is joined to it, and what always holds."""

    table: str
    weights: tuple[float, ...]
    join: str = ""
    always: str = "1"


def _ranked(
    db: Connection, source: _Source, query: Query, compile_: Callable[[Query], Condition], limit: int
) -> list[tuple[int, float]]:
    """Rows that the query holds for with bm25's weight (higher is better), best first."""
    match, rest = split(query)
    more = compile_(rest) if rest is not None else Condition("1")
    sql = f"SELECT r.rowid FROM {source.table} AS r {source.join} WHERE {source.always} AND {more.sql}"
    values = [*more.values, _RANKED]
    if match is not None:
        sql += f" AND r.{source.table} MATCH ?"
        values.insert(-1, match)
    rowids = [r[0] for r in db.conn.execute(sql + " LIMIT ?", values)]
    asked = _any_match(query)
    if not asked or not rowids:
        return [(rowid, 0.0) for rowid in rowids[:limit]]
    if len(rowids) >= _RANKED:
        # bm25 itself counts every row that holds the word; of so common a word the order of place is as good.
        return [(rowid, 0.1) for rowid in rowids[:limit]]
    worth = ", ".join(str(w) for w in source.weights)
    chosen = ",".join(map(str, rowids))
    ranking = f"""SELECT rowid, -bm25({source.table}, {worth}) FROM {source.table}
        WHERE {source.table} MATCH ? AND +rowid IN ({chosen})"""  # the plus: one pass, not a search for each row
    scores = dict(db.conn.execute(ranking, [asked]).fetchall())
    found = [(rowid, float(scores.get(rowid, 0.0))) for rowid in rowids]
    found.sort(key=lambda pair: (-pair[1], pair[0]))
    return found[:limit]


def _texts(db: Connection, query: Query, limit: int) -> list[Hit]:
    if not wanted(query) or not {f.name for f in fields(query)} <= {"text"}:
        return []  # a condition that only notes can fulfil
    seq_of = {id_: seq for seq, id_ in db.conn.execute("SELECT seq, id FROM texts WHERE trashed IS NULL")}
    trash = [str(seq) for (seq,) in db.conn.execute("SELECT seq FROM texts WHERE trashed IS NOT NULL")]

    def field(f: Field) -> Condition:
        ranges = [seq_of[i] for i in reading.texts_called(db, f.value) if i in seq_of]
        tests = [f"(r.rowid >= {seq << SHIFT} AND r.rowid < {(seq + 1) << SHIFT})" for seq in ranges]
        return Condition("(" + (" OR ".join(tests[:200]) or "0") + ")")  # SQLite allows expressions 1,000 deep

    always = f"(r.rowid >> {SHIFT}) NOT IN ({','.join(trash)})" if trash else "1"
    source = _Source("ft_texts", (1.0,), always=always)
    found = _ranked(db, source, query, lambda q: of_rows(q, "ft_texts", field), limit)
    return list(_text_hits(db, found, wanted(query)))


def _text_hits(db: Connection, found: Sequence[tuple[int, float]], asked: list[Words]) -> Iterable[Hit]:
    known: dict[int, sqlite3.Row] = {}
    for rowid, score in found:
        seq, n = rowid >> SHIFT, rowid & ((1 << SHIFT) - 1)
        if seq not in known:
            sql = "SELECT id, title, short_title, provisions, extras FROM texts WHERE seq = ?"
            known[seq] = reading.named_rows(db, sql, [seq])[0]
        row = known[seq]
        (indexed,) = db.conn.execute("SELECT words FROM ft_texts WHERE rowid = ?", [rowid]).fetchone()
        passage = unspaced(indexed)
        start = int.from_bytes(row["provisions"][4 * (n - 1) : 4 * n], "little")
        spans = find(passage, asked)
        piece, inside = snippet(passage, spans)
        first = spans[0] if spans else (0, len(passage))
        title = f"{row['short_title']} §{n}"
        yield Hit("text", row["id"], title, piece, inside, score, row["id"], n, start + first[0], start + first[1])


def _notes(db: Connection, query: Query, limit: int) -> list[Hit]:
    names = reading.names_of(db)
    join = "CROSS JOIN annotations AS a ON a.seq = r.rowid"
    source = _Source("ft_notes", (1.0, 0.5, 0.8), join, "a.trashed IS NULL")
    found = _ranked(db, source, query, lambda q: of_annotations(q, names, few=True), limit)
    scores = dict(found)
    titles = dict(db.conn.execute("SELECT id, short_title FROM texts"))
    ids = {
        id_: seq
        for seq, id_ in db.conn.execute(f"SELECT seq, id FROM annotations WHERE seq IN ({','.join(map(str, scores))})")
    }
    hits = []
    for a in reading.annotation_list(db, list(scores)):
        asked = wanted(query)
        quote = " … ".join(t.exact for t in a.targets)
        for passage in (a.body, quote, " ".join(a.tags)):
            spans = find(passage, asked)
            if spans:
                break
        else:
            passage, spans = a.body or quote, []
        piece, inside = snippet(passage, spans)
        t = a.targets[0] if a.targets else None
        title = f"{titles.get(t.text_id, t.text_id)} §{t.provision}" if t else "Note"
        place = (t.text_id, t.provision, t.start, t.end) if t else ("", 0, 0, 0)
        hits.append(Hit("note", a.id, title, piece, inside, scores[ids[a.id]], *place))
    return hits


def _tags(db: Connection, query: Query, limit: int) -> list[Hit]:
    asked = wanted(query)
    named = [f.value.strip("#/*") for f in fields(query) if f.name == "tag"]
    if {f.name for f in fields(query)} - {"tag"}:
        return []
    meant = {t.name: t.description for t in reading.tag_records(db)}
    uses = db.counts.tags()
    hits, found = [], []
    for title in {*uses, *meant}:
        name, more = folded_tag(title), meant.get(title, "")
        if not (asked or named) or not (uses.get(title) or title in meant):
            continue
        if not all("".join(w.parts) in name or (more and find(more, [w])) for w in asked):
            continue
        if not all(name.startswith(folded(n)) for n in named):
            continue
        found.append((-min(uses.get(title, 0), 1000), title))
    for used, title in sorted(found)[:limit]:
        shown = f"{title} – {meant[title]}" if meant.get(title) else title
        piece, inside = snippet(shown, find(shown.replace("/", " "), [w._replace(prefix=True) for w in asked]))
        hits.append(Hit("tag", title, title, piece, inside, 1.0 - used / 1000))
    return hits


def _link_rows(db: Connection, query: Query, limit: int) -> list[tuple[int, float]]:
    if not wanted(query) or {f.name for f in fields(query)} - {"kind", "text"}:
        return []

    def field(f: Field) -> Condition:
        if f.name == "kind":
            return Condition("r.rowid IN (SELECT seq FROM decisions WHERE kind = ?)", (folded(f.value),))
        ids = reading.texts_called(db, f.value)
        holders = ",".join("?" * len(ids))
        sql = f"r.rowid IN (SELECT seq FROM decisions WHERE a_text IN ({holders}) OR b_text IN ({holders}))"
        return Condition(sql, (*ids, *ids))

    source = _Source("ft_links", (2.0, 1.0))
    return _ranked(db, source, query, lambda q: of_rows(q, "ft_links", field), limit)


def _links(db: Connection, query: Query, limit: int) -> list[Hit]:
    hits = []
    for seq, score in _link_rows(db, query, limit):
        d = rows.decision_of(reading.named_rows(db, "SELECT * FROM decisions WHERE seq = ?", [seq])[0])
        shown = f"{d.link.a.exact} ↔ {d.link.b.exact}"
        piece, inside = snippet(shown, find(shown, wanted(query)))
        end = d.link.a
        title = f"{d.link.name or d.link.kind} · {d.link.status}"
        hits.append(Hit("link", d.link.key, title, piece, inside, score, d.a_text, end.provision, end.start, end.end))
    return hits


def _names(db: Connection, query: Query, limit: int) -> list[Hit]:
    """Canonical names of the links that were decided on; names of the authority are found by who holds it."""
    asked = [w for w in wanted(query) if not w.column]
    if not asked or fields(query):
        return []
    hits = []
    sql = "SELECT name, kind, count(*) FROM decisions WHERE name IS NOT NULL GROUP BY name, kind ORDER BY name"
    for name, kind, uses in db.conn.execute(sql):
        spans = [find(name, [w]) for w in asked]
        if all(spans) and words(name):
            marks = tuple(sorted({span for run in spans for span in run}))
            hits.append(Hit("name", name, f"{name} · {kind}", name, marks, 1.0 + min(uses, 1000) / 1000))
    return hits[:limit]


_BY_KIND: dict[str, Callable[[Connection, Query, int], list[Hit]]] = {
    "text": _texts,
    "note": _notes,
    "tag": _tags,
    "name": _names,
    "link": _links,
}
