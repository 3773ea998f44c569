"""Sparse vectors over one vocabulary and the few products that the engine needs, in plain numpy.

A full product of 31,000 by 31,000 passages costs 2,800 million multiply-adds, nearly all of them for words that
are everywhere. So words that stand in few passages propose candidates (25 million), and only candidates are
multiplied out in full.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from reader.errors import Feedback

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bits = NDArray[np.bool_]

_BLOCK = 500_000  # multiply-adds between two signs of life: about 50 ms
_WEIGHT_MASK = (1 << 22) - 1
_SCALE = 1 << 20  # fixed-point unit of a product while it is summed: sums do not depend on their order


class Rows(NamedTuple):
    """Rows of a sparse matrix: row i holds `cols[ptr[i]:ptr[i + 1]]` (ascending) with weights `vals`."""

    ptr: Ints
    cols: Ints
    vals: Floats

    @property
    def size(self) -> int:
        """How many rows there are."""
        return len(self.ptr) - 1

    def lengths(self) -> Ints:
        """How many columns each row holds."""
        return np.diff(self.ptr)

    def with_values(self, vals: Floats) -> Rows:
        """The same cells with other weights."""
        return Rows(self.ptr, self.cols, vals)

    def owners(self) -> Ints:
        """The row of each cell."""
        return np.repeat(np.arange(self.size), self.lengths())

    def normalised(self) -> Rows:
        """Each row scaled to length 1 (empty rows stay empty)."""
        norms = np.sqrt(np.bincount(self.owners(), self.vals**2, minlength=self.size))
        norms[norms == 0] = 1.0
        return self.with_values(self.vals / norms[self.owners()])

    def only(self, keep: NDArray[np.bool_]) -> Rows:
        """The rows with the cells where `keep` holds."""
        left = np.bincount(self.owners()[keep], minlength=self.size)
        return Rows(np.concatenate(([0], np.cumsum(left))), self.cols[keep], self.vals[keep])


def rows_of(flat: Ints, lengths: Ints) -> Rows:
    """Count the terms of bags that follow one another in `flat`: one row a bag, columns ascending."""
    owners = np.repeat(np.arange(len(lengths)), lengths)
    width = int(flat.max()) + 1 if len(flat) else 1
    packed, counts = np.unique(owners * width + flat, return_counts=True)
    per_row = np.bincount(packed // width, minlength=len(lengths))
    ptr = np.concatenate(([0], np.cumsum(per_row))).astype(np.int64)
    return Rows(ptr, packed % width, counts.astype(np.float64))


def transposed(rows: Rows, width: int, feedback: Feedback | None = None) -> Rows:
    """The posting lists: for each column, the rows that hold it, ascending."""
    counts = np.bincount(rows.cols, minlength=width) if len(rows.cols) else np.zeros(width, np.int64)
    ptr = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
    owners, free = rows.owners(), ptr[:-1].copy()
    found, vals = np.empty_like(owners), np.empty_like(rows.vals)
    for first in range(0, len(owners), _BLOCK):  # block by block: one sort of all cells takes a third of a second
        if feedback is not None:
            feedback.step(first, len(owners))
        cols = rows.cols[first : first + _BLOCK]
        order = np.argsort(cols, kind="stable")
        ordered = cols[order]
        starts = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
        lengths = np.diff(np.append(starts, len(ordered)))
        at = ranges(free[ordered[starts]], lengths)
        found[at] = owners[first + order]
        vals[at] = rows.vals[first + order]
        free[ordered[starts]] += lengths
    return Rows(ptr, found, vals)


def ranges(starts: Ints, lengths: Ints) -> Ints:
    """All the integers of the runs `starts[i] … starts[i] + lengths[i]`, one run after the other."""
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    return np.asarray(np.arange(total) + np.repeat(starts - (ends - lengths), lengths))


def falling(owners: Ints, values: Floats) -> Ints:
    """The order by owner, then by falling value, then by place: as `np.lexsort((-values, owners))`, in half the time.

    Owners times their number must stay below 2 ** 63.
    """
    best = np.argsort(-values, kind="stable")
    count = max(1, len(best))
    place = np.empty_like(best)
    place[best] = np.arange(len(best))
    packed = owners * count + place
    packed.sort()
    return np.asarray(best[packed % count])


def united(parts: Sequence[Ints], feedback: Feedback) -> Ints:
    """The different numbers of all parts, ascending (`np.unique`, but heard in between)."""
    packed = np.concatenate(parts)
    packed.sort()
    feedback.step(0, 1)
    new = np.ones(len(packed), bool)
    np.not_equal(packed[1:], packed[:-1], out=new[1:])
    return packed[new]


def proposals(queries: Rows, postings: Rows, top: int) -> Iterator[tuple[Ints, Ints, Floats, int]]:
    """For every query the `top` rows that share most weight with it, block by block of queries.

    Yields `(query, row, shared weight, queries done)` with queries ascending and, within a query, the weight
    descending, ties by row number. `postings` is the transposed matrix of the rows to be found.
    """
    posting_lengths = postings.lengths()
    cell_cost = posting_lengths[queries.cols] if len(queries.cols) else np.zeros(0, np.int64)
    cost = np.concatenate(([0], np.cumsum(cell_cost)))[queries.ptr]
    first = 0
    while first < queries.size:
        last = int(np.searchsorted(cost, cost[first] + _BLOCK, side="right")) - 1
        last = min(max(last, first + 1), queries.size, first + 60_000)
        lo, hi = int(queries.ptr[first]), int(queries.ptr[last])
        terms, lengths = queries.cols[lo:hi], cell_cost[lo:hi]
        cells = ranges(postings.ptr[terms], lengths)
        owners = np.repeat(np.arange(first, last), np.diff(queries.ptr[first : last + 1]))
        found = _summed(
            np.repeat(owners - first, lengths),
            postings.cols[cells],
            np.repeat(queries.vals[lo:hi], lengths) * postings.vals[cells],
        )
        q, r, w = _best(*found, top)
        yield q + first, r, w, last
        first = last


def _summed(q: Ints, r: Ints, w: Floats) -> tuple[Ints, Ints, Floats]:
    """Sum the weights of equal (query, row) pairs, by one sort of packed integers."""
    if not len(q):
        return q, r, w
    width = int(r.max()) + 1
    pair = q * width + r
    fixed = np.minimum((w * _SCALE).astype(np.int64), _WEIGHT_MASK)
    packed = (pair << 22) | fixed
    packed.sort()
    pair = packed >> 22
    starts = np.flatnonzero(np.concatenate(([True], pair[1:] != pair[:-1])))
    sums = np.add.reduceat(packed & (_WEIGHT_MASK), starts)
    return pair[starts] // width, pair[starts] % width, sums / _SCALE


def _best(q: Ints, r: Ints, w: Floats, top: int) -> tuple[Ints, Ints, Floats]:
    """The `top` heaviest rows of each query, heaviest first."""
    if not len(q):
        return q, r, w
    # One sort of packed integers (16 bits of query, 22 of weight, 25 of row) is ten times faster than a lexsort.
    fixed = _WEIGHT_MASK - np.minimum((w * _SCALE).astype(np.int64), _WEIGHT_MASK)
    packed = (q << 47) | (fixed << 25) | r
    packed.sort()
    q = packed >> 47
    starts = np.flatnonzero(np.concatenate(([True], q[1:] != q[:-1])))
    place = np.arange(len(q)) - np.repeat(starts, np.diff(np.append(starts, len(q))))
    packed = packed[place < top]
    weight = (_WEIGHT_MASK - ((packed >> 25) & _WEIGHT_MASK)) / _SCALE
    return packed >> 47, packed & ((1 << 25) - 1), weight


def dots(a: Rows, b: Rows, ia: Ints, ib: Ints, width: int, feedback: Feedback, cells_at_once: int = 400_000) -> Floats:
    """The product of row `ia[k]` of `a` with row `ib[k]` of `b`, for each k; `ia` must ascend."""
    out = np.zeros(len(ia))
    lengths = b.lengths()[ib]
    cost = np.concatenate(([0], np.cumsum(lengths)))
    rows_at_once = max(1, cells_at_once // max(1, width))  # a table of a few MB stays in the cache
    first = 0
    table = np.zeros(min(rows_at_once, a.size) * width)  # kept from block to block, and wiped where it was written on
    while first < len(ia):
        by_rows = int(np.searchsorted(ia, ia[first] + rows_at_once))
        by_cost = int(np.searchsorted(cost, cost[first] + _BLOCK, side="right")) - 1
        last = max(first + 1, min(by_rows, by_cost))
        feedback.step(last, len(ia))
        base, end = int(ia[first]), int(ia[last - 1]) + 1
        lo, hi = int(a.ptr[base]), int(a.ptr[end])
        owner = np.repeat(np.arange(end - base), np.diff(a.ptr[base : end + 1]))
        written = owner * width + a.cols[lo:hi]
        if (end - base) * width > len(table):
            table = np.zeros((end - base) * width)
        table[written] = a.vals[lo:hi]
        part = lengths[first:last]
        cells = ranges(b.ptr[ib[first:last]], part)
        at = np.repeat((ia[first:last] - base) * width, part) + b.cols[cells]
        product = table[at] * b.vals[cells]
        table[written] = 0.0
        out[first:last] = np.bincount(np.repeat(np.arange(last - first), part), product, minlength=last - first)
        first = last
    return out
