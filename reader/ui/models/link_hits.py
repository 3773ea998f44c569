"""What a search finds among the cross-references of the open texts that nobody has decided on yet. No Qt.

The library keeps those that were decided; the others are known to the session alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import Protocol

from reader.crossref.model import Link
from reader.library.marks import find, snippet
from reader.library.models import Hit
from reader.library.query import And, Field, Not, Or, Query, Words, parse, wanted
from reader.library.words import folded, words

KNOWN = ("kind", "text", "in", "is")  # conditions that can be asked of a cross-reference


class Links(Protocol):
    """What is asked of a session."""

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The pairs of texts that are open."""
        ...

    def links(self, a_id: str, b_id: str) -> list[Link]:
        """The cross-references of a pair."""
        ...


def merged(session: Links, hits: list[Hit], query: str, limit: int) -> list[Hit]:
    """The hits of the library with those among the open cross-references, best first; each name and link once."""
    parsed = parse(query, typing=True)
    if parsed is None or not wanted(parsed):
        return hits
    found = [
        (text_id, link)
        for text_id, other in session.pairs
        for link in session.links(text_id, other)
        if link.status != "dismissed" and _holds(parsed, link, text_id, other)
    ]
    have = {(hit.kind, hit.id) for hit in hits if hit.kind == "link" or hit.text_id}
    new = [hit for hit in (*_names(found, wanted(parsed), limit), *_links(found, wanted(parsed), limit))
           if (hit.kind, hit.id) not in have]  # fmt: skip
    placed = {hit.id for hit in new if hit.kind == "name"}
    out = [*(hit for hit in hits if hit.kind != "name" or hit.id not in placed), *new]
    out.sort(key=lambda hit: -hit.score)
    return out


def _holds(query: Query, link: Link, a_id: str, b_id: str) -> bool:
    match query:
        case Words(parts, _, prefix, column):
            return not column and _has(_words(link.key, link.name or "", link.a.exact, link.b.exact), parts, prefix)
        case Field(name, value):
            return _field(name, folded(value.strip()), link, a_id, b_id)
        case Not(what):
            return not _holds(what, link, a_id, b_id)
        case And(parts):
            return all(_holds(part, link, a_id, b_id) for part in parts)
        case Or(parts):
            return any(_holds(part, link, a_id, b_id) for part in parts)
    return False


def _field(name: str, value: str, link: Link, a_id: str, b_id: str) -> bool:
    if name in ("kind", "in"):
        return value in (link.kind, "link", "links") or (value in ("name", "names") and bool(link.name))
    if name == "is":
        return value == link.status
    return name == "text" and (value in folded(a_id) or value in folded(b_id))


@lru_cache(maxsize=20_000)
def _words(key: str, name: str, a: str, b: str) -> tuple[str, ...]:
    """The words of a link, folded; kept, for all links are looked through at every key."""
    return tuple(word for part in (name, a, b) for _, _, word in words(part[:600]))


def _has(there: tuple[str, ...], parts: tuple[str, ...], prefix: bool) -> bool:
    last = len(parts) - 1
    for i, word in enumerate(there):
        if word == parts[0] or (prefix and last == 0 and word.startswith(parts[0])):
            run = there[i : i + len(parts)]
            if len(run) == len(parts) and all(
                x == part or (prefix and k == last and x.startswith(part))
                for k, (x, part) in enumerate(zip(run, parts, strict=True))
            ):
                return True
    return False


def _names(found: Iterable[tuple[str, Link]], asked: list[Words], limit: int) -> list[Hit]:
    counts: Counter[str] = Counter()
    first: dict[str, tuple[str, Link]] = {}
    for text_id, link in found:
        if link.name:
            counts[link.name] += 1
            first.setdefault(link.name, (text_id, link))
    hits = []
    for name, count in counts.most_common(limit):
        spans = find(name, asked)
        if spans:
            text_id, link = first[name]
            many = f"{count} cross-reference{'' if count == 1 else 's'}"
            title = f"{name} · {link.kind} · {many}"
            end = link.a
            score = 1.0 + min(count, 1000) / 1000
            hits.append(Hit("name", name, title, name, tuple(spans), score, text_id, end.provision, end.start, end.end))
    return hits


def _links(found: Iterable[tuple[str, Link]], asked: list[Words], limit: int) -> list[Hit]:
    hits = []
    best = sorted(found, key=lambda item: (item[1].status != "confirmed", -item[1].score))
    for text_id, link in best[:limit]:
        shown = f"{link.a.exact} ↔ {link.b.exact}"
        piece, inside = snippet(shown, find(shown, asked))
        title = f"{link.name or link.kind} · {link.status}"
        score = 0.2 * link.score  # below what the reader has written or decided
        end = link.a
        hits.append(Hit("link", link.key, title, piece, inside, score, text_id, end.provision, end.start, end.end))
    return hits
