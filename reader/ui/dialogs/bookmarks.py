"""The bookmarks: named, found, gone to and taken away."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QTreeWidget, QTreeWidgetItem, QWidget

from reader.library.models import Annotation, Changes
from reader.library.words import folded
from reader.ui.dialogs.base import Dialog
from reader.ui.notes import words
from reader.ui.notes.places import titles
from reader.ui.session import Session

ID = Qt.ItemDataRole.UserRole


class BookmarksDialog(Dialog):
    """A row for each bookmark, those of the open texts first; Return goes there, F2 names, Delete takes away."""

    jump = Signal(str, int)  # text id, position

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, "Bookmarks", parent)
        self._marks: dict[str, Annotation] = {}
        self.filter = QLineEdit(self)
        self.filter.setPlaceholderText("Type a part of a name or of the words")
        self.filter.setAccessibleName("Find a bookmark")
        self.filter.setClearButtonEnabled(True)
        self.list = QTreeWidget(self)
        self.list.setAccessibleName("Bookmarks")
        self.list.setHeaderLabels(["Name", "Place", "Words"])
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        for column, width in enumerate((190, 150)):
            self.list.setColumnWidth(column, width)
        self.body.addWidget(self.filter)
        self.body.addWidget(self.list, 1)
        self.go_button = self.add_button("&Go There", self.go, default=True)
        self.name_button = self.add_button("&Name …", self.rename)
        self.remove_button = self.add_button("&Remove", self.remove)
        self.add_close()
        self.filter.textChanged.connect(self._fill)
        self.filter.returnPressed.connect(self.go)
        self.list.itemActivated.connect(lambda item, column: self.go())
        self.list.itemSelectionChanged.connect(self._enable)
        # The view still holds its editor when an item changes.
        self.list.itemChanged.connect(self._named, Qt.ConnectionType.QueuedConnection)
        for keys, act in (
            (QKeySequence(QKeySequence.StandardKey.Delete), self.remove),
            (QKeySequence("F2"), self.rename),
        ):
            shortcut = QShortcut(keys, self.list)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(act)
        session.changed.connect(self._follow)
        self.resize(680, 400)
        self.reload()

    def reload(self) -> None:
        """Read the bookmarks from the library."""
        order = {text_id: i for i, text_id in enumerate(self.session.shown)}
        found = self.session.bookmarks()
        found.sort(key=lambda mark: min((order.get(t.text_id, len(order)) for t in mark.targets), default=len(order)))
        self._marks = {mark.id: mark for mark in found}
        self._fill()

    def chosen(self) -> list[str]:
        """The ids of the chosen ones, or of the current one."""
        return [str(item.data(0, ID)) for item in self.list.selectedItems()]

    def go(self) -> None:
        """Go to the first chosen one."""
        mark = next((self._marks[id_] for id_ in self.chosen() if id_ in self._marks), None)
        target = next((t for t in mark.targets if t.state in ("placed", "edited")), None) if mark is not None else None
        if target is not None:
            self.jump.emit(target.text_id, target.start)
            self.accept()
        elif mark is not None:
            self.say("Its passage is no longer in the text. The Notes pane offers where it may belong.", problem=True)

    def rename(self) -> None:
        """Type a name for the current one."""
        item = self.list.currentItem()
        if item is not None and self.session.can_write:
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
            self.list.editItem(item, 0)

    def remove(self) -> None:
        """Put the chosen ones into the trash, as one step."""
        ids = self.chosen()
        if ids and self.session.trash(ids):
            self.say(f"Removed {len(ids)} {'bookmark' if len(ids) == 1 else 'bookmarks'}. Undo brings them back.")

    def _fill(self) -> None:
        kept = set(self.chosen())
        known, wanted = titles(self.session), folded(self.filter.text()).split()
        blocked = self.list.blockSignals(True)
        self.list.clear()
        for mark in self._marks.values():
            row = [words.first_words(mark.body, 80) or "–", words.where(mark, known), words.quoted(mark)[:120]]
            line = folded(" ".join(row))
            if all(word in line for word in wanted):
                item = QTreeWidgetItem(row)
                item.setData(0, ID, mark.id)
                item.setToolTip(2, words.quoted(mark)[:300])
                self.list.addTopLevelItem(item)
                item.setSelected(mark.id in kept)
        self.list.blockSignals(blocked)
        first = self.list.topLevelItem(0)
        if first is not None and not self.chosen():
            self.list.setCurrentItem(first)
        empty = "No bookmark fits." if self._marks else "No bookmarks yet. Ctrl+F2 in a text sets one."
        self.say("" if first is not None else empty)
        self._enable()

    def _named(self, item: QTreeWidgetItem, column: int) -> None:
        mark = self._marks.get(str(item.data(0, ID)))
        if mark is not None and column == 0:
            name = "" if item.text(0).strip() == "–" else item.text(0).strip()
            if name != mark.body:
                self.session.edit_annotation(mark.id, body=name)

    def _enable(self) -> None:
        some, can = bool(self.chosen()), self.session.can_write
        self.go_button.setEnabled(some)
        self.name_button.setEnabled(some and can)
        self.remove_button.setEnabled(some and can)

    def _follow(self, changes: Changes) -> None:
        if changes.annotations:
            QTimer.singleShot(0, self, self.reload)
