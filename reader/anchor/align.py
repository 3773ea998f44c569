"""Which token of the new text is the image of which token of the old one: one to one, moves included.

The method is seed and extend: shingles that are unique in both texts among tokens not yet claimed (twelve tokens
long, then six, four and three), grown as long as the tokens agree. A long run is believed wherever it stands, so that a
moved passage is found; a short one only between the images of its neighbours. What is left is paired by sentence
(`gaps`) and aligned token by token. No token of the new text is ever the image of two: that is what keeps a
lookalike, which is the image of its own original, from attracting the notes of a passage that was deleted.
"""

from __future__ import annotations

import itertools
from array import array

import numpy as np
import numpy.typing as npt

from reader.anchor.tokens import PARAGRAPH, Tokens

Ints = npt.NDArray[np.int64]

LONG_RUN = 9  # tokens: a run of this length is believed out of order too
NEAR = 400  # tokens: how far from its neighbours' images a short run may stand


class Alignment:
    """`image[i]` is the token of the new text that token `i` of the old one became, or -1.

    `exact[i]` is 1 where the token is the same, 0 where one stands for another (a substitution).
    """

    __slots__ = ("exact", "image", "new", "old", "origin")

    def __init__(self, old: Tokens, new: Tokens) -> None:
        self.old = old
        self.new = new
        self.image = array("i", [-1]) * len(old.keys)
        self.origin = array("i", [-1]) * len(new.keys)
        self.exact = bytearray(len(old.keys))

    def claim(self, i: int, j: int, *, same: bool = True) -> None:
        """Say that old token `i` became new token `j`; both must be free."""
        self.image[i] = j
        self.origin[j] = i
        self.exact[i] = same

    def release(self, i: int) -> None:
        """Take a claim back."""
        j = self.image[i]
        if j >= 0:
            self.image[i] = -1
            self.origin[j] = -1
            self.exact[i] = 0


def _windows(keys: Ints, free: npt.NDArray[np.bool_], k: int) -> tuple[Ints, Ints]:
    """Hashes and positions of the windows of `k` tokens that are wholly free."""
    n = len(keys) - k + 1
    if n <= 0:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    total = np.zeros(n, np.uint64)
    whole = np.ones(n, bool)
    for step in range(k):
        # Fibonacci hashing; a collision is harmless, because every seed is compared token by token.
        total = (total ^ (keys[step : step + n].astype(np.uint64) + np.uint64(0x9E37))) * np.uint64(0x9E3779B97F4A7C15)
        total ^= total >> np.uint64(29)
        whole &= free[step : step + n]
    at = np.flatnonzero(whole)
    return total[at].view(np.int64), at


def _seeds(a: tuple[Ints, Ints], b: tuple[Ints, Ints]) -> tuple[Ints, Ints]:
    """Positions of the windows that occur once in each text, in the order of the old one."""

    def once(hashes: Ints, at: Ints) -> tuple[Ints, Ints]:
        values, index, counts = np.unique(hashes, return_index=True, return_counts=True)
        single = counts == 1
        return values[single], at[index[single]]

    va, pa = once(*a)
    vb, pb = once(*b)
    _, ia, ib = np.intersect1d(va, vb, assume_unique=True, return_indices=True)
    pa, pb = pa[ia], pb[ib]
    order = np.argsort(pa, kind="stable")
    return pa[order], pb[order]


def _grow(al: Alignment, i: int, j: int) -> tuple[int, int, int]:
    """The longest run of equal free tokens through the pair `(i, j)`: its starts and its length."""
    a, b, image, origin = al.old.keys, al.new.keys, al.image, al.origin
    i0, j0 = i, j
    while i0 > 0 and j0 > 0 and a[i0 - 1] == b[j0 - 1] and image[i0 - 1] < 0 and origin[j0 - 1] < 0:
        i0 -= 1
        j0 -= 1
    n, top = i - i0, min(len(a) - i0, len(b) - j0)
    while n < top and a[i0 + n] == b[j0 + n] and image[i0 + n] < 0 and origin[j0 + n] < 0:
        n += 1
    return i0, j0, n


def _neighbour(values: array[int], i: int, step: int, limit: int = 64) -> int | None:
    """The first claimed image from `i` in the direction `step`, looking at most `limit` tokens far."""
    end = len(values)
    for _ in range(limit):
        i += step
        if not 0 <= i < end:
            return None
        if values[i] >= 0:
            return values[i]
    return None


