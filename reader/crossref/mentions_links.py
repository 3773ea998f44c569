"""From the mentions of two texts to links between shared names: rare names weigh much, common ones little."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from reader.crossref.authority import Authority, Name, load_authority
from reader.crossref.keys import with_keys, words_of
from reader.crossref.merge import order
from reader.crossref.model import MENTION_KINDS, End, Link, Term, Why
from reader.crossref.stages import Stage
from reader.errors import Feedback
from reader.text.model import Text

if TYPE_CHECKING:
    from reader.crossref.mentions import Mention

# How often a link through one rare shared name is worth a careful reader's while, by kind (own judgement of pairs
# of declarations; the engine may weigh them again).
_WORTH = {
    "instrument": 0.9,
    "event": 0.85,
    "person": 0.8,
    "institution": 0.8,
    "place": 0.6,
    "concept": 0.6,
    "date": 0.85,
}
_VAGUE = 0.4  # a date that says no more than the year, decade or century
_ALL = 12  # up to so many pairs of provisions a name links each with each
_MOST = 48  # and never with more links than this
_LEAST = 0.05  # what scores less is not worth a place in a list
_SPREAD = 0.2  # how fast the worth falls with the number of pairs (per factor of e)
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


class _Place(NamedTuple):
    """The best mention of a name in a provision, and whether the words name it themselves."""

    provision: int
    mention: Mention
    direct: bool


def mention_links(
    a: Text,
    b: Text,
    ma: Sequence[Mention],
    mb: Sequence[Mention],
    *,
    authority: Authority | None = None,
    familiar: Mapping[str, float] | None = None,
    feedback: Feedback | None = None,
) -> list[Link]:
    """Links between the provisions of two texts that name the same thing, best first; the same for `(b, a)`, swapped.

    A name that stands in m provisions of the one text and n of the other gives all m × n pairs up to 12; beyond that
    each provision of the side with more is paired with the one at the like place of the other side, 48 at most: the
    number of links grows with the names, never with the product of the texts. `familiar` is the share (0 to 1) of
    the library's texts that hold a name: what is everywhere weighs less. `feedback` hears how far it is.
    """
    whole = feedback or Feedback()
    authority = authority or load_authority()
    here, there = _places(a, ma, Stage(whole, 0, 100)), _places(b, mb, Stage(whole, 100, 200))
    linking = Stage(whole, 200, 600)
    titles = {m.name_id: (m.canonical, m.kind) for m in (*ma, *mb)}
    links: list[Link] = []
    shared = sorted(here.keys() & there.keys())
    for n, name_id in enumerate(shared):
        linking.step(n, len(shared))
        known = authority.get(name_id) if name_id not in titles else None
        canonical, kind = titles.get(name_id) or ((known.canonical, known.kind) if known else ("", ""))
        if kind not in MENTION_KINDS:
            continue
        xs, ys = here[name_id], there[name_id]
        worth = _worth(name_id, kind, xs, ys, len(a.provisions), len(b.provisions))
        worth *= 1.0 - 0.5 * (familiar or {}).get(name_id, 0.0)
        if worth < _LEAST:
            continue
        name = authority.by_id.get(name_id)
        for x, y in _pairs(xs, ys):
            score = worth * (1.0 if x.direct and y.direct else 0.8)
            links.append(_link(a, b, x, y, canonical, kind, name, round(score, 4)))
    return sorted(with_keys(links, Stage(whole, 600, 950)), key=order)


def _places(text: Text, mentions: Sequence[Mention], feedback: Feedback) -> dict[str, list[_Place]]:
    """For each name the provisions that hold it, in order, each with its fullest mention."""
    best: dict[tuple[str, int], _Place] = {}
    index = text.provisions.index_at
    for n, m in enumerate(mentions):
        if n % 2_000 == 0:
            feedback.step(n, len(mentions))
        provision = index(m.start) + 1
        for name_id, direct in ((m.name_id, True), *((other, False) for other in m.also)):
            place = best.get((name_id, provision))
            if place is None or _fuller(m, direct) > _fuller(place.mention, place.direct):
                best[name_id, provision] = _Place(provision, m, direct)
    found: dict[str, list[_Place]] = {}
    for (name_id, _), place in sorted(best.items(), key=lambda item: item[0][1]):
        found.setdefault(name_id, []).append(place)
    return found


def _fuller(m: Mention, direct: bool) -> tuple[bool, bool, int]:
    return (direct, m.how != "anaphora", m.end - m.start)


def _worth(name_id: str, kind: str, xs: Sequence[_Place], ys: Sequence[_Place], na: int, nb: int) -> float:
    """The score of a link through this name: its kind's worth, less the more provisions of the texts hold it."""
    worth = _WORTH[kind]
    if kind == "date" and len(name_id) < len("date:2001-06"):
        worth = _VAGUE
    rare_a = 1.0 - (len(xs) - 1) / max(na, 1)
    rare_b = 1.0 - (len(ys) - 1) / max(nb, 1)
    return worth * (rare_a * rare_b) ** 2 / (1.0 + _SPREAD * math.log(len(xs) * len(ys)))


