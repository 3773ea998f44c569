"""The quiet line over the library that says what came into the watched folder, and the window that chooses it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from reader.library.watching import shown
from reader.ui.dialogs.base import Dialog
from reader.ui.notes.labels import ElidedLabel
from reader.ui.session import Session
from reader.ui.texts.watching import FOLDER, Watching, sentence
from reader.ui.theme import Theme


class WatchLine(QWidget):
    """Two buttons as one line each, hidden while there is nothing to say."""

    review_wanted = Signal()
    update_wanted = Signal()

    def __init__(self, watching: Watching, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._watching = watching
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.review = self._button("Look at the new files before they are added", self.review_wanted.emit)
        self.update_button = self._button("See what a changed file changes", self.update_wanted.emit)
        self.leave = self._button("Do not offer these again", watching.pass_over)
        self.leave.setText("✕")
        self.leave.setAccessibleName("Do not offer these files again")
        self.leave.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        rows = QVBoxLayout()
        rows.setSpacing(2)
        rows.addWidget(self.review)
        rows.addWidget(self.update_button)
        self.where = ElidedLabel(parent=self)
        self.where.setContentsMargins(3, 0, 0, 0)
        rows.addWidget(self.where)
        line = QHBoxLayout(self)
        line.setContentsMargins(8, 5, 4, 5)
        line.addLayout(rows, 1)
        line.addWidget(self.leave, 0, Qt.AlignmentFlag.AlignTop)
        self.dress(theme)
        watching.offered.connect(self.follow)
        self.follow()

    def _button(self, tip: str, act: object) -> QPushButton:
        button = QPushButton(self)
        button.setToolTip(tip)
        button.setFlat(True)
        button.setAutoDefault(False)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        button.clicked.connect(act)
        return button

    def dress(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.setStyleSheet(
            f"WatchLine {{ background: {theme.css('chip')}; border-radius: 6px; }}"
            "QPushButton { border: none; background: transparent; padding: 1px 3px; min-height: 0; text-align: left; }"
            f"QPushButton {{ color: {theme.css('accent')}; }}"
            f"QLabel {{ color: {theme.css('muted')}; }}"
            f"QPushButton:hover, QPushButton:focus {{ text-decoration: underline; }}"
        )

    def follow(self) -> None:
        """Say what is offered now."""
        watching, folder = self._watching, self._watching.folder
        name = shown(folder.name or str(folder)) if folder is not None else ""
        new, changed = watching.new(), watching.changed()
        whole = sentence(new, changed, name)
        for button, words, offers in zip((self.review, self.update_button), whole, (new, changed), strict=True):
            button.setVisible(bool(words))
            button.setAccessibleName(words)
            button.setToolTip("\n".join([words, *(shown(offer.entry.name) for offer in offers[:20])]))
        self._fit(name)
        self.setVisible(bool(new or changed))

    def _fit(self, name: str) -> None:
        """Name the folder in the same line where there is room, else below."""
        metrics, room = self.review.fontMetrics(), max(60, self.width() - 48)
        new, changed = self._watching.new(), self._watching.changed()
        short = name
        if max(metrics.horizontalAdvance(words) for words in sentence(new, changed, name)) > room:
            short = ""  # then it has a line of its own
        for button, words in zip((self.review, self.update_button), sentence(new, changed, short), strict=True):
            button.setText(words)
        self.where.setText(name)
        self.where.setVisible(not short and bool(name))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() == event.oldSize().width():
            return  # what is said changes the height, and must not be asked for once more
        folder = self._watching.folder
        self._fit(shown(folder.name or str(folder)) if folder is not None else "")


class WatchDialog(Dialog):
    """Which folder is watched."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, "Watched folder", parent)
        self.line = QLineEdit(session.settings[FOLDER], self)
        self.line.setAccessibleName("Folder")
        self.line.setPlaceholderText("no folder is watched")
        self.line.setClearButtonEnabled(True)
        choose = QPushButton("Choose …", self)
        choose.setAutoDefault(False)
        choose.clicked.connect(self.ask)
        row = QHBoxLayout()
        row.addWidget(self.line, 1)
        row.addWidget(choose)
        self.body.addLayout(row)
        self.body.addStretch(1)
        self.say("New and changed files in it are offered over the library; nothing is added before you have seen it.")
        self.add_button("&Watch", self.keep, default=True)
        self.add_close("Cancel")
        self.resize(520, 150)

    def ask(self) -> None:
        """Choose a folder."""
        dialog = QFileDialog(self, "Watched folder")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly, True)
        dialog.fileSelected.connect(self.line.setText)
        dialog.open()

    def keep(self) -> None:
        """Watch it from now on; an empty line ends the watch."""
        words = self.line.text().strip()
        if words and not Path(words).expanduser().is_dir():
            self.say("There is no such folder.", problem=True)
            return
        self.session.settings[FOLDER] = str(Path(words).expanduser().absolute()) if words else ""
        self.accept()
