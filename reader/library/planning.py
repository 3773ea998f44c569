"""Plans: what an act would change, as an `Edit`. They only read; nothing is written until `Library.apply`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlite_utils import Database

from reader.crossref.model import Link
from reader.errors import UserError
from reader.library import reading, tags
from reader.library.ids import iso
from reader.library.models import (
    COLOURS,
    STYLES,
    Annotation,
    Decision,
    Edit,
    Record,
    SavedSearch,
    Tag,
    Target,
    TextRecord,
)
from reader.text.model import Text

_LONGEST_NOTE = 50_000_000  # characters; SQLite's own limit is a billion bytes a row
_FIELDS = ("targets", "body", "tags", "colour", "style", "motivation", "link_key", "reply_to")


class Context(NamedTuple):
    """What plans need: where to read, the clock and the maker of ids."""

    db: Database
    now: Callable[[], datetime]
    new_id: Callable[[], str]


def clean(s: str) -> str:
    """`s` without what a file cannot hold: lone surrogates (from a broken clipboard) become the sign for that."""
    try:
        s.encode("utf-8")
    except UnicodeEncodeError:
        return s.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return s


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
        return _changed(name or _act(fields, more, less), before, after, iso(self._c.now()))

    def trash_annotations(self, ids: Iterable[str], *, name: str = "Delete note") -> Edit:
        """Into the trash; what is there already stays as it is."""
        moment = iso(self._c.now())
        before = self._live(ids)
        return _changed(name, before, [a._replace(trashed=moment) for a in before])

    def restore_annotations(self, ids: Iterable[str]) -> Edit:
        """Out of the trash."""
        before = reading.annotation_list(self._c.db, reading.annotation_seqs(self._c.db, ids=ids, trashed=True))
        return _changed("Restore note", before, [a._replace(trashed=None) for a in before])

    def restore_version(self, id_: str, seq: int) -> Edit:
        """Give a note the body that it had in version `seq` of its history."""
        version = next((v for v in reading.versions(self._c.db, id_) if v.seq == seq), None)
        if version is None:
            raise UserError("This version of the note is not there.")
        return self.edit_annotation(id_, name="Restore version", body=version.body)

    def import_annotations(self, annotations: Iterable[Annotation], *, name: str = "Import notes") -> Edit:
        """Merge by id: new ones are added, others replaced when theirs is newer; the same again changes nothing."""
        theirs = {a.id: a._replace(**_checked_fields({"body": a.body, "tags": a.tags})) for a in annotations}
        ours = self._all(theirs)
        moment = iso(self._c.now())
        before: list[Record] = []
        after: list[Record] = []
        for id_, new in theirs.items():
            old = ours.get(id_)
            new = new._replace(created=new.created or moment, modified=new.modified or new.created or moment)
            if old is None:
                after.append(new)
            elif new != old and new.modified > old.modified:
                before.append(old)
                after.append(new._replace(trashed=old.trashed))
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


def _changed(name: str, before: Sequence[Annotation], after: Sequence[Annotation], moment: str | None = None) -> Edit:
    pairs = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    news = [new._replace(modified=moment) if moment else new for _, new in pairs]
    return Edit(name, tuple(old for old, _ in pairs), tuple(news))


class Texts:
    """Plans that add, remove and restore texts."""

    def __init__(self, context: Context) -> None:
        self._c = context

    def add_text(self, text: Text, *, name: str = "Add text") -> Edit:
        """A new text; UserError when its id is taken (one in the trash gives way)."""
        old = reading.text_record(self._c.db, text.id)
        if old is not None and old.trashed is None:
            raise UserError(
                f"A text with the id “{text.id}” is in the library already.",
                "Give this one another id, or update that one.",
            )
        if not text.id or len(text.id) > 200 or clean(text.id) != text.id or not text.id.isprintable():
            raise UserError("This id cannot be the id of a text.", "Use letters, digits and dashes.")
        return Edit(name, (old,) if old else (), (TextRecord(text, iso(self._c.now())),))

    def remove_texts(self, ids: Iterable[str], *, name: str = "Remove text") -> Edit:
        """Texts into the trash, and with them the annotations that are about them alone."""
        moment = iso(self._c.now())
        wanted = list(dict.fromkeys(ids))
        texts = [self._record(i) for i in wanted]
        notes: dict[str, Annotation] = {}
        for id_ in wanted:
            for a in reading.annotation_list(self._c.db, reading.annotation_seqs(self._c.db, text=id_)):
                if all(t.text_id in wanted for t in a.targets):
                    notes[a.id] = a
        before: tuple[Record, ...] = (*texts, *notes.values())
        after: tuple[Record, ...] = (
            *(t._replace(trashed=moment) for t in texts),
            *(a._replace(trashed=moment) for a in notes.values()),
        )
        return Edit(name, before, after)

    def restore_texts(self, ids: Iterable[str], *, name: str = "Restore text") -> Edit:
        """Texts out of the trash, with the annotations that went there in the same act."""
        texts = [t for t in (self._record(i) for i in dict.fromkeys(ids)) if t.trashed is not None]
        notes: dict[str, Annotation] = {}
        for record in texts:
            found = reading.annotation_seqs(self._c.db, text=record.text.id, trashed=True)
            for a in reading.annotation_list(self._c.db, found):
                if a.trashed == record.trashed:
                    notes[a.id] = a
        before: tuple[Record, ...] = (*texts, *notes.values())
        after: tuple[Record, ...] = (
            *(t._replace(trashed=None) for t in texts),
            *(a._replace(trashed=None) for a in notes.values()),
        )
        return Edit(name, before, after)

    def _record(self, id_: str) -> TextRecord:
        found = reading.text_record(self._c.db, id_)
        if found is None:
            raise UserError(f"There is no text “{id_}” in the library.", "“texts” lists those that are.")
        return found


class Links:
    """Plans about cross-references and saved searches."""

    def __init__(self, context: Context) -> None:
        self._c = context

    def decide(
        self,
        link: Link,
        a_text: str,
        b_text: str,
        *,
        status: str | None = None,
        kind: str | None = None,
        name: str = "",
    ) -> Edit:
        """Confirm, dismiss or re-class a link; back to a computed "suggested" takes the decision away."""
        new = link._replace(status=status or link.status, kind=kind or link.kind)
        old = reading.decision(self._c.db, link.key)
        acts = {"confirmed": "Confirm link", "dismissed": "Dismiss link"}
        act = name or (acts.get(status, "Undecide link") if status else "Change kind of link")
        if new.status == "suggested" and kind is None and new.origin != "user" and (
            old is None or old.link.kind == new.kind
        ):  # fmt: skip
            return Edit(act, (old,) if old else (), ())
        made = Decision(a_text, b_text, new, iso(self._c.now()))
        return Edit(act, (old,) if old else (), (made,))

    def make_link(self, link: Link, a_text: str, b_text: str, *, name: str = "Make link") -> Edit:
        """Keep a link that the reader made (`origin` "user", confirmed)."""
        made = link._replace(origin="user", status="confirmed")
        old = reading.decision(self._c.db, link.key)
        return Edit(name, (old,) if old else (), (Decision(a_text, b_text, made, iso(self._c.now())),))

    def remove_link(self, key: str, *, name: str = "Remove link") -> Edit:
        """Forget a decision, or a link that the reader made."""
        old = reading.decision(self._c.db, key)
        return Edit(name, (old,) if old else (), ())

    def save_search(self, name: str, query: str) -> Edit:
        """Keep a search under a name; one of that name is replaced."""
        tidy = clean(name).strip()
        if not tidy:
            raise UserError("A saved search needs a name.")
        old = [s for s in reading.searches(self._c.db) if s.name == tidy]
        return Edit("Save search", tuple(old), (SavedSearch(tidy, clean(query)),))

    def remove_search(self, name: str) -> Edit:
        """Forget a saved search."""
        return Edit("Remove search", tuple(s for s in reading.searches(self._c.db) if s.name == name), ())


class Tags:
    """Plans that change tags everywhere they are used, in the trash too."""

    def __init__(self, context: Context) -> None:
        self._c = context

    def set_tag(self, tag: Tag) -> Edit:
        """Make a tag, or give it a colour and a meaning."""
        new = Tag(tags.checked(tag.name), clean(tag.colour), clean(tag.description))
        old = [t for t in reading.tag_records(self._c.db) if t.name == new.name]
        return Edit("Change tag" if old else "Add tag", tuple(old), (new,))

    def rename_tag(self, old: str, new: str, *, name: str = "Rename tag") -> Edit:
        """Rename a tag; its descendants go along. Onto a tag that is there already it becomes one with it."""
        target = tags.checked(new)
        if tags.under(target, old) and target != old:
            raise UserError(f"“{old}” cannot be moved under itself.", "Choose another name.")
        return self._map(name, {old}, lambda t: tags.moved(t, old, target))

    def move_tag(self, tag: str, parent: str) -> Edit:
        """Put a tag under another one, or at the top with parent ""."""
        leaf = tag.rsplit("/", 1)[-1]
        return self.rename_tag(tag, f"{parent}/{leaf}" if parent else leaf, name="Move tag")

    def merge_tags(self, froms: Sequence[str], into: str) -> Edit:
        """Several tags into one; descendants of the merged ones move under it."""
        target = tags.checked(into)
        roots = [f for f in froms if f != target]

        def change(t: str) -> str:
            root = max((r for r in roots if tags.under(t, r)), key=len, default=None)
            return t if root is None or tags.under(t, target) else tags.moved(t, root, target)

        return self._map("Merge tags", set(roots), change)

    def split_tag(self, tag: str, ids_by_new: dict[str, Sequence[str]]) -> Edit:
        """Give each named group of annotations its own tag instead of `tag`."""
        new_of: dict[str, list[str]] = {}
        for new, ids in ids_by_new.items():
            for id_ in ids:
                new_of.setdefault(id_, []).append(tags.checked(new))
        before = [a for a in self._tagged({tag}) if a.id in new_of and tag in a.tags]
        after = [
            a._replace(tags=tags.checked_all(n for t in a.tags for n in (new_of[a.id] if t == tag else [t])))
            for a in before
        ]
        return _changed("Split tag", before, after)

    def remove_tag(self, tag: str) -> Edit:
        """Take a tag and its descendants off everything."""
        return self._map("Remove tag", {tag}, lambda t: "" if tags.under(t, tag) else t)

    def _tagged(self, roots: set[str]) -> list[Annotation]:
        seqs: set[int] = set()
        for root in roots:
            seqs.update(reading.annotation_seqs(self._c.db, tag=root, trashed=None) or ())
        return reading.annotation_list(self._c.db, sorted(seqs))

    def _map(self, name: str, roots: set[str], change: Callable[[str], str]) -> Edit:
        before = self._tagged(roots)
        after = [a._replace(tags=tuple(dict.fromkeys(n for n in (change(t) for t in a.tags) if n))) for a in before]
        notes = _changed(name, before, after)
        records = {t.name: t for t in reading.tag_records(self._c.db)}
        gone = [t for t in records.values() if change(t.name) != t.name]
        made: dict[str, Tag] = {}
        for t in gone:
            new = change(t.name)
            if new and new not in records and new not in made:
                made[new] = t._replace(name=new)
        if not notes.before and not gone:
            raise UserError(f"There is no tag “{sorted(roots)[0]}”." if roots else "There is nothing to change.")
        return Edit(name, (*notes.before, *gone), (*notes.after, *made.values()))


class Plan(Notes, Texts, Links, Tags):
    """All plans; `Library.plan` is one."""
