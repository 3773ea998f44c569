"""Another program locks the library for long: it is waited for, that is said, and everything is written afterwards."""

from __future__ import annotations

import os
import select
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from reader.library import Library
from tests.faults.processes import WindowProcess, command, environment, program

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the windows here are heard through pipes")
HOLD = Path(__file__).with_name("hold.py")


@contextmanager
def held(path: Path, seconds: float, how: str = "") -> Iterator[Any]:
    """The other program, from the moment that it has the lock."""
    near, far = os.pipe()
    with Path(os.devnull).open("r+") as null:
        child = program([str(HOLD), str(path), str(seconds), how], environment(), (null.fileno(), far, 2))
    os.close(far)
    assert select.select([near], [], [], 30)[0] and os.read(near, 9) == b"held\n"
    try:
        yield child
    finally:
        child.kill()
        child.wait()
        os.close(near)


def lock_window(path: Path, seconds: float | None) -> None:
    """Words typed and acts done in the window while another program has the lock; None: until all was looked at."""
    with WindowProcess(path) as window:
        note_id = window.tell("add", "begun")
        window.until(lambda state: not state["busy"])
        with held(path, seconds or 90) as other:
            assert window.tell("type", [note_id, ", typed meanwhile"]) is True
            began = time.monotonic()
            assert window.tell("add", "an act meanwhile") is None
            assert window.tell("add", "and another") is None
            assert time.monotonic() - began < 10  # the window stands still for moments only
            state = window.until(lambda state: state["notice"].startswith("Not saved yet"))
            assert state["editor"] == "begun, typed meanwhile" and state["bodies"] == ["begun"]
            assert "Waiting for another program" in state["kept"]
            assert list(path.with_name("l.sqlite.drafts").glob("*.json"))
            other.kill() if seconds is None else other.wait(seconds + 30)
        state = window.until(lambda state: len(state["bodies"]) == 3 and state["notice"] == "")
        assert sorted(state["bodies"]) == ["an act meanwhile", "and another", "begun, typed meanwhile"]
        window.until(lambda state: state["kept"] == "Saved")
        with held(path, 90):  # a step that cannot be taken back now is taken back later, and not lost
            window.tell("undo")
            assert window.tell("state")["bodies"] == state["bodies"]
        window.until(lambda now: now["bodies"] != state["bodies"])
        window.tell("close")
        assert window.child.wait(15) == 0
    with Library.open(path) as library:
        assert library.check() == [] and library.drafts() == [] and library.recovered == ""


def test_the_window_waits_says_so_and_writes_everything_afterwards(tmp_path: Path) -> None:
    lock_window(tmp_path / "l.sqlite", None)


@pytest.mark.slow
def test_a_lock_of_half_a_minute(tmp_path: Path) -> None:
    lock_window(tmp_path / "l.sqlite", 30)


def test_what_waits_when_the_window_is_closed_is_kept_for_the_next_start(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite"
    with WindowProcess(path) as window:
        note_id = window.tell("add", "begun")
        window.until(lambda state: not state["busy"])
        with held(path, 60):
            window.tell("type", [note_id, ", typed"])
            assert window.tell("add", "an act") is None
            assert window.signal(signal.SIGTERM, 30) == 0
    with WindowProcess(path) as window:
        state = window.tell("state")
        assert sorted(state["bodies"]) == ["an act", "begun, typed"]
        assert any("is restored" in line for line in state["lines"])


@pytest.mark.parametrize("how", ["", "alone"])
def test_a_library_that_is_locked_at_the_start_is_opened_when_it_can(tmp_path: Path, how: str) -> None:
    path = tmp_path / "l.sqlite"
    assert command(path, "texts").status == 0
    with held(path, 60, how) as other, WindowProcess(path) as window:
        state = window.tell("state")
        assert all(state["readable"])
        if how:
            assert not state["open"] and "opened as soon as" in state["banner"]
        other.kill()
        other.wait()
        window.until(lambda state: state["writes"])
        assert window.tell("add", "written") and not window.tell("state")["banner"]


@pytest.mark.parametrize("how", ["", "alone"])
def test_a_command_waits_and_says_so_once(tmp_path: Path, how: str) -> None:
    path = tmp_path / "l.sqlite"
    assert command(path, "texts").status == 0
    add = ("note", "add", "shanghai-2001", "--span", "0:3", "--body", "x")
    with held(path, 60, how):
        done = command(path, *add, "--wait", "0.5")
        assert done.status == 1 and "Another program is using" in done.err and "Traceback" not in done.err
    with held(path, 2.5, how):
        done = command(path, *add)
        assert done.status == 0 and done.err.count("Waiting for another program") == 1
    with Library.open(path) as library:
        assert len(library.annotations()) == 1 and library.check() == []


def test_a_command_waits_for_a_window_that_waits(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite"
    with WindowProcess(path) as window, held(path, 2.5):
        done = command(path, "note", "add", "shanghai-2001", "--span", "0:3", "--body", "x")
        assert done.status == 0 and done.err.count("Waiting for another program") == 1, done
        assert window.tell("state")["bodies"] == ["x"]
