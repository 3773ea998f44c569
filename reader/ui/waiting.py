"""Acts that wait for another program: done in their order as soon as it lets go of the library."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from reader.errors import Busy, ReaderError

TRY_EVERY = 1000  # ms
AT_THE_END = 3.0  # seconds that a window which is closed waits for the other program


class Waiting(QObject):
    """Holds acts that found the library locked, and tries them again; what fails otherwise is told and dropped."""

    began = Signal()  # something waits
    ended = Signal()  # everything that waited is done

    def __init__(self, failed: Callable[[ReaderError], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._failed = failed
        self._acts: deque[Callable[[], object]] = deque()
        self._timer = QTimer(self)
        self._timer.setInterval(TRY_EVERY)
        self._timer.timeout.connect(self.go_on)

    def __bool__(self) -> bool:
        """Whether anything waits: what comes after it must not overtake it."""
        return bool(self._acts)

    def hold(self, act: Callable[[], object]) -> None:
        """Try `act` again and again while it raises `Busy`."""
        self._acts.append(act)
        self._timer.start()
        self.began.emit()

    def go_on(self) -> bool:
        """Do what can be done now; whether nothing is left."""
        while self._acts:
            try:
                self._acts[0]()
            except Busy:
                return False
            except ReaderError as error:
                self._failed(error)
            self._acts.popleft()
        if self._timer.isActive():
            self._timer.stop()
            self.ended.emit()
        return True

    def finish(self) -> list[Callable[[], object]]:
        """Wait for the other program for some seconds, as no event loop will run again; the acts that are left."""
        give_up = time.monotonic() + AT_THE_END
        while not self.go_on() and time.monotonic() < give_up:
            time.sleep(0.1)  # the library itself waits a little, too
        self._timer.stop()
        left = list(self._acts)
        self._acts.clear()
        return left
