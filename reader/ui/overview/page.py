"""A list of the overview: a filter, choices, a table in which Return goes to the passage, and a line that counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from reader.ui.overview.choice import Choice
from reader.ui.overview.model import RowsModel
from reader.ui.overview.rows import Row, Wanted
from reader.ui.theme import Theme

FILTER_AFTER = 60  # ms of rest


class ListPage(QWidget):
    """Return or a double click goes to the first place of a row, again to its next one."""

    jump = Signal(str, int)  # text id, position
    chosen = Signal(object)  # Row, or None

    def __init__(
        self, name: str, columns: Sequence[tuple[str, int]], nouns: tuple[str, str], parent: QWidget | None = None
    ) -> None:
        """`columns` are titles and widths in average letters, 0 for what takes the room that is left; `nouns` are what
        one row is called, and several."""
        super().__init__(parent)
        self._nouns = nouns
        self._went: tuple[object, int] = (None, -1)
        self.filter = QLineEdit(self)
        self.filter.setPlaceholderText("Filter")
        self.filter.setAccessibleName(f"Filter: {name}")
        self.filter.setClearButtonEnabled(True)
        self.group, self.side = Choice(self), Choice(self)
        self.model = RowsModel([title for title, _ in columns], self)
        self.table = self._make_table(name, columns)
        self.count = QLabel(self)
        self.count.setObjectName("muted")
        self.top = QHBoxLayout()
        for part, stretch in ((self.filter, 1), (self.group, 0), (self.side, 0)):
            self.top.addWidget(part, stretch)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 10, 0, 0)
        self.column.setSpacing(8)
        self.column.addLayout(self.top)
        self.column.addWidget(self.table, 1)
        self.column.addWidget(self.count)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.apply_filter)
        self._connect()
        for box in (self.group, self.side):
            box.hide()

    def _make_table(self, name: str, columns: Sequence[tuple[str, int]]) -> QTableView:
        table = QTableView(self)
        table.setAccessibleName(name)
        table.setModel(self.model)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)  # Tab leaves the table, arrows move in it
        table.setWordWrap(False)
        table.setShowGrid(False)
        table.verticalHeader().setVisible(False)
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 10)
        head, letter = table.horizontalHeader(), self.fontMetrics().averageCharWidth()
        head.setHighlightSections(False)
        head.setTextElideMode(Qt.TextElideMode.ElideRight)
        for i, (_, width) in enumerate(columns):
            if width:
                table.setColumnWidth(i, width * letter + 16)
            else:
                head.setSectionResizeMode(i, QHeaderView.ResizeMode.Stretch)
        head.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        table.setSortingEnabled(True)
        return table

    def _connect(self) -> None:
        self.filter.textChanged.connect(lambda: self._timer.start(FILTER_AFTER))
        self.filter.returnPressed.connect(self._into_table)
        self.group.currentIndexChanged.connect(self.apply_filter)
        self.side.currentIndexChanged.connect(self.apply_filter)
        self.table.activated.connect(self.go)
        self.table.selectionModel().currentRowChanged.connect(lambda now: self.chosen.emit(self.model.row(now)))
        self.model.modelReset.connect(self._counted)

    # What can be asked

    def fill(self, rows: Sequence[Row]) -> None:
        """Show these rows, choosing again what was chosen."""
        self._keeping(lambda: self.model.fill(rows))

    def set_choices(self, box: Choice, name: str, choices: Sequence[tuple[str, object]]) -> None:
        """Offer these choices in one of the two boxes; fewer than three (any, and one) are none."""
        kept = box.currentData()
        blocked = box.blockSignals(True)
        box.clear()
        for title, data in choices:
            box.addItem(title, data)
        box.setCurrentIndex(max(0, box.findData(kept)))
        box.blockSignals(blocked)
        box.setAccessibleName(name)
        box.setToolTip(name)
        box.setVisible(len(choices) > 2)
        self.apply_filter()

    def apply_filter(self) -> None:
        """Show what fits the filter and the choices now."""
        self._timer.stop()
        side = self.side.currentData()
        wanted = Wanted(self.filter.text(), self.group.currentData() or "", -1 if side is None else int(side))
        self._keeping(lambda: self.model.set_wanted(wanted))

    def go(self, index: QModelIndex) -> None:
        """Go to the place of a row, or to its next one where one has just been."""
        row = self.model.row(index)
        if row is None or not row.stops:
            return
        last, at = self._went
        at = (at + 1) % len(row.stops) if last == row.item else 0
        self._went = (row.item, at)
        self.jump.emit(*row.stops[at])
        if len(row.stops) > 1:
            self.count.setText(f"Place {at + 1} of {len(row.stops)}. Return goes to the next.")

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.model.set_theme(theme)
        self.table.viewport().update()

    def _keeping(self, act: Callable[[], None]) -> None:
        row = self.model.row(self.table.currentIndex())
        act()
        at = self.model.find(row.item) if row is not None else -1
        if at >= 0:
            self.table.selectRow(at)
        elif row is not None:
            self.chosen.emit(None)

    def _into_table(self) -> None:
        if self.model.rowCount():
            self.table.setFocus()
            self.table.selectRow(max(0, self.table.currentIndex().row()))

    def _counted(self) -> None:
        shown, total = self.model.rowCount(), self.model.total
        noun = self._nouns[total != 1]
        self.count.setText(f"{shown:,} of {total:,} {noun}" if shown != total else f"{total:,} {noun}")
