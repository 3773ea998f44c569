"""The provisions on the screen, and the highlights and links in them, as things of their own for screen readers.

Qt asks for them only while a screen reader listens. What was once handed out is kept: Qt holds bare pointers to it.
"""

from __future__ import annotations

from typing import Any
from weakref import ref

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QAccessible, QAccessibleActionInterface, QAccessibleInterface
from shiboken6 import Shiboken

from reader.ui.reading.marks import Mark
from reader.ui.reading.view import ReadingView

SHOWN = 160  # code points of a passage that are read out with its kind
_NOTHING = Shiboken.VoidPtr(0)  # None, or a plain 0, takes the process down in the converter


class _Part(QAccessibleInterface):
    """A stretch `[start, end)` of the text of a view, within something larger."""

    def __init__(self, view: ReadingView, above: QAccessibleInterface, start: int, end: int) -> None:
        super().__init__()
        self._ref = ref(view)
        self._above = above
        self.start, self.end = start, end

    def isValid(self) -> bool:
        view = self._ref()
        return view is not None and view.text is not None and self.end <= len(view.text.canonical)

    def object(self) -> Any:
        return None

    def parent(self) -> QAccessibleInterface:
        return self._above

    def childAt(self, x: int, y: int) -> Any:
        for i in range(self.childCount()):
            part = self.child(i)
            if part is not None and part.rect().contains(x, y):
                return part
        return None

    def child(self, index: int) -> Any:
        return None

    def childCount(self) -> int:
        return 0

    def indexOfChild(self, part: QAccessibleInterface) -> int:
        return next((i for i in range(self.childCount()) if self.child(i) is part), -1)

    def rect(self) -> QRect:
        view = self._ref()
        extent = view.extent(self.start, self.end) if view is not None else None
        if view is None or extent is None:
            return QRect()
        corner = view.surface.mapToGlobal(QPoint(view.page.left, round(extent[0])))
        return QRect(corner.x(), corner.y(), view.page.right - view.page.left, round(extent[1] - extent[0]))

    def state(self) -> Any:
        state = QAccessible.State()
        state.readOnly = True
        return state

    def setText(self, kind: Any, words: str) -> None:
        """Nothing here can be written."""

    def interface_cast(self, kind: Any) -> Any:
        return _NOTHING

    def _words(self) -> str:
        view = self._ref()
        return "" if view is None or view.text is None else view.text.canonical[self.start : self.end]


class Paragraph(_Part):
    """A provision: its number and its words; the marks over it are its children."""

    def __init__(self, view: ReadingView, above: QAccessibleInterface, number: int) -> None:
        assert view.text is not None
        provision = view.text.provisions[number - 1]
        super().__init__(view, above, provision.start, provision.end)
        self._number = number
        self._parts: dict[Mark, MarkPart] = {}

    def role(self) -> Any:
        return QAccessible.Role.Paragraph

    def marks(self) -> list[Mark]:
        """The marks that begin in the provision, each kind and place once."""
        view = self._ref()
        if view is None or view.overlay is None:
            return []
        found = {(m.start, m.end, m.role): m for m in view.overlay.spans(self.start, self.end) if m.start >= self.start}
        return list(found.values())

    def childCount(self) -> int:
        return len(self.marks())

    def child(self, index: int) -> Any:
        view, marks = self._ref(), self.marks()
        if view is None or not 0 <= index < len(marks):
            return None
        return self._parts.setdefault(marks[index], MarkPart(view, self, marks[index]))

    def text(self, kind: Any) -> str:
        if kind == QAccessible.Text.Name:
            return f"§{self._number} {self._words()}"
        return ""


class MarkPart(_Part):
    """A highlight, a note or a link: its kind in words, then the words that it lies over. Pressing it is a click."""

    def __init__(self, view: ReadingView, above: QAccessibleInterface, mark: Mark) -> None:
        super().__init__(view, above, mark.start, mark.end)
        self._mark = mark
        self._act = _Press(self)

    def role(self) -> Any:
        return QAccessible.Role.Link if self._mark.layer == "link" else QAccessible.Role.Note

    def text(self, kind: Any) -> str:
        if kind == QAccessible.Text.Name:
            from reader.ui.reading.accessible import say

            words = self._words()
            words = words if len(words) <= SHOWN else words[:SHOWN].rpartition(" ")[0] + "…"
            return f"{say([self._mark])}: {words}" if words else say([self._mark])
        return ""

    def press(self) -> None:
        """Do what a click on it does."""
        view = self._ref()
        if view is not None:
            view.select(self.start, self.start)
            view.goto(self.start)
            view.clicked.emit([self._mark.id], self.start)

    def interface_cast(self, kind: Any) -> Any:
        return self._act if kind == QAccessible.InterfaceType.ActionInterface else _NOTHING


class _Press(QAccessibleActionInterface):
    def __init__(self, part: MarkPart) -> None:
        super().__init__()
        self._part = part

    def actionNames(self) -> list[str]:
        return [QAccessibleActionInterface.pressAction()]

    def doAction(self, name: str) -> None:
        self._part.press()

    def keyBindingsForAction(self, name: str) -> list[str]:
        return []


class Parts:
    """The provisions of a view that are on the screen, as children of its document."""

    def __init__(self, view: ReadingView, above: QAccessibleInterface) -> None:
        self._ref = ref(view)
        self._above = above
        self._text: object = None
        self._made: dict[int, Paragraph] = {}
        self._gone: list[dict[int, Paragraph]] = []  # of former texts: Qt may still point to them

    def numbers(self) -> range:
        """The numbers (from 1) of the provisions on the screen."""
        view = self._ref()
        rows = list(view.page.rows()) if view is not None and view.text is not None else []
        if view is None or not rows:
            return range(0)
        if view.text is not self._text:
            self._gone.append(self._made)
            self._text, self._made = view.text, {}
        pieces = view.page.heights_pieces
        return range(pieces.provision(rows[0].piece) + 1, pieces.provision(rows[-1].piece) + 2)

    def child(self, index: int) -> Any:
        """The provision at an index among those on the screen."""
        numbers, view = self.numbers(), self._ref()
        if view is None or not 0 <= index < len(numbers):
            return None
        number = numbers[index]
        found = self._made.get(number)
        if found is None:
            found = self._made[number] = Paragraph(view, self._above, number)
        return found

    def index(self, part: QAccessibleInterface) -> int:
        """Which of those on the screen it is, or -1."""
        return next((i for i, n in enumerate(self.numbers()) if self._made.get(n) is part), -1)
