"""The texts side by side, with ribbons between neighbours that scroll together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from reader.text.model import Text
from reader.ui.reading.pane import TextPane
from reader.ui.reading.view import ReadingView
from reader.ui.theme import Theme

if TYPE_CHECKING:
    from reader.ui.reading.gutter import Ribbon, RibbonGutter
    from reader.ui.reading.marks import Overlay
    from reader.ui.reading.tie import Anchor, ScrollTie
    from reader.ui.session import Session

MOST = 4  # panes
LIKELY = (380, 700)  # of a pane before it is laid out: at Qt's 100 × 30 its title would be wrapped into dozens of lines
GUTTER = 74  # pixels between two panes, kept free until the ribbons are there


class Desk(QWidget):
    """One pane for each text that is shown; what happens in a pane is told with its index.

    Until `join` there are texts, and nothing between or over them: that is all the first paint needs.
    """

    painted = Signal()  # once, when the texts were first painted
    active_changed = Signal(int)
    caret_moved = Signal(int, int)  # pane, provision
    clicked = Signal(int, object, int)  # pane, ids of marks, position
    hovered = Signal(int, object, int, object)  # pane, ids, position, global point
    menu_wanted = Signal(int, object, int, object)
    preview_wanted = Signal(int, object, int)
    ribbon_clicked = Signal(str)
    ribbon_hovered = Signal(object, object)
    selection_changed = Signal(int)
    zoomed = Signal(int)

    def __init__(self, texts: Sequence[Text], theme: Theme, type_: tuple[str, float, float, int]) -> None:
        super().__init__()
        self._theme = theme
        self._type = type_
        self._session: Session | None = None
        self._overlay: Callable[[str], Overlay] | None = None
        self._heat: Callable[[str, int], float] | None = None
        self._tied = True
        self.panes: list[TextPane] = []
        self.gutters: list[RibbonGutter] = []
        self.ties: list[ScrollTie] = []
        self.active = 0
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._unpainted = 0
        for text in texts[:MOST]:
            self._add_pane().set_text(text)
        if not texts:
            self._add_pane()

    def join(self, session: Session) -> None:
        """After the first paint: follow the session, put ribbons between the panes, wake what the paint needed not."""
        self._session = session
        self._tied = bool(session.settings["scroll.together"])
        for i in range(1, len(self.panes)):
            self._tie(i)
        for pane in self.panes:
            self._wake(pane)
        self.follow_shown()

    # Panes

    @property
    def pane(self) -> TextPane:
        """The pane that was last in use."""
        return self.panes[min(self.active, len(self.panes) - 1)]

    @property
    def view(self) -> ReadingView:
        """The view of that pane."""
        return self.pane.view

    @property
    def text_id(self) -> str:
        """The id of its text; "" for none."""
        return self.text_id_of(min(self.active, len(self.panes) - 1))

    def text_id_of(self, pane: int) -> str:
        """The id of the text in a pane; "" for none."""
        text = self.panes[pane].view.text
        return text.id if text is not None else ""

    def pane_of(self, text_id: str) -> int:
        """The index of a pane with a text, the active one first; -1 when it is in none."""
        order = sorted(range(len(self.panes)), key=lambda i: i != self.active)
        return next((i for i in order if self.text_id_of(i) == text_id), -1)

    def other(self) -> int:
        """The index of the pane beside the active one; one more than there are when it is the only one."""
        return (self.active + 1) % len(self.panes) if len(self.panes) > 1 else 1

    def follow_shown(self) -> None:
        """Have a pane for each text that the session shows, in its order; at least one."""
        assert self._session is not None
        shown = self._session.shown[:MOST]
        while len(self.panes) > max(1, len(shown)):
            self._drop_pane()
        while len(self.panes) < max(1, len(shown)):
            self._wake(self._add_pane())
            self._tie(len(self.panes) - 1)
        for i, text_id in enumerate(shown):
            text = self._session.text(text_id)
            if self.panes[i].view.text is not text:
                self.panes[i].set_text(text)
                self._dress(i)

    def _add_pane(self) -> TextPane:
        pane = TextPane(self)
        pane.resize(*LIKELY)
        pane.set_theme(self._theme)
        pane.set_typography(*self._type)
        if self.panes:
            self._row.addSpacing(GUTTER)
        self._row.addWidget(pane, 1)
        self.panes.append(pane)
        self._unpainted += 1
        pane.view.painted.connect(self._painted)
        return pane

    def _painted(self) -> None:
        self._unpainted -= 1
        if self._unpainted == 0 and self._session is None:
            self.painted.emit()

    def _tie(self, i: int) -> None:
        """Put ribbons between pane `i` and the one before it, and let the two scroll together."""
        from reader.ui.reading.gutter import RibbonGutter  # late, as all that is not the texts
        from reader.ui.reading.tie import ScrollTie

        left, right = self.panes[i - 1].view, self.panes[i].view
        gutter = RibbonGutter(left, right, self)
        place = self._row.indexOf(self.panes[i]) - 1
        self._row.takeAt(place)
        self._row.insertWidget(place, gutter)
        gutter.clicked.connect(self.ribbon_clicked)
        gutter.hovered.connect(self.ribbon_hovered)
        gutter.after_first_paint()
        tie = ScrollTie(left, right, self)
        tie.set_on(self._tied)
        self.gutters.append(gutter)
        self.ties.append(tie)

    def _wake(self, pane: TextPane) -> None:
        i, view = self.panes.index(pane), pane.view
        view.clicked.connect(lambda ids, position: self.clicked.emit(i, ids, position))
        view.context_menu.connect(lambda ids, position, where: self.menu_wanted.emit(i, ids, position, where))
        view.hovered.connect(lambda ids, position, where: self.hovered.emit(i, ids, position, where))
        view.passage_changed.connect(lambda n: self.caret_moved.emit(i, n))
        view.preview_asked.connect(lambda ids, position: self.preview_wanted.emit(i, ids, position))
        view.selection_changed.connect(lambda: self.selection_changed.emit(i))
        view.zoom_asked.connect(self.zoomed)
        view.after_first_paint()
        pane.after_first_paint()

    def _drop_pane(self) -> None:
        pane = self.panes.pop()
        tie, gutter = self.ties.pop(), self.gutters.pop()
        tie.close()
        for gone in (gutter, pane):
            self._row.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        tie.deleteLater()
        self.active = min(self.active, len(self.panes) - 1)

    def _dress(self, i: int) -> None:
        text_id = self.text_id_of(i)
        if self._overlay is not None and text_id:
            self.panes[i].view.set_overlay(self._overlay(text_id))
        if self._heat is not None and text_id:
            heat = self._heat
            self.panes[i].view.set_heat(lambda n: heat(text_id, n))

    # What lies over and between the texts

    def set_overlays(self, overlay: Callable[[str], Overlay], heat: Callable[[str, int], float]) -> None:
        """Say where the marks of a text and the heat of a provision come from."""
        self._overlay, self._heat = overlay, heat
        for i in range(len(self.panes)):
            self._dress(i)

    def marks_changed(self, text_id: str, start: int, end: int) -> None:
        """Paint anew where marks changed."""
        for i, pane in enumerate(self.panes):
            if self.text_id_of(i) == text_id:
                pane.view.marks_changed(start, end)

    def set_links(self, i: int, ribbons: Iterable[Ribbon], anchors: Iterable[Anchor]) -> None:
        """Give gutter `i` (between pane `i` and the next) its ribbons, and the tie there its anchors."""
        self.gutters[i].set_links(ribbons)
        self.ties[i].set_anchors(anchors)

    def light(self, ids: Iterable[str]) -> None:
        """Light the marks with these ids in every pane."""
        wanted = list(ids)
        for pane in self.panes:
            pane.view.set_lit(wanted)

    def set_active_ribbons(self, keys: Iterable[str]) -> None:
        """Draw these ribbons in full colour."""
        wanted = list(keys)
        for gutter in self.gutters:
            gutter.set_active(wanted)

    def aligned(self) -> str:
        """How much of the left text has a counterpart in scrolling: "14 of 21 provisions aligned"."""
        if not self.ties:
            return ""
        there, of = self.ties[0].aligned()
        return f"{there} of {of} provisions aligned"

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Within this, no pane carries another along."""
        with ExitStack() as stack:
            for tie in self.ties:
                stack.enter_context(tie.held())
            yield

    # How it looks

    def set_theme(self, theme: Theme) -> None:
        """Repaint in other colours."""
        self._theme = theme
        for pane in self.panes:
            pane.set_theme(theme)
        for gutter in self.gutters:
            gutter.update()

    def set_type(self, type_: tuple[str, float, float, int]) -> None:
        """Set the texts anew."""
        self._type = type_
        for pane in self.panes:
            pane.set_typography(*type_)

    def set_tied(self, on: bool) -> None:
        """Let the panes scroll together, or each alone."""
        self._tied = on
        if self._session is not None:
            self._session.settings["scroll.together"] = on
        for tie in self.ties:
            tie.set_on(on)

    def focus_moved(self, old: QWidget | None, new: QWidget | None) -> None:
        """Remember which pane was last in use."""
        for i, pane in enumerate(self.panes):
            if new is not None and pane.isAncestorOf(new) and i != self.active:
                self.active = i
                self.active_changed.emit(i)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if (
            self._session is None and self.panes[0].view.text is None
        ):  # nothing to paint: what comes after the first paint must still come
            QTimer.singleShot(0, self.painted.emit)
