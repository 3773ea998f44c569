"""Going somewhere: typed places, search hits, other panes, back and forward."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QInputDialog

from reader.errors import UserError
from reader.library.models import Hit
from reader.text.model import Text
from reader.ui.reading.history import History, Stop
from reader.ui.reading.page import Place
from reader.ui.session import Session
from reader.ui.window.at_hand import AtHand
from reader.ui.window.desk import Desk
from reader.ui.window.going import find_place, find_tag


class GoActs(QObject):
    """Jumps are remembered, scrolling is not: back brings every pane to exactly where it stood."""

    note_opened = Signal(str, bool)
    tag_wanted = Signal(str)
    link_wanted = Signal(str)
    history_changed = Signal(bool, bool)  # whether one can go back, and forward
    failed = Signal(object)

    def __init__(self, session: Session, desk: Desk, at_hand: AtHand, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._desk = desk
        self._at_hand = at_hand
        self._history: History[tuple[str, Place, int]] = History()  # text, what is at the top, caret
        self._jumping = False

    # Back and forward

    def note_stand(self) -> None:
        """The panes are about to jump: remember where they stand, and where they will."""
        self._settle()
        self._history.replace(self._stop())
        self._jumping = True
        QTimer.singleShot(0, self._settle)

    def back(self) -> None:
        """Stand where one stood before the last jump."""
        self._settle()
        self._restore(self._history.back(self._stop()))

    def forward(self) -> None:
        """Stand again where one came back from."""
        self._settle()
        self._restore(self._history.on(self._stop()))

    def _settle(self) -> None:
        """The jump is over: where the panes stand now is a stop."""
        if self._jumping:
            self._jumping = False
            self._history.push(self._stop())
            self._tell()

    def _stop(self) -> Stop[tuple[str, Place, int]]:
        places = {
            str(i): (self._desk.text_id_of(i), pane.view.place(), pane.view.caret())
            for i, pane in enumerate(self._desk.panes)
        }
        return Stop(places, self._desk.active)

    def _restore(self, stop: Stop[tuple[str, Place, int]] | None) -> None:
        if stop is None:
            return
        wanted = [text_id for _, (text_id, _, _) in sorted(stop.places.items()) if text_id]
        if wanted:
            self._session.show_texts(wanted)
        with self._desk.alone():
            for name, (text_id, place, caret) in stop.places.items():
                if int(name) < len(self._desk.panes) and self._desk.text_id_of(int(name)) == text_id:
                    self._desk.panes[int(name)].view.select(caret, caret)
                    self._desk.panes[int(name)].view.restore(place)
        active = stop.at_hand if isinstance(stop.at_hand, int) else 0
        if active < len(self._desk.panes):
            self._desk.bring(active)
            view = self._desk.panes[active].view
            if view.text is not None:
                self._at_hand.take(active, view.text.provision_at(view.caret()).n)
        self._tell()

    def _tell(self) -> None:
        self.history_changed.emit(self._history.can_go_back, self._history.can_go_on)

    # Jumps

    def ask(self) -> None:
        """Ask for a place in words and go there."""
        dialog = QInputDialog(self._desk)
        dialog.setWindowTitle("Go to")
        dialog.setLabelText("A provision (§9), a text and one (2007 §4), “words”, or a #tag:")
        dialog.textValueSelected.connect(self.go_to)
        dialog.open()

    def go_to(self, query: str) -> None:
        """Go to the place that a query names."""
        place = find_place(query, self._texts())
        tag = find_tag(query, [info.tag.name for info in self._session.tags()])
        if tag and (place is None or query.strip().startswith("#")):
            self._go_to_tag(tag)
        elif place is None:
            self.failed.emit(UserError(f"“{query.strip()}” was not found in the open texts.", "Try Search Everything."))
        else:
            self._at_hand.go(place.text_id, place.start, place.end)

    def _go_to_tag(self, tag: str) -> None:
        """Show the notes of a tag, and go to the next of their passages after the caret, in the order of the panes."""
        self.tag_wanted.emit(tag)
        order = [text.id for text in self._texts()]
        places = sorted(
            (order.index(target.text_id), target.start, target.end)
            for text_id in order
            for note in self._session.annotations(text_id, tag=tag)
            for target in note.targets
            if target.text_id == text_id and target.state in ("placed", "edited")
        )
        if places:
            here = (0, self._desk.view.caret())
            at = next((place for place in places if place[:2] > here), places[0])
            self._at_hand.go(order[at[0]], at[1])

    def jump(self, text_id: str, position: int) -> None:
        """Go to a position of a text, as links in notes ask."""
        self._at_hand.go(text_id, position)

    def open_hit(self, hit: Hit) -> None:
        """Go to what a search found."""
        if hit.kind == "note":
            self.note_opened.emit(hit.id, False)
        elif hit.kind == "tag":
            self.tag_wanted.emit(hit.id)
        elif hit.kind == "link":
            self.link_wanted.emit(hit.id)
        elif hit.text_id:
            self._at_hand.go(hit.text_id, hit.start, hit.end)

    def go_to_note(self, note_id: str) -> None:
        """Go to the first passage of a note."""
        note = self._session.annotation(note_id)
        target = next((t for t in note.targets if t.state in ("placed", "edited")), None) if note is not None else None
        if target is not None:
            self._at_hand.go(target.text_id, target.start)

    def open_text(self, text_id: str, other: bool) -> None:
        """Show a text in the active pane or in the other one; where it is open already, go there."""
        at = self._desk.pane_of(text_id)
        if at >= 0 and not other:
            self._desk.bring(at)
            return
        self.note_stand()
        pane = self._desk.other() if other else self._desk.active
        if self._session.show_text(pane, text_id) and pane < len(self._desk.panes):
            self._desk.bring(pane)

    def other_pane(self) -> None:
        """Put the caret into the next pane."""
        self._desk.bring((self._desk.active + 1) % len(self._desk.panes))

    def _texts(self) -> list[Text]:
        order = [self._desk.text_id, *self._session.shown]
        return [text for text_id in dict.fromkeys(order) if (text := self._session.text(text_id)) is not None]
