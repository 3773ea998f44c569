"""Which notes stand together in a list, and which of them is opened first. No Qt."""

from __future__ import annotations

from collections.abc import Sequence

from reader.library.models import Annotation

DEEPEST = 3  # how far answers to answers are moved in; deeper ones stand below each other


def foremost(notes: Sequence[Annotation]) -> Annotation | None:
    """The note that is opened for a passage: one with words, before a bare highlight, an answer or a bookmark."""
    own = [note for note in notes if note.reply_to is None and note.motivation != "bookmarking"] or notes
    return next((note for note in own if note.body), own[0] if own else None)


def with_answers(roots: Sequence[Annotation], others: Sequence[Annotation]) -> list[Annotation]:
    """`roots` and those of `others` that answer them, directly or not."""
    ids, found = {note.id for note in roots}, list(roots)
    left = [note for note in others if note.id not in ids]
    while left:
        more = [note for note in left if note.reply_to in ids]
        if not more:
            break
        ids.update(note.id for note in more)
        found += more
        left = [note for note in left if note.id not in ids]
    return found
