"""The tabs at the right: connections, notes, tags; and the ways in which the rest of the window opens them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QTabWidget, QWidget

from reader.ui.notes.pane import NotesPane
from reader.ui.panes.connections import ConnectionsPane

CONNECTIONS, NOTES, TAGS = range(3)


class Inspector(QTabWidget):
    """Three panes in tabs; opening one brings the inspector forward."""

    shown = Signal()  # a tab was asked for: the inspector must be seen

    def __init__(
        self, connections: ConnectionsPane, notes: NotesPane, tags: QWidget, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.connections, self.notes, self.tags = connections, notes, tags
        self.setDocumentMode(True)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.addTab(connections, "Connections")
        self.addTab(notes, "Notes")
        self.addTab(tags, "Tags")

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

    def count_notes(self, count: int) -> None:
        """Show how many notes there are on their tab."""
        self.setTabText(NOTES, f"Notes {count}" if count else "Notes")
