"""What the reader does with a passage: highlight it, write on it, link it, copy it."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from reader.errors import UserError
from reader.library.models import Annotation
from reader.text.citing import source_place
from reader.ui.session import Session
from reader.ui.window.desk import Desk
from reader.ui.window.overlays import NOTE

SELECT_FIRST = UserError("No words are selected.", "Select some in a text first, or put the caret on a highlight.")


class Spot(NamedTuple):
    """A selection: in which pane, of which text, which span."""

    pane: int
    text_id: str
    start: int
    end: int


class ReadingActs(QObject):
    """Acts on the selection and on the marks at the caret."""

    note_opened = Signal(str, bool)  # annotation id; True: to write in
    passage_note_wanted = Signal()  # to write on the passage at hand, where there is no note yet
    tags_wanted = Signal(str)  # annotation id whose tags are to be typed
    jump = Signal(str, int)
    jumping = Signal()  # the panes are about to be moved
    said = Signal(str)
    failed = Signal(object)

    def __init__(self, session: Session, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._desk = desk
        self.open_note = ""  # the note that is open in the notes pane

    # Where

    def spot(self, pane: int | None = None) -> Spot | None:
        """The selection of a pane (the active one)."""
        i = self._desk.active if pane is None else pane
        chosen = self._desk.panes[i].view.selection()
        text_id = self._desk.text_id_of(i)
        return Spot(i, text_id, *chosen) if chosen is not None and text_id else None

    def spots(self) -> list[Spot]:
        """The selections of all panes, from left to right."""
        return [spot for i in range(len(self._desk.panes)) if (spot := self.spot(i)) is not None]

    def notes_here(self) -> list[Annotation]:
        """The annotations under the selection, or at the caret; the topmost first."""
        view = self._desk.view
        if view.overlay is None:
            return []
        chosen = view.selection()
        marks = view.marks_at(view.caret()) if chosen is None else list(view.overlay.spans(*chosen))
        ids = dict.fromkeys(
            mark.id[len(NOTE) :] for mark in marks if mark.id.startswith(NOTE) and mark.role != "bookmark"
        )
        return [note for note_id in ids if (note := self._session.annotation(note_id)) is not None]

    # Marks

    def mark(self, colour: str, style: str = "highlight") -> None:
        """Highlight (or underline) the selection; without one, give the mark at the caret this look."""
        spot = self.spot()
        if spot is not None:
            if self._session.add_annotation(spot.text_id, spot.start, spot.end, colour=colour, style=style):
                self._desk.panes[spot.pane].view.select(spot.start, spot.start)
            return
        notes = self.notes_here()
        if notes:
            self._session.recolour([notes[0].id], colour, style)
        else:
            self.failed.emit(SELECT_FIRST)

    def underline(self) -> None:
        """Underline the selection, in the colour last used for it."""
        self.mark("blue", "underline")

    def remove_mark(self) -> None:
        """Put the highlight at the caret (all under the selection) into the trash."""
        notes = self.notes_here()
        if self.spot() is None:
            notes = notes[:1]
        if notes and self._session.trash([note.id for note in notes]):
            what = "highlight" if len(notes) == 1 else f"{len(notes)} highlights"
            self.said.emit(f"Removed {what}. Undo brings it back." if len(notes) == 1 else f"Removed {what}.")

    # Notes

    def write(self) -> None:
        """Write on the selection, on the mark at the caret, or on the passage at hand."""
        spot = self.spot()
        if spot is not None:
            note_id = self._session.add_annotation(spot.text_id, spot.start, spot.end)
            if note_id:
                self._desk.panes[spot.pane].view.select(spot.start, spot.start)
                self.note_opened.emit(note_id, True)
            return
        notes = self.notes_here()
        if notes:
            self.note_opened.emit(notes[0].id, True)
        else:
            self.passage_note_wanted.emit()

    def tag(self) -> None:
        """Type tags for the selection or for the mark at the caret."""
        spot = self.spot()
        notes = [] if spot is not None else self.notes_here()
        note_id = notes[0].id if notes else None
        if spot is not None:
            note_id = self._session.add_annotation(spot.text_id, spot.start, spot.end)
        if note_id:
            self.tags_wanted.emit(note_id)
        elif spot is None:
            self.failed.emit(SELECT_FIRST)

    def extend_note(self) -> None:
        """Let the note that is open speak of the selected words too."""
        spot = self.spot()
        if spot is None or not self.open_note:
            self.failed.emit(UserError("This needs an open note and selected words.", "Open a note first."))
        elif self._session.add_to_annotation(self.open_note, spot.text_id, spot.start, spot.end):
            self.said.emit("The note now speaks of this passage too.")

    def remember_note(self, note_id: str) -> None:
        """Know which note is open."""
        self.open_note = note_id

    def open_marks(self, pane: int, ids: list[str], position: int) -> None:
        """A click on a highlight opens its note."""
        notes = [mark[len(NOTE) :] for mark in ids if mark.startswith(NOTE)]
        if notes:
            self.note_opened.emit(notes[0], False)

    # Places

    def next_without_note(self) -> None:
        """Go to the next provision that no note speaks of, from the beginning again after the last."""
        from reader.crossref.overview_progress import next_without, noted  # late: few ask for it
        from reader.ui.overview.progress import spans_of

        view = self._desk.view
        text = view.text
        if text is None or not len(text.provisions):
            return
        here = text.provision_at(view.caret()).n
        n = next_without(len(text.provisions), noted(text, spans_of(self._session, text.id)), here)
        if n is None:
            self.said.emit(f"Every provision of {text.short_title} has a note.")
        else:
            self.jump.emit(text.id, text.provisions[n - 1].start)

    def level(self, a_id: str, a: int, b_id: str, b: int) -> None:
        """Bring a place of one text and a place of another to one height, where both are open."""
        from reader.ui.reading.tie import level

        one, two = self._desk.pane_of(a_id), self._desk.pane_of(b_id)
        if one < 0 or two < 0:
            return
        self.jumping.emit()
        panes = self._desk.panes
        with self._desk.alone():
            level(panes[one].view, a, panes[two].view, b, None)
        panes[one].view.select(a, a)

    # Copying

    def copy(self) -> None:
        """The words selected, as they are."""
        self._desk.view.copy()

    def cite(self) -> None:
        """The words selected in quotation marks, with their place: ours, and the source's own number and page."""
        spot = self.spot()
        text = self._session.text(spot.text_id) if spot is not None else None
        if spot is not None and text is not None:
            words = text.canonical[spot.start : spot.end].strip()
            own = source_place(text, spot.start)
            place = text.cite(spot.start, spot.end) + (f"; {own}" if own else "")
            QGuiApplication.clipboard().setText(f"“{words}” ({place})")
            self.said.emit("Copied with its citation.")

    def select_provision(self) -> None:
        """Select the provision at the caret."""
        view = self._desk.view
        if view.text is not None:
            at = view.text.provision_at(view.caret())
            view.select(at.start, at.end)
