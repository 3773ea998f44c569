"""A backup in the place of the library that is open: looked through and made safe on the worker, then taken."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from reader.errors import Feedback, UserError
from reader.ui.jobs import Outcome
from reader.ui.session import Session

if TYPE_CHECKING:
    from reader.library.backup import Backup

Then = Callable[["UserError | None", "Backup | None"], None]


def restore(session: Session, path: Path, then: Then) -> None:
    """Make the library what a backup holds; `then` is told why it could not be, or where the state before is kept."""
    library = session.library
    if library is None or (refusal := session.why_not) is not None:
        then(refusal if library is not None else session.why_not, None)
        return
    session.flush()
    place, folder, now, seen = library.path, library.backup_folder, library.now(), library.writes

    def work(feedback: Feedback) -> Backup:
        from reader.library import backup

        backup.restorable(path)
        return backup.make(place, "restore", now, folder)

    def done(outcome: Outcome) -> None:
        if outcome.error is not None:
            if not isinstance(outcome.error, UserError):
                session.job_failed(outcome)
            told = UserError("The backup could not be restored.", "Nothing was changed.")
            then(outcome.error if isinstance(outcome.error, UserError) else told, None)
            return
        if session.library is not library:
            then(UserError("The library was closed meanwhile.", "Nothing was changed."), None)
            return
        session.flush()
        try:  # what was written while the worker copied belongs to the state before, too
            kept = outcome.value if library.writes == seen else library.backup_now("restore")
            library.take(path)
        except UserError as error:
            then(error, None)
            return
        session.stack.clear()  # its steps speak of another state
        session.reread()
        then(None, kept)

    session.jobs.start("restore", work, done)
