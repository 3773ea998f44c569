"""Damaged, emptied and foreign files through the command line and the window: told in words, kept, mended by choice."""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from reader.library import Library, backup
from tests.faults import mutations
from tests.faults.mutations import NOTES, filled, zero_page
from tests.faults.processes import WindowProcess, command

Damage = Callable[[bytes], bytes]


UNUSABLE: dict[str, Damage] = {
    "empty": lambda content: b"",
    "zeroed": lambda content: bytes(len(content)),
    "foreign": lambda content: b"\x89PNG\r\n" + random.Random(1).randbytes(5000),
    "first page zeroed": lambda content: zero_page(content, 0),
    "cut in half": lambda content: content[: len(content) // 2],
}


@pytest.mark.parametrize("kind", UNUSABLE)
def test_a_command_says_in_words_what_is_wrong_and_leaves_the_file(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "l.sqlite"
    content = UNUSABLE[kind](filled(path))
    path.write_bytes(content)
    for args in (["texts"], ["note", "add", "lake", "--span", "0:3"])[: 2 if kind == "empty" else 1]:
        done = command(path, *args)
        assert done.status == 1 and done.err.count("\n") == 1 and "Traceback" not in done.err, done
        assert "--salvage" in done.err and "restore “" in done.err, done
    assert path.read_bytes() == content
    found = command(path, "check", "--json")
    assert found.status == 1 and found.json["ok"] is False and found.json["problems"]
    # The bundled texts stay readable.
    assert command(path, "show", "shanghai-2001").status == 0


@pytest.mark.parametrize("kind", UNUSABLE)
def test_salvage_or_the_newest_backup_bring_the_notes_back_and_the_file_is_kept(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "l.sqlite"
    content = UNUSABLE[kind](filled(path))
    path.write_bytes(content)
    [newest] = backup.backups(path)
    done = command(path, "check", "--salvage")
    if kind in ("first page zeroed", "cut in half"):
        assert done.status == 0 and "Saved" in done.out, done
        [kept] = tmp_path.glob("l damaged *.sqlite")
        assert kept.read_bytes() == content
        with Library.open(path) as library:
            assert library.check() == [] and len(library.annotations()) == (NOTES if "zeroed" in kind else 1)
    else:
        assert done.status == 1 and "Nothing can be saved" in done.err and path.read_bytes() == content, done
    done = command(path, "restore", str(newest.path))
    assert done.status == 0, done
    with Library.open(path) as library:
        assert len(library.annotations()) == NOTES and library.check() == []


def test_random_faults_are_found_and_what_is_saved_is_what_was_written(tmp_path: Path) -> None:
    counts = mutations.run(tmp_path, 14, 5)
    print(counts)
    assert counts["losses"] == 0, counts["told"]
    assert counts["found"] > 5 and counts["salvaged"] > 3


@pytest.mark.skipif(sys.platform == "win32", reason="the windows here are heard through pipes")
@pytest.mark.parametrize(
    ("kind", "way"), [("cut in half", "restore"), ("first page zeroed", "salvage"), ("empty", "anew")]
)
def test_the_window_stays_readable_and_offers_the_ways_out(tmp_path: Path, kind: str, way: str) -> None:
    path = tmp_path / "l.sqlite"
    content = UNUSABLE[kind](filled(path))
    path.write_bytes(content)
    with WindowProcess(path) as window:
        state = window.tell("state")
        assert not state["open"] and state["rescue"] and state["banner"] and all(state["readable"])
        assert path.read_bytes() == content
        window.until(lambda state: window.tell("rescue", way) is True)
        state = window.until(lambda state: state["writes"])
        assert len(state["bodies"]) == (0 if way == "anew" else NOTES)
        assert window.tell("add", "after the rescue")
        [kept] = tmp_path.glob("l damaged *.sqlite")
        assert kept.read_bytes() == content
        window.tell("close")
        assert window.child.wait(15) == 0
    with Library.open(path) as library:
        assert library.check() == [] and os.path.getsize(path)  # noqa: PTH202
