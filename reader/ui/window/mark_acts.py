"""What the reader does with what is marked already: reshape, split, merge, answer; and the bookmarks."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from reader.errors import UserError
from reader.library.models import Annotation, Target
from reader.ui.session import Session
from reader.ui.window.desk import Desk
from reader.ui.window.overlays import NOTE
from reader.ui.window.reading_acts import ReadingActs

PLACED = ("placed", "edited")
NO_MARK = UserError("There is no highlight at the caret.", "Put the caret on one first.")
NO_NOTE = UserError("No note is open.", "Open one, or put the caret on a highlight.")


class MarkActs(QObject):
    """Acts on highlights, notes and bookmarks that are there."""

    reply_wanted = Signal(str)  # the note that is to be answered
    text_note_wanted = Signal(str, int)  # a text that is to be written on as a whole, and its length
    note_opened = Signal(str, bool)
    jump = Signal(str, int)
    said = Signal(str)
    failed = Signal(object)

    def __init__(self, session: Session, desk: Desk, reading: ReadingActs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._desk = desk
        self._reading = reading

    # Shape

    def reshape(self, pane: int, mark_id: str, old_start: int, old_end: int, start: int, end: int) -> None:
        """A grip of a highlight was dragged."""
        self._reshape(self._desk.text_id_of(pane), mark_id, (old_start, old_end), (start, end), steps=False)

    def step(self, which: int, rightward: int) -> None:
        """Move an end of the highlight at the caret (0 its beginning, 1 its end) by a word, as it looks on the page."""
        from reader.ui.reading.handles import stepped  # late: nobody reshapes before the first paint

        view = self._desk.view
        mark = view.handles.mark if view.handles is not None else None
        if mark is None or view.text is None:
            self.failed.emit(NO_MARK)
            return
        onward = -rightward if view.page.mirrored else rightward
        span = stepped(view.text.canonical, (mark.start, mark.end), which, onward)
        if span != (mark.start, mark.end):
            self._reshape(view.text.id, mark.id, (mark.start, mark.end), span, steps=True)
            view.select(span[which], span[which])
            view.goto(span[which])

    def _reshape(self, text_id: str, mark_id: str, old: tuple[int, int], new: tuple[int, int], *, steps: bool) -> None:
        if mark_id.startswith(NOTE):
            self._session.reshape(mark_id[len(NOTE) :], (text_id, *old), *new, steps=steps)

    def split(self) -> None:
        """Part the open note into one for each of its passages, or the highlight at the caret there."""
        view = self._desk.view
        text_id, at = self._desk.text_id, view.caret()
        here = self._reading.notes_here() if view.selection() is None else []
        inside = next((note for note in here if _holds(note, text_id, at)), None)
        note = self._open()
        if note is not None and len(note.targets) > 1 and (inside is None or inside.id == note.id):
            if self._session.split(note.id):
                self.said.emit(f"Parted into {len(note.targets)} notes, one for each passage.")
        elif inside is not None:
            if self._session.split(inside.id, text_id, at):
                self.said.emit("The highlight is parted at the caret.")
        else:
            self.failed.emit(
                UserError("There is nothing to part here.", "Open a note on several passages, or put the caret inside "
                          "a highlight.")
            )  # fmt: skip

    def merge(self, ids: list[str] | None = None) -> None:
        """Make one of the annotations under the selection (or of `ids`)."""
        if ids is None:
            chosen = self._desk.view.selection() is not None
            ids = [note.id for note in self._reading.notes_here() if note.motivation != "bookmarking"] if chosen else []
        if len(ids) < 2:
            self.failed.emit(
                UserError("Merging needs two highlights.", "Select words that touch both, or choose them in the list.")
            )
        elif self._session.merge(ids):
            self.said.emit(f"Merged {len(ids)} into one.")
            self.note_opened.emit(ids[0], False)

    # Replies

    def reply(self) -> None:
        """Answer the note at the caret, or the one that is open."""
        here = [note for note in self._reading.notes_here() if note.body]
        note = here[0] if here else self._open()
        if note is None:
            self.failed.emit(NO_NOTE)
        else:
            self.reply_wanted.emit(note.id)

    def _open(self) -> Annotation | None:
        note = self._session.annotation(self._reading.open_note) if self._reading.open_note else None
        return note if note is not None and not note.trashed else None

    def write_on_text(self) -> None:
        """Open the note on the text as a whole, or begin one."""
        text = self._desk.view.text
        if text is None or not text.canonical:
            return
        here = self._session.annotations(text.id)
        whole = next((a for a in here if a.reply_to is None and any(_whole(t, text.id) for t in a.targets)), None)
        if whole is not None:
            self.note_opened.emit(whole.id, True)
        else:
            self.text_note_wanted.emit(text.id, len(text.canonical))

    # Bookmarks

    def toggle_bookmark(self) -> None:
        """Set a bookmark at the sentence of the caret (or the selection), or take away the one that is there."""
        view = self._desk.view
        text = view.text
        if text is None or not len(text.provisions):
            return
        from reader.ui.reading.selection import sentence_at  # late, as above

        start, end = view.selection() or sentence_at(text, view.caret())
        here = [
            mark.id for mark in self._session.bookmarks(text.id)
            if any(t.text_id == text.id and t.state in PLACED and t.start < end and t.end > start for t in mark.targets)
        ]  # fmt: skip
        if here:
            if self._session.trash(here):
                self.said.emit("Removed the bookmark. Undo brings it back.")
        elif start < end and self._session.add_bookmark(text.id, start, end):
            self.said.emit(
                f"Bookmark at {text.cite(start)}. F4 goes to the next one, Ctrl+Shift+F2 lists and names them."
            )

    def next_bookmark(self, step: int) -> None:
        """Go to the next bookmark (-1: the one before) in the order of the panes, round at the end."""
        order = list(dict.fromkeys(self._session.shown))
        places = sorted(
            (order.index(text_id), target.start)
            for text_id in order
            for mark in self._session.bookmarks(text_id)
            for target in mark.targets[:1]
            if target.text_id == text_id and target.state in PLACED
        )
        if not places:
            self.said.emit("There is no bookmark in these texts. Ctrl+F2 sets one.")
            return
        here = (order.index(self._desk.text_id), self._desk.view.caret()) if self._desk.text_id in order else (0, -1)
        later = [place for place in places if place > here]
        earlier = [place for place in places if place < here]
        i, start = (later[0] if later else places[0]) if step > 0 else (earlier[-1] if earlier else places[-1])
        self.jump.emit(order[i], start)

    def list_bookmarks(self) -> None:
        """List the bookmarks of the library; choosing one goes there."""
        from reader.ui.dialogs.bookmarks import BookmarksDialog  # late, as every dialog

        dialog = BookmarksDialog(self._session, self._desk.window())
        dialog.jump.connect(self.jump)
        dialog.show()

    def follow(self) -> None:
        """The library was opened or can no longer be changed: grips are shown only where they work."""
        for pane in self._desk.panes:
            if pane.view.handles is not None:
                pane.view.handles.set_on(self._session.can_write)


def _whole(target: Target, text_id: str) -> bool:
    return target.text_id == text_id and not target.provision


def _holds(note: Annotation, text_id: str, at: int) -> bool:
    return any(t.text_id == text_id and t.state in PLACED and t.start < at < t.end for t in note.targets)
