"""A damaged library while the window is open: the ways out, each on the worker, with the texts readable meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from reader.errors import UserError
from reader.ui.jobs import Outcome
from reader.ui.session import Session

if TYPE_CHECKING:
    from reader.ui.dialogs.rescue import RescueDialog

Reply = Callable[[UserError | None, Any], None]


class Rescue(QObject):
    """Shows what can be done about a library, and does it; whoever keeps it lets go before and opens it again after."""

    said = Signal(str)
    warned = Signal(str)
    letting_go = Signal()  # the file is about to be replaced
    replaced = Signal()  # it can be opened again
    other_wanted = Signal(Path)

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self.path: Path | None = None  # of the library
        self.dialog: RescueDialog | None = None

    def show(self, error: UserError) -> None:
        """Say what is wrong and offer the ways out."""
        if self.path is None or self.dialog is not None:
            return
        from reader.ui.dialogs.rescue import RescueDialog  # late: one hopes never to need it

        self.dialog = dialog = RescueDialog(self._session, self.path, error, self._window)
        dialog.salvage_wanted.connect(self.salvage)
        dialog.restore_wanted.connect(self.restore)
        dialog.anew_wanted.connect(self.begin_anew)
        dialog.other_wanted.connect(self.other_wanted)
        dialog.destroyed.connect(self._closed)
        dialog.show()

    def hide(self) -> None:
        """The library is whole again, by whatever way."""
        if self.dialog is not None:
            self.dialog.close()

    def _closed(self) -> None:
        self.dialog = None

    def salvage(self, reply: Reply | None = None) -> None:
        """Save what is whole into a new library; the damaged file is kept."""
        from reader.library import repair

        def told(value: Any) -> str:
            report, kept = value
            return f"{report} The damaged file is kept as “{kept.name}”."

        self._replace(repair.salvage_in_place, told, reply)

    def restore(self, chosen: Path) -> None:
        """Put a backup in the library's place; the damaged file is kept."""
        from reader.library import repair

        def told(kept: Path | None) -> str:
            return "The backup is in its place." + (f" What was there is kept as “{kept.name}”." if kept else "")

        self._replace(lambda path: repair.restore_in_place(path, chosen), told)

    def begin_anew(self) -> None:
        """Begin a new library; what stood in its place is kept."""
        from reader.library import repair

        def told(kept: Path | None) -> str:
            return "A new library." + (f" What was there is “{kept.name}”." if kept else "")

        self._replace(repair.begin_anew, told)

    def _replace(self, act: Callable[[Path], Any], told: Callable[[Any], str], reply: Reply | None = None) -> None:
        path = self.path
        if path is None:
            return
        self.letting_go.emit()
        self.said.emit("Working on the library …")

        def done(outcome: Outcome) -> None:
            self.replaced.emit()
            error = outcome.error
            if error is None:
                self.warned.emit(told(outcome.value))
            elif reply is None or not isinstance(error, UserError):
                self._session.job_failed(outcome)
            if reply is not None:
                unknown = UserError("The window could not do it.", "Its report says more: Help, Report a problem.")
                reply(error if error is None or isinstance(error, UserError) else unknown, outcome.value)

        self._session.jobs.start("rescue", lambda feedback: act(path), done)
