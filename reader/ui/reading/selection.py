"""Where a caret goes: by character, word, line, sentence and provision. Positions are code points."""

from __future__ import annotations

import re

from reader.text.model import Text
from reader.ui.reading.page import Page

_WORD = re.compile(r"\w+(?:['’\-]\w+)*")
_NEAR = 400  # code points looked at around a position: no word is longer


def word_at(s: str, position: int) -> tuple[int, int]:
    """The word at a position; where there is none, the one character there."""
    low = max(0, position - _NEAR)
    for m in _WORD.finditer(s, low, min(len(s), position + _NEAR)):
        if m.start() <= position < m.end():
            if not m[0].isascii() and _is_cjk(s[position]):
                return position, position + 1
            return m.start(), m.end()
        if m.start() > position:
            break
    return position, min(len(s), position + 1)


def _is_cjk(c: str) -> bool:
    return "\u2e80" <= c <= "\u9fff" or "\uf900" <= c <= "\ufaff" or "\U00020000" <= c <= "\U0003ffff"


def next_word(s: str, position: int) -> int:
    """The beginning of the next word."""
    for m in _WORD.finditer(s, position, min(len(s), position + _NEAR * 4)):
        if m.start() > position and not (m.start() == position + 1 and s[position].isalnum()):
            return m.start()
        if _is_cjk(s[m.start()]) and m.start() == position:
            return position + 1
    return min(len(s), position + _NEAR * 4)


def previous_word(s: str, position: int) -> int:
    """The beginning of this word, or of the one before."""
    low = max(0, position - _NEAR)
    if position and _is_cjk(s[position - 1]):
        return position - 1
    found = low
    for m in _WORD.finditer(s, low, position):
        found = m.start()
    return found


def sentence_at(text: Text, position: int) -> tuple[int, int]:
    """The sentence at a position; the provision where there is none."""
    p = text.provision_at(position)
    for start, end in text.sentences(p.n):
        if position < end:
            return start, end
    return p.start, p.end


def provision_at(text: Text, position: int) -> tuple[int, int]:
    """The provision at a position."""
    p = text.provision_at(position)
    return p.start, p.end


def unit_at(text: Text, position: int, clicks: int) -> tuple[int, int]:
    """What 1, 2, 3 or 4 clicks take: a place, a word, a sentence, a provision."""
    if clicks <= 1:
        return position, position
    if clicks == 2:
        return word_at(text.canonical, position)
    return sentence_at(text, position) if clicks == 3 else provision_at(text, position)


def by_character(page: Page, position: int, step: int) -> int:
    """One character on or back, as a reader counts them (never inside an emoji or a combining sequence)."""
    pieces = page.heights_pieces
    i = pieces.at(position)
    if step > 0 and position >= pieces.ends[i]:
        return pieces.starts[i + 1] if i + 1 < len(pieces) else position
    if step < 0 and position <= pieces.starts[i]:
        return pieces.ends[i - 1] if i else position
    return page.laid(i).next(position, step)


def by_line(page: Page, position: int, step: int, x: float | None) -> tuple[int, float]:
    """One line down or up at `x` (the caret's own when None); returns the position and the x to keep."""
    pieces = page.heights_pieces
    i = pieces.at(position)
    laid = page.laid(i)
    unit = laid.map.to_utf16(min(position, pieces.ends[i]) - laid.start)
    line = laid.line_of(unit)
    if x is None:
        x = laid.x_of(unit, line)
    line += step
    if line < 0:
        if i == 0:
            return pieces.starts[0], x
        laid = page.laid(i - 1)
        line = len(laid.lines) - 1
    elif line >= len(laid.lines):
        if i + 1 == len(pieces):
            return pieces.ends[i], x
        laid = page.laid(i + 1)
        line = 0
    return laid.at_x(x, line), x


def line_edge(page: Page, position: int, step: int) -> int:
    """The beginning (-1) or the end (1) of the line."""
    pieces = page.heights_pieces
    i = pieces.at(position)
    laid = page.laid(i)
    line = laid.line_of(laid.map.to_utf16(min(position, pieces.ends[i]) - laid.start))
    start = laid.lines[line][0]
    return laid.start + laid.map.to_code_point(laid.last_of(line) if step > 0 else start)
