"""A snapshot as entries in order of place: what the Markdown, HTML, PDF and clipboard writers all show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from reader.crossref.model import End
from reader.library.models import Annotation, Decision, Snapshot, Target
from reader.library.threads import threaded
from reader.text.model import Text


class Passage(NamedTuple):
    """A quoted passage. `place` is its citation ("Shanghai 2001 §9"), `title` the same for a caption, with a comma.

    `placed` is False for an orphan; `[start, end)` are code points of the text with id `text_id`.
    """

    place: str
    title: str
    words: str
    text_id: str
    start: int
    end: int
    placed: bool = True


class Entry(NamedTuple):
    """One heading of an export: a note with its passages, or a cross-reference with both ends and its notes.

    A note is followed by those that answer it.
    """

    id: str
    passages: tuple[Passage, ...]
    notes: tuple[Annotation, ...]
    decision: Decision | None = None

    @property
    def depths(self) -> dict[str, int]:
        """How deep each of its notes is nested: 0, or more for one that answers another of them."""
        return {note.id: depth for note, depth in threaded(self.notes)}

    @property
    def linking(self) -> bool:
        """Whether it is about a cross-reference: its passages are two ends."""
        return self.decision is not None or bool(self.notes and self.notes[0].link_key)

    @property
    def heading(self) -> str:
        """What it is about, in plain words: "Shanghai 2001 §9 ↔ Bishkek 2007 §4 · parallel · confirmed"."""
        joint = " ↔ " if self.linking else "; "
        places = [passage.place for passage in self.passages] or ["No passage"]
        shown = joint.join(places[:4]) + (f" and {len(places) - 4} more" if len(places) > 4 else "")
        if self.decision is None:
            return shown
        return f"{shown} · {self.decision.link.kind} · {self.decision.link.status}"

    @property
    def why(self) -> str:
        """The evidence of the cross-reference in one plain sentence, or empty."""
        return self.decision.link.why.summary if self.decision is not None else ""

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags of its notes, each once."""
        return tuple(dict.fromkeys(tag for note in self.notes for tag in note.tags))


def cite(text: Text | None, text_id: str, start: int, end: int) -> tuple[str, str]:
    """A passage as `(place, title)`: "Shanghai 2001 §9" and "Shanghai 2001, §9"."""
    if text is None:
        return text_id, text_id
    if not len(text.provisions):
        return text.short_title, text.short_title
    place = text.cite(start, end)
    return place, f"{text.short_title}, {place[len(text.short_title) :].strip()}"


def of_target(target: Target, texts: dict[str, Text]) -> Passage:
    """A target of an annotation as a quoted passage; its words are those that were chosen."""
    text = texts.get(target.text_id)
    placed = text is not None and target.state != "orphan" and 0 <= target.start <= target.end <= len(text.canonical)
    place, title = cite(text, target.text_id, target.start, target.end) if placed else _lost(text, target)
    words = target.exact or (text.canonical[target.start : target.end] if text is not None and placed else "")
    return Passage(place, title, words, target.text_id, target.start, target.end, placed)


def _lost(text: Text | None, target: Target) -> tuple[str, str]:
    name = text.short_title if text is not None else target.text_id
    if target.provision:
        return f"{name} §{target.provision} (place lost)", f"{name}, §{target.provision} (place lost)"
    return f"{name} (place lost)", f"{name} (place lost)"


def _of_end(text_id: str, end: End, texts: dict[str, Text]) -> Passage:
    text = texts.get(text_id)
    placed = text is not None and 0 <= end.start <= end.end <= len(text.canonical)
    if placed:
        place, title = cite(text, text_id, end.start, end.end)
    else:
        place, title = f"{text_id} §{end.provision}", f"{text_id}, §{end.provision}"
    return Passage(place, title, end.exact, text_id, end.start, end.end, placed)


def decisions_shown(snapshot: Snapshot, links: str) -> list[Decision]:
    """The cross-references that an export brings: those that carry a note, and by choice the confirmed or all."""
    noted = {note.link_key for note in snapshot.annotations if note.link_key}
    wanted = {"none": (), "confirmed": ("confirmed",), "all": ("confirmed", "suggested")}[links]
    return [d for d in snapshot.decisions if d.link.key in noted or d.link.status in wanted]


def entries(snapshot: Snapshot, *, links: str = "confirmed") -> list[Entry]:
    """The entries of a snapshot in order of place: the earlier text first, then by position.

    Notes on a cross-reference stand together under it. `links` is "none", "confirmed" or "all".
    """
    texts = {text.id: text for text in snapshot.texts}
    notes_of: dict[str, list[Annotation]] = {}
    answers: dict[str, list[Annotation]] = {}  # by the note that all of it began with
    root, ordered = "", threaded(snapshot.annotations)
    for note, depth in ordered:
        root = note.id if depth == 0 else root
        if depth and note.link_key is None:
            answers.setdefault(root, []).append(note)
    for note, _ in ordered:
        if note.link_key:
            notes_of.setdefault(note.link_key, []).append(note)
    shown = decisions_shown(snapshot, links)
    found: list[Entry] = []
    for decision in shown:
        link = decision.link
        ends = (_of_end(decision.a_text, link.a, texts), _of_end(decision.b_text, link.b, texts))
        notes = tuple(notes_of.get(link.key, ()))
        found.append(Entry(notes[0].id if notes else link.key, ends, notes, decision))
    decided = {decision.link.key for decision in shown}
    nested = {note.id for notes in answers.values() for note in notes}
    for note in snapshot.annotations:
        if note.id not in nested and (note.link_key is None or note.link_key not in decided):
            passages = tuple(of_target(t, texts) for t in note.targets)
            found.append(Entry(note.id, passages, (note, *answers.get(note.id, ()))))
    order = {text.id: i for i, text in enumerate(sorted(snapshot.texts, key=_when))}
    return sorted(found, key=lambda entry: _place(entry.passages, order))


def _place(passages: Sequence[Passage], order: dict[str, int]) -> tuple[int, bool, int, int]:
    if not passages:
        return len(order) + 1, True, 0, 0
    first = min(passages, key=lambda p: (order.get(p.text_id, len(order)), p.start))
    return order.get(first.text_id, len(order)), not first.placed, first.start, first.end


def texts_of(found: Iterable[Entry], snapshot: Snapshot) -> list[Text]:
    """The texts that the entries quote, as the snapshot has them."""
    used = {passage.text_id for entry in found for passage in entry.passages}
    return sorted((text for text in snapshot.texts if text.id in used), key=_when)


def _when(text: Text) -> tuple[bool, str]:
    """The earlier declaration first, as they are read; those without a date behind, as the snapshot has them."""
    return not text.date, text.date
