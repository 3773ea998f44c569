"""How far the reading of each open text has come: two thin bars and a line of words for each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QProgressBar, QWidget

from reader.crossref.overview_progress import Progress, progress
from reader.text.model import Text
from reader.ui.session import Session

BAR, TITLE = 90, 320  # pixels


def spans_of(session: Session, text_id: str) -> list[tuple[int, int]]:
    """The passages of a text that have a note; a highlight without words is none."""
    notes = session.annotations(text_id, query="has:note")
    return [(t.start, t.end) for note in notes for t in note.targets if t.text_id == text_id and t.state != "orphan"]


def progress_of(session: Session, text: Text) -> Progress:
    """The progress of a text that is open, with its links to every other open one."""
    pairs = [pair for pair in session.pairs if text.id in pair]
    return progress(text, spans_of(session, text.id), (link for pair in pairs for link in session.links(*pair)))


class ProgressTable(QWidget):
    """A line for each text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(5, 1)

    def show_progress(self, found: Sequence[tuple[str, Progress]]) -> None:
        """Show titles with their progress."""
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for row, (title, done) in enumerate(found):
            name = QLabel(self.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, TITLE), self)
            name.setToolTip(title)
            name.setTextFormat(Qt.TextFormat.PlainText)
            self._grid.addWidget(name, row, 0)
            self._part(row, 1, done.noted, done.provisions, "provisions with notes", title)
            if done.links:
                self._part(row, 3, done.reviewed, done.links, "links reviewed", title)

    def words(self) -> list[str]:
        """What the lines say, for tests and screen readers."""
        labels = self.findChildren(QLabel)
        return [label.text() for label in labels if not label.isHidden()]

    def _part(self, row: int, column: int, done: int, of: int, what: str, title: str) -> None:
        bar = QProgressBar(self)
        bar.setRange(0, max(1, of))
        bar.setValue(done)
        bar.setTextVisible(False)
        bar.setFixedWidth(BAR)
        bar.setAccessibleName(f"{title}: {done:,} of {of:,} {what}")
        label = QLabel(f"{done:,} of {of:,} {what}", self)
        label.setObjectName("muted")
        self._grid.addWidget(bar, row, column)
        self._grid.addWidget(label, row, column + 1)
