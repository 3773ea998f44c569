"""Backups: those that there are, what each holds, make one now, put one in the library's place."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QTreeWidget, QTreeWidgetItem, QWidget
from shiboken6 import isValid

from reader.errors import UserError
from reader.library import backup
from reader.ui.dialogs.base import Dialog
from reader.ui.dialogs.moments import moment
from reader.ui.notes.labels import WrapLabel
from reader.ui.restoring import restore
from reader.ui.session import Session

PATH = Qt.ItemDataRole.UserRole
REASONS = {
    "regular": "regular", "migration": "before an upgrade", "import": "before an import", "restore": "before a restore",
    "asked": "made by you", "damaged": "damaged, kept for rescue",
}  # fmt: skip


class BackupsDialog(Dialog):
    """The list of backups, newest first, with a preview of the chosen one."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, "Backups", parent)
        self.list = QTreeWidget(self)
        self.list.setAccessibleName("Backups, newest first")
        self.list.setHeaderLabels(["Made", "Why", "Size"])
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setColumnWidth(0, 200)
        self.list.setColumnWidth(1, 200)
        self.about = WrapLabel(self, name="muted")
        self.body.addWidget(self.list, 1)
        self.body.addWidget(self.about)
        self.add_button("&Back up now", self.make, left=True)
        self.add_button("From a &file …", self.ask_for_file, left=True)
        self.restore_button = self.add_button("&Restore …", self.ask)
        self.add_close()
        self.list.currentItemChanged.connect(self._show)
        self.resize(600, 420)
        self.reload()

    def reload(self) -> None:
        """Read the list of backups."""
        self.list.clear()
        library = self.session.library
        try:
            found = library.backups() if library is not None else []
        except UserError as error:
            self.say(str(error), problem=True)
            return
        for one in found:
            size = f"{one.size / 1e6:,.1f} MB"
            item = QTreeWidgetItem([moment(one.made.isoformat()), REASONS.get(one.why, one.why), size])
            item.setData(0, PATH, str(one.path))
            self.list.addTopLevelItem(item)
        first = self.list.topLevelItem(0)
        if first is not None:
            self.list.setCurrentItem(first)
        else:
            self.about.setText("There are no backups yet.")
        self._show()

    def make(self) -> None:
        """Make a backup now."""
        library = self.session.library
        if library is None:
            return
        self.session.flush()
        try:
            made = library.backup_now()
        except UserError as error:
            self.say(str(error), problem=True)
            return
        self.reload()
        self.say(f"Backed up to {made.path.name}.")

    def ask_for_file(self) -> None:
        """Choose a backup that lies elsewhere."""
        dialog = QFileDialog(self, "Restore a backup")
        dialog.setNameFilters(["Libraries (*.sqlite)", "All files (*)"])
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.ask_about)
        dialog.open()

    def ask(self) -> None:
        """Ask before the chosen backup takes the library's place."""
        item = self.list.currentItem()
        if item is not None:
            self.ask_about(item.data(0, PATH))

    def ask_about(self, path: str) -> None:
        """Say what a backup holds, and ask."""
        try:
            words = _words(Path(path))
        except UserError as error:
            self.say(str(error), problem=True)
            return
        box = QMessageBox(self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle("Restore this backup?")
        box.setText(f"Put {Path(path).name} in the library's place?")
        box.setInformativeText(f"It holds {words}\n\nWhat is in the library now is backed up first.")
        yes = box.addButton("Restore", QMessageBox.ButtonRole.AcceptRole)
        keep = box.addButton("Cancel", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        yes.clicked.connect(lambda: self.restore(path))
        box.open()

    def restore(self, path: str) -> None:
        """Make the library what a backup holds."""
        self.restore_button.setEnabled(False)
        self.say("Looking through the backup, and backing up what is here now …")
        restore(self.session, Path(path), self._restored)

    def _restored(self, error: UserError | None, kept: backup.Backup | None) -> None:
        if not isValid(self):  # closed meanwhile; the restore went on
            return
        self.reload()
        if error is not None:
            self.say(str(error), problem=True)
        elif kept is not None:
            self.say(f"Restored. What was here before is in {kept.path.name}.")

    def _show(self) -> None:
        item = self.list.currentItem()
        self.restore_button.setEnabled(item is not None and self.session.can_write)
        if item is None:
            return
        try:
            self.about.setText(f"Holds {_words(Path(item.data(0, PATH)))}")
        except UserError as error:
            self.about.setText(str(error))
            self.restore_button.setEnabled(False)


def _words(path: Path) -> str:
    held = backup.preview(path)
    last = f" Last change {moment(held.last_change)}." if held.last_change else ""
    return (
        f"{held.texts} texts, {held.annotations:,} annotations ({held.notes:,} with a note), {held.tags} tags, "
        f"{held.decisions} decisions on cross-references.{last}"
    )
