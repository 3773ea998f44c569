"""Grips at both ends of the highlight at hand: dragged with the pointer, moved by words with the keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter

from reader.text.fold import words
from reader.ui.reading.marks import Mark

if TYPE_CHECKING:
    from reader.ui.reading.view import ReadingView

START, END = 0, 1
NEAR = 400  # code points looked at around an end: no word is longer
REACH = 9  # pixels around a knob that take hold of it, at 100 %


class Held(NamedTuple):
    """A grip that is being dragged: the mark as it was, the end that stays, and the one that moves."""

    mark: Mark
    fixed: int
    moving: int

    @property
    def span(self) -> tuple[int, int]:
        """The mark as it would be."""
        return min(self.fixed, self.moving), max(self.fixed, self.moving)


class Handles(QObject):
    """Knows which highlight has grips and paints them; what a drag asks for is told by the view's `reshaped`."""

    changed = Signal()  # another highlight is at hand, or none

    def __init__(self, view: ReadingView) -> None:
        super().__init__(view)
        self._view = view
        self.on = False  # whether highlights can be changed here
        self.mark: Mark | None = None  # the one at hand
        self.held: Held | None = None
        view.overlay_changed.connect(self.follow)
        view.focus_changed.connect(self.follow)

    def set_on(self, on: bool) -> None:
        """Say whether highlights can be changed."""
        self.on = on
        self.follow()

    def follow(self) -> None:
        """The caret, the focus or the marks have changed: another highlight may be at hand, or none."""
        found = self._at_caret() if self.held is None else self.mark
        if found != self.mark:
            self.mark = found
            self._view.surface.update()
            self.changed.emit()

    def _at_caret(self) -> Mark | None:
        view = self._view
        if not self.on or view.overlay is None or view.selection() is not None or not view.hasFocus():
            return None
        at = view.caret()
        here = [
            m for m in view.overlay.spans(max(0, at - 1), at + 1)
            if m.role.startswith("highlight.") and m.start <= at <= m.end and m.start < m.end
        ]  # fmt: skip
        if self.mark is not None:  # it stays at hand while the caret is in it
            same = next((m for m in here if (m.id, m.start, m.end) == (self.mark.id, *self.mark[:2])), None)
            if same is not None:
                return same
        return min(here, key=lambda m: (not m.start <= at < m.end, m.end - m.start), default=None)

    # The pointer

    def at(self, point: QPoint) -> int | None:
        """The grip under a point: `START`, `END` or None."""
        if self.mark is None:
            return None
        reach, found = self._scale() * REACH, None
        nearest = reach
        for which in (START, END):
            knob = self._knob(self.mark.start, self.mark.end, which)
            if knob is not None:
                away = max(abs(knob.x() - point.x()), abs(knob.y() - point.y()))
                if away <= nearest:
                    nearest, found = away, which
        return found

    def take(self, point: QPoint) -> bool:
        """Take hold of the grip under a point; says whether there is one."""
        which = self.at(point)
        if which is None or self.mark is None:
            return False
        ends = (self.mark.start, self.mark.end)
        self.held = Held(self.mark, ends[1 - which], ends[which])
        return True

    def drag(self, position: int) -> None:
        """Bring the held end to a code point; one character at least stays."""
        if self.held is None or position in (self.held.fixed, self.held.moving):
            return
        old, self.held = self.held, self.held._replace(moving=position)
        self._repaint(min(*old.span, *self.held.span), max(*old.span, *self.held.span))

    def drop(self) -> None:
        """Let go: the highlight is asked to be as it is shown."""
        held, self.held = self.held, None
        if held is None:
            return
        start, end = held.span
        self._repaint(min(start, held.mark.start), max(end, held.mark.end))
        if (start, end) != (held.mark.start, held.mark.end):
            self._view.reshaped.emit(held.mark.id, held.mark.start, held.mark.end, start, end)
        self._view.select(held.moving, held.moving)
        self.follow()

    def cancel(self) -> None:
        """Let go, and leave the highlight as it was."""
        held, self.held = self.held, None
        if held is not None:
            self._repaint(min(*held.span, held.mark.start), max(*held.span, held.mark.end))
            self.follow()

    # What is painted

    def shaped(self, marks: Sequence[Mark], start: int, end: int) -> list[Mark]:
        """The marks over `[start, end)` with the held one as it would be."""
        if self.held is None:
            return list(marks)
        old = self.held.mark
        new = old._replace(start=self.held.span[0], end=self.held.span[1])
        found = [m for m in marks if (m.id, m.start, m.end, m.layer) != (old.id, old.start, old.end, old.layer)]
        if new.start < end and new.end > start:
            found.append(new)
            found.sort(key=lambda m: (m.start, -m.end))
        return found

    def paint(self, p: QPainter) -> None:
        """A stem and a knob at both ends: above the first line, below the last."""
        mark = self.mark
        if mark is None:
            return
        start, end = self.held.span if self.held is not None else (mark.start, mark.end)
        colour, paper = self._view.theme.strong(mark.role), self._view.theme.colour("paper")
        size = self._radius()
        p.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for which in (START, END):
            stem, knob = self._stem(start, end, which), self._knob(start, end, which)
            if stem is None or knob is None:
                continue
            p.fillRect(stem, colour)
            p.setPen(Qt.PenStyle.NoPen)
            p.setBrush(paper)  # an edge that parts the knob from words and wash
            p.drawEllipse(knob, size + 1.5, size + 1.5)
            p.setBrush(colour)
            p.drawEllipse(knob, size, size)
        p.setBrush(Qt.BrushStyle.NoBrush)
        p.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _scale(self) -> float:
        face = self._view.page.face
        return max(1.0, face.line / 26) if face is not None else 1.0

    def _radius(self) -> float:
        return 4.5 * self._scale()

    def _knob(self, start: int, end: int, which: int) -> QPointF | None:
        stem = self._stem(start, end, which)
        if stem is None:
            return None
        return QPointF(stem.center().x(), stem.top() - 1 if which == START else stem.bottom() + 1)

    def _stem(self, start: int, end: int, which: int) -> QRectF | None:
        """The edge of the words at one end, in the viewport; None out of sight."""
        page = self._view.page
        if page.face is None or not page.ready:
            return None
        at = start if which == START else end - 1  # the character that the grip stands at
        piece = page.heights_pieces.at(at)
        for row in page.rows():
            if row.piece == piece:
                laid = row.laid
                unit = laid.map.to_utf16(at - laid.start)
                line = laid.line_of(unit)
                if which == END:
                    unit = laid.map.to_utf16(end - laid.start)
                x = page.text_x + laid.x_of(unit, line)
                return QRectF(round(x) - 1, row.y + laid.lines[line][2] + 1, 2, page.face.line - 2)
        return None

    def _repaint(self, start: int, end: int) -> None:
        for laid in self._view.page.kept(start, max(start, end - 1)):
            laid.ops = None
        self._view.surface.update()


def stepped(s: str, span: tuple[int, int], which: int, onward: int) -> tuple[int, int]:
    """A span with one end moved by a word (a character of Chinese), on (1) or back (-1); never empty."""
    start, end = span
    at = end if which == END else start
    low, high = max(0, at - NEAR), min(len(s), at + NEAR)
    found = [(low + a, low + b) for a, b in words(s[low:high])]
    edges = [b for _, b in found] if which == END else [a for a, _ in found]
    if onward > 0:
        new = next((edge for edge in edges if edge > at), at)
    else:
        new = next((edge for edge in reversed(edges) if edge < at), at)
    span = (start, new) if which == END else (new, end)
    return span if span[0] < span[1] else (start, end)
