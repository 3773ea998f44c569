"""The acts on tags, saved searches and texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from reader.errors import Feedback
from reader.library.models import Edit, Hit, SavedSearch, Tag, TagInfo, TextInfo
from reader.ui.jobs import Outcome
from reader.ui.session_core import SessionCore

if TYPE_CHECKING:
    from reader.text.model import Text


class TagActs(SessionCore):
    """Acts on tags and saved searches; a part of `Session`."""

    def tags(self) -> list[TagInfo]:
        """The tags with their counts; empty before the library is open."""
        return [] if self.library is None else self.library.tags()

    def set_tag(self, tag: Tag, *, who: object = None) -> bool:
        """Make a tag, or give it another colour or meaning."""
        return self.perform(lambda: self._plan.set_tag(tag), who=who) is not None

    def rename_tag(self, old: str, new: str, *, who: object = None) -> bool:
        """Rename a tag and what stands below it, in every note."""
        return self.perform(lambda: self._plan.rename_tag(old, new), who=who) is not None

    def merge_tags(self, froms: Iterable[str], into: str, *, who: object = None) -> bool:
        """Let one tag stand for several, in every note."""
        wanted = list(froms)
        return self.perform(lambda: self._plan.merge_tags(wanted, into), who=who) is not None

    def move_tag(self, name: str, parent: str, *, who: object = None) -> bool:
        """Put a tag, and what stands below it, under another one; "" puts it at the top."""
        return self.perform(lambda: self._plan.move_tag(name, parent), who=who) is not None

    def split_tag(self, name: str, new: str, ids: Iterable[str], *, who: object = None) -> bool:
        """Give some of the notes of a tag another one in its place."""
        wanted = list(ids)
        return self.perform(lambda: self._plan.split_tag(name, {new: wanted}), who=who) is not None

    def remove_tag(self, name: str, *, who: object = None) -> bool:
        """Take a tag off every note."""
        return self.perform(lambda: self._plan.remove_tag(name), who=who) is not None

    def search(self, query: str, limit: int = 12) -> list[Hit]:
        """Hits in texts, notes, tags, names and links while one types; empty before the library is open."""
        return [] if self.library is None else self.library.search(query, limit=limit, typing=True)

    def saved_searches(self) -> list[SavedSearch]:
        """The searches of the sidebar."""
        return [] if self.library is None else self.library.saved_searches()

    def save_search(self, name: str, query: str, *, who: object = None) -> bool:
        """Keep a search in the sidebar."""
        return self.perform(lambda: self._plan.save_search(name, query), who=who) is not None

    def remove_search(self, name: str, *, who: object = None) -> bool:
        """Take a search out of the sidebar."""
        return self.perform(lambda: self._plan.remove_search(name), who=who) is not None


class TextActs(SessionCore):
    """Acts on texts; a part of `Session`."""

    def text_infos(self) -> list[TextInfo]:
        """The list of texts of the library; empty before it is open."""
        return [] if self.library is None else self.library.texts()

    def add_text(
        self, source: Path | str | bytes, *, name: str | None = None, then: Callable[[str], None] | None = None
    ) -> None:
        """Read a file (or bytes) on the worker and add it to the library; `then` is told the id of the text."""
        if (refusal := self.why_not) is not None:
            self.failed.emit(refusal)
            return

        def read(feedback: Feedback) -> Text:
            from reader.text import load  # late: readers of formats are not needed for the first paint

            return load(Path(source) if isinstance(source, str) else source, name=name)

        def arrived(outcome: Outcome) -> None:
            if outcome.error is not None:
                self.job_failed(outcome)
                return
            text: Text = outcome.value
            same = self.library is not None and self.library.has_text(text.id)
            if same and self.library is not None and self.library.text(text.id).sha256 == text.sha256:
                self.said.emit(f"“{text.short_title}” is already in the library.")
            elif not self.keep_text(text):
                return
            if then is not None:
                then(text.id)

        title = name or (Path(source).name if isinstance(source, Path | str) else "the text")
        self.said.emit(f"Reading {title} …")
        self.jobs.start(f"add:{title}", read, arrived)

    def keep_text(self, text: Text, *, who: object = None) -> bool:
        """Add a text that has been read; says whether it could."""
        if self.perform(lambda: self._plan.add_text(text), who=who) is None:
            return False
        many = "1 provision" if len(text.provisions) == 1 else f"{len(text.provisions)} provisions"
        self.said.emit(f"Added “{text.short_title}”: {many}.")
        return True

    def remove_texts(self, ids: Sequence[str], *, who: object = None) -> bool:
        """Put texts into the trash; their notes stay with them."""
        return self.perform(lambda: self._plan.remove_texts(list(ids)), who=who) is not None

    def perform_edit(self, edit: Edit, *, who: object = None) -> bool:
        """Apply an edit that was planned elsewhere (an import), as one step of undo."""
        return self.perform(lambda: edit, who=who) is not None
