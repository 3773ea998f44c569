"""Plans that make, change, trash and restore annotations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from reader.errors import UserError
from reader.library import reading, tags
from reader.library.context import Context, clean
from reader.library.ids import iso
from reader.library.models import COLOURS, STYLES, Annotation, Edit, Record, Target

_LONGEST_NOTE = 50_000_000  # characters; SQLite's own limit is a billion bytes a row
_FIELDS = ("targets", "body", "tags", "colour", "style", "motivation", "link_key", "reply_to")


class Notes:
    """Plans that make, change, trash and restore annotations."""

    def __init__(self, context: Context) -> None:
        self._c = context

    def add_annotation(self, targets: Sequence[Target], *, name: str = "", **fields: Any) -> Edit:
        """A new annotation; fields as of `Annotation` (body, tags, colour, style, motivation, link_key, reply_to)."""
        moment = iso(self._c.now())
        fields.setdefault("motivation", "commenting" if fields.get("body") else "highlighting")
        made = Annotation(self._c.new_id(), tuple(targets), created=moment, modified=moment)
        made = made._replace(**_checked_fields(fields))
        return Edit(name or ("Add note" if made.body else "Add highlight"), (), (made,))

    def edit_annotation(self, id_: str, *, name: str = "", **fields: Any) -> Edit:
        """Change fields of an annotation; UserError when it is not there (any more)."""
        return self.edit_annotations([id_], name=name, **fields)

    def edit_annotations(self, ids: Iterable[str], *, name: str = "", **fields: Any) -> Edit:
        """Change the same fields of several; `add_tags` and `remove_tags` change tags one by one."""
        more = tags.checked_all(fields.pop("add_tags", ()))
        less = {t.casefold() for t in fields.pop("remove_tags", ())}
        fields = _checked_fields(fields)
        before = self._live(ids)
        after = []
        for a in before:
            new = a._replace(**fields)
            if more or less:
                kept = [t for t in new.tags if t.casefold() not in less]
                new = new._replace(tags=tags.checked_all([*kept, *more]))
            if new.motivation == "highlighting" and new.body:
                new = new._replace(motivation="commenting")
            after.append(new)
        return changed(name or _act(fields, more, less), before, after, iso(self._c.now()))

    def trash_annotations(self, ids: Iterable[str], *, name: str = "Delete note") -> Edit:
        """Into the trash; what is there already stays as it is."""
        moment = iso(self._c.now())
        before = self._live(ids)
        return changed(name, before, [a._replace(trashed=moment) for a in before])

    def restore_annotations(self, ids: Iterable[str]) -> Edit:
        """Out of the trash."""
        before = reading.annotation_list(self._c.db, reading.annotation_seqs(self._c.db, ids=ids, trashed=True))
        return changed("Restore note", before, [a._replace(trashed=None) for a in before])

    def restore_version(self, id_: str, seq: int) -> Edit:
        """Give a note the body that it had in version `seq` of its history."""
        version = next((v for v in reading.versions(self._c.db, id_) if v.seq == seq), None)
        if version is None:
            raise UserError("This version of the note is not there.")
        return self.edit_annotation(id_, name="Restore version", body=version.body)

    def merge_annotations(self, ids: Iterable[str]) -> Edit:
        """One of several: the first takes the passages, bodies and tags of the others, which go into the trash."""
        moment = iso(self._c.now())
        first, *others = before = self._live(ids)
        if not others:
            return Edit("Merge notes", (), ())
        merged = first._replace(
            targets=tuple(dict.fromkeys(t for a in before for t in a.targets)),
            body="\n\n".join(a.body for a in before if a.body),
            tags=tags.checked_all(t for a in before for t in a.tags),
        )
        if merged.body and merged.motivation == "highlighting":
            merged = merged._replace(motivation="commenting")
        gone = [a._replace(trashed=moment) for a in others]
        return Edit("Merge notes", tuple(before), (merged._replace(modified=moment), *gone))

    def split_annotation(self, id_: str) -> Edit:
        """Each passage its own annotation; the first keeps the id, the history and the replies."""
        moment = iso(self._c.now())
        (old,) = self._live([id_])
        if len(old.targets) < 2:
            return Edit("Split note", (), ())
        parts = [old._replace(targets=(old.targets[0],), modified=moment)]
        for target in old.targets[1:]:
            parts.append(old._replace(id=self._c.new_id(), targets=(target,), created=moment, modified=moment))
        return Edit("Split note", (old,), tuple(parts))

    def import_annotations(self, annotations: Iterable[Annotation], *, name: str = "Import notes") -> Edit:
        """Merge by id: new ones are added, others replaced when theirs is newer or has no date; ours go to the history.

        The same again changes nothing.
        """
        theirs = {a.id: a._replace(**_checked_fields({"body": a.body, "tags": a.tags})) for a in annotations}
        ours = self._all(theirs)
        moment = iso(self._c.now())
        before: list[Record] = []
        after: list[Record] = []
        for id_, new in theirs.items():
            old = ours.get(id_)
            if old is None:
                after.append(
                    new._replace(created=new.created or moment, modified=new.modified or new.created or moment)
                )
                continue
            same = new._replace(created=old.created, modified=old.modified, trashed=old.trashed)
            if same != old and (not new.modified or new.modified > old.modified):
                before.append(old)
                after.append(same._replace(modified=new.modified or moment))
        return Edit(name, tuple(before), tuple(after))

    def _all(self, ids: Iterable[str]) -> dict[str, Annotation]:
        found = reading.annotation_list(self._c.db, reading.annotation_seqs(self._c.db, ids=ids, trashed=None))
        return {a.id: a for a in found}

    def _live(self, ids: Iterable[str]) -> list[Annotation]:
        wanted = list(dict.fromkeys(ids))
        found = self._all(wanted)
        missing = [i for i in wanted if i not in found]
        if missing:
            raise UserError("This note is not in the library (any more).", f"Its id is {missing[0]}.")
        return [found[i] for i in wanted]


def _act(fields: dict[str, Any], more: Sequence[str], less: Iterable[str]) -> str:
    if set(fields) == {"body"}:
        return "Edit note"
    if set(fields) <= {"tags"} and (more or less or "tags" in fields):
        return "Change tags"
    if set(fields) == {"colour"}:
        return "Change colour"
    if set(fields) == {"targets"}:
        return "Change passage"
    return "Change note"


def _checked_fields(fields: dict[str, Any]) -> dict[str, Any]:
    for key in fields:
        if key not in _FIELDS:
            raise TypeError(f"an annotation has no field {key!r} that may be changed")
    new = dict(fields)
    if "body" in new:
        new["body"] = clean(new["body"])
        if len(new["body"]) > _LONGEST_NOTE:
            raise UserError("This note is too long to be kept.", "Cut it into several.")
    if "tags" in new:
        new["tags"] = tags.checked_all(new["tags"])
    if "targets" in new:
        new["targets"] = tuple(new["targets"])
    if "colour" in new and new["colour"] not in COLOURS:
        raise UserError(f"There is no colour “{new['colour']}”.", f"The colours are {', '.join(COLOURS)}.")
    if "style" in new and new["style"] not in STYLES:
        raise UserError(f"There is no style “{new['style']}”.", f"The styles are {', '.join(STYLES)}.")
    return new


def changed(name: str, before: Sequence[Annotation], after: Sequence[Annotation], moment: str | None = None) -> Edit:
    pairs = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    news = [new._replace(modified=moment) if moment else new for _, new in pairs]
    return Edit(name, tuple(old for old, _ in pairs), tuple(news))
