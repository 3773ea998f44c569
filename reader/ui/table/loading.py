"""All annotations into columns without a stall: few at once here, many on the worker over a connection of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from reader.errors import Feedback
from reader.library.listing import Listing, listing_of
from reader.ui.jobs import Outcome
from reader.ui.session import Session
from reader.ui.table.arranging import Arrangement

FEW = 2_000  # annotations that are read on the spot: some 30 ms
SLOT = "notes-table"


def load(session: Session, titles: Mapping[str, str], then: Callable[[Arrangement], None]) -> bool:
    """Read all live annotations and hand them over; says whether that is done already."""
    library = session.library
    if library is None:
        then(Arrangement(Listing(), titles))
        return True
    if sum(info.annotations for info in session.text_infos()) <= FEW:
        then(Arrangement(listing_of(library), titles))
        return True

    def work(feedback: Feedback) -> Arrangement:
        return read(library.path, titles, feedback)

    def done(outcome: Outcome) -> None:
        if outcome.error is not None:
            session.job_failed(outcome)
        else:
            then(outcome.value)

    session.jobs.start(SLOT, work, done)
    return False


def read(path: Path, titles: Mapping[str, str], feedback: Feedback) -> Arrangement:
    """The annotations of the library at `path`, sorted by every column."""
    from reader.library import Library  # a connection belongs to its thread, so the worker has its own

    with Library.open(path, create=False, read_only=True) as other:
        made = Arrangement(listing_of(other, feedback), titles)
    made.prepare(feedback.step)
    return made
