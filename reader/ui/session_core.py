"""What every act of the session rests on: the texts that are open, the library, and the one way to change it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from reader.errors import Busy, ReaderError, UserError
from reader.settings import Settings
from reader.ui.commands import EditCommand, new_group
from reader.ui.jobs import Jobs, Outcome
from reader.ui.waiting import Waiting

if TYPE_CHECKING:
    from reader.library import Library
    from reader.library.models import Changes, Edit, Target
    from reader.library.plan import Plan
    from reader.text.model import Text

WAITS = "Another program is using the library: what you do is saved as soon as it has finished."
NOT_YET = UserError("The library is still being opened.", "Try again in a moment.")


class SessionCore(QObject):
    """Holds the library, the undo stack and the texts that are open."""

    changed = Signal(object)  # Changes: what an applied edit touched, and who asked
    links_changed = Signal(str, str)  # the ids of the two texts whose cross-references are new
    shown_changed = Signal()  # other texts stand in the panes
    library_opened = Signal()
    saved = Signal()  # everything typed or done so far is on disk
    pending = Signal()  # something typed is not yet on disk
    flushing = Signal()  # whoever holds unsaved typing hands it over now
    failed = Signal(object)  # UserError, to be shown in words
    said = Signal(str)  # something worth a line in the status bar
    setting_changed = Signal(str)  # the key of an option

    def __init__(
        self, settings: Settings, texts: Sequence[Text] = (), *, jobs: Jobs | None = None, parent: QObject | None = None
    ) -> None:
        """`texts` are those that stand in the panes from the first paint on, from left to right."""
        super().__init__(parent)
        self.settings = settings
        settings.on_change = self.setting_changed.emit
        self.jobs = jobs or Jobs(self)
        self.stack = QUndoStack(self)
        self.waiting = Waiting(self.failed.emit, self)
        self.waiting.began.connect(lambda: self.said.emit(WAITS))
        self.library: Library | None = None
        self.library_error: UserError | None = None  # why there is no library, once that is known
        self._texts: dict[str, Text] = {text.id: text for text in texts}
        self._shown: list[str] = [text.id for text in texts]
        self._group: tuple[object, int] = (None, -1)
        self._ending = False  # edits are put by for the next start

    # What is open

    @property
    def shown(self) -> tuple[str, ...]:
        """The ids of the texts in the panes, from left to right; the same text may stand in two."""
        return tuple(self._shown)

    def text(self, text_id: str) -> Text | None:
        """A text by its id, from the panes or the library; None where there is none."""
        found = self._texts.get(text_id)
        if found is None and self.library is not None and self.library.has_text(text_id):
            found = self._texts[text_id] = self.library.text(text_id)
        return found

    def show_text(self, pane: int, text_id: str) -> bool:
        """Put a text into the pane with this index, or into a new one behind the last; says whether it could."""
        try:
            found = self.text(text_id)
        except UserError as error:
            self.failed.emit(error)
            return False
        if found is None:
            self.failed.emit(UserError(f"There is no text “{text_id}” in the library."))
            return False
        while len(self._shown) <= pane:
            self._shown.append(text_id)
        self._shown[pane] = text_id
        self.shown_changed.emit()
        return True

    def show_texts(self, ids: Sequence[str]) -> None:
        """Show these texts side by side, in this order; ids that nobody knows are left out."""
        shown = [text_id for text_id in ids if self.text(text_id) is not None]
        if shown != self._shown:
            self._shown = shown
            self.shown_changed.emit()

    def hold(self, text: Text) -> None:
        """Know a text that is not (yet) in the library."""
        self._texts[text.id] = text

    # The library

    @property
    def can_write(self) -> bool:
        """Whether acts that change the library can be done now."""
        return self.library is not None and not self.library.read_only

    @property
    def why_not(self) -> UserError | None:
        """Why nothing can be changed, in words; None if it can."""
        if self.library is None:
            return self.library_error or NOT_YET
        if self.library.read_only:
            return UserError(self.library.reason or "This library can only be read.", "Notes cannot be changed in it.")
        return None

    def attach(self, library: Library) -> None:
        """Take the library, which was opened on this thread; reading has already begun."""
        self.library = library
        self.library_error = None
        self._renew_texts()
        self.library_opened.emit()

    def detach(self) -> None:
        """Let go of the library, which is about to be put in order; the texts stay readable."""
        self.flush()
        self._keep_what_waits()
        self.stack.clear()
        library, self.library = self.library, None
        if library is not None:
            library.close()
        self.library_opened.emit()

    def reread(self) -> None:
        """Another process wrote: forget what was read and tell everybody."""
        self._renew_texts()
        self.library_opened.emit()

    def _renew_texts(self) -> None:
        assert self.library is not None
        kept = {info.id: info.sha256 for info in self.library.texts()}
        old = [text.id for text in self._texts.values() if kept.get(text.id, text.sha256) != text.sha256]
        for text_id in old:
            del self._texts[text_id]
        if set(old) & set(self._shown):
            self.shown_changed.emit()

    def close(self) -> None:
        """Save what is being typed, stop the worker, close the library."""
        self.flush()
        self._keep_what_waits()
        self.jobs.close()
        self.stack.blockSignals(True)  # its end is no change; the listeners may be gone before it
        self.stack.clear()  # now: later, Python may have taken its commands apart before Qt does
        if self.library is not None:
            self.library.close()
            self.library = None

    def flush(self) -> None:
        """Ask for typing that is not yet saved, and save it."""
        self.flushing.emit()
        self.end_typing()

    @property
    def _plan(self) -> Plan:
        """The planner of the library; `perform` has looked whether there is one."""
        assert self.library is not None
        return self.library.plan

    # Changes

    def target(self, text_id: str, start: int, end: int) -> Target:
        """A passage as a target, with what finds it again; UserError when the text or the library is not there."""
        text = self.text(text_id)
        if self.library is None or text is None:
            raise self.why_not or UserError("This text is not in the library.")
        found = self.library.make_target(text, start, end)
        whole = start <= 0 and end >= len(text.canonical) and len(text.provisions) > 1
        return found._replace(provision=0) if whole else found  # about the text, not about its first provision

    def perform(self, make: Callable[[], Edit], *, who: object = None, typing: object = None) -> Edit | None:
        """Build an edit, apply it in one transaction and put it on the undo stack; None if that failed.

        `make` reads the library through `library.plan`; a failure is told by `failed` and changes nothing.
        Edits with the same `typing` (the id of a note) merge into one until `end_typing`. Where another program locks
        the library, the act waits and is done later, unless whoever wants it tries again by itself: typing, an
        editor with `tries_again`, the command line.
        """
        if (refusal := self.why_not) is not None:
            self.failed.emit(refusal)
            return None
        waits = typing is None and who != "cli" and not getattr(who, "tries_again", False)
        try:
            if waits and self.waiting:
                raise Busy("Another program is still using the library.", "What you do is saved when it has finished.")
            return self._do(make, who, typing)
        except Busy as error:
            if waits:
                self.waiting.hold(lambda: self._do(make, who, typing))
            else:
                self.failed.emit(error)
        except ReaderError as error:
            self.failed.emit(error)
        return None

    def _do(self, make: Callable[[], Edit], who: object, typing: object) -> Edit:
        edit = make()
        if edit.before != edit.after:
            self._apply(edit, who)
            self.stack.push(EditCommand(edit, self._apply, self.failed.emit, group=self._group_of(typing)))
        return edit

    def end_typing(self) -> None:
        """The focus left the note: what is typed next is a step of its own for undo."""
        self._group = (None, -1)

    def undo(self) -> None:
        """Take back the last change, after saving what is being typed."""
        self._go(back=True)

    def redo(self) -> None:
        """Do again what was last taken back."""
        self._go(back=False)

    def _go(self, *, back: bool) -> None:
        self.flush()
        try:
            if self.waiting:
                raise Busy("Another program is still using the library.")
            self._step(back=back)
        except Busy:
            self.waiting.hold(lambda: self._step(back=back))
        except ReaderError as error:
            self.failed.emit(error)

    def _step(self, *, back: bool) -> None:
        """Change the library first and let the stack follow: a step that fails can be tried again."""
        stack = self.stack
        command = stack.command(stack.index() - 1 if back else stack.index())
        if isinstance(command, EditCommand):
            command.run(back=back)
        elif command is not None and self.library is not None:
            self.library.wait_for_others()  # a step of several edits; none of them shall find the library locked
        (stack.undo if back else stack.redo)()

    def job_failed(self, outcome: Outcome) -> None:
        """Tell the failure of a job: the user's world in words, a defect of ours to the excepthook."""
        error = outcome.error
        if isinstance(error, UserError):
            self.failed.emit(error)
        elif error is not None:
            sys.excepthook(type(error), error, error.__traceback__)

    def _group_of(self, typing: object) -> int:
        if typing is None:
            self.end_typing()
            return -1
        if self._group[0] != typing:
            self._group = (typing, new_group())
        return self._group[1]

    def _apply(self, edit: Edit, who: object = None) -> Changes | None:
        assert self.library is not None  # perform has looked; commands exist only while there is one
        if self._ending:
            self._put_by(edit)
            return None
        changes = self.library.apply(edit, who)
        other = False
        for text_id in changes.renewed:
            if self.library.has_text(text_id):  # a text in a pane that left the library stays readable
                old = self._texts.pop(text_id, None)
                other = other or (old is not None and text_id in self._shown and _differs(old, self.text(text_id)))
        if other:  # before `changed`: what lies over a text is read when the new one stands in its pane
            self.shown_changed.emit()
        self.changed.emit(changes)
        self.saved.emit()
        return changes

    def _keep_what_waits(self) -> None:
        """The library is let go: what another program still holds up is kept beside it until it is opened again."""
        left = self.waiting.finish() if self.library is not None else []
        self._ending = True
        for act in left:
            try:
                act()
            except ReaderError as error:
                self.failed.emit(error)
        self._ending = False

    def _put_by(self, edit: Edit) -> None:
        from reader.exchange.handing import encode_edit  # late: hardly ever needed

        assert self.library is not None
        self.library.save_draft(f"edit:{self.library.new_id()}", json.dumps(encode_edit(edit), ensure_ascii=False))


def _differs(old: Text, new: Text | None) -> bool:
    """Whether a pane would look different with the new text."""
    return new is not None and any(
        getattr(old, name) != getattr(new, name)
        for name in ("sha256", "title", "short_title", "date", "place", "edition", "provisions")
    )
