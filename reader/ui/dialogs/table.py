"""The window of the notes table."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from reader.ui.dialogs.base import Dialog
from reader.ui.session import Session
from reader.ui.table.loading import SLOT
from reader.ui.table.view import NotesTable


class NotesTableDialog(Dialog):
    """All annotations in a window of their own, beside the texts."""

    jump = Signal(str, int)
    annotation_activated = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, "All notes and highlights", parent)
        self.table = NotesTable(session, self)
        self.table.jump.connect(self.jump)
        self.table.annotation_activated.connect(self.annotation_activated)
        self.body.addWidget(self.table, 1)
        self.uses(SLOT)
        self.add_close()
        self.setSizeGripEnabled(True)
        self.resize(980, 600)
        self.table.table.setFocus()
