"""What every window of this folder shares: colours, a line for messages, buttons, an end without a trace."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPushButton, QVBoxLayout, QWidget

from reader.ui.notes import look
from reader.ui.notes.labels import WrapLabel
from reader.ui.session import Session
from reader.ui.theme import Theme


class Dialog(QDialog):
    """A window over the main one that does not stop it; deleted when it is closed.

    `body` is the layout to fill; `message` a line under it; `buttons` stand at the bottom.
    """

    def __init__(self, session: Session, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.body = QVBoxLayout()
        self.body.setSpacing(8)
        self.message = WrapLabel(self, name="muted")
        self.message.hide()
        self.buttons = QDialogButtonBox(self)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(10)
        column.addLayout(self.body, 1)
        column.addWidget(self.message)
        column.addWidget(self.buttons)
        session.setting_changed.connect(self._setting)
        self._slots: list[str] = []
        self.dress(self.theme)

    @property
    def theme(self) -> Theme:
        """The theme that is chosen."""
        return look.theme_of(self.session.settings)

    def dress(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.setStyleSheet(look.pane_sheet(theme))

    def say(self, words: str, *, problem: bool = False) -> None:
        """Put a line under the body; "" takes it away."""
        self.message.setObjectName("problem" if problem else "muted")
        self.message.setStyleSheet(f"color: {self.theme.css('error' if problem else 'muted')};")
        self.message.setText(words)
        self.message.setVisible(bool(words))

    def add_button(self, words: str, act: object, *, default: bool = False, left: bool = False) -> QPushButton:
        """A button at the bottom; `default` is what Return does."""
        role = QDialogButtonBox.ButtonRole
        button = self.buttons.addButton(words, role.ResetRole if left else role.ActionRole)
        button.setDefault(default)
        button.setAutoDefault(default)
        button.clicked.connect(act)
        return button

    def add_close(self, words: str = "Close") -> QPushButton:
        """The button that closes."""
        button = self.buttons.addButton(words, QDialogButtonBox.ButtonRole.RejectRole)
        button.setAutoDefault(False)
        return button

    def uses(self, slot: str) -> str:
        """A slot of `Jobs` whose answer nobody wants once this window is closed."""
        self._slots.append(slot)
        return slot

    def done(self, result: int) -> None:
        for slot in self._slots:
            self.session.jobs.cancel(slot)
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        for slot in self._slots:
            self.session.jobs.cancel(slot)
        super().closeEvent(event)

    def _setting(self, key: str) -> None:
        if key == "theme":
            self.dress(self.theme)


def title_label(words: str, parent: QWidget) -> QLabel:
    """The title of a section."""
    label = QLabel(words.upper(), parent)
    label.setObjectName("section")
    return label
