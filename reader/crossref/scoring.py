"""From two lists of sentences to scored pairs: candidates, evidence, competition, neighbourhood, probability."""

from __future__ import annotations

import math
from array import array
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from reader.crossref.evidence import Weigher, shared
from reader.crossref.meaning import Meaning
from reader.crossref.neighbours import neighbourhood
from reader.crossref.sparse import Floats, Ints, Rows, falling, proposals, transposed, united
from reader.crossref.stages import Stage
from reader.crossref.units import Unit
from reader.errors import Feedback

LENGTH = 0.4  # how much of a sentence's mass divides what it shares: 0.5 is the cosine, 0 counts evidence only
FLOOR = 0.3  # the mass below which a sentence is not taken to be shorter still
CROWDING = 0.2  # how strongly a sentence that resembles everything is held back
CROWD = 5  # the best matches of a sentence that say how much it resembles everything
EVERY_PAIR = 2_500  # so many pairs of sentences are all weighed; beyond, only what shares rare features
CANDIDATES = (4, 24)  # fewest and most candidates of a sentence
_BUDGET = 60_000  # candidates in all that are aimed at
PROPOSERS = 400

# What the best pair of another sentence of the same provision adds: at one side, and at both. Chosen, with CROWDING and
# the weights of set phrases, where the mean F1 over seven labelled pairs of declarations is greatest.
SIBLING, SIBLINGS = 0.25, 0.2
ALONE = 0.8  # a sentence that is its whole provision speaks for itself in their stead

# What the matters that two sentences speak of make of their evidence: a factor, e to this times their standing; and
# the strength that two sentences without a common feature have before it. F1 of pairs left out of the fit is flat
# from 0.3 to 0.5.
MEANING, MEANT = 0.4, 0.04
LIKE_MEANT = 0.8  # as `LIKE`, where matters have their say
EXPECTED = 2.0  # the standing that pairs which readers list have; what stands for it where matters say nothing

# Logistic regression on the strength, on how far it stands out in this pair of texts and on its rivals, fitted by
# tests/bench/train_crossref.py on all labelled pairs of texts, each of which weighs alike.
INTERCEPT, SLOPE, STANDING, RIVALS, OPENINGS = -0.3, 0.75, 1.0, -0.72, -0.56
TITLED = 10  # sentences of a text from which the first is taken for a title, and all together for a subject
# A sentence of so many words makes one point; rivals of one twice as long count a quarter, for it makes several. Tried
# with powers 0 to 2.5: mean F1 of pairs left out of the fit .72, .74, .75, .77, .77, .77.
ONE_POINT, SHORTEST, LONGER = 20.0, 8, 2.0
# Two texts whose sentences do not find strong counterparts are unlike, and what they share by chance is no link. The
# mean of the best strengths is .37 to .81 in the labelled pairs; it is .29 (nine of ten below .35) where the first text
# of one is compared with the second of another. Below `LIKE` the odds fall with the sixth power: a third of the links
# stay.
LIKE, UNLIKE = 0.38, 6.0
USUAL_LINKS = 2  # the strength that is usual in a pair of texts: of the last of so many pairs for every sentence
_LEAST = 0.02  # strengths below are alike
_TRIED = 6  # the best of a group of pairs that are looked through for one beside a pair


class Pairs(NamedTuple):
    """Scored pairs of sentences, ascending by (a, b): indices, strength, neighbourhood's part, the evidence's mass.

    `usual` is the strength that much in these texts reaches; `rivals` says for every pair how many stronger ones its
    sentences have (see `rivalry`), `openings` how many of them are the first of their text, which is its title or says
    who met where; `likeness` is the mean strength of the best counterparts that sentences find.
    """

    a: Ints
    b: Ints
    strength: Floats
    support: Floats
    evidence: Floats
    usual: float = _LEAST
    rivals: Floats = np.zeros(1)
    openings: Floats = np.zeros(1)
    likeness: float = 1.0

    def probability(self) -> Floats:
        """What share of careful readers would list each pair."""
        return probability(self.strength, self.usual, self.rivals, self.openings, self.likeness)


def probability(strength: Floats, usual: float, rivals: Floats, openings: Floats, likeness: float = 1.0) -> Floats:
    """The calibrated probability of a strength in a pair of texts where `usual` is reached by much."""
    level = np.log(np.maximum(strength, _LEAST))
    odds = INTERCEPT + SLOPE * level + STANDING * (level - math.log(usual)) + RIVALS * rivals + OPENINGS * openings
    odds += UNLIKE * min(0.0, math.log(max(likeness, _LEAST) / LIKE))
    return np.asarray(1.0 / (1.0 + np.exp(-odds)))


