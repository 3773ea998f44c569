"""All texts of the library as a table: sorted, filtered, put into collections, edited together, removed."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QInputDialog,
    QLineEdit,
    QMenu,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from reader.library.models import Changes, TextInfo
from reader.text.fold import fold
from reader.ui.dialogs.base import Dialog
from reader.ui.notes.choice import Choice
from reader.ui.session import Session

ITEM = Qt.ItemDataRole.UserRole
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
NOTHING = "No text fits."
HEADS = ["Title", "Date", "Language", "Provisions", "Notes", "Collections"]


class _Row(QTreeWidgetItem):
    """A row that sorts numbers as numbers."""

    def __lt__(self, other: QTreeWidgetItem) -> bool:
        tree = self.treeWidget()
        column = tree.sortColumn() if tree is not None else 0
        mine, its = self.data(column, ITEM + 1), other.data(column, ITEM + 1)
        if mine is not None and its is not None:
            return bool(mine < its)
        return self.text(column).casefold() < other.text(column).casefold()


class TextsDialog(Dialog):
    """The table, a filter above it, and what can be done with the chosen texts."""

    opened = Signal(str)
    details_wanted = Signal(list)  # ids
    related_wanted = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, "Texts", parent)
        self.filter = QLineEdit(self)
        self.filter.setPlaceholderText("Filter by title, place, date, language or id")
        self.filter.setAccessibleName("Filter")
        self.filter.setClearButtonEnabled(True)
        self.within = Choice(self)
        self.within.setAccessibleName("Collection")
        row = QHBoxLayout()
        row.addWidget(self.filter, 1)
        row.addWidget(self.within)
        self.list = QTreeWidget(self)
        self.list.setAccessibleName("Texts of the library")
        self.list.setHeaderLabels(HEADS)
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.list.header().setStretchLastSection(False)
        for column, width in ((1, 96), (2, 76), (3, 84), (4, 60), (5, 150)):
            self.list.setColumnWidth(column, width)
        for column in (3, 4):
            self.list.headerItem().setTextAlignment(column, RIGHT)
        self.list.setSortingEnabled(True)
        self.list.sortByColumn(1, Qt.SortOrder.AscendingOrder)
        self.body.addLayout(row)
        self.body.addWidget(self.list, 1)
        self.collect_button = self.add_button("&Collections", self._menu, left=True)
        self.details_button = self.add_button("&Details …", lambda: self.details_wanted.emit(self.chosen()), left=True)
        self.remove_button = self.add_button("&Remove", self.remove, left=True)
        self.related_button = self.add_button("Re&lated …", self._related)
        self.open_button = self.add_button("&Open beside", self._open, default=True)
        self.add_close()
        self.filter.textChanged.connect(self._hide)
        self.within.activated.connect(self._hide)
        self.list.itemSelectionChanged.connect(self._enable)
        self.list.itemActivated.connect(lambda item: self.opened.emit(item.data(0, ITEM)))
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(400)
        self._later.timeout.connect(self.reload)
        session.changed.connect(self._follow)
        self.resize(820, 560)
        self.reload()

    def reload(self) -> None:
        """Read the list of texts; what was chosen stays chosen."""
        kept, within = set(self.chosen()), self.within.currentData() or ""
        infos = self.session.text_infos()
        blocked = self.list.blockSignals(True)  # a thousand chosen rows would be counted a thousand times
        self.list.setSortingEnabled(False)
        self.list.clear()
        rows = [_row(info) for info in infos]
        for row in rows:
            self.list.addTopLevelItem(row)  # one by one: of a list PySide does not hand over the ownership
        self.list.setSortingEnabled(True)
        for row in rows:
            row.setSelected(row.data(0, ITEM) in kept)
        self.list.blockSignals(blocked)
        self.within.clear()
        self.within.addItem("All texts", "")
        for name, count in self.session.collections().items():
            self.within.addItem(f"{name} ({count})", name)
        self.within.setCurrentIndex(max(0, self.within.findData(within)))
        self._hide()
        self._enable()

    def chosen(self) -> list[str]:
        """The ids of the chosen texts that the filter shows."""
        return [item.data(0, ITEM) for item in self.list.selectedItems() if not item.isHidden()]

    def collect(self, name: str, *, into: bool = True) -> None:
        """Put the chosen texts into a collection, or take them out of it."""
        words = " ".join(name.replace(";", " ").split())
        if words and self.session.collect(self.chosen(), words, into=into):
            self.say(f"{'In' if into else 'Out of'} “{words}” now. Undo takes it back.")

    def remove(self) -> None:
        """Put the chosen texts into the trash."""
        ids = self.chosen()
        if ids and self.session.remove_texts(ids):
            count = f"{len(ids)} texts are" if len(ids) > 1 else "The text is"
            self.say(f"{count} in the trash. Undo brings them back.")

    def ask_for_name(self) -> None:
        """Ask what a new collection is called."""
        dialog = QInputDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle("New collection")
        dialog.setLabelText("What is the collection called?")
        dialog.textValueSelected.connect(self.collect)
        dialog.open()

    def _menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        wanted = set(self.chosen())
        infos = [info for info in self.session.text_infos() if info.id in wanted]
        for name in self.session.collections():
            held = sum(name in info.collections for info in infos)
            action = menu.addAction(name.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(held == len(infos))
            action.triggered.connect(lambda on, name=name: self.collect(name, into=on))
        if not menu.isEmpty():
            menu.addSeparator()
        menu.addAction("New Collection …", self.ask_for_name)
        menu.popup(self.collect_button.mapToGlobal(self.collect_button.rect().topLeft()))

    def _open(self) -> None:
        for id_ in self.chosen()[:1]:
            self.opened.emit(id_)

    def _related(self) -> None:
        for id_ in self.chosen()[:1]:
            self.related_wanted.emit(id_)

    def _hide(self) -> None:
        words, within = fold(self.filter.text()).split(), self.within.currentData() or ""
        shown = 0
        for at in range(self.list.topLevelItemCount()):
            item = self.list.topLevelItem(at)
            if item is None:
                continue
            hay, names = item.data(1, ITEM), item.data(5, ITEM)
            item.setHidden(not all(word in hay for word in words) or bool(within and within not in names))
            shown += not item.isHidden()
        total = self.list.topLevelItemCount()
        self.setWindowTitle(f"Texts · {shown:,}" if shown == total else f"Texts · {shown:,} of {total:,}")
        if total and not shown:
            self.say(NOTHING)
        elif self.message.text() == NOTHING:
            self.say("")
        self._enable()

    def _enable(self) -> None:
        many = len(self.chosen())
        for button in (self.collect_button, self.details_button, self.remove_button):
            button.setEnabled(many > 0 and self.session.can_write)
        for button in (self.open_button, self.related_button):
            button.setEnabled(many == 1)

    def _follow(self, changes: Changes) -> None:
        if changes.renewed:
            self.reload()
        elif changes.annotations:
            self._later.start()  # only the numbers of notes are others


def _row(info: TextInfo) -> _Row:
    counts = (f"{info.provisions:,}", f"{info.annotations:,}")
    row = _Row([info.title, info.date, info.lang, *counts, "; ".join(info.collections)])
    row.setData(0, ITEM, info.id)
    row.setToolTip(0, info.title)
    words = (info.id, info.title, info.short_title, info.date, info.place, info.lang, info.edition)
    row.setData(1, ITEM, fold("\n".join(words)))
    row.setData(3, ITEM + 1, info.provisions)
    row.setData(4, ITEM + 1, info.annotations)
    row.setData(5, ITEM, info.collections)
    for column in (3, 4):
        row.setTextAlignment(column, RIGHT)
    return row
