"""The matrix on the screen: a cursor among the cells, zoom, tooltips; a click or Return goes to both provisions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from reader.ui.overview.drawing import Drawing, Frame
from reader.ui.overview.words import said

LARGEST, STEP = 60.0, 1.25  # pixels of a cell; factor of a step of zoom


class MatrixView(QAbstractScrollArea):
    """Shows a `Drawing`; rows and columns count from 0."""

    moved = Signal(str)  # the cell of the cursor, in words
    activated = Signal(int, int)  # row, column

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drawing: Drawing | None = None
        self._cell = 0.0  # 0: as large as fits
        self._hovered: tuple[int, int] | None = None
        self.cursor_cell = (0, 0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.setAccessibleName("Matrix of cross-references")
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)

    # What can be asked

    @property
    def drawing(self) -> Drawing | None:
        """What is shown."""
        return self._drawing

    @property
    def frame(self) -> Frame:
        """Where things are now."""
        drawing = self._drawing
        if drawing is None:
            return Frame(1.0, 0.0, 0.0)
        left, top = self._headers(drawing)
        x, y = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        return Frame(self.cell, left, top, float(x), float(y))

    @property
    def cell(self) -> float:
        """The size of a cell in pixels."""
        if self._drawing is None:
            return 1.0
        return self._cell or self._drawing.fitting(self.viewport().width(), self.viewport().height())

    def set_drawing(self, drawing: Drawing | None) -> None:
        """Show another matrix, or the same in another look; the cursor stays as far as it can."""
        old, self._drawing = self._drawing, drawing
        self._hovered = None
        if drawing is not None:
            matrix = drawing.matrix
            if old is None or (old.a.id, old.b.id) != (drawing.a.id, drawing.b.id):
                first = next(matrix.shown(drawing.hidden), None)
                self.cursor_cell = (first[0], first[1]) if first is not None else (0, 0)
                self._cell = 0.0
            row, column = self.cursor_cell
            self.cursor_cell = (max(0, min(row, matrix.rows - 1)), max(0, min(column, matrix.columns - 1)))
            self._tell()
        self._resize_bars()
        self.viewport().update()

    def zoom(self, steps: int, at: QPointF | None = None) -> None:
        """Make cells larger or smaller around a point (the cursor's cell); 0 steps: as large as fits."""
        if self._drawing is None:
            return
        frame = self.frame
        at = at or frame.rect(*self.cursor_cell).center()
        column, row = (at.x() - frame.left + frame.x) / frame.cell, (at.y() - frame.top + frame.y) / frame.cell
        fitting = self._drawing.fitting(self.viewport().width(), self.viewport().height())
        self._cell = 0.0 if not steps else min(LARGEST, max(fitting, frame.cell * STEP**steps))
        self._resize_bars()
        left, top = self._headers(self._drawing)
        self.horizontalScrollBar().setValue(round(column * self.cell - at.x() + left))
        self.verticalScrollBar().setValue(round(row * self.cell - at.y() + top))
        self._hovered = None
        self.viewport().update()

    def move_to(self, row: int, column: int) -> None:
        """Put the cursor on a cell and bring that into sight."""
        drawing = self._drawing
        if drawing is None or not drawing.matrix.rows or not drawing.matrix.columns:
            return
        matrix = drawing.matrix
        self.cursor_cell = (max(0, min(row, matrix.rows - 1)), max(0, min(column, matrix.columns - 1)))
        frame, view = self.frame, self.viewport()
        for bar, at, room in (
            (self.horizontalScrollBar(), self.cursor_cell[1] * frame.cell, view.width() - frame.left),
            (self.verticalScrollBar(), self.cursor_cell[0] * frame.cell, view.height() - frame.top),
        ):
            if at < bar.value():
                bar.setValue(int(at))
            elif at + frame.cell > bar.value() + room:
                bar.setValue(round(at + frame.cell - room) + 1)
        self._tell()
        view.update()

    def cell_at(self, point: QPointF) -> tuple[int, int] | None:
        """The cell under a point of the viewport; None over the headers and outside."""
        frame, drawing = self.frame, self._drawing
        if drawing is None or point.x() < frame.left or point.y() < frame.top:
            return None
        row = int((point.y() - frame.top + frame.y) // frame.cell)
        column = int((point.x() - frame.left + frame.x) // frame.cell)
        return (row, column) if row < drawing.matrix.rows and column < drawing.matrix.columns else None

    def words(self) -> str:
        """The cell of the cursor in words."""
        drawing = self._drawing
        if drawing is None or not drawing.matrix.rows or not drawing.matrix.columns:
            return ""
        return said(drawing.a, drawing.b, drawing.matrix, *self.cursor_cell, drawing.hidden).line

    # Inside

    def _headers(self, drawing: Drawing) -> tuple[float, float]:
        return drawing.headers(self.viewport().width(), self.cell)

    def _tell(self) -> None:
        words = self.words()
        self.setAccessibleDescription(words)  # which screen readers hear of
        self.moved.emit(words)

    def _resize_bars(self) -> None:
        drawing = self._drawing
        if drawing is None:
            return
        view, (left, top) = self.viewport(), self._headers(drawing)
        for bar, count, room in (
            (self.horizontalScrollBar(), drawing.matrix.columns, view.width() - left),
            (self.verticalScrollBar(), drawing.matrix.rows, view.height() - top),
        ):
            bar.setRange(0, max(0, round(count * self.cell - room) + 2) if self._cell else 0)
            bar.setPageStep(max(1, int(room)))
            bar.setSingleStep(max(8, round(self.cell)))

    def _step(self, key: int, far: bool) -> bool:
        drawing = self._drawing
        if drawing is None:
            return False
        row, column = self.cursor_cell
        matrix, page = drawing.matrix, max(1, int((self.viewport().height() - self.frame.top) // self.cell) - 1)
        keys, last = Qt.Key, matrix.columns - 1
        to: dict[int, Callable[[], tuple[int, int]]] = {
            keys.Key_Left: lambda: (row, drawing.next_in(row, column, -1) if far else column - 1),
            keys.Key_Right: lambda: (row, drawing.next_in(row, column, 1) if far else column + 1),
            keys.Key_Up: lambda: (drawing.next_row(row, column, -1) if far else row - 1, column),
            keys.Key_Down: lambda: (drawing.next_row(row, column, 1) if far else row + 1, column),
            keys.Key_Home: lambda: (0 if far else row, 0),
            keys.Key_End: lambda: (matrix.rows - 1 if far else row, last),
            keys.Key_PageUp: lambda: (max(0, row - page), column),
            keys.Key_PageDown: lambda: (min(matrix.rows - 1, row + page), column),
        }
        if key not in to:
            return False
        target = to[key]()
        if min(target) >= 0:
            self.move_to(*target)
        return True

    # -- Qt

    def sizeHint(self) -> QSize:
        return QSize(640, 440)

    def paintEvent(self, event: Any) -> None:
        p = QPainter(self.viewport())
        try:
            view = self.viewport()
            drawing = self._drawing
            if drawing is None:
                p.eraseRect(view.rect())
                return
            frame = self.frame
            drawing.paint(p, frame, view.width(), view.height(), self.cursor_cell)
            self._paint_cursor(p, drawing, frame)
        finally:
            p.end()

    def _paint_cursor(self, p: QPainter, drawing: Drawing, frame: Frame) -> None:
        view, focused = self.viewport(), self.hasFocus()
        accent = drawing.theme.colour("accent")
        if not drawing.matrix.rows or not drawing.matrix.columns:
            return
        here = frame.rect(*self.cursor_cell)
        grown = max(0.0, (7.0 - here.width()) / 2)
        p.save()
        p.setClipRect(int(frame.left) - 4, int(frame.top) - 4, view.width(), view.height())
        p.setPen(QPen(accent, 2.0, Qt.PenStyle.SolidLine if focused else Qt.PenStyle.DotLine))
        p.drawRect(here.adjusted(-grown, -grown, grown, grown))
        p.restore()
        if focused:
            p.setPen(QPen(accent, 1))
            p.drawRect(view.rect().adjusted(0, 0, -1, -1))

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._resize_bars()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self._hovered = None
        self.viewport().update()

    def focusInEvent(self, event: Any) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: Any) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def keyPressEvent(self, event: Any) -> None:
        key, far = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            if self._drawing is not None:
                self.activated.emit(*self.cursor_cell)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(1)
        elif key == Qt.Key.Key_Minus:
            self.zoom(-1)
        elif key == Qt.Key.Key_0:
            self.zoom(0)
        elif not self._step(key, far):
            super().keyPressEvent(event)

    def mousePressEvent(self, event: Any) -> None:
        found = self.cell_at(event.position())
        if found is not None and event.button() == Qt.MouseButton.LeftButton:
            self.move_to(*found)
            self.activated.emit(*found)

    def mouseMoveEvent(self, event: Any) -> None:
        found, drawing = self.cell_at(event.position()), self._drawing
        if found == self._hovered:
            return
        self._hovered = found
        if found is None or drawing is None:
            QToolTip.hideText()
        else:
            words = said(drawing.a, drawing.b, drawing.matrix, *found, drawing.hidden)
            QToolTip.showText(event.globalPosition().toPoint(), words.html, self.viewport())

    def wheelEvent(self, event: Any) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(1 if event.angleDelta().y() > 0 else -1, event.position())
            event.accept()
        else:
            super().wheelEvent(event)