def score_pairs(
    a: Sequence[Unit], b: Sequence[Unit], weigh: Weigher, feedback: Feedback, meaning: Meaning | None = None
) -> Pairs:
    """Weigh the pairs of sentences that may be parallel; the same for `(b, a)`, transposed."""
    if not a or not b:
        nothing = np.zeros(0, np.int64)
        return Pairs(nothing, nothing, np.zeros(0), np.zeros(0), np.zeros(0))
    ia, ib = _candidates(a, b, weigh, feedback)
    mass_a, mass_b = _masses(a, weigh, feedback), _masses(b, weigh, feedback)
    evidence = np.zeros(len(ia))
    for k, (i, j) in enumerate(zip(ia.tolist(), ib.tolist(), strict=True)):
        if k % 100 == 0:
            feedback.step(2 * len(ia) + k, 3 * len(ia))
        evidence[k] = sum(s.weight for s in shared(a[i], b[j], weigh))
    plain = evidence / (mass_a[ia] * mass_b[ib]) ** LENGTH
    trust = 0.0 if meaning is None else meaning.trust
    if meaning is None or trust <= 0:
        plain = plain * math.exp(MEANING * EXPECTED)
    else:
        above = trust * meaning.standing(ia, ib, feedback) + (1 - trust) * EXPECTED
        plain = (plain + trust * MEANT) * np.exp(MEANING * above)
    crowd = _crowding(ia, ib, plain, len(a), len(b), feedback)
    strength = plain / crowd
    factor = neighbourhood(ia, ib, strength, len(b), feedback=feedback)
    own = strength * factor
    full = own + np.minimum(own, _siblings(ia, ib, own, a, b, feedback))
    count = min(len(full), USUAL_LINKS * (len(a) + len(b)))
    usual = max(_LEAST, float(np.partition(full, len(full) - count)[len(full) - count])) if count else _LEAST
    feedback.step(1, 1)
    rivals = rivalry(ia, full, a)
    feedback.step(1, 1)
    rivals += rivalry(ib, full, b)
    likeness = max(_mean_best(ia, full, len(a)), _mean_best(ib, full, len(b)))
    likeness *= (LIKE / LIKE_MEANT) ** trust / math.exp(MEANING * EXPECTED * (1 - trust))
    likeness = LIKE * (max(likeness, _LEAST) / LIKE) ** min(1.0, min(len(a), len(b)) / TITLED)  # of few it says little
    openings = sum(((i == 0) & (len(u) >= TITLED)).astype(np.float64) for i, u in ((ia, a), (ib, b)))
    support = full - np.minimum(own, strength)
    return Pairs(ia, ib, full, support, evidence, usual, rivals, openings, likeness)


def _mean_best(owner: Ints, strength: Floats, count: int) -> float:
    """The mean strength of the best pairs of the sentences at one side."""
    best = np.zeros(count)
    np.maximum.at(best, owner, strength)
    return float(best.mean())


def rivalry(owner: Ints, strength: Floats, units: Sequence[Unit]) -> Floats:
    """How many stronger pairs the sentence at one side of each pair has, dampened; in a long sentence they count less.

    A reader who has found the counterpart of a short sentence looks no further; one of sixty words has several.
    """
    rounded = np.round(strength, 9)
    order = falling(owner, rounded)
    ordered, values = owner[order], rounded[order]
    fresh = np.ones(len(order), bool)
    fresh[1:] = (np.diff(ordered) != 0) | (np.diff(values) != 0)
    first = np.maximum.accumulate(np.where(fresh, np.arange(len(order)), 0))
    stronger = np.zeros(len(order))
    stronger[order] = first - np.searchsorted(ordered, ordered)  # of equals none is stronger
    words = np.array([max(SHORTEST, len(unit.words)) for unit in units], np.float64)
    return np.asarray(np.log1p(stronger * (ONE_POINT / words[owner]) ** LONGER))


def _siblings(ia: Ints, ib: Ints, strength: Floats, a: Sequence[Unit], b: Sequence[Unit], feedback: Feedback) -> Floats:
    """What the other sentences of two provisions add to each pair: provisions match as wholes; at most doubled."""
    pa, pb = (np.array([u.provision for u in units], np.int64) for units in (a, b))
    width = int(max(pa.max(), pb.max(), len(a), len(b))) + 1
    above = _best_other(pa[ia] * width + ib, ia, ia, strength)
    feedback.step(1, 1)
    below = _best_other(ia * width + pb[ib], ib, ib, strength)
    feedback.step(1, 1)
    across = _best_other(pa[ia] * width + pb[ib], ia, ib, strength)
    alone = (np.bincount(pa)[pa[ia]] == 1) & (np.bincount(pb)[pb[ib]] == 1)
    beside = np.where(alone, ALONE * strength, np.maximum(above, below))
    return np.asarray(SIBLING * beside + SIBLINGS * np.where(alone, ALONE * strength, across))


