"""Characters that no canonical text holds: controls, bidi overrides, lone surrogates, soft hyphens, odd line ends."""

from __future__ import annotations

import re
import unicodedata

_ODD = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u206f\ud800-\udfff\ufeff"
    "\ufff9-\ufffb\ufffe\uffff]"
)
_LINE_ENDS = re.compile("\r\n?|[\x0b\x1c-\x1e\x85\u2028\u2029]")
_PAGE_FOOT = re.compile(r"\n[ \t]*[-–—]?[ \t]*\d{1,4}[ \t]*[-–—]?[ \t]*\n*(?=\f)")
_PAGE_BREAK = re.compile(r"[ \t]*\n?\f\n?")
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean(s: str) -> tuple[str, dict[str, int]]:
    """The text in NFC with LF line ends and no control characters, and how many of each sort were left out.

    The sorts are "control", "bidi" and "surrogate"; soft hyphens, byte order marks and zero-width spaces carry
    no text and are not counted. A form feed becomes a line end (a bare page number before it is dropped with it).
    """
    counts: dict[str, int] = {}
    if _ODD.search(s):
        if "\f" in s:
            s = _PAGE_BREAK.sub("\n", _PAGE_FOOT.sub("\n", s))
        s = _LINE_ENDS.sub("\n", s).replace("\u00ad\n", "").replace("\u00ad", "")
        for c, n in _tally(s).items():
            counts[c] = n
        s = _ODD.sub("", s)
    if not unicodedata.is_normalized("NFC", s):
        s = unicodedata.normalize("NFC", s)
    return s, counts


def _tally(s: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    for m in _ODD.finditer(s):
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
