"""What the pointer does in a reading view; imported after the first paint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from reader.ui.reading.handles import Handles
from reader.ui.reading.selection import unit_at

if TYPE_CHECKING:
    from reader.ui.reading.view import ReadingView

_SCROLL_EVERY = 16  # ms between the steps of scrolling while dragging


class Mouse(QObject):
    """Selecting by drag and by clicks, pointing at marks, scrolling."""

    def __init__(self, view: ReadingView, viewport: QWidget) -> None:
        super().__init__(view)
        self._view = view
        self._viewport = viewport
        self._down = self._dragged = False
        self._clicks = 0
        self._last_press = QPoint()
        self._from = (0, 0)  # the word, sentence or provision that the drag began with
        self._pressed = QPoint()
        self._pointed: tuple[str, ...] = ()
        self._hand = False
        self._count_down = QTimer(self)
        self._count_down.setSingleShot(True)
        self._count_down.timeout.connect(self._forget_clicks)
        self._auto = QTimer(self)
        self._auto.setInterval(_SCROLL_EVERY)
        self._auto.timeout.connect(self._autoscroll)
        self._at = QPoint()
        self._grip = False  # the pointer is over a grip
        self.handles = view.handles = Handles(view)

    def press(self, event: Any) -> None:
        """A press, the second of a double click too: clicks are counted here, up to four."""
        view = self._view
        view.stop_gliding()
        point = event.position().toPoint()
        if event.button() != Qt.MouseButton.LeftButton or view.text is None:
            return
        if self.handles.take(point):
            self._down = self._dragged = True
            return
        near = (point - self._last_press).manhattanLength() < 6
        self._clicks = self._clicks % 4 + 1 if self._count_down.isActive() and near else 1
        self._count_down.start(QGuiApplication.styleHints().mouseDoubleClickInterval())
        self._last_press = self._pressed = point
        self._down, self._dragged = True, False
        place = view.page.position_at(point.x(), point.y())
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._from = (view.anchor(), view.anchor())
            self._clicks = 1
            view.select(view.anchor(), place)
            self._dragged = True
            return
        here = view.page.char_at(point.x(), point.y())
        self._from = unit_at(view.text, place if here < 0 or self._clicks == 1 else here, self._clicks)
        view.select(*self._from)

    def move(self, event: Any) -> None:
        """A move: drags the selection, or points."""
        point = event.position().toPoint()
        self._at = point
        if not self._down:
            self._point(point, event.globalPosition().toPoint())
            return
        enough = QGuiApplication.styleHints().startDragDistance() // 2
        if not self._dragged and (point - self._pressed).manhattanLength() < enough:
            return
        self._dragged = True
        self._extend()
        outside = point.y() < 0 or point.y() >= self._viewport.height()
        if outside and not self._auto.isActive():
            self._auto.start()
        elif not outside:
            self._auto.stop()

    def release(self, event: Any) -> None:
        """A release: without a drag it is a click."""
        self._auto.stop()
        if event.button() != Qt.MouseButton.LeftButton or not self._down:
            return
        self._down = False
        if self.handles.held is not None:
            self.handles.drop()
            return
        clipboard = QGuiApplication.clipboard()
        if self._view.selection() is not None and clipboard.supportsSelection():  # X11: the middle button pastes it
            clipboard.setText(self._view.selected_text(), clipboard.Mode.Selection)
        if not self._dragged and self._clicks == 1:
            point = event.position()
            ids, position = self._view.ids_at(point.x(), point.y())
            self._view.clicked.emit(ids, position if position >= 0 else self._view.caret())

    def leave(self) -> None:
        """The pointer left: nothing is pointed at."""
        if self._pointed:
            self._pointed = ()
            self._view.hovered.emit([], -1, QPoint())

    def wheel(self, event: Any) -> None:
        """The wheel scrolls; with Ctrl this view alone, with Ctrl and Shift it asks for another size."""
        event.accept()
        view = self._view
        view.stop_gliding()
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        steps = event.angleDelta().y() or event.angleDelta().x()
        if ctrl and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            if steps:
                view.zoom_asked.emit(1 if steps > 0 else -1)
            return
        pixels = event.pixelDelta().y()
        face = view.page.face
        if not pixels and face is not None:
            pixels = round(steps / 120 * 3 * face.line)
        view.alone = ctrl
        try:
            view.scroll_by(-pixels)
        finally:
            view.alone = False
        self._point(event.position().toPoint(), event.globalPosition().toPoint())

    def menu(self, event: Any) -> None:
        """The context menu: of the pointer's place, or of the caret's when the keyboard asks."""
        view = self._view
        if event.reason() == event.Reason.Keyboard:
            from reader.ui.reading.painting import caret_rect

            rect = caret_rect(view)
            ids = [m.id for m in view.marks_at(view.caret())]
            point = rect.bottomLeft().toPoint() if rect is not None else QPoint(0, 0)
            view.context_menu.emit(list(dict.fromkeys(ids)), view.caret(), self._viewport.mapToGlobal(point))
            return
        ids, position = view.ids_at(event.pos().x(), event.pos().y())
        chosen = view.selection()
        if position >= 0 and not (chosen and chosen[0] <= position < chosen[1]):
            view.select(position, position)
        view.context_menu.emit(ids, position, event.globalPos())

    def _forget_clicks(self) -> None:
        self._clicks = 0

    def _point(self, point: QPoint, where: QPoint) -> None:
        grip = self.handles.at(point) is not None
        if grip != self._grip:
            self._grip, self._hand = grip, False
            self._viewport.setCursor(Qt.CursorShape.SizeHorCursor if grip else Qt.CursorShape.IBeamCursor)
        if grip:
            return
        ids, position = self._view.ids_at(point.x(), point.y())
        hand = bool(ids)
        if hand != self._hand:
            self._hand = hand
            self._viewport.setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.IBeamCursor)
        if tuple(ids) != self._pointed:
            self._pointed = tuple(ids)
            self._view.hovered.emit(ids, position, where)

    def _extend(self) -> None:
        view = self._view
        if view.text is None:
            return
        y = max(0, min(self._at.y(), self._viewport.height() - 1))
        place = view.page.position_at(self._at.x(), y)
        if self.handles.held is not None:
            self.handles.drag(place)
            return
        start, end = unit_at(view.text, place, self._clicks)
        low, high = self._from
        if start < low:
            view.select(high, start)
        else:
            view.select(low, max(end, high))

    def _autoscroll(self) -> None:
        y, height = self._at.y(), self._viewport.height()
        over = y if y < 0 else y - height + 1
        if self._down and over:
            self._view.scroll_by(max(-60, min(60, over // 2 or (1 if over > 0 else -1))))
            self._extend()
