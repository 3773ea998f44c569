"""A file on its way into the library: read on the worker, and compared with what is there. No widgets here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from reader.errors import Feedback
from reader.library.models import TextInfo
from reader.library.quick import read_texts
from reader.text.model import Text

COMPARED = 6  # texts of a large library that are compared provision by provision, the nearest by their words
Reader = Callable[[list[str]], list[Text]]
FEW = 40  # a library of so many texts of about the same date is compared as a whole


class Incoming(NamedTuple):
    """A text that has been read: `same` is the text that holds the same words, `work` the one it is an edition of.

    Both are `(id, short title)`; `shared` are the provisions that the two editions have in common.
    """

    text: Text
    same: tuple[str, str] | None = None
    work: tuple[str, str] | None = None
    shared: int = 0


def read_incoming(source: Path | bytes, infos: Sequence[TextInfo], feedback: Feedback) -> Incoming:
    """Read a file and look whether the library has these words; UserError for what cannot be read."""
    from reader.text import load  # late: readers of formats are not needed for the first paint

    feedback.step(0, 1)
    text = load(source)
    same = next((info for info in infos if info.sha256 == text.sha256), None)
    text = _with_free_id(text, {info.id for info in infos})
    if same is not None:
        return Incoming(text, (same.id, same.short_title))
    known = next((info for info in infos if info.id == text.edition_of), None)
    return Incoming(text, None, None if known is None else (known.id, known.short_title))


def find_work(
    text: Text, library: Path | None, infos: Sequence[TextInfo], feedback: Feedback
) -> tuple[str, str, int] | None:
    """The text that this is an edition of, as `(id, short title, provisions shared)`; None where there is none."""
    found = _work(text, library, infos, feedback)
    if found is None:
        return None
    info = next(info for info in infos if info.id == found[0])
    return info.id, info.short_title, found[1]


def _work(text: Text, library: Path | None, infos: Sequence[TextInfo], feedback: Feedback) -> tuple[str, int] | None:
    """The id of the text that this is an edition of, and how many provisions they share."""
    from reader.crossref.editions import recognise

    near = [info for info in infos if _close(info.date, text.date)]
    if library is None or not near:
        return None

    def read(ids: list[str]) -> list[Text]:
        found = read_texts(library, ids)
        return found if found is not None else []

    ids = [info.id for info in near]
    if len(near) > FEW:
        ids = _nearest(text, library, near, read, feedback)
    found = recognise(text, read(ids))
    if found is None:
        return None
    work = found[0].edition_of or found[0].id
    if work not in {info.id for info in infos}:
        work = found[0].id
    return work, len({pair.a for pair in found[1].pairs})


def _nearest(text: Text, library: Path, near: Sequence[TextInfo], read: Reader, feedback: Feedback) -> list[str]:
    from reader.crossref.related import near_ids
    from reader.library.cache import Cache
    from reader.ui.texts.shelves import any_shelf

    known = [(info.id, info.sha256) for info in near]
    with Cache.beside(library) as cache:
        found = near_ids(text, known, read, top=COMPARED, shelf=any_shelf(), store=cache, feedback=feedback)
    return [id_ for id_, _ in found]


def _close(one: str, two: str) -> bool:
    if not (one[:4].isdigit() and two[:4].isdigit()):
        return True
    return abs(int(one[:4]) - int(two[:4])) <= 1


def _with_free_id(text: Text, taken: set[str]) -> Text:
    if text.id not in taken:
        return text
    from reader.text.review import with_fields

    n = 2
    while f"{text.id}-{n}" in taken:
        n += 1
    return with_fields(text, id=f"{text.id}-{n}")
