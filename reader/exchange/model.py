"""What an import brings, before anything is written to the library."""

from __future__ import annotations

from typing import NamedTuple

from reader.exchange.records import TextStub
from reader.library.models import Annotation, Decision, SavedSearch, Tag, TextRecord, Version
from reader.text.model import Text


class ImportProblem(NamedTuple):
    """Something that did not come in as it stood: where in the file, and what, in one plain sentence."""

    where: str
    what: str


class Import(NamedTuple):
    """The content of a file: records as they would be kept, and what is needed to place and merge them.

    `texts` are whole texts that came along; `stubs` what is said of texts without their words; a target names
    either by `text_id`. `utf16`: ids of annotations whose positions count UTF-16 units (JavaScript programs).
    `edited`: ids of our own notes whose words were changed in the file since it was written; `was` maps ids to a
    fingerprint of the words that were written then, which tells an edit there from an edit here.
    """

    annotations: tuple[Annotation, ...] = ()
    texts: tuple[Text, ...] = ()
    stubs: tuple[TextStub, ...] = ()
    tags: tuple[Tag, ...] = ()
    decisions: tuple[Decision, ...] = ()
    problems: tuple[ImportProblem, ...] = ()
    utf16: frozenset[str] = frozenset()
    edited: frozenset[str] = frozenset()
    was: tuple[tuple[str, str], ...] = ()
    format: str = ""
    searches: tuple[SavedSearch, ...] = ()
    versions: tuple[Version, ...] = ()  # former bodies of the annotations
    wordings: tuple[str, ...] = ()  # that texts had before
    trashed_texts: tuple[TextRecord, ...] = ()


def joined(parts: list[Import]) -> Import:
    """Several files as one import; of two records with the same id the first stays, unless the second was edited."""
    notes: dict[str, Annotation] = {}
    edited: set[str] = set()
    for part in parts:
        for note in part.annotations:
            if note.id not in notes or (note.id in part.edited and note.id not in edited):
                notes[note.id] = note
        edited |= part.edited
    return Import(
        tuple(notes.values()),
        tuple({text.id: text for part in parts for text in part.texts}.values()),
        tuple({stub.id: stub for part in parts for stub in part.stubs}.values()),
        tuple({tag.name: tag for part in parts for tag in part.tags}.values()),
        tuple({decision.link.key: decision for part in parts for decision in part.decisions}.values()),
        tuple(problem for part in parts for problem in part.problems),
        frozenset().union(*(part.utf16 for part in parts)),
        frozenset(edited),
        tuple({name: was for part in parts for name, was in part.was}.items()),
        parts[0].format if parts else "",
    )
