"""Windows and commands in processes of their own, for tests that kill them and damage their files."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from tests.faults import nursery

ROOT = Path(__file__).resolve().parent.parent.parent
CHILD = Path(__file__).with_name("window_child.py")


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen", **more}


class WindowProcess:
    """A window; `tell` has it do something and waits for its answer."""

    def __init__(self, library: Path, *texts: str, wait: bool = True, prefix: tuple[str, ...] = ()) -> None:
        self.errors = Path(os.environ["DECLARATION_READER_HOME"]) / f"stderr-{time.monotonic_ns()}.txt"
        self._err = self.errors.open("wb")
        (theirs, self._in), (self._out, far) = os.pipe(), os.pipe()
        self.child = program(
            [str(CHILD), str(library), *texts], environment(), (theirs, far, self._err.fileno()), prefix
        )
        os.close(theirs)
        os.close(far)
        self._unread = b""
        if wait:
            assert self._answer(40) == "ready"

    def _answer(self, seconds: float) -> Any:
        end = time.monotonic() + seconds
        while b"\n" not in self._unread:
            ready, _, _ = select.select([self._out], [], [], max(0.0, end - time.monotonic()))
            came = os.read(self._out, 65536) if ready else b""
            if not came:
                raise AssertionError(f"the window is silent: {self.errors.read_text()[-3000:]}")
            self._unread += came
        line, self._unread = self._unread.split(b"\n", 1)
        return json.loads(line)

    def tell(self, act: str, what: object = None, seconds: float = 20) -> Any:
        self.begin(act, what)
        return self._answer(seconds)

    def begin(self, act: str, what: object = None) -> None:
        """Have it begin something, whose answer nobody waits for."""
        os.write(self._in, f"{act} {json.dumps(what)}\n".encode())

    def until(self, holds: Callable[[dict[str, Any]], object], seconds: float = 15) -> dict[str, Any]:
        """Ask for the state until something holds of it."""
        end = time.monotonic() + seconds
        while True:
            state: dict[str, Any] = self.tell("state")
            if holds(state):
                return state
            assert time.monotonic() < end, state
            time.sleep(0.02)

    def signal(self, number: int, seconds: float = 15) -> int:
        self.child.send_signal(number)
        return int(self.child.wait(seconds))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, tb: TracebackType | None) -> None:
        if self.child.poll() is None:
            self.child.send_signal(signal.SIGKILL)
            self.child.wait()
        os.close(self._in)
        os.close(self._out)
        self._err.close()


class Done(NamedTuple):
    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def command(library: Path, *args: str, prefix: tuple[str, ...] = (), **more: str) -> Done:
    """Run a command of the program in a process of its own."""
    argv = ["-m", "reader", "--library", str(library), *args]
    with Path(os.devnull).open() as null, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        streams = (null.fileno(), out.fileno(), err.fileno())
        child = program(argv, environment(**more), streams, prefix)
        status = child.wait(90)
        said = []
        for file in (out, err):
            file.seek(0)
            said.append(file.read().decode("utf-8"))
    return Done(status, *said)


def program(
    argv: list[str], env: dict[str, str], streams: tuple[int, int, int], prefix: tuple[str, ...] = ()
) -> Any:
    """Start Python on `argv`: forked from the nursery, or with its own interpreter behind `prefix`."""
    if not (prefix or nursery.COLD):
        return nursery.start(argv, env, streams)
    stdin, stdout, stderr = streams
    return subprocess.Popen(
        [*prefix, sys.executable, *argv], stdin=stdin, stdout=stdout, stderr=stderr, env=env, cwd=ROOT
    )
