"""The texts side by side, with ribbons between neighbours that scroll together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent

from reader.ui.theme import Theme
from reader.ui.window.row import PaneRow

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent

    from reader.ui.reading.gutter import Ribbon
    from reader.ui.reading.marks import Overlay
    from reader.ui.reading.tie import Anchor
    from reader.ui.window.dropping import Drops


class Desk(PaneRow):
    """The panes with what lies over and between them."""

    _drops: Drops | None = None

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
        """How much of the left of two texts has a counterpart in scrolling: "14 of 21 provisions aligned"."""
        beside = [i for i in range(len(self.ties)) if self.text_id_of(i) != self.text_id_of(i + 1)]
        if not beside:
            return ""
        near = min(beside, key=lambda i: (self.active not in (i, i + 1), i))
        there, of = self.ties[near].aligned()
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
        if self.aside is not None:
            self.aside.update()

    def set_tied(self, on: bool) -> None:
        """Let the panes scroll together, or each alone."""
        self._tied = on
        if self._session is not None:
            self._session.settings["scroll.together"] = on
        self._retie()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if (
            self._session is None and self.panes[0].view.text is None
        ):  # nothing to paint: what comes after the first paint must still come
            QTimer.singleShot(0, self.painted.emit)

    @property
    def drops(self) -> Drops:
        """What happens to a text that is dragged over the panes."""
        if self._drops is None:
            from reader.ui.window.dropping import Drops  # late: few drag

            self._drops = Drops(self)
        return self._drops

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self.drops.enter(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self.drops.move(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.drops.leave()

    def dropEvent(self, event: QDropEvent) -> None:
        self.drops.drop(event)
