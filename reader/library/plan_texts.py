"""Plans that add, remove and restore texts."""

from __future__ import annotations

from collections.abc import Iterable

from reader.errors import UserError
from reader.library import reading
from reader.library.context import Context, clean
from reader.library.ids import iso
from reader.library.models import Annotation, Edit, Record, TextRecord
from reader.text.model import Text


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

    def text_record(self, id_: str) -> TextRecord:
        """A text as it is kept, for an edit of its metadata; UserError where there is none."""
        return self._record(id_)

    def _record(self, id_: str) -> TextRecord:
        found = reading.text_record(self._c.db, id_)
        if found is None:
            raise UserError(f"There is no text “{id_}” in the library.", "“texts” lists those that are.")
        return found
