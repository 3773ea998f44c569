"""One note, open for writing: source, tags and preview, saved while it is typed."""

from __future__ import annotations

from time import perf_counter
from typing import TypeAlias

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QWidget

from reader.errors import UserError
from reader.library.models import Annotation, Changes
from reader.render.links import Passage
from reader.ui.notes import look, words
from reader.ui.notes.menus import fill_menu
from reader.ui.notes.note_frame import NoteFrame
from reader.ui.notes.places import find, linkable, titles
from reader.ui.notes.tag_names import named_in
from reader.ui.session import Session

SAVE_AFTER = 700  # ms from the first keystroke that is not on disk
TRY_AGAIN = 4000  # ms until a note that could not be saved is tried again
PREVIEW_AFTER = 120  # ms of rest; a note that takes long to render waits longer
BESIDE = 34  # characters of a citation that find room beside the buttons
Place: TypeAlias = tuple[str, int, int]  # text id and span: where a note would go that is not there yet


class NoteBox(NoteFrame):
    """The open note. With a passage but no note on it, the first words typed make one."""

    jump = Signal(str, int)  # text id, position: a link to a passage was followed
    tag_activated = Signal(str)
    history_wanted = Signal(str)  # annotation id
    deleted = Signal(str)  # annotation id, now in the trash
    note_made = Signal(str)  # annotation id of a note begun here
    left = Signal()  # Esc: back to the text
    tries_again = True  # the session holds nothing for this: what could not be saved is tried again here

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(look.theme_of(session.settings).colour, parent)
        self._session = session
        self._note: Annotation | None = None
        self._place: Place | None = None
        self._parent: Annotation | None = None  # the note that is being answered, before the first word is there
        self._saved = ""  # the body as it was last seen in the library
        self._tags_of = ""  # the body whose `#tags` have been taken over
        self._drafts: dict[str, str] = {}  # what could not be saved, by note or passage
        self._save_timer = QTimer(self, singleShot=True)
        self._preview_timer = QTimer(self, singleShot=True)
        self._preview_ms = 0.0
        self._connect()
        self.set_theme()
        self._take_up()
        self._show_preview()

    def _connect(self) -> None:
        self._save_timer.timeout.connect(self.save)
        self._preview_timer.timeout.connect(self._show_preview)
        self.editor.known_passages = lambda: linkable(self._session)
        self.editor.known_tags = self.known_tags
        self.chips.set_known(self.known_tags)
        self.menu.aboutToShow.connect(self._fill_menu)
        self.editor.textChanged.connect(self._typed)
        self.editor.left.connect(self._leave)
        self.editor.escaped.connect(self.left)
        self.preview.passage_activated.connect(self._follow)
        self.chips.added.connect(lambda name: self._tag((*self.chips.tags(), name)))
        self.chips.removed.connect(lambda name: self._tag(tuple(t for t in self.chips.tags() if t != name)))
        self.chips.activated.connect(self.tag_activated)
        self._session.changed.connect(self._follow_changes)
        self._session.flushing.connect(self._leave)
        self._session.library_opened.connect(self._take_up)
        self._session.setting_changed.connect(self._setting)

    # What is shown

    @property
    def note_id(self) -> str | None:
        """The id of the open annotation, None when there is none (yet)."""
        return None if self._note is None else self._note.id

    def show_note(self, note: Annotation | None, *, place: Place | None = None) -> None:
        """Open a note, after saving the one that was open; without one, `place` is where typing would make one."""
        if note is not None and note.id == self.note_id:
            self._refresh(note)
            return
        if note is None and self._note is None and place == self._place and self._parent is None:
            return
        if not self.save():
            self._keep_draft()
        self._session.end_typing()
        self._take_tags()
        self._open(note, place)

    def answer(self, parent: Annotation) -> None:
        """Begin an answer to a note; the first words make it."""
        self.show_note(None)
        self._parent = parent
        self._open(None, None, parent)
        self.focus_editor()

    def focus_editor(self) -> None:
        """Begin to write, behind what is there."""
        self.editor.moveCursor(QTextCursor.MoveOperation.End)
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def known_tags(self) -> list[tuple[str, int]]:
        """The tags with their uses, for completion."""
        return [(info.tag.name, info.uses) for info in self._session.tags()]

    def set_theme(self) -> None:
        """Take the theme and the typeface of the settings."""
        theme = look.theme_of(self._session.settings)
        sheet = look.pane_sheet(theme)
        self.setStyleSheet(sheet)
        self.editor.set_look(theme.colour, sheet)
        self.editor.setFont(look.monospaced(self.font()))
        self.preview.set_look(theme, look.serif(self._session.settings, self.font()))

    def _key(self) -> str:
        if self._note is not None:
            return f"note:{self._note.id}"
        if self._parent is not None:
            return f"reply:{self._parent.id}"
        return "passage:{}:{}:{}".format(*self._place) if self._place is not None else ""

    def _open(self, note: Annotation | None, place: Place | None, parent: Annotation | None = None) -> None:
        self._save_timer.stop()
        self._note, self._place, self._parent = note, place, parent
        self._saved = self._tags_of = note.body if note is not None else ""
        draft = self._drafts.get(self._key())
        self.editor.load(self._saved if draft is None else draft)
        self._say("" if draft is None else "This was not saved yet.")
        self._show_rest()
        self._show_preview()
        if draft is not None:
            self._save_timer.start(SAVE_AFTER)

    # Saving

    @property
    def unsaved(self) -> bool:
        """Whether something typed is not yet on disk."""
        body = self.editor.body()
        return body != self._saved and (self._note is not None or bool(body.strip()))

    def save(self) -> bool:
        """Put what was typed on disk; what could not be saved stays in the editor and is tried again."""
        self._save_timer.stop()
        if not self.unsaved:
            return True
        body, key = self.editor.body(), self._key()
        done = self._begin(body) if self._note is None else self._session.edit_note(self._note.id, body, who=self)
        if done:
            self._saved = body
            self._say("")
            self._drop_draft(key)
        else:
            self._keep_draft()
            self._say("Not saved yet. What you wrote stays here and is tried again.")
            self._save_timer.start(TRY_AGAIN)
        return done

    def _keep_draft(self) -> None:
        key, body = self._key(), self.editor.body()
        if self._drafts.get(key) == body or self._session.library is None:
            return
        self._drafts[key] = body
        try:
            self._session.library.save_draft(key, body)  # outside the library, which may be full or locked
        except UserError as error:
            self._session.said.emit(str(error))

    def _drop_draft(self, key: str) -> None:
        if self._drafts.pop(key, None) is not None and self._session.library is not None:
            self._session.library.discard_draft(key)

    def _take_up(self) -> None:
        """Know what an earlier session could not save; it shows when its note is opened."""
        if self._session.library is not None:
            self._drafts.update({draft.key: draft.text for draft in self._session.library.drafts()})
        self._show_rest()

    def delete(self) -> None:
        """Put the open note into the trash."""
        if self._note is not None and self.save():
            gone = self._note.id
            if self._session.trash([gone]):
                self.deleted.emit(gone)

    def _begin(self, body: str) -> bool:
        if self._parent is not None:
            made = self._session.reply(self._parent.id, body, who=self)
        elif self._place is not None:
            made = self._session.add_annotation(
                *self._place, body=body, style="none", motivation="commenting", who=self
            )
        else:
            made = None
        if made is None:
            return False
        self._parent = None
        self._note = self._session.annotation(made)
        self._show_rest()
        self.note_made.emit(made)
        return True

    def _typed(self) -> None:
        if not self._save_timer.isActive() and self.unsaved:
            self._session.pending.emit()
            self._save_timer.start(SAVE_AFTER)  # not put off by the next keystroke: saved while one types on
        self._preview_timer.start(max(PREVIEW_AFTER, round(4 * self._preview_ms)))

    def _leave(self) -> None:
        self.save()
        self._session.end_typing()
        self._take_tags()

    def _take_tags(self) -> None:
        """Tag the note with the `#tags` written into it since; not while one types: half a word is no tag."""
        note, body = self._note, self._saved
        if note is None or self.unsaved or body == self._tags_of:
            return
        before, self._tags_of = set(named_in(self._tags_of)), body
        has = {tag.casefold() for tag in note.tags}
        new = [name for name in named_in(body) if name not in before and name.casefold() not in has]
        if new:
            self._session.set_tags(note.id, (*note.tags, *new))

    def _tag(self, names: tuple[str, ...]) -> None:
        if self.save() and self._note is not None:
            self._session.set_tags(self._note.id, names)

    # What changes elsewhere

    def _follow_changes(self, changes: Changes) -> None:
        if self._note is None or self._note.id not in changes.annotations:
            return
        note = self._session.annotation(self._note.id)
        if note is None or note.trashed:
            if self.unsaved:  # found again when the note is taken out of the trash
                self._keep_draft()
            self._open(None, None)
        elif changes.who is self:
            self._note = note
        else:
            self._refresh(note)

    def _refresh(self, note: Annotation) -> None:
        if note.body != self._saved:
            if self.unsaved:
                self._say("This note was changed elsewhere too. Your words are kept; the others are in its history.")
            else:
                self.editor.take(note.body)
                self._tags_of = note.body
            self._saved = note.body
        self._note = note
        self._show_rest()
        self._show_preview()

    def _setting(self, key: str) -> None:
        if key in ("theme", "text.family"):
            self.set_theme()

    # Parts

    def _show_rest(self) -> None:
        note = self._note
        answered = self._answered()
        ready = note is not None or self._place is not None or answered is not None
        linked = note is not None and note.link_key is not None
        self.title.setText(_title(note, ready, answered is not None))
        where = self._context_words()
        if answered is not None:
            where = f"Answers “{_short(words.first_words(answered.body) or words.quoted(answered))}”"
        apart = linked or answered is not None or len(where) > BESIDE
        self.ends.setText(where if apart else "")
        self.ends.setVisible(apart)
        self.context.setText("" if apart else where)
        self.chips.set_tags(note.tags if note is not None else ())
        self.preview_title.setVisible(ready)
        self.preview.setVisible(ready)
        writable = ready and self._session.can_write
        self.editor.setReadOnly(not writable)
        self.chips.set_editable(writable and note is not None)
        self.more.setEnabled(writable and note is not None)
        for button in self.buttons:
            button.setEnabled(writable)
        self.editor.setPlaceholderText(self._placeholder())

    def _context_words(self) -> str:
        if self._note is None:
            text = self._session.text(self._place[0]) if self._place is not None else None
            return text.cite(self._place[1], self._place[2]) if text is not None and self._place is not None else ""
        known = titles(self._session)
        if self._note.link_key:
            return "\n".join(f"{words.cite(t, known)}: “{_short(t.exact)}”" for t in self._note.targets[:2])
        place, state = words.where(self._note, known), words.state(self._note)
        return f"{place} — {state}" if state else place

    def _answered(self) -> Annotation | None:
        """The note that this one answers."""
        if self._note is None or self._note.reply_to is None:
            return self._parent
        return self._session.annotation(self._note.reply_to)

    def _placeholder(self) -> str:
        if self._session.library is not None and not self._session.can_write:
            return "This library can only be read."
        if self._note is not None:
            return "Write in Markdown. [[ links to a passage, # to a tag."
        if self._parent is not None:
            return "Write an answer …"
        if self._place is not None:
            return "Write a note on this passage …"
        return "Choose a note, or select words in a text and add one."

    def _show_preview(self) -> None:
        self._preview_timer.stop()
        began = perf_counter()
        body = self.editor.body()
        self.preview.show_note(body)
        self.preview.setAccessibleDescription(words.first_words(body))
        self._preview_ms = (perf_counter() - began) * 1000

    def _say(self, notice: str) -> None:
        self.notice.setText(notice)
        self.notice.setVisible(bool(notice))

    def _follow(self, passage: Passage) -> None:
        here = self._place[0] if self._place is not None else None
        if self._note is not None and self._note.targets:
            here = self._note.targets[0].text_id
        place = find(self._session, passage, here)
        if place is None:
            title = passage.short_title or "this text"
            self._session.said.emit(f"There is no §{passage.provision} of “{title}” in the library.")
            return
        self.jump.emit(*place)

    def _fill_menu(self) -> None:
        self.menu.clear()
        note = self._note
        if note is None:
            return
        fill_menu(self.menu, self._session, [note])
        self.menu.addAction("Reply", lambda: self.answer(note))
        self.menu.addAction("History …", lambda: self.history_wanted.emit(note.id))
        self.menu.addAction("Delete", self.delete)


def _title(note: Annotation | None, ready: bool, answering: bool) -> str:
    if answering:
        return "REPLY"
    if note is not None and note.motivation == "bookmarking":
        return "NAME OF THIS BOOKMARK"
    if note is not None and note.link_key is not None:
        return "NOTE ON A CROSS-REFERENCE"
    return "NOTE ON THIS PASSAGE" if ready else "NOTE"


def _short(s: str) -> str:
    s = " ".join(s.split())
    return s if len(s) <= 90 else s[:89].rstrip() + "…"
