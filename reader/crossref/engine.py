"""The engine: from two texts to explained cross-references."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from reader.crossref.developments import development
from reader.crossref.evidence import Weigher, shared
from reader.crossref.keys import with_keys
from reader.crossref.merge import order
from reader.crossref.model import KINDS, MENTION_KINDS, Link
from reader.crossref.reuse import covered, reuse_links
from reader.crossref.scoring import Pairs, score_pairs
from reader.crossref.selection import chosen
from reader.crossref.units import Named, Unit, thesaurus_language, units_of
from reader.crossref.why import why_of
from reader.crossref.words import language
from reader.errors import Feedback
from reader.text.model import Provision, Provisions, Text

if TYPE_CHECKING:
    from reader.crossref.mentions import Mention

SCALE = 1000  # progress is told in thousandths
WHOLE, SLICE = 400_000, 60_000  # code points of a text that is read for names at once, and of a part of a longer one


def find_links(
    a: Text, b: Text, *, kinds: Collection[str] | None = None, feedback: Feedback | None = None
) -> list[Link]:
    """Every computed cross-reference between two texts, best first; the same for `(b, a)`, swapped.

    `kinds` (of `KINDS`, default all) says what to look for. Memory grows with the texts, not with their product.
    """
    wanted = frozenset(KINDS if kinds is None else kinds)
    if _later(a, b):
        return sorted((link.swapped() for link in find_links(b, a, kinds=wanted, feedback=feedback)), key=order)
    whole = feedback or Feedback()
    whole.step(0, SCALE)
    names_a, names_b, links = _names(a, b, wanted, Stage(whole, 0, 100))
    if not wanted.isdisjoint(("reuse", "parallel", "development")):
        links.extend(_compared(a, b, names_a, names_b, wanted, whole))
    if a.canonical == b.canonical:
        links = _both_ways(links)
    links = with_keys(links, Stage(whole, 960, SCALE))
    whole.step(SCALE, SCALE)
    return sorted(links, key=order)


def _both_ways(links: Sequence[Link]) -> list[Link]:
    """Links of a text with itself, each seen from either side: what holds one way holds the other."""
    seen: dict[tuple[object, ...], Link] = {}
    for link in sorted((*links, *(link.swapped() for link in links)), key=order):
        place = (link.kind, link.name, link.a.start, link.a.end, link.b.start, link.b.end)
        twin = (link.kind, link.name, link.b.start, link.b.end, link.a.start, link.a.end)
        kept = seen.get(twin)
        seen.setdefault(place, kept.swapped() if kept else link)
    return list(seen.values())


class Stage(Feedback):
    """A part of the work, told as thousandths `first` to `last` of the whole; never tells less than before."""

    def __init__(self, whole: Feedback, first: int, last: int) -> None:
        self._whole, self._told, self._first, self._last = whole, first, first, last

    def step(self, done: int, total: int) -> None:
        """Pass on how far the whole is; raises `Cancelled` as the whole does."""
        share = min(1.0, done / total) if total else 0.0
        self._told = max(self._told, self._first + int(share * (self._last - self._first)))
        self._whole.step(self._told, SCALE)


def _later(a: Text, b: Text) -> bool:
    """Whether the pair is taken the other way round, so that both ways give one answer."""
    return (b.date, b.sha256, b.id) < (a.date, a.sha256, a.id)


def _names(
    a: Text, b: Text, wanted: Collection[str], feedback: Feedback
) -> tuple[list[Named], list[Named], list[Link]]:
    from reader.crossref.mentions import find_mentions, mention_links

    found: list[list[Mention]] = []
    for text in (a, b):
        mentions: list[Mention] = []
        for part, shift in _slices(text):
            feedback.step(len(found) * len(a.canonical) + shift, 2 * (len(a.canonical) + len(b.canonical)))
            mentions += (m._replace(start=m.start + shift, end=m.end + shift) for m in find_mentions(part))
        found.append(mentions)
    links = mention_links(a, b, *found) if set(wanted) & set(MENTION_KINDS) else []
    named = [[Named(m.start, m.end, m.name_id, m.kind, m.canonical) for m in mentions] for mentions in found]
    return named[0], named[1], [link for link in links if link.kind in wanted]


def _slices(text: Text) -> Iterator[tuple[Text, int]]:
    """The text and 0; a very long one in parts with where each begins, so that the reader can cancel in between."""
    if len(text.canonical) <= WHOLE:
        yield text, 0
        return
    held: list[Provision] = []
    for p in text.provisions:
        held.append(p)
        if p.end - held[0].start >= SLICE or p.n == len(text.provisions):
            shift = held[0].start
            moved = [Provision(n, q.start - shift, q.end - shift, q.body - shift) for n, q in enumerate(held, 1)]
            yield (
                Text(
                    id=text.id,
                    title=text.title,
                    canonical=text.canonical[shift : p.end],
                    provisions=Provisions.of(moved),
                    date=text.date,
                    lang=text.lang,
                ),
                shift,
            )
            held = []


def _compared(
    a: Text, b: Text, names_a: Sequence[Named], names_b: Sequence[Named], wanted: Collection[str], whole: Feedback
) -> list[Link]:
    latin = language([a.canonical[:20_000], b.canonical[:20_000]])
    total = len(a.provisions) + len(b.provisions)
    reading = Stage(whole, 100, 300)
    ua = units_of(a, latin, names_a, reading, 0, total)
    ub = units_of(b, latin, names_b, reading, len(a.provisions), total)
    weigh = Weigher(ua, ub, thesaurus_language(a.lang), latin)
    links = reuse_links(a, ua, b, ub, weigh, Stage(whole, 300, 450))
    if "parallel" in wanted or "development" in wanted:
        titles = {n.id: n.title for n in (*names_a, *names_b)}
        pairs = score_pairs(ua, ub, weigh, Stage(whole, 450, 850))
        links.extend(_parallels(a, ua, b, ub, weigh, pairs, titles, links, Stage(whole, 850, 960)))
    return [link for link in links if link.kind in wanted]


def _parallels(
    a: Text,
    ua: Sequence[Unit],
    b: Text,
    ub: Sequence[Unit],
    weigh: Weigher,
    pairs: Pairs,
    titles: dict[str, str],
    reused: Sequence[Link],
    feedback: Feedback,
) -> list[Link]:
    links = []
    scores = pairs.probability()
    taken = covered(reused, ua, ub)
    picked = chosen(pairs, scores, len(ua), len(ub))
    for n, k in enumerate(picked):
        if n % 100 == 0:
            feedback.step(n, len(picked))
        x, y = ua[int(pairs.a[k])], ub[int(pairs.b[k])]
        if (x.start, y.start) in taken:
            continue  # nearly verbatim: the reuse says it better
        evidence = shared(x, y, weigh)
        support = float(pairs.support[k] / max(pairs.strength[k], 1e-9))
        why = why_of(a, x, b, y, evidence, support, titles)
        score = float(np.round(scores[k], 4))
        link = Link("", "parallel", score, "computed", "suggested", None, x.at(a), y.at(b), why)
        links.append(development(link, a, x, b, y, evidence) or link)
    return links
