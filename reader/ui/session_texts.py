"""The acts on texts as a whole: several added at once, metadata, another wording, collections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from reader.errors import UserError
from reader.library.models import Edit, Record, TextRecord
from reader.text.model import Text
from reader.ui.commands import together
from reader.ui.session_core import SessionCore


class WholeTextActs(SessionCore):
    """Acts on whole texts; a part of `Session`."""

    def keep_texts(self, texts: Sequence[Text], *, who: object = None) -> bool:
        """Add texts that were looked through, in one step."""

        def make() -> Edit:
            edits = [self._plan.add_text(text) for text in texts]
            if len(edits) == 1:
                return edits[0]
            return together(f"Add {len(edits)} texts", edits)

        if self.perform(make, who=who) is None:
            return False
        first = texts[0]
        counted = f"“{first.short_title}”: {len(first.provisions)} provisions"
        self.said.emit(f"Added {counted if len(texts) == 1 else f'{len(texts)} texts'}.")
        return True

    def edit_texts(self, ids: Iterable[str], *, who: object = None, **fields: Any) -> bool:
        """Give texts other metadata (fields of `Text`, or `collections`), in one step; the id of a text stays."""
        return self._edit(ids, lambda text: fields, "Edit text details", who)

    def collect(self, ids: Iterable[str], name: str, *, into: bool = True, who: object = None) -> bool:
        """Put texts into a collection, or take them out of it."""
        from reader.text.review import collections_of  # late: not needed for the first paint

        def fields(text: Text) -> dict[str, Any]:
            others = [one for one in collections_of(text) if one != name]
            return {"collections": [*others, name] if into else others}

        wanted = list(ids)
        return self._edit(wanted, fields, "Add to collection" if into else "Take out of collection", who)

    def collections(self) -> dict[str, int]:
        """The names of the collections with the number of their texts, by name."""
        if self.library is None:
            return {}
        counts = Counter(name for info in self.library.texts() for name in info.collections)
        return {name: counts[name] for name in sorted(counts, key=str.casefold)}

    def replace_text(self, text_id: str, new: Text, *, who: object = None) -> bool:
        """Give a text another wording; its notes move along, and those that lost their place are kept."""
        return self.perform(lambda: self._plan.replace_text(text_id, new), who=who) is not None

    def _edit(self, ids: Iterable[str], fields: Callable[[Text], dict[str, Any]], name: str, who: object) -> bool:
        from reader.text.review import edited

        wanted = list(dict.fromkeys(ids))

        def make() -> Edit:
            before: list[Record] = []
            after: list[Record] = []
            for id_ in wanted:
                old = self._plan.text_record(id_)
                text = edited(old.text, {key: value for key, value in fields(old.text).items() if key != "id"})
                before.append(old)
                after.append(TextRecord(text, old.added, old.trashed))
            if not before:
                raise UserError("No text is chosen.")
            return Edit(name, tuple(before), tuple(after))

        return self.perform(make, who=who) is not None
