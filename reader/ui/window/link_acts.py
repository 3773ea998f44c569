"""What the reader does with a cross-reference: decide, name its kind, write on it, make one by hand."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from reader.crossref.model import KINDS, Link
from reader.errors import UserError
from reader.text.model import Text
from reader.ui.models.connections import Row
from reader.ui.models.kinds import TITLES
from reader.ui.panes.connections import ConnectionsPane
from reader.ui.session import Session
from reader.ui.window.picker import Choice, Picker
from reader.ui.window.reading_acts import ReadingActs

SELECT_BOTH = UserError(
    "To link two passages, words must be selected in two panes.", "Select some in each, then link them."
)


class LinkActs(QObject):
    """Acts on the current card of the connections, and on two selections."""

    note_opened = Signal(str, bool)
    link_made = Signal(str)
    said = Signal(str)
    failed = Signal(object)

    def __init__(self, session: Session, connections: ConnectionsPane, reading: ReadingActs, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._connections = connections
        self._reading = reading
        self._window = window

    @property
    def _row(self) -> Row | None:
        return self._connections.current

    def confirm(self) -> None:
        """Say that the current cross-reference holds."""
        self._decide("confirmed")

    def dismiss(self) -> None:
        """Say that it does not; it is hidden, not forgotten."""
        self._decide("dismissed")

    def suggest(self) -> None:
        """Take the decision back; one that was made by hand is removed."""
        row = self._row
        if row is not None and row.link.origin == "user":
            self._session.remove_link(row.link.key)
        else:
            self._decide("suggested")

    def _decide(self, status: str) -> None:
        row = self._row
        if row is not None and self._session.decide(row.keys, status):
            words = {"confirmed": "Confirmed", "dismissed": "Dismissed"}.get(status, "Undecided again")
            self.said.emit(f"{words}: {row.title} · {row.subject}.")

    def change_kind(self) -> None:
        """Choose another kind for the current cross-reference."""
        row = self._row
        if row is not None:
            key = row.link.key
            self._pick_kind(lambda kind: self._session.change_kind(key, kind), row.link.kind)

    def write(self) -> None:
        """Write on the cross-reference itself."""
        row = self._row
        note_id = self._session.note_on_link(row.link.key) if row is not None else None
        if note_id:
            self.note_opened.emit(note_id, True)

    def copy(self) -> None:
        """Both ends as Markdown quotations with their citations, and why they belong together."""
        row = self._row
        if row is None:
            return
        here, there = self._session.text(row.here), self._session.text(row.there)
        if here is not None and there is not None:
            QGuiApplication.clipboard().setText(as_markdown(row.link, here, there))
            self.said.emit("Copied both passages.")

    def make(self) -> None:
        """Link the selections of two panes; the kind is asked for."""
        spots = self._reading.spots()
        if len(spots) < 2:
            self.failed.emit(SELECT_BOTH)
            return
        a, b = spots[0], spots[-1]

        def chosen(kind: str) -> None:
            key = self._session.make_link(a.text_id, (a.start, a.end), b.text_id, (b.start, b.end), kind)
            if key is not None:
                self.link_made.emit(key)

        self._pick_kind(chosen, "parallel")

    def _pick_kind(self, then: object, now: str) -> None:
        order = sorted(KINDS, key=lambda kind: kind != now)
        picker = Picker("What kind of cross-reference?", [Choice(kind, TITLES[kind]) for kind in order], self._window)
        picker.chosen.connect(then)
        picker.open()


def as_markdown(link: Link, here: Text, there: Text) -> str:
    """A cross-reference as it can be pasted into a Markdown file."""
    parts = [f"{here.cite(link.a.start)} ↔ {there.cite(link.b.start)} · {TITLES[link.kind].lower()}"]
    for text, end in ((here, link.a), (there, link.b)):
        words = "\n> ".join(text.canonical[end.start : end.end].split("\n"))
        parts.append(f"> {words}\n>\n> — {text.cite(end.start, end.end)}")
    if link.why.summary:
        parts.append(f"Why: {link.why.summary} ({link.score:.2f})")
    return "\n\n".join(parts) + "\n"
