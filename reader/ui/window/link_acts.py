"""What the reader does with a cross-reference: decide, name its kind, write on it, make one by hand."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QWidget

from reader.crossref.model import KINDS, Link
from reader.crossref.reweigh import Likeness, likenesses
from reader.errors import UserError
from reader.text.model import Text
from reader.ui.models.connections import Row
from reader.ui.models.kinds import TITLES
from reader.ui.panes.connections import ConnectionsPane
from reader.ui.session import Session
from reader.ui.window.actions import ActionSet
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

    def __init__(
        self,
        session: Session,
        connections: ConnectionsPane,
        reading: ReadingActs,
        actions: ActionSet,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._actions = actions
        self._last: Row | None = None  # what was dismissed last: "all like this" may mean it
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
            self.tell(row, status)

    def tell(self, row: Row, status: str) -> None:
        """Say what was decided; after a dismissal also how many more are like it."""
        words = {"confirmed": "Confirmed", "dismissed": "Dismissed"}.get(status, "Undecided again")
        more = self._offer(row) if status == "dismissed" else ""
        self.said.emit(f"{words}: {row.title} · {row.subject}.{more}")

    def _likenesses(self, row: Row) -> list[Likeness]:
        """What "all like this" may mean for a card: the other open links that rest on the same name or words."""
        session = self._session
        found = [link for pair in session.pairs for link in session.links(*pair) if link.key not in row.keys]
        return likenesses(row.link, found)

    def _offer(self, row: Row) -> str:
        """After a dismissal: how many more rest on the same, and what dismisses them."""
        self._last = row
        found = self._likenesses(row)
        if not found:
            return ""
        keys = self._actions["link.alike"].shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        most = max(len(likeness.links) for likeness in found)
        return f" {most} more rest{'s' if most == 1 else ''} on the same: “Dismiss All Like This” ({keys})."

    def dismiss_alike(self) -> None:
        """Dismiss the current card, or the one dismissed just now, with all that rest on the same, which is chosen."""
        last, current = self._last, self._row
        row = last if last is not None and (current is None or current.link.key not in last.keys) else current
        if row is None:
            return
        found = self._likenesses(row)
        if not found:
            self.said.emit("No other open cross-reference rests on the same names or words.")
            return
        choices = [
            Choice(str(i), f"Rests on {likeness.rests_on}", f"{len(likeness.links)} more")
            for i, likeness in enumerate(found)
        ]

        def chosen(at: str) -> None:
            others = found[int(at)]
            if self._session.decide([*row.keys, *(link.key for link in others.links)], "dismissed"):
                self._last = None
                count = len(others.links) + 1
                self.said.emit(f"Dismissed {count} that rest on {others.rests_on}. Undo brings them back.")

        picker = Picker("Dismiss all like this: what do they have in common?", choices, self._window)
        picker.chosen.connect(chosen)
        picker.open()

    def show_lessons(self) -> None:
        """What the decisions taught, its effect on the texts that are open, and the ways to stop it."""
        from reader.ui.dialogs import LessonsDialog  # late: seldom opened

        LessonsDialog(self._session, self._window).show()

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
