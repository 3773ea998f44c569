"""What can be pointed at and clicked by key: ribbons between texts, entries beside one."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QWidget


class Pointing(QWidget):
    """A widget that tells which of the things painted on it is pointed at."""

    hovered = Signal(object, object)  # key or None, global point
    clicked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pointed: str | None = None

    def point_at(self, key: str | None, where: QPoint, *, idle: str) -> None:
        """The pointer is over this key (None: over nothing, where its shape is the cursor named `idle`)."""
        if key != self._pointed:
            self._pointed = key
            from PySide6.QtCore import Qt  # late: nobody points before the first paint

            self.setCursor(Qt.CursorShape.PointingHandCursor if key else Qt.CursorShape[idle])
            self.hovered.emit(key, where)
            self.update()

    def leaveEvent(self, event: Any) -> None:
        if self._pointed is not None:
            self._pointed = None
            self.hovered.emit(None, QPoint())
            self.update()
