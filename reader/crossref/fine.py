"""A second look at the closest passages: parts of words and words side by side.

Character n-grams meet where a stemmer does not (compounds, other languages, spellings), pairs of neighbouring words
where a phrase was kept. Each by itself retrieves worse than words nearly everywhere, and together better than any
(tests/bench/retrieval): .205 to .216 of the cross-references of a New Testament, .82 to .88 of its verses in another
German version.
"""

from __future__ import annotations

import numpy as np

from reader.crossref.sparse import Bits, Floats, Ints, Rows, dots, ranges, united
from reader.crossref.words import FIRST_DENSE
from reader.errors import Feedback

GRAM = 4  # characters of a part of a word, the space on either side among them
PARTS, PHRASES = 0.5, 0.2  # what the two count against whole words
BACKGROUND = 2.0  # imagined ordinary passages that the counts are mixed with
FUNCTION = 0.2  # a word in such a share of ordinary passages tells nothing
_AT_ONCE = 2_000  # passages that are taken apart between two signs of life
_TABLE = 4_000_000  # cells of the table of products: 32 MB


class Fine:
    """Two lists of passages by the parts of their words and by their neighbouring words."""

    def __init__(self, whole: Rows, masses: Floats, width: int, cut: int) -> None:
        """The passages from `cut` on are the candidates; with 0 they are the queries too."""
        self._width = width
        self._a = self._b = whole
        self._mass_a = self._mass_b = 1.0 + masses
        if cut:
            at = int(whole.ptr[cut])
            self._a = Rows(whole.ptr[: cut + 1], whole.cols[:at], whole.vals[:at])
            self._b = Rows(whole.ptr[cut:] - at, whole.cols[at:], whole.vals[at:])
            self._mass_a, self._mass_b = self._mass_a[:cut], self._mass_b[cut:]

    @classmethod
    def of(cls, words: list[str], flat: Ints, lengths: Ints, cut: int, usual: Floats, feedback: Feedback) -> Fine:
        """From the numbers of words, passage after passage, of which `cut` are queries (0: all are both).

        `usual` is the share of ordinary passages that hold each word: neither a part nor a pair of such words counts.
        """
        telling = usual < FUNCTION
        parts, many = _parts(words, flat, lengths, telling, feedback)
        pairs, more = _pairs(flat, lengths, len(words), telling, feedback)
        masses = PARTS * (parts.lengths() > 0) + PHRASES * (pairs.lengths() > 0)
        if cut:
            pairs, more = _met(pairs, more)
        return cls(_beside(parts, pairs, many), masses, many + more, cut)

    def blended(self, q: Ints, c: Ints, words: Floats, feedback: Feedback) -> Floats:
        """The similarity of pairs, `q` ascending, from that of their words; 1 for equal passages."""
        seen = dots(self._a, self._b, q, c, self._width, feedback, _TABLE)
        return np.asarray((words + seen) / np.sqrt(self._mass_a[q] * self._mass_b[c]))


def _parts(words: list[str], flat: Ints, lengths: Ints, telling: Bits, feedback: Feedback) -> tuple[Rows, int]:
    """A row a passage of the parts of its words."""
    ids: dict[str, int] = {}
    cells: list[int] = []
    ptr = [0]
    for word, kept in zip(words, telling.tolist(), strict=True):
        if kept and word[-1:] != "-":
            cells += {ids.setdefault(part, len(ids)) for part in _parts_of(word)}
        ptr.append(len(cells))
    bounds = np.array(ptr, np.int64)
    starts, sizes = bounds[:-1], bounds[1:] - bounds[:-1]
    grams = np.array(cells, np.int64)
    ends = np.concatenate(([0], np.cumsum(lengths)))
    blocks: list[Ints] = []
    width = max(1, len(ids))
    for first in range(0, len(lengths), _AT_ONCE):
        feedback.step(0, 1)
        last = min(len(lengths), first + _AT_ONCE)
        own = flat[ends[first] : ends[last]]
        owners = np.repeat(np.arange(first, last), lengths[first:last])
        packed = np.repeat(owners, sizes[own]) * width + grams[ranges(starts[own], sizes[own])]
        blocks.append(united([packed], feedback))
    packed = np.concatenate(blocks) if blocks else np.zeros(0, np.int64)
    return _weighed(packed // width, packed % width, len(lengths), width, PARTS, 0.02), width


def _parts_of(word: str) -> list[str]:
    """The parts of a word: single characters where two make a word already (Chinese)."""
    if word[0] >= FIRST_DENSE:
        return list(word)
    padded = f" {word} "
    return [padded[i : i + GRAM] for i in range(max(1, len(padded) - GRAM + 1))]


def _pairs(flat: Ints, lengths: Ints, count: int, telling: Bits, feedback: Feedback) -> tuple[Rows, int]:
    """A row a passage of its neighbouring words, two by two."""
    owners = np.repeat(np.arange(len(lengths)), lengths)
    if len(flat) < 2:
        return Rows(np.zeros(len(lengths) + 1, np.int64), np.zeros(0, np.int64), np.zeros(0)), 1
    inside = (owners[1:] == owners[:-1]) & (telling[flat[1:]] | telling[flat[:-1]])
    codes = (flat[:-1] * count + flat[1:])[inside]
    kinds, numbers = np.unique(codes, return_inverse=True)
    feedback.step(0, 1)
    width = max(1, len(kinds))
    packed = united([owners[:-1][inside] * width + numbers], feedback)
    return _weighed(packed // width, packed % width, len(lengths), width, PHRASES, 0.005), width


def _met(rows: Rows, width: int) -> tuple[Rows, int]:
    """Rows without what one passage alone holds, which meets nothing: it counted in the length, that was all."""
    held = np.bincount(rows.cols, minlength=width) > 1
    narrow = np.cumsum(held) - 1
    kept = rows.only(held[rows.cols])
    return Rows(kept.ptr, narrow[kept.cols], kept.vals), max(1, int(held.sum()))


def _weighed(owners: Ints, cols: Ints, count: int, width: int, share: float, usual: float) -> Rows:
    """Rows by rarity, each of length `share` ** 0.5; `usual` is the share of ordinary passages that hold a column."""
    df = np.bincount(cols, minlength=width)
    rare = np.maximum(0.0, np.log((count + BACKGROUND) / (df + BACKGROUND * usual)))
    ptr = np.concatenate(([0], np.cumsum(np.bincount(owners, minlength=count)))).astype(np.int64)
    rows = Rows(ptr, cols, rare[cols]).normalised()
    return rows.with_values(rows.vals * share**0.5)


def _beside(a: Rows, b: Rows, shift: int) -> Rows:
    """The cells of two matrices of equal height in one, the second's columns after the first's."""
    owners = np.concatenate((a.owners(), b.owners()))
    order = np.argsort(owners, kind="stable")
    cols, vals = np.concatenate((a.cols, b.cols + shift)), np.concatenate((a.vals, b.vals))
    return Rows(a.ptr + b.ptr, cols[order], vals[order])