def _pairs(xs: Sequence[_Place], ys: Sequence[_Place]) -> list[tuple[_Place, _Place]]:
    if len(xs) * len(ys) <= _ALL:
        return [(x, y) for x in xs for y in ys]
    long, short = (xs, ys) if len(xs) >= len(ys) else (ys, xs)
    step = max(1.0, len(long) / _MOST)
    rows = sorted({int(k * step) for k in range(min(len(long), _MOST))})
    chosen = [(long[i], short[i * len(short) // len(long)]) for i in rows]
    return chosen if long is xs else [(y, x) for x, y in chosen]


def _end(text: Text, m: Mention) -> End:
    n = text.provisions.index_at(m.start) + 1
    return End(m.start, m.end, text.canonical[m.start : m.end], n, text.sentence_at(m.start))


def _link(a: Text, b: Text, x: _Place, y: _Place, canonical: str, kind: str, name: Name | None, score: float) -> Link:
    one, two = _end(a, x.mention), _end(b, y.mention)
    why = Why(
        _summary(a, b, one, two, canonical, kind, name, x.direct and y.direct),
        (Term(one.exact, two.exact, 1.0),),
        (canonical,),
        signals=(("name", score),),
    )
    return Link("", kind, score, "computed", "suggested", canonical, one, two, why)


def _summary(a: Text, b: Text, x: End, y: End, canonical: str, kind: str, name: Name | None, direct: bool) -> str:
    """One plain sentence that reads the same whichever text is called a."""
    if kind == "date":
        said = f"Both give the date {spoken(canonical)}"
    else:
        verb = "name" if direct and kind != "concept" else "speak of"
        said = f"Both {verb} {_the(canonical, kind)}"
        when = name.date if name else ""
        if when and kind in ("instrument", "event") and when[:4] not in canonical:
            said += f" ({spoken(when)})"
    if words_of(x.exact) == words_of(y.exact):
        return f"{said}." if words_of(x.exact) == words_of(canonical) else f"{said}, as “{min(x.exact, y.exact)}”."
    ends = [(a.date, a.short_title, a.sha256, x.exact), (b.date, b.short_title, b.sha256, y.exact)]
    first, second = sorted(ends)
    return f"{said}: “{first[3]}” in {first[1]}, “{second[3]}” in {second[1]}."


def _the(canonical: str, kind: str) -> str:
    bare = kind in ("person", "place", "concept") or " " not in canonical
    return canonical if bare else f"the {canonical}"


def spoken(iso: str) -> str:
    """An ISO date in words: "8 September 2006", "the 21st century", "the 1990s"."""
    if "/" in iso:
        first, _, last = iso.partition("/")
        return f"{spoken(first)} to {spoken(last)}"
    if iso.endswith("XX"):
        n = int(iso[:2]) + 1
        return f"the {n}{'st' if n == 21 else 'nd' if n == 22 else 'th'} century"
    if iso.endswith("X"):
        return f"the {iso[:3]}0s"
    parts = iso.lstrip("-").split("-")
    if iso.startswith("--"):
        return f"{int(parts[1])} {_MONTHS[int(parts[0]) - 1]}"
    if len(parts) == 3:
        return f"{int(parts[2])} {_MONTHS[int(parts[1]) - 1]} {parts[0]}"
    return f"{_MONTHS[int(parts[1]) - 1]} {parts[0]}" if len(parts) == 2 else iso
