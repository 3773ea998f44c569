"""Queries to SQL: a condition on annotations (`a.seq`), or on provisions and links (rows of an index)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from reader.library.models import COLOURS
from reader.library.query import And, Field, Not, Or, Query, Words, match_string
from reader.library.words import folded


class Condition(NamedTuple):
    """A piece of SQL that is true or false, and the values for its question marks."""

    sql: str
    values: tuple[Any, ...] = ()


class Names(NamedTuple):
    """What the user calls things: name → ids of texts, name → spellings of the tag."""

    texts: Callable[[str], list[str]]
    tags: Callable[[str], list[str]]


def of_annotations(query: Query, names: Names, *, few: bool = False) -> Condition:
    """A condition on the table `annotations AS a`; `few`: it will be asked of few rows, so each is looked up."""
    return _compile(query, "a.seq", "ft_notes", lambda f: _annotation_field(f, names, few))


def of_rows(query: Query, table: str, field: Callable[[Field], Condition]) -> Condition:
    """A condition on rows `r.rowid` of the index `table`; `field` says what its conditions mean there."""
    return _compile(query, "r.rowid", table, field)


def _compile(query: Query, row: str, table: str, field: Callable[[Field], Condition]) -> Condition:
    plain = match_of(query)
    if plain is not None:
        return Condition(f"{row} IN (SELECT rowid FROM {table} WHERE {table} MATCH ?)", (plain,))
    match query:
        case Field():
            return field(query)
        case Not(what):
            inner = _compile(what, row, table, field)
            return Condition(f"NOT ({inner.sql})", inner.values)
        case And(parts):
            words = [p for p in parts if match_of(p) is not None]
            others = [p for p in parts if match_of(p) is None]
            grouped = [And(tuple(words))] if len(words) > 1 else words
            return _join("AND", [_compile(p, row, table, field) for p in (*grouped, *others)])
        case Or(parts):
            return _join("OR", [_compile(p, row, table, field) for p in parts])
    return Condition("0")


def split(query: Query) -> tuple[str | None, Query | None]:
    """A query as what one MATCH can answer, and the rest that must hold as well."""
    plain = match_of(query)
    if plain is not None:
        return plain, None
    if isinstance(query, And):
        words = tuple(p for p in query.parts if match_of(p) is not None)
        others = tuple(p for p in query.parts if match_of(p) is None)
        if words:
            return match_of(And(words)), And(others) if len(others) > 1 else others[0]
    return None, query


def match_of(query: Query) -> str | None:
    """One string for MATCH when the query is made of words alone, with something that is not negated."""
    match query:
        case Words():
            return match_string(query)
        case And(parts):
            found = [match_of(p) for p in parts if not isinstance(p, Not)]
            out = [match_of(p.what) for p in parts if isinstance(p, Not)]
            if not found or None in found or None in out:
                return None
            return "((" + " AND ".join(m for m in found if m) + ")" + "".join(f" NOT {m}" for m in out) + ")"
        case Or(parts):
            inner = [match_of(p) for p in parts]
            return None if None in inner else "(" + " OR ".join(m for m in inner if m) + ")"
    return None


def _join(word: str, parts: list[Condition]) -> Condition:
    return Condition("(" + f" {word} ".join(p.sql for p in parts) + ")", tuple(v for p in parts for v in p.values))


def like(value: str) -> str:
    """`value` for LIKE … ESCAPE '\\'."""
    return value.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _annotation_field(f: Field, names: Names, few: bool) -> Condition:
    value = f.value.strip()
    word = folded(value)
    match f.name:
        case "tag":
            return tagged(names.tags(value), few=few)
        case "text":
            ids = names.texts(value)
            holders = ",".join("?" * len(ids))
            return Condition(f"a.seq IN (SELECT annotation FROM targets WHERE text_id IN ({holders}))", tuple(ids))
        case "colour":
            return Condition("a.colour LIKE ? ESCAPE '\\'", (like(word) + ("" if word in COLOURS else "%"),))
        case "kind" | "in":
            return _kind(word)
        case "has":
            return _HAS.get(word.rstrip("s"), Condition("0"))
        case "is":
            return _IS.get(word, Condition("0"))
        case "before" | "after":
            return _dated(f.name, value)
    return Condition("0")


def tagged(names: Sequence[str], *, few: bool = False) -> Condition:
    """Annotations that carry any of these tags or one under them ("0" follows "/": the branch is one range)."""
    tests = " OR ".join(["(g.tag >= ? AND g.tag < ? AND (g.tag = ? OR g.tag > ?))"] * min(len(names), 200)) or "0"
    values = tuple(v for name in names[:200] for v in (name, name + "0", name, name + "/"))
    if few:
        tests = tests.replace("g.tag", "+g.tag")  # the plus: by the annotation, not through all that carry the tag
        return Condition(f"EXISTS (SELECT 1 FROM annotation_tags g WHERE g.annotation = a.seq AND ({tests}))", values)
    return Condition(f"a.seq IN (SELECT g.annotation FROM annotation_tags g WHERE {tests})", values)


_TRUE = Condition("1")
_HAS = {
    "note": Condition("a.body <> ''"),
    "tag": Condition("EXISTS (SELECT 1 FROM annotation_tags g WHERE g.annotation = a.seq)"),
    "link": Condition("a.link_key IS NOT NULL"),
    "reply": Condition("a.id IN (SELECT reply_to FROM annotations WHERE reply_to IS NOT NULL)"),
    "history": Condition("a.id IN (SELECT annotation_id FROM history)"),
}
_LOST = "a.seq IN (SELECT annotation FROM targets WHERE state = '{0}' AND state <> 'placed')"
_IS = {
    "orphan": Condition(_LOST.format("orphan")),
    "ambiguous": Condition(_LOST.format("ambiguous")),
    "edited": Condition(_LOST.format("edited")),
    "trashed": Condition("a.trashed IS NOT NULL"),
    "reply": Condition("a.reply_to IS NOT NULL"),
    "bookmark": Condition("a.motivation = 'bookmarking'"),
    "highlight": Condition("a.body = '' AND a.style = 'highlight'"),
    "underline": Condition("a.style = 'underline'"),
    "note": Condition("a.body <> ''"),
}


def _kind(word: str) -> Condition:
    if word in ("note", "notes", "annotation", "annotations"):
        return _TRUE
    if word in ("highlight", "underline", "bookmark", "reply"):
        return _IS[word]
    if word in ("text", "texts", "tags", "tag", "name", "names"):
        return Condition("0")
    if word in ("link", "links"):
        return _HAS["link"]
    sql = "(a.motivation LIKE ? ESCAPE '\\' OR a.link_key IN (SELECT key FROM decisions WHERE kind = ?))"
    return Condition(sql, (like(word) + "%", word))


_DATE = re.compile(r"\d{4}(?:-\d{1,2}(?:-\d{1,2})?)?")


def _dated(name: str, value: str) -> Condition:
    """`after:` includes the day (month, year) given, `before:` does not."""
    m = _DATE.match(value.replace("/", "-").replace(".", "-"))
    if m is None:
        return Condition("0")
    date = "-".join(part.zfill(2) for part in m.group().split("-"))
    return Condition("a.modified < ?" if name == "before" else "a.modified >= ?", (date,))
