"""The reading view: a text of any length, of which only what is on the screen is laid out."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from reader.text.model import Text
from reader.ui.reading.canvas import Canvas
from reader.ui.reading.words import paint_words
from reader.ui.theme import Theme, ground, load_theme

if TYPE_CHECKING:
    from reader.ui.reading.find import Hits
    from reader.ui.reading.handles import Handles
    from reader.ui.reading.marks import Mark, Overlay
    from reader.ui.reading.mouse import Mouse


class ReadingView(Canvas):
    """A read-only text with marks over it. Positions are code points of the canonical text, y are viewport pixels."""

    hovered = Signal(object, int, object)  # ids of the marks under the pointer (topmost first), position, global point
    clicked = Signal(object, int)  # ids, position
    context_menu = Signal(object, int, object)  # ids, position, global point
    selection_changed = Signal(int, int)
    passage_changed = Signal(int)  # the provision (from 1) that the caret came to
    found = Signal(int, int)  # the number of the current hit (from 1; 0: none) and of all
    overlay_changed = Signal()  # other marks, or marks in other places
    focus_changed = Signal()
    woke = Signal()  # once, with `after_first_paint`
    restyled = Signal()  # other colours: ruler and ribbons take theirs from here
    zoom_asked = Signal(int)  # Ctrl+Shift+wheel: steps
    reshaped = Signal(str, int, int, int, int)  # id of a mark, its span before, the span that is wanted
    preview_asked = Signal(object, int)  # the keyboard asks for what the pointer would show: ids, position

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme: Theme = load_theme("light")
        self._vp.setPalette(ground(self.theme, "paper"))
        self.overlay: Overlay | None = None
        self.heat: Callable[[int], float] | None = None
        self._hits: Hits | None = None
        self.lit: frozenset[str] = frozenset()
        self.passage: tuple[int, int, str] | None = None
        self.caret_shown = True
        self._anchor = self._caret = 0
        self._keep_x: float | None = None
        self._awake = False
        self._mouse: Mouse | None = None
        self.handles: Handles | None = None  # grips of the highlight at hand, with the pointer

    # -- what is shown

    def set_text(self, text: Text | None) -> None:
        """Show a text from its beginning; passage, selection and hits of the former are gone, the overlay stays."""
        self.page.set_text(text)
        self._hits = None
        self.passage = None
        self.lit = frozenset()
        self._anchor = self._caret = 0
        self._seen = (0, 0)
        self._renew()

    def set_theme(self, theme: Theme) -> None:
        """Repaint in the colours of another theme."""
        self.theme = theme
        self._vp.setPalette(ground(theme, "paper"))
        self._forget_all()
        self.restyled.emit()

    def set_overlay(self, overlay: Overlay | None) -> None:
        """Show these marks; `marks_changed` is how the view learns of a change in them."""
        self.overlay = overlay
        self._forget_all()
        self.overlay_changed.emit()

    def set_heat(self, heat: Callable[[int], float] | None) -> None:
        """How connected each provision (from 1) is, 0 to 1, for the ticks under its number."""
        self.heat = heat
        self._vp.update()

    def marks_changed(self, start: int, end: int) -> None:
        """The marks over `[start, end)` changed: forget and repaint the provisions that they touch."""
        for laid in self.page.kept(start, max(start, end - 1)):
            laid.ops = None
        self.update_range(start, end)
        self.overlay_changed.emit()

    def set_lit(self, ids: Collection[str]) -> None:
        """Light the marks with these ids (what is pointed at, here or at the other end)."""
        new = frozenset(ids)
        changed = self.lit ^ new
        self.lit = new
        if changed:
            for row in self.page.rows():
                ops = row.laid.ops
                if ops is not None and any(m.id in changed for m in ops.marks):
                    self.update_rows(row.y, row.y + row.laid.height)

    def set_passage(self, start: int, end: int, role: str = "link.parallel") -> None:
        """Show `[start, end)` as the passage at hand: a washed band with a bar in the colour of `role`."""
        old = self.passage
        self.passage = (start, end, role)
        if old != self.passage:
            if old is not None:
                self.update_range(old[0], old[1])
            self.update_range(start, end)

    def clear_passage(self) -> None:
        """Show no passage as the one at hand."""
        old, self.passage = self.passage, None
        if old is not None:
            self.update_range(old[0], old[1])

    # -- selection

    def selection(self) -> tuple[int, int] | None:
        """The selected `[start, end)`, or None."""
        if self._anchor == self._caret:
            return None
        return min(self._anchor, self._caret), max(self._anchor, self._caret)

    def selected_text(self) -> str:
        """The words selected, as they stand in the canonical text."""
        chosen = self.selection()
        return "" if chosen is None or self.text is None else self.text.canonical[chosen[0] : chosen[1]]

    def caret(self) -> int:
        """Where the caret stands."""
        return self._caret

    def anchor(self) -> int:
        """The other end of the selection (where the caret stands if there is none)."""
        return self._anchor

    def kept_x(self) -> float | None:
        """The x that the caret keeps while it goes up and down."""
        return self._keep_x

    def select(self, start: int, end: int, *, keep_x: float | None = None) -> None:
        """Select from `start` to `end` with the caret at `end` (either may be the larger); clamped to the text."""
        if self.text is None:
            return
        n = len(self.text.canonical)
        start, end = min(max(0, start), n), min(max(0, end), n)
        before, old_caret, old_anchor = self.selection(), self._caret, self._anchor
        self._anchor, self._caret, self._keep_x = start, end, keep_x
        if (start, end) == (old_anchor, old_caret):
            return
        if self.handles is not None:
            self.handles.follow()
        for a, b in {(old_anchor, start), (old_caret, end), (old_caret, old_caret), (end, end)}:
            self.update_range(min(a, b), max(a, b) + 1)
        if self._awake:
            from reader.ui.reading import accessible

            accessible.caret_moved(self)
        now = self.selection()
        if now != before:
            low, high = now or (end, end)
            self.selection_changed.emit(low, high)
        provisions = self.text.provisions
        if provisions.index_at(end) != provisions.index_at(old_caret):
            self.passage_changed.emit(provisions.index_at(end) + 1)

    def select_all(self) -> None:
        """Select the whole text."""
        if self.text is not None:
            self.select(0, len(self.text.canonical))

    def copy(self) -> bool:
        """Put the words selected on the clipboard; False if there are none."""
        words = self.selected_text()
        if words:
            from PySide6.QtGui import QGuiApplication  # late: not for the first paint

            QGuiApplication.clipboard().setText(words)
        return bool(words)

    def ids_at(self, x: float, y: float) -> tuple[list[str], int]:
        """The ids of the marks at a point, topmost first, and the code point there (-1 beside the words)."""
        from reader.ui.reading import hit  # late: nobody points before the first paint

        return hit.ids_at(self, x, y)

    def goto(self, position: int, *, level: float | None = None, select: bool = False) -> None:
        """Bring the line of a code point to `level` pixels from the top (None: only if it is out of sight).

        With `select` the caret goes there too, and the provision counts as the one at hand.
        """
        self.bring(position, level)
        if select:
            self.select(position, position)

    # -- find

    @property
    def hits(self) -> Hits:
        """What was looked for, and where it is."""
        if self._hits is None:
            from reader.ui.reading.find import Hits  # late: nobody looks for anything before the first paint

            self._hits = Hits()
        return self._hits

    def find(self, query: str, *, case: bool = False, words: bool = False) -> int:  # type: ignore[override]
        """Mark every hit of `query` and go to the one nearest below; returns how many there are."""
        count = 0
        if self.text is not None:
            count = self.hits.search(self.text.canonical, query, case=case, words=words)
        self._vp.update()
        if count:
            start = self.page.place().position
            self._step(self.hits.step(max(start, min(self._caret, self.visible_span()[1])), 1))
        else:
            self.found.emit(0, 0)
        return count

    def find_next(self) -> tuple[int, int] | None:
        """Go to the next hit and return its span; round at the end."""
        return self._step(self.hits.step(self._caret, 1))

    def find_previous(self) -> tuple[int, int] | None:
        """Go to the hit before and return its span; round at the beginning."""
        return self._step(self.hits.step(self._caret, -1))

    def _step(self, hit: tuple[int, int] | None) -> tuple[int, int] | None:
        if hit is not None:
            self.goto(hit[0])
            self._vp.update()
            self.found.emit(self.hits.current + 1, len(self.hits))
        return hit

    def marks_at(self, position: int) -> list[Mark]:
        """The marks over a code point, topmost first: upper layers first, and shorter ones before longer."""
        if self.overlay is None:
            return []
        from reader.ui.reading.marks import LAYERS  # late: as all that has to do with marks

        over = [m for m in self.overlay.spans(position, position + 1) if m.start <= position < m.end]
        return sorted(over, key=lambda m: (-LAYERS.index(m.layer), m.end - m.start))

    def _forget_all(self) -> None:
        if self.page.text is not None:
            for laid in self.page.kept(0, len(self.page.text.canonical)):
                laid.ops = None
        self._vp.update()

    # -- after the first paint

    def after_first_paint(self) -> None:
        """What the first paint can do without: pointer, opaque painting, accessibility. May be called twice."""
        if self._awake:
            return
        self._awake = True
        from PySide6.QtCore import Qt  # late: the first touch costs 24 ms

        from reader.ui.reading import accessible
        from reader.ui.reading.mouse import Mouse

        self._vp.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._vp.setMouseTracking(True)
        self._vp.setCursor(Qt.CursorShape.IBeamCursor)
        self._mouse = Mouse(self, self._vp)
        super().after_first_paint()
        accessible.install()
        self._vp.update()  # with everything that the first paint left out
        self.woke.emit()

    @property
    def awake(self) -> bool:
        """Whether the first paint is past."""
        return self._awake

    @property
    def mouse(self) -> Mouse:
        """What the pointer does here."""
        self.after_first_paint()
        assert self._mouse is not None
        return self._mouse

    # -- Qt

    def paint(self, p: QPainter, clip: QRect) -> None:
        if self._awake:
            from reader.ui.reading import painting  # late: see `words`

            painting.paint(self, p, clip)
        else:
            paint_words(self.page, p, clip)

    def mousePressEvent(self, event: Any) -> None:
        self.mouse.press(event)

    def mouseMoveEvent(self, event: Any) -> None:
        self.mouse.move(event)

    def mouseReleaseEvent(self, event: Any) -> None:
        self.mouse.release(event)

    def mouseDoubleClickEvent(self, event: Any) -> None:
        self.mouse.press(event)

    def leaveEvent(self, event: Any) -> None:
        self.mouse.leave()

    def wheelEvent(self, event: Any) -> None:
        self.mouse.wheel(event)

    def contextMenuEvent(self, event: Any) -> None:
        self.mouse.menu(event)

    def keyPressEvent(self, event: Any) -> None:
        from reader.ui.reading import keys  # late: nobody types before the first paint

        if not keys.press(self, event):
            event.ignore()

    def focusInEvent(self, event: Any) -> None:
        self.update_range(self._caret, self._caret + 1)
        self.focus_changed.emit()
        super().focusInEvent(event)

    def focusOutEvent(self, event: Any) -> None:
        self.update_range(self._caret, self._caret + 1)
        self.focus_changed.emit()
        super().focusOutEvent(event)
