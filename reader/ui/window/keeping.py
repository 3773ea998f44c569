"""The library while the window is open: opened, followed, found again, shared with other processes."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from reader import paths
from reader.errors import Busy, UserError
from reader.ui.restoring import restore
from reader.ui.session import Session
from reader.ui.window.care import Care
from reader.ui.window.rescuing import Rescue

if TYPE_CHECKING:
    from reader.library import Library
    from reader.library.models import Edit, Problem
    from reader.ui.window.handover import Door, Reply
    from reader.ui.window.opening import Opening

LOOK_EVERY = 400  # ms between looks at what another process wrote and whether the file is in its place
TRY_EVERY = 3.0  # seconds between tries to open a library that could not be reached
PATIENCE = 0.4  # seconds that the window stands still for a program that locks the library
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
        self._damaged: tuple[int, ...] | None = None  # what the file was that could not be opened
        self._unfinished = False  # what is put into a library at its opening still waits for another program
        self._opening: Opening | None = None
        self._look = QTimer(self)
        self._look.setInterval(LOOK_EVERY)
        self._look.timeout.connect(self.look)
        self.care = Care(session, self)
        self.care.damaged.connect(self._found_damage)
        self.care.failed.connect(self.failed)
        self.care.said.connect(self.said)
        self.rescue = Rescue(session, window)
        self.rescue.letting_go.connect(self._let_go)
        self.rescue.other_wanted.connect(self.open_other)
        self.rescue.replaced.connect(self._reopen)
        self.rescue.said.connect(self.said)
        self.rescue.warned.connect(self.warned)

    # Opening

    def open(self, opening: Opening) -> bool:
        """Open the library with the bundled texts in it; where it cannot be, say why and go on without it."""
        from reader.library import Library  # late: SQLite's helpers cost 60 to 90 ms
        from reader.library.failures import Damaged

        self._opening = opening
        self.rescue.path = self.path
        try:
            library = Library.scratch() if self.path is None else Library.open(self.path, wait=PATIENCE)
        except UserError as error:
            self._session.library_error = error
            self._damaged = _state_of(self.path) if isinstance(error, Damaged) else None
            passes = "It is opened as soon as that has finished." if isinstance(error, Busy) else ""
            self.warned.emit(f"{error.message if passes else error} {passes or 'Nothing can be kept.'} You can read.")
            self.state_changed.emit()
            self._look.start()
            if isinstance(error, Damaged):
                self.rescue.show(error)
            return False
        self._damaged = None
        self.rescue.hide()
        self._take(library, opening)
        return True

    def _take(self, library: Library, opening: Opening) -> None:
        session = self._session
        library.backup_folder = session.settings["backup.folder"] or None
        restored = self._fill(library, opening)
        session.attach(library)
        for text_id in opening.missing:
            session.show_text(len(session.shown), text_id)
        opening.missing.clear()
        if restored:
            self._say_restored(restored)
        elif library.recovered:
            (self.warned if "are gone" in library.recovered else self.said).emit(library.recovered)
        if self.path is None:
            return
        if library.read_only:
            self.warned.emit(_only_read(library))
        else:
            self._open_door()
        self._seen = library.data_version()
        self._look.start()
        self.care.begin()

    def _fill(self, library: Library, opening: Opening) -> int:
        """Put in what a library has from its opening on; the number of acts that an earlier session could not save."""
        from reader.library.seeding import seed
        from reader.ui.window.taking_up import keep_files, take_up

        self._unfinished = False
        try:
            seed(library, paths.bundled_texts())
            keep_files(library, self._session, opening)
            return take_up(library)
        except Busy:
            self._unfinished = True
        except UserError as error:
            opening.errors.append(error)
        return 0

    def _say_restored(self, count: int) -> None:
        notes = "a note" if count == 1 else f"{count} notes"
        self.said.emit(f"What was being typed in {notes} when the program last ended is restored.")

    def _open_door(self) -> None:
        from reader.ui.window.handover import Door  # late: the local socket needs a module of its own

        if self.path is not None and self._door is None:
            self._door = Door(self.path, self.apply, self.put_right, self)
            self._door.asked.connect(self.asked)

    def leave(self) -> None:
        """The window closes."""
        self._look.stop()
        self.care.end()
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

    def put_right(self, act: str, path: Path | None, reply: Reply) -> None:
        """Restore a backup or salvage the library, as the command line asks; `reply` is told when it is done."""
        if act == "restore" and path is not None:
            restore(self._session, path, lambda error, kept: reply(error, {"kept": str(kept.path) if kept else ""}))
        elif act == "salvage" and self.path is not None:
            self.rescue.salvage(lambda error, value: reply(error, {} if error is not None else _salvaged(*value)))
        else:
            reply(UserError("The window does not know this wish: it is of another version."), {})

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
                if self._unfinished and self._may_try():
                    self._finish(library)
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
            self.care.back_up()

    def _finish(self, library: Library) -> None:
        """Another program kept the library from being filled at its opening."""
        restored = self._fill(library, self._opening or _no_wishes())
        if not self._unfinished:
            self._session.reread()
            if restored:
                self._say_restored(restored)

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
        if self.path is None or not self._may_try() or not self.path.exists():
            return
        if self._damaged is not None and self._damaged == _state_of(self.path):
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

    # Damage

    def _found_damage(self, found: list[Problem]) -> None:
        from reader.library.failures import Damaged

        what = f"{len(found)} faults were" if len(found) > 1 else "A fault was"
        what += " found in the library"
        self.warned.emit(f"{what}: {found[0].what} Its backups are kept as they are.")
        self.rescue.show(Damaged(f"{what}. {found[0].what}", found[0].hint))

    def open_other(self, path: Path) -> None:
        """Work on another library from now on."""
        self._let_go()
        self.path = path
        if self._reopen():
            self.warned.emit("" if self._session.can_write else _only_read(self._session.library))

    def _let_go(self) -> None:
        self._look.stop()
        self._close_door()
        self._session.detach()
        self.state_changed.emit()

    def _reopen(self) -> bool:
        done = self.open(self._opening or _no_wishes())
        if done:
            self._session.want_links()
            self.state_changed.emit()
        return done


def _no_wishes() -> Opening:
    from reader.ui.window.opening import Opening

    return Opening()


def _state_of(path: Path | None) -> tuple[int, ...]:
    """What tells a file from what it was before somebody mended it; () where there is none."""
    try:
        found = path.stat() if path is not None else None
    except OSError:
        found = None
    return (found.st_ino, found.st_size, found.st_mtime_ns) if found is not None else ()


def _salvaged(report: Any, kept: Path) -> dict[str, Any]:
    return {"report": str(report), **report._asdict(), "path": str(report.path), "kept": str(kept)}


def _only_read(library: Library | None) -> str:
    reason = library.reason if library is not None else "it is not open"
    return f"This library can only be read: {reason}. Notes cannot be changed here."
