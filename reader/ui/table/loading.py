"""All annotations into memory without a stall: few at once here, many on the worker over a connection of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from sys import intern

from reader.errors import Feedback
from reader.library.models import Annotation
from reader.ui.jobs import Outcome
from reader.ui.notes.filtering import Entry
from reader.ui.session import Session

FEW = 2_000  # annotations that are read on the spot: some 50 ms
SLOT = "notes-table"


def load(session: Session, then: Callable[[list[Entry]], None], *, slot: str = SLOT) -> bool:
    """Read all live annotations and hand them over; says whether that is done already."""
    library = session.library
    if library is None:
        then([])
        return True
    if sum(info.annotations for info in session.text_infos()) <= FEW:
        then([Entry(note) for note in library.annotations()])
        return True

    def work(feedback: Feedback) -> list[Entry]:
        return _read(library.path, feedback)

    def done(outcome: Outcome) -> None:
        if outcome.error is not None:
            session.job_failed(outcome)
        else:
            then(outcome.value)

    session.jobs.start(slot, work, done)
    return False


def _read(path: Path, feedback: Feedback) -> list[Entry]:
    from reader.library import Library  # a connection belongs to its thread, so the worker has its own

    with Library.open(path, create=False, read_only=True) as other:
        notes = other.annotations()
    entries = []
    for i, note in enumerate(notes):
        if i % 1000 == 0:
            feedback.step(i, len(notes))
        entries.append(Entry(_slim(note)))
    return entries


def _slim(note: Annotation) -> Annotation:
    """Without what no row shows: the words around the quotes, and each text's hash kept once for all its notes."""
    slim = [t._replace(text_id=intern(t.text_id), sha256=intern(t.sha256), prefix="", suffix="") for t in note.targets]
    return note._replace(targets=tuple(slim))
