"""The row of panes: which texts stand in it, in what order and how wide."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from reader.text.model import Text
from reader.ui.reading.pane import TextPane
from reader.ui.reading.typography import Type
from reader.ui.reading.view import ReadingView
from reader.ui.theme import Theme

if TYPE_CHECKING:
    from reader.ui.reading.aside import Aside
    from reader.ui.reading.gutter import RibbonGutter
    from reader.ui.reading.marks import Overlay
    from reader.ui.reading.tie import ScrollTie
    from reader.ui.session import Session

MOST = 4  # panes
LIKELY = (380, 700)  # of a pane before it is laid out: at Qt's 100 × 30 its title would be wrapped into dozens of lines
GUTTER = 74  # pixels between two panes, kept free until the ribbons are there
GUTTERS = {2: GUTTER, 3: 52, 4: 38}  # by number of panes: where it is narrow, the words come first
SEAM = 14  # pixels between two panes with the same text
NARROW = 160  # pixels that a pane keeps when the gutter beside it is dragged


class PaneRow(QWidget):
    """One pane for each text that is shown; what happens in a pane is told with its index.

    Until `join` there are texts, and nothing between or over them: that is all the first paint needs.
    """

    painted = Signal()  # once, when the texts were first painted
    active_changed = Signal(int)
    arranged = Signal()  # panes came, went or changed places, widths or sizes
    caret_moved = Signal(int, int)  # pane, provision
    clicked = Signal(int, object, int)  # pane, ids of marks, position
    hovered = Signal(int, object, int, object)  # pane, ids, position, global point
    menu_wanted = Signal(int, object, int, object)
    pane_menu_wanted = Signal(int, object)  # pane, global point
    preview_wanted = Signal(int, object, int)
    ribbon_clicked = Signal(str)
    ribbon_hovered = Signal(object, object)
    reshaped = Signal(int, str, int, int, int, int)  # pane, id of a mark, its span before, the span that is wanted
    selection_changed = Signal(int)
    text_dropped = Signal(str, int, bool)  # text, pane, whether it is to come in before that pane
    text_leaving = Signal(int)  # pane, whose text is about to go

    def __init__(self, texts: Sequence[Text], theme: Theme, type_: Type) -> None:
        super().__init__()
        self._theme = theme
        self._type = type_
        self._session: Session | None = None
        self._overlay: Callable[[str], Overlay] | None = None
        self._heat: Callable[[str, int], float] | None = None
        self._tied = True
        self._factors: list[float] = []  # how much larger than the others each pane is set
        self._widths: list[int] = []  # shares of the panes, once a gutter was dragged
        self.aside: Aside | None = None  # the links of a pane that stands alone
        self.single = False
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
        for pane in self.panes:
            self._wake(pane)
        self.setAcceptDrops(True)
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
            self._drop_pane(len(self.panes) - 1)
        while len(self.panes) < max(1, len(shown)):
            self._wake(self._add_pane())
        for i, text_id in enumerate(shown or ("",)):
            text = self._session.text(text_id) if text_id else None
            if self.panes[i].view.text is not text:
                self.text_leaving.emit(i)
                self.panes[i].renew_text(text)
                self._dress(i)
        self._relay()

    def add(self, text_id: str, at: int) -> bool:
        """Show a text in a new pane at this index; False where there is no room or no such text."""
        assert self._session is not None
        shown = list(self._session.shown)
        if len(shown) >= MOST or self._session.text(text_id) is None:
            return False
        at = min(max(0, at), len(shown))
        if shown:
            self._wake(self._add_pane(at))
            self._widths = []
        shown.insert(at, text_id)
        self.active = at
        self._session.show_texts(shown)
        self.bring(at)
        return True

    def close_pane(self, i: int) -> None:
        """Take a pane away; the last one stays."""
        assert self._session is not None
        if len(self.panes) > 1:
            shown = list(self._session.shown)
            del shown[i]
            self.text_leaving.emit(i)
            self._drop_pane(i)
            self._session.show_texts(shown)
            self.bring(self.active)

    def swap(self, i: int, j: int) -> None:
        """Let two panes change places, each with its place in the text, its size and what it found."""
        assert self._session is not None
        shown = list(self._session.shown)
        if i == j or not (0 <= i < len(shown) and 0 <= j < len(shown)):
            return
        self.panes[i], self.panes[j] = self.panes[j], self.panes[i]
        self._factors[i], self._factors[j] = self._factors[j], self._factors[i]
        shown[i], shown[j] = shown[j], shown[i]
        self.active = j if self.active == i else i if self.active == j else self.active
        self._session.show_texts(shown)

    def bring(self, i: int) -> None:
        """Make a pane the active one and put the caret into it."""
        self.active = min(i, len(self.panes) - 1)
        if self.single:
            self._show_single()
        self.view.setFocus()

    def set_single(self, on: bool) -> None:
        """Read in one pane, with its links listed at the side; the other texts stay open behind it."""
        if on != self.single:
            self.single = on
            self._relay()
            self.view.setFocus()
            self.arranged.emit()

    def _add_pane(self, at: int | None = None) -> TextPane:
        pane = TextPane(self)
        pane.resize(*LIKELY)
        pane.set_theme(self._theme)
        pane.set_typography(self._type)
        at = len(self.panes) if at is None else at
        if self._session is None:  # afterwards `_relay` puts everything into its place
            if self.panes:
                self._row.addSpacing(GUTTER)
            self._row.addWidget(pane, 1)
        self.panes.insert(at, pane)
        self._factors.insert(at, 1.0)
        self._unpainted += 1
        pane.view.painted.connect(self._painted)
        return pane

    def _painted(self) -> None:
        self._unpainted -= 1
        if self._unpainted == 0 and self._session is None:
            self.painted.emit()

    def _relay(self) -> None:
        """Put panes, the gutters between them and the side list into the row, as they now stand."""
        from reader.ui.reading.gutter import RibbonGutter  # late, as all that is not the texts
        from reader.ui.reading.tie import ScrollTie

        pairs = list(zip(self.panes, self.panes[1:], strict=False))
        if [(t.left, t.right) for t in self.ties] != [(a.view, b.view) for a, b in pairs]:
            self._untie()
            for a, b in pairs:
                gutter = RibbonGutter(a.view, b.view, self)
                gutter.clicked.connect(self.ribbon_clicked)
                gutter.hovered.connect(self.ribbon_hovered)
                gutter.dragged.connect(self._dragged)
                gutter.after_first_paint()
                self.gutters.append(gutter)
                self.ties.append(ScrollTie(a.view, b.view, self))
        while self._row.takeAt(0) is not None:
            pass
        widths = self._widths if len(self._widths) == len(self.panes) else [1] * len(self.panes)
        for i, pane in enumerate(self.panes):
            if i:
                self._row.addWidget(self.gutters[i - 1])
            self._row.addWidget(pane, widths[i])
        if self.aside is not None:
            self._row.addWidget(self.aside)
        for i, gutter in enumerate(self.gutters):
            twins = self.text_id_of(i) == self.text_id_of(i + 1)  # nothing is drawn between these
            gutter.setFixedWidth(SEAM if twins else GUTTERS[len(self.panes)])
        self._retie()
        self._show_single()

    def _show_single(self) -> None:
        if self.single and self.aside is None:
            from reader.ui.reading.aside import Aside  # late: only for readers of one text

            self.aside = Aside(self)
            self.aside.clicked.connect(self.ribbon_clicked)
            self.aside.hovered.connect(self.ribbon_hovered)
            self._row.addWidget(self.aside)
        for i, pane in enumerate(self.panes):
            pane.setVisible(not self.single or pane is self.pane)
            if i:
                self.gutters[i - 1].setVisible(not self.single)
        if self.aside is not None:
            self.aside.setVisible(self.single)
            self.aside.follow(self.view if self.single else None)

    def _untie(self) -> None:
        for tie, gutter in zip(self.ties, self.gutters, strict=True):
            tie.close()
            tie.deleteLater()
            self._row.removeWidget(gutter)
            gutter.hide()
            gutter.deleteLater()
        self.ties, self.gutters = [], []

    def _retie(self) -> None:
        """One text in two panes is there to be read at two places: those go alone."""
        for i, tie in enumerate(self.ties):
            tie.set_on(self._tied and self.text_id_of(i) != self.text_id_of(i + 1))

    def _wake(self, pane: TextPane) -> None:
        view = pane.view

        def at() -> int:
            return self.panes.index(pane)

        def at_hand() -> None:
            if pane in self.panes:  # a view that is taken away loses the focus, and with it what was at hand
                self.selection_changed.emit(at())

        view.clicked.connect(lambda ids, position: self.clicked.emit(at(), ids, position))
        view.context_menu.connect(lambda ids, position, where: self.menu_wanted.emit(at(), ids, position, where))
        view.hovered.connect(lambda ids, position, where: self.hovered.emit(at(), ids, position, where))
        view.passage_changed.connect(lambda n: self.caret_moved.emit(at(), n))
        view.preview_asked.connect(lambda ids, position: self.preview_wanted.emit(at(), ids, position))
        view.reshaped.connect(lambda *wanted: self.reshaped.emit(at(), *wanted))
        view.selection_changed.connect(lambda: self.selection_changed.emit(at()))
        view.zoom_asked.connect(lambda steps: self.zoom(at(), steps))
        if self._session is not None:
            view.motion = not self._session.settings["motion.reduced"]
        view.after_first_paint()
        if view.handles is not None:
            view.handles.changed.connect(at_hand)
        pane.after_first_paint()
        from reader.ui.reading.corner import CornerButton  # late: the first paint has no buttons

        button = CornerButton(view, pane)
        button.asked.connect(lambda where: self.pane_menu_wanted.emit(at(), where))
        pane.set_corner(button)

    def _drop_pane(self, i: int) -> None:
        self._untie()
        pane = self.panes.pop(i)
        del self._factors[i]
        self._widths = []
        if self.aside is not None:
            self.aside.follow(None)
        self._row.removeWidget(pane)
        pane.hide()
        pane.deleteLater()
        if self.active > i or self.active >= len(self.panes):
            self.active -= 1

    def _dress(self, i: int) -> None:
        text_id = self.text_id_of(i)
        if self._overlay is not None and text_id:
            self.panes[i].view.set_overlay(self._overlay(text_id))
        if self._heat is not None and text_id:
            heat = self._heat
            self.panes[i].view.set_heat(lambda n: heat(text_id, n))

    def arrangement(self) -> dict[str, object]:
        """Sizes, widths and whether one pane stands alone, to come back to with `arrange`."""
        return {"sizes": [round(f, 3) for f in self._factors], "widths": list(self._widths), "single": self.single}

    def arrange(self, kept: Mapping[str, object]) -> None:
        """Take sizes and widths that were kept for as many panes; what does not fit is left out."""
        sizes, widths = kept.get("sizes"), kept.get("widths")
        if _numbers(sizes, len(self.panes), 0.1, 8.0):
            self._factors = [float(size) for size in sizes]  # type: ignore[attr-defined]
            self.set_type(self._type)
        if _numbers(widths, len(self.panes), 1, 20_000):
            self._widths = [int(width) for width in widths]  # type: ignore[attr-defined]
            self._relay()

    def _dragged(self, by: int) -> None:
        """A gutter is dragged: what its left pane gains its right one loses."""
        i = self.gutters.index(self.sender())  # type: ignore[arg-type]
        widths = [pane.width() for pane in self.panes]
        by = max(NARROW - widths[i], min(by, widths[i + 1] - NARROW))
        if by and min(widths[i], widths[i + 1]) > 0:
            widths[i] += by
            widths[i + 1] -= by
            self._widths = widths
            for pane, width in zip(self.panes, widths, strict=True):
                self._row.setStretchFactor(pane, width)
            self.arranged.emit()

    def set_type(self, type_: Type) -> None:
        """Set the texts anew."""
        self._type = type_
        for i in range(len(self.panes)):
            self._retype(i)

    def zoom(self, i: int, steps: int) -> None:
        """Set the text of one pane larger or smaller by tenths than the others are; 0 steps: as they are."""
        size = self._type.size
        factor = self._factors[i] * 1.1**steps if steps else 1.0
        self._factors[i] = min(48.0, max(6.0, size * factor)) / size
        self._retype(i)
        self.arranged.emit()

    def _retype(self, i: int) -> None:
        size = round(self._type.size * self._factors[i] * 2) / 2
        self.panes[i].set_typography(self._type._replace(size=size))

    def set_motion(self, on: bool) -> None:
        """Let the texts glide to where they go, or jump there."""
        for pane in self.panes:
            pane.view.motion = on

    def focus_moved(self, old: QWidget | None, new: QWidget | None) -> None:
        """Remember which pane was last in use."""
        for i, pane in enumerate(self.panes):
            if new is not None and pane.isAncestorOf(new) and i != self.active:
                self.active = i
                if self.single:
                    self._show_single()
                self.active_changed.emit(i)


def _numbers(found: object, count: int, low: float, high: float) -> bool:
    """Whether something read from the settings is so many numbers."""
    return (
        isinstance(found, list)
        and len(found) == count
        and all(isinstance(n, int | float) and low <= n <= high for n in found)
    )
