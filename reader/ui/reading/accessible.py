"""What screen readers see of a reading view: a document whose text can be read, walked through and pointed at.

PySide6 offers `QAccessibleTextInterface` without `selection()` and `attributes()`, so highlights and links are told
in the description, for the place where the caret stands. Only a window of the text around the screen is exposed:
tools ask for all of it at once, and stall over megabytes.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any
from weakref import ref

from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtGui import QAccessible, QAccessibleTextCursorEvent, QAccessibleTextInterface
from PySide6.QtWidgets import QAccessibleWidget
from shiboken6 import Shiboken

from reader.ui.offsets import Utf16Map
from reader.ui.reading.accessible_parts import Parts
from reader.ui.reading.marks import Mark
from reader.ui.reading.view import ReadingView

WINDOW = 30_000  # code points exposed at a time
_WORD = re.compile(r"\w+(?:['’\-]\w+)*")
_NOTHING = Shiboken.VoidPtr(0)  # None, or a plain 0, takes the process down in the converter
_installed = False
_kept: dict[int, Any] = {}  # Qt does not own what a Python factory makes

SAID = {
    "link.instrument": "instrument", "link.institution": "institution", "link.person": "person",
    "link.place": "place", "link.event": "event", "link.concept": "concept", "link.date": "date",
    "link.parallel": "parallel passage", "link.reuse": "same words in the other text",
    "link.development": "development in the other text", "note": "note", "bookmark": "bookmark",
}  # fmt: skip


def say(marks: list[Mark]) -> str:
    """Marks in words, each kind once: "yellow highlight with a note; instrument"."""
    words = []
    for mark in marks:
        if mark.role.startswith("highlight."):
            look = "underline" if mark.layer == "underline" else "highlight"
            word = f"{mark.role.partition('.')[2]} {look}" + (" with a note" if mark.note else "")
        else:
            word = SAID.get(mark.role, "link")
        words.append(word)
    return "; ".join(dict.fromkeys(words))


class TextOf(QAccessibleTextInterface):
    """The text of a view around the screen. Offsets are UTF-16 units from the beginning of the window."""

    def __init__(self, view: ReadingView) -> None:
        super().__init__()
        self._ref = ref(view)  # weak: what a screen reader was told of must not keep a closed pane
        self._from = 0
        self._words = ""
        self._map = Utf16Map("")
        self._for: tuple[object, int] = (None, -1)

    @property
    def _view(self) -> ReadingView:
        view = self._ref()
        assert view is not None  # Qt asks only while the widget lives
        return view

    def _renew(self) -> None:
        text = self._view.text
        if text is None:
            self._words, self._map, self._from = "", Utf16Map(""), 0
            return
        middle = self._view.caret() if self._view.hasFocus() else self._view.place().position
        # Windows begin at fixed places, so that offsets stay what they were while the reader moves a little.
        step = WINDOW // 2
        first = max(0, (middle // step) * step - step // 2) if len(text.canonical) > WINDOW else 0
        if self._for == (text, first):
            return
        self._for = (text, first)
        self._from = text.provision_at(first).start if first else 0
        self._words = text.canonical[self._from : self._from + WINDOW]
        self._map = Utf16Map(self._words)

    def _position(self, unit: int) -> int:
        return self._from + self._map.to_code_point(unit)

    def _unit(self, position: int) -> int:
        return self._map.to_utf16(min(max(0, position - self._from), len(self._words)))

    def characterCount(self) -> int:
        self._renew()
        return self._map.length

    def text(self, start: int, end: int) -> str:
        self._renew()
        a, b = self._map.to_code_point(max(0, start)), self._map.to_code_point(max(0, end))
        return self._words[a:b]

    def cursorPosition(self) -> int:
        self._renew()
        return self._unit(self._view.caret())

    def setCursorPosition(self, position: int) -> None:
        self._renew()
        place = self._position(position)
        self._view.select(place, place)
        self._view.goto(place)

    def selectionCount(self) -> int:
        return 0 if self._view.selection() is None else 1

    def addSelection(self, start: int, end: int) -> None:
        self._view.select(self._position(start), self._position(end))

    def setSelection(self, index: int, start: int, end: int) -> None:
        self._view.select(self._position(start), self._position(end))

    def removeSelection(self, index: int) -> None:
        self._view.select(self._view.caret(), self._view.caret())

    def scrollToSubstring(self, start: int, end: int) -> None:
        self._view.goto(self._position(start))

    def characterRect(self, offset: int) -> QRect:
        view, position = self._view, self._position(offset)
        page = view.page
        if page.face is not None:
            for row in page.rows():
                if row.laid.start <= position <= page.heights_pieces.ends[row.piece]:
                    found = row.laid.rects(position, position + 1)
                    x, y, w = found[0] if found else (0.0, 0, 0.0)
                    corner = view.surface.mapToGlobal(QPoint(round(page.text_x + x), row.y + y))
                    return QRect(corner.x(), corner.y(), max(1, round(w)), page.face.line)
        return QRect()

    def offsetAtPoint(self, point: QPoint) -> int:
        self._renew()
        here = self._view.surface.mapFromGlobal(point)
        return self._unit(self._view.page.position_at(here.x(), here.y()))

    def textAtOffset(self, offset: int, boundary: Any) -> tuple[str, int, int]:
        return self._found(offset, boundary, 0)

    def textBeforeOffset(self, offset: int, boundary: Any) -> tuple[str, int, int]:
        return self._found(offset, boundary, -1)

    def textAfterOffset(self, offset: int, boundary: Any) -> tuple[str, int, int]:
        return self._found(offset, boundary, 1)

    def _found(self, offset: int, boundary: Any, way: int) -> tuple[str, int, int]:
        self._renew()
        at = min(self._map.to_code_point(max(0, offset)), len(self._words))
        start, end = _unit_at(self._words, at, boundary)
        if way < 0:
            start, end = _unit_at(self._words, max(0, start - 1), boundary) if start else (0, 0)
        elif way > 0:
            n = len(self._words)
            start, end = _unit_at(self._words, end, boundary) if end < n else (n, n)
        return self._words[start:end], self._map.to_utf16(start), self._map.to_utf16(end)

    def attributes(self, offset: int) -> tuple[str, int, int]:
        return "", 0, self.characterCount()


def _unit_at(s: str, at: int, boundary: Any) -> tuple[int, int]:
    kinds = QAccessible.TextBoundaryType
    if boundary == kinds.CharBoundary:
        return at, min(len(s), at + 1)
    if boundary == kinds.NoBoundary:
        return 0, len(s)
    if boundary == kinds.WordBoundary:
        for m in _WORD.finditer(s, max(0, at - 80), min(len(s), at + 80)):
            if m.start() <= at < m.end():
                return m.start(), m.end()
        return at, min(len(s), at + 1)
    start = s.rfind("\n", 0, at) + 1
    end = s.find("\n", at)
    end = len(s) if end < 0 else end + 1
    if boundary == kinds.SentenceBoundary:
        stops = [m.end() for m in re.finditer(r"[.!?…。！？]+[\"”’)]*\s+", s[start:end])]
        edges = [start, *(start + stop for stop in stops), end]
        for a, b in pairwise(edges):
            if a <= at < b:
                return a, b
    return start, end


class AccessibleView(QAccessibleWidget):
    """A reading view as a document; its description says what marks the caret stands on."""

    def __init__(self, view: ReadingView) -> None:
        super().__init__(view, QAccessible.Role.Document, view.accessibleName() or "Text")
        self._text = TextOf(view)
        self._parts = Parts(view, self)

    def childCount(self) -> int:
        return len(self._parts.numbers())

    def child(self, index: int) -> Any:
        return self._parts.child(index)

    def indexOfChild(self, part: Any) -> int:
        return self._parts.index(part)

    def childAt(self, x: int, y: int) -> Any:
        parts = (self._parts.child(i) for i in range(self.childCount()))
        return next((part for part in parts if part is not None and part.rect().contains(x, y)), None)

    def place(self) -> int:
        """The caret's offset in the text as it is exposed."""
        return self._text.cursorPosition()

    def text(self, kind: Any) -> str:
        view = self._text._view
        if kind == QAccessible.Text.Name:
            return view.accessibleName() or (view.text.title if view.text is not None else "Text")
        if kind == QAccessible.Text.Description and view.text is not None:
            marks = say(view.marks_at(view.caret()))
            return view.text.cite(view.caret()) + (f": {marks}" if marks else "")
        return str(super().text(kind))

    def interface_cast(self, kind: Any) -> Any:
        if kind == QAccessible.InterfaceType.TextInterface:
            return self._text
        return super().interface_cast(kind) or _NOTHING


def _make(key: str, thing: QObject) -> Any:
    if not isinstance(thing, ReadingView):
        return None
    made = AccessibleView(thing)
    number = id(thing)
    _kept[number] = made
    thing.destroyed.connect(lambda *_: _kept.pop(number, None))
    return made


def caret_moved(view: ReadingView) -> None:
    """Tell a screen reader, if one listens, where the caret has come to."""
    if QAccessible.isActive() and id(view) in _kept:
        place = _kept[id(view)].place()
        QAccessible.updateAccessibility(QAccessibleTextCursorEvent(view, place))


def install() -> None:
    """Make every reading view readable; after the first paint, for it costs some milliseconds. May be called twice."""
    global _installed
    if not _installed:
        _installed = True
        QAccessible.installFactory(_make)
