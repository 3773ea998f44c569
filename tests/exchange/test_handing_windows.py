"""The hand-over to the window as Windows does it, through a local socket that stands in for a named pipe."""

from __future__ import annotations

import builtins
import importlib.util
import json
import socket
import struct
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from reader.errors import Busy, UserError
from reader.exchange import handing
from reader.library.models import Edit


@pytest.fixture
def module(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("USERNAME", "reader")
    spec = importlib.util.spec_from_file_location("handing_on_windows", handing.__file__)
    assert spec is not None and spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


class Pipe:
    """The near end of a pipe, opened as a file without a buffer: it takes and gives parts."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end

    def __enter__(self) -> Pipe:
        return self

    def __exit__(self, *_: object) -> None:
        self._end.close()

    def write(self, data: memoryview) -> int:
        return self._end.send(data[:7])

    def read(self, size: int) -> bytes:
        return self._end.recv(min(size, 5))


def serve(monkeypatch: pytest.MonkeyPatch, answer: dict[str, Any] | None, busy: int = 0) -> list[Any]:
    """A window at the far end of every pipe; what it heard. `answer` None: it hangs. `busy`: refused so often first."""
    heard: list[Any] = []
    former = builtins.open

    def listen(far: socket.socket) -> None:
        [size] = struct.unpack("!i", far.recv(4, socket.MSG_WAITALL))
        heard.append(json.loads(far.recv(size, socket.MSG_WAITALL)))
        if answer is not None:
            packed = json.dumps(answer).encode()
            far.sendall(struct.pack("!i", len(packed)) + packed)
        else:
            time.sleep(0.5)
        far.close()

    def opened(name: Any, *args: Any, **more: Any) -> Any:
        nonlocal busy
        if not str(name).startswith("\\\\.\\pipe\\declaration-reader-"):
            return former(name, *args, **more)
        if busy:
            busy -= 1
            error = OSError("all pipe instances are busy")
            error.winerror = 231  # type: ignore[attr-defined]
            raise error
        near, far = socket.socketpair()
        threading.Thread(target=listen, args=(far,), daemon=True).start()
        return Pipe(near)

    monkeypatch.setattr(builtins, "open", opened)
    return heard


def test_the_name_is_one_that_windows_takes(module: Any, tmp_path: Path) -> None:
    name = module.address(tmp_path / "Bibliothèque 各" / "l.sqlite")
    assert name.startswith("\\\\.\\pipe\\declaration-reader-") and len(name) < 256  # the longest name of a pipe
    assert name.count("\\") == 4 and name.isascii()
    assert module.address(tmp_path / "other.sqlite") != name


def test_an_edit_goes_through_in_parts_and_is_answered(
    module: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = serve(monkeypatch, {"done": True}, busy=3)
    window = module.ThroughWindow(tmp_path / "l.sqlite")
    assert window.ready()
    window(Edit("Nothing " * 500, (), ()))
    assert [wish["act"] for wish in heard] == ["ready", "edit"]
    assert heard[1]["edit"]["name"] == "Nothing " * 500
    assert module.hand_over(tmp_path / "l.sqlite", ["a"])


@pytest.mark.parametrize(("busy", "kind"), [(True, Busy), (False, UserError)])
def test_a_refusal_comes_in_words(
    module: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, busy: bool, kind: type[UserError]
) -> None:
    serve(monkeypatch, {"done": False, "busy": busy, "error": "No.", "hint": "Later."})
    with pytest.raises(kind, match=r"No\. Later\."):
        module.ThroughWindow(tmp_path / "l.sqlite")(Edit("x", (), ()))


def test_a_hung_window_keeps_nobody_waiting(module: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, None)
    began = time.monotonic()
    assert module.ask(tmp_path / "l.sqlite", {"act": "ready"}, wait=0.2) is None
    assert time.monotonic() - began < 5
    for left in [thread for thread in threading.enumerate() if thread.name == "reader-handing"]:
        left.join(10)


def test_no_window_is_no_answer(module: Any, tmp_path: Path) -> None:
    assert module.ask(tmp_path / "l.sqlite", {"act": "ready"}, wait=0.2) is None
    assert not module.hand_over(tmp_path / "l.sqlite", [])
