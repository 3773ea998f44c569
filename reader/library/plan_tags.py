"""Plans that change tags everywhere they are used, in the trash too."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from reader.errors import UserError
from reader.library import reading, tags
from reader.library.context import Context, clean
from reader.library.models import Annotation, Edit, Tag
from reader.library.plan_notes import changed


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
        return changed("Split tag", before, after)

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
        notes = changed(name, before, after)
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