def _in_order(al: Alignment, i: int, j: int, n: int) -> bool:
    """Whether the run stands where its neighbours' images say that it should."""
    left = _neighbour(al.image, i, -1)
    right = _neighbour(al.image, i + n - 1, 1)
    if left is None and right is None:
        return (i < 64 and j < 64) or len(al.old.keys) - i < 64
    ok_left = left is not None and 0 < j - left < NEAR
    ok_right = right is not None and 0 < right - j < NEAR
    if left is not None and right is not None:
        return (ok_left and ok_right) or ((ok_left or ok_right) and not left < right < left + NEAR)
    return ok_left or ok_right


def seed_and_extend(al: Alignment) -> None:
    """Claim every run that a unique shingle vouches for; see the module's page for the rules."""
    ka, kb = np.asarray(al.old.keys, np.int64), np.asarray(al.new.keys, np.int64)
    for k, anywhere in ((12, LONG_RUN), (6, LONG_RUN), (4, LONG_RUN), (4, LONG_RUN), (3, 10**9)):
        fa = np.frombuffer(al.image, np.int32) < 0
        fb = np.frombuffer(al.origin, np.int32) < 0
        seeds = _seeds(_windows(ka, fa, k), _windows(kb, fb, k))
        for i, j in zip(seeds[0].tolist(), seeds[1].tolist(), strict=True):
            if al.image[i] >= 0 or al.origin[j] >= 0 or al.old.keys[i] != al.new.keys[j]:
                continue
            i0, j0, n = _grow(al, i, j)
            if n >= k and (n >= anywhere or _in_order(al, i0, j0, n)):
                for t in range(n):
                    al.claim(i0 + t, j0 + t)


def runs(al: Alignment) -> list[tuple[int, int, int]]:
    """The alignment as maximal runs `(old, new, length)` of consecutive exact claims, in the order of the old text."""
    found: list[tuple[int, int, int]] = []
    image, exact = al.image, al.exact
    i, n = 0, len(image)
    while i < n:
        if image[i] < 0 or not exact[i]:
            i += 1
            continue
        j, start = image[i], i
        while i < n and exact[i] and image[i] == j + i - start:
            i += 1
        found.append((start, j, i - start))
    return found


def _agree(keys: list[int], i: int, far: int, step: int) -> int:
    """How far the border at `i` can move by `step` while the tokens at both ends of the gap agree."""
    moved = 0
    while moved < 200:
        a, b = (i - 1 - moved, far - 1 - moved) if step < 0 else (i + moved, far + moved)
        if min(a, b) < 0 or max(a, b) >= len(keys) or keys[a] != keys[b]:
            break
        moved += 1
    return moved


def slide(al: Alignment) -> None:
    """Move the borders of deletions, insertions and moves to where a sentence or a paragraph begins.

    Old "P X Q", new "P Q": when X and Q begin with the same words, growing P claims them for X. The same words
    can as well be Q's: of all equivalent borders the one at the strongest break is taken (ties: the present one).
    """
    for by_new in (True, False):
        found = runs(al)
        if by_new:
            found.sort(key=lambda r: r[1])
        for (i1, j1, n1), (i2, j2, n2) in itertools.pairwise(found):
            if by_new and j1 + n1 == j2 and i1 + n1 != i2:
                _slide_one(al, (i1 + n1, i2), j2, (n1, n2), by_new=True)
            elif not by_new and i1 + n1 == i2 and j1 + n1 != j2:
                _slide_one(al, (j1 + n1, j2), i2, (n1, n2), by_new=False)


def _slide_one(al: Alignment, gap: tuple[int, int], at: int, sizes: tuple[int, int], *, by_new: bool) -> None:
    """Two runs touch at token `at` of one text and stand apart at `gap` in the other: choose the border."""
    tokens, other = (al.old, al.new) if by_new else (al.new, al.old)
    values = al.image if by_new else al.origin
    near, far = gap
    left = min(_agree(tokens.keys, near, far, -1), sizes[0] - 1)
    right = min(_agree(tokens.keys, near, far, 1), sizes[1] - 1)
    left = next((t for t in range(left) if values[far - 1 - t] >= 0), left)
    right = next((t for t in range(right) if values[near + t] >= 0), right)

    def strength(s: int) -> tuple[int, int]:
        total = other.breaks[at + s] if at + s < len(other.breaks) else PARAGRAPH
        for place in (near + s, far + s):
            total += tokens.breaks[place] if place < len(tokens.breaks) else PARAGRAPH
        return total, -abs(s)

    best = max(range(-left, right + 1), key=strength)
    if best == 0 or strength(best)[0] <= strength(0)[0]:
        return
    if best < 0:
        moves = [(near - 1 - t, far - 1 - t) for t in range(-best)]
    else:
        moves = [(far + t, near + t) for t in range(best)]
    for source, target in moves:
        partner = values[source]
        if by_new:
            al.release(source)
            al.claim(target, partner)
        else:
            al.release(partner)
            al.claim(partner, target)
