"""The Notes pane: the notes of the passage at hand and of the open texts, and the chosen one open for writing."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QMenu,
    QWidget,
)

from reader.library.models import Annotation, Changes
from reader.ui.notes import look
from reader.ui.notes.filtering import Entry, filter_of, going_on
from reader.ui.notes.menus import fill_menu
from reader.ui.notes.orphan_box import LOST, lost_target
from reader.ui.notes.pane_frame import NotesFrame
from reader.ui.notes.places import titles
from reader.ui.notes.threads import foremost, with_answers
from reader.ui.session import Session

FILTER_AFTER = 60  # ms of rest
MOST = 500  # notes of the whole library that are listed; the table has them all


class NotesPane(NotesFrame):
    """Lists notes and opens the chosen one; knows the session, announces everything else."""

    jump = Signal(str, int)  # text id, position
    place_wanted = Signal(str, int, int)  # text id, span: select it there
    annotation_activated = Signal(str)  # Return or double click: go to its passage
    annotation_chosen = Signal(str)  # the open note is another one
    tag_activated = Signal(str)
    history_wanted = Signal(str)
    deleted = Signal(list)  # ids now in the trash: for the toast with Undo
    attach_wanted = Signal(str)  # attach this lost note to the selected words: `attach` is called back
    count_changed = Signal(int)
    left = Signal()  # Esc: back to the text

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._session = session
        self._entries: list[Entry] = []
        self._passage: tuple[str, int, int] | None = None
        self._titles: dict[str, str] = {}
        self._cut = False  # the library has more than are listed
        self._refill = QTimer(self, singleShot=True)
        self._refill.timeout.connect(self._refilter)
        self._connect()
        self.set_theme()
        self.reload()

    def _connect(self) -> None:
        self.filter.textChanged.connect(lambda: self._refill.start(FILTER_AFTER))
        self.scope.currentIndexChanged.connect(self.reload)
        self.list.selectionModel().currentChanged.connect(self._chosen)
        self.list.activated.connect(self._activated)
        self.list.customContextMenuRequested.connect(self._menu)
        delete = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self.list)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self.delete_selected)
        box = self.box
        for mine, theirs in (
            (self.jump, box.jump), (self.tag_activated, box.tag_activated), (self.history_wanted, box.history_wanted),
            (self.left, box.left), (self.place_wanted, self.orphan.show_wanted),
        ):  # fmt: skip
            theirs.connect(mine)
        box.deleted.connect(lambda gone: self.deleted.emit([gone]))
        box.note_made.connect(self._made)
        self.orphan.attach.connect(lambda *place: self.attach(self.box.note_id, *place))
        self.orphan.kept.connect(self.orphan.hide)
        self.orphan.attach_selection.connect(lambda: self.attach_wanted.emit(self.box.note_id or ""))
        session = self._session
        session.changed.connect(self._follow)
        session.library_opened.connect(self.reload)
        session.shown_changed.connect(self.reload)
        session.setting_changed.connect(self._setting)

    # What the window asks

    def set_passage(self, text_id: str, start: int, end: int) -> None:
        """Say which passage is at hand: its notes come first, and the first of them is opened."""
        if (text_id, start, end) == self._passage:
            return
        self._passage = (text_id, start, end)
        if self.scope.currentIndex() == 1:
            self.reload()
        else:
            self._fill()
        if self.box.editor.hasFocus():
            self.list.scrollToTop()
            return  # never take the note away under the hands of its writer
        here = [entry.note for entry in self._entries if self._is_here(entry.note)]
        open_already = next((note for note in here if note.id == self.box.note_id), None)
        self._open(open_already or foremost(here))

    def show_annotation(self, annotation_id: str, *, write: bool = False) -> bool:
        """Open a note and choose it in the list; `write` puts the caret into it. Says whether it is there."""
        note = self._session.annotation(annotation_id)
        if note is None or note.trashed:
            return False
        index = self.model.find(annotation_id)
        if not index.isValid() and self.filter.text():
            self.filter.clear()
            self._refilter()
            index = self.model.find(annotation_id)
        if index.isValid():
            self._choose(index)
        self._open(note)
        if write:
            self.box.focus_editor()
        return True

    def write_on(self, text_id: str, start: int, end: int) -> None:
        """Write a note on a passage; the first words make it."""
        self.box.show_note(None, place=(text_id, start, end))
        self._show_lost(None)
        self.box.focus_editor()

    def reply(self, annotation_id: str) -> None:
        """Begin an answer to a note; the first words make it."""
        note = self._session.annotation(annotation_id)
        if note is not None and not note.trashed:
            self.show_annotation(annotation_id)
            self.box.answer(note)

    def merge_selected(self) -> None:
        """Make one of the chosen notes, the first of them."""
        ids = [note.id for note in self.selected()]
        if len(ids) > 1 and self.box.save() and self._session.merge(ids):
            self.show_annotation(ids[0])

    def set_filter(self, query: str) -> None:
        """Show the notes that a query finds."""
        self.filter.setText(query)
        self._refilter()

    def attach(self, annotation_id: str | None, text_id: str, start: int, end: int) -> bool:
        """Give a note that lost its place a new one."""
        note = self._session.annotation(annotation_id) if annotation_id else None
        lost = lost_target(self._session, note) if note is not None else None
        if note is None or lost is None or (text := self._session.text(text_id)) is None or start >= end:
            return False
        library = self._session.library
        if library is None:
            return False
        new = list(note.targets)
        new[lost.at] = library.make_target(text, start, end)
        done = self._session.edit_annotation(note.id, targets=tuple(new))
        if done:
            self.jump.emit(text_id, start)
        return done

    def selected(self) -> list[Annotation]:
        """The notes chosen in the list, in order."""
        rows = sorted(self.list.selectionModel().selectedIndexes(), key=QModelIndex.row)
        return list({note.id: note for row in rows if (note := self.model.note(row)) is not None}.values())

    def delete_selected(self) -> None:
        """Put the chosen notes into the trash, as one step."""
        ids = [note.id for note in self.selected()]
        if ids and self.box.save() and self._session.trash(ids):
            self.deleted.emit(ids)

    def set_theme(self) -> None:
        """Take the theme of the settings."""
        theme = look.theme_of(self._session.settings)
        self.setStyleSheet(look.pane_sheet(theme))
        self._cards.theme = theme
        self._cards.serif = look.serif(self._session.settings, self.font())
        self.list.doItemsLayout()

    def reload(self) -> None:
        """Read the notes of the scope from the library."""
        self._titles = titles(self._session)
        wanted: list[Annotation] = []
        if self.scope.currentIndex() == 2:
            wanted = self._of_library()
        elif self.scope.currentIndex() == 1 and self._passage is not None:
            wanted = self._session.annotations(self._passage[0])
        else:
            for text_id in dict.fromkeys(self._session.shown):
                wanted += self._session.annotations(text_id)
        notes = {note.id: note for note in wanted}  # a note on both texts stands once
        self._take([Entry(note) for note in notes.values()])

    def _of_library(self) -> list[Annotation]:
        """The first notes of the library that fit the filter: the library itself looks for them."""
        library = self._session.library
        if library is None:
            return []
        ids = library.ids(query=going_on(self.filter.text()), limit=MOST + 1)
        self._cut = len(ids) > MOST
        return library.annotations(ids=ids[:MOST])

    # Filling

    def _refilter(self) -> None:
        self._refill.stop()
        if self.scope.currentIndex() == 2:
            self.reload()
        else:
            self._fill()

    def _take(self, entries: list[Entry]) -> None:
        self._entries = entries
        self._fill()

    def _is_here(self, note: Annotation) -> bool:
        if self._passage is None:
            return False
        text_id, start, end = self._passage
        return any(
            t.text_id == text_id
            and t.provision
            and t.state not in LOST
            and t.start < max(end, start + 1)
            and t.end > start
            for t in note.targets
        )

    def _fill(self) -> None:
        whole = self.scope.currentIndex() == 2
        wanted = filter_of(self.filter.text(), self._titles) if not whole else None
        entries = [entry for entry in self._entries if wanted is None or wanted.passes(entry)]
        lost = [e.note for e in entries if any(t.state in LOST for t in e.note.targets)]
        gone = {note.id for note in lost}
        placed = [entry.note for entry in entries if entry.note.id not in gone]
        here = with_answers([note for note in placed if self._is_here(note)], placed)
        near = {note.id for note in here}
        rest = [note for note in placed if note.id not in near]
        chosen = self.box.note_id
        self.model.fill(
            [("On this passage", here), (self._title(whole, bool(here)), rest), ("Without a place", lost)],
            self._titles,
        )
        if chosen is not None and (index := self.model.find(chosen)).isValid():
            self._choose(index)
        self.empty.setText(self._empty_words(bool(entries)))
        self.empty.setVisible(bool(self.empty.text()))
        self.list.setVisible(not self.empty.text())
        library = self._session.library
        self.count_changed.emit(library.count() if whole and library is not None else len(self._entries))

    def _title(self, whole: bool, some_here: bool) -> str:
        if whole and self._cut:
            return f"The first {MOST} (Ctrl+Shift+T: all)"
        return "Other notes" if some_here else "All notes"

    def _empty_words(self, any_left: bool) -> str:
        if any_left:
            return ""
        if self._entries or (self.scope.currentIndex() == 2 and self.filter.text()):
            return "No note fits this filter."
        if self._session.library is None:
            return "The library is being opened …"
        return "No notes yet. Select words in a text and highlight them, or write about the passage at hand below."

    def _choose(self, index: QModelIndex) -> None:
        selection = self.list.selectionModel()
        blocked = selection.blockSignals(True)
        selection.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        selection.blockSignals(blocked)
        self.list.viewport().update()
        if index.row() <= 1:
            self.list.scrollToTop()  # with the title of the section
        else:
            self.list.scrollTo(index)

    def _open(self, note: Annotation | None) -> None:
        before = self.box.note_id
        self.box.show_note(note, place=self._passage if note is None else None)
        self._show_lost(note)
        if note is not None and note.id != before:
            if self.model.note(self.list.currentIndex()) != note and (index := self.model.find(note.id)).isValid():
                self._choose(index)
            self.annotation_chosen.emit(note.id)

    def _show_lost(self, note: Annotation | None) -> None:
        lost = lost_target(self._session, note) if note is not None else None
        if lost is not None:
            self.orphan.show_lost(lost)
            QTimer.singleShot(
                0, self.list, lambda: self.list.scrollTo(self.list.currentIndex())
            )  # it has less room now
        self.orphan.setVisible(lost is not None)

    # Slots

    def _chosen(self, current: QModelIndex) -> None:
        note = self.model.note(current)
        if note is not None:
            self._open(note)

    def _activated(self, index: QModelIndex) -> None:
        note = self.model.note(index)
        if note is None:
            return
        self.annotation_activated.emit(note.id)
        if note.targets and note.targets[0].state not in LOST:
            self.jump.emit(note.targets[0].text_id, note.targets[0].start)

    def _made(self, annotation_id: str) -> None:
        self.reload()
        if (index := self.model.find(annotation_id)).isValid():
            self._choose(index)

    def _follow(self, changes: Changes) -> None:
        if changes.texts and not changes.annotations:  # `texts` names those of the annotations too
            self.reload()
            return
        known = {entry.note.id: i for i, entry in enumerate(self._entries)}
        moved = False
        for id_ in changes.annotations:
            note = self._session.annotation(id_) if len(changes.annotations) <= 50 else None
            i = known.get(id_)
            if note is None or note.trashed or i is None or note.targets != self._entries[i].note.targets:
                moved = True
                break
            self._entries[i] = Entry(note)
            self.model.update(note)
        if moved and changes.who is not self.box:
            self.reload()
            open_now = self._session.annotation(self.box.note_id) if self.box.note_id else None
            if open_now is None and not self.box.unsaved:  # a note made elsewhere on the passage at hand
                open_now = next((entry.note for entry in self._entries if self._is_here(entry.note)), None)
                self._open(open_now)
            self._show_lost(open_now)

    def _menu(self, at: QPoint) -> None:
        notes = self.selected()
        if not notes:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Go to the passage", lambda: self._activated(self.list.currentIndex()))
        menu.addSeparator()
        fill_menu(menu, self._session, notes)
        one = len(notes) == 1
        menu.addAction("Reply", lambda: self.reply(notes[0].id)).setEnabled(one and self._session.can_write)
        if one and len(notes[0].targets) > 1:
            menu.addAction(f"Split into {len(notes[0].targets)} notes", lambda: self._session.split(notes[0].id))
        if not one:
            menu.addAction(f"Merge {len(notes)} into one", self.merge_selected).setEnabled(self._session.can_write)
        menu.addAction("History …", lambda: self.history_wanted.emit(notes[0].id)).setEnabled(one)
        menu.addAction("Delete", self.delete_selected)
        menu.popup(self.list.viewport().mapToGlobal(at))

    def _setting(self, key: str) -> None:
        if key in ("theme", "text.family"):
            self.set_theme()
