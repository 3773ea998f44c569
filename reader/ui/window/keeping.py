"""Keeping the library safe while the window is open: opening, backups, checks, following, rescue."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from reader import paths
from reader.errors import Feedback, UserError
from reader.ui.jobs import Outcome
from reader.ui.session import Session

if TYPE_CHECKING:
    from reader.library import Library
    from reader.library.models import Edit, Problem
    from reader.ui.dialogs.rescue import RescueDialog
    from reader.ui.window.handover import Door
    from reader.ui.window.opening import Opening

LOOK_EVERY = 400  # ms between looks at what another process wrote and whether the file is in its place
TRY_EVERY = 3.0  # seconds between tries to open a library that could not be reached
BACK_UP_EVERY = 3_600_000  # ms
FULL_CHECK_EVERY = 7 * 86_400  # seconds
CHECKED = "checked"  # the key under which the library keeps when it was last checked in full
GONE = (
    "The library is not in its place: its disk or folder is gone. What you write stays here and is saved when it is "
    "back."
)


class Keeping(QObject):
    """Opens the library behind the first paint, and looks after it until the window closes."""

    said = Signal(str)  # a line for the status bar
    warned = Signal(str)  # a line over the texts that stays; "" takes it away
    failed = Signal(object)  # UserError
    asked = Signal(list)  # texts that another start handed over
    state_changed = Signal()  # whether something can be written is another answer now

    def __init__(self, session: Session, path: Path | None, window: QWidget) -> None:
        """`path` None works on a temporary library, which needs no care."""
        super().__init__(window)
        self.path = path
        self._session = session
        self._window = window
        self._door: Door | None = None
        self._seen = 0
        self._gone = False
        self._tried = 0.0
        self._damaged = False
        self._opening: Opening | None = None
        self._dialog: RescueDialog | None = None
        self._look = QTimer(self)
        self._look.setInterval(LOOK_EVERY)
        self._look.timeout.connect(self.look)
        self._hourly = QTimer(self)
        self._hourly.setInterval(BACK_UP_EVERY)
        self._hourly.timeout.connect(self.back_up)

    # Opening

    def open(self, opening: Opening) -> bool:
        """Open the library with the bundled texts in it; where it cannot be, say why and go on without it."""
        from reader.library import Library  # late: SQLite's helpers cost 60 to 90 ms
        from reader.library.failures import Damaged

        self._opening = opening
        try:
            library = Library.scratch() if self.path is None else Library.open(self.path)
        except UserError as error:
            self._session.library_error = error
            self._damaged = isinstance(error, Damaged)
            self.warned.emit(f"{error} You can read, but nothing can be kept.")
            self.state_changed.emit()
            self._look.start()
            if isinstance(error, Damaged):
                self.rescue(error)
            return False
        self._damaged = False
        self._take(library, opening)
        return True

    def _take(self, library: Library, opening: Opening) -> None:
        from reader.library.seeding import seed

        session, restored = self._session, 0
        library.backup_folder = session.settings["backup.folder"] or None
        try:
            seed(library, paths.bundled_texts())
            keep_files(library, session, opening)
            restored = take_up(library)
        except UserError as error:
            opening.errors.append(error)
        session.attach(library)
        for text_id in opening.missing:
            session.show_text(len(session.shown), text_id)
        opening.missing.clear()
        if restored:
            notes = "a note" if restored == 1 else f"{restored} notes"
            self.said.emit(f"What was being typed in {notes} when the program last ended is restored.")
        elif library.recovered:
            self.said.emit(library.recovered)
        if self.path is None:
            return
        if library.read_only:
            self.warned.emit(_only_read(library))
        else:
            self._open_door()
        self._seen = library.data_version()
        self._look.start()
        self._hourly.start()
        self.back_up()
        self.check()

    def _open_door(self) -> None:
        from reader.ui.window.handover import Door  # late: the local socket needs a module of its own

        if self.path is not None and self._door is None:
            self._door = Door(self.path, self.apply, self)
            self._door.asked.connect(self.asked)

    def leave(self) -> None:
        """The window closes."""
        self._look.stop()
        self._hourly.stop()
        self._close_door()

    def _close_door(self) -> None:
        if self._door is not None:
            self._door.close()
            self._door = None

    # What others want and do

    def apply(self, edit: Edit | None) -> UserError | None:
        """Save what is being typed, then make an edit that the command line asks for; why it could not be made."""
        session = self._session
        session.flush()
        if edit is None:
            return session.why_not
        library = session.library
        told: list[Any] = []
        session.failed.connect(told.append)
        try:
            if library is not None and not library.stands(edit):
                return UserError("What this would change was changed in the window meanwhile.", "Try again.")
            done = session.perform_edit(edit, who="cli")
        except UserError as refusal:
            return refusal
        finally:
            session.failed.disconnect(told.append)
        if done:
            return None
        last = told[-1] if told else None
        return last if isinstance(last, UserError) else UserError("The window could not make the change.")

    def look(self) -> None:
        """See whether another process wrote, the writer went away, or the file is not where it was."""
        library = self._session.library
        try:
            if library is None:
                self._try_to_open()
            elif (library.waits and self._is_free()) or (library.starves and self._may_try()):
                self._become_writer(library)
            elif not library.read_only and self.path is not None:
                self._watch_place(library)
            elif library.read_only:
                self._follow(library)
        except UserError as error:
            self.failed.emit(error)

    def _follow(self, library: Library) -> None:
        version = library.data_version()
        if version != self._seen:
            self._seen = version
            self._session.reread()

    def _is_free(self) -> bool:
        from reader.library.locking import is_free

        return self.path is not None and is_free(self.path)

    def _become_writer(self, library: Library) -> None:
        if library.reopen():
            self._open_door()
            self.warned.emit("")
            self.said.emit("Notes can be changed here now.")
            self._session.reread()
            self.state_changed.emit()
            self.back_up()

    def _watch_place(self, library: Library) -> None:
        if not library.moved:
            if self._gone:
                self._gone = False
                self.warned.emit("")
                self.said.emit("The library is back in its place.")
            return
        if not self._gone:
            self._gone = True
            self.warned.emit(GONE)
        if self.path is not None and self.path.exists() and self._may_try():
            library.reopen()  # another file of this name: a disk that was taken away and came back
            self._session.stack.clear()  # its steps may speak of another state
            self._session.reread()
            self.state_changed.emit()

    def _try_to_open(self) -> None:
        if self.path is None or self._damaged or not self._may_try() or not self.path.exists():
            return
        if self._opening is not None and self.open(self._opening):
            self.warned.emit(_only_read(self._session.library) if not self._session.can_write else "")
            self.said.emit("The library can be reached again.")

    def _may_try(self) -> bool:
        now = time.monotonic()
        if now - self._tried < TRY_EVERY:
            return False
        self._tried = now
        return True

    # Backups and checks, on the worker

    def back_up(self) -> None:
        """Make the backup of the hour or the day, when one is due."""
        library = self._session.library
        if library is None or library.read_only or self.path is None or self._gone:
            return
        library.backup_folder = self._session.settings["backup.folder"] or None
        path, now, folder = library.path, library.now(), library.backup_folder

        def work(feedback: Feedback) -> Any:
            from reader.library import backup

            return backup.if_due(path, now, folder)

        def done(outcome: Outcome) -> None:
            if isinstance(outcome.error, UserError):
                self.said.emit(f"No backup could be made: {outcome.error}")
            elif outcome.error is not None:
                self._session.job_failed(outcome)
            elif outcome.value is not None and outcome.value.why == "damaged":
                self.check(full=True)

        self._session.jobs.start("backup", work, done)

    def check(self, *, full: bool = False) -> None:
        """Look through the library: quickly at each start, in full every week."""
        library = self._session.library
        if library is None or self.path is None or library.read_only:  # who may write looks after it
            return
        path, now = library.path, library.now()
        last = library.meta(CHECKED)
        thorough = full or not _within(last, now.timestamp())

        def work(feedback: Feedback) -> Any:
            from reader.library.checking import check_file

            return check_file(path, full=thorough)

        def done(outcome: Outcome) -> None:
            if outcome.error is not None:
                self._session.job_failed(outcome)
            else:
                self._checked(outcome.value, thorough, str(int(now.timestamp())))

        self._session.jobs.start("check at start", work, done)

    def _checked(self, found: list[Problem], thorough: bool, moment: str) -> None:
        library = self._session.library
        if library is None or library.moved:
            return
        try:
            if found and not library.read_only and all(problem.record == "index" for problem in found):
                library.rebuild_index()
                found = library.check(full=False)
                if not found:
                    self.said.emit("The search index was damaged and has been made anew; nothing else was touched.")
            if found:
                self._found_damage(found)
            elif thorough and not library.read_only:
                library.set_meta(CHECKED, moment)
                self._seen = library.data_version()
        except UserError as error:
            self.failed.emit(error)

    def _found_damage(self, found: list[Problem]) -> None:
        from reader.library.failures import Damaged

        what = f"{len(found)} faults were" if len(found) > 1 else "A fault was"
        what += " found in the library"
        self.warned.emit(f"{what}: {found[0].what} Its backups are kept as they are.")
        self.rescue(Damaged(f"{what}. {found[0].what}", found[0].hint))

    # Rescue

    def rescue(self, error: UserError) -> None:
        """Show what can be done about a damaged library; the texts stay readable meanwhile."""
        if self.path is None or self._dialog is not None:
            return
        from reader.ui.dialogs.rescue import RescueDialog  # late: one hopes never to need it

        self._dialog = dialog = RescueDialog(self._session, self.path, error, self._window)
        dialog.salvage_wanted.connect(self.salvage)
        dialog.restore_wanted.connect(self.restore)
        dialog.anew_wanted.connect(self.begin_anew)
        dialog.other_wanted.connect(self.open_other)
        dialog.destroyed.connect(self._closed)
        dialog.show()

    def _closed(self) -> None:
        self._dialog = None

    def salvage(self) -> None:
        """Save what is whole into a new library; the damaged file is kept."""
        from reader.library import repair

        def told(value: Any) -> str:
            report, kept = value
            return f"{report} The damaged file is kept as “{kept.name}”."

        self._replace(lambda path: repair.salvage_in_place(path), told)

    def restore(self, chosen: Path) -> None:
        """Put a backup in the library's place; the damaged file is kept."""
        from reader.library import repair

        self._replace(
            lambda path: repair.restore_in_place(path, chosen),
            lambda kept: "The backup is in its place." + (f" What was there is kept as “{kept.name}”." if kept else ""),
        )

    def begin_anew(self) -> None:
        """Begin a new library; what stood in its place is kept."""
        from reader.library import repair

        self._replace(
            lambda path: repair.begin_anew(path), lambda kept: f"A new library. What was there is “{kept.name}”."
        )

    def open_other(self, path: Path) -> None:
        """Work on another library from now on."""
        self._let_go()
        self.path = path
        if self._reopen():
            self.warned.emit("" if self._session.can_write else _only_read(self._session.library))

    def _replace(self, act: Callable[[Path], Any], told: Callable[[Any], str]) -> None:
        path = self.path
        assert path is not None
        self._let_go()
        self.said.emit("Working on the library …")

        def done(outcome: Outcome) -> None:
            if outcome.error is not None:
                self._session.job_failed(outcome)
            self._reopen()
            if outcome.error is None:
                self.warned.emit(told(outcome.value))

        self._session.jobs.start("rescue", lambda feedback: act(path), done)

    def _let_go(self) -> None:
        self._close_door()
        self._session.detach()
        self.state_changed.emit()

    def _reopen(self) -> bool:
        from reader.ui.window.opening import Opening

        done = self.open(self._opening or Opening())
        if done:
            self._session.want_links()
            self.state_changed.emit()
        return done


