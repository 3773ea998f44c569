"""The search box and the list of hits under it; the words stay in the box while the arrows move in the list."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QFont, QFontMetrics, QKeyEvent, QPainter, QTextCharFormat, QTextLayout, QTextLine
from PySide6.QtWidgets import QFrame, QLineEdit, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from reader.library.models import Hit
from reader.ui.models.hits import HIT, TITLES, HitsModel
from reader.ui.models.link_hits import merged
from reader.ui.offsets import Utf16Map
from reader.ui.reading.layout import starts_rtl
from reader.ui.session import Session
from reader.ui.theme import Theme

WAIT = 60  # ms of rest before looking
LINKS = 6  # cross-references and names of the open texts that are listed
ROWS = 9
PAD = 10


class HitDelegate(QStyledItemDelegate):
    """A hit on two lines: where, and the words with what was asked for in bold."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        hit: Hit = index.data(HIT)
        return QSize(100, QFontMetrics(option.font).height() * (2 if hit.snippet else 1) + 12)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        hit: Hit = index.data(HIT)
        theme, metrics = self.theme, QFontMetrics(option.font)
        painter.save()
        try:
            if option.state & QStyle.StateFlag.State_Selected:
                painter.fillRect(option.rect, theme.colour("selected"))
            row = option.rect.adjusted(PAD, 6, -PAD, -6)
            kind = TITLES.get(hit.kind, hit.kind)
            width = metrics.horizontalAdvance(kind)
            painter.setPen(theme.colour("muted"))
            line = QRect(row.left(), row.top(), row.width(), metrics.height())
            painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, kind)
            title = QFont(option.font)
            title.setWeight(QFont.Weight.DemiBold)
            painter.setFont(title)
            painter.setPen(theme.colour("text"))
            words = QFontMetrics(title).elidedText(hit.title, Qt.TextElideMode.ElideRight, row.width() - width - PAD)
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, words)
            if hit.snippet:
                self._snippet(painter, option.font, hit, QPoint(row.left(), line.bottom() + 1), row.width())
        finally:
            painter.restore()

    def _snippet(self, painter: QPainter, font: QFont, hit: Hit, at: QPoint, width: int) -> None:
        plain = hit.snippet.replace("\n", " ")
        layout = QTextLayout(plain, font)
        bold = QTextCharFormat()
        bold.setFontWeight(QFont.Weight.Bold)
        bold.setForeground(self.theme.colour("accent"))
        offsets = Utf16Map(plain)
        ranges = []
        for start, end in hit.marks:
            part = QTextLayout.FormatRange()
            part.start = offsets.to_utf16(start)
            part.length = offsets.to_utf16(end) - part.start
            part.format = bold
            ranges.append(part)
        layout.setFormats(ranges)
        layout.beginLayout()
        line = layout.createLine()
        line.setLineWidth(100_000)
        line.setLineWidth(line.naturalTextWidth() + 1)
        layout.endLayout()
        painter.setPen(self.theme.colour("muted"))
        box = QRect(at.x(), at.y(), width, QFontMetrics(font).height() + 2)
        seen, left = fitted(line, width, QFontMetrics(font).horizontalAdvance("…"), rtl=starts_rtl(plain))
        if seen.width() < line.width():
            side = Qt.AlignmentFlag.AlignLeft if left else Qt.AlignmentFlag.AlignRight
            painter.setFont(font)
            painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, "…")
        painter.setClipRect(seen.translated(at.x(), at.y()))
        layout.draw(painter, QPointF(at.x() + (width - line.width() if left else 0), at.y()))


def fitted(line: QTextLine, width: int, dots: int, *, rtl: bool) -> tuple[QRectF, bool]:
    """What of a line is shown in `width` pixels, whole letters with room for the dots, and whether it ends at the left.

    The rectangle counts from the left of that room; a line from right to left stands at its right and keeps its
    beginning there.
    """
    whole = line.width()
    if whole <= width:
        return QRectF(width - whole if rtl else 0, 0, whole, line.height() + 2), rtl
    end = whole - width + dots if rtl else width - dots
    found: Any = line.cursorToX(line.xToCursor(end, QTextLine.CursorPosition.CursorOnCharacter))  # x and cursor
    edge = float(found[0])
    if rtl:
        edge = max(edge, end)
        return QRectF(edge - whole + width, 0, whole - edge, line.height() + 2), True
    return QRectF(0, 0, min(edge, end), line.height() + 2), False


