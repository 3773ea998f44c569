"""A note that lost its place: what it was about, why it is lost, and where it may belong."""

from __future__ import annotations

from html import escape
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from reader.anchor.model import Candidate
from reader.library.models import Annotation, Target
from reader.ui.notes.flow import FlowLayout
from reader.ui.notes.labels import ElidedLabel, WrapLabel
from reader.ui.session import Session

MOST = 4  # candidates offered
TALL = 150  # pixels of the list of candidates; it scrolls
LONGEST = 110  # code points of a candidate that are shown
CONTEXT = 30  # code points shown on both sides of a candidate
LOST = ("orphan", "ambiguous")


class Lost(NamedTuple):
    """The first target of a note that is not placed, and where it may belong in the text as it is now."""

    at: int
    target: Target
    candidates: tuple[Candidate, ...]


def lost_target(session: Session, note: Annotation) -> Lost | None:
    """What of a note lost its place, with candidates, best first; None when all stands."""
    for i, target in enumerate(note.targets):
        if target.state in LOST:
            found = session.library.candidates(note.id, i) if session.library is not None else []
            return Lost(i, target, tuple(found[:MOST]))
    return None


class OrphanBox(QFrame):
    """The old quotation, why its place is lost, and the candidates in context, each with "Show" and "Attach"."""

    show_wanted = Signal(str, int, int)  # text id and span: select it in the text
    attach = Signal(str, int, int)  # text id and span of the candidate that was taken
    attach_selection = Signal()  # to the words selected in a text
    kept = Signal()  # the note stays without a place

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setObjectName("card")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._words = WrapLabel(self)
        inner = QWidget(self)
        self._grid = QGridLayout(inner)
        self._grid.setContentsMargins(0, 0, 4, 0)
        self._grid.setColumnStretch(0, 1)
        self._grid.setHorizontalSpacing(2)
        self._grid.setVerticalSpacing(1)
        self._scroll = QScrollArea(self)  # long candidates scroll; the note below keeps its room
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFixedHeight(TALL)
        self._scroll.setWidget(inner)
        for part in (self._scroll.viewport(), inner):
            part.setAutoFillBackground(False)
        self._scroll.setStyleSheet("QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; }")
        self._by_hand, self._keep = QToolButton(self), QToolButton(self)
        self._by_hand.setText("Attach to selected words")
        self._by_hand.clicked.connect(self.attach_selection)
        self._keep.setText("Keep")
        self._keep.setToolTip("The note stays in the list, without a place")
        self._keep.clicked.connect(self.kept)
        below = FlowLayout(gap=4)
        for button in (self._by_hand, self._keep):
            below.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(4)
        column.addWidget(self._words)
        column.addWidget(self._scroll)
        column.addLayout(below)

    def show_lost(self, lost: Lost) -> None:
        """List the candidates of a lost target."""
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        target = lost.target
        plain = "Several places fit." if target.state == "ambiguous" else "Its words are no longer in the text."
        reason = target.reason or plain
        quote = " ".join(target.exact.split())
        offer = "It may belong here:" if lost.candidates else "Nothing in the text is like it. The note is kept."
        self._words.setText(f"{reason}\n“{quote[:160]}{'…' if len(quote) > 160 else ''}”\n{offer}")
        self._scroll.setVisible(bool(lost.candidates))
        for row, candidate in enumerate(lost.candidates):
            self._row(2 * row, target.text_id, candidate)
        can = self._session.can_write
        self._by_hand.setEnabled(can)

    def _row(self, row: int, text_id: str, candidate: Candidate) -> None:
        text = self._session.text(text_id)
        if text is None:
            return
        number = text.provision_at(candidate.start).n
        head = ElidedLabel(f"§{number} · {round(100 * candidate.score)} % alike", self, name="muted")
        words = WrapLabel(self)
        words.setTextFormat(Qt.TextFormat.RichText)
        words.setText(in_context(text.canonical, candidate.start, candidate.end))
        show, take = QToolButton(self), QToolButton(self)
        show.setText("Show")
        take.setText("Attach")
        take.setEnabled(self._session.can_write)
        for button in (show, take):
            button.setAccessibleName(f"{button.text()} §{number}")
        show.clicked.connect(lambda: self.show_wanted.emit(text_id, candidate.start, candidate.end))
        take.clicked.connect(lambda: self.attach.emit(text_id, candidate.start, candidate.end))
        self._grid.addWidget(head, row, 0)
        self._grid.addWidget(show, row, 1)
        self._grid.addWidget(take, row, 2)
        self._grid.addWidget(words, row + 1, 0, 1, 3)


def in_context(s: str, start: int, end: int) -> str:
    """A candidate as HTML: its words in bold with some before and after, cut where they are long."""
    before = " ".join(s[max(0, start - CONTEXT) : start].split())
    after = " ".join(s[end : end + CONTEXT].split())
    exact = " ".join(s[start:end].split())
    if len(exact) > LONGEST:
        exact = f"{exact[: LONGEST // 2].rstrip()} … {exact[-LONGEST // 2 :].lstrip()}"
    lead = "" if start <= CONTEXT else "…"
    tail = "" if end + CONTEXT >= len(s) else "…"
    blank = " " if before and not s[start - 1 : start].isalnum() else ""
    gap = " " if s[end : end + 1].isspace() else ""
    return f"{lead}{escape(before)}{blank}<b>{escape(exact)}</b>{gap}{escape(after)}{tail}"
