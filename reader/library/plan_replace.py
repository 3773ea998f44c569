"""Plans for a text that changes under its annotations, and for bringing lost ones home."""

from __future__ import annotations

from typing import NamedTuple

from reader.anchor.model import Candidate, Placed
from reader.errors import UserError
from reader.library import reading
from reader.library.anchors import candidates, carried, settled, target_on
from reader.library.context import Context
from reader.library.models import Annotation, Decision, Edit, Record, Target, TextRecord
from reader.text.model import Text

_SLOTS = tuple(name for name in Text.__slots__ if not name.startswith("_"))


class Move(NamedTuple):
    """What an edit does to one target: `before.state` and `after.state` tell what became of it."""

    annotation_id: str
    target: int
    before: Target
    after: Target


def moves(edit: Edit) -> list[Move]:
    """The targets that an edit changes, for showing before it is applied."""
    old = {r.id: r for r in edit.before if isinstance(r, Annotation)}
    found = []
    for new in edit.after:
        if isinstance(new, Annotation) and new.id in old:
            pairs = enumerate(zip(old[new.id].targets, new.targets, strict=False))
            found += [Move(new.id, i, a, b) for i, (a, b) in pairs if a != b]
    return found


class Replacing:
    """Plans that replace a text, and attach what lost its place."""

    def __init__(self, context: Context) -> None:
        self._c = context

    def replace_text(self, id_: str, new_text: Text, *, name: str = "Update text") -> Edit:
        """Give a text a new wording; its annotations move along, and the lost ones are kept as orphans."""
        record = reading.text_record(self._c.db, id_)
        if record is None:
            raise UserError(f"There is no text “{id_}” in the library.", "“texts” lists those that are.")
        old, new = record.text, _with_id(new_text, id_)
        before: list[Record] = [record]
        after: list[Record] = [TextRecord(new, record.added, record.trashed)]
        if new.sha256 != old.sha256:
            for note, changed in self._carried(new):
                before.append(note)
                after.append(changed)
            for decision, moved in self._decided(old, new):
                before.append(decision)
                after.append(moved)
        return Edit(name, tuple(before), tuple(after))

    def attach(self, annotation_id: str, target_index: int, start: int, end: int) -> Edit:
        """Put a target where the reader says that it belongs, in the text as it is now."""
        note = self._note(annotation_id)
        target = self._target(note, target_index)
        record = reading.text_record(self._c.db, target.text_id)
        if record is None:
            raise UserError(f"The text “{target.text_id}” is not in the library.", "Add it first.")
        targets = list(note.targets)
        targets[target_index] = target_on(record.text, start, end)
        return Edit("Attach note", (note,), (note._replace(targets=tuple(targets)),))

    def candidates(self, annotation_id: str, target_index: int = 0) -> list[Candidate]:
        """Places that a lost target may belong to, best first (positions in the text as it is now)."""
        target = self._target(self._note(annotation_id), target_index)
        record = reading.text_record(self._c.db, target.text_id)
        if record is None:
            return []
        return candidates(target, reading.canonical(self._c.db, target.sha256), record.text)

    def _note(self, id_: str) -> Annotation:
        found = reading.annotation_list(self._c.db, reading.annotation_seqs(self._c.db, ids=[id_], trashed=None))
        if not found:
            raise UserError("This note is not in the library (any more).")
        return found[0]

    @staticmethod
    def _target(note: Annotation, index: int) -> Target:
        if not 0 <= index < len(note.targets):
            raise UserError("This note has no such passage.")
        return note.targets[index]

    def _carried(self, new: Text) -> list[tuple[Annotation, Annotation]]:
        """The annotations on the text, trashed ones too, before and after."""
        notes = reading.annotation_list(self._c.db, reading.annotation_seqs(self._c.db, text=new.id, trashed=None))
        by_wording: dict[str, list[tuple[str, int, Target]]] = {}
        for a in notes:
            for i, t in enumerate(a.targets):
                if t.text_id == new.id and not (t.sha256 == new.sha256 and t.state == "placed"):
                    by_wording.setdefault(t.sha256, []).append((a.id, i, t))
        moved: dict[tuple[str, int], Target] = {}
        for sha256, items in by_wording.items():
            wording = reading.canonical(self._c.db, sha256)
            outcomes = carried(wording, new.canonical, [t for _, _, t in items])
            for (id_, i, t), outcome in zip(items, outcomes, strict=True):
                moved[id_, i] = settled(t, new, outcome)
        pairs = []
        for a in notes:
            targets = tuple(moved.get((a.id, i), t) for i, t in enumerate(a.targets))
            if targets != a.targets:
                pairs.append((a, a._replace(targets=targets)))
        return pairs

    def _decided(self, old: Text, new: Text) -> list[tuple[Decision, Decision]]:
        """Decisions on links of the text: ends whose words still stand are moved, the others left as decided."""
        found = [d for d in reading.decisions(self._c.db) if new.id in (d.a_text, d.b_text)]
        spots = []
        for d in found:
            spots += [(d, "a", d.link.a)] if d.a_text == new.id else []
            spots += [(d, "b", d.link.b)] if d.b_text == new.id else []
        targets = [Target(new.id, end.start, end.end, end.exact) for _, _, end in spots]
        after = {d.link.key: d for d in found}
        for (d, side, end), outcome in zip(spots, carried(old.canonical, new.canonical, targets), strict=True):
            if isinstance(outcome, Placed) and new.canonical[outcome.start : outcome.end] == end.exact:
                there = end._replace(
                    start=outcome.start,
                    end=outcome.end,
                    provision=new.provision_at(outcome.start).n,
                    sentence=new.sentence_at(outcome.start),
                )
                now = after[d.link.key]
                link = now.link._replace(a=there) if side == "a" else now.link._replace(b=there)
                after[d.link.key] = now._replace(link=link)
        return [(d, after[d.link.key]) for d in found if after[d.link.key] != d]


def _with_id(text: Text, id_: str) -> Text:
    if text.id == id_:
        return text
    return Text(**{**{name: getattr(text, name) for name in _SLOTS}, "id": id_})
