"""The whole text at a glance: where links, notes and hits are, and which part is on the screen."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QToolTip, QWidget

from reader.ui.reading.view import ReadingView
from reader.ui.theme import ground

BUCKETS = 1200  # ticks are told apart so finely; the mark index gives them in one pass
WIDTH = 11
LANE = 7  # of each kind, where letters name them
HEAD = 15  # for these letters


class OverviewRuler(QWidget):
    """Stands beside a view. Links tick at its left, highlights and notes at its right, hits all across."""

    hovered = Signal(int, object)  # code point, global point

    def __init__(self, view: ReadingView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._ticks: dict[str, list[int]] = {}
        self._drawn: QPixmap | None = None  # the ticks: 5,000 rectangles are too many for every scrolled pixel
        self._drawn_for: tuple[object, ...] = ()
        self._awake = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(40)  # a run of changes is one pass over the marks
        self._timer.timeout.connect(self.refresh)
        self._restyle()
        self._fit()
        view.scrolled.connect(self._moved)
        view.found.connect(self.update)
        view.restyled.connect(self._restyle)
        view.overlay_changed.connect(self.later)

    def sizeHint(self) -> QSize:
        return QSize(self.breadth, 200)

    def _fit(self) -> None:
        """One lane for all, or, where letters are shown, one for each kind of link and one for what is the reader's."""
        if self._view.page.setting.initials:
            from reader.ui.reading.initials import LANES  # late: for those who ask for them

            self._lanes: tuple[str, ...] = LANES
            self.breadth, self._head = LANE * (len(LANES) + 1) + 2, HEAD
        else:
            self._lanes = ()
            self.breadth, self._head = WIDTH, 0
        self.setFixedWidth(self.breadth)

    def after_first_paint(self) -> None:
        """What the first paint can do without: ticks and pointer."""
        self._awake = True
        self.setMouseTracking(True)
        self.refresh()

    @property
    def surface(self) -> QWidget:
        """What takes its turn after the view."""
        return self

    def _moved(self) -> None:
        if self._awake:
            from reader.ui.reading.turns import turns  # late: nothing moves before the first paint

            turns().follow(self, self._view)

    def _restyle(self) -> None:
        self.setPalette(ground(self._view.theme, "ruler"))

    def later(self) -> None:
        """Find the ticks anew, soon."""
        if not self._timer.isActive():
            self._timer.start()

    def refresh(self) -> None:
        """Find the ticks anew."""
        overlay, text = self._view.overlay, self._view.text
        ticks = getattr(overlay, "ticks", None)
        self._ticks = {}
        if ticks is not None and text is not None and text.canonical:
            found = ticks(len(text.canonical), BUCKETS)
            self._ticks = {role: sorted(places) for role, places in sorted(found.items())}
        self._drawn = None
        self._fit()
        self.update()

    def window(self) -> tuple[float, float]:  # type: ignore[override]
        """The part of the text on the screen, as shares of its length."""
        page, text = self._view.page, self._view.text
        if not page.ready or text is None:
            return 0.0, 1.0
        n = max(1, len(text.canonical))
        return page.coordinate(0) / n, page.coordinate(page.height - 1) / n

    # -- Qt

    def paintEvent(self, event: Any) -> None:
        p = QPainter(self)
        try:
            self._paint(p)
        finally:
            p.end()

    def _paint(self, p: QPainter) -> None:
        theme, w, h = self._view.theme, self.width(), self.height()
        p.eraseRect(self.rect())
        if not self._awake or not self._view.page.ready:
            return
        top, bottom = (self._head + share * (h - self._head) for share in self.window())
        if bottom - top < (h - self._head) * 0.98:
            shade = QColor(theme.colour("text"))
            shade.setAlpha(22)
            box = QRectF(0, top, w, max(8.0, bottom - top))
            p.fillRect(box, shade)
            edge = theme.mix("text", 0.3, "ruler")
            p.fillRect(QRectF(0, box.top(), w, 1), edge)
            p.fillRect(QRectF(0, box.bottom() - 1, w, 1), edge)
        p.drawPixmap(0, 0, self._picture())
        self._paint_current(p, w, h)

    def _picture(self) -> QPixmap:
        """Ticks and hits on a clear ground, painted once."""
        view = self._view
        key = (self.size(), self.devicePixelRatioF(), view.theme, view.hits, view.hits.query, len(view.hits))
        if self._drawn is None or key != self._drawn_for:
            self._drawn_for = key
            ratio = self.devicePixelRatioF()
            self._drawn = QPixmap(round(self.width() * ratio), round(self.height() * ratio))
            self._drawn.setDevicePixelRatio(ratio)
            self._drawn.fill(QColor(0, 0, 0, 0))
            p = QPainter(self._drawn)
            try:
                self._paint_ticks(p, self.width(), self.height())
                self._paint_hits(p, self.width(), self.height())
            finally:
                p.end()
        return self._drawn

    def _paint_ticks(self, p: QPainter, w: int, h: int) -> None:
        theme = self._view.theme
        from reader.ui.reading.marks import BARS  # late: nothing is marked in the first paint

        half = w / 2
        if self._lanes:
            self._paint_letters(p)
        for role, places in self._ticks.items():
            link = role.startswith("link.")
            colour = theme.colour(role) if link or role == "badge" else theme.strong(role)
            if role == "bookmark":
                colour = theme.colour("accent")
            x, width = (1.0, half - 0.5) if link else (half + 0.5, half - 1.5)
            if role == "bookmark":  # all across, as one looks for it
                x, width = 0.0, float(w)
            elif role in BARS:
                width = half + 1  # whole passages stand out of the many names
            if self._lanes and role != "bookmark":
                x, width = self._lane(role), LANE - 1.5
            last = -9.0
            for place in places:
                y = self._y(place / BUCKETS)
                if y - last >= 2:  # denser ones are one line anyway
                    p.fillRect(QRectF(x, y, width, 2), colour)
                    last = y
        self._paint_hits(p, w, h)

    def _y(self, share: float) -> int:
        return self._head + round(share * (self.height() - self._head - 3))

    def _lane(self, role: str) -> float:
        from reader.ui.reading.initials import letter

        sign = letter(role)
        return 1.0 + LANE * (self._lanes.index(sign) if sign in self._lanes else len(self._lanes))

    def _paint_letters(self, p: QPainter) -> None:
        """What stands in each lane, over it."""
        from reader.ui.reading.initials import LETTERS
        from reader.ui.reading.typography import sans

        theme = self._view.theme
        p.setFont(sans(6.0, bold=True))
        roles = {sign: role for role, sign in reversed(LETTERS.items())}
        for k, sign in enumerate((*self._lanes, "✎")):
            p.setPen(theme.colour(roles.get(sign, "text")))
            p.drawText(QPointF(1 + (k + 0.5) * LANE - p.fontMetrics().horizontalAdvance(sign) / 2, HEAD - 4), sign)

    def _paint_hits(self, p: QPainter, w: int, h: int) -> None:
        hits, text, theme = self._view.hits, self._view.text, self._view.theme
        if not len(hits) or text is None:
            return
        n, last = max(1, len(text.canonical)), -9
        for start in hits.starts[:: max(1, len(hits) // 4000)]:
            y = self._y(start / n)
            if y - last >= 2:
                p.fillRect(QRectF(0, y, w, 2), theme.colour("find.current"))
                last = y

    def _paint_current(self, p: QPainter, w: int, h: int) -> None:
        hits, text, theme = self._view.hits, self._view.text, self._view.theme
        if 0 <= hits.current < len(hits) and text is not None:
            n = max(1, len(text.canonical))
            y = self._y(hits.starts[hits.current] / n)
            p.fillRect(QRectF(0, y - 1, w, 4), theme.colour("text"))

    def _position(self, y: float) -> int:
        text = self._view.text
        share = (y - self._head) / max(1, self.height() - self._head)
        return 0 if text is None else int(min(1.0, max(0.0, share)) * len(text.canonical))

    def _go(self, y: float) -> None:
        self._view.seek(self._position(y), self._view.page.height / 2)

    def mousePressEvent(self, event: Any) -> None:
        self._view.stop_gliding()
        self._go(event.position().y())

    def mouseMoveEvent(self, event: Any) -> None:
        if event.buttons():
            self._go(event.position().y())
            return
        text = self._view.text
        if text is None:
            return
        position = self._position(event.position().y())
        where: QPoint = event.globalPosition().toPoint()
        p = text.provision_at(position)
        words = text.canonical[p.body : p.body + 90].split("\n")[0]
        more = "…" if p.end - p.body > 90 else ""
        here = self._said(event.position().y())
        QToolTip.showText(where, f"{text.cite(position)} — {words}{more}" + (f"\n{here}" if here else ""), self)
        self.hovered.emit(position, where)

    def _said(self, y: float) -> str:
        """What the ticks under the pointer stand for, in words."""
        overlay = self._view.overlay
        if overlay is None:
            return ""
        from reader.ui.reading.accessible import say  # late: nobody points before the first paint

        low, high = self._position(y - 3), self._position(y + 1)
        marks = [m for m in overlay.spans(low, high + 1) if low <= m.start <= high]
        return say(marks[:40])

    def wheelEvent(self, event: Any) -> None:
        self._view.wheelEvent(event)
