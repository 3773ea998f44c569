"""Comparing words whatever their case, accents, quotes and dashes, with the way back to the text kept."""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_right

_QUOTES = {**dict.fromkeys("“”„‟«»〝〞＂『』《》", '"'), **dict.fromkeys("‘’‚‛‹›′`´ʼʹ＇「」〈〉", "'")}
_DASHES = dict.fromkeys("‐‑‒–—―−﹘﹣－", "-")
_DROPPED = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e")
# Accents, points and stress marks; not the vowel signs of Indic scripts or kana voicing, which are letters.
_MARKS = (
    (0x0300, 0x036F), (0x0483, 0x0489), (0x0591, 0x05C7), (0x0610, 0x061A), (0x064B, 0x065F), (0x0670, 0x0670),
    (0x06D6, 0x06ED), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0xFE00, 0xFE0F), (0xFE20, 0xFE2F),
)  # fmt: skip


def _fold_char(c: str) -> str:
    if c in _DROPPED:
        return ""
    same = _QUOTES.get(c) or _DASHES.get(c)
    if same:
        return same
    if c.isspace():
        return " "
    if "\uac00" <= c <= "\ud7a3":
        return c  # a Hangul syllable is one letter to its readers
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", c).casefold()).casefold()
    kept = "".join(d for d in folded if not any(a <= ord(d) <= b for a, b in _MARKS))
    return "".join(" " if d.isspace() else _DASHES.get(d) or _QUOTES.get(d) or d for d in kept)


class _Table(dict[int, str]):
    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold_char(chr(code))
        return folded


_TABLE = _Table()
_ASCII = bytes(
    32 if chr(i).isspace() else 39 if i == 96 else i + 32 if 65 <= i <= 90 else i for i in range(256)
)  # the same mapping for pure ASCII, which goes 50 times faster


def fold(s: str) -> str:
    """The text as it is compared: compatibility forms and case folded, accents off, quotes, dashes, spaces unified.

    Works character by character (so that offsets can be kept), in time linear in `s`. Nothing is collapsed:
    two spaces stay two; soft hyphens and other invisible characters go.
    """
    if s.isascii():
        return s.encode("ascii").translate(_ASCII).decode("ascii")
    return s.translate(_TABLE)


class Folded:
    """A folded text with its way back: `text`, and where in the source each of its characters came from."""

    __slots__ = ("_at", "_from", "_length", "_step", "text")

    def __init__(self, s: str) -> None:
        self.text = fold(s)
        self._length = len(s)
        # Breakpoints: from folded position `_at[k]` on, source = `_from[k]` + (i - at) * `_step[k]`.
        self._at = array("q", [0])
        self._from = array("q", [0])
        self._step = array("b", [1])
        if not s.isascii():
            self._mark(s)

    def _mark(self, s: str) -> None:
        odd = "".join(c for c in set(s) if len(_TABLE[ord(c)]) != 1)
        if not odd:
            return
        grown = 0  # folded position minus source position so far
        for m in re.finditer("[" + re.escape(odd) + "]", s):
            i = m.start()
            size = len(_TABLE[ord(s[i])])
            if size:
                self._put(i + grown, i, 0)
            grown += size - 1
            self._put(i + 1 + grown, i + 1, 1)

    def _put(self, at: int, source: int, step: int) -> None:
        if self._at[-1] == at:
            self._from[-1], self._step[-1] = source, step
        else:
            self._at.append(at)
            self._from.append(source)
            self._step.append(step)

    def origin(self, i: int) -> int:
        """The position in the source of the character that gave folded character `i` (its length for the end)."""
        if i >= len(self.text):
            return self._length
        k = bisect_right(self._at, i) - 1
        return self._from[k] + (i - self._at[k]) * self._step[k]

    def span(self, a: int, b: int) -> tuple[int, int]:
        """The source span that gave the folded span `[a, b)`; whole characters, with the marks that follow them."""
        start = self.origin(a)
        if b <= a:
            return start, start
        return start, max(self.origin(b - 1) + 1, self.origin(b))


_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# Marks that \w does not count although they stand inside words.
_INSIDE = (
    "\u00ad\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u064b-\u065f\u0670"
    "\u0900-\u0963\u0981-\u09e3\u0a01-\u0dff\u0e31-\u0e4e\u200c\u200d"
)
_NUMBER = r"\d++(?:[.,]\d++)*+(?![^\W_])|"
_has_cjk = re.compile(f"[{_CJK}]").search
_ascii_words = re.compile(r"\d++(?:[.,]\d++)*+(?![A-Za-z])|[A-Za-z0-9]+(?:'[A-Za-z0-9]+)*").finditer
_plain_words = re.compile(_NUMBER + rf"[^\W_](?:[^\W_]|[{_INSIDE}])*(?:['’ʼ][^\W_](?:[^\W_]|[{_INSIDE}])*)*").finditer
_mixed_words = re.compile(
    rf"[{_CJK}]|"
    + _NUMBER
    + rf"[^\W_{_CJK}](?:[^\W_{_CJK}]|[{_INSIDE}])*(?:['’ʼ][^\W_{_CJK}](?:[^\W_{_CJK}]|[{_INSIDE}])*)*"
).finditer


def words(s: str) -> list[tuple[int, int]]:
    """The words of `s` as `(start, end)`: runs of letters and digits, numbers whole, CJK one character each.

    Hyphens divide words, apostrophes inside do not ("country's", "l'ONU"). Linear in `s`.
    """
    if s.isascii():
        find = _ascii_words
    elif _has_cjk(s):
        find = _mixed_words
    else:
        find = _plain_words
    return [m.span() for m in find(s)]
