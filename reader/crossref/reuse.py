"""The same words: verbatim and near-verbatim runs with their exact places, set phrases discounted.

Seed and chain: runs of three words that both texts hold, and that neither repeats often, are joined along their
diagonals over small gaps and edits; a run counts by how much its words say, not by how many they are.
"""

from __future__ import annotations

import math
from array import array
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from reader.crossref.evidence import Weigher
from reader.crossref.model import End, Link, Term, Why
from reader.crossref.set_phrases import SetPhrases
from reader.crossref.sparse import Floats, Ints, ranges, united
from reader.crossref.stages import Stage
from reader.crossref.units import Unit
from reader.crossref.words import stems_for
from reader.errors import Feedback
from reader.text.model import Text

SEED = 3  # words of a seed
OFTEN = 6  # a seed that a text holds more often is a set phrase and starts nothing
SELDOM, TELLING, NEAR = 2, 0.2, 6  # two words as a seed: how often at most, their least weight, how near they stand
SLIP = 4  # words that may have changed places within a run
OVER = 0.75  # how fast a word's say falls with the number of pairs of places that say the same
GAP = 12  # words that may be skipped on either side within a run
DENSE = 0.45  # the share of a run's words (of the longer side) that must agree
FEWEST_POINTS = 3
FEWEST = 5  # words that agree in the shortest run
SAYS = 3.0  # weight of the words that agree (1: a word found nowhere else) below which a run says nothing
_AT_ONCE = 100_000  # words that are sorted between two signs of life: about 30 ms
EDITION = 0.5  # a run over so much of a text is an edition of it, and is cut into provisions


class Words(NamedTuple):
    """The words of a text in order: number in the shared vocabulary, place in code points, sentence, weight."""

    ids: Ints
    starts: Ints
    ends: Ints
    units: Ints
    weights: Floats


class Run(NamedTuple):
    """Aligned runs of words `[a0, a1)` and `[b0, b1)`: how many agree and how much these say."""

    a0: int
    a1: int
    b0: int
    b1: int
    agree: int
    says: float

    @property
    def density(self) -> float:
        """The share of the longer side that agrees."""
        return self.agree / max(1, self.a1 - self.a0, self.b1 - self.b0)


def reuse_links(
    a: Text,
    ua: Sequence[Unit],
    b: Text,
    ub: Sequence[Unit],
    weigh: Weigher,
    feedback: Feedback,
    phrases: SetPhrases | None = None,
) -> list[Link]:
    """Every run of words that both texts hold and that says something, with its exact spans.

    `phrases` are those that a library shows to be everywhere.
    """
    vocabulary: dict[str, int] = {}
    wa = _words(ua, weigh, vocabulary, Stage(feedback, 0, 100))
    wb = _words(ub, weigh, vocabulary, Stage(feedback, 100, 200))
    if phrases is not None:
        wa, wb = (_discounted(words, units, phrases) for words, units in ((wa, ua), (wb, ub)))
    runs = find_runs(wa, wb, Stage(feedback, 200, 900))
    links = []
    for k, whole in enumerate(runs):
        if k % 100 == 0:
            feedback.step(9 * len(runs) + k, 10 * len(runs))
        for run in _by_provision(whole, wa, wb, ua, ub):
            links.append(_link(run, a, ua, wa, b, ub, wb))
    return links


def covered(links: Sequence[Link], ua: Sequence[Unit], ub: Sequence[Unit]) -> set[tuple[int, int]]:
    """The pairs of sentences (by their starts) that lie side by side in a run of reused words."""
    starts_a, starts_b = [u.start for u in ua], [u.start for u in ub]
    found: set[tuple[int, int]] = set()
    for link in links:
        scale = (link.b.end - link.b.start) / max(1, link.a.end - link.a.start)
        for u in ua[max(0, bisect_right(starts_a, link.a.start) - 1) : bisect_right(starts_a, link.a.end)]:
            first, last = max(u.start, link.a.start), min(u.end, link.a.end)
            if last - first < 0.5 * (u.end - u.start):
                continue
            low, high = (link.b.start + (p - link.a.start) * scale for p in (first, last))
            for v in ub[max(0, bisect_right(starts_b, low) - 1) : bisect_right(starts_b, high)]:
                if min(v.end, high) - max(v.start, low) >= 0.5 * (v.end - v.start):
                    found.add((u.start, v.start))
    return found


