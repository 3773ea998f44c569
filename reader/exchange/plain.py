"""A plain text that came with an import as a Text, and its positions with it."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right

from reader.text.model import GAP, Provision, Provisions, Text

_BLANK = re.compile(r"\n[^\S\n]*\n\s*")


class Plain:
    """The canonical form of a foreign plain text; `position` carries offsets over."""

    def __init__(self, raw: str) -> None:
        self._starts: list[int] = []  # of each paragraph in `raw`
        self._paragraphs: list[tuple[int, str]] = []  # its start in the canonical text, its words in `raw`
        unified = raw.replace("\r\n", "\n\0").replace("\r", "\n")  # the same length: offsets stay
        ends = _BLANK if _BLANK.search(unified.replace("\0", "")) else re.compile(r"\n\s*")
        pieces: list[str] = []
        at = 0
        for start, end in _spans(unified, ends):
            words = unified[start:end]
            clean = _clean(words)
            if not clean:
                continue
            self._starts.append(start)
            self._paragraphs.append((at, words))
            pieces.append(clean)
            at += len(clean) + len(GAP)
        self.canonical = GAP.join(pieces)
        self.provisions = Provisions.of(_provisions(pieces))

    def position(self, offset: int) -> int:
        """Where a code point of the raw text is in the canonical one (that which is left out: what follows it)."""
        i = bisect_right(self._starts, offset) - 1
        if i < 0:
            return 0
        start, words = self._paragraphs[i]
        within = len(_clean(words[: offset - self._starts[i]], end=False))
        return min(start + min(within, len(_clean(words))), len(self.canonical))

    def text(self, *, id: str, title: str) -> Text:  # noqa: A002 -- the word of the interface
        """The text, with its language recognised."""
        from reader.text.lang import detect  # late: its word lists are needed here only

        return Text(
            id=id, title=title, canonical=self.canonical, provisions=self.provisions,
            lang=detect(self.canonical) or "en",
        )  # fmt: skip


def _spans(words: str, ends: re.Pattern[str]) -> list[tuple[int, int]]:
    spans, at = [], 0
    for found in ends.finditer(words.replace("\0", " ")):
        spans.append((at, found.start()))
        at = found.end()
    spans.append((at, len(words)))
    lead = [
        (start + len(words[start:end]) - len(words[start:end].lstrip(" \t\n\0\ufeff")), end) for start, end in spans
    ]
    return [(start, end) for start, end in lead if start < end]


def _clean(words: str, *, end: bool = True) -> str:
    made = unicodedata.normalize("NFC", words.replace("\0", "").replace("\ufeff", ""))
    return made.rstrip() if end else made


def _provisions(pieces: list[str]) -> list[Provision]:
    found, at = [], 0
    for n, piece in enumerate(pieces, start=1):
        found.append(Provision(n, at, at + len(piece), at))
        at += len(piece) + len(GAP)
    return found
