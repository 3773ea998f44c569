"""Find in the text: every hit at once, in packed arrays."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left

MOST = 200_000  # hits kept; a single letter in 5 MB would be more
# One key of the keyboard stands for the signs that printers use.
_ALIKE = ("'’‘ʼ′", '"“”„«»″', "-‐‑‒–—−")


class Hits:
    """The hits of a query; `current` is the index of the one that the reader stands at, or -1."""

    __slots__ = ("current", "ends", "query", "starts")

    def __init__(self) -> None:
        self.query = ""
        self.starts: array[int] = array("I")
        self.ends: array[int] = array("I")
        self.current = -1

    def __len__(self) -> int:
        return len(self.starts)

    def search(self, s: str, query: str, *, case: bool = False, words: bool = False) -> int:
        """Find `query` all over `s`; returns how many there are. Any query is plain text; never an error."""
        self.query = query
        self.starts, self.ends, self.current = array("I"), array("I"), -1
        if query.strip():
            if not case:  # the same letters in lower case are searched six times as fast as regardless of case
                low = s.lower()
                if len(low) == len(s):
                    s, query, case = low, query.lower(), True
            for m in pattern(query, case=case, words=words).finditer(s):
                self.starts.append(m.start())
                self.ends.append(m.end())
                if len(self.starts) >= MOST:
                    break
        return len(self.starts)

    def step(self, position: int, by: int) -> tuple[int, int] | None:
        """Make the next (1) or previous (-1) hit current, from `position` the first time; round at the ends."""
        n = len(self.starts)
        if not n:
            return None
        if self.current < 0:
            at = bisect_left(self.starts, position)
            self.current = (at if by > 0 else at - 1) % n
        else:
            self.current = (self.current + by) % n
        return self.starts[self.current], self.ends[self.current]


def pattern(query: str, *, case: bool = False, words: bool = False) -> re.Pattern[str]:
    """The query as an expression: any run of space for a space, any quote for a quote, any dash for a dash."""
    parts = []
    for word in query.split():
        letters = []
        for c in word:
            alike = next((group for group in _ALIKE if c in group), None)
            letters.append(f"[{re.escape(alike)}]" if alike else re.escape(c))
        parts.append("".join(letters))
    found = r"\s+".join(parts)
    if words:
        found = rf"(?<!\w){found}(?!\w)"
    return re.compile(found, re.NOFLAG if case else re.IGNORECASE)
