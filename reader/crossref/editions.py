"""Editions of one work: recognised, aligned provision by provision, and what one has that the other lacks.

Two editions say the same things in the same order, in other words: a restated edition, an agency's report, two
translations. So the alignment is the heaviest chain of similar provisions that never runs backwards in either text;
several provisions may meet one (a report that joins two paragraphs), and what no chain reaches is what is lacking.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from statistics import median
from typing import NamedTuple

from reader import paths
from reader.crossref.editorial import editorial_links
from reader.crossref.keys import with_keys
from reader.crossref.merge import order
from reader.crossref.model import End, Link
from reader.crossref.parallels import rank
from reader.crossref.translated import FILLED, differ, filled, scores_of
from reader.errors import Feedback
from reader.text import load
from reader.text.model import Text

TOP = 8  # provisions of the other edition that are considered for each
LEAST = 0.10  # similarity below which two provisions are not thought to be one
CLEAR = 0.4  # the median similarity of paired provisions in editions of one work (measured: .6–.8; in others .11–.2)
SURE = 0.6  # the median that texts of a few provisions must have
FEW = 3
FAINT = 0.3  # share of that median below which a pair only fills a place
ALIKE = 0.6  # share of the provisions that must be each other's nearest, in order, in two editions of one work


class Pair(NamedTuple):
    """Provision `a` (number, from 1) of the one edition says what provision `b` of the other says; 0 to 1."""

    a: int
    b: int
    score: float


class Editions(NamedTuple):
    """The alignment of two editions: pairs in order, and the provisions of each that the other lacks."""

    pairs: tuple[Pair, ...]
    only_a: tuple[int, ...]
    only_b: tuple[int, ...]
    mutual: int  # pairs that are each other's nearest and stand in order

    def of_a(self, n: int) -> tuple[Pair, ...]:
        """The pairs of provision `n` of the first edition, best first."""
        return tuple(sorted((p for p in self.pairs if p.a == n), key=lambda p: -p.score))

    def swapped(self) -> Editions:
        """The same alignment seen from the other edition."""
        pairs = tuple(sorted(Pair(b, a, s) for a, b, s in self.pairs))
        return Editions(pairs, self.only_b, self.only_a, self.mutual)


def align(a: Text, b: Text, *, feedback: Feedback | None = None) -> Editions:
    """Align two editions provision by provision, one-to-many and many-to-one too; near-linear in their length.

    Editions in different languages are aligned by what they name, their dates and numbers, and by their order.
    """
    foreign = differ(a, b)
    scores = scores_of(a, b, feedback) if foreign else _by_words(a, b, feedback)
    count_a, count_b = len(a.provisions), len(b.provisions)
    chain = _pruned(_chain({ij: s for ij, s in scores.items() if s >= LEAST}, count_b), scores)
    if foreign:
        for ij in filled(chain, count_a, count_b):
            scores[ij] = max(FILLED, scores.get(ij, 0.0))
            chain.append(ij)
        chain.sort()
    pairs = tuple(Pair(i + 1, j + 1, round(scores[i, j], 4)) for i, j in chain)
    met_a, met_b = {p.a for p in pairs}, {p.b for p in pairs}
    return Editions(
        pairs,
        tuple(n for n in range(1, count_a + 1) if n not in met_a),
        tuple(n for n in range(1, count_b + 1) if n not in met_b),
        len(_chain(_nearest(scores), count_b)),
    )


def _by_words(a: Text, b: Text, feedback: Feedback | None) -> dict[tuple[int, int], float]:
    words_a = [a.canonical[p.start : p.end] for p in a.provisions]
    words_b = [b.canonical[p.start : p.end] for p in b.provisions]
    scores: dict[tuple[int, int], float] = {}
    for i, row in enumerate(rank(words_a, words_b, top=TOP, ordered=False, feedback=feedback)):
        for j, s in row:
            scores[i, j] = max(s, scores.get((i, j), 0.0))
    for j, row in enumerate(rank(words_b, words_a, top=TOP, ordered=False, feedback=feedback)):
        for i, s in row:
            scores[i, j] = max(s, scores.get((i, j), 0.0))
    return scores


def _nearest(scores: dict[tuple[int, int], float]) -> dict[tuple[int, int], float]:
    """The pairs in which each is the other's nearest, all of one weight."""
    best_a: dict[int, tuple[float, int]] = {}
    best_b: dict[int, tuple[float, int]] = {}
    for (i, j), s in scores.items():
        best_a[i] = max(best_a.get(i, (0.0, 0)), (s, -j))
        best_b[j] = max(best_b.get(j, (0.0, 0)), (s, -i))
    return {(i, -j): 1.0 for i, (_, j) in best_a.items() if best_b[-j][1] == -i}


def _chain(scores: dict[tuple[int, int], float], width: int) -> list[tuple[int, int]]:
    """The heaviest sequence of pairs in which neither number ever falls (Fenwick tree over the second number)."""
    tree: list[tuple[float, int]] = [(0.0, -1)] * (width + 1)
    cells = sorted(scores)
    before = [-1] * len(cells)

    def best(j: int) -> tuple[float, int]:
        found = (0.0, -1)
        j += 1
        while j > 0:
            found = max(found, tree[j])
            j -= j & -j
        return found

    top = (0.0, -1)
    for k, (i, j) in enumerate(cells):
        value, before[k] = best(j)
        here = (value + scores[i, j] - LEAST / 2, k)
        top = max(top, here)
        at = j + 1
        while at <= width:
            tree[at] = max(tree[at], here)
            at += at & -at
    chain, k = [], top[1]
    while k >= 0:
        chain.append(cells[k])
        k = before[k]
    return chain[::-1]


