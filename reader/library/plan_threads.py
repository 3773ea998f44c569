"""Plans for notes that answer notes, for bookmarks, and for the passages of an annotation that move or part."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reader.errors import UserError
from reader.library import reading
from reader.library.anchors import target_on
from reader.library.context import Context
from reader.library.ids import iso
from reader.library.models import Annotation, Edit, Target
from reader.library.plan_notes import Notes, changed
from reader.library.writing import chunks, marks
from reader.text.model import Text

_DEEPEST = 100  # replies to replies that are followed; an import may hold a circle


class Threads(Notes):
    """Plans for replies, bookmarks, and for reshaping, splitting and joining what is annotated."""

    _c: Context

    def reply(self, id_: str, body: str = "") -> Edit:
        """A note that answers another one. It keeps its passages, so that it stays findable by them on its own."""
        (parent,) = self._live([id_])
        return self.add_annotation(
            parent.targets, name="Reply", body=body, style="none", colour=parent.colour, motivation="replying",
            reply_to=id_, link_key=parent.link_key,
        )  # fmt: skip

    def bookmark(self, target: Target, name: str = "") -> Edit:
        """A bookmark at a passage; its name is its body."""
        return self.add_annotation([target], name="Add bookmark", body=name, style="none", motivation="bookmarking")

    def reshape(self, id_: str, old: tuple[str, int, int], text: Text, start: int, end: int) -> Edit:
        """Let the passage `old` (text id and span) of an annotation be `[start, end)`; its replies go along.

        UserError when the annotation has no such passage (any more), or the new one is empty.
        """
        (note,) = self._live([id_])
        new = target_on(text, *trimmed(text.canonical, start, end))
        if not any((t.text_id, t.start, t.end) == old for t in note.targets):
            raise UserError("This highlight has changed meanwhile.", "Take hold of it again.")
        before = [note, *self._answers([id_])]
        after = []
        for a in before:
            moved = (new if (t.text_id, t.start, t.end) == old else t for t in a.targets)
            after.append(a._replace(targets=tuple(dict.fromkeys(moved))))
        return changed("Reshape highlight", before, after, iso(self._c.now()))

    def split_at(self, id_: str, text: Text, position: int) -> Edit:
        """Part the passage that holds a position in two annotations; the first keeps the id, history and replies."""
        (old,) = self._live([id_])
        here = next((t for t in old.targets if t.text_id == text.id and t.start < position < t.end), None)
        if here is None:
            raise UserError("The caret is not inside this highlight.", "Put it where the highlight is to be parted.")
        left = target_on(text, *trimmed(text.canonical, here.start, position))
        right = target_on(text, *trimmed(text.canonical, position, here.end))
        moment = iso(self._c.now())
        kept = old._replace(targets=tuple(left if t == here else t for t in old.targets), modified=moment)
        motivation = "highlighting" if old.motivation == "commenting" else old.motivation
        made = old._replace(
            id=self._c.new_id(), targets=(right,), body="", motivation=motivation, created=moment, modified=moment
        )
        return Edit("Split highlight", (old,), (kept, made))

    def merge_annotations(self, ids: Iterable[str]) -> Edit:
        """One of several: the first takes the passages, bodies and tags of the others, which go into the trash.

        Passages that touch or overlap become one. Replies to the others answer the first from then on.
        """
        wanted = list(dict.fromkeys(ids))
        edit = super().merge_annotations(wanted)
        if not edit.after:
            return edit
        (first, *gone), moment = [a for a in edit.after if isinstance(a, Annotation)], iso(self._c.now())
        answers = [a for a in self._answers(wanted[1:]) if a.reply_to in wanted[1:] and a.id not in wanted]
        turned = [a._replace(reply_to=first.id, modified=moment) for a in answers]
        merged = first._replace(targets=self._joined(first.targets))
        return Edit(edit.name, (*edit.before, *answers), (merged, *gone, *turned))

    def trash_annotations(self, ids: Iterable[str], *, name: str = "Delete note") -> Edit:
        """Into the trash, with the replies; what is there already stays as it is."""
        wanted = list(dict.fromkeys(ids))
        answers = [a.id for a in self._answers(wanted)]
        return super().trash_annotations(dict.fromkeys([*wanted, *answers]), name=name)

    def restore_annotations(self, ids: Iterable[str]) -> Edit:
        """Out of the trash, with the replies that went there at the same moment."""
        wanted = list(dict.fromkeys(ids))
        gone = {a.id: a.trashed for a in self._all(wanted).values()}
        more = []
        for a in self._answers(wanted, trashed=True):
            if a.trashed is not None and a.trashed == gone.get(a.reply_to or ""):
                gone[a.id] = a.trashed
                more.append(a.id)
        return super().restore_annotations(dict.fromkeys([*wanted, *more]))

    def _answers(self, ids: Sequence[str], *, trashed: bool = False) -> list[Annotation]:
        """The replies to these, and the replies to those, nearest first."""
        found: dict[str, Annotation] = {}
        todo = list(ids)
        for _ in range(_DEEPEST):
            new: list[str] = []
            for run in chunks(todo):
                sql = f"SELECT id FROM annotations WHERE reply_to IN ({marks(run)})"
                if not trashed:
                    sql += " AND trashed IS NULL"
                new += [i for (i,) in self._c.db.execute(sql, list(run)) if i not in found and i not in ids]
            if not new:
                break
            found |= self._all(new)
            todo = new
        return list(found.values())

    def _joined(self, targets: Sequence[Target]) -> tuple[Target, ...]:
        """Targets with those of one text made one where nothing but blanks lies between them."""
        texts: dict[str, Text | None] = {}
        found: list[Target] = []
        for t in sorted(targets, key=lambda t: (t.text_id, t.start)):
            if t.text_id not in texts:
                record = reading.text_record(self._c.db, t.text_id)
                texts[t.text_id] = record.text if record is not None else None
            text = texts[t.text_id]
            if found and text is not None and _touch(found[-1], t, text):
                found[-1] = target_on(text, found[-1].start, max(found[-1].end, t.end))
            else:
                found.append(t)
        first = {t.text_id: i for i, t in reversed(list(enumerate(targets)))}  # texts in the order in which they came
        return tuple(sorted(found, key=lambda t: (first[t.text_id], t.start)))


def _touch(a: Target, b: Target, text: Text) -> bool:
    placed = all(t.sha256 == text.sha256 and t.state in ("placed", "edited") for t in (a, b))
    return a.text_id == b.text_id and placed and not text.canonical[a.end : max(a.end, b.start)].strip()


def trimmed(s: str, start: int, end: int) -> tuple[int, int]:
    """A span without the blanks at its ends; as it is when it holds nothing else."""
    words = s[start:end]
    if not words.strip():
        return start, end
    return start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())
