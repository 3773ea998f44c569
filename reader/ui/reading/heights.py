"""Heights of pieces, estimated until they are known: what a scroll bar needs of a text that is not laid out."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from reader.text.model import Text

BLOCK = 128  # pieces whose heights are estimated together, when one of them is first asked for
LIMIT = 20_000  # code points: a longer provision is cut, so that laying one out stays under 10 ms
SLICE = 8_000


class Pieces:
    """What is laid out at once: provisions, and slices of those longer than `LIMIT`."""

    __slots__ = ("_owners", "ends", "starts")

    def __init__(self, text: Text) -> None:
        """Shares the packed arrays of the text where no provision has to be cut."""
        self.starts: Sequence[int] = text.provisions.starts
        self.ends: Sequence[int] = text.provisions.ends
        self._owners: array[int] | None = None
        if max(map(int.__sub__, self.ends, self.starts), default=0) > LIMIT:
            self._cut(text.canonical)

    def _cut(self, s: str) -> None:
        starts, ends, owners = array("I"), array("I"), array("I")
        for owner, (start, end) in enumerate(zip(self.starts, self.ends, strict=True)):
            while end - start > LIMIT:
                at = max(s.rfind(sep, start + SLICE // 2, start + SLICE) + 1 for sep in ("\n", " ", "。"))
                at = at if at > start else start + SLICE
                starts.append(start)
                ends.append(at)
                owners.append(owner)
                start = at
            starts.append(start)
            ends.append(end)
            owners.append(owner)
        self.starts, self.ends, self._owners = starts, ends, owners

    def __len__(self) -> int:
        return len(self.starts)

    def at(self, position: int) -> int:
        """The piece that holds, or last precedes, a code point."""
        return max(0, bisect_right(self.starts, position) - 1)

    def provision(self, i: int) -> int:
        """The index (from 0) of the provision that a piece belongs to."""
        return i if self._owners is None else self._owners[i]

    def opens(self, i: int) -> bool:
        """Whether the piece is the first of its provision."""
        return self._owners is None or i == 0 or self._owners[i] != self._owners[i - 1]

    def closes(self, i: int) -> bool:
        """Whether the piece is the last of its provision."""
        return self._owners is None or i + 1 == len(self.starts) or self._owners[i] != self._owners[i + 1]


class Heights:
    """Heights in whole pixels by piece; sums by block of `BLOCK`, so that 31,000 pieces cost 240 sums."""

    __slots__ = ("_blocks", "_exact", "_gap", "_line", "_per_line", "_pieces", "_sums", "total")

    def __init__(self, pieces: Pieces, per_line: float, line: int, gap: int) -> None:
        """`per_line` characters stand on a line of `line` pixels; `gap` pixels follow each piece."""
        self._pieces = pieces
        self._per_line = max(4.0, per_line)
        self._line = line
        self._gap = gap
        self._blocks: dict[int, list[int]] = {}
        self._exact = bytearray(len(pieces))
        self._sums: list[int] = []
        starts, ends = pieces.starts, pieces.ends
        for first in range(0, len(pieces), BLOCK):
            last = min(first + BLOCK, len(pieces)) - 1
            n = last - first + 1
            lines = (ends[last] - starts[first]) / self._per_line + 0.5 * n  # the last line is half full
            self._sums.append(round(lines * line) + n * gap)
        self.total = sum(self._sums)

    def _block(self, k: int) -> list[int]:
        found = self._blocks.get(k)
        if found is None:
            starts, ends = self._pieces.starts, self._pieces.ends
            per, line, gap = self._per_line, self._line, self._gap
            part = range(k * BLOCK, min((k + 1) * BLOCK, len(self._pieces)))
            found = self._blocks[k] = [int((ends[i] - starts[i]) / per + 1) * line + gap for i in part]
            new = sum(found)
            self.total += new - self._sums[k]
            self._sums[k] = new
        return found

    def __getitem__(self, i: int) -> int:
        return self._block(i // BLOCK)[i % BLOCK]

    def exact(self, i: int) -> bool:
        """Whether the height of the piece is known."""
        return bool(self._exact[i])

    def set(self, i: int, height: int) -> int:
        """Say what the height is; returns by how much the total grew."""
        block = self._block(i // BLOCK)
        grown = height - block[i % BLOCK]
        self._exact[i] = 1
        if grown:
            block[i % BLOCK] = height
            self._sums[i // BLOCK] += grown
            self.total += grown
        return grown

    def top(self, i: int) -> int:
        """Pixels above a piece; its block is refined first, so that its neighbours agree."""
        k, rest = divmod(i, BLOCK)
        inside = sum(self._block(k)[:rest]) if rest else 0
        return sum(self._sums[:k]) + inside

    def find(self, y: int) -> tuple[int, int]:
        """The piece at `y` pixels and the pixels into it; clamped to the text."""
        if not self._sums:
            return 0, 0
        if y < 0:
            return 0, y
        sums = list(accumulate(self._sums))
        k = min(bisect_right(sums, y), len(sums) - 1)
        y -= sums[k] - self._sums[k]
        tops = list(accumulate(self._block(k)))
        j = min(bisect_right(tops, y), len(tops) - 1)
        return k * BLOCK + j, y - (tops[j] - self._blocks[k][j])
