"""The sidebar: the texts of the library, the tags, the saved searches."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QDrag, QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from reader.library.models import COLOURS, Changes, SavedSearch, TagInfo, TextInfo
from reader.ui.models.sidebar import NODE, Node, SidebarModel, short_date
from reader.ui.session import Session
from reader.ui.theme import Theme

TEXT_MIME = "application/x-declaration-reader-text"  # the id of a text that is dragged onto a pane
INDENT = 14
PAD = 8


class SidebarDelegate(QStyledItemDelegate):
    """Draws sections as small headings, texts on two lines, tags with their counts."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self._lines: tuple[str, int, int] = ("", 0, 0)  # font, and the heights of a line in it and in the small one

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        node: Node = index.data(NODE)
        key = option.font.key()
        if self._lines[0] != key:  # asked for each of thousands of rows
            small = QFontMetrics(_small(option.font)).height()
            self._lines = key, QFontMetrics(option.font).height(), small
        _, line, small = self._lines
        if node.sort == "section":
            return QSize(40, line + 18)
        if node.sort in ("text", "add") and node.detail:
            return QSize(40, line + small + 14)
        return QSize(40, line + 10)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        node: Node = index.data(NODE)
        depth, above = 0, node.parent
        while above is not None and above.sort == "tag":
            depth, above = depth + 1, above.parent
        view = option.widget
        width = view.viewport().width() if isinstance(view, QTreeView) else option.rect.right()
        row = QRect(4, option.rect.top() + 1, width - 8, option.rect.height() - 2)
        painter.save()
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if node.sort == "section":
                self._section(painter, option, node, row)
            else:
                self._ground(painter, option, node, row)
                self._row(painter, option, node, row.adjusted(PAD + INDENT * depth, 0, -PAD, 0))
        finally:
            painter.restore()

    def _section(self, painter: QPainter, option: QStyleOptionViewItem, node: Node, row: QRect) -> None:
        font = _small(option.font)
        font.setWeight(QFont.Weight.DemiBold)
        font.setCapitalization(QFont.Capitalization.AllUppercase)
        font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 108)
        painter.setFont(font)
        painter.setPen(self.theme.colour("muted"))
        painter.drawText(row.adjusted(4, 0, 0, -4), Qt.AlignmentFlag.AlignBottom, node.label)

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem, node: Node, row: QRect) -> None:
        state = option.state
        ground = row.toRectF().adjusted(0.5, 0.5, -0.5, -0.5)
        chosen = bool(state & QStyle.StateFlag.State_Selected) and bool(state & QStyle.StateFlag.State_HasFocus)
        if node.shown or chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(self.theme.colour("selected") if node.shown or chosen else self.theme.colour("chip"))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(ground, 6, 6)
        if chosen:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self.theme.colour("accent"), 1.6))
            painter.drawRoundedRect(ground, 6, 6)

    def _row(self, painter: QPainter, option: QStyleOptionViewItem, node: Node, row: QRect) -> None:
        font = QFont(option.font)
        if node.shown:
            font.setWeight(QFont.Weight.DemiBold)
        metrics = QFontMetrics(font)
        painter.setFont(font)
        painter.setPen(self.theme.colour("text"))
        two = node.sort in ("text", "add") and bool(node.detail)
        count = f" {node.detail}" if node.sort in ("tag", "collection") else ""
        small = _small(option.font)
        room = row.width() - QFontMetrics(small).horizontalAdvance(count) - (12 if node.colour else 0)
        label = metrics.elidedText(node.label, Qt.TextElideMode.ElideRight, room)
        line = QRect(row.left(), row.top() + 5, row.width(), metrics.height()) if two else row
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, label)
        end = row.left() + metrics.horizontalAdvance(label)
        painter.setFont(small)
        painter.setPen(self.theme.colour("muted"))
        if two:
            below = line.translated(0, metrics.height())
            words = QFontMetrics(small).elidedText(node.detail, Qt.TextElideMode.ElideRight, row.width())
            painter.drawText(below, Qt.AlignmentFlag.AlignVCenter, words)
        elif count:
            painter.drawText(QRect(end + 2, row.top(), 80, row.height()), Qt.AlignmentFlag.AlignVCenter, count)
        if node.colour:
            role = f"highlight.{node.colour}" if node.colour in COLOURS else node.colour
            painter.setPen(QPen(self.theme.colour("border"), 1))
            painter.setBrush(self.theme.colour(role))
            painter.drawEllipse(QPoint(row.right() - 4, row.center().y()), 4, 4)


