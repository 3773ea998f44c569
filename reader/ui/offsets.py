"""Code points, in which everything here counts, to UTF-16 units, in which Qt counts, and back."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


class Utf16Map:
    """Offsets of one string in both units: a sparse table of the characters that take two units.

    Costs nothing for a string without such characters; O(log k) a question with k of them.
    """

    __slots__ = ("_points", "_units", "length")

    def __init__(self, s: str) -> None:
        """Lone surrogates count as one unit, as in Qt."""
        self._points: array[int] | None = None
        self._units: array[int] | None = None
        self.length = len(s)  # in UTF-16 units
        if s.isascii():
            return
        units = len(s.encode("utf-16-le", "surrogatepass")) // 2  # 20 times faster than to look for them
        if units != len(s):
            self._points = array("I", (m.start() for m in _ASTRAL.finditer(s)))
            self._units = array("I", (p + k for k, p in enumerate(self._points)))
            self.length = units

    @property
    def identity(self) -> bool:
        """Whether both units agree everywhere in the string."""
        return self._points is None

    def to_utf16(self, i: int) -> int:
        """The UTF-16 offset of the code point offset `i`."""
        return i if self._points is None else i + bisect_left(self._points, i)

    def to_code_point(self, j: int) -> int:
        """The code point offset of the UTF-16 offset `j`; inside a pair it is the offset of the character."""
        return j if self._units is None else j - bisect_left(self._units, j)
