"""What happens when the program is at fault, and when the system ends it: nothing of the reader's is lost."""

from __future__ import annotations

import datetime
import faulthandler
import os
import platform
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import FrameType, TracebackType
from typing import IO

from PySide6.QtCore import QObject, QSocketNotifier, Signal

from reader.ui.window.log import Log

KEEP = 20  # reports; older ones are removed
MOST = 20  # reports of one session: a defect in painting would write one for every frame
NATIVE = "native.txt"  # where the toolkit's own crashes leave the lines of code that they happened in


def report(folder: Path, kind: type[BaseException], trace: TracebackType | None, now: datetime.datetime) -> Path | None:
    """Write where a fault happened, and nothing of what was read or written; None where no file can be made.

    Neither the message of the exception nor any value is written, for either may hold words of a note.
    """
    lines = [
        f"Declaration Reader, {now.isoformat(timespec='seconds')}",
        f"Python {platform.python_version()} on {platform.platform()}",
        f"{kind.__module__}.{kind.__qualname__}",
        *(f"  {Path(f.filename).name}:{f.lineno} in {f.name}" for f in traceback.extract_tb(trace)),
    ]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"report-{now:%Y%m%d-%H%M%S-%f}.txt"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        for old in sorted(folder.glob("report-*.txt"))[:-KEEP]:
            old.unlink()
        return path
    except OSError:
        return None


class Guard(QObject):
    """The excepthook of the window, and its ear for signals; `ended` comes when the system wants it to end."""

    failed = Signal(str)  # a sentence for the reader
    ended = Signal()

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self.log = Log(folder)
        self._reported: set[tuple[object, ...]] = set()
        self._native: IO[bytes] | None = None
        self._former: Callable[..., object] = sys.excepthook
        self._busy = False
        self._ear: QSocketNotifier | None = None
        self._pipe: tuple[int, int] | None = None  # ends to read and to write

    def install(self) -> None:
        """Catch what nobody caught, and listen for SIGTERM and SIGINT."""
        sys.excepthook = self._caught
        self._listen_for_native()
        threading.excepthook = lambda args: self._caught(
            args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback
        )
        if threading.current_thread() is not threading.main_thread() or sys.platform == "win32":
            return
        # Python runs its handlers between byte codes, which an idle event loop has none of: a pipe wakes it.
        near, far = os.pipe()
        for end in (near, far):
            os.set_blocking(end, False)
        self._pipe = (near, far)
        signal.set_wakeup_fd(far, warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._signalled)
        self._ear = QSocketNotifier(near, QSocketNotifier.Type.Read, self)
        self._ear.activated.connect(self._heard)

    def remove(self) -> None:
        """Leave everything as it was."""
        sys.excepthook = self._former
        threading.excepthook = threading.__excepthook__
        if self._native is not None:
            faulthandler.disable()
            self._native.close()
            self._native = None
        if self._pipe is not None:
            if self._ear is not None:
                self._ear.setEnabled(False)
            signal.set_wakeup_fd(-1)
            for number in (signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.default_int_handler)
            for end in self._pipe:
                os.close(end)
            self._pipe = None

    def _listen_for_native(self) -> None:
        """Let a crash below Python leave a trace: where in the code, and nothing else."""
        if faulthandler.is_enabled():
            return
        path = self._folder / NATIVE
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if path.exists() and path.stat().st_size:
                path.replace(self._folder / f"report-{datetime.datetime.now(datetime.UTC):%Y%m%d-%H%M%S-%f}.txt")
                self.log.write("The last session ended by a crash of the toolkit; its trace is kept as a report.")
            self._native = path.open("wb")
        except OSError:
            return
        faulthandler.enable(self._native)

    def _signalled(self, number: int, frame: FrameType | None) -> None:
        """The byte that woke the event loop says it; nothing to do here."""

    def _heard(self) -> None:
        if self._pipe is not None:
            os.read(self._pipe[0], 64)
        self.ended.emit()

    def _caught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        self._former(kind, error, trace)
        if self._busy:
            return
        place = (kind, *((f.filename, f.lineno) for f in traceback.extract_tb(trace)))
        if place in self._reported or len(self._reported) >= MOST:
            return
        self._reported.add(place)
        self._busy = True
        try:
            self.log.write(f"A defect: {kind.__name__}.")
            path = report(self._folder, kind, trace, datetime.datetime.now(datetime.UTC))
            where = f" A report without any of your words is in {path}." if path is not None else ""
            self.failed.emit(f"Something in the program went wrong; what you wrote is kept.{where}")
        finally:
            self._busy = False
