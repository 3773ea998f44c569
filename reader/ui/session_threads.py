"""The acts that tie annotations together or give them another shape: replies, bookmarks, reshape, split, merge."""

from __future__ import annotations

from collections.abc import Iterable

from reader.errors import UserError
from reader.library.models import Annotation, Edit
from reader.text.model import Text
from reader.ui.session_notes import NoteActs, made


class ThreadActs(NoteActs):
    """Acts on what belongs together; a part of `Session`."""

    def reply(self, annotation_id: str, body: str, *, who: object = None) -> str | None:
        """Answer a note; returns the id of the reply, None if it failed."""
        return made(self.perform(lambda: self._plan.reply(annotation_id, body), who=who))

    def add_bookmark(self, text_id: str, start: int, end: int, name: str = "", *, who: object = None) -> str | None:
        """Set a bookmark at a passage; returns its id, None if it failed."""
        return made(self.perform(lambda: self._plan.bookmark(self.target(text_id, start, end), name), who=who))

    def bookmarks(self, text_id: str | None = None) -> list[Annotation]:
        """The bookmarks of a text (or all), in order of place."""
        return self.annotations(text_id, query="is:bookmark")

    def reshape(self, annotation_id: str, old: tuple[str, int, int], start: int, end: int, *, steps: bool) -> bool:
        """Let the passage `old` (text id, span) be `[start, end)`; with `steps`, those in a row are undone at once."""

        def make() -> Edit:
            return self._plan.reshape(annotation_id, old, self._needed(old[0]), start, end)

        return self.perform(make, typing=f"reshape:{annotation_id}" if steps else None) is not None

    def split(self, annotation_id: str, text_id: str = "", position: int = -1) -> bool:
        """Part a note on several passages, or a highlight at a position inside it."""

        def make() -> Edit:
            if text_id:
                return self._plan.split_at(annotation_id, self._needed(text_id), position)
            return self._plan.split_annotation(annotation_id)

        return self.perform(make) is not None

    def merge(self, ids: Iterable[str]) -> bool:
        """Make one annotation of several; the first keeps its history."""
        wanted = list(ids)
        return self.perform(lambda: self._plan.merge_annotations(wanted)) is not None

    def _needed(self, text_id: str) -> Text:
        text = self.text(text_id)
        if text is None:
            raise UserError("This text is not in the library (any more).")
        return text
