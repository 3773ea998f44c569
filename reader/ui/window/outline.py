"""The contents of one text: its headings, or its provisions by their first words; typing narrows the list."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QTableView, QVBoxLayout, QWidget

from reader.text.fold import fold
from reader.text.model import Text

HEAD = 110  # code points of a provision that are shown
FEW = 3  # headings from which on they alone are the contents


class OutlineModel(QAbstractListModel):
    """Provisions of a text by number; 31,000 of them cost four bytes each until they are shown."""

    def __init__(self, text: Text, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self._heads: list[str] | None = None  # folded, once somebody types
        provisions = text.provisions
        headed = [i for i, body in sorted(provisions.bodies.items()) if body > provisions.starts[i]]
        self.by_heading = len(headed) >= FEW
        self._all = array("I", headed if self.by_heading else range(len(provisions)))
        self._rows = self._all

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        i = self._rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"§{i + 1}   {self.head(i)}"
        if role == Qt.ItemDataRole.FontRole and i in self._text.provisions.bodies:
            font = QFont()
            font.setBold(True)
            return font
        return None

    def head(self, i: int) -> str:
        """What a provision (from 0) begins with: its heading, or its first words."""
        text, provisions = self._text, self._text.provisions
        start, end = provisions.starts[i], provisions.ends[i]
        body = provisions.bodies.get(i, start)
        stop = body if body > start else min(end, start + HEAD)
        words = " ".join(text.canonical[start:stop].split())
        return words + ("…" if body <= start and stop < end else "")

    def number(self, row: int) -> int:
        """The number (from 1) of the provision in a row."""
        return self._rows[row] + 1

    def row_of(self, number: int) -> int:
        """The last row at or before a provision."""
        return max(0, bisect_left(self._rows, number) - 1)

    def narrow(self, words: str) -> None:
        """Show the provisions that begin with something like these words; headings alone when there are none."""
        wanted = fold(words).split()
        self.beginResetModel()
        if not wanted:
            self._rows = self._all
        else:
            if self._heads is None:
                self._heads = [fold(f"§{i + 1} {self.head(i)}") for i in range(len(self._text.provisions))]
            heads = self._heads
            self._rows = array("I", (i for i, head in enumerate(heads) if all(word in head for word in wanted)))
        self.endResetModel()


class Outline(QDialog):
    """A line to type into over the list; Enter goes there."""

    chosen = Signal(int)  # the number of a provision

    def __init__(self, text: Text, here: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"Contents of {text.short_title}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.model = OutlineModel(text, self)
        self.line = QLineEdit()
        self.line.setPlaceholderText("Type words of a heading or a number")
        self.line.setAccessibleName(self.windowTitle())
        self.list = QTableView()  # whose rows are all of one height: a list view would measure 31,000
        self.list.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.list.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.list.setShowGrid(False)
        self.list.setWordWrap(False)
        self.list.horizontalHeader().hide()
        self.list.horizontalHeader().setStretchLastSection(True)
        self.list.verticalHeader().hide()
        self.list.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 9)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setModel(self.model)
        self.list.setAccessibleName("Provisions")
        column = QVBoxLayout(self)
        column.addWidget(self.line)
        column.addWidget(self.list)
        self.line.textChanged.connect(self._narrow)
        self.list.clicked.connect(self._take)
        at = self.model.index(self.model.row_of(here))
        self.list.setCurrentIndex(at)
        self.list.scrollTo(at, QTableView.ScrollHint.PositionAtCenter)

    def sizeHint(self) -> QSize:
        return QSize(540, 480)

    def _narrow(self, words: str) -> None:
        self.model.narrow(words)
        self.list.setCurrentIndex(self.model.index(0))

    def _take(self, index: QModelIndex) -> None:
        if index.isValid():
            number = self.model.number(index.row())
            self.accept()
            self.chosen.emit(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 12, Qt.Key.Key_PageUp: -12}
        step = steps.get(Qt.Key(event.key()))
        if step is not None:
            row = max(0, min(self.model.rowCount() - 1, self.list.currentIndex().row() + step))
            self.list.setCurrentIndex(self.model.index(row))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(self.list.currentIndex())
        else:
            super().keyPressEvent(event)
