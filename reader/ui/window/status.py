"""The status line: the citation at hand, what has been written, whether it is saved, how far the texts are aligned."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QStatusBar, QStyle, QStyleOption, QStylePainter, QWidget

from reader.ui.models.kinds import Filter
from reader.ui.notes.labels import ElidedLabel
from reader.ui.session import Session

SAY_FOR = 8000  # ms that a message stays


class StatusLine(QStatusBar):
    """Labels in the order of the mock-up; messages stand over them for a while."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._counts_timer = QTimer(self)
        self._counts_timer.setSingleShot(True)
        self._counts_timer.setInterval(150)  # several edits in a row are counted once
        self._counts_timer.timeout.connect(self._count)
        self.citation = self._label("Citation at hand", ElidedLabel(parent=self))  # long titles widen no window
        self.citation.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.counts = self._label("What has been written")
        self.aligned = self._label("How far the texts are aligned", right=True)
        self.links = self._label("Cross-references", right=True)
        self.kept = self._label("Whether everything is saved", right=True)
        self.messageChanged.connect(self._make_room)
        self.setSizeGripEnabled(False)
        self.setContentsMargins(10, 0, 4, 0)

    def _label(self, meaning: str, label: QLabel | None = None, *, right: bool = False) -> QLabel:
        label = label or QLabel(self)
        label.setContentsMargins(6, 0, 12, 0)
        label.setAccessibleDescription(meaning)
        label.setToolTip(meaning)
        (self.addPermanentWidget if right else self.addWidget)(label)
        return label

    def say(self, words: str) -> None:
        """Show a message for a while."""
        self.showMessage(words, SAY_FOR)

    def cite(self, citation: str) -> None:
        """Show what is at hand: "Shanghai 2001 §9 ⇄ Bishkek 2007 §4"."""
        self.citation.setText(citation)
        self.citation.setToolTip(citation)

    def saved(self) -> None:
        """Everything is on disk."""
        self.kept.setText("Saved")

    def pending(self) -> None:
        """Something typed is on its way to the disk."""
        self.kept.setText("Saving …")

    def wait(self) -> None:
        """Something done waits for another program to let go of the library."""
        self.kept.setText("Waiting for another program …")

    def count(self) -> None:
        """Count notes, highlights and tags again, soon."""
        self._counts_timer.start()

    def show_links(self, wanted: Filter) -> None:
        """Count the cross-references of the texts that are open, and those that the filter hides."""
        session = self._session
        if not session.pairs:
            self.links.setText("")
            return
        if not all(session.links_known(*pair) for pair in session.pairs):
            self.links.setText("Looking for cross-references …")
            return
        links = [link for pair in session.pairs for link in session.links(*pair)]
        hidden = sum(1 for link in links if not wanted.shows(link))
        total = f"{len(links)} cross-reference{'s' if len(links) != 1 else ''}"
        self.links.setText(f"{total} ({hidden} hidden)" if hidden else total)

    def show_aligned(self, words: str) -> None:
        """Say how many provisions have a counterpart: "14 of 21 provisions aligned"."""
        self.aligned.setText(words)

    def _make_room(self, message: str) -> None:
        """Qt hides the labels under a message, but shows them again over it when one of them becomes taller."""
        for label in (self.citation, self.counts):
            label.setVisible(not message)
        self.setToolTip(message)  # whole where the line is too short for it

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt cuts a message that is too long in the middle of a letter."""
        words, room = self.currentMessage(), self._room()
        short = self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        if short == words:
            super().paintEvent(event)
            return
        painter = QStylePainter(self)
        try:
            option = QStyleOption()
            option.initFrom(self)
            painter.drawPrimitive(QStyle.PrimitiveElement.PE_PanelStatusBar, option)
            painter.setPen(self.palette().color(self.foregroundRole()))
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, short)
        finally:
            painter.end()

    def _room(self) -> QRect:
        """Where Qt puts a message."""
        ends = [label.x() - 2 for label in (self.aligned, self.links, self.kept) if label.isVisible()]
        return QRect(6, 0, max(0, min([self.width() - 12, *ends]) - 6), self.height())

    def _count(self) -> None:
        library = self._session.library
        if library is None:
            return
        notes = library.count(query="has:note")
        flags = library.count(query="is:bookmark")
        notes -= library.count(query="is:bookmark has:note") if flags else 0  # its name is no note
        tags = sum(1 for info in self._session.tags() if info.uses)
        self.counts.setText(
            " · ".join(
                (
                    _many(notes, "note"),
                    _many(library.count() - notes - flags, "highlight"),
                    _many(tags, "tag"),
                    *([_many(flags, "bookmark")] if flags else []),
                )
            )
        )


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' if count != 1 else ''}"