def _within(last: str, now: float) -> bool:
    return last.isdigit() and 0 <= now - int(last) < FULL_CHECK_EVERY


def _only_read(library: Library | None) -> str:
    reason = library.reason if library is not None else "it is not open"
    return f"This library can only be read: {reason}. Notes cannot be changed here."


def keep_files(library: Library, session: Session, opening: Opening) -> None:
    """Add the files that the window was opened on to the library, so that notes can be made on them."""
    if library.read_only:
        return
    for text_id in sorted(opening.files):
        text = session.text(text_id)
        if text is not None and not library.has_text(text_id):
            library.apply(library.plan.add_text(text), who="open")


def take_up(library: Library) -> int:
    """Put into the library what could not be saved when it was typed; the number of notes. What is newer there stays.

    A note's former words are in its history; what cannot be placed stays a draft, and shows where it was typed.
    """
    if library.read_only:
        return 0
    count = 0
    for draft in library.drafts():
        kind, _, rest = draft.key.partition(":")
        if kind == "note":
            notes = library.annotations(ids=[rest])
            if not notes or draft.saved < notes[0].modified:
                continue
            edit = library.plan.edit_annotation(rest, body=draft.text)
        elif kind == "reply":
            answers = [a.body for a in library.annotations(query="is:reply") if a.reply_to == rest]
            if draft.text in answers or not library.annotations(ids=[rest]):
                continue
            edit = library.plan.reply(rest, draft.text)
        elif kind == "passage":
            text_id, start, end = ([*rest.rsplit(":", 2), "", ""])[:3]
            if not (start.isdigit() and end.isdigit() and library.has_text(text_id)):
                continue
            if any(a.body == draft.text for a in library.annotations(text=text_id)):
                continue  # taken up before, where the draft could not be removed
            text = library.text(text_id)
            if not int(start) < int(end) <= len(text.canonical):
                continue
            target = library.make_target(text, int(start), int(end))
            edit = library.plan.add_annotation([target], body=draft.text, style="none", motivation="commenting")
        else:
            continue
        if edit.before != edit.after:
            library.apply(edit, who="draft")
            count += 1
        library.discard_draft(draft.key)
    return count
