"""The table's model: rows are made into words only when they are looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFont

from reader.library.listing import Listing, item
from reader.library.models import Annotation
from reader.ui.notes import words
from reader.ui.notes.tag_names import judge
from reader.ui.table.arranging import (
    CHANGED,
    COLOUR,
    COLUMNS,
    NOTE,
    PASSAGE,
    QUOTE,
    TAGS,
    Arrangement,
    Filter,
    Group,
    Lines,
)

Index = QModelIndex | QPersistentModelIndex
ID = Qt.ItemDataRole.UserRole
COLOUR_ROLE = Qt.ItemDataRole.UserRole + 1
_OURS = frozenset(
    (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.FontRole, Qt.ItemDataRole.ToolTipRole,
     ID, COLOUR_ROLE)
)  # fmt: skip
_PLAIN = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
_EDITABLE = _PLAIN | Qt.ItemFlag.ItemIsEditable
BEFORE, AFTER = 8, 40  # rows that are read with one that is looked at: a screen, some 2 ms
HELD = 2_000  # annotations that are kept once read
LONGEST_LINE = 500  # code points of a note that can be edited in its cell; a longer one is opened


class TableModel(QAbstractTableModel):
    """Annotations in rows; edits are asked for by signals, the rows follow the library."""

    edited = Signal(str, str, object)  # annotation id, field, new value
    refused = Signal(str)

    def __init__(
        self, fetch: Callable[[list[str]], Iterable[Annotation]] = lambda ids: (), parent: QObject | None = None
    ) -> None:
        """`fetch` reads annotations by their ids: those of the rows that are looked at."""
        super().__init__(parent)
        self._fetch = fetch
        self._held: dict[str, Annotation] = {}
        self._all = Arrangement(Listing(), {})
        self._lines = Lines([], [])
        self._wanted: Filter | None = None
        self._column, self._falling, self._group = PASSAGE, False, ""
        self._closed: set[str] = set()
        self._bold = QFont()
        self._bold.setBold(True)
        self.writable = False

    # What is shown

    def fill(self, arrangement: Arrangement) -> None:
        """Show these annotations."""
        self._all = arrangement
        self._held.clear()
        self._arrange()

    def set_filter(self, wanted: Filter | None) -> None:
        """Show those that pass."""
        self._wanted = wanted
        self._arrange()

    def set_group(self, group: str) -> None:
        """Put rows into groups, "" for none."""
        self._group = group
        self._closed.clear()
        self._arrange()

    def toggle(self, index: Index) -> bool:
        """Fold a group up or down; says whether there is a group at the index."""
        group = self._group_at(index.row())
        if group is None:
            return False
        self._closed ^= {group.title}
        self._arrange()
        return True

    def change(self, notes: Sequence[Annotation], gone: Iterable[str] = ()) -> None:
        """Show annotations as they are now, new ones too, and no longer those that are gone."""
        rows = {id_: row for row, id_ in self._ids({note.id for note in notes})}
        for id_ in gone:
            self._held.pop(id_, None)
            self._all.drop(id_)
        for note in notes:
            self._all.change(item(note))
            self._held[note.id] = note
        lines = self._made()
        if lines == self._lines and not self._group:  # nothing moved: the rows themselves are painted anew
            for row in rows.values():
                self.dataChanged.emit(self.index(row, 0), self.index(row, len(COLUMNS) - 1))
        else:
            self._show(lines)

    @property
    def total(self) -> int:
        """How many annotations there are, filtered or not."""
        return self._all.listing.live

    @property
    def shown(self) -> int:
        """How many annotations pass the filter (one with two tags stands in two groups)."""
        return sum(group.size for group in self._lines.groups) if self._group else len(self._lines.rows)

    def note(self, index: Index) -> Annotation | None:
        """The annotation of a row; None for the title of a group."""
        return self.note_at(index.row()) if index.isValid() else None

    def note_at(self, row: int) -> Annotation | None:
        """The same by the row's number."""
        id_ = self.id_at(row)
        if id_ is None:
            return None
        if id_ not in self._held:
            self._read_around(row)
        return self._held.get(id_) or Annotation(id_, ())  # another process has just deleted it

    def id_at(self, row: int) -> str | None:
        """The id of a row's annotation, without reading it; None for the title of a group."""
        at = self._lines.rows[row]
        return self._all.listing.ids[at] if at >= 0 else None

    def _read_around(self, row: int) -> None:
        ids = self._all.listing.ids
        near = [ids[at] for at in self._lines.rows[max(0, row - BEFORE) : row + AFTER] if at >= 0]
        if len(self._held) > HELD:
            self._held.clear()
        self._held |= {note.id: note for note in self._fetch([id_ for id_ in near if id_ not in self._held])}

    def rows_of(self, ids: Sequence[str]) -> list[int]:
        """The first row of each of these annotations that is shown, in the order of `ids`."""
        found = {id_: row for row, id_ in reversed(self._ids(set(ids)))}
        return [found[id_] for id_ in ids if id_ in found]

    def _ids(self, ids: set[str]) -> list[tuple[int, str]]:
        wanted = {at: id_ for id_ in ids if (at := self._all.listing.at(id_)) is not None}
        return [(row, wanted[at]) for row, at in enumerate(self._lines.rows) if at in wanted]

    def _group_at(self, row: int) -> Group | None:
        at = self._lines.rows[row]
        return self._lines.groups[-1 - at] if at < 0 else None

    def _made(self) -> Lines:
        return self._all.lines(
            self._wanted, column=self._column, falling=self._falling, group=self._group, closed=self._closed
        )

    def _arrange(self) -> None:
        self._show(self._made())

    def _show(self, lines: Lines) -> None:
        self.beginResetModel()
        self._lines = Lines(list(lines.rows), lines.groups)  # a copy: orders change in place
        self.endResetModel()

    # Qt

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._lines.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return COLUMNS[section] if 0 <= section < len(COLUMNS) else None
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        note = self.note_at(index.row())
        if note is None:
            return Qt.ItemFlag.ItemIsEnabled
        column = index.column()
        can = self.writable and (column in (TAGS, COLOUR) or (column == NOTE and editable(note)))
        return _EDITABLE if can else _PLAIN

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        # Some ten roles are asked for each cell painted: what is not ours leaves first.
        if role not in _OURS or not index.isValid():
            return None
        note = self.note_at(index.row())
        column = index.column()
        if note is None:
            return self._title(index, role)
        if role == Qt.ItemDataRole.DisplayRole:
            return self._cell(note, column)
        if role == Qt.ItemDataRole.EditRole:
            return {NOTE: note.body, TAGS: ", ".join(note.tags), COLOUR: note.colour}.get(column)
        if role == ID:
            return note.id
        if role == COLOUR_ROLE and column == COLOUR:
            return note.colour
        if role == Qt.ItemDataRole.ToolTipRole:
            return {QUOTE: words.quoted(note)[:600], NOTE: note.body[:600], TAGS: ", ".join(note.tags)}.get(column)
        return None

    def _title(self, index: Index, role: int) -> Any:
        group = self._group_at(index.row())
        if role == Qt.ItemDataRole.DisplayRole and index.column() == 0 and group is not None:
            return f"{'▸' if group.title in self._closed else '▾'} {group.title} · {group.size:,}"
        return self._bold if role == Qt.ItemDataRole.FontRole else None

    def _cell(self, note: Annotation, column: int) -> str:
        if column == PASSAGE:
            state = words.state(note)
            place = words.where(note, self._all.titles)
            return f"{place} – {state}" if state else place
        if column == QUOTE:
            return words.quoted(note)[:160]
        if column == NOTE:
            return words.first_words(note.body, 160)
        if column == TAGS:
            return ", ".join(note.tags)
        if column == CHANGED:
            return note.modified[:16].replace("T", " ")
        return note.colour

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        note = self.note(index)
        if role != Qt.ItemDataRole.EditRole or note is None:
            return False
        if index.column() == TAGS:
            verdicts = [verdict for part in str(value).split(",") if (verdict := judge(part)).name or verdict.problem]
            bad = next((verdict for verdict in verdicts if verdict.problem), None)
            if bad is not None:
                self.refused.emit(f"{bad.problem} Try “{bad.name}”." if bad.name else bad.problem)
                return False
            self._ask(note, "tags", tuple(dict.fromkeys(verdict.name for verdict in verdicts)))
        elif index.column() == COLOUR:
            self._ask(note, "colour", str(value))
        elif index.column() == NOTE and editable(note):
            self._ask(note, "body", str(value))
        return False  # the row follows the library

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._column, self._falling = max(0, column), order == Qt.SortOrder.DescendingOrder
        self._arrange()

    def _ask(self, note: Annotation, field: str, value: object) -> None:
        if getattr(note, field) != value:
            self.edited.emit(note.id, field, value)


def editable(note: Annotation) -> bool:
    """Whether a note fits into one line of a cell without losing anything."""
    return "\n" not in note.body and len(note.body) <= LONGEST_LINE
