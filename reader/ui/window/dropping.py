"""A text dragged from the library onto the desk: into a pane, or between panes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from reader.ui.panes.library import TEXT_MIME
from reader.ui.window.row import MOST

if TYPE_CHECKING:
    from PySide6.QtGui import QDropEvent

    from reader.ui.window.desk import Desk

EDGE = 0.22  # of a pane's width: dropped there, a text comes in beside it


class _Shade(QWidget):
    """Shows where the text would go."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self.hide()

    def paintEvent(self, event: Any) -> None:
        theme = self._desk.view.theme
        p = QPainter(self)
        try:
            colour = theme.colour("accent")
            p.setPen(colour)
            p.setOpacity(0.14)
            p.fillRect(self.rect(), colour)
            p.setOpacity(1.0)
            for inset in range(2):
                p.drawRect(self.rect().adjusted(inset, inset, -1 - inset, -1 - inset))
        finally:
            p.end()


class Drops:
    """Follows a drag over one desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._shade = _Shade(desk)

    def target(self, point: QPoint) -> tuple[int, bool, QRect]:
        """Where a text dropped at a point of the desk goes: pane, whether before it, and the place to show."""
        desk = self._desk
        seen = [i for i, pane in enumerate(desk.panes) if pane.isVisible()]
        room = len(desk.panes) < MOST and not desk.single and desk.panes[0].view.text is not None
        for i in seen:
            box = desk.panes[i].geometry()
            band = max(24, round(box.width() * EDGE)) if room else 0
            if room and point.x() < box.left() + band:
                return i, True, QRect(box.left(), 0, band, desk.height())
            if point.x() <= box.right() - band or (not room and i == seen[-1]):
                return i, False, box
            if room and (point.x() <= box.right() or i == seen[-1]):
                return i + 1, True, QRect(box.right() - band, 0, band, desk.height())
        return seen[-1], False, desk.panes[seen[-1]].geometry()

    def enter(self, event: QDropEvent) -> None:
        """A drag came over the desk; what is not a text of the library is left to the window."""
        if event.mimeData().hasFormat(TEXT_MIME):
            event.acceptProposedAction()
        else:
            event.ignore()

    def move(self, event: QDropEvent) -> None:
        """It moves: show where it would go."""
        if not event.mimeData().hasFormat(TEXT_MIME):
            event.ignore()
            return
        self._shade.setGeometry(self.target(event.position().toPoint())[2])
        self._shade.show()
        self._shade.raise_()
        event.acceptProposedAction()

    def leave(self) -> None:
        """It went elsewhere."""
        self._shade.hide()

    def drop(self, event: QDropEvent) -> None:
        """It was let go."""
        self._shade.hide()
        if not event.mimeData().hasFormat(TEXT_MIME):
            event.ignore()
            return
        text_id = bytes(event.mimeData().data(TEXT_MIME).data()).decode("utf-8", "replace")
        pane, before, _ = self.target(event.position().toPoint())
        event.acceptProposedAction()
        self._desk.text_dropped.emit(text_id, pane, before)
