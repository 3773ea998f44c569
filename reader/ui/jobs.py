"""Work off the GUI thread: one worker, numbered jobs, stale answers dropped, failures as values."""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, Qt, Signal

from reader.errors import Cancelled, Feedback


class Outcome(NamedTuple):
    """What a job came to: `value`, or `error` (a `UserError`, or any other exception for a defect of ours)."""

    job: int
    slot: str
    value: Any = None
    error: Exception | None = None


class _Job(NamedTuple):
    number: int
    slot: str
    work: Callable[[Feedback], Any]
    then: Callable[[Outcome], None]
    feedback: _Feedback


class _Feedback(Feedback):
    def __init__(self, number: int, tell: Callable[[int, int, int], None]) -> None:
        self._number = number
        self._tell = tell
        self._percent = -1
        self.stopped = threading.Event()

    def step(self, done: int, total: int) -> None:
        if self.stopped.is_set():
            raise Cancelled
        percent = 100 * done // total if total else 100
        if percent != self._percent:  # a queued signal for each step would flood the GUI thread
            self._percent = percent
            self._tell(self._number, done, total)


class Jobs(QObject):
    """Runs jobs one after the other on one thread; several would starve the GUI thread of the interpreter's lock.

    A job is started in a slot ("links", "preview", …); a newer job in the same slot cancels the older one, whose
    answer is then dropped. `then` is called on the GUI thread.
    """

    progress = Signal(int, int, int)  # job, done, total
    idle = Signal()
    _finished = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue: SimpleQueue[_Job | None] = SimpleQueue()
        self._latest: dict[str, _Job] = {}
        self._number = 0
        self._thread: threading.Thread | None = None
        self._closed = False
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether any answer is still awaited."""
        return bool(self._latest)

    def start(self, slot: str, work: Callable[[Feedback], Any], then: Callable[[Outcome], None]) -> int:
        """Queue `work` in `slot`, dropping what was asked there before; returns the job's number."""
        self.cancel(slot)
        self._number += 1
        job = _Job(self._number, slot, work, then, _Feedback(self._number, self.progress.emit))
        self._latest[slot] = job
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="reader-jobs", daemon=True)
            self._thread.start()
        self._queue.put(job)
        return job.number

    def cancel(self, slot: str) -> None:
        """Tell the job in `slot` to stop; its answer, if it still comes, is dropped."""
        job = self._latest.pop(slot, None)
        if job is not None:
            job.feedback.stopped.set()

    def close(self, wait: float = 2.0) -> None:
        """Stop everything; waits at most `wait` seconds for the job that is running."""
        self._closed = True
        for slot in list(self._latest):
            self.cancel(slot)
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join(wait)
            self._thread = None

    def _run(self) -> None:
        while (job := self._queue.get()) is not None:
            if job.feedback.stopped.is_set():
                continue
            outcome = self._outcome(job)
            if self._closed:
                return
            try:
                self._finished.emit(outcome)
            except RuntimeError:  # the window went away while the job ran
                return

    def _outcome(self, job: _Job) -> Outcome:
        try:
            return Outcome(job.number, job.slot, job.work(job.feedback))
        except Exception as error:  # noqa: BLE001 -- the job runner: a failure comes back as a value
            return Outcome(job.number, job.slot, error=error)

    def _deliver(self, outcome: Outcome) -> None:
        job = self._latest.get(outcome.slot)
        if job is None or job.number != outcome.job:
            return
        del self._latest[outcome.slot]
        if not isinstance(outcome.error, Cancelled):
            job.then(outcome)
        if not self._latest:
            self.idle.emit()
