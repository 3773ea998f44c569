"""The button in the corner of a pane, behind which is what can be done with the pane."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractButton, QWidget

from reader.ui.reading.view import ReadingView

SIDE = 22


class CornerButton(QAbstractButton):
    """Three dots in the colours of the pane; it takes the focus by Tab only."""

    asked = Signal(object)  # the global point below it

    def __init__(self, view: ReadingView, parent: QWidget) -> None:
        super().__init__(parent)
        self._view = view
        self.setAccessibleName("Menu of this pane")
        self.setToolTip("Contents, size and place of this pane")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.clicked.connect(lambda: self.asked.emit(self.mapToGlobal(QPoint(0, self.height()))))
        view.restyled.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(SIDE, SIDE)

    def paintEvent(self, event: Any) -> None:
        theme = self._view.theme
        p = QPainter(self)
        try:
            p.setRenderHint(QPainter.RenderHint.Antialiasing)
            box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            if self.underMouse() or self.isDown():
                p.setPen(Qt.PenStyle.NoPen)
                p.setBrush(theme.colour("chip"))
                p.drawRoundedRect(box, 5, 5)
            if self.hasFocus():
                p.setPen(theme.colour("accent"))
                p.setBrush(Qt.BrushStyle.NoBrush)
                p.drawRoundedRect(box, 5, 5)
            p.setPen(Qt.PenStyle.NoPen)
            p.setBrush(theme.colour("muted"))
            middle = box.center()
            for dx in (-5.0, 0.0, 5.0):
                p.drawEllipse(QRectF(middle.x() + dx - 1.3, middle.y() - 1.3, 2.6, 2.6))
        finally:
            p.end()