def _pruned(chain: Sequence[tuple[int, int]], scores: dict[tuple[int, int], float]) -> list[tuple[int, int]]:
    """Without the pairs that only fill: where both provisions have a far better partner in the chain."""
    best_a: dict[int, float] = {}
    best_b: dict[int, float] = {}
    for i, j in chain:
        best_a[i] = max(best_a.get(i, 0.0), scores[i, j])
        best_b[j] = max(best_b.get(j, 0.0), scores[i, j])

    least = FAINT * median(scores[ij] for ij in chain) if chain else 0.0

    def kept(i: int, j: int) -> bool:
        value = scores[i, j]
        if value < least:
            return False
        return value >= 0.5 * max(best_a[i], best_b[j]) or value >= 0.999 * min(best_a[i], best_b[j])

    return [(i, j) for i, j in chain if kept(i, j)]


def likeness(a: Text, b: Text, found: Editions) -> float:
    """How much two texts look like editions of one work, 0 to 1.

    It is the share of the provisions (of the edition with fewer) that are each other's nearest and stand in order,
    lowered where the pairs are only faintly alike: two declarations of one body share names, formulae and the order
    of their topics, but they do not say the same things.
    """
    if not found.pairs:
        return 0.0
    shorter = min(len(a.provisions), len(b.provisions))
    middle = median(p.score for p in found.pairs)
    if found.mutual < FEW or (shorter < 2 * FEW - 1 and middle < SURE):  # in a few provisions order proves little
        return 0.0
    return found.mutual / shorter * min(1.0, middle / CLEAR)


def recognise(text: Text, known: Iterable[Text]) -> tuple[Text, Editions] | None:
    """The text of `known` that `text` is another edition of, with the alignment `(text, known)`; None for none.

    Texts whose dates are far apart (more than a year) are not compared: a work has one date, its reports follow it.
    """
    best: tuple[float, Text, Editions] | None = None
    for other in known:
        if other.id == text.id or other.sha256 == text.sha256 or _years_apart(text.date, other.date) > 1:
            continue
        shorter, longer = sorted((len(text.canonical), len(other.canonical)))
        if not shorter or longer > 6 * shorter:
            continue
        found = align(text, other)
        value = likeness(text, other, found)
        if value >= ALIKE and (best is None or value > best[0]):
            best = (value, other, found)
    return None if best is None else (best[1], best[2])


def _years_apart(a: str, b: str) -> int:
    return abs(int(a[:4]) - int(b[:4])) if a[:4].isdigit() and b[:4].isdigit() else 0


def carried(links: Iterable[Link], edition: Text, original: Text, found: Editions, *, first: bool) -> list[Link]:
    """Links of `original` as links of `edition`: each end goes to the best aligned provision.

    `found` aligns `(edition, original)`; `first` says that end `a` of the links lies in the original, else end `b`.
    The kind, the origin and the status stay; the reason says that the link was carried over. A link whose provision
    the edition lacks is left out.
    """
    back = found.swapped()
    out = []
    for link in links:
        end = link.a if first else link.b
        partners = back.of_a(end.provision)
        if not partners:
            continue
        new = _end(edition, partners[0].b, end.exact)
        summary = f"{link.why.summary} (Carried over from {original.short_title} §{end.provision}.)"
        why = link.why._replace(summary=summary, terms=(), runs=())
        score = round(link.score * (0.6 + 0.4 * min(1.0, partners[0].score * 2)), 4)
        moved = link._replace(a=new, why=why, score=score) if first else link._replace(b=new, why=why, score=score)
        out.append(moved)
    return sorted(with_keys(out), key=order)


def editors_links(a: Text, b: Text) -> list[Link]:
    """The editors' links between two texts, either order; those of a bundled text also for another edition of it.

    Where a text holds the words that the editors quote, the link is theirs as it stands; where it only says the same
    in other words, the link is carried over through the alignment and says so.
    """
    direct = editorial_links(a, b)
    if direct:
        return direct
    bundled = _bundled()
    one, two = _original(a, bundled), _original(b, bundled)
    if one is None or two is None or one[0].id == two[0].id:
        return []
    links = editorial_links(one[0], two[0])
    if one[1] is not None:
        links = carried(links, a, one[0], one[1], first=True)
    if two[1] is not None:
        links = carried(links, b, two[0], two[1], first=False)
    return links


@lru_cache(maxsize=1)
def _bundled() -> tuple[Text, ...]:
    return tuple(load(path) for path in paths.bundled_texts())


def _original(text: Text, bundled: Sequence[Text]) -> tuple[Text, Editions | None] | None:
    """The bundled text that this is, or is an edition of, with the alignment `(text, bundled)` in the latter case."""
    for original in bundled:
        if text.sha256 == original.sha256:
            return original, None
        if original.id in (text.id, text.edition_of):
            return original, align(text, original)
    return recognise(text, bundled)


def _end(edition: Text, n: int, words: str) -> End:
    """The sentence of provision `n` that is nearest to `words`, the whole provision when none is nearer."""
    sentences = edition.sentences(n)
    best = 0
    if len(sentences) > 1:
        found = rank([words], [edition.canonical[x:y] for x, y in sentences], top=1)[0]
        best = found[0][0] if found else 0
    start, end = sentences[best]
    return End(start, end, edition.canonical[start:end], n, best + 1)
