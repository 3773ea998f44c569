"""A damaged library: what came through, what a backup holds, and what the reader wants done with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from reader.errors import Feedback, UserError
from reader.library.failures import Damaged
from reader.ui.dialogs.base import Dialog
from reader.ui.dialogs.moments import moment
from reader.ui.jobs import Outcome
from reader.ui.notes.labels import WrapLabel
from reader.ui.session import Session


class RescueDialog(Dialog):
    """Says in words what is wrong and offers the ways out; each is a signal, and the window goes on without it."""

    salvage_wanted = Signal()
    restore_wanted = Signal(Path)
    anew_wanted = Signal()
    other_wanted = Signal(Path)

    def __init__(self, session: Session, path: Path, error: UserError, parent: QWidget | None = None) -> None:
        kind = error.kind if isinstance(error, Damaged) else "damaged"
        super().__init__(session, "The library is gone" if kind == "gone" else "The library is damaged", parent)
        self._path = path
        self._backup: Path | None = None
        about = WrapLabel(self)
        kept = f"Whatever you choose, the file “{path.name}” is kept as it is now, under another name."
        about.setText(f"{error.message}\n\nYou can go on reading. {kept if kind != 'gone' else ''}".rstrip())
        self.came_through = WrapLabel(self)
        self.came_through.setText("Looking at what can be saved …")
        self.came_through.setVisible(kind != "gone")
        self.of_backup = WrapLabel(self)
        for label in (about, self.came_through, self.of_backup):
            self.body.addWidget(label)
        self.body.addStretch(1)
        self.anew = self.add_button("&Begin a new library", lambda: self._choose(self.anew_wanted), left=True)
        self.anew.setVisible(kind in ("empty", "gone"))
        self.add_button("Open &another …", self._ask_for_other, left=True)
        self.salvage = self.add_button("&Save what is whole", lambda: self._choose(self.salvage_wanted))
        self.salvage.setVisible(kind != "gone")
        self.restore = self.add_button("Use the &backup", self._restore)
        for button in (self.salvage, self.restore):
            button.setEnabled(False)
        self.add_close("Not now").setFocus()  # Return decides nothing
        self.resize(560, 330)
        chosen = session.settings["backup.folder"] or None

        def work(feedback: Feedback) -> Any:
            from reader.library import repair

            return repair.prospects(path, chosen)

        session.jobs.start(self.uses("prospects"), work, self._show)

    def _show(self, outcome: Outcome) -> None:
        if outcome.error is not None:
            self.came_through.setText("What can be saved of it could not be found out.")
            if not isinstance(outcome.error, UserError):
                self.session.job_failed(outcome)
            return
        found = outcome.value
        self.salvage.setEnabled(found.salvage is not None)
        words = str(found.salvage) if found.salvage is not None else "Nothing can be read out of the file itself."
        self.came_through.setText(f"Out of the file itself: {words}")
        if found.backup is None:
            self.of_backup.setText("There is no good backup in the folder of backups.")
            return
        self._backup = found.backup.path
        held = found.holds
        self.of_backup.setText(
            f"The newest good backup is of {moment(found.backup.made.isoformat())} and holds {held.texts} texts, "
            f"{held.annotations:,} annotations ({held.notes:,} with a note)."
        )
        self.restore.setEnabled(True)

    def _restore(self) -> None:
        if self._backup is not None:
            chosen = self._backup
            self.accept()
            self.restore_wanted.emit(chosen)

    def _choose(self, wish: Any) -> None:
        self.accept()
        wish.emit()

    def _ask_for_other(self) -> None:
        dialog = QFileDialog(self, "Open another library")
        dialog.setNameFilters(["Libraries (*.sqlite)", "All files (*)"])
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._other)
        dialog.open()

    def _other(self, file: str) -> None:
        self.accept()
        self.other_wanted.emit(Path(file))
