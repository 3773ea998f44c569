"""A note that lost its place: what it was about, why it is lost, and where it may belong."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from reader.anchor.model import Candidate
from reader.library.models import Annotation, Target
from reader.ui.notes.labels import ElidedLabel, WrapLabel
from reader.ui.session import Session

MOST = 4  # candidates offered
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
    """The candidates of one lost note, each with "Show" and "Attach"."""

    jump = Signal(str, int)
    attach = Signal(str, int, int)  # text id and span of the candidate that was taken
    attach_selection = Signal()  # to the words selected in a text

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setObjectName("card")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._words = WrapLabel(self)
        self._grid = QGridLayout()
        self._grid.setColumnStretch(0, 1)
        self._grid.setHorizontalSpacing(2)
        self._grid.setVerticalSpacing(0)
        self._by_hand = QToolButton(self)
        self._by_hand.setText("Attach to the selected words")
        self._by_hand.clicked.connect(self.attach_selection)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(4)
        column.addWidget(self._words)
        column.addLayout(self._grid)
        column.addWidget(self._by_hand)

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
        self._words.setText(f"{reason}\n“{quote[:100]}{'…' if len(quote) > 100 else ''}”\n{offer}")
        for row, candidate in enumerate(lost.candidates):
            self._row(row, target.text_id, candidate)

    def _row(self, row: int, text_id: str, candidate: Candidate) -> None:
        text = self._session.text(text_id)
        if text is None:
            return
        before = text.canonical[max(0, candidate.start - CONTEXT) : candidate.start]
        exact = text.canonical[candidate.start : candidate.end]
        shown = " ".join(f"…{before}{exact[:120]}{'…' if len(exact) > 120 else ''}".split())
        number = text.provision_at(candidate.start).n
        label = ElidedLabel(f"§{number} · {round(100 * candidate.score)} % · {shown}", self, name="muted")
        show, take = QToolButton(self), QToolButton(self)
        show.setText("Show")
        take.setText("Attach")
        for button in (show, take):
            button.setAccessibleName(f"{button.text()} §{number}")
        show.clicked.connect(lambda: self.jump.emit(text_id, candidate.start))
        take.clicked.connect(lambda: self.attach.emit(text_id, candidate.start, candidate.end))
        self._grid.addWidget(label, row, 0)
        self._grid.addWidget(show, row, 1)
        self._grid.addWidget(take, row, 2)