def find_runs(wa: Words, wb: Words, feedback: Feedback) -> list[Run]:
    """The aligned runs, ascending, none inside another."""
    if len(wa.ids) < SEED or len(wb.ids) < SEED:
        return []
    seeds = Stage(feedback, 0, 250)
    pa, pb, worth = points(wa, wb, seeds)
    chains = _chains(pa, pb, Stage(feedback, 250, 500))
    runs = []
    measuring = Stage(feedback, 500, 750)
    for k, chain in enumerate(chains):
        if k % 200 == 0:
            measuring.step(k, len(chains))
        if len(chain) >= FEWEST_POINTS:
            runs.append(_measured(chain, wa, wb, worth))
    kept = [r for r in runs if r.agree >= FEWEST and r.density >= DENSE and r.says >= SAYS]
    return _outermost(kept, Stage(feedback, 750, 1000))


def _words(units: Sequence[Unit], weigh: Weigher, vocabulary: dict[str, int], feedback: Feedback) -> Words:
    ids, starts, ends, owners, weights = array("q"), array("q"), array("q"), array("q"), array("d")
    known: dict[str, float] = {}
    stem = stems_for(weigh.latin)
    for n, unit in enumerate(units):
        if n % 200 == 0:
            feedback.step(n, len(units))
        for word, (s, e) in zip(unit.words, unit.spans, strict=True):
            weight = known.get(word)
            if weight is None:
                weight = known[word] = weigh("s:" + stem(word))
            ids.append(vocabulary.setdefault(word, len(vocabulary)))
            starts.append(unit.start + s)
            ends.append(unit.start + e)
            owners.append(n)
            weights.append(weight)
    feedback.step(1, 1)
    return Words(np.array(ids, np.int64), np.array(starts, np.int64), np.array(ends, np.int64),
                 np.array(owners, np.int64), np.array(weights, np.float64))  # fmt: skip


def _discounted(words: Words, units: Sequence[Unit], phrases: SetPhrases) -> Words:
    """The words with what they count lowered in set phrases; `TELLING` then keeps these from being seeds too."""
    return words._replace(weights=words.weights * phrases.worth([word for unit in units for word in unit.words]))


def points(wa: Words, wb: Words, feedback: Feedback) -> tuple[Ints, Ints, Floats]:
    """Places of words that probably answer one another, ascending by place in a, then b; what each word of a counts.

    Two kinds of seeds: `SEED` words in a row, and two words that say something, near each other in any order, for a
    sentence that was edited at every third word has no three in a row. A word whose seeds both texts hold again and
    again counts in part: what is said over and over is a set phrase.
    """
    width = int(max(wa.ids.max(), wb.ids.max())) + 1
    found = []
    worths = []
    rows = _in_a_row(wa, width), _in_a_row(wb, width)
    pairs = _side_by_side(wa, width), _side_by_side(wb, width)
    for n, (often, (code_a, at_a), (code_b, at_b)) in enumerate(((OFTEN, *rows), (SELDOM, *pairs))):
        worths.append(np.zeros(len(wa.ids)))
        parts = 1 + (len(code_a) + len(code_b)) // _AT_ONCE
        own_a, own_b = code_a % parts, code_b % parts
        for part in range(parts):
            feedback.step(n * parts + part, 2 * parts)
            mine, its = np.flatnonzero(own_a == part), np.flatnonzero(own_b == part)
            xs, ys, share = _alike(code_a[mine], code_b[its], often)
            for words_a, words_b in zip(at_a, at_b, strict=True):
                x, y = words_a[mine[xs]], words_b[its[ys]]
                found.append(x * len(wb.ids) + y)
                np.maximum.at(worths[-1], words_a[mine], share)
    packed = united(found, feedback)
    worth = np.where(worths[0] > 0, worths[0], worths[1])
    return packed // len(wb.ids), packed % len(wb.ids), np.where(worth > 0, worth, 1.0)


def _in_a_row(words: Words, width: int) -> tuple[Ints, tuple[Ints, ...]]:
    """A number for every run of `SEED` words (exact: 2 million word types fit in 63 bits), and where each begins."""
    last = len(words.ids) - SEED + 1
    code = words.ids[:last].copy()
    for k in range(1, SEED):
        code = code * width + words.ids[k : last + k]
    return code, tuple(np.arange(k, last + k) for k in range(SEED))


