"""Notes with their answers behind them: the order in which talk can be followed, in lists and in exports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reader.library.models import Annotation


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
