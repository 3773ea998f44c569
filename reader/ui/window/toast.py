"""A word on what was just deleted, with a button that brings it back; it goes by itself."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from reader.library.models import Annotation, Edit, TextRecord
from reader.ui.commands import EditCommand
from reader.ui.notes.words import counted
from reader.ui.session import Session

STAYS = 9000  # ms; longer while the pointer rests on it or the keyboard is in it
ABOVE = 38  # pixels over the lower edge: clear of the status line
DELETING = ("Delete ", "Remove ")  # how the acts that take something away are called


def told(edits: list[Edit]) -> str:
    """What was taken away, in words; "" when nothing was that one may miss."""
    notes = {r.id for e in edits for r in e.after if isinstance(r, Annotation) and r.trashed}
    texts = {r.text.id for e in edits for r in e.after if isinstance(r, TextRecord) and r.trashed}
    if notes or texts:
        parts = [counted(len(notes), "note")] if notes else []
        parts += [counted(len(texts), "text")] if texts else []
        return f"{' and '.join(parts)} in the trash."
    touched = {r.id for e in edits for r in e.before if isinstance(r, Annotation)}
    if edits and edits[0].name.startswith("Remove tag"):
        return f"The tag is gone from {counted(len(touched), 'note')}." if touched else "The tag is gone."
    return ""


class Toast(QFrame):
    """Over the lower edge of the window; it takes no focus."""

    def __init__(self, window: QWidget, session: Session) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._index = session.stack.index()
        self.setObjectName("popup")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self.words = QLabel(self)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.button = QToolButton(self)
        self.button.setText("Undo")
        self.button.setToolTip("Bring it back (Ctrl+Z)")
        self.button.setAccessibleName("Undo the deletion")
        self.close_button = QToolButton(self)
        self.close_button.setText("×")
        self.close_button.setAccessibleName("Close this message")
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 6, 6)
        row.setSpacing(10)
        for part in (self.words, self.button, self.close_button):
            row.addWidget(part)
        self.hide()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(STAYS)
        self._timer.timeout.connect(self._fade)
        self.button.clicked.connect(self.undo)
        self.close_button.clicked.connect(self.hide)
        window.installEventFilter(self)

    def follow(self, index: int) -> None:
        """Another change is the last one: tell it when it took something away, else go."""
        stack, before, self._index = self._session.stack, self._index, index
        command = stack.command(index - 1) if index > before and index > 0 else None
        words = told(_edits(command)) if command is not None and command.text().startswith(DELETING) else ""
        if words:
            self._offer(words)
        else:
            self.hide()

    def undo(self) -> None:
        """Bring back what was taken away."""
        self.hide()
        self._session.undo()

    def _offer(self, words: str) -> None:
        self.words.setText(words)
        self.setAccessibleName(words)
        self._place()
        self.show()
        self.raise_()
        self._timer.start()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def _fade(self) -> None:
        if self.underMouse() or self.isAncestorOf(self._window.focusWidget() or self._window):
            self._timer.start()
        else:
            self.hide()

    def _place(self) -> None:
        self.adjustSize()
        window = self._window
        self.move((window.width() - self.width()) // 2, window.height() - self.height() - ABOVE)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False


def _edits(command: object) -> list[Edit]:
    """The edits of a command, or of those that were joined to one step."""
    if isinstance(command, EditCommand):
        return [command.edit]
    count = command.childCount() if hasattr(command, "childCount") else 0
    return [child.edit for i in range(count) if isinstance(child := command.child(i), EditCommand)]  # type: ignore[attr-defined]