def _side_by_side(words: Words, width: int) -> tuple[Ints, tuple[Ints, ...]]:
    """A number for every two words that say something and stand near each other, and where the two stand."""
    telling = np.flatnonzero(words.weights >= TELLING)
    firsts, seconds = [], []
    for step in (1, 2):
        a, b = telling[:-step], telling[step:]
        near = b - a <= NEAR
        firsts.append(a[near])
        seconds.append(b[near])
    a, b = np.concatenate(firsts), np.concatenate(seconds)
    turned = words.ids[a] > words.ids[b]
    low, high = np.where(turned, b, a), np.where(turned, a, b)
    return words.ids[low] * width + words.ids[high], (low, high)


def _alike(ga: Ints, gb: Ints, often: int) -> tuple[Ints, Ints, Floats]:
    """The pairs of places that hold the same number, but for numbers that either side holds too often.

    The third is what each number of the first list counts: 1 where it stands once on either side, less the more
    often, nothing where the second has none.
    """
    order = np.argsort(gb, kind="stable")
    sorted_a, sorted_b = np.sort(ga), gb[order]
    lo, hi = np.searchsorted(sorted_b, ga, "left"), np.searchsorted(sorted_b, ga, "right")
    held_a = np.searchsorted(sorted_a, ga, "right") - np.searchsorted(sorted_a, ga, "left")
    times = np.where((hi - lo <= often) & (held_a <= often), hi - lo, 0)
    share = np.where(hi > lo, np.maximum(1.0, held_a * (hi - lo)) ** -OVER, 0.0)
    return np.repeat(np.arange(len(ga)), times), order[ranges(lo, times)], share


def _chains(pa: Ints, pb: Ints, feedback: Feedback) -> list[list[tuple[int, int]]]:
    """Seeds joined along their diagonals; every seed belongs to the chain that ends nearest before it."""
    chains: list[list[tuple[int, int]]] = []
    ends: list[tuple[int, int]] = []
    live: list[int] = []
    for k, (x, y) in enumerate(zip(pa.tolist(), pb.tolist(), strict=True)):
        if k % 1_000 == 0:
            feedback.step(len(pa) + k, 4 * len(pa))
        best, cost = -1, 0
        still = []
        for c in live:
            ex, ey = ends[c]
            if x - ex > GAP + SEED:
                continue
            still.append(c)
            dx, dy = x - ex, y - ey
            near = dx >= 0 and -SLIP <= dy <= GAP + SEED and (dx or dy)
            if near and (best < 0 or abs(dx - dy) * 4 + dx < cost):
                best, cost = c, abs(dx - dy) * 4 + dx
        live = still[-64:]
        if best >= 0:
            chains[best].append((x, y))
            ends[best] = (x, max(y, ends[best][1]))
        else:
            live.append(len(chains))
            chains.append([(x, y)])
            ends.append((x, y))
    return chains


def _measured(chain: Sequence[tuple[int, int]], wa: Words, wb: Words, worth: Floats) -> Run:
    """The run of a chain, filled where the words between two places agree and stretched at both ends."""
    pairs: list[tuple[int, int]] = []
    for x, y in chain:
        if pairs and (x <= pairs[-1][0] or y <= pairs[-1][1]):
            continue
        if pairs:
            pairs.extend(_between(*pairs[-1], x, y, wa, wb))
        pairs.append((x, y))
    places = pairs
    _stretch(places, wa, wb, -1)
    _stretch(places, wa, wb, 1)
    said = np.array([x for x, _ in places], np.int64)
    says = float(np.sum(wa.weights[said] * worth[said]))
    return Run(places[0][0], places[-1][0] + 1, places[0][1], places[-1][1] + 1, len(places), says)


def _between(x0: int, y0: int, x1: int, y1: int, wa: Words, wb: Words) -> list[tuple[int, int]]:
    """The words that agree between two places, from either end inwards."""
    found = []
    x, y = x0 + 1, y0 + 1
    while x < x1 and y < y1 and wa.ids[x] == wb.ids[y]:
        found.append((x, y))
        x, y = x + 1, y + 1
    tail = []
    p, q = x1 - 1, y1 - 1
    while p >= x and q >= y and wa.ids[p] == wb.ids[q]:
        tail.append((p, q))
        p, q = p - 1, q - 1
    return found + tail[::-1]


