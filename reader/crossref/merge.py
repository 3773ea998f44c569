"""Computed links, the editors' links and the reader's decisions as one list."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from reader.crossref.keys import words_of
from reader.crossref.model import MENTION_KINDS, End, Link, Why

if TYPE_CHECKING:
    from reader.text.model import Text

_STRENGTH = {"computed": 0, "editorial": 1, "user": 2}


def combine(
    computed: Iterable[Link],
    editorial: Iterable[Link],
    decisions: Iterable[Link],
    *,
    a: Text | None = None,
    b: Text | None = None,
) -> list[Link]:
    """One list of links, best first: what the editors or the reader made wins and keeps the computed evidence.

    `decisions` are links as the reader decided them (status, and perhaps another kind). A decision is applied to the
    link with its key or, failing that, to one of the same kind between the same places. A decided or hand-made link
    that is no longer found is kept if the words of its ends still stand in the texts (given as `a` and `b`; without
    them it is kept as it is); a dismissed one that is no longer found is dropped.
    """
    links = _over(list(computed), editorial)
    by_key = {link.key: i for i, link in enumerate(links)}
    by_place: dict[tuple[object, ...], int] = {}
    for i, link in enumerate(links):
        by_place.setdefault(_place(link), i)
    for decided in decisions:
        at = by_key.get(decided.key)
        if at is None and decided.origin != "user":
            at = by_place.get(_place(decided))
        if at is not None:
            links[at] = links[at]._replace(
                key=decided.key, kind=decided.kind, status=decided.status, score=_weight(decided, links[at].score)
            )
            continue
        placed = _still_there(decided, a, b)
        if placed is not None and (decided.status == "confirmed" or decided.origin == "user"):
            by_key[placed.key] = len(links)
            links.append(placed)
    return sorted(links, key=order)


def order(link: Link) -> tuple[float, str, int, int, str]:
    """The sorting key of a list of links: best first, then by kind and place."""
    return (-round(link.score, 9), link.kind, link.a.start, link.b.start, link.key)


def _over(links: list[Link], stronger: Iterable[Link]) -> list[Link]:
    """Lay editors' links over computed ones: the same pair of sentences and family of kinds is one link."""
    places: dict[tuple[object, ...], int] = {}
    for i, link in enumerate(links):
        places.setdefault(_sentences(link), i)
    for link in stronger:
        at = places.get(_sentences(link))
        if at is None:
            places[_sentences(link)] = len(links)
            links.append(link)
            continue
        under = links[at]
        if _STRENGTH[link.origin] >= _STRENGTH[under.origin]:
            links[at] = link._replace(why=_joined(link.why, under.why), score=max(link.score, under.score))
    return links


def _joined(said: Why, found: Why) -> Why:
    """The editors' reason with the computed evidence under it."""
    return Why(
        said.summary or found.summary,
        said.terms or found.terms,
        tuple(dict.fromkeys((*said.names, *found.names))),
        said.runs or found.runs,
        said.roles or found.roles,
        said.signals or found.signals,
    )


def _sentences(link: Link) -> tuple[object, ...]:
    if link.kind in MENTION_KINDS:
        return (link.kind, link.name, link.a.start, link.b.start)
    family = "development" if link.kind == "development" else "same"
    return (family, link.a.provision, link.a.sentence, link.b.provision, link.b.sentence)


def _place(link: Link) -> tuple[object, ...]:
    return (link.kind, link.name, link.a.start, link.a.end, link.b.start, link.b.end)


def _weight(decided: Link, score: float) -> float:
    return 1.0 if decided.status == "confirmed" else score


def _still_there(link: Link, a: Text | None, b: Text | None) -> Link | None:
    first = link.a if a is None else _found(link.a, a)
    second = link.b if b is None else _found(link.b, b)
    if first is None or second is None:
        return None
    return link._replace(a=first, b=second)


def _found(end: End, text: Text) -> End | None:
    """The end where its words stand now: at its old place, else nearest to it, else nowhere."""
    canonical = text.canonical
    if canonical[end.start : end.end] == end.exact:
        return end
    if not words_of(end.exact):
        return None
    before = canonical.rfind(end.exact, 0, end.start + len(end.exact))
    after = canonical.find(end.exact, end.start)
    places = [p for p in (before, after) if p >= 0]
    if not places:
        return None
    start = min(places, key=lambda p: (abs(p - end.start), p))
    return End(start, start + len(end.exact), end.exact, text.provision_at(start).n, text.sentence_at(start))
