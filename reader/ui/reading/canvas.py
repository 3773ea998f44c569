"""The canvas of a reading view: what scrolls, where it stands, and what of it is painted."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRect, QSize, QTimer, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractScrollArea, QScrollBar, QWidget

from reader.text.model import Text
from reader.ui.reading.page import Page, Place
from reader.ui.reading.typography import Type

LATER = 16  # ms: what follows a view that is painted in the next frame
SHIFTED = 12  # pieces walked to learn by how many pixels a view moved


class _Viewport(QWidget):
    """A viewport of our own: the native one costs 20 to 37 ms when Python first sees it."""


class _NoBar(QScrollBar):
    """A scroll bar that takes no room: the ruler beside the view is what the reader takes hold of."""

    def sizeHint(self) -> QSize:
        return QSize(0, 0)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)


class Canvas(QAbstractScrollArea):
    """Scrolls a page that is laid out only where it is on the screen."""

    visible_changed = Signal(int, int)  # first and last provision on the screen
    scrolled = Signal()
    painted = Signal()  # once, after the first paint with a text

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._vp = _Viewport(self)
        self.setViewport(self._vp)
        self._bar: _NoBar | None = None  # made after the first paint: it costs 24 ms
        self.setFrameStyle(0)
        self.page = Page()
        self.alone = False  # while the reader scrolls this view alone (Ctrl+wheel)
        self.held = False  # while a tie lets each view move alone
        self.motion = False  # glide instead of jump; off where the reader wants no movement
        self._value = 0  # of the scroll bar, as we last agreed with it
        self._quiet = self._first_paint_done = False
        self._due = QTimer(self)  # a child: what is due when the view goes, goes with it
        self._due.setSingleShot(True)
        self._due.timeout.connect(self._sync)
        self._seen = (0, 0)
        self._glide: Any = None

    def paint(self, p: QPainter, clip: QRect) -> None:
        """Paint every pixel of `clip`."""
        raise NotImplementedError

    def after_first_paint(self) -> None:
        """What the first paint can do without."""
        self._bar = _NoBar()
        self._bar.sliderReleased.connect(self._sync)
        self.setVerticalScrollBar(self._bar)
        self._sync()

    @property
    def surface(self) -> QWidget:
        """The viewport: what `y` is measured in."""
        return self._vp

    @property
    def text(self) -> Text | None:
        """The text shown."""
        return self.page.text

    def set_typography(self, setting: Type) -> None:
        """Set the text anew; the top line stays at the top."""
        if setting != self.page.setting:
            self.page.set_type(setting)
            self._renew()

    def zoom(self, steps: int) -> float:
        """Make the text larger or smaller by steps of a tenth; returns the new size in points."""
        setting = self.page.setting
        size = round(min(48.0, max(6.0, setting.size * 1.1**steps)) * 2) / 2
        if steps and size == setting.size:
            size = min(48.0, max(6.0, size + (0.5 if steps > 0 else -0.5)))
        self.set_typography(setting._replace(size=size))
        return size

    # -- where it stands

    def bring(self, position: int, level: float | None = None) -> None:
        """Bring the line of a code point to `level` pixels from the top (None: only if it is out of sight)."""
        page = self.page
        if not page.ready or page.face is None:
            return
        if level is None:
            y = page.y_of(position)
            if 0 <= y <= page.height - 2 * page.face.line:
                return
            level = page.height / 3
        i = page.heights_pieces.at(position)
        target = page.line_y(i, position)
        if self.motion and self._glide_to(position, level):
            return
        page.first, page.into = i, target - round(level)
        page.move(0)
        self._moved()

    def position_y(self, position: int) -> float | None:
        """The y of the top of the line of a code point; outside 0…height when out of sight (far away an estimate)."""
        return float(self.page.y_of(position)) if self.page.ready else None

    def extent(self, start: int, end: int) -> tuple[float, float] | None:
        """The y of the top and the bottom of the lines of `[start, end)`, as `position_y`."""
        return self.page.extent(start, end) if self.page.ready else None

    def column(self) -> tuple[int, int]:
        """The left and right edge of the column of words with its numbers."""
        return self.page.left, self.page.right

    def place(self) -> Place:
        """What stands at the top, to come back to with `restore`."""
        return self.page.place()

    def restore(self, place: Place) -> None:
        """Come back to a place."""
        self.stop_gliding()
        self.page.restore(place)
        self._moved()

    def visible_span(self) -> tuple[int, int]:
        """The code points from the first to the last provision on the screen."""
        rows = list(self.page.rows())
        if not rows:
            return 0, 0
        return self.page.heights_pieces.starts[rows[0].piece], self.page.heights_pieces.ends[rows[-1].piece]

    def seek(self, coordinate: float, y: float) -> None:
        """Bring a coordinate of the page (code points with a fraction) to a y, at once."""
        page = self.page
        if not page.ready:
            return
        first, into = page.first, page.into
        page.seek(coordinate, y)
        if (page.first, page.into) != (first, into):
            self._shift(page.distance(first, into) if abs(page.first - first) <= SHIFTED else None)

    def scroll_by(self, pixels: int) -> int:
        """Scroll by exact pixels; returns how many there were to go."""
        moved = self.page.move(pixels)
        if moved:
            self._shift(moved)
        return moved

    def _shift(self, by: int | None) -> None:
        """Show what has moved up by so many pixels (None: too many to tell): what stays is copied, not painted."""
        if by is not None and abs(by) < self.page.height // 2 and not self._waits():
            self._vp.scroll(0, -by)
        else:
            self._repaint()
        self._tell_moved()

    # -- repainting

    def _repaint(self) -> None:
        """Paint the whole viewport: in this frame, or in the next one if another view has this."""
        if self._first_paint_done:
            from reader.ui.reading.turns import turns  # late: nothing takes turns before the first paint

            turns().ask(self)
        else:
            self._vp.update()

    def _waits(self) -> bool:
        """Whether all of it is about to be painted anyway, and until then shows what was there before."""
        if not self._first_paint_done:
            return False
        from reader.ui.reading.turns import turns

        return turns().waits(self)

    def update_range(self, start: int, end: int) -> None:
        """Repaint the provisions on the screen that `[start, end)` touches, and nothing else."""
        page = self.page
        if not page.ready:
            return
        low, high = page.heights_pieces.at(start), page.heights_pieces.at(max(start, end - 1))
        for row in page.rows():
            if low <= row.piece <= high:
                self.update_rows(row.y, row.y + row.laid.height)

    def update_rows(self, top: int, bottom: int) -> None:
        """Repaint from one y to another, with the band's edge."""
        if self._waits():
            return
        rest = self.page.face.gap if self.page.face is not None else 0
        self._vp.update(QRect(0, top - rest, self.page.width, bottom - top + rest))

    def _renew(self) -> None:
        """Other text, width or size: everything around follows, but the reader did not scroll."""
        self._sync()
        before, self.alone = self.alone, True
        self._moved()
        self.alone = before

    def _moved(self) -> None:
        self._repaint()
        self._tell_moved()

    def _tell_moved(self) -> None:
        self._due.start(LATER if self._waits() else 0)
        self.scrolled.emit()

    def _sync(self) -> None:
        """Agree with the scroll bar; not while it is held, for it would slip from the hand."""
        if not self.page.ready:
            return
        bar = self._bar
        if bar is not None:
            if not bar.isSliderDown():
                self._quiet = True
                bar.setRange(0, self.page.furthest)
                bar.setPageStep(max(1, self.page.height))
                bar.setValue(self.page.value)
                self._quiet = False
            self._value = bar.value()
        rows = list(self.page.rows())
        if rows:
            pieces = self.page.heights_pieces
            seen = (pieces.provision(rows[0].piece) + 1, pieces.provision(rows[-1].piece) + 1)
            if seen != self._seen:
                self._seen = seen
                self.visible_changed.emit(*seen)

    # -- movement

    def stop_gliding(self) -> None:
        """Stand still where a glide has come to."""
        if self._glide is not None:
            self._glide.stop()

    def _glide_to(self, position: int, level: float) -> bool:
        from reader.ui.reading.glide import Glide  # late: nothing moves before the first paint

        if self._glide is None:
            self._glide = Glide(self)
        return bool(self._glide.start(position, level))

    # -- Qt

    def paintEvent(self, event: Any) -> None:
        p = QPainter(self._vp)
        try:  # an exception that leaves a painter open takes the process down
            self.paint(p, event.rect())
        finally:
            p.end()
        if self._first_paint_done:
            from reader.ui.reading.turns import turns

            turns().painted(self)
        elif self.page.ready:
            self._first_paint_done = True
            self.painted.emit()
            self._due.timeout.connect(self.after_first_paint)
            self._due.start()

    def resizeEvent(self, event: Any) -> None:
        size = self._vp.size()
        self.page.resize(size.width(), size.height())
        self._renew()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        if self._quiet or not self.page.ready or self._bar is None:
            return
        value = self._bar.value()
        by = value - self._value
        self._value = value
        if abs(by) <= 3 * self.page.height:
            self.scroll_by(by)
        else:
            self.page.jump(value)
            self._moved()
