"""The acts on highlights and notes, each one wish of the user's and one step of undo."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from reader.errors import UserError
from reader.library.models import Annotation, Edit
from reader.ui.session_core import SessionCore


def made(edit: Edit | None) -> str | None:
    """The id of the annotation that an edit adds; None if it adds none."""
    if edit is None:
        return None
    old = {r.id for r in edit.before if isinstance(r, Annotation)}
    return next((r.id for r in edit.after if isinstance(r, Annotation) and r.id not in old), None)


class NoteActs(SessionCore):
    """Acts on annotations; a part of `Session`."""

    def annotations(self, text_id: str | None = None, **wanted: Any) -> list[Annotation]:
        """The live annotations of a text (or of all), in order of place; empty before the library is open."""
        return [] if self.library is None else self.library.annotations(text=text_id, **wanted)

    def annotation(self, annotation_id: str) -> Annotation | None:
        """One annotation by its id, trashed or not."""
        if self.library is None:
            return None
        found = self.library.annotations(ids=[annotation_id])
        found = found or self.library.annotations(ids=[annotation_id], trashed=True)
        return found[0] if found else None

    def add_annotation(
        self,
        text_id: str,
        start: int,
        end: int,
        *,
        body: str = "",
        tags: Sequence[str] = (),
        colour: str = "yellow",
        style: str = "highlight",
        who: object = None,
        **more: Any,
    ) -> str | None:
        """Highlight, underline or annotate `[start, end)` of a text; returns the new id, None if it failed."""

        def make() -> Edit:
            targets = [self.target(text_id, start, end)]
            return self._plan.add_annotation(targets, body=body, tags=tuple(tags), colour=colour, style=style, **more)

        return made(self.perform(make, who=who))

    def add_to_annotation(self, annotation_id: str, text_id: str, start: int, end: int, *, who: object = None) -> bool:
        """Let a note speak of one more passage, in the same text or another."""

        def make() -> Edit:
            old = self.annotation(annotation_id)
            if old is None:
                raise UserError("This note is no longer in the library.")
            return self._plan.edit_annotation(annotation_id, targets=(*old.targets, self.target(text_id, start, end)))

        return self.perform(make, who=who) is not None

    def edit_annotation(self, annotation_id: str, *, who: object = None, **fields: Any) -> bool:
        """Change fields of one annotation (`body`, `tags`, `colour`, `style`, `targets`); says whether it could."""
        return self.edit_annotations([annotation_id], who=who, **fields)

    def edit_annotations(self, ids: Iterable[str], *, who: object = None, **fields: Any) -> bool:
        """Change fields of many annotations in one step."""
        wanted = list(ids)

        def make() -> Edit:
            if len(wanted) == 1:
                return self._plan.edit_annotation(wanted[0], **fields)
            return self._plan.edit_annotations(wanted, **fields)

        return self.perform(make, who=who) is not None

    def edit_note(self, annotation_id: str, body: str, *, who: object = None) -> bool:
        """Save the body of a note as typed so far: one step of undo until `end_typing`."""

        def make() -> Edit:
            return self._plan.edit_annotation(annotation_id, body=body)

        return self.perform(make, who=who, typing=annotation_id) is not None

    def set_tags(self, annotation_id: str, tags: Sequence[str], *, who: object = None) -> bool:
        """Give an annotation exactly these tags."""
        return self.edit_annotation(annotation_id, who=who, tags=tuple(tags))

    def recolour(self, ids: Iterable[str], colour: str, style: str = "highlight", *, who: object = None) -> bool:
        """Give annotations another colour (a name of COLOURS) or style (of STYLES)."""
        return self.edit_annotations(ids, who=who, colour=colour, style=style)

    def trash(self, ids: Iterable[str], *, who: object = None) -> bool:
        """Put annotations into the trash, from where they can come back."""
        wanted = list(ids)

        def make() -> Edit:
            return self._plan.trash_annotations(wanted)

        return self.perform(make, who=who) is not None

    def restore(self, ids: Iterable[str], *, who: object = None) -> bool:
        """Take annotations out of the trash."""
        wanted = list(ids)

        def make() -> Edit:
            return self._plan.restore_annotations(wanted)

        return self.perform(make, who=who) is not None
