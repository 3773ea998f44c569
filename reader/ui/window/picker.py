"""A line to type into with a list under it: the command palette, and every other choice from a short list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QDialog, QLineEdit, QListView, QVBoxLayout, QWidget

from reader.ui.window.actions import ActionSet, plain

ID = Qt.ItemDataRole.UserRole


class Choice(NamedTuple):
    """An item: `detail` is shown behind it (a shortcut, a menu)."""

    id: str
    text: str
    detail: str = ""
    enabled: bool = True


class Picker(QDialog):
    """Type a part of the words, move with the arrows, choose with Enter."""

    chosen = Signal(str)

    def __init__(self, title: str, choices: Sequence[Choice], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._choices = choices
        self.line = QLineEdit()
        self.line.setPlaceholderText(title)
        self.line.setAccessibleName(title)
        self.list = QListView()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.setUniformItemSizes(True)
        self._model = QStandardItemModel(self)
        self.list.setModel(self._model)
        column = QVBoxLayout(self)
        column.addWidget(self.line)
        column.addWidget(self.list)
        self.line.textChanged.connect(self._filter)
        self.list.clicked.connect(self._take)
        self._filter("")

    def sizeHint(self) -> QSize:
        return QSize(520, min(460, 80 + 26 * len(self._choices)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 10, Qt.Key.Key_PageUp: -10}
        step = steps.get(Qt.Key(event.key()))
        if step is not None:
            row = max(0, min(self._model.rowCount() - 1, self.list.currentIndex().row() + step))
            self.list.setCurrentIndex(self._model.index(row, 0))
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(self.list.currentIndex())
            return
        super().keyPressEvent(event)

    def _filter(self, words: str) -> None:
        wanted = words.casefold().split()
        self._model.clear()
        for choice in self._choices:
            if all(word in f"{choice.text} {choice.detail}".casefold() for word in wanted):
                item = QStandardItem(f"{choice.text}    {choice.detail}".rstrip())
                item.setData(choice.id, ID)
                item.setEnabled(choice.enabled)
                self._model.appendRow(item)
        if not self._model.rowCount():
            nothing = QStandardItem("Nothing fits.")
            nothing.setFlags(Qt.ItemFlag.NoItemFlags)
            self._model.appendRow(nothing)
        else:
            self.list.setCurrentIndex(self._model.index(0, 0))

    def _take(self, index: QModelIndex) -> None:
        if index.isValid() and index.flags() & Qt.ItemFlag.ItemIsEnabled:
            self.accept()
            self.chosen.emit(index.data(ID))


def palette(actions: ActionSet, parent: QWidget) -> Picker:
    """The command palette: every declared action by name; those that cannot be done now are greyed, last."""
    choices = []
    for act, action in actions:
        where = act.menu.replace("/", " ▸ ")
        detail = f"{where}   {action.shortcut().toString()}".rstrip()
        choices.append(Choice(act.id, plain(action.text()).rstrip("…"), detail, action.isEnabled()))
    picker = Picker("Type a command", sorted(choices, key=lambda choice: not choice.enabled), parent)
    picker.chosen.connect(lambda act_id: actions[act_id].trigger())
    return picker
