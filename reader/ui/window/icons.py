"""The signs of actions, drawn: a patch of colour for a highlight, letters for the rest."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPen, QPixmap

from reader.ui.theme import Theme
from reader.ui.window.actions import ActionSet

SIZE = 18
RATIOS = (1.0, 2.0)  # for plain and for dense screens


def sign(spec: str, theme: Theme) -> QIcon:
    """The icon of an action's `icon`: a role of the theme ("highlight.yellow"), or one or two characters."""
    icon = QIcon()
    for ratio in RATIOS:
        for mode, role in ((QIcon.Mode.Normal, "text"), (QIcon.Mode.Disabled, "muted")):
            pixmap = QPixmap(round(SIZE * ratio), round(SIZE * ratio))
            pixmap.setDevicePixelRatio(ratio)
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            try:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                if spec.startswith("highlight."):
                    _patch(painter, theme.colour(spec), theme.strong(spec))
                else:
                    _letters(painter, spec, theme.colour(role))
            finally:
                painter.end()
            icon.addPixmap(pixmap, mode)
    return icon


def dress(actions: ActionSet, theme: Theme) -> None:
    """Give every action that has a sign its icon in the colours of a theme."""
    for act, action in actions:
        if act.icon:
            action.setIcon(sign(act.icon, theme))


def _patch(painter: QPainter, colour: QColor, edge: QColor) -> None:
    painter.setPen(QPen(edge, 1.2))
    painter.setBrush(colour)
    painter.drawRoundedRect(QRectF(2.5, 2.5, SIZE - 5, SIZE - 5), 4, 4)


def _letters(painter: QPainter, words: str, colour: QColor) -> None:
    font = QFont()
    font.setPixelSize(14 if len(words) == 1 else 12)
    painter.setFont(font)
    painter.setPen(colour)
    painter.drawText(QRectF(0, 0, SIZE, SIZE), Qt.AlignmentFlag.AlignCenter, words)
