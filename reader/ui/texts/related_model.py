"""Texts with what stands below each, as a tree of two levels; lines are made when a text is first unfolded."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt

Index = QModelIndex | QPersistentModelIndex
PLACE = Qt.ItemDataRole.UserRole  # (id of a text, position in it, position in the text in hand)
HEADS = ("Text", "Date", "Near", "Links")
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class Line(NamedTuple):
    """What stands below a text: a place where the two touch, or a cross-reference."""

    words: str
    score: float | None
    place: tuple[str, int, int]
    tip: str = ""


class TextRow:
    """A text: how near, how many links (None: not looked for), its lines (None: not made yet)."""

    __slots__ = ("date", "id", "lines", "links", "near", "title", "unfolds")

    def __init__(self, id_: str, title: str, date: str, near: float, *, unfolds: bool) -> None:
        self.id, self.title, self.date, self.near, self.unfolds = id_, title, date, near, unfolds
        self.links: int | None = None
        self.lines: list[Line] | None = None


class RelatedModel(QAbstractItemModel):
    """Rows in the order that was asked for; `lines_of` makes the lines of a text."""

    def __init__(self, lines_of: Callable[[str], list[Line]], parent: Any = None) -> None:
        super().__init__(parent)
        self._lines_of = lines_of
        self._order = (2, Qt.SortOrder.DescendingOrder)
        self.rows: list[TextRow] = []

    def show(self, rows: Iterable[TextRow]) -> None:
        """Show other texts."""
        self.beginResetModel()
        self.rows = self._sorted(rows)
        self.endResetModel()

    def at(self, text_id: str) -> QModelIndex:
        """The index of a text; invalid where it is not listed."""
        row = next((n for n, one in enumerate(self.rows) if one.id == text_id), -1)
        return self.index(row, 0) if row >= 0 else QModelIndex()

    def add(self, row: TextRow) -> None:
        """One more text, behind the others."""
        self.beginInsertRows(QModelIndex(), len(self.rows), len(self.rows))
        self.rows.append(row)
        self.endInsertRows()

    def remove(self, text_id: str) -> None:
        """A text less."""
        index = self.at(text_id)
        if index.isValid():
            self.beginRemoveRows(QModelIndex(), index.row(), index.row())
            del self.rows[index.row()]
            self.endRemoveRows()

    def set_links(self, text_id: str, count: int) -> None:
        """The number of links of a text; its lines are made anew when it is next unfolded."""
        index = self.at(text_id)
        if not index.isValid():
            return
        row = self.rows[index.row()]
        row.links, row.unfolds = count, row.unfolds or count > 0
        if row.lines is not None:
            if row.lines:
                self.beginRemoveRows(index, 0, len(row.lines) - 1)
                row.lines = []  # not None: while rows are being removed nobody may fetch some
                self.endRemoveRows()
            row.lines = None
        self.dataChanged.emit(index, self.index(index.row(), 3))

    def _sorted(self, rows: Iterable[TextRow]) -> list[TextRow]:
        column, order = self._order
        keys: tuple[Callable[[TextRow], Any], ...] = (
            lambda row: row.title.casefold(),
            lambda row: row.date,
            lambda row: row.near,
            lambda row: -1 if row.links is None else row.links,
        )
        return sorted(rows, key=keys[column], reverse=order == Qt.SortOrder.DescendingOrder)

    # Qt

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._order = (max(0, column), order)
        self.show(self.rows)

    def index(self, row: int, column: int, parent: Index | None = None) -> QModelIndex:
        if not self.hasIndex(row, column, parent or QModelIndex()):
            return QModelIndex()
        return self.createIndex(row, column, 0 if parent is None or not parent.isValid() else parent.row() + 1)

    def parent(self, index: Index | None = None) -> Any:
        if index is None:  # QObject.parent()
            return super().parent()
        above = index.internalId() if index.isValid() else 0
        return self.createIndex(above - 1, 0, 0) if above else QModelIndex()

    def rowCount(self, parent: Index | None = None) -> int:
        if parent is None or not parent.isValid():
            return len(self.rows)
        if parent.internalId() or parent.column():
            return 0
        return len(self.rows[parent.row()].lines or ())

    def columnCount(self, parent: Index | None = None) -> int:
        return len(HEADS)

    def hasChildren(self, parent: Index | None = None) -> bool:
        if parent is None or not parent.isValid():
            return bool(self.rows)
        return not parent.internalId() and not parent.column() and self.rows[parent.row()].unfolds

    def canFetchMore(self, parent: Index) -> bool:
        if not parent.isValid() or parent.internalId():
            return False
        row = self.rows[parent.row()]
        return row.unfolds and row.lines is None

    def fetchMore(self, parent: Index) -> None:
        if not self.canFetchMore(parent):
            return
        row = self.rows[parent.row()]
        lines = self._lines_of(row.id)
        if lines:
            self.beginInsertRows(self.index(parent.row(), 0), 0, len(lines) - 1)
            row.lines = lines
            self.endInsertRows()
        row.lines = lines

    def headerData(self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if way == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() > 1:
            return RIGHT
        above = index.internalId()
        if above:
            line = (self.rows[above - 1].lines or [])[index.row()]
            if role == Qt.ItemDataRole.DisplayRole:
                score = "" if line.score is None else f"{100 * line.score:.0f} %"
                return (line.words, "", score, "")[index.column()]
            return line.place if role == PLACE else line.tip if role == Qt.ItemDataRole.ToolTipRole else None
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            near = f"{100 * row.near:.0f} %" if row.near else ""
            return (row.title, row.date, near, "" if row.links is None else f"{row.links:,}")[index.column()]
        return (row.id, 0, 0) if role == PLACE else row.title if role == Qt.ItemDataRole.ToolTipRole else None
