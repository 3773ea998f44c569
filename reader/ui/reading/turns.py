"""Turns at painting: when a jump moves several views, each has a frame of its own, so that none lasts too long.

A view that shows wholly other words costs 5 to 8 ms; two of them, with the ribbons between, cost more than the 16 ms of
a frame. All of them stand in their new places at once; only the picture of the second comes one frame later.
"""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

FRAME = 12  # ms until the next turn: the rest of a frame at 60 Hz, after the painting of the first


class Painted(Protocol):
    """What takes turns: a widget that is repainted whole."""

    @property
    def surface(self) -> QWidget:
        """The widget whose picture is out of date."""


class Turns(QObject):
    """Who is painted now, and who after that. One for all views of the program."""

    def __init__(self) -> None:
        super().__init__()
        self._now: Painted | None = None
        self._waiting: list[Painted] = []
        self._followers: list[Painted] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(FRAME)
        self._timer.timeout.connect(self._next)

    def ask(self, view: Painted) -> None:
        """Paint a view whole: in this frame, or in the next if another one has this."""
        if view in self._waiting:
            return
        if self._now in (None, view) or not view.surface.isVisible():
            self._now = view if view.surface.isVisible() else self._now
            view.surface.update()
        else:
            self._waiting.append(view)
            self._start()

    def follow(self, widget: Painted, view: Painted | None = None) -> None:
        """Paint what hangs on a view, or on several: now, or with the last of those that wait.

        What hangs on one view (a ruler) is painted with it; what hangs on all (ribbons) after a jump of any.
        """
        if (self._now is None and not self._waiting) or (view is not None and view not in self._waiting):
            widget.surface.update()
        elif widget not in self._followers:
            self._followers.append(widget)
            self._start()

    def waits(self, view: Painted) -> bool:
        """Whether a view's picture is about to be painted whole, later."""
        return view in self._waiting

    @property
    def idle(self) -> bool:
        """Whether everything that asked has been given its turn."""
        return self._now is None and not self._waiting and not self._followers

    def painted(self, view: Painted) -> None:
        """A view's picture is up to date."""
        if self._now is view:
            self._now = None

    def _start(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _next(self) -> None:
        self._now = None
        self._waiting = [view for view in self._waiting if isValid(view)]  # some may have gone meanwhile
        if self._waiting:
            self.ask(self._waiting.pop(0))
        if self._waiting:
            self._start()
            return
        followers, self._followers = self._followers, []
        for widget in followers:
            if isValid(widget):
                widget.surface.update()


_turns: Turns | None = None


def turns() -> Turns:
    """The turns of this program, made when first asked for: a timer wants an application."""
    global _turns
    if _turns is None:
        _turns = Turns()
    return _turns
