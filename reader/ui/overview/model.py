"""The model of the lists: rows that are already words, filtered and sorted in one go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QIcon

from reader.ui.notes import look
from reader.ui.overview.rows import Row, Wanted, arranged
from reader.ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole
_TOP = QModelIndex()


class RowsModel(QAbstractTableModel):
    """Rows under fixed titles; sorting and filtering start anew from all of them."""

    def __init__(self, titles: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._titles = tuple(titles)
        self._rows: list[Row] = []
        self._order: list[int] = []
        self._wanted = Wanted()
        self._column, self._falling = -1, False
        self._theme: Theme | None = None
        self._dots: dict[str, QIcon] = {}

    @property
    def total(self) -> int:
        """How many rows there are, shown or not."""
        return len(self._rows)

    def fill(self, rows: Sequence[Row]) -> None:
        """Show these rows."""
        self.beginResetModel()
        self._rows = list(rows)
        self._order = arranged(self._rows, self._wanted, self._column, self._falling)
        self.endResetModel()

    def set_titles(self, titles: Sequence[str]) -> None:
        """Other titles for the same columns."""
        self._titles = tuple(titles)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self._titles) - 1)

    def set_wanted(self, wanted: Wanted) -> None:
        """Show what is wanted."""
        if wanted != self._wanted:
            self._wanted = wanted
            self._arrange()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of the marks."""
        self._theme = theme
        self._dots.clear()

    def row(self, index: Index | int) -> Row | None:
        """The row at an index, or with a number on the screen."""
        at = index if isinstance(index, int) else index.row() if index.isValid() else -1
        return self._rows[self._order[at]] if 0 <= at < len(self._order) else None

    def shown(self) -> list[Row]:
        """The rows as they stand on the screen."""
        return [self._rows[i] for i in self._order]

    def find(self, item: object) -> int:
        """The number on the screen of the row about an item; -1 where it is not shown."""
        return next((at for at, i in enumerate(self._order) if self._rows[i].item == item), -1)

    def _arrange(self) -> None:
        self.beginResetModel()
        self._order = arranged(self._rows, self._wanted, self._column, self._falling)
        self.endResetModel()

    # -- Qt

    def rowCount(self, parent: Index = _TOP) -> int:
        return 0 if parent.isValid() else len(self._order)

    def columnCount(self, parent: Index = _TOP) -> int:
        return 0 if parent.isValid() else len(self._titles)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row(index)
        if row is None:
            return None
        column = index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return row.cells[column]
        if role == Qt.ItemDataRole.ToolTipRole:
            return (row.tips[column] if column < len(row.tips) else "") or row.cells[column] or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            cell = row.cells[column]
            return f"{self._titles[column]}: {cell}" if cell else f"{self._titles[column]}: none"
        if role == Qt.ItemDataRole.DecorationRole and column == 0 and row.role and self._theme is not None:
            return self._dot(row.role)
        return row if role == ROW else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and 0 <= section < len(self._titles):
            if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
                return self._titles[section]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._column, self._falling = column, order == Qt.SortOrder.DescendingOrder
        self._arrange()

    def _dot(self, role: str) -> QIcon:
        if role not in self._dots:
            assert self._theme is not None
            self._dots[role] = look.dot(self._theme.colour(role), ratio=2.0)
        return self._dots[role]
