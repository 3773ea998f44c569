"""The trash: what was deleted and can come back. Emptying it is the only way to lose something, and asks."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QMessageBox, QTreeWidget, QTreeWidgetItem, QWidget

from reader.errors import UserError
from reader.library.models import Changes
from reader.ui.dialogs.base import Dialog
from reader.ui.dialogs.moments import moment
from reader.ui.notes import words
from reader.ui.notes.places import titles
from reader.ui.session import Session

KEY = Qt.ItemDataRole.UserRole


class TrashDialog(Dialog):
    """Deleted notes and texts, latest first."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, "Trash", parent)
        self.list = QTreeWidget(self)
        self.list.setAccessibleName("Deleted notes and texts")
        self.list.setHeaderLabels(["What", "Where", "Deleted"])
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setColumnWidth(0, 330)
        self.list.setColumnWidth(1, 150)
        self.body.addWidget(self.list, 1)
        self.restore_button = self.add_button("&Restore", self.restore, default=True)
        self.empty_button = self.add_button("&Empty the trash …", self.ask_to_empty, left=True)
        self.add_close()
        self.list.itemSelectionChanged.connect(self._enable)
        self.list.itemActivated.connect(lambda item: self.restore())
        session.changed.connect(self._follow)
        self.resize(680, 420)
        self.reload()

    def reload(self) -> None:
        """Read the trash from the library."""
        library = self.session.library
        self.list.clear()
        if library is None:
            return
        known = titles(self.session) | {info.id: info.short_title for info in library.texts(trashed=True)}
        rows = [
            (info.trashed or "", f"text:{info.id}", info.title, "text")
            for info in library.texts(trashed=True)
        ]
        for note in library.annotations(trashed=True):
            what = words.first_words(note.body, 120) or f"“{words.quoted(note)[:110]}”"
            rows.append((note.trashed or "", f"note:{note.id}", what, words.where(note, known)))
        for when, key, what, where in sorted(rows, reverse=True):
            item = QTreeWidgetItem([what, where, moment(when)])
            item.setData(0, KEY, key)
            item.setToolTip(0, what)
            self.list.addTopLevelItem(item)
        first = self.list.topLevelItem(0)
        if first is not None:
            self.list.setCurrentItem(first)
        else:
            self.say("The trash is empty.")
        self._enable()

    def chosen(self, sort: str) -> list[str]:
        """The ids that are chosen of a sort, "note" or "text"."""
        keys = [str(item.data(0, KEY)).split(":", 1) for item in self.list.selectedItems()]
        return [id_ for kind, id_ in keys if kind == sort]

    def restore(self) -> None:
        """Bring the chosen ones back."""
        notes, texts = self.chosen("note"), self.chosen("text")
        library = self.session.library
        if library is None:
            return
        done = bool(notes) and self.session.restore(notes)
        if texts:
            done = self.session.perform(lambda: library.plan.restore_texts(texts)) is not None or done
        if done:
            count = len(notes) + len(texts)
            self.say(f"Restored {count} {'item' if count == 1 else 'items'}.")

    def ask_to_empty(self) -> None:
        """Ask before everything here is lost for good."""
        count = self.list.topLevelItemCount()
        box = QMessageBox(self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle("Empty the trash?")
        box.setText(f"Delete {count} {'item' if count == 1 else 'items'} for good?")
        box.setInformativeText("Their notes and their history cannot be brought back, but from a backup.")
        yes = box.addButton("Delete for good", QMessageBox.ButtonRole.DestructiveRole)
        keep = box.addButton("Keep", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        yes.clicked.connect(self.empty)
        box.open()

    def empty(self) -> None:
        """Delete for good what is in the trash."""
        library = self.session.library
        if library is None:
            return
        try:
            library.empty_trash()
        except UserError as error:
            self.say(str(error), problem=True)
            return
        self.session.stack.clear()  # the steps before speak of what is no more
        self.reload()

    def _enable(self) -> None:
        any_ = self.list.topLevelItemCount() > 0
        self.restore_button.setEnabled(bool(self.list.selectedItems()) and self.session.can_write)
        self.empty_button.setEnabled(any_ and self.session.can_write)

    def _follow(self, changes: Changes) -> None:
        self.reload()
