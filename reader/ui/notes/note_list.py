"""The notes of a pane as a list: those of the passage at hand, the others in order, those that lost their place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from reader.library.models import Annotation
from reader.library.threads import threaded
from reader.ui.notes import words
from reader.ui.notes.threads import DEEPEST

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole
LUMP = 200  # rows that the view lays out at a time


class Row(NamedTuple):
    """A title of a section (`note` None) or a note under it, with all that is painted of it."""

    title: str
    note: Annotation | None = None
    quote: str = ""
    body: str = ""
    state: str = ""
    depth: int = 0  # of an answer under what it answers
    answers: int = 0  # that the note has


def note_row(note: Annotation, titles: Mapping[str, str], depth: int = 0, answers: int = 0) -> Row:
    """What the list shows of a note; an answer under its note does not quote the passage again."""
    title, quote = words.where(note, titles), words.quoted(note)[:300]
    if note.reply_to is not None:
        title, quote = (f"Reply · {note.created[:10]}", "") if depth else (f"Reply on {title}", quote)
    return Row(title, note, quote, words.first_words(note.body), words.state(note), min(depth, DEEPEST), answers)


class NotesModel(QAbstractListModel):
    """Rows made when they are looked at; the view gets them in lumps, so that thousands open at once."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items: list[str | Annotation] = []  # a section's title, or a note
        self._rows: dict[int, Row] = {}
        self._depths: dict[str, int] = {}
        self._answers: Counter[str] = Counter()
        self._shown = 0
        self._titles: Mapping[str, str] = {}

    def fill(self, sections: Iterable[tuple[str, Sequence[Annotation]]], titles: Mapping[str, str]) -> None:
        """Show these sections, `(title, notes)`; empty ones are left out."""
        self.beginResetModel()
        self._items, self._depths, self._answers = [], {}, Counter()
        for title, notes in sections:
            if notes:
                self._items.append(f"{title} · {len(notes)}")
                for note, depth in threaded(notes):
                    self._items.append(note)
                    if depth:
                        self._depths[note.id] = depth
                        self._answers[note.reply_to or ""] += 1
        self._rows = {}
        self._titles = titles
        self._shown = min(LUMP, len(self._items))
        self.endResetModel()

    def update(self, note: Annotation) -> bool:
        """Show a note as it is now, wherever it is listed; says whether it was."""
        at = [i for i, item in enumerate(self._items) if not isinstance(item, str) and item.id == note.id]
        for i in at:
            self._items[i] = note
            self._rows.pop(i, None)
            if i < self._shown:
                self.dataChanged.emit(self.index(i), self.index(i))
        return bool(at)

    def notes(self) -> list[Annotation]:
        """The notes listed, each once."""
        return list({item.id: item for item in self._items if not isinstance(item, str)}.values())

    def row(self, index: Index) -> Row:
        """What is painted at an index."""
        i = index.row()
        if i not in self._rows:
            item = self._items[i]
            if isinstance(item, str):
                self._rows[i] = Row(item)
            else:
                depth, answers = self._depths.get(item.id, 0), self._answers.get(item.id, 0)
                self._rows[i] = note_row(item, self._titles, depth, answers)
        return self._rows[i]

    def note(self, index: Index) -> Annotation | None:
        """The note at an index; None for a title, and for an invalid index."""
        item = self._items[index.row()] if index.isValid() else ""
        return None if isinstance(item, str) else item

    def find(self, annotation_id: str) -> QModelIndex:
        """Where a note is listed first; invalid when it is not."""
        for i, item in enumerate(self._items):
            if not isinstance(item, str) and item.id == annotation_id:
                while i >= self._shown:
                    self.fetchMore(QModelIndex())
                return self.index(i)
        return QModelIndex()

    # Qt

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self._shown

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and self._shown < len(self._items)

    def fetchMore(self, parent: Index) -> None:
        more = min(LUMP, len(self._items) - self._shown)
        if parent.isValid() or more <= 0:
            return
        self.beginInsertRows(QModelIndex(), self._shown, self._shown + more - 1)
        self._shown += more
        self.endInsertRows()

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and isinstance(self._items[index.row()], str):
            return Qt.ItemFlag.ItemIsEnabled
        return super().flags(index)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == ROW:
            return self.row(index)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            row = self.row(index)
            return ". ".join(part for part in (row.title, row.state, row.body, row.quote) if part)
        if role == Qt.ItemDataRole.ToolTipRole and self.note(index) is not None:
            return self._tip(self.row(index))
        return None

    def _tip(self, row: Row) -> str:
        note = row.note
        assert note is not None  # the caller has looked
        reasons = [target.reason for target in note.targets if target.reason]
        return "\n".join(part for part in (row.title, *reasons, ", ".join(note.tags)) if part)