def _stretch(places: list[tuple[int, int]], wa: Words, wb: Words, way: int) -> None:
    """Lengthen a run word by word; two words may differ if the two after them agree again."""
    while True:
        x, y = places[-1] if way > 0 else places[0]
        for step in (1, 2, 3):
            p, q = x + way * step, y + way * step
            again = [(p, q), (p + way, q + way)] if step > 1 else [(p, q)]
            if all(0 <= i < len(wa.ids) and 0 <= j < len(wb.ids) and wa.ids[i] == wb.ids[j] for i, j in again):
                places.extend(again) if way > 0 else places.__setitem__(slice(0, 0), again[::-1])
                break
        else:
            return


def _outermost(runs: list[Run], feedback: Feedback) -> list[Run]:
    """Runs without those that overlap a better one on both sides."""
    kept: list[Run] = []
    cells: dict[int, list[Run]] = {}  # kept runs by hundreds of words of a, so that the search stays local
    for n, run in enumerate(sorted(runs, key=lambda r: (-r.says, r.a0, r.b0))):
        if n % 500 == 0:
            feedback.step(3, 4)
        own = range(run.a0 // 100, run.a1 // 100 + 1)
        if any(run.a0 < k.a1 and k.a0 < run.a1 and run.b0 < k.b1 and k.b0 < run.b1
               for cell in own for k in cells.get(cell, ())):  # fmt: skip
            continue
        kept.append(run)
        for cell in own:
            cells.setdefault(cell, []).append(run)
    return sorted(kept)


def _by_provision(run: Run, wa: Words, wb: Words, ua: Sequence[Unit], ub: Sequence[Unit]) -> list[Run]:
    """The run as it is, or, where it spans much of a text (two editions), cut where both begin a provision."""
    if run.a1 - run.a0 < EDITION * len(wa.ids) and run.b1 - run.b0 < EDITION * len(wb.ids):
        return [run]
    shift_free = [(x, y) for x, y in _aligned(run, wa, wb)]
    cuts: list[Run] = []
    begin = 0
    for k in range(1, len(shift_free) + 1):
        if k < len(shift_free):
            (x0, y0), (x1, y1) = shift_free[k - 1], shift_free[k]
            same = ua[wa.units[x0]].provision == ua[wa.units[x1]].provision
            same = same or ub[wb.units[y0]].provision == ub[wb.units[y1]].provision
            if same:
                continue
        part = shift_free[begin:k]
        says = float(sum(wa.weights[x] for x, _ in part))
        cuts.append(Run(part[0][0], part[-1][0] + 1, part[0][1], part[-1][1] + 1, len(part), says))
        begin = k
    return [c for c in cuts if c.agree >= 2]


def _aligned(run: Run, wa: Words, wb: Words) -> list[tuple[int, int]]:
    """The pairs of words that agree within a run, in order (shortest edit script)."""
    from rapidfuzz.distance import Indel  # late: only editions of one text come here

    pairs: list[tuple[int, int]] = []
    for block in Indel.opcodes(wa.ids[run.a0 : run.a1].tolist(), wb.ids[run.b0 : run.b1].tolist()):
        if block.tag == "equal":
            pairs.extend(
                (run.a0 + block.src_start + k, run.b0 + block.dest_start + k)
                for k in range(block.src_end - block.src_start)
            )
    return pairs


def _link(run: Run, a: Text, ua: Sequence[Unit], wa: Words, b: Text, ub: Sequence[Unit], wb: Words) -> Link:
    ends = []
    for text, units, words, first, last in ((a, ua, wa, run.a0, run.a1), (b, ub, wb, run.b0, run.b1)):
        start, end = int(words.starts[first]), int(words.ends[last - 1])
        unit = units[int(words.units[first])]
        ends.append(End(start, end, text.canonical[start:end], unit.provision, unit.sentence))
    score = round(run.density / (1 + math.exp(-(run.says - SAYS) / 1.5)), 4)
    quality = "Word for word the same" if run.density > 0.999 else "Nearly the same words"
    why = Why(
        f"{quality}: {run.agree} words agree of {max(run.a1 - run.a0, run.b1 - run.b0)}.",
        (Term(ends[0].exact, ends[1].exact, 1.0),),
        (),
        ((ends[0].start, ends[0].end, ends[1].start, ends[1].end),),
        None,
        (("reuse", score),),
    )
    return Link("", "reuse", score, "computed", "suggested", None, ends[0], ends[1], why)
