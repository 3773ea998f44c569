"""The links of a text that is read alone, listed beside the lines that they belong to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QWidget

from reader.ui.reading.pointing import Pointing
from reader.ui.reading.typography import sans

if TYPE_CHECKING:
    from reader.ui.reading.view import ReadingView

WIDTH = 236
PAD = 10


class Beside(NamedTuple):
    """One link as it is listed: the key, the role of its colour, a short line, and the words at the other end."""

    key: str
    role: str
    title: str
    words: str


class Aside(Pointing):
    """A column that scrolls with a view; each entry stands level with its provision, or below the one before."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: ReadingView | None = None
        self._items: Callable[[ReadingView, int], Sequence[Beside]] | None = None
        self._boxes: list[tuple[QRectF, Beside]] = []
        self.setFixedWidth(WIDTH)
        self.setMouseTracking(True)
        self.setAccessibleName("Cross-references of what is on the screen")

    def set_source(self, items: Callable[[ReadingView, int], Sequence[Beside]]) -> None:
        """Say where the entries of a provision (from 1) of a view come from."""
        self._items = items
        self.update()

    def follow(self, view: ReadingView | None) -> None:
        """Stand beside another view, or beside none."""
        if view is self._view:
            return
        if self._view is not None:
            self._view.scrolled.disconnect(self.update)
            self._view.restyled.disconnect(self._restyle)
            self._view.overlay_changed.disconnect(self.update)
        self._view = view
        if view is not None:
            view.scrolled.connect(self.update)
            view.restyled.connect(self._restyle)
            view.overlay_changed.connect(self.update)
            self._restyle()

    def _restyle(self) -> None:
        self.update()

    def shown(self) -> list[str]:
        """The keys of the entries on the screen, from top to bottom."""
        return [item.key for _, item in self._lay()]

    def _lay(self) -> list[tuple[QRectF, Beside]]:
        view = self._view
        if view is None or self._items is None or not view.page.ready:
            return []
        offset = view.surface.mapToGlobal(QPoint(0, 0)).y() - self.mapToGlobal(QPoint(0, 0)).y()
        metrics = QFontMetricsF(sans(9.0))
        height = round(metrics.height() * 2 + 9)
        boxes: list[tuple[QRectF, Beside]] = []
        low = float(offset)
        pieces = view.page.heights_pieces
        rows = [row for row in view.page.rows() if pieces.opens(row.piece)]
        for k, row in enumerate(rows):
            y = max(low, float(row.y + row.laid.top + offset))
            until = rows[k + 1].y + offset if k + 1 < len(rows) else self.height()
            for n, item in enumerate(self._items(view, pieces.provision(row.piece) + 1)):
                if n and y + height > until:  # the best always has its place; others only where there is room
                    break
                boxes.append((QRectF(0, y, self.width() - PAD, height), item))
                y += height + 4
            low = max(low, y)
        return boxes

    # -- Qt

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, 200)

    def paintEvent(self, event: Any) -> None:
        p = QPainter(self)
        try:
            if self._view is not None:
                p.fillRect(self.rect(), self._view.theme.colour("paper"))
            self._boxes = self._lay()
            for box, item in self._boxes:
                self._paint(p, box, item)
        finally:
            p.end()

    def _paint(self, p: QPainter, box: QRectF, item: Beside) -> None:
        assert self._view is not None
        theme = self._view.theme
        if item.key == self._pointed:
            p.fillRect(box, theme.mix(item.role, 0.14))
        p.fillRect(QRectF(box.left(), box.top() + 1, 3, box.height() - 2), theme.colour(item.role))
        bold, small = sans(9.0, bold=True), sans(9.0)
        metrics = QFontMetricsF(small)
        room = box.width() - 14
        p.setFont(bold)
        p.setPen(theme.colour("text"))
        base = box.top() + 3 + metrics.ascent()
        title = QFontMetricsF(bold).elidedText(item.title, Qt.TextElideMode.ElideRight, room)
        p.drawText(QPoint(round(box.left() + 10), round(base)), title)
        p.setFont(small)
        p.setPen(theme.colour("muted"))
        words = metrics.elidedText(item.words, Qt.TextElideMode.ElideRight, room)
        p.drawText(QPoint(round(box.left() + 10), round(base + metrics.height())), words)

    def _key_at(self, point: QPoint) -> str | None:
        return next((item.key for box, item in self._boxes if box.contains(point.toPointF())), None)

    def mouseMoveEvent(self, event: Any) -> None:
        key = self._key_at(event.position().toPoint())
        self.point_at(key, event.globalPosition().toPoint(), idle="ArrowCursor")

    def mouseReleaseEvent(self, event: Any) -> None:
        key = self._key_at(event.position().toPoint())
        if key is not None:
            self.clicked.emit(key)

    def wheelEvent(self, event: Any) -> None:
        if self._view is not None:
            self._view.wheelEvent(event)
