"""What lies over each open text: the marks of its annotations and of its cross-references, kept in step with both."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from reader.crossref.model import End, Link
from reader.library.models import Annotation, Changes
from reader.ui.models.kinds import Filter
from reader.ui.reading.marks import Mark, MarkIndex
from reader.ui.session import Session

NOTE, LINK = "note:", "link:"  # what the id of a mark begins with
FEW = 200  # differences up to which marks are exchanged one by one: each costs a pass over the ids


def note_marks(annotation: Annotation, text_id: str) -> list[Mark]:
    """The marks of an annotation over one text; a target that was not placed has none."""
    marks = []
    bookmark = annotation.motivation == "bookmarking"
    for target in annotation.targets:
        if target.text_id != text_id or target.state not in ("placed", "edited"):
            continue
        if bookmark:  # a flag in the margin, at the line where it begins
            marks.append(Mark(target.start, target.start, "highlight", "bookmark", NOTE + annotation.id))
            continue
        role = f"highlight.{annotation.colour}" if annotation.style != "none" else "note"
        layer = "underline" if annotation.style == "underline" else "highlight"
        marks.append(Mark(target.start, target.end, layer, role, NOTE + annotation.id, bool(annotation.body)))
    return marks


def link_mark(link: Link, end: End) -> Mark:
    """The mark of one end of a cross-reference."""
    return Mark(end.start, end.end, "link", f"link.{link.kind}", LINK + link.key)


class Overlays(QObject):
    """One index of marks for each open text; `changed` says where to paint anew."""

    changed = Signal(str, int, int)  # text id, and the span whose marks are new

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._filter = Filter()
        self._marks: dict[str, MarkIndex] = {}
        self._links: dict[str, set[Mark]] = {}
        self._heat: dict[str, dict[int, int]] = {}

    def index(self, text_id: str) -> MarkIndex:
        """The marks of a text; the same object as long as the text is open."""
        if text_id not in self._marks:
            index = self._marks[text_id] = MarkIndex()
            index.hide(f"link.{kind}" for kind in self._filter.hidden_kinds)
            self._read_notes(text_id)
            self._read_links(text_id)
        return self._marks[text_id]

    def heat(self, text_id: str, provision: int) -> float:
        """How connected a provision is, from 0 to 1 for the most connected of its text."""
        counts = self._heat.get(text_id, {})
        return counts.get(provision, 0) / max(counts.values()) if counts else 0.0

    def set_filter(self, wanted: Filter) -> None:
        """Show the marks of other cross-references; hiding a kind costs nothing but the repaint."""
        old, self._filter = self._filter, wanted
        for text_id, index in self._marks.items():
            index.hide(f"link.{kind}" for kind in wanted.hidden_kinds)
            if old._replace(hidden_kinds=wanted.hidden_kinds) != wanted:
                self._read_links(text_id)
            self._tell_all(text_id)

    def follow(self, changes: Changes) -> None:
        """Take over what an edit changed: only the annotations that it touched."""
        if changes.renewed & set(self._marks):
            self.read_all()
            return
        if not changes.annotations:
            return
        now = {a.id: a for a in self._session.annotations(ids=list(changes.annotations))}
        parents = [a.reply_to for a in now.values() if a.reply_to]
        if parents:
            known = {a.id for a in self._session.annotations(ids=parents)}
            now = {id_: a for id_, a in now.items() if a.reply_to not in known}
        for text_id, index in self._marks.items():
            for note_id in changes.annotations:
                gone = index.remove_id(NOTE + note_id)
                new = note_marks(now[note_id], text_id) if note_id in now else []
                index.extend(new)
                for mark in {*gone, *new}:
                    self.changed.emit(text_id, mark.start, mark.end)

    def follow_links(self, a_id: str, b_id: str) -> None:
        """Take over the cross-references of a pair that were found, decided or made."""
        for text_id in (a_id, b_id):
            if text_id in self._marks:
                self._read_links(text_id)

    def read_all(self) -> None:
        """Read everything again: the library was opened, or texts were replaced."""
        shown = set(self._session.shown)
        for text_id in list(self._marks):
            if text_id not in shown:
                del self._marks[text_id]
                self._links.pop(text_id, None)
                continue
            self._marks[text_id].clear()
            self._links[text_id] = set()
            self._read_notes(text_id)
            self._read_links(text_id)
            self._tell_all(text_id)

    def _read_notes(self, text_id: str) -> None:
        annotations = self._session.annotations(text_id)
        known = {a.id for a in annotations}  # an answer is shown with what it answers
        shown = (a for a in annotations if a.reply_to not in known)
        self._marks[text_id].extend(mark for a in shown for mark in note_marks(a, text_id))

    def _read_links(self, text_id: str) -> None:
        new: set[Mark] = set()
        heat: dict[int, int] = {}
        every = self._filter._replace(hidden_kinds=frozenset())
        for a_id, b_id in self._session.pairs:
            if text_id not in (a_id, b_id):
                continue
            for link in self._session.links(a_id, b_id):
                if every.shows(link):
                    end = link.a if text_id == a_id else link.b
                    new.add(link_mark(link, end))
                    heat[end.provision] = heat.get(end.provision, 0) + 1
        self._heat[text_id] = heat
        old = self._links.get(text_id, set())
        self._links[text_id] = new
        self._exchange(text_id, old - new, new - old)

    def _exchange(self, text_id: str, gone: Iterable[Mark], come: Iterable[Mark]) -> None:
        index, out, add = self._marks[text_id], list(gone), list(come)
        if len(out) > FEW:
            kept = [mark for mark in index if not mark.id.startswith(LINK)]
            index.clear()
            index.extend([*kept, *self._links[text_id]])
            self._tell_all(text_id)
            return
        for mark in out:
            index.remove(mark)
        index.extend(add)
        if len(out) + len(add) > FEW:
            self._tell_all(text_id)
            return
        for mark in (*out, *add):
            self.changed.emit(text_id, mark.start, mark.end)

    def _tell_all(self, text_id: str) -> None:
        text = self._session.text(text_id)
        if text is not None:
            self.changed.emit(text_id, 0, len(text.canonical))
