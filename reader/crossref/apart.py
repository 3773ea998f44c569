"""The search for cross-references in a process of its own: long texts then leave the window its interpreter.

Two texts of 5 MB take a minute of computing; on a thread that would share the interpreter's lock with the window. The
child answers over its standard output in frames (four bytes of length, then a pickle): steps, links some hundreds at
a time, the end. It ends when nobody listens any more, and is killed when the reader no longer wants the answer.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import struct
import subprocess
import sys
import threading
from queue import Empty, SimpleQueue
from typing import IO, Any

from reader.crossref.model import Link
from reader.errors import Feedback
from reader.text.child import environment
from reader.text.model import Text

BATCH = 400  # links in a frame: about 5 ms to unpack
POLL = 0.1  # s between two looks whether the answer is still wanted
LATER = 5  # the child's nice value: the window goes first
_LENGTH = struct.Struct(">I")


def find_links_apart(a: Text, b: Text, *, names: str = "", feedback: Feedback | None = None) -> list[Link]:
    """`find_links(a, b)` computed by a child process; `names` are learned names as the library keeps them.

    The same answer as in this process. Raises `Cancelled` through `feedback` within `POLL` seconds, RuntimeError when
    the child failed, OSError when it could not be started.
    """
    command = [sys.executable, "-m", "reader.crossref.apart"]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment())
    frames: SimpleQueue[Any] = SimpleQueue()
    assert child.stdin is not None
    assert child.stdout is not None
    threading.Thread(target=_listen, args=(child.stdout, frames), name="links-apart", daemon=True).start()
    try:
        with contextlib.suppress(BrokenPipeError):  # it died at once: its exit status tells
            pickle.dump((a, b, names), child.stdin, protocol=5)
            child.stdin.close()
        return _collect(frames, feedback)
    finally:
        child.kill()
        child.wait()
        with contextlib.suppress(BrokenPipeError):  # what was still buffered for a child that is gone
            child.stdin.close()


def _collect(frames: SimpleQueue[Any], feedback: Feedback | None) -> list[Link]:
    links: list[Link] = []
    step = (0, 1)
    while True:
        try:
            kind, value = frames.get(timeout=POLL)
        except Empty:
            kind, value = "step", step
        if kind == "links":
            links.extend(value)
        elif kind == "step":
            step = value
            if feedback is not None:
                feedback.step(*step)
        elif kind == "end":
            return links
        else:
            raise RuntimeError(f"the search for cross-references ended early: {value}")


def _listen(stream: IO[bytes], frames: SimpleQueue[Any]) -> None:
    while True:
        head = stream.read(_LENGTH.size)
        body = stream.read(_LENGTH.unpack(head)[0]) if len(head) == _LENGTH.size else b""
        if not body:
            frames.put(("dead", "its process is gone"))
            stream.close()
            return
        frames.put(pickle.loads(body))


class _Told(Feedback):
    """Passes steps on, some hundred of them at the most."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self._share = -1

    def step(self, done: int, total: int) -> None:
        share = 500 * done // max(1, total)
        if share != self._share:
            self._share = share
            _send(self._out, "step", (done, total))


def _send(out: IO[bytes], kind: str, value: object) -> None:
    body = pickle.dumps((kind, value), protocol=5)
    out.write(_LENGTH.pack(len(body)) + body)
    out.flush()


def main() -> None:
    """Read two texts from standard input and answer on standard output; leaves when nobody listens."""
    from reader.crossref import find_links
    from reader.crossref.learned import authority_with

    if hasattr(os, "nice"):
        os.nice(LATER)
    out = sys.stdout.buffer
    a, b, names = pickle.load(sys.stdin.buffer)
    with contextlib.suppress(BrokenPipeError):
        _send(out, "step", (0, 1))
        authority = authority_with(names) if names else None
        links = find_links(a, b, feedback=_Told(out), authority=authority)
        for at in range(0, len(links), BATCH):
            _send(out, "links", links[at : at + BATCH])
        _send(out, "end", None)


if __name__ == "__main__":
    main()
