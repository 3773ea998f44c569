"""Characters that no canonical text holds: controls, bidi overrides, lone surrogates, soft hyphens, odd line ends."""

from __future__ import annotations

import re
import unicodedata

_ODD = (
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u206f\ud800-\udfff\ufeff"
    "\ufff9-\ufffb\ufffe\uffff]"
)  # kept as words: compiled when a text needs it, which the bundled ones never do
_LINE_ENDS = "\r\n?|[\x0b\x1c-\x1e\x85\u2028\u2029]"
_PAGE_FOOT = r"\n[ \t]{0,99}[-–—]?[ \t]?\d{1,4}[ \t]?[-–—]?[ \t]{0,99}\n{0,9}(?=\f)"
_PAGE_BREAK = r"[ \t]{0,99}\n?\f\n?"
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean(s: str) -> tuple[str, dict[str, int]]:
    """The text in NFC with LF line ends and no control characters, and how many of each sort were left out.

    The sorts are "control", "bidi" and "surrogate"; soft hyphens, byte order marks and zero-width spaces carry
    no text and are not counted. A form feed becomes a line end (a bare page number before it is dropped with it).
    """
    counts: dict[str, int] = {}
    if not s.replace("\n", "").isprintable():
        if "\f" in s:
            s = re.sub(_PAGE_BREAK, "\n", re.sub(_PAGE_FOOT, "\n", s))
        s = re.sub(_LINE_ENDS, "\n", s).replace("\u00ad\n", "").replace("\u00ad", "")
        for c, n in _tally(s).items():
            counts[c] = n
        s = re.sub(_ODD, "", s)
    if not unicodedata.is_normalized("NFC", s):
        s = unicodedata.normalize("NFC", s)
    return s, counts


def _tally(s: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    for m in re.finditer(_ODD, s):
        c = m.group()
        if c in _BIDI:
            sort = "bidi"
        elif "\ud800" <= c <= "\udfff":
            sort = "surrogate"
        elif c < "\xa0":
            sort = "control"
        else:
            continue
        counts[sort] = counts.get(sort, 0) + 1
    return counts
