"""A full disk, a medium that may only be read, a folder that vanishes: reading goes on, nothing typed is lost."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from reader.errors import UserError
from reader.library import Library
from tests.faults.processes import WindowProcess, command
from tests.library.helpers import make_text, open_library

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the windows here are heard through pipes")


def test_a_full_disk_keeps_the_words_on_the_screen_and_writes_them_once_there_is_room(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite"
    with WindowProcess(path) as window:
        note_id = window.tell("add", "begun")
        window.tell("full", True)
        long = " and much more" * 4000
        window.tell("type", [note_id, long])
        state = window.until(lambda state: state["notice"].startswith("Not saved yet"))
        assert state["editor"] == "begun" + long and state["bodies"] == ["begun"]
        assert any("no room left" in line for line in state["lines"])
        assert list((tmp_path / "l.sqlite.drafts").glob("*.json"))
        window.tell("full", False)
        state = window.until(lambda state: state["bodies"] == ["begun" + long])
        assert state["notice"] == "" and not list((tmp_path / "l.sqlite.drafts").glob("*.json"))


def test_words_that_never_came_into_a_full_library_are_restored_at_the_next_start(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite"
    with WindowProcess(path) as window:
        note_id = window.tell("add", "begun")
        window.tell("full", True)
        window.tell("type", [note_id, " and more" * 9000])
        window.until(lambda state: state["notice"].startswith("Not saved yet"))
        window.signal(signal.SIGKILL)
    with WindowProcess(path) as window:
        state = window.tell("state")
        assert state["bodies"] == ["begun" + " and more" * 9000]
        assert any("is restored" in line for line in state["lines"])
        assert window.tell("add", "next")
    with Library.open(path) as library:
        assert library.drafts() == [] and [v.body for v in library.history(note_id)] == ["begun"]


def test_a_folder_that_vanishes_and_comes_back(tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    path = folder / "l.sqlite"
    with WindowProcess(path) as window:
        note_id = window.tell("add", "begun")
        window.until(lambda state: not state["busy"])
        folder.rename(tmp_path / "away")
        window.until(lambda state: "not in its place" in state["banner"])
        window.tell("type", [note_id, " while it was away"])
        state = window.until(lambda state: state["notice"].startswith("Not saved yet"))
        assert state["editor"] == "begun while it was away" and all(state["readable"])
        shutil.rmtree(folder, ignore_errors=True)  # the drafts had to go somewhere
        (tmp_path / "away").rename(folder)
        state = window.until(lambda state: state["bodies"] == ["begun while it was away"])
        assert state["banner"] == "" and state["notice"] == ""


def test_another_file_in_the_librarys_place_is_never_written_past(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite"
    with open_library(path) as library:
        library.apply(library.plan.add_text(make_text()))
        path.rename(tmp_path / "moved.sqlite")
        with pytest.raises(UserError, match="no longer in its place"):
            library.apply(library.plan.add_annotation([], body="lost?"))
        path.write_bytes(b"something else")
        with pytest.raises(UserError, match="no longer in its place"):
            library.set_meta("a", "b")
        with pytest.raises(UserError, match="not a library"):
            library.reopen()
        path.unlink()
        (tmp_path / "moved.sqlite").rename(path)
        assert library.reopen() and not library.read_only
        library.apply(library.plan.add_annotation([], body="kept"))
        assert library.check() == []


def test_a_library_that_cannot_be_reached_at_the_start_is_opened_when_it_can(tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    with open_library(folder / "l.sqlite") as library:
        library.apply(library.plan.add_annotation([], body="there"))
    folder.rename(tmp_path / "away")
    with WindowProcess(folder / "l.sqlite") as window:
        state = window.tell("state")
        assert not state["open"] and "folder" in state["banner"] and all(state["readable"]) and not folder.exists()
        (tmp_path / "away").rename(folder)
        state = window.until(lambda state: state["writes"])
        assert state["bodies"] == ["there"] and state["banner"] == ""


@pytest.fixture
def medium(tmp_path: Path) -> Iterator[Path]:
    """A small file system of its own; skipped without the right to mount one."""
    disk = tmp_path / "medium"
    disk.mkdir()
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("needs root")
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(disk)], capture_output=True)
    if done.returncode:
        pytest.skip("no right to mount")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=False)


def test_a_medium_that_may_only_be_read(medium: Path) -> None:
    path = medium / "l.sqlite"
    with open_library(path) as library:
        library.apply(library.plan.add_annotation([], body="there"))
    subprocess.run(["mount", "-o", "remount,ro", str(medium)], check=True)
    with WindowProcess(path) as window:
        state = window.tell("state")
        assert state["bodies"] == ["there"] and not state["writes"] and "can only be read" in state["banner"]
        assert window.tell("add", "refused") is None
        assert "cannot be written to" in window.tell("state")["why"]
    done = command(path, "notes", "--json")
    assert done.status == 0 and [note["body"] for note in done.json] == ["there"]
    done = command(path, "note", "add", "shanghai-2001", "--span", "0:3")
    assert done.status == 1 and done.err.count("\n") == 1
    assert command(path, "show", "shanghai-2001").status == 0


def fill(path: Path) -> None:
    """Write until nothing more fits."""
    with path.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(bytes(4096)):
            pass


def test_a_file_system_filled_to_the_last_byte(medium: Path) -> None:
    path = medium / "l.sqlite"
    assert command(path, "texts").status == 0
    filler = medium / "filler"
    fill(filler)
    done = command(path, "note", "add", "shanghai-2001", "--span", "0:3", "--body", "word " * 20_000)
    assert done.status == 1 and "no room left" in done.err and "Traceback" not in done.err, done
    assert command(path, "check").status == 0
    with WindowProcess(path) as window:
        state = window.tell("state")
        assert state["open"] and not state["writes"] and "no room left" in state["banner"]
        filler.unlink()
        window.until(lambda state: state["writes"])
        assert window.tell("add", "there is room")
        window.tell("close")
        assert window.child.wait(15) == 0
    fill(filler)
    out = command(path, "export", "-o", str(medium / "out.md"))
    assert out.status in (0, 1) and "Traceback" not in out.err
    assert out.status == 0 or not (medium / "out.md").exists()
    filler.unlink()
    assert command(path, "note", "add", "shanghai-2001", "--span", "0:3", "--body", "word").status == 0
    assert command(path, "check").status == 0