def _best_other(group: Ints, x: Ints, y: Ints, strength: Floats) -> Floats:
    """For each pair the greatest strength of one of its group that differs in both `x` and `y`; 0 without one."""
    order = falling(group, strength)
    ordered = group[order]
    first = np.searchsorted(ordered, group)
    found = np.zeros(len(group))
    open_ = np.ones(len(group), bool)
    for step in range(_TRIED):
        at = np.minimum(first + step, len(order) - 1)
        other = order[at]
        fits = open_ & (first + step < len(order)) & (ordered[at] == group) & (x[other] != x) & (y[other] != y)
        found[fits] = strength[other[fits]]
        open_ &= ~fits
    return found


def _masses(units: Sequence[Unit], weigh: Weigher, feedback: Feedback) -> Floats:
    found = np.zeros(len(units))
    for n, unit in enumerate(units):
        if n % 100 == 0:
            feedback.step(1, 2)
        found[n] = max(FLOOR, weigh.mass(unit))
    return found


def _candidates(a: Sequence[Unit], b: Sequence[Unit], weigh: Weigher, feedback: Feedback) -> tuple[Ints, Ints]:
    if len(a) * len(b) <= EVERY_PAIR:
        return np.repeat(np.arange(len(a)), len(b)), np.tile(np.arange(len(b)), len(a))
    keys: dict[str, int] = {}
    rows_a, rows_b = _rows(a, weigh, keys, feedback), _rows(b, weigh, keys, feedback)
    top = min(max(_BUDGET // (len(a) + len(b)), CANDIDATES[0]), CANDIDATES[1])
    pairs = [np.zeros(0, np.int64)]
    for forth, queries, found in ((True, rows_a, rows_b), (False, rows_b, rows_a)):
        held = np.bincount(found.cols, minlength=len(keys)) if len(found.cols) else np.zeros(len(keys), np.int64)
        asking = queries.only(held[queries.cols] <= PROPOSERS) if len(queries.cols) else queries
        for q, r, _w, done in proposals(asking, transposed(found, len(keys), Stage(feedback, 0, 0)), top):
            pairs.append(q * len(b) + r if forth else r * len(b) + q)
            feedback.step(done, 2 * queries.size)
    packed = united(pairs, feedback)
    return packed // len(b), packed % len(b)


def _rows(units: Sequence[Unit], weigh: Weigher, keys: dict[str, int], feedback: Feedback) -> Rows:
    """The features of sentences as a normalised sparse matrix (columns as numbered in `keys`, which grows)."""
    ptr, cols, vals = array("q", [0]), array("q"), array("d")
    for n, unit in enumerate(units):
        if n % 100 == 0:
            feedback.step(0, 1)
        cells: list[tuple[int, float]] = sorted(
            (keys.setdefault(k, len(keys)), f.strength * weigh(k)) for k, f in unit.features.items()
        )
        cols.extend(c for c, _ in cells)
        vals.extend(v for _, v in cells)
        ptr.append(len(cols))
    return Rows(np.array(ptr), np.array(cols, np.int64), np.array(vals, np.float64)).normalised()


def _crowding(ia: Ints, ib: Ints, plain: Floats, na: int, nb: int, feedback: Feedback) -> Floats:
    """How much each pair's sentences resemble everything, relative to the others: divides the strength."""
    a = _usual_best(ia, plain, na)
    feedback.step(1, 1)
    b = _usual_best(ib, plain, nb)
    feedback.step(1, 1)
    middle = max(1e-9, float(np.mean(np.concatenate((a, b)))))
    return np.asarray((np.maximum(a[ia], 0.1 * middle) * np.maximum(b[ib], 0.1 * middle) / middle**2) ** CROWDING)


def _usual_best(owner: Ints, plain: Floats, count: int) -> Floats:
    order = falling(owner, plain)
    starts = np.searchsorted(owner[order], np.arange(count))
    place = np.arange(len(order)) - starts[owner[order]]
    best = order[place < CROWD]
    return np.bincount(owner[best], plain[best], minlength=count) / CROWD
