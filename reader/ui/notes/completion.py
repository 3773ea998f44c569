"""The list of completions under the caret of the editor."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPlainTextEdit

from reader.ui.notes.completing import Choice

SHOWN = 8  # rows before it scrolls


class CompletionList(QListWidget):
    """A child of the editor's window, not a popup: the keyboard stays with the editor, which passes keys on."""

    chosen = Signal(str)

    def __init__(self, editor: QPlainTextEdit) -> None:
        super().__init__(editor)
        self._editor = editor
        self.setObjectName("completions")
        self.setAccessibleName("Completions")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setUniformItemSizes(True)
        self.itemClicked.connect(self._choose)
        self.hide()

    def offer(self, choices: Sequence[Choice]) -> None:
        """Show the choices under (or over) the caret, the first one chosen; hide when there are none."""
        if not choices:
            self.hide()
            return
        self.clear()
        for choice in choices:
            item = QListWidgetItem(f"{choice.insert}   {choice.detail}" if choice.detail else choice.insert)
            item.setData(Qt.ItemDataRole.UserRole, choice.insert)
            self.addItem(item)
        self.setCurrentRow(0)
        self._place(len(choices))
        self.show()
        self.raise_()

    def take_key(self, event: QKeyEvent) -> bool:
        """Let the list have a key of the editor's; says whether it took it."""
        if not self.isVisible():
            return False
        key = event.key()
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(key))
        if step is not None:
            self.setCurrentRow((self.currentRow() + step) % self.count())
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
            self._choose(self.currentItem())
        elif key == Qt.Key.Key_Escape:
            self.hide()
        else:
            return False
        event.accept()
        return True

    def _choose(self, item: QListWidgetItem | None) -> None:
        self.hide()
        if item is not None:
            self.chosen.emit(item.data(Qt.ItemDataRole.UserRole))

    def _place(self, rows: int) -> None:
        top = self._editor.window()
        if self.parentWidget() is not top:
            self.setParent(top)  # in the window it may reach over the editor's edge
        height = min(rows, SHOWN) * self.sizeHintForRow(0) + 2 * self.frameWidth() + 4
        width = min(max(180, self.sizeHintForColumn(0) + 28), max(180, self._editor.width() - 8), top.width() - 8)
        caret: QRect = self._editor.cursorRect()
        at = self._editor.viewport().mapTo(top, caret.bottomLeft() + QPoint(0, 3))
        if at.y() + height > top.height():
            at.setY(max(0, self._editor.viewport().mapTo(top, caret.topLeft()).y() - height - 3))
        at.setX(max(4, min(at.x(), top.width() - width - 4)))
        self.setGeometry(QRect(at.x(), at.y(), width, height))
