"""The provisions of a text as they were understood: joined, split and left out by hand, each step taken back."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QListView,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from reader.errors import UserError
from reader.text import review
from reader.text.model import Text
from reader.ui.offsets import Utf16Map

SHOWN = 160  # code points of a provision in the list
WHOLE = 200_000  # code points of a provision in the field below it


class ProvisionModel(QAbstractListModel):
    """A line for each provision; nothing is made before it is painted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text: Text | None = None

    def show(self, text: Text | None) -> None:
        """Show the provisions of another text."""
        self.beginResetModel()
        self.text = text
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        return 0 if self.text is None or (parent is not None and parent.isValid()) else len(self.text.provisions)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if self.text is None or not index.isValid():
            return None
        p = self.text.provisions[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            words = " ".join(self.text.canonical[p.start : min(p.end, p.start + SHOWN)].split())
            return f"§{p.n}   {words}"
        if role == Qt.ItemDataRole.ToolTipRole:
            page = f", page {p.page}" if p.page else ""
            label = f", “{p.label}” in the source" if p.label else ""
            return f"§{p.n}{label}{page}: {p.end - p.start:,} characters"
        return None


class ProvisionEditor(QWidget):
    """The list, the whole provision below it, and the buttons; `changed` with the corrected text."""

    changed = Signal(object)  # Text
    failed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._past: list[Text] = []
        self.model = ProvisionModel(self)
        self.list = QListView(self)
        self.list.setModel(self.model)
        self.list.setUniformItemSizes(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName("Provisions")
        self.words = QPlainTextEdit(self)
        self.words.setReadOnly(True)
        self.words.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.words.setAccessibleName("The chosen provision; put the caret where it should be split")
        self.words.document().setDocumentMargin(8)
        self.count = QLabel(self)
        self.count.setObjectName("section")
        self.join_button = self._button("&Join", "Make one provision of those that are chosen", self.join)
        self.split_button = self._button("S&plit here", "Split the provision at the caret below", self.split)
        self.leave_button = self._button("&Leave out", "Leave the chosen provisions out (Delete)", self.exclude)
        self.back_button = self._button("Take &back", "Take the last correction back", self.back)
        QShortcut(QKeySequence(Qt.Key.Key_Delete), self.list, self.exclude, context=Qt.ShortcutContext.WidgetShortcut)
        self._lay_out()
        self.list.selectionModel().selectionChanged.connect(self._selected)
        self.words.cursorPositionChanged.connect(self._enable)
        self._enable()

    def _button(self, words: str, tip: str, act: Callable[[], None]) -> QPushButton:
        button = QPushButton(words, self)
        button.setToolTip(tip)
        button.setAutoDefault(False)
        button.clicked.connect(act)
        return button

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.count, 1)
        for button in (self.join_button, self.split_button, self.leave_button, self.back_button):
            row.addWidget(button)
        halves = QSplitter(Qt.Orientation.Vertical, self)
        halves.setHandleWidth(8)
        halves.addWidget(self.list)
        halves.addWidget(self.words)
        halves.setStretchFactor(0, 3)
        halves.setStretchFactor(1, 1)
        halves.setSizes([300, 110])
        halves.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(halves, 1)
        for first, second in pairwise((self.back_button, self.list, self.words)):
            self.setTabOrder(first, second)

    @property
    def text(self) -> Text | None:
        """The text as corrected so far."""
        return self.model.text

    def show_text(self, text: Text | None, past: list[Text] | None = None) -> None:
        """Show a text; `past` are its states before corrections that were made earlier, kept up to date here."""
        self._past = [] if past is None else past
        self._put(text, 1)

    def chosen(self) -> list[int]:
        """The numbers of the chosen provisions, ascending."""
        return sorted(index.row() + 1 for index in self.list.selectionModel().selectedIndexes())

    def choose(self, first: int, last: int | None = None) -> None:
        """Choose the provisions from one number to another."""
        from PySide6.QtCore import QItemSelection, QItemSelectionModel  # late: for tests and after an act

        top, end = self.model.index(first - 1, 0), self.model.index((last or first) - 1, 0)
        selection = self.list.selectionModel()
        selection.setCurrentIndex(top, QItemSelectionModel.SelectionFlag.NoUpdate)
        selection.select(QItemSelection(top, end), QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def join(self) -> None:
        """Make one provision of those that are chosen."""
        chosen = self.chosen()
        if self.text is not None and len(chosen) > 1:
            self._correct(lambda text: review.join(text, chosen[0], chosen[-1]), chosen[0])

    def split(self) -> None:
        """Split the shown provision at the caret."""
        chosen = self.chosen()
        if self.text is None or not chosen:
            return
        p = self.text.provisions[chosen[0] - 1]
        words = self.words.toPlainText()
        at = p.start + Utf16Map(words).to_code_point(self.words.textCursor().position())
        self._correct(lambda text: review.split(text, min(at, p.end - 1)), chosen[0])

    def exclude(self) -> None:
        """Leave the chosen provisions out."""
        chosen = self.chosen()
        if self.text is not None and chosen:
            self._correct(lambda text: review.exclude(text, chosen), chosen[0])

    def back(self) -> None:
        """Take the last correction back."""
        if self._past:
            chosen = self.chosen()
            self._put(self._past.pop(), chosen[0] if chosen else 1)
            self.changed.emit(self.text)

    def _correct(self, act: Callable[[Text], Text], at: int) -> None:
        assert self.text is not None
        try:
            made = act(self.text)
        except UserError as error:
            self.failed.emit(str(error))
            return
        self._past.append(self.text)
        self._put(made, at)
        self.changed.emit(made)

    def _put(self, text: Text | None, at: int) -> None:
        self.model.show(text)
        self.count.setText("PROVISIONS" if text is None else f"PROVISIONS · {len(text.provisions):,}")
        if text is not None:
            self.choose(min(at, len(text.provisions)))
        self._selected()

    def _selected(self) -> None:
        chosen = self.chosen()
        words = ""
        if self.text is not None and chosen:
            p = self.text.provisions[chosen[0] - 1]
            words = self.text.canonical[p.start : min(p.end, p.start + WHOLE)]
        self.words.setPlainText(words)
        self._enable()

    def _enable(self) -> None:
        chosen = self.chosen()
        self.join_button.setEnabled(len(chosen) > 1)
        self.split_button.setEnabled(len(chosen) == 1 and self.words.textCursor().position() > 0)
        self.leave_button.setEnabled(bool(chosen))
        self.back_button.setEnabled(bool(self._past))