class SidebarTree(QTreeView):
    """The tree; Enter and double click open, with Ctrl in the other pane."""

    chosen = Signal(QModelIndex, bool)  # an item was opened; True: in the other pane
    menu_wanted = Signal(QModelIndex, QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setHeaderHidden(True)
        self.setFrameShape(QTreeView.Shape.NoFrame)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setItemsExpandable(False)
        self.setExpandsOnDoubleClick(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setDragEnabled(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setAccessibleName("Library, tags and saved searches")
        self.customContextMenuRequested.connect(self._menu)

    def _menu(self, point: QPoint) -> None:
        self.menu_wanted.emit(self.indexAt(point), self.viewport().mapToGlobal(point))

    def carried(self, index: QModelIndex) -> QMimeData | None:
        """What is dragged from a row: the id of its text; nothing from other rows."""
        node: Node | None = index.data(NODE)
        if node is None or node.sort != "text":
            return None
        data = QMimeData()
        data.setData(TEXT_MIME, node.key.encode())
        return data

    def startDrag(self, actions: Qt.DropAction) -> None:
        data = self.carried(self.currentIndex())
        if data is not None:
            drag = QDrag(self)
            drag.setMimeData(data)
            drag.exec(Qt.DropAction.CopyAction)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.chosen.emit(self.currentIndex(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
            return
        super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.data(NODE).sort == "text":
            self.chosen.emit(index, False)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() != Qt.MouseButton.LeftButton or not index.isValid():
            return
        other = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if index.data(NODE).sort != "text" or other:  # a text is opened by two clicks: one would swap it unasked
            self.chosen.emit(index, other)


class LibraryPane(QWidget):
    """What the library holds, and the ways to it."""

    text_chosen = Signal(str, bool)  # id; True: in the pane that is not active
    tag_chosen = Signal(str)
    search_chosen = Signal(str)
    add_wanted = Signal()
    menu_wanted = Signal(str, str, QPoint)  # sort and key of the node, where

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._subtitles: dict[str, str] = {}
        self._seen: tuple[Sequence[TextInfo], list[TagInfo], list[SavedSearch]] = ((), [], [])  # as they are shown
        self._collection = ""  # whose texts alone are listed; "" for all
        self.model = SidebarModel(self)
        self.tree = SidebarTree()
        self.tree.setModel(self.model)
        self.delegate = SidebarDelegate(theme, self.tree)
        self.tree.setItemDelegate(self.delegate)
        self.tree.setObjectName("sidebar")
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.addWidget(self.tree)
        self._column = column
        self.tree.chosen.connect(self._chosen)
        self.tree.menu_wanted.connect(self._menu)
        self.refresh()

    def put_above(self, line: QWidget) -> None:
        """Put a line over the list; it shows itself when it has something to say."""
        self._column.insertWidget(0, line)

    def refresh(self, infos: Sequence[TextInfo] | None = None) -> None:
        """Read the library again; the current item stays current. `infos` are its texts, where they are known."""
        session = self._session
        at = self.tree.currentIndex()
        kept = (self.model.node(at).sort, self.model.node(at).key) if at.isValid() else None
        for text_id in session.shown:  # of a text that was never open, its place and date are known
            text = session.text(text_id)
            subtitle = text.meta.get("subtitle") if text is not None else None
            if text is not None and isinstance(subtitle, str):
                day = " ".join(short_date(text.date).split()[:-1])
                self._subtitles[text_id] = f"{subtitle} · {day}" if day else subtitle
        if infos is None:
            infos = session.text_infos()
        tags, searches = session.tags(), session.saved_searches()
        self._seen = infos, tags, searches
        if not any(self._collection in info.collections for info in infos):
            self._collection = ""
        self.model.fill(
            infos,
            tags,
            searches,
            shown=session.shown,
            subtitles=self._subtitles,
            adding=session.can_write,
            collection=self._collection,
        )
        self.tree.expandAll()
        if kept is not None:
            self.tree.setCurrentIndex(self.model.find(*kept))

    def follow(self, changes: Changes) -> None:
        """Show what an edit changed here; a keystroke in a note changes nothing, however many texts there are."""
        if changes.renewed:
            self.refresh()
        elif changes.tags or changes.searches or changes.annotations:
            infos, tags, searches = self._seen
            if (self._session.tags(), self._session.saved_searches()) != (tags, searches):
                self.refresh(infos)

    def set_theme(self, theme: Theme) -> None:
        """Draw in another theme."""
        self.delegate.theme = theme
        self.tree.viewport().update()

    def _chosen(self, index: QModelIndex, other: bool) -> None:
        node: Node = index.data(NODE)
        if node.sort == "text":
            self.text_chosen.emit(node.key, other)
        elif node.sort == "tag":
            self.tag_chosen.emit(node.key)
        elif node.sort == "search":
            self.search_chosen.emit(node.key)
        elif node.sort == "collection":
            self._collection = "" if node.key == self._collection else node.key
            self.refresh()
        elif node.sort == "add":
            self.add_wanted.emit()

    def _menu(self, index: QModelIndex, where: QPoint) -> None:
        node: Node = self.model.node(index)
        self.menu_wanted.emit(node.sort, node.key, where)


def _small(font: QFont) -> QFont:
    new = QFont(font)
    new.setPointSizeF(max(7.0, font.pointSizeF() - 1.5))
    return new
