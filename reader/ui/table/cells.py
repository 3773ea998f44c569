"""How cells are painted and edited: a dot for the colour, a list to choose another, tags with completion."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, QStringListModel, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from reader.library.models import COLOURS
from reader.ui.notes.completing import tags
from reader.ui.table.arranging import TAGS
from reader.ui.table.model import COLOUR_ROLE
from reader.ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex


class Cells(QStyledItemDelegate):
    """For all columns of the table."""

    def __init__(self, theme: Theme, known: Callable[[], Iterable[tuple[str, int]]], parent: QObject) -> None:
        """`known`: the tags with their uses."""
        super().__init__(parent)
        self.theme = theme
        self._known = known

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        colour = index.data(COLOUR_ROLE)
        if not colour:
            return
        size = 12
        top = option.rect.center().y() - size / 2 + 0.5
        dot = QRectF(option.rect.left() + 6, top, size, size)
        painter.save()
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(self.theme.strong(f"highlight.{colour}"))
            painter.setPen(self.theme.colour("muted"))
            painter.drawEllipse(dot)
            painter.setPen(self.theme.colour("text"))
            words = option.rect.adjusted(size + 12, 0, -2, 0)
            text = option.fontMetrics.elidedText(colour, Qt.TextElideMode.ElideRight, words.width())
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, text)
        finally:
            painter.restore()

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        if index.data(COLOUR_ROLE):
            option.text = ""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        if index.data(COLOUR_ROLE):
            box = QComboBox(parent)
            box.addItems(COLOURS)
            return box
        editor = super().createEditor(parent, option, index)
        if index.column() == TAGS and isinstance(editor, QLineEdit):
            self._complete(editor)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QComboBox):
            editor.setCurrentText(str(index.data(COLOUR_ROLE)))
        else:
            super().setEditorData(editor, index)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QComboBox):
            model.setData(index, editor.currentText())
        else:
            super().setModelData(editor, model, index)

    def _complete(self, line: QLineEdit) -> None:
        offers = QStringListModel(line)
        completer = QCompleter(offers, line)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        line.setCompleter(completer)

        def typed(text: str) -> None:
            head, comma, last = text.rpartition(",")
            lead = f"{head}{comma} " if comma else ""
            have = [part.strip() for part in head.split(",")]
            offers.setStringList([lead + choice.insert for choice in tags(last, self._known(), without=have)])

        line.textEdited.connect(typed)
