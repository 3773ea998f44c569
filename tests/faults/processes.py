"""Windows and commands in processes of their own, for tests that kill them and damage their files."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

ROOT = Path(__file__).resolve().parent.parent.parent
CHILD = Path(__file__).with_name("window_child.py")


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen", **more}


class WindowProcess:
    """A window; `tell` has it do something and waits for its answer."""

    def __init__(self, library: Path, *texts: str, wait: bool = True, prefix: tuple[str, ...] = ()) -> None:
        self.errors = Path(os.environ["DECLARATION_READER_HOME"]) / f"stderr-{time.monotonic_ns()}.txt"
        self._err = self.errors.open("wb")
        self.child = subprocess.Popen(
            [*prefix, sys.executable, str(CHILD), str(library), *texts],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._err, env=environment(),
        )  # fmt: skip
        self._unread = b""
        if wait:
            assert self._answer(40) == "ready"

    def _answer(self, seconds: float) -> Any:
        assert self.child.stdout is not None
        end = time.monotonic() + seconds
        while b"\n" not in self._unread:
            ready, _, _ = select.select([self.child.stdout], [], [], max(0.0, end - time.monotonic()))
            came = os.read(self.child.stdout.fileno(), 65536) if ready else b""
            if not came:
                raise AssertionError(f"the window is silent: {self.errors.read_text()[-3000:]}")
            self._unread += came
        line, self._unread = self._unread.split(b"\n", 1)
        return json.loads(line)

    def tell(self, act: str, what: object = None, seconds: float = 20) -> Any:
        assert self.child.stdin is not None
        self.child.stdin.write(f"{act} {json.dumps(what)}\n".encode())
        self.child.stdin.flush()
        return self._answer(seconds)

    def until(self, holds: Callable[[dict[str, Any]], object], seconds: float = 15) -> dict[str, Any]:
        """Ask for the state until something holds of it."""
        end = time.monotonic() + seconds
        while True:
            state: dict[str, Any] = self.tell("state")
            if holds(state):
                return state
            assert time.monotonic() < end, state
            time.sleep(0.05)

    def signal(self, number: int, seconds: float = 15) -> int:
        self.child.send_signal(number)
        return self.child.wait(seconds)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, tb: TracebackType | None) -> None:
        if self.child.poll() is None:
            self.child.send_signal(signal.SIGKILL)
            self.child.wait()
        for pipe in (self.child.stdin, self.child.stdout):
            if pipe is not None:
                pipe.close()
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
    done = subprocess.run(
        [*prefix, sys.executable, "-m", "reader", "--library", str(library), *args],
        capture_output=True, text=True, env=environment(**more), cwd=ROOT, timeout=60, check=False,
    )  # fmt: skip
    return Done(done.returncode, done.stdout, done.stderr)