class SearchBox(QLineEdit):
    """Looks everywhere while one types; Enter opens a hit, Esc goes back to the text."""

    opened = Signal(object)  # Hit
    save_wanted = Signal(str)  # a query to keep
    looked = Signal(str)  # the query whose hits are shown now; "" when the box is empty
    left = Signal()  # Esc

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._theme = theme
        self._popup: QFrame | None = None
        self.setPlaceholderText("⌕ Search texts, notes, tags…   Ctrl+K")
        self.setAccessibleName("Search texts, notes and tags")
        self.setClearButtonEnabled(True)
        self.model = HitsModel(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT)
        self._timer.timeout.connect(self.look)
        self.textEdited.connect(self._timer.start)
        self.textChanged.connect(lambda words: None if words else self._forget())

    def set_theme(self, theme: Theme) -> None:
        """Draw the hits in another theme."""
        self._theme = theme
        if self._popup is not None:
            self._delegate.theme = theme

    def begin(self) -> None:
        """Put the caret here, over what was typed before."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def ask(self, query: str) -> None:
        """Look for a query as if it had been typed."""
        self.setText(query)
        self.setFocus()
        self.look()

    def look(self) -> None:
        """Show the hits of what stands in the box."""
        self._timer.stop()
        query = self.text()
        if not query.strip():
            self.close_hits()
            return
        hits = merged(self._session, self._session.search(query), query, LINKS)
        self.model.set_hits(hits, query, can_save=self._session.can_write)
        self._open_hits(bool(hits))
        self.looked.emit(query)

    def _forget(self) -> None:
        self.close_hits()
        self.looked.emit("")

    def close_hits(self) -> None:
        """Take the list away."""
        if self._popup is not None:
            self._popup.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if self._popup is not None and self._popup.isVisible():
                self.close_hits()
            else:
                self.clear()
                self.left.emit()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._timer.isActive() or self._popup is None or not self._popup.isVisible():
                self.look()
            self._open(self._list.currentIndex() if self._popup is not None else QModelIndex())
            return
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: ROWS, Qt.Key.Key_PageUp: -ROWS}
        step = steps.get(Qt.Key(event.key()))
        if step is not None and self.model.rowCount() and self._popup is not None:
            now = self._list.currentIndex().row() if self._list.currentIndex().isValid() else -1
            row = max(0, min(self.model.rowCount() - 1, now + step))
            self._list.setCurrentIndex(self.model.index(row))
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.close_hits()

    def _open_hits(self, found: bool) -> None:
        if self._popup is None:
            self._popup = QFrame(self.window())
            self._popup.setObjectName("popup")
            self._popup.setFrameShape(QFrame.Shape.StyledPanel)
            self._popup.setAutoFillBackground(True)
            self._list = QListView(self._popup)
            self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._list.setFrameShape(QFrame.Shape.NoFrame)
            self._list.setModel(self.model)
            self._delegate = HitDelegate(self._theme, self._list)
            self._list.setItemDelegate(self._delegate)
            self._list.clicked.connect(self._open)
            self._list.setMouseTracking(True)
        heights = [self._list.sizeHintForRow(row) for row in range(min(ROWS, self.model.rowCount()))]
        corner = self.mapTo(self.window(), QPoint(0, self.height() + 2))
        width = min(max(460, self.width()), self.window().width() - corner.x() - 8)
        self._popup.setGeometry(QRect(corner, QSize(width, sum(heights) + 6)))
        self._list.setGeometry(2, 2, width - 4, sum(heights) + 2)  # with the edge that the style sheet gives it
        self._popup.setVisible(bool(heights))
        self._popup.raise_()
        if found:
            self._list.setCurrentIndex(self.model.index(0))

    def _open(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        hit: Hit = index.data(HIT)
        self.close_hits()
        if hit.kind == "save":
            self.save_wanted.emit(hit.id)
        else:
            self.opened.emit(hit)
