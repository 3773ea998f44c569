"""What seeds leave: sentences of the old text paired with rewritten or moved sentences of the new one.

A sentence most of whose tokens are claimed belongs to the sentence that holds their images. Any other is compared,
by the weight of the words that both still have free, with the open sentences between its neighbours' images, and
with those anywhere that share a rare word; the best pairs are taken first, each sentence once. Inside a pair the
tokens that are left are aligned with Levenshtein's distance.
"""

from __future__ import annotations

import itertools
import math
from array import array
from collections import Counter, defaultdict
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from reader.anchor.align import Alignment
from reader.anchor.tokens import Tokens

IN_PLACE = 0.28  # share of the free weight that must agree where the neighbours say so …
MOVED = 0.52  # … and anywhere else; below it two sentences of one genre look alike by chance
RARE = 24  # a word in more open sentences than this proposes no candidate


class Segment(NamedTuple):
    """Tokens `[start, end)` of one sentence."""

    start: int
    end: int


def segments(tokens: Tokens, least: int = 3) -> tuple[list[Segment], array[int]]:
    """The sentences of a token run (short ones joined to what follows), and the sentence of every token."""
    found: list[Segment] = []
    of = array("I", [0]) * len(tokens.keys)
    start = 0
    breaks, n = tokens.breaks, len(tokens.keys)
    for i in range(1, n + 1):
        if i == n or breaks[i] == 2 or (breaks[i] and i - start >= least):
            for t in range(start, i):
                of[t] = len(found)
            found.append(Segment(start, i))
            start = i
    return found, of


def weights(tokens: Tokens, size: int) -> list[float]:
    """What each key weighs: the rarer in the text, the more (`size` is the vocabulary's)."""
    counts = Counter(tokens.keys)
    total = len(tokens.keys) or 1
    top = math.log(total + 1)
    out = [top] * size
    for key, count in counts.items():
        out[key] = 0.15 + math.log((total + 1) / count)
    return out


class _Side(NamedTuple):
    segments: list[Segment]
    of: array[int]
    claimed: list[float]  # the share of each sentence's tokens that is claimed


def _side(tokens: Tokens, image: array[int]) -> _Side:
    found, of = segments(tokens)
    return _Side(found, of, [sum(image[t] >= 0 for t in range(s.start, s.end)) / (s.end - s.start) for s in found])


def _partners(al: Alignment, a: _Side, b: _Side) -> list[int]:
    """The sentence of the new text that holds most of each old sentence's images, or -1."""
    out = []
    for s, share in zip(a.segments, a.claimed, strict=True):
        votes = Counter(b.of[al.image[t]] for t in range(s.start, s.end) if al.image[t] >= 0) if share else None
        best = votes.most_common(1)[0] if votes else None
        out.append(best[0] if best and (share >= 0.4 or best[1] >= 4) else -1)
    return out


def _free(tokens: Tokens, image: array[int], s: Segment) -> Counter[int]:
    return Counter(tokens.keys[t] for t in range(s.start, s.end) if image[t] < 0)


def _overlap(a: Counter[int], b: Counter[int], weight: list[float]) -> float:
    """The weight of what two bags share, as a share of the heavier bag (0 to 1)."""
    shared = sum(weight[k] * min(n, b[k]) for k, n in a.items() if k in b)
    if not shared:
        return 0.0
    return shared / max(sum(weight[k] * n for k, n in a.items()), sum(weight[k] * n for k, n in b.items()))


def pair_sentences(al: Alignment, weight: list[float]) -> list[tuple[Segment, Segment]]:
    """The sentence pairs inside which what is left is to be aligned, one old sentence at most once."""
    a, b = _side(al.old, al.image), _side(al.new, al.origin)
    partner = _partners(al, a, b)
    open_b = [t for t, share in enumerate(b.claimed) if share < 0.5]
    bags_b = {t: _free(al.new, al.origin, b.segments[t]) for t in open_b}
    index: dict[int, list[int]] = defaultdict(list)
    for t, bag in bags_b.items():
        for key in bag:
            index[key].append(t)
    proposals: list[tuple[float, int, int]] = []
    before = _previous(partner)
    after = _previous(partner[::-1])[::-1]
    for s, share in enumerate(a.claimed):
        if share >= 0.5 or partner[s] >= 0:
            continue
        bag = _free(al.old, al.image, a.segments[s])
        low, high = before[s], after[s]
        near: set[int] = set()
        if low < 0 <= high:
            near = {t for t in range(max(0, high - 8), high) if t in bags_b}
        elif high < 0 <= low:
            near = {t for t in range(low + 1, low + 9) if t in bags_b}
        elif 0 <= low < high:
            near = {t for t in range(low + 1, min(high, low + 40)) if t in bags_b}
        elif low < 0 and high < 0:
            near = set(open_b[:40])
        far = {t for key in bag for t in (index[key] if 0 < len(index.get(key, ())) <= RARE else ())}
        for t in near | far:
            score = _overlap(bag, bags_b[t], weight)
            if score >= (IN_PLACE if t in near else MOVED):
                proposals.append((score + (0.15 if t in near else 0.0), s, t))
    proposals.sort(key=lambda p: (-p[0], p[1], p[2]))
    taken: set[int] = set()
    for _, s, t in proposals:
        if partner[s] < 0 and t not in taken:
            partner[s] = t
            taken.add(t)
    return [(a.segments[s], b.segments[t]) for s, t in enumerate(partner) if t >= 0 and a.claimed[s] < 1.0]


def _previous(partner: list[int]) -> list[int]:
    """For each place the nearest paired value before it, or -1."""
    out, last = [], -1
    for value in partner:
        out.append(last)
        if value >= 0:
            last = value
    return out


def align_pair(al: Alignment, a: Segment, b: Segment) -> None:
    """Claim the tokens of two paired sentences that are still free, gap by gap between the claims that they have."""
    anchors = [(a.start - 1, b.start - 1)]
    for i in range(a.start, a.end):
        j = al.image[i]
        if b.start <= j < b.end and j > anchors[-1][1]:
            anchors.append((i, j))
    anchors.append((a.end, b.end))
    for (i0, j0), (i1, j1) in itertools.pairwise(anchors):
        _align_gap(al, i0 + 1, i1, j0 + 1, j1)


def _align_gap(al: Alignment, i0: int, i1: int, j0: int, j1: int) -> None:
    if i0 >= i1 or j0 >= j1:
        return
    old, new = al.old.keys[i0:i1], al.new.keys[j0:j1]
    for op in Levenshtein.opcodes(old, new):
        if op.tag not in ("equal", "replace"):
            continue
        for step in range(op.src_end - op.src_start):
            i, j = i0 + op.src_start + step, j0 + op.dest_start + step
            if al.image[i] < 0 and al.origin[j] < 0:
                al.claim(i, j, same=op.tag == "equal")


def fill(al: Alignment, weight: list[float]) -> None:
    """Pair the sentences and align what is left inside each pair."""
    for a, b in pair_sentences(al, weight):
        align_pair(al, a, b)
