"""A list to choose from that shows that it is one: a style sheet takes the arrow of Qt's own away."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPalette, QPen
from PySide6.QtWidgets import QComboBox, QWidget

WIDEST = 36  # average letters


class Choice(QComboBox):
    """A combo box with an arrow in the colour of its words; long titles are cut, not the window widened."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setMaximumWidth(self.fontMetrics().averageCharWidth() * WIDEST)
        self.setMinimumContentsLength(6)

    def paintEvent(self, event: Any) -> None:
        super().paintEvent(event)
        p = QPainter(self)
        try:
            p.setRenderHint(QPainter.RenderHint.Antialiasing)
            pen = QPen(self.palette().color(QPalette.ColorRole.PlaceholderText), 1.6)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            p.setPen(pen)
            x = 14.0 if self.isRightToLeft() else self.width() - 14.0
            y = self.height() / 2 + 2
            p.drawPolyline([QPointF(x - 3.5, y - 3.5), QPointF(x, y), QPointF(x + 3.5, y - 3.5)])
        finally:
            p.end()
