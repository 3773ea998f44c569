"""The former versions of a note: compare each with the next one or with now, and bring one back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QListWidget, QListWidgetItem, QTextBrowser, QVBoxLayout, QWidget

from reader.library.models import Changes, Version
from reader.ui.dialogs.base import Dialog, title_label
from reader.ui.dialogs.comparing import compare, to_html
from reader.ui.dialogs.moments import moment
from reader.ui.notes import words
from reader.ui.notes.places import titles
from reader.ui.notes.preview import NotePreview
from reader.ui.session import Session
from reader.ui.theme import Theme


class HistoryDialog(Dialog):
    """Versions at the left, newest first; what the chosen one changed at the right."""

    def __init__(self, session: Session, annotation_id: str, parent: QWidget | None = None) -> None:
        super().__init__(session, "History of a note", parent)
        self._id = annotation_id
        self._versions: list[Version] = []
        self._body = ""
        self.list = QListWidget(self)
        self.list.setAccessibleName("Versions, newest first")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.with_now = QCheckBox("Compare with the note as it is now", self)
        self.with_now.setChecked(True)
        self.view = _Comparison(self)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(8)
        left.addWidget(title_label("Versions", self))
        left.addWidget(self.list, 1)
        right.addWidget(title_label("What changed", self))
        right.addWidget(self.view, 1)
        right.addWidget(self.with_now)
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addLayout(left, 2)
        row.addLayout(right, 5)
        self.body.addLayout(row, 1)
        self.restore_button = self.add_button("&Restore this version", self.restore)
        self.add_close()
        self.list.currentRowChanged.connect(self._show)
        self.with_now.toggled.connect(self._show)
        session.changed.connect(self._follow)
        self.resize(780, 480)
        self.reload()

    def reload(self) -> None:
        """Read the versions from the library."""
        self.session.flush()
        library, note = self.session.library, self.session.annotation(self._id)
        self._versions = library.history(self._id)[::-1] if library is not None else []
        self._body = note.body if note is not None else ""
        if note is not None:
            self.setWindowTitle(f"History of a note on {words.where(note, titles(self.session))}")
        row = max(0, self.list.currentRow())
        self.list.clear()
        for version in self._versions:
            item = QListWidgetItem(f"until {moment(version.saved)}\n{words.first_words(version.body, 28) or '(empty)'}")
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"Version until {moment(version.saved)}")
            self.list.addItem(item)
        self.list.setCurrentRow(min(row, len(self._versions) - 1))
        if not self._versions:
            self.view.setPlainText("This note was not changed since it was made.")
            self.restore_button.setEnabled(False)

    def restore(self) -> None:
        """Give the note the body of the chosen version; the one of now stays in the history."""
        version = self._chosen()
        if version is not None and self.session.edit_annotation(self._id, body=version.body):
            self.say(f"Restored the version until {moment(version.saved)}. Undo takes it back.")

    def dress(self, theme: Theme) -> None:
        super().dress(theme)
        if hasattr(self, "restore_button"):
            self._show()

    def _chosen(self) -> Version | None:
        row = self.list.currentRow()
        return self._versions[row] if 0 <= row < len(self._versions) else None

    def _show(self) -> None:
        version = self._chosen()
        if version is None:
            return
        row = self.list.currentRow()
        after = self._body if self.with_now.isChecked() or row == 0 else self._versions[row - 1].body
        self.restore_button.setEnabled(version.body != self._body and self.session.can_write)
        theme = self.theme
        pieces = compare(version.body, after)
        html = to_html(pieces, theme.css("highlight.pink"), theme.css("highlight.green"))
        same = all(piece.how == "kept" for piece in pieces)
        self.view.setHtml(html if not same else f"{html}<p><i>No difference.</i></p>")

    def _follow(self, changes: Changes) -> None:
        if self._id in changes.annotations:
            self.reload()


class _Comparison(QTextBrowser):
    """Shows HTML that `to_html` made and loads nothing."""

    loadResource = NotePreview.loadResource
