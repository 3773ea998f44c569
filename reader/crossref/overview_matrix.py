"""Provision × provision: how strongly each pair of two texts is linked, in as few cells as can be looked at."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Iterator

from reader.crossref.model import KINDS, Link
from reader.text.model import Text

MOST = 400  # rows and columns: more cannot be told apart on a screen
_PLACE = {kind: i for i, kind in enumerate(KINDS)}


class Matrix:
    """The strongest link of each kind in each cell; only cells that hold one are kept. Treat it as frozen.

    Rows are (runs of) provisions of the first text, columns of the second; both count from 0.
    """

    __slots__ = ("_best", "_counts", "_sorted", "a_provisions", "b_provisions", "columns", "rows")

    def __init__(self, a_provisions: int, b_provisions: int, links: Iterable[Link], *, most: int = MOST) -> None:
        """`links` with end `a` in the first text; dismissed ones are left out."""
        self.a_provisions, self.b_provisions = a_provisions, b_provisions
        self.rows, self.columns = min(a_provisions, most), min(b_provisions, most)
        # One number for cell and kind, and the link itself as the value: 100,000 links cost 10 MB, not 50.
        self._best: dict[int, Link] = {}
        self._counts = array("I", bytes(4 * self.rows * self.columns))
        for link in links:
            if link.status == "dismissed":
                continue
            cell = self.row_of(link.a.provision) * self.columns + self.column_of(link.b.provision)
            self._counts[cell] += 1
            key = cell * len(KINDS) + _PLACE[link.kind]
            old = self._best.get(key)
            if old is None or _rank(link) > _rank(old):
                self._best[key] = link
        self._sorted = (frozenset[str](), self._strongest(()))

    def __len__(self) -> int:
        """How many cells hold a link."""
        return sum(1 for count in self._counts if count)

    @property
    def binned(self) -> bool:
        """Whether a cell stands for more than one pair of provisions."""
        return self.rows < self.a_provisions or self.columns < self.b_provisions

    def row_of(self, n: int) -> int:
        """The row of a provision (from 1) of the first text."""
        return (n - 1) * self.rows // self.a_provisions

    def column_of(self, n: int) -> int:
        """The column of a provision (from 1) of the second text."""
        return (n - 1) * self.columns // self.b_provisions

    def row_range(self, row: int) -> tuple[int, int]:
        """The first and the last provision of a row."""
        return _run(row, self.rows, self.a_provisions)

    def column_range(self, column: int) -> tuple[int, int]:
        """The first and the last provision of a column."""
        return _run(column, self.columns, self.b_provisions)

    def count(self, row: int, column: int) -> int:
        """How many links a cell holds."""
        return self._counts[row * self.columns + column]

    def links(self, row: int, column: int, hidden: Collection[str] = ()) -> list[Link]:
        """The strongest link of each kind in a cell, best first."""
        key = (row * self.columns + column) * len(KINDS)
        found = [self._best[key + i] for i in range(len(KINDS)) if key + i in self._best and KINDS[i] not in hidden]
        return sorted(found, key=_rank, reverse=True)

    def shown(self, hidden: Collection[str] = ()) -> Iterator[tuple[int, int, Link]]:
        """Row, column and strongest link of every cell with one of a kind that is not hidden, in reading order."""
        wanted = frozenset(hidden)
        if wanted != self._sorted[0]:  # kept, so that what the worker sorted once is there when it is drawn
            self._sorted = (wanted, self._strongest(wanted))
        return iter(self._sorted[1])

    def _strongest(self, hidden: Collection[str]) -> list[tuple[int, int, Link]]:
        best: dict[int, Link] = {}
        for key, link in self._best.items():
            if link.kind not in hidden:
                cell = key // len(KINDS)
                old = best.get(cell)
                if old is None or _rank(link) > _rank(old):
                    best[cell] = link
        return [(cell // self.columns, cell % self.columns, best[cell]) for cell in sorted(best)]


def matrix(a: Text, b: Text, links: Iterable[Link], *, most: int = MOST) -> Matrix:
    """The matrix of two texts; `links` with end `a` in the first, at most `most` rows and columns."""
    return Matrix(len(a.provisions), len(b.provisions), links, most=most)


def _rank(link: Link) -> tuple[bool, float, str]:
    return (link.status == "confirmed", link.score, link.key)


def _run(i: int, bins: int, provisions: int) -> tuple[int, int]:
    return -(-i * provisions // bins) + 1, -(-(i + 1) * provisions // bins)
