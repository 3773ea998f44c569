"""Texts and notes in and out of the library: files, clipboard, drops, dialogs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from reader.errors import UserError
from reader.exchange.address import is_address, read
from reader.library.watching import shown
from reader.ui.session import Session
from reader.ui.texts.acts import TextWindows
from reader.ui.window.desk import Desk

if TYPE_CHECKING:
    from reader.ui.texts.watching import Watching
    from reader.ui.window.opening import Opening

FORMATS = "Texts (*.txt *.md *.markdown *.html *.htm *.docx *.odt *.pdf *.epub *.xml *.tei *.akn);;All files (*)"


class FileActs(QObject):
    """Acts of the File menu."""

    jump = Signal(str, int)
    place_wanted = Signal(str, int, int)  # a text and a span in it
    note_opened = Signal(str, bool)
    link_opened = Signal(str)
    level_wanted = Signal(str, int, str, int)  # two places: text and position each
    said = Signal(str)
    failed = Signal(object)

    def __init__(self, session: Session, desk: Desk, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._desk = desk
        self._window = window
        self.texts = TextWindows(session, window, lambda: desk.text_id, self._selected)
        self.texts.opened.connect(self._show_other)
        self.texts.level.connect(self.level_wanted)

    # Texts

    def _selected(self) -> str:
        text, span = self._desk.view.text, self._desk.view.selection()
        return text.canonical[span[0] : span[1]] if text is not None and span is not None else ""

    def ask_for_texts(self) -> None:
        """Choose files and add them."""
        dialog = QFileDialog(self._window, "Add texts")
        dialog.setNameFilters(FORMATS.split(";;"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(self.add_files)
        dialog.open()

    def add_files(self, files: list[str]) -> None:
        """Show what is understood of these files, add what is wanted, and show the last in the other pane."""
        self._look_at([(Path(file), Path(file).name) for file in files])

    def paste_text(self) -> None:
        """Add the words of the clipboard as a text."""
        self.add_words(QGuiApplication.clipboard().text())

    def add_words(self, words: str) -> None:
        """Show what is understood of some words, and add them as a text."""
        if not words.strip():
            self.failed.emit(UserError("There are no words on the clipboard.", "Copy a text first."))
            return
        self._look_at([(words.encode("utf-8", "replace"), "The words of the clipboard")])

    def _look_at(self, sources: Sequence[tuple[Path | bytes, str]], watching: Watching | None = None) -> None:
        if (refusal := self._session.why_not) is not None:
            self.failed.emit(refusal)
        elif sources:
            from reader.ui.texts.adding import AddTextsDialog  # late, as the dialogs

            dialog = AddTextsDialog(self._session, sources, self._window, then=self._show_new)
            if watching is not None:
                dialog.looked_at.connect(watching.all_became)
            dialog.show()

    def review_opened(self, opening: Opening) -> None:
        """Show what was understood of the files that the window was opened on and that came into the library so."""
        library = self._session.library
        if library is not None and self._session.can_write and self._session.settings["texts.review"]:
            for text_id in sorted(opening.fresh):
                if library.has_text(text_id):
                    self.texts.correct(text_id, fresh=True)

    def review_watched(self, watching: Watching) -> None:
        """Show what was understood of the new files of the watched folder."""
        self._look_at([(offer.entry.path, shown(offer.entry.name)) for offer in watching.new()], watching)

    def update_watched(self, watching: Watching) -> None:
        """Show what a changed file of the watched folder changes in its text."""
        from reader.ui.texts.updating import UpdateTextDialog  # late, as the dialogs

        for offer in watching.changed()[:1]:
            path, text_id = offer.entry.path, offer.text_id
            dialog = UpdateTextDialog(self._session, text_id, self._window, source=path)
            dialog.accepted.connect(partial(watching.became, path, text_id))
            dialog.show()

    def open_texts(self, texts: list[str]) -> None:
        """Show texts that another start of the program handed over: ids, or files to add."""
        for i, name in enumerate(texts):
            if is_address(name):
                self.visit(name)
            elif _is_file(name):
                self._session.add_text(Path(name), then=partial(self._show_opened, i, self._ids()))
            else:
                self._show(i, name)

    def visit(self, word: str) -> None:
        """Go where an address says: to a note, to a text or a place in it. It may come from anywhere."""
        try:
            address = read(word)
            if address.kind == "annotation":
                note = self._session.annotation(address.id)
                if note is None or note.trashed:
                    raise UserError("The note of this address is not in the library.")
                target = next((t for t in note.targets if t.state in ("placed", "edited")), None)
                if target is not None:
                    self.jump.emit(target.text_id, target.start)
                self.note_opened.emit(note.id, False)
                return
            text = self._session.text(address.id)
            if text is None:
                raise UserError("The text of this address is not in the library.")
        except UserError as error:
            self.failed.emit(error)
            return
        start, end = address.start or 0, address.end or address.start or 0
        if address.provision is not None and len(text.provisions):
            n = min(max(1, address.provision), len(text.provisions))
            start = end = text.provisions[n - 1].start
        size = len(text.canonical)
        self.place_wanted.emit(text.id, min(start, size), min(end, size))

    def _ids(self) -> frozenset[str]:
        return frozenset(info.id for info in self._session.text_infos())

    def _show_opened(self, pane: int, before: frozenset[str], text_id: str) -> None:
        """Show a text that another start handed over, and if it is new, what was understood of it."""
        self._show(pane, text_id)
        if text_id not in before and self._session.settings["texts.review"]:
            self.texts.correct(text_id, fresh=True)

    def _show_new(self, text_id: str) -> None:
        """Show a text that was just added, unless it stands in a pane already."""
        if text_id not in self._session.shown:
            self._show_other(text_id)

    def _show_other(self, text_id: str) -> None:
        self._show(self._desk.other(), text_id)

    def _show(self, pane: int, text_id: str) -> None:
        self._session.show_text(pane, text_id)

    def remove_text(self, text_id: str) -> None:
        """Put a text into the trash; its notes come back with it."""
        if self._session.remove_texts([text_id]):
            self.said.emit("The text is in the trash. Undo brings it back.")

    # The library

    def back_up(self) -> None:
        """Choose a file and write a backup into it."""
        library = self._session.library
        if library is None:
            return
        dialog = QFileDialog(self._window, "Back up the library")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("sqlite")
        dialog.selectFile(f"{library.path.stem}-backup.sqlite")

        def chosen(file: str) -> None:
            try:
                library.backup(Path(file))
            except UserError as error:
                self.failed.emit(error)
            else:
                self.said.emit(f"Backed up to {Path(file).name}.")

        dialog.fileSelected.connect(chosen)
        dialog.open()

    # Notes

    def export(self) -> None:
        """Open the export window."""
        self._open("ExportDialog")

    def import_notes(self) -> None:
        """Open the import window."""
        self._open("ImportDialog")

    def synchronise(self) -> None:
        """Open the window of the vault, which begins at once where a folder belongs to the library."""
        self._open("SyncDialog")

    def trash(self) -> None:
        """Open the trash."""
        self._open("TrashDialog")

    def backups(self) -> None:
        """Open the list of backups."""
        self._open("BackupsDialog")

    def history(self, note_id: str) -> None:
        """Show the former versions of a note."""
        self._open("HistoryDialog", note_id)

    def table(self) -> None:
        """Show all notes as a table."""
        dialog = self._open("NotesTableDialog")
        dialog.jump.connect(self.jump)
        dialog.annotation_activated.connect(lambda note_id: self.note_opened.emit(note_id, False))

    def overview(self) -> None:
        """Show what the open texts lack and share; a second time brings the window forward."""
        from reader.ui.overview.dialog import OverviewDialog, shown_in  # late, as the dialogs

        dialog = shown_in(self._window)
        if dialog is None:
            dialog = OverviewDialog(self._session, self._window)
            dialog.jump.connect(self.jump)
            dialog.link_opened.connect(self.link_opened)
            dialog.level.connect(self.level_wanted)
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

    def preferences(self) -> None:
        """Open the preferences."""
        self._open("PreferencesDialog")

    def report(self) -> None:
        """Collect what helps with a problem, for the reader to read first."""
        self._open("ReportDialog")

    def _open(self, name: str, *more: object) -> Any:
        from reader.ui import dialogs  # late: nobody needs a dialog before asking for it

        dialog = getattr(dialogs, name)(self._session, *more, parent=self._window)
        dialog.show()
        return dialog


def _is_file(name: str) -> bool:
    try:
        return Path(name).exists()
    except (OSError, ValueError):  # too long for a name, or holding what none may hold
        return False
