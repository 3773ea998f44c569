"""The table of all annotations: filter, order, groups, and acts on many at once."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from reader.library.models import Changes
from reader.ui.notes import look
from reader.ui.notes.chips import TagField
from reader.ui.notes.choice import Choice
from reader.ui.notes.menus import fill_menu
from reader.ui.notes.places import titles
from reader.ui.notes.tag_names import judge
from reader.ui.notes.words import counted
from reader.ui.session import Session
from reader.ui.table.arranging import COLOUR, COLUMNS, GROUPS, TAGS, Arrangement, filter_of
from reader.ui.table.cells import Cells
from reader.ui.table.loading import load
from reader.ui.table.model import TableModel

FILTER_AFTER = 10  # ms of rest: two keys that come at once are one question
MANY = 200  # changed annotations above which all are read anew
WIDTHS = (150, 230, 230, 150, 90, 120)
_GROUP_WORDS = ("No groups", "By text", "By provision", "By tag", "By colour", "By month")
GROUP_TITLES = dict(zip(GROUPS, _GROUP_WORDS, strict=True))


class NotesTable(QWidget):
    """Every annotation of the library in a row; Return goes to its passage, F2 edits a cell."""

    jump = Signal(str, int)  # text id, position
    annotation_activated = Signal(str)
    deleted = Signal(list)  # ids

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._titles: dict[str, str] = {}
        self._build()
        self._filter_timer = QTimer(self, singleShot=True)
        self._filter_timer.timeout.connect(self.apply_filter)
        self._connect()
        self.set_theme()
        self.reload()

    def _build(self) -> None:
        self.filter = QLineEdit(self)
        self.filter.setPlaceholderText("Filter: words, tag:a/b, text:…, colour:green, has:note, is:orphan …")
        self.filter.setAccessibleName("Filter annotations")
        self.filter.setClearButtonEnabled(True)
        self.group = Choice(self)
        self.group.setAccessibleName("Groups")
        for key, title in GROUP_TITLES.items():
            self.group.addItem(title, key)
        self.model = TableModel(lambda ids: self._session.annotations(ids=ids), self)
        self._build_table()
        self.count = QLabel(self)
        self.count.setObjectName("muted")
        self.add_tag, self.drop_tag = self._tag_field("+ tag"), self._tag_field("− tag")
        self.more = QToolButton(self)
        self.more.setText("Colour and style")
        self.more.clicked.connect(self._menu_at_button)
        self.delete = QToolButton(self)
        self.delete.setText("Delete")
        top, bottom = QHBoxLayout(), QHBoxLayout()
        top.addWidget(self.filter, 1)
        top.addWidget(self.group)
        bottom.addWidget(self.count, 1)
        for part in (self.add_tag, self.drop_tag, self.more, self.delete):
            bottom.addWidget(part)
        column_ = QVBoxLayout(self)
        column_.setContentsMargins(0, 0, 0, 0)
        column_.setSpacing(8)
        column_.addLayout(top)
        column_.addWidget(self.table, 1)
        column_.addLayout(bottom)

    def _build_table(self) -> None:
        self.table = QTableView(self)
        self.table.setAccessibleName("Annotations")
        self.table.setModel(self.model)
        self.cells = Cells(look.theme_of(self._session.settings), self._known_tags, self.table)
        for column in (COLOUR, TAGS):  # the others are painted by Qt alone: a delegate in Python costs 0.1 ms a cell
            self.table.setItemDelegateForColumn(column, self.cells)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.table.setTabKeyNavigation(False)  # Tab leaves the table, arrows move in it
        self.table.setWordWrap(False)
        self.table.setShowGrid(False)
        self.table.setSortingEnabled(True)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        rows = self.table.verticalHeader()
        rows.setVisible(False)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(self.fontMetrics().height() + 10)
        head = self.table.horizontalHeader()
        head.setStretchLastSection(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        # A selection of its own, always empty: Qt would ask each of 100,000 rows whether a column is wholly chosen.
        head.setSelectionModel(QItemSelectionModel(self.model, head))
        head.setSortIndicator(0, Qt.SortOrder.AscendingOrder)
        for column, width in enumerate(WIDTHS):
            self.table.setColumnWidth(column, width)
        for column in (1, 2):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)

    def _tag_field(self, words: str) -> TagField:
        field = TagField(self)
        field.setObjectName("")
        field.setPlaceholderText(words)
        field.setAccessibleName("Add a tag to the chosen" if "+" in words else "Take a tag off the chosen")
        field.known = self._known_tags
        field.setMaximumWidth(170)
        field.wanted.connect(partial(self._tag_chosen, "add_tags" if "+" in words else "remove_tags", field))
        return field

    def _connect(self) -> None:
        self.filter.textChanged.connect(lambda: self._filter_timer.start(FILTER_AFTER))
        self.group.currentIndexChanged.connect(lambda: self._keeping(self.model.set_group, self.group.currentData()))
        self.table.activated.connect(self._activated)
        self.table.customContextMenuRequested.connect(self._menu)
        self.table.selectionModel().selectionChanged.connect(self._show_count)
        self.model.edited.connect(self._edit, Qt.ConnectionType.QueuedConnection)  # the view still holds its editor
        self.model.refused.connect(self.count.setText)
        self.model.modelReset.connect(self._show_count)
        self.delete.clicked.connect(self.delete_chosen)
        for keys, act in ((QKeySequence.StandardKey.Delete, self.delete_chosen),):
            shortcut = QShortcut(QKeySequence(keys), self.table)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(act)
        self._session.changed.connect(self._follow)
        self._session.library_opened.connect(self.reload)
        self._session.setting_changed.connect(lambda key: self.set_theme() if key == "theme" else None)

    # What can be asked

    def reload(self) -> None:
        """Read everything from the library."""
        self._titles = titles(self._session)
        self.model.writable = self._session.can_write
        if not load(self._session, self._titles, self._loaded):
            self.count.setText("Reading …")

    def apply_filter(self) -> None:
        """Show what fits the filter now."""
        self._filter_timer.stop()
        self._keeping(self.model.set_filter, filter_of(self.filter.text()))

    def chosen(self) -> list[str]:
        """The ids of the chosen annotations, each once, in order."""
        # By ranges: `selectedIndexes` makes 600,000 objects when all of 100,000 rows are chosen.
        parts = list(self.table.selectionModel().selection())  # type: ignore[call-overload]  # a QList, iterable
        rows = sorted({row for part in parts for row in range(part.top(), part.bottom() + 1)})
        ids = map(self.model.id_at, rows)
        return list(dict.fromkeys(id_ for id_ in ids if id_ is not None))

    def choose(self, ids: list[str]) -> None:
        """Choose these annotations, as far as they are shown."""
        selection = QItemSelection()
        rows = self.model.rows_of(ids)
        for row in rows:
            selection.select(self.model.index(row, 0), self.model.index(row, len(COLUMNS) - 1))
        self.table.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if rows:
            current = self.model.index(rows[0], max(0, self.table.currentIndex().column()))
            self.table.selectionModel().setCurrentIndex(current, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.table.scrollTo(current)

    def delete_chosen(self) -> None:
        """Put the chosen ones into the trash, as one step."""
        ids = self.chosen()
        if ids and self._session.trash(ids):
            self.deleted.emit(ids)

    def set_theme(self) -> None:
        """Take the theme of the settings."""
        theme = look.theme_of(self._session.settings)
        self.cells.theme = theme
        self.setStyleSheet(look.pane_sheet(theme))

    # Slots

    def _known_tags(self) -> list[tuple[str, int]]:
        return [(info.tag.name, info.uses) for info in self._session.tags()]

    def _loaded(self, arrangement: Arrangement) -> None:
        self._keeping(self.model.fill, arrangement)

    def _keeping(self, act: object, *values: object) -> None:
        """Do what resets the model, and choose again what was chosen."""
        chosen = self.chosen()
        act(*values)  # type: ignore[operator]
        if chosen and len(chosen) <= MANY:
            self.choose(chosen)

    def _tag_chosen(self, how: str, field: TagField, typed: str) -> None:
        verdict, ids = judge(typed), self.chosen()
        if verdict.problem:
            self.count.setText(f"{verdict.problem} Try “{verdict.name}”." if verdict.name else verdict.problem)
            return
        field.clear()
        if verdict.name and ids:
            self._session.edit_annotations(ids, **{how: [verdict.name]})

    def _edit(self, annotation_id: str, field: str, value: object) -> None:
        self._session.edit_annotation(annotation_id, **{field: value})

    def _activated(self, index: QModelIndex) -> None:
        note = self.model.note(index)
        if note is None:
            self.model.toggle(index)
            return
        self.annotation_activated.emit(note.id)
        if note.targets:
            self.jump.emit(note.targets[0].text_id, note.targets[0].start)

    def _follow(self, changes: Changes) -> None:
        if not changes.annotations:
            if changes.texts:
                self.reload()
            return
        ids = list(changes.annotations)
        if len(ids) > MANY:
            self.reload()
            return
        now = self._session.annotations(ids=ids)
        there = {note.id for note in now}
        self._keeping(self.model.change, now, [id_ for id_ in ids if id_ not in there])

    def _show_count(self) -> None:
        total, shown, chosen = self.model.total, self.model.shown, len(self.chosen())
        words = counted(total, "annotation")
        words = words if shown == total else f"{shown:,} of {words}"
        self.count.setText(f"{words} · {chosen:,} chosen" if chosen else words)
        for part in (self.add_tag, self.drop_tag, self.more, self.delete):
            part.setEnabled(bool(chosen) and self._session.can_write)

    def _menu_at_button(self) -> None:
        self._menu(self.table.viewport().mapFromGlobal(self.more.mapToGlobal(self.more.rect().bottomLeft())))

    def _menu(self, at: QPoint) -> None:
        ids = self.chosen()
        if not ids:
            return
        notes = self._session.annotations(ids=ids[:MANY])  # enough to say what they have in common
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if len(ids) == 1:
            menu.addAction("Go to the passage", lambda: self._activated(self.table.currentIndex()))
            menu.addSeparator()
        fill_menu(menu, self._session, notes, ids)
        if len(ids) > 1:
            merge = menu.addAction(f"Merge {len(ids):,} into one", lambda: self._session.merge(ids))
            merge.setEnabled(len(ids) <= MANY and self._session.can_write)
        menu.addAction("Delete", self.delete_chosen)
        menu.popup(self.table.viewport().mapToGlobal(at))
