"""Backups and checks while the window is open, all on the worker."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from reader.errors import Busy, Feedback, UserError
from reader.ui.jobs import Outcome
from reader.ui.session import Session

if TYPE_CHECKING:
    from reader.library.models import Problem

BACK_UP_EVERY = 3_600_000  # ms
FULL_CHECK_EVERY = 7 * 86_400  # seconds
CHECKED = "checked"  # the key under which the library keeps when it was last checked in full


class Care(QObject):
    """Looks after the library that the session has open."""

    said = Signal(str)
    failed = Signal(object)  # UserError
    damaged = Signal(list)  # problems that making the index anew does not mend

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._hourly = QTimer(self)
        self._hourly.setInterval(BACK_UP_EVERY)
        self._hourly.timeout.connect(self.back_up)

    def begin(self) -> None:
        """The library was opened for good: back it up and check it, at once and then regularly."""
        self._hourly.start()
        self.back_up()
        library = self._session.library
        self.check(full=library is not None and bool(library.recovered))  # an unclean end may have left anything

    def end(self) -> None:
        """The window closes."""
        self._hourly.stop()

    def back_up(self) -> None:
        """Make the backup of the hour or the day, when one is due."""
        library = self._session.library
        if library is None or library.read_only or library.moved:
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

    def check_now(self) -> None:
        """Look through the whole library, as the reader asks, and say that it is sound if it is."""
        self.said.emit("Looking through the library …")
        self.check(full=True, asked=True)

    def check(self, *, full: bool = False, asked: bool = False) -> None:
        """Look through the library: quickly at each start, in full every week and after an unclean end."""
        library = self._session.library
        if library is None or (library.waits and not asked):  # who writes looks after it
            return
        path, now, read_only = library.path, library.now(), library.read_only
        last = library.meta(CHECKED)
        thorough = full or not _within(last, now.timestamp())

        def work(feedback: Feedback) -> Any:
            if read_only:  # a folder that may not be written to needs more care than one look at the file
                from reader.library import Library

                with Library.open(path, create=False, read_only=True) as other:
                    return other.check(full=thorough)
            from reader.library.checking import check_file

            return check_file(path, full=thorough)

        def done(outcome: Outcome) -> None:
            if isinstance(outcome.error, UserError) and not asked:
                return  # it cannot be read just now; the window has said why
            if outcome.error is not None:
                self._session.job_failed(outcome)
            else:
                self._checked(outcome.value, thorough, str(int(now.timestamp())))
                if asked and not outcome.value:
                    self.said.emit("The library is sound.")

        self._session.jobs.start("check at start", work, done)

    def _checked(self, found: list[Problem], thorough: bool, moment: str) -> None:
        from reader.library.checking import only_index

        library = self._session.library
        if library is None or library.moved:
            return
        try:
            if only_index(found) and not library.read_only:
                library.rebuild_index()
                found = library.check(full=thorough)
                if not found:
                    self.said.emit("The search index was damaged and has been made anew; nothing else was touched.")
            if found:
                self.damaged.emit(found)
            elif thorough and not library.read_only:
                library.set_meta(CHECKED, moment)
        except Busy:
            return  # another program uses the library: looked at again at the next start
        except UserError as error:
            self.failed.emit(error)


def _within(last: str, now: float) -> bool:
    return last.isdigit() and 0 <= now - int(last) < FULL_CHECK_EVERY
