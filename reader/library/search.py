"""Full-text search over provisions, notes, tags, names and links: best first, nothing raised whatever is typed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence

from sqlite_utils import Database

from reader.library import reading, rows
from reader.library.conditions import Condition, of_annotations, of_rows
from reader.library.marks import find, snippet
from reader.library.models import Hit
from reader.library.query import And, Field, Not, Or, Query, Words, fields, match_string, parse, wanted
from reader.library.words import folded, unspaced, words
from reader.library.writing import SHIFT

KINDS = ("text", "note", "tag", "name", "link")
_RANKED = 2000  # rows that are ranked; of commoner words the first so many in order (ranking 100,000 takes 100 ms)


def search(db: Database, query: str, kinds: Iterable[str], limit: int, *, typing: bool = False) -> list[Hit]:
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


def _ranked(
    db: Database, table: str, condition: Condition, match: str, weights: Sequence[float], limit: int, key: str
) -> list[tuple[int, float]]:
    """Rows that fulfil the condition with bm25's weight (higher is better), best first."""
    sql = f"SELECT {key} FROM {table} WHERE {condition.sql} LIMIT ?"
    seqs = [r[0] for r in db.conn.execute(sql, [*condition.values, _RANKED])]
    if not match or not seqs:
        return [(seq, 0.0) for seq in seqs[:limit]]
    index = table.split()[0] if table.startswith("ft_") else "ft_notes"
    if len(seqs) >= _RANKED:
        # bm25 itself counts every row that holds the word; of so common a word the order of place is as good.
        return [(seq, 0.1) for seq in seqs[:limit]]
    worth = ", ".join(str(w) for w in weights)
    chosen = ",".join(map(str, seqs))
    ranking = f"SELECT rowid, -bm25({index}, {worth}) FROM {index} WHERE {index} MATCH ? AND rowid IN ({chosen})"
    scores = dict(db.conn.execute(ranking, [match]))
    found = [(seq, float(scores.get(seq, 0.0))) for seq in seqs]
    found.sort(key=lambda pair: (-pair[1], pair[0]))
    return found[:limit]


def _texts(db: Database, query: Query, limit: int) -> list[Hit]:
    if not wanted(query) or not {f.name for f in fields(query)} <= {"text"}:
        return []  # a condition that only notes can fulfil
    seq_of = {id_: seq for seq, id_ in db.conn.execute("SELECT seq, id FROM texts WHERE trashed IS NULL")}

    def field(f: Field) -> Condition:
        ranges = [seq_of[i] for i in reading.texts_called(db, f.value) if i in seq_of]
        tests = [f"(r.rowid >= {seq << SHIFT} AND r.rowid < {(seq + 1) << SHIFT})" for seq in ranges]
        return Condition("(" + (" OR ".join(tests) or "0") + ")")

    condition = of_rows(query, "ft_texts", field)
    trash = [seq for (seq,) in db.conn.execute("SELECT seq FROM texts WHERE trashed IS NOT NULL")]
    if trash:
        out = ",".join(map(str, trash))
        condition = Condition(f"({condition.sql}) AND (r.rowid >> {SHIFT}) NOT IN ({out})", condition.values)
    found = _ranked(db, "ft_texts AS r", condition, _any_match(query), (1.0,), limit, "r.rowid")
    return list(_text_hits(db, found, wanted(query)))


def _text_hits(db: Database, found: Sequence[tuple[int, float]], asked: list[Words]) -> Iterable[Hit]:
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


def _notes(db: Database, query: Query, limit: int) -> list[Hit]:
    where = of_annotations(query, lambda name: reading.texts_called(db, name))
    condition = Condition(f"a.trashed IS NULL AND {where.sql}", where.values)
    found = _ranked(db, "annotations AS a", condition, _any_match(query), (1.0, 0.5, 0.8), limit, "a.seq")
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


def _tags(db: Database, query: Query, limit: int) -> list[Hit]:
    asked = wanted(query)
    named = [f.value.strip("#/*") for f in fields(query) if f.name == "tag"]
    if {f.name for f in fields(query)} - {"tag"}:
        return []
    hits = []
    for info in reading.tag_infos(db):
        title, more = info.tag.name, info.tag.description
        name = folded(title)
        holds = ["".join(w.parts) in name or bool(find(more, [w])) for w in asked]
        holds += [name.startswith(folded(n)) for n in named]
        if not holds or not all(holds):
            continue
        shown = f"{title} – {more}" if more else title
        piece, inside = snippet(shown, find(shown.replace("/", " "), [w._replace(prefix=True) for w in asked]))
        hits.append(Hit("tag", title, title, piece, inside, 1.0 + min(info.uses, 1000) / 1000))
    hits.sort(key=lambda h: (-h.score, h.title))
    return hits[:limit]


def _link_rows(db: Database, query: Query, limit: int) -> list[tuple[int, float]]:
    if not wanted(query) or {f.name for f in fields(query)} - {"kind", "text"}:
        return []

    def field(f: Field) -> Condition:
        if f.name == "kind":
            return Condition("r.rowid IN (SELECT seq FROM decisions WHERE kind = ?)", (folded(f.value),))
        ids = reading.texts_called(db, f.value)
        holders = ",".join("?" * len(ids))
        sql = f"r.rowid IN (SELECT seq FROM decisions WHERE a_text IN ({holders}) OR b_text IN ({holders}))"
        return Condition(sql, (*ids, *ids))

    condition = of_rows(query, "ft_links", field)
    return _ranked(db, "ft_links AS r", condition, _any_match(query), (2.0, 1.0), limit, "r.rowid")


def _links(db: Database, query: Query, limit: int) -> list[Hit]:
    hits = []
    for seq, score in _link_rows(db, query, limit):
        d = rows.decision_of(reading.named_rows(db, "SELECT * FROM decisions WHERE seq = ?", [seq])[0])
        shown = f"{d.link.a.exact} ↔ {d.link.b.exact}"
        piece, inside = snippet(shown, find(shown, wanted(query)))
        end = d.link.a
        title = f"{d.link.name or d.link.kind} · {d.link.status}"
        hits.append(Hit("link", d.link.key, title, piece, inside, score, d.a_text, end.provision, end.start, end.end))
    return hits


def _names(db: Database, query: Query, limit: int) -> list[Hit]:
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


_BY_KIND: dict[str, Callable[[Database, Query, int], list[Hit]]] = {
    "text": _texts,
    "note": _notes,
    "tag": _tags,
    "name": _names,
    "link": _links,
}
