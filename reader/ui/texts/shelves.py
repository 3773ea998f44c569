"""The tables of texts while the program runs, and the file beside the library that keeps them: for the worker only."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from reader.errors import Feedback, UserError
from reader.library.quick import read_texts
from reader.text.model import Text
from reader.ui.jobs import Outcome
from reader.ui.session import Session

if TYPE_CHECKING:
    from reader.crossref.related import Shelf
    from reader.library.models import Changes

SLOT = "tables"
AFTER = 3000  # ms after which new texts are read: what the reader asked for comes first
AT_ONCE = 20  # texts in one job; others come between
_held: list[tuple[str, Shelf]] = []  # touched by the one worker only


def shelf_for(names: str) -> Shelf:
    """The tables with the names that the library keeps; made anew when another name was taught."""
    from reader.crossref.learned import authority_with  # late: not needed for the first paint
    from reader.crossref.related import Shelf

    if not _held or _held[0][0] != names:
        _held[:] = [(names, Shelf(names, authority_with(names)))]
    return _held[0][1]


def any_shelf() -> Shelf:
    """The tables that are there, with whatever names: for a first guess that is looked at closer."""
    return _held[0][1] if _held else shelf_for("")


def reader_of(path: Path) -> Callable[[list[str]], list[Text]]:
    """What reads texts of a library by their ids with a connection of its own: for the worker."""

    def read(ids: list[str]) -> list[Text]:
        found = read_texts(path, ids)
        if found is None:
            raise UserError("The library changed while it was read.", "Try again.")
        return found

    return read


class Filling(QObject):
    """Reads the words of new texts behind the reader's back, so that the first question is answered at once."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(AFTER)
        self._later.timeout.connect(self.go_on)
        session.changed.connect(self._follow)
        session.library_opened.connect(self._later.start)

    def go_on(self) -> None:
        """Read some texts whose words are not known; once more while there are such."""
        session = self._session
        if session.library is None:
            return
        path, names = session.library.path, session.kept_names
        known = [(info.id, info.sha256) for info in session.text_infos()]

        def work(feedback: Feedback) -> int:
            from reader.library.cache import Cache

            with Cache.beside(path) as cache:
                return shelf_for(names).fill(known, reader_of(path), cache, feedback, most=AT_ONCE)

        session.jobs.start(SLOT, work, self._filled)

    def _filled(self, outcome: Outcome) -> None:
        if outcome.error is not None and not isinstance(outcome.error, UserError):
            self._session.job_failed(outcome)
        elif outcome.error is None and outcome.value:
            self.go_on()

    def _follow(self, changes: Changes) -> None:
        if changes.renewed:
            self._later.start()
