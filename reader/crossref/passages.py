"""One index over every provision of a collection: where a text touches it, without reading any other text.

A word weighs by its rarity in the collection, so that set phrases, which stand in every treaty, neither propose a
passage nor lift its score. Only words in few passages propose (as in `parallels`): the work grows with what is rare.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from reader.crossref.sparse import Floats, Ints
from reader.crossref.tables import Table

PROPOSERS = 400  # only words in at most so many passages propose one
LEAST = 0.12  # similarity from which two provisions are said to touch
TOUCHES = 8  # places that are kept for a text
NAMES = 2.0  # what a shared name weighs against a word as rare: it holds across wordings and languages
EVIDENCE = 2  # rare words or names that two provisions must share: one alone is chance in a large collection


class Touch(NamedTuple):
    """Provision `a` of the text in hand is near to provision `b` of the other; 0 to 1."""

    a: int
    b: int
    score: float


class Near(NamedTuple):
    """A text of the collection by its place in it: how near it is, 0 to 1, and where it touches, best first."""

    at: int
    score: float
    touches: tuple[Touch, ...]


class _Field:
    """Words or names of all passages, by term and by passage."""

    def __init__(self, tables: Sequence[Table], total: int) -> None:
        terms = np.concatenate([np.zeros(0, np.uint32), *(t.terms for t in tables)])
        counts = np.concatenate([np.zeros(0, np.uint8), *(t.counts for t in tables)])
        sizes = np.concatenate([np.zeros(0, np.int64), *(np.diff(t.starts.astype(np.int64)) for t in tables)])
        self.starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])
        order, first = grouped(terms)
        self.known = terms[order[first]]
        self.bounds = np.append(first, len(terms)).astype(np.int64)
        self.df = np.diff(self.bounds)
        self.rarity = np.log1p(total / np.maximum(1, self.df)).astype(np.float32)
        self.owners = np.repeat(np.arange(total, dtype=np.int32), sizes)[order]  # passages by term
        self.at = np.empty(len(terms), np.int32)  # terms by passage, as places among the known
        self.at[order] = np.repeat(np.arange(len(self.known), dtype=np.int32), self.df)
        self.weights = _weights(counts) * self.rarity[self.at] if len(terms) else np.zeros(0, np.float32)

    def squares(self, total: int) -> Floats:
        """The sum of squared weights of each passage."""
        whole = np.concatenate([[0.0], np.cumsum(self.weights.astype(np.float64) ** 2)])
        return np.asarray(whole[self.starts[1:]] - whole[self.starts[:-1]])

    def asked(self, table: Table, total: int) -> tuple[NDArray[np.int64], Floats]:
        """The terms of a text: the place of each among the known (-1: unknown), and its weight."""
        if not len(self.known):
            weights = np.asarray(_weights(table.counts) * np.log1p(total), np.float64)
            return np.full(len(table.terms), -1), weights
        at = np.minimum(np.searchsorted(self.known, table.terms), len(self.known) - 1)
        met = self.known[at] == table.terms
        rarity = np.where(met, self.rarity[at], np.log1p(total))
        return np.where(met, at, -1), np.asarray(_weights(table.counts) * rarity, np.float64)

    def dots(self, at: NDArray[np.int64], weights: Floats, passages: Ints) -> Floats:
        """The products of one passage (`at`, `weights`) with each of `passages`."""
        wanted = np.zeros(len(self.known) + 1, np.float32)
        wanted[at] = weights
        wanted[-1] = 0.0  # where `at` is -1: unknown words meet nothing
        sizes = self.starts[passages + 1] - self.starts[passages]
        ends = np.cumsum(sizes)
        if not len(ends) or not ends[-1]:
            return np.zeros(len(passages))
        run = np.arange(ends[-1]) + np.repeat(self.starts[passages] - (ends - sizes), sizes)
        whole = np.concatenate([[0.0], np.cumsum(wanted[self.at[run]] * self.weights[run], dtype=np.float64)])
        return np.asarray(whole[ends] - whole[ends - sizes])


class Passages:
    """The index; made once for a collection, asked for many texts."""

    def __init__(self, words: Sequence[Table], names: Sequence[Table]) -> None:
        """`words` and `names` are tables of the same texts in the same order."""
        counts = np.array([t.passages for t in words], np.int64)
        self.texts = len(words)
        self.total = int(counts.sum())
        self.first = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
        self._fields = ((_Field(words, self.total), 1.0), (_Field(names, self.total), NAMES))
        squares = sum((field.squares(self.total) * factor**2 for field, factor in self._fields), np.zeros(self.total))
        self._length = np.sqrt(np.maximum(squares, 1e-9))

    def near(self, words: Table, names: Table, *, skip: Sequence[int] = ()) -> list[Near]:
        """The texts that touch a text, best first; those whose indices are in `skip` are left out."""
        if not self.total or not words.passages:
            return []
        asked = [field.asked(table, self.total) for (field, _), table in zip(self._fields, (words, names), strict=True)]
        bounds = [table.starts.astype(np.int64) for table in (words, names)]
        mine, its, scores = [], [], []
        for p in range(words.passages):
            runs = [slice(int(b[p]), int(b[p + 1])) for b in bounds]
            found = self._candidates([at[run] for (at, _), run in zip(asked, runs, strict=True)])
            if not len(found):
                continue
            length, sums = 0.0, np.zeros(len(found))
            for (field, factor), (at, weights), run in zip(self._fields, asked, runs, strict=True):
                length += factor**2 * float(np.sum(weights[run] ** 2))
                sums = sums + factor**2 * field.dots(at[run], weights[run], found)
            score = sums / (np.sqrt(max(length, 1e-9)) * self._length[found])
            kept = score >= LEAST
            mine.append(np.full(int(kept.sum()), p))
            its.append(found[kept])
            scores.append(np.minimum(score[kept], 1.0))
        if not mine:
            return []
        return self._by_text(np.concatenate(mine), np.concatenate(its), np.concatenate(scores), frozenset(skip))

    def _candidates(self, terms: Sequence[NDArray[np.int64]]) -> Ints:
        """The passages that share enough rare words or names with one."""
        runs = [np.zeros(0, np.int32)]
        for (field, _), at in zip(self._fields, terms, strict=True):
            for place in at[at >= 0].tolist():
                if field.df[place] <= PROPOSERS:
                    runs.append(field.owners[field.bounds[place] : field.bounds[place + 1]])
        found, shared = np.unique(np.concatenate(runs), return_counts=True)
        return np.asarray(found[shared >= EVIDENCE], np.int64)

    def _by_text(self, mine: Ints, its: Ints, scores: Floats, skip: frozenset[int]) -> list[Near]:
        owner = np.searchsorted(self.first, its, side="right") - 1
        order = np.lexsort((its, mine, -scores, owner))
        found: dict[int, list[Touch]] = {}
        for i in order.tolist():
            k = int(owner[i])
            if k not in skip:
                found.setdefault(k, []).append(
                    Touch(int(mine[i]) + 1, int(its[i] - self.first[k]) + 1, round(float(scores[i]), 4))
                )
        near = [Near(k, _joint(touches), tuple(touches[:TOUCHES])) for k, touches in found.items()]
        return sorted(near, key=lambda n: (-n.score, n.at))


def grouped(terms: NDArray[np.uint32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The order that sorts terms (stable), and where each begins in it; packed numbers sort four times as fast."""
    packed = np.sort((terms.astype(np.uint64) << np.uint64(32)) | np.arange(len(terms), dtype=np.uint64))
    found = (packed >> np.uint64(32)).astype(np.uint32)
    first = np.flatnonzero(np.append(True, found[1:] != found[:-1])) if len(found) else np.zeros(0, np.int64)
    return (packed & np.uint64(0xFFFFFFFF)).astype(np.int64), first


def _weights(counts: NDArray[np.uint8]) -> NDArray[np.float32]:
    return (1.0 + np.log(np.maximum(1, counts))).astype(np.float32)


def _joint(touches: Sequence[Touch]) -> float:
    """How near two texts are by where they touch: each further place closes a part of what is left to 1."""
    left, seen_a, seen_b = 1.0, set(), set()
    for touch in touches:
        if touch.a not in seen_a and touch.b not in seen_b:
            seen_a.add(touch.a)
            seen_b.add(touch.b)
            left *= 1.0 - 0.9 * touch.score**2  # one place nearly alike says more than many that are faintly so
    return round(1.0 - left, 4)
