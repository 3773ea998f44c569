"""Fields whose little arrows a style sheet takes away: they get them back in the theme's colour."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QFontComboBox,
    QHBoxLayout,
    QLineEdit,
    QToolButton,
    QWidget,
)


def _arrow(box: QComboBox) -> None:
    painter = QPainter(box)
    try:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        group = QPalette.ColorGroup.Normal if box.isEnabled() else QPalette.ColorGroup.Disabled
        pen = QPen(box.palette().color(group, QPalette.ColorRole.PlaceholderText), 1.6)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        left = box.layoutDirection() == Qt.LayoutDirection.RightToLeft
        x, y = (13.0 if left else box.width() - 13.0), box.height() / 2
        painter.drawPolyline(QPolygonF([QPointF(x - 4, y - 2), QPointF(x, y + 2), QPointF(x + 4, y - 2)]))
    finally:
        painter.end()


def shorten(box: QComboBox) -> None:
    """Let a box be narrower than its longest item, which is shortened in it and whole in its list."""
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(12)


class Choice(QComboBox):
    """A list to choose from."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        _arrow(self)


class FontChoice(QFontComboBox):
    """A list of typefaces to choose from."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        _arrow(self)


class Stepper(QWidget):
    """A number with − and + beside it, large enough to hit; the style sheet takes the little arrows away.

    `NoButtons` would do that too, but with a style sheet it leaves the field one pixel wide (Qt 6.11).
    """

    def __init__(self, spin: QAbstractSpinBox, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spin = spin
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(spin, 1)
        for line in spin.findChildren(QLineEdit):
            line.setTextMargins(6, 0, 6, 0)  # a style sheet's padding does not reach it (Qt 6.11)
        for face, name, act in (("−", "Less", spin.stepDown), ("+", "More", spin.stepUp)):
            button = QToolButton(self)
            button.setText(face)
            button.setAccessibleName(name)
            button.setAutoRepeat(True)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the arrow keys do it in the field
            button.setFixedSize(28, 28)
            button.clicked.connect(act)
            row.addWidget(button)
        self.setFocusProxy(spin)
