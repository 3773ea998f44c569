"""The tabs at the right: connections, notes, tags; and the ways in which the rest of the window opens them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QTabWidget

from reader.library.models import Changes
from reader.ui.notes.note_box import NoteBox
from reader.ui.notes.pane import NotesPane
from reader.ui.notes.tags_pane import TagsPane
from reader.ui.notes.threads import foremost
from reader.ui.panes.connections import ConnectionsPane
from reader.ui.session import Session

CONNECTIONS, NOTES, TAGS = range(3)


class Inspector(QTabWidget):
    """Three panes in tabs; opening one brings the inspector forward."""

    shown = Signal()  # a tab was asked for: the inspector must be seen

    def __init__(self, session: Session, connections: ConnectionsPane, notes: NotesPane, tags: TagsPane) -> None:
        super().__init__()
        self._session = session
        self._passage: tuple[str, int, int] | None = None
        self.connections, self.notes, self.tags = connections, notes, tags
        self.box = NoteBox(session)
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(connections)
        self.split.addWidget(self.box)
        self.split.setStretchFactor(0, 3)
        self.split.setStretchFactor(1, 2)
        self.split.setContentsMargins(12, 0, 12, 8)
        self.setDocumentMode(True)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.addTab(self.split, "Connections")
        self.addTab(notes, "Notes")
        self.addTab(tags, "Tags")

    def set_passage(self, text_id: str, start: int, end: int) -> None:
        """Show the note on the passage at hand under its connections; without one, the first words make it."""
        if (text_id, start, end) != self._passage and not self.box.editor.hasFocus():
            self._passage = (text_id, start, end)
            self._show_note()

    def follow(self, changes: Changes) -> None:
        """A note on the passage may have come or gone."""
        if changes.annotations and changes.who is not self.box and self._passage is not None:
            note = self._session.annotation(self.box.note_id) if self.box.note_id else None
            if note is None or note.trashed:
                self._show_note()

    def _show_note(self) -> None:
        assert self._passage is not None
        text_id, start, end = self._passage
        here = [
            note
            for note in self._session.annotations(text_id)
            if any(t.text_id == text_id and t.provision and t.start < end and t.end > start for t in note.targets)
        ]
        best = foremost(here)
        self.box.show_note(best, place=self._passage if best is None else None)

    def bring(self, index: int) -> None:
        """Show a tab."""
        self.shown.emit()
        self.setCurrentIndex(index)

    def bring_connections(self) -> None:
        """Show the connections, the caret staying where it is."""
        self.bring(CONNECTIONS)

    def focus_connections(self) -> None:
        """Put the caret into the connections."""
        self.bring(CONNECTIONS)
        view = self.connections.list
        if not view.currentIndex().isValid():
            view.setCurrentIndex(self.connections.model.index(0))
        view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focus_notes(self) -> None:
        """Put the caret into the list of notes."""
        self.bring(NOTES)
        self.notes.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focus_tags(self) -> None:
        """Put the caret into the tags."""
        self.bring(TAGS)
        self.tags.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def open_note(self, note_id: str, write: bool) -> None:
        """Open a note, to read or to write in."""
        self.bring(NOTES)
        self.notes.show_annotation(note_id, write=write)

    def write_on_text(self, text_id: str, length: int) -> None:
        """Write on a text as a whole; the first words make the note."""
        self.bring(NOTES)
        self.notes.write_on(text_id, 0, length)

    def reply(self, note_id: str) -> None:
        """Write an answer to a note; the first words make it."""
        self.bring(NOTES)
        self.notes.reply(note_id)

    def write_on_passage(self) -> None:
        """Write on the passage at hand; the first words make the note."""
        self.bring(NOTES)
        self.notes.box.focus_editor()

    def type_tags(self, note_id: str) -> None:
        """Type tags for a note."""
        self.open_note(note_id, False)
        self.notes.box.chips.field.setFocus()

    def filter_notes(self, tag: str) -> None:
        """Show the notes with a tag."""
        self.bring(NOTES)
        self.notes.set_filter(f'tag:"{tag}"' if " " in tag else f"tag:{tag}")

    def filter_query(self, query: str) -> None:
        """Show the notes of the library that a query finds."""
        self.bring(NOTES)
        self.notes.scope.setCurrentIndex(2)
        self.notes.set_filter(query)

    def count_notes(self, count: int) -> None:
        """Show how many notes there are on their tab."""
        self.setTabText(NOTES, f"Notes {count}" if count else "Notes")
