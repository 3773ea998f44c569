"""What a search found, as a list model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from reader.library.models import Hit

Index = QModelIndex | QPersistentModelIndex
HIT = Qt.ItemDataRole.UserRole
TITLES = {"text": "Text", "note": "Note", "tag": "Tag", "name": "Name", "link": "Cross-reference", "save": ""}


class HitsModel(QAbstractListModel):
    """Hits, best first; the last row offers to keep the search."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hits: list[Hit] = []

    def set_hits(self, hits: Sequence[Hit], query: str, *, can_save: bool) -> None:
        """Show other hits; `query` is what the last row saves."""
        self.beginResetModel()
        self._hits = list(hits)
        if can_save and query.strip():
            save = "Save this search" if hits else "Nothing found. Save this search"
            self._hits.append(Hit("save", query, save, query, (), 0.0))
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._hits)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._hits):
            return None
        hit = self._hits[index.row()]
        if role == HIT:
            return hit
        if role == Qt.ItemDataRole.DisplayRole:
            return hit.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (TITLES.get(hit.kind, ""), hit.title, hit.snippet) if part)
        return None
