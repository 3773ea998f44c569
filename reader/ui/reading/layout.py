"""One piece laid out: its lines, and where the code points of it stand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from unicodedata import bidirectional

from PySide6.QtCore import QPointF
from PySide6.QtGui import QTextCharFormat, QTextLayout, QTextLine

from reader.ui.offsets import Utf16Map
from reader.ui.reading.typography import Face

if TYPE_CHECKING:
    from reader.ui.reading.hyphens import Hyphenator

RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
# An address, a file name: longer than a narrow column; not CJK, which breaks anywhere.
ZONE = 0.84  # of the width: a ragged line that is as full without it needs no part of the next word
LADDER = 2  # lines in a row that may end in a hyphen; printers' rule
_LONG = re.compile(r"[!-\u2dff]{30}")


def starts_rtl(s: str) -> bool:
    """Whether the first strong character runs from right to left (Unicode Bidirectional Algorithm, P2)."""
    for c in s:
        kind = bidirectional(c)
        if kind in ("R", "AL"):
            return True
        if kind == "L":
            return False
    return False


class Laid:
    """A laid-out piece. Inside, offsets are UTF-16 and pixels count from its top left; `at_*` take code points."""

    __slots__ = ("bidi", "bottom", "height", "layout", "lines", "map", "ops", "rtl", "start", "top")

    def __init__(
        self,
        s: str,
        start: int,
        face: Face,
        width: int,
        *,
        bold: int = 0,
        head: int = 0,
        gap: int,
        hyphens: Hyphenator | None = None,
    ) -> None:
        """`bold` code points at the front are a heading, `head` pixels stand over it, `gap` below the last line."""
        self.start = start
        self.bidi = not s.isascii() and RTL.search(s) is not None
        self.rtl = self.bidi and starts_rtl(s)
        if hyphens is None or self.bidi or bold >= len(s):
            self.map = Utf16Map(s)
        else:
            from reader.ui.reading.hyphens import soften  # late: many columns are wide enough

            s, self.map = soften(s, hyphens, bold)
        self.ops: Any = None  # what painting keeps here
        layout = self.layout = QTextLayout(s.replace("\n", "\u2028") if "\n" in s else s, face.font)
        layout.setCacheEnabled(True)
        if self.bidi or _LONG.search(s):
            set_direction(layout, self.bidi, self.rtl)
        if bold:
            heavy = QTextLayout.FormatRange()
            heavy.start, heavy.length = 0, self.map.to_utf16(bold)
            form = QTextCharFormat()
            form.setFont(face.bold)
            heavy.format = form
            layout.setFormats([heavy])
        self.top = y = head
        self.lines: list[tuple[int, int, int, QTextLine]] = []  # start, end, y, line
        parted = 0  # lines in a row that end in a hyphen
        layout.beginLayout()
        line = layout.createLine()
        while line.isValid():
            line.setLineWidth(width)
            first = line.textStart()
            end = first + line.textLength()
            if hyphens is not None:
                parted = parted + 1 if end < len(s) and s[end - 1 : end] == "\u00ad" else 0
                if parted and _whole(line, s, first, end, 0 if parted > LADDER else ZONE * width):
                    end, parted = first + line.textLength(), 0
            line.setPosition(QPointF(0.0, y + face.rise - line.ascent()))  # one baseline grid, whatever the face
            self.lines.append((first, end, y, line))
            y += face.line
            line = layout.createLine()
        layout.endLayout()
        self.bottom = y
        self.height = y + gap

    def line_of(self, unit: int) -> int:
        """The index of the line that holds a UTF-16 offset."""
        for i, (_, end, _, _) in enumerate(self.lines):
            if unit < end:
                return i
        return len(self.lines) - 1

    def x_of(self, unit: int, line: int) -> float:
        """The x of the caret before a UTF-16 offset, on a line."""
        return _x(self.lines[line][3].cursorToX(unit))

    def at_x(self, x: float, line: int) -> int:
        """The code point offset of the text where the caret goes for a click at `x` on a line."""
        first, end, _, row = self.lines[line]
        unit = row.xToCursor(x)
        if unit >= end - 1 and line + 1 < len(self.lines) and end > first:
            unit = min(unit, self.last_of(line))
        return self.start + self.map.to_code_point(unit)

    def last_of(self, line: int) -> int:
        """The last UTF-16 offset on a line where the caret stands on it: its end belongs to the next one."""
        _, end, _, _ = self.lines[line]
        if line + 1 == len(self.lines):
            return end
        unit = self.layout.previousCursorPosition(end)
        if self.map.to_code_point(unit) == self.map.to_code_point(end):  # that was a hyphen, and is nothing
            unit = self.layout.previousCursorPosition(unit)
        return unit

    def char_at_x(self, x: float, line: int) -> int:
        """The offset of the character under `x`, or -1 right or left of the words."""
        first, end, _, row = self.lines[line]
        rect = row.naturalTextRect()
        if not rect.left() - 1 <= x <= rect.right() + 1:
            return -1
        unit = row.xToCursor(x, QTextLine.CursorPosition.CursorOnCharacter)
        return self.start + self.map.to_code_point(max(first, min(unit, end - 1)))

    def rects(self, start: int, end: int) -> list[tuple[float, int, float]]:
        """The places of the code points `[start, end)` of the text, as (x, y of the line, width)."""
        a = self.map.to_utf16(max(0, start - self.start))
        b = self.map.to_utf16(max(0, end - self.start))
        out = []
        for first, last, y, line in self.lines:
            if last <= a:
                continue
            if first >= b:
                break
            if self.bidi:
                out += [(x, y, w) for x, w in bidi_runs(line, max(a, first), min(b, last))]
                continue
            left = _x(line.cursorToX(a)) if a > first else 0.0  # the lines of all other texts begin at the left
            right = _x(line.cursorToX(b)) if b < last else line.naturalTextWidth()
            if right > left:
                out.append((left, y, right - left))
        return out

    def next(self, position: int, step: int) -> int:
        """The code point offset of the text one character (as a reader counts them) on or back."""
        unit = self.map.to_utf16(position - self.start)
        move = self.layout.nextCursorPosition if step > 0 else self.layout.previousCursorPosition
        place = position
        while place == position and move(unit) != unit:  # a soft hyphen is no step
            unit = move(unit)
            place = self.start + self.map.to_code_point(unit)
        return place


def _whole(line: QTextLine, s: str, first: int, end: int, least: float) -> bool:
    """Keep the parted word at the end of a line whole, on the next one, if the line is `least` wide without it."""
    start = max(s.rfind(" ", first, end), s.rfind("\u2028", first, end)) + 1
    if start <= first or (x := _x(line.cursorToX(start))) < least:
        return False
    line.setLineWidth(x - 0.1)
    return True


def set_direction(layout: QTextLayout, bidi: bool, rtl: bool) -> None:
    """Direction and breaking; only for the texts that need it, for the first touch of these names costs 24 ms."""
    from PySide6.QtGui import QTextOption

    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    if bidi:
        from PySide6.QtCore import Qt

        option.setTextDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
        if rtl:
            option.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute)
    layout.setTextOption(option)


def _x(found: Any) -> float:
    """PySide6 gives (x, position) for `cursorToX`, and gave x alone."""
    return float(found[0] if isinstance(found, tuple) else found)


def bidi_runs(line: QTextLine, a: int, b: int) -> list[tuple[float, float]]:
    """Edges of every character, merged where they touch: right for any mix of directions."""
    edges = []
    for unit in range(a, b):
        left = _x(line.cursorToX(unit, QTextLine.Edge.Leading))
        right = _x(line.cursorToX(unit, QTextLine.Edge.Trailing))
        if left != right:
            edges.append((min(left, right), max(left, right)))
    edges.sort()
    out: list[tuple[float, float]] = []
    for left, right in edges:
        if out and left <= out[-1][0] + out[-1][1] + 0.6:
            x = out[-1][0]
            out[-1] = (x, max(out[-1][1], right - x))
        else:
            out.append((left, right - left))
    return out
