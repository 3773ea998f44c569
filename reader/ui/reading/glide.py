"""A short glide to a place, so that the eye can follow; long ways are jumped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject, QTimer

if TYPE_CHECKING:
    from reader.ui.reading.canvas import Canvas

LENGTH = 170  # ms; longer feels slow, shorter cannot be followed
FURTHEST = 2.5  # screens


class Glide(QObject):
    """Moves one view; started anew, it goes on from where it has come to."""

    def __init__(self, view: Canvas) -> None:
        super().__init__(view)
        self._view = view
        self._clock = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setInterval(15)
        self._timer.timeout.connect(self._tick)
        self._whole = self._done = 0
        self._goal = (0, 0.0)
        self._alone = False

    def start(self, position: int, level: float) -> bool:
        """Glide to a line at a level; False if it is too far, so that the caller jumps."""
        self.stop()
        way = self._view.page.y_of(position) - round(level)
        if not way or abs(way) > FURTHEST * self._view.page.height:
            return False
        self._whole, self._done, self._goal = way, 0, (position, level)
        self._alone = self._view.held  # begun while the tie was held: the other view has a way of its own
        self._clock.start()
        self._timer.start()
        return True

    def stop(self) -> None:
        """Stand still."""
        self._timer.stop()

    def _tick(self) -> None:
        self._view.alone = self._alone
        try:
            self._go_on()
        finally:
            self._view.alone = False

    def _go_on(self) -> None:
        t = min(1.0, self._clock.elapsed() / LENGTH)
        eased = 1 - (1 - t) ** 3
        step = round(self._whole * eased) - self._done
        self._done += step
        moved = self._view.scroll_by(step)
        if t >= 1.0 or moved != step:
            self.stop()
            page = self._view.page
            if page.ready:  # heights that were estimates on the way are exact now
                self._view.scroll_by(page.y_of(self._goal[0]) - round(self._goal[1]))
