"""Notes with their answers beneath them: the order of a list in which talk can be followed. No Qt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reader.library.models import Annotation

DEEPEST = 3  # how far answers to answers are moved in; deeper ones stand below each other


def threaded(notes: Sequence[Annotation]) -> list[tuple[Annotation, int]]:
    """Each note with its depth: answers right behind what they answer, the oldest first.

    An answer whose note is not among `notes` stands where it is, at depth 0. Each note comes once, circles too.
    """
    known = {note.id for note in notes}
    answers: dict[str, list[Annotation]] = {}
    for note in notes:
        if note.reply_to in known and note.reply_to != note.id:
            answers.setdefault(note.reply_to or "", []).append(note)
    for found in answers.values():
        found.sort(key=lambda note: (note.created, note.id))
    nested = {note.id for found in answers.values() for note in found}
    out: list[tuple[Annotation, int]] = []
    seen: set[str] = set()

    def follow(roots: Iterable[Annotation]) -> None:
        todo = [(note, 0) for note in reversed(list(roots))]
        while todo:
            note, depth = todo.pop()
            if note.id not in seen:
                seen.add(note.id)
                out.append((note, depth))
                todo += [(answer, depth + 1) for answer in reversed(answers.get(note.id, []))]

    follow(note for note in notes if note.id not in nested)
    follow(note for note in notes if note.id not in seen)  # what only answers itself in a circle
    return out


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
