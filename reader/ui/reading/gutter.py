"""Ribbons between what belongs together in two views: full for the passage at hand, faint for what is visible."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from PySide6.QtCore import QPoint, QPointF, QSize, QTimer, Signal
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QWidget

from reader.ui.reading.marks import BARS, Mark, MarkIndex
from reader.ui.reading.ops import DASHES
from reader.ui.reading.pointing import Pointing
from reader.ui.reading.view import ReadingView
from reader.ui.theme import ground

FAINT = 10  # ribbons drawn for what is merely visible; more would be a hairball
STILL = 120  # ms after the last movement; until then faint ribbons have rough edges, which cost a third
MOST = 24  # ribbons drawn in all
WIDTH = 74
SLACK = 4  # pixels up to which a press that moves is still a click


class Ribbon(NamedTuple):
    """A link as the gutter sees it: `[start, end)` at the left and at the right, role, strength (0 to 1), key."""

    key: str
    left: tuple[int, int]
    right: tuple[int, int]
    role: str
    strength: float = 0.5


class _Drawn(NamedTuple):
    ribbon: Ribbon
    path: QPainterPath
    edges: tuple[QPainterPath, QPainterPath]
    fade: int  # -1: the left end is out of sight, 1: the right one, 0: both ends are there
    full: bool


class RibbonGutter(Pointing):
    """Stands between two views. Only links of whole passages are shown unasked; names when they are at hand."""

    dragged = Signal(int)  # pixels to the right: the reader makes the left view wider

    def __init__(self, left: ReadingView, right: ReadingView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._left = left
        self._right = right
        self._ribbons: dict[str, Ribbon] = {}
        self._index = (MarkIndex(), MarkIndex())
        self._active: frozenset[str] = frozenset()
        self._drawn: list[_Drawn] = []
        self._offsets: dict[ReadingView, int] = {}  # y of each view's viewport in ours
        self._press: tuple[float, str | None, bool] | None = None  # x, ribbon, whether it became a drag
        self.setFixedWidth(WIDTH)
        for view in (left, right):
            view.scrolled.connect(self._move)
            view.woke.connect(self.after_first_paint)

        self._still = QTimer(self)
        self._still.setSingleShot(True)
        self._still.setInterval(STILL)
        self._still.timeout.connect(self.update)
        left.restyled.connect(self._restyle)
        self._restyle()

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, 200)

    @property
    def surface(self) -> QWidget:
        """What takes its turn after the views."""
        return self

    def _move(self) -> None:
        self._still.start()
        if self._left.awake:
            from reader.ui.reading.turns import turns  # late: nothing moves before the first paint

            turns().follow(self)
        else:
            self.update()

    def _restyle(self) -> None:
        self.setPalette(ground(self._left.theme, "paper"))
        self.update()

    def after_first_paint(self) -> None:
        """What the first paint can do without: the pointer."""
        self.setMouseTracking(True)

    def set_links(self, ribbons: Iterable[Ribbon]) -> None:
        """Know these links, and no others."""
        self._ribbons = {r.key: r for r in ribbons}
        shown = [r for r in self._ribbons.values() if r.role in BARS]
        self._index = (
            MarkIndex(Mark(*r.left, "link", r.role, r.key) for r in shown),
            MarkIndex(Mark(*r.right, "link", r.role, r.key) for r in shown),
        )
        self.update()

    def set_active(self, keys: Collection[str]) -> None:
        """Draw these in full colour: the passage at hand, what is pointed at."""
        new = frozenset(keys)
        if new != self._active:
            self._active = new
            self.update()

    def shown(self) -> list[tuple[str, bool]]:
        """The keys of the ribbons now drawn, strongest last, and whether each is in full colour."""
        return [(d.ribbon.key, d.full) for d in self._choose()]

    # -- what is drawn

    def _choose(self) -> list[_Drawn]:
        left, right = self._left, self._right
        if not left.page.ready or not right.page.ready:
            return []
        full = [self._ribbons[k] for k in self._active if k in self._ribbons]
        if self._pointed is not None and self._pointed not in self._active and self._pointed in self._ribbons:
            full.append(self._ribbons[self._pointed])
        full.sort(key=lambda r: -r.strength)
        ours = self.mapToGlobal(QPoint(0, 0)).y()
        self._offsets = {view: view.surface.mapToGlobal(QPoint(0, 0)).y() - ours for view in (left, right)}
        at_left = {m.id for m in self._index[0].spans(*left.visible_span())}
        at_right = {m.id for m in self._index[1].spans(*right.visible_span())}
        taken = {r.key for r in full}
        both = sorted((self._ribbons[k] for k in at_left & at_right if k not in taken), key=lambda r: -r.strength)
        one = sorted((self._ribbons[k] for k in at_left ^ at_right if k not in taken), key=lambda r: -r.strength)
        faint = (both[:FAINT] + one[: min(3, max(0, FAINT - len(both)))])[: max(0, MOST - len(full))]
        drawn = [self._shape(r, full=False) for r in reversed(faint)]
        drawn += [self._shape(r, full=True) for r in reversed(full[:MOST])]
        return [d for d in drawn if d is not None]

    def _ends(self, view: ReadingView, span: tuple[int, int]) -> tuple[float, float, bool]:
        """The top and bottom of an end in our own pixels, clipped to the view; whether it is on the screen."""
        offset = self._offsets[view]
        top, bottom = view.page.extent(*span)
        height = view.page.height
        there = bottom > 0 and top < height
        if there:
            return max(0, top) + offset, min(height, bottom) + offset, True
        edge = offset if bottom <= 0 else offset + height
        return edge - 3, edge + 3, False

    def _shape(self, ribbon: Ribbon, *, full: bool) -> _Drawn | None:
        a0, a1, a_there = self._ends(self._left, ribbon.left)
        b0, b1, b_there = self._ends(self._right, ribbon.right)
        if not (a_there or b_there):
            return None
        w = float(self.width())
        m = w / 2
        top, bottom, path = QPainterPath(), QPainterPath(), QPainterPath()
        top.moveTo(0, a0)
        top.cubicTo(QPointF(m, a0), QPointF(m, b0), QPointF(w, b0))
        bottom.moveTo(w, b1)
        bottom.cubicTo(QPointF(m, b1), QPointF(m, a1), QPointF(0, a1))
        path.addPath(top)
        path.lineTo(w, b1)
        path.cubicTo(QPointF(m, b1), QPointF(m, a1), QPointF(0, a1))
        path.closeSubpath()
        return _Drawn(ribbon, path, (top, bottom), 0 if a_there and b_there else (1 if a_there else -1), full)

    # -- Qt

    def paintEvent(self, event: Any) -> None:
        p = QPainter(self)
        try:
            p.eraseRect(self.rect())
            self._drawn = self._choose()
            for drawn in self._drawn:
                smooth = drawn.full or not self._still.isActive()
                p.setRenderHint(QPainter.RenderHint.Antialiasing, smooth)
                self._paint(p, drawn)
        finally:
            p.end()

    def _paint(self, p: QPainter, drawn: _Drawn) -> None:
        theme = self._left.theme
        colour = QColor(theme.colour(drawn.ribbon.role))
        pointed = drawn.ribbon.key == self._pointed
        strength = 0.30 if drawn.full else 0.07 + 0.09 * drawn.ribbon.strength
        colour.setAlphaF(min(1.0, strength * (1.35 if theme.dark else 1.0) + (0.12 if pointed else 0.0)))
        edge = QColor(theme.colour(drawn.ribbon.role))
        if drawn.fade:
            p.fillPath(drawn.path, self._faded(colour, drawn.fade))
        else:
            p.fillPath(drawn.path, colour)
        if drawn.full or pointed:
            pen = QPen(self._faded(edge, drawn.fade) if drawn.fade else edge, 1.5)
            dashes = (5, 2) if drawn.ribbon.role == "link.development" else DASHES.get(drawn.ribbon.role, ())
            if dashes:
                pen.setDashPattern(dashes)
            for line in drawn.edges:
                p.strokePath(line, pen)
            if self._left.page.setting.initials:
                from reader.ui.reading.initials import mark_ribbon  # late: for those who ask for them

                mark_ribbon(self._left, p, drawn.ribbon.role, drawn.path.boundingRect().center())

    def _faded(self, colour: QColor, side: int) -> Any:
        gradient = QLinearGradient(QPointF(0, 0), QPointF(self.width(), 0))
        gone = QColor(colour)
        gone.setAlpha(0)
        gradient.setColorAt(0.0 if side > 0 else 1.0, colour)
        gradient.setColorAt(0.9 if side > 0 else 0.1, gone)
        from PySide6.QtGui import QBrush

        return QBrush(gradient)

    def key_at(self, point: QPointF) -> str | None:
        """The key of the topmost ribbon at a point."""
        for drawn in reversed(self._drawn):
            if drawn.path.contains(point):
                return drawn.ribbon.key
        return None

    def mouseMoveEvent(self, event: Any) -> None:
        if self._press is not None:
            by = round(event.position().x() - self._press[0])
            if self._press[2] or abs(by) > SLACK:
                self._press = (self._press[0], None, True)
                self.dragged.emit(by)
            return
        self.point_at(self.key_at(event.position()), event.globalPosition().toPoint(), idle="SplitHCursor")

    def mousePressEvent(self, event: Any) -> None:
        self._press = (event.position().x(), self.key_at(event.position()), False)

    def mouseReleaseEvent(self, event: Any) -> None:
        press, self._press = self._press, None
        if press is not None and press[1] is not None:
            self.clicked.emit(press[1])

    def wheelEvent(self, event: Any) -> None:
        self._left.wheelEvent(event)
