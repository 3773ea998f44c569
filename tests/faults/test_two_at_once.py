"""Two processes on one library: one writes, the other hands over or reads along; a dead one blocks nobody."""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

import pytest

from reader.library import Library, backup
from tests.faults.processes import WindowProcess, command, environment, program

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the windows here are heard through pipes")


def test_what_a_command_does_is_seen_in_the_window_at_once_and_can_be_undone(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite"
    with WindowProcess(path) as window:
        made = command(path, "note", "add", "shanghai-2001", "--span", "0:10", "--body", "from a script", "--json")
        assert made.status == 0, made.err
        state = window.tell("state")
        assert state["bodies"] == ["from a script"] and state["undo"]
        note_id = made.json["id"]
        assert command(path, "note", "edit", note_id, "--body", "again", "--tag", "a/b").status == 0
        assert window.tell("state")["bodies"] == ["again"]
        assert command(path, "tag", "rename", "a", "c").status == 0
        assert command(path, "tag", "list").out.split() == ["1", "c/b"]
        (tmp_path / "canal.txt").write_text("The two cities agree on a canal.\n\nIt shall be open to all.\n")
        assert command(path, "add", str(tmp_path / "canal.txt")).status == 0
        assert [t["id"] for t in command(path, "texts", "--json").json][-1] == "canal"
        out = command(path, "export", "--format", "json-ld", "-o", str(tmp_path / "n.jsonld"))
        assert out.status == 0
        assert command(path, "note", "rm", note_id).status == 0
        assert window.tell("state")["bodies"] == []
        assert window.tell("undo") == ["again"]
        assert command(path, "import", str(tmp_path / "n.jsonld")).status == 0
        assert window.tell("close")
        assert window.child.wait(15) == 0
    assert "sound" in (done := command(path, "check")).out or "whole" in done.out


def test_what_is_being_typed_is_saved_before_a_command_changes_the_note(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite"
    with WindowProcess(path) as window:
        note_id = window.tell("add", "begun")
        assert window.tell("type", [note_id, " and going on"]) is True
        assert command(path, "note", "edit", note_id, "--tag", "t").status == 0
        assert window.tell("state")["bodies"] == ["begun and going on"]


def test_a_second_start_hands_its_texts_to_the_first(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite"
    (tmp_path / "canal.txt").write_text("The two cities agree on a canal.\n\nIt shall be open to all.\n")
    with WindowProcess(path) as window:
        assert command(path, "open", str(tmp_path / "canal.txt")).status == 0
        window.until(lambda state: "canal" in state["texts"])


def test_a_window_that_reads_along_sees_changes_and_becomes_the_writer_when_the_first_dies(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite"
    with WindowProcess(path) as first:
        first.tell("add", "one")
        # A hung first window: it holds the lock and answers nobody.
        first.child.send_signal(signal.SIGSTOP)
        with WindowProcess(path) as second:
            state = second.tell("state")
            assert state["open"] and not state["writes"] and state["bodies"] == ["one"]
            assert "another window" in state["banner"]
            first.child.send_signal(signal.SIGCONT)
            first.tell("add", "two")
            second.until(lambda state: "two" in state["bodies"], seconds=1.5)
            first.signal(signal.SIGKILL)
            state = second.until(lambda state: state["writes"])
            assert state["banner"] == ""
            assert second.tell("add", "three")
            made = command(path, "note", "add", "shanghai-2001", "--span", "0:10", "--body", "four")
            assert made.status == 0, made.err
            assert sorted(second.tell("state")["bodies"]) == ["four", "one", "three", "two"]


def test_commands_at_the_same_time_wait_for_each_other(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite"
    assert command(path, "texts").status == 0
    line = ["-m", "reader", "--library", str(path), "note", "add", "shanghai-2001", "--span", "0:9"]
    with Path(os.devnull).open("r+") as null:
        streams = (null.fileno(),) * 3
        many = [program([*line, "--body", f"n{i}"], environment(), streams) for i in range(6)]
        assert [child.wait(90) for child in many] == [0] * 6
    bodies = [note["body"] for note in json.loads(command(path, "notes", "--json").out)]
    assert sorted(bodies) == [f"n{i}" for i in range(6)]


def test_a_restore_is_handed_to_the_window_with_the_state_before_kept(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite"
    with WindowProcess(path) as window:
        note_id = window.tell("add", "first")
        assert command(path, "backup", str(tmp_path / "copy.sqlite")).status == 0
        window.tell("add", "second")
        assert window.tell("type", [note_id, " and typed"]) is True
        done = command(path, "restore", str(tmp_path / "copy.sqlite"))
        assert done.status == 0 and "What was there before is in" in done.err, done
        state = window.tell("state")
        assert state["bodies"] == ["first"] and state["writes"] and not state["undo"]
        [kept] = [b.path for b in backup.backups(path) if b.why == "restore"]
        assert str(kept) in done.err
        assert command(path, "restore", str(kept)).status == 0
        assert sorted(window.tell("state")["bodies"]) == ["first and typed", "second"]
        (tmp_path / "odd.sqlite").write_bytes(b"not a library" * 500)
        done = command(path, "restore", str(tmp_path / "odd.sqlite"))
        assert done.status == 1 and "damaged" in done.err and len(window.tell("state")["bodies"]) == 2
        window.tell("close")
        assert window.child.wait(15) == 0
    assert command(path, "check").status == 0


def test_a_salvage_is_handed_to_the_window_which_goes_on_with_what_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite"
    with WindowProcess(path) as window:
        window.tell("add", "first")
        done = command(path, "check", "--salvage", "--json")
        assert done.status == 0 and done.json["whole"]["notes"] == 1, done
        assert Path(done.json["kept"]).exists()
        state = window.tell("state")
        assert state["bodies"] == ["first"] and state["writes"] and "Saved" in state["banner"]
        assert window.tell("add", "second")
        window.tell("close")
        assert window.child.wait(15) == 0
    assert command(path, "check").status == 0


def test_a_restore_beside_a_hung_window_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite"
    with WindowProcess(path) as window:
        window.tell("add", "first")
        assert command(path, "backup", str(tmp_path / "copy.sqlite")).status == 0
        window.child.send_signal(signal.SIGSTOP)
        done = command(path, "restore", str(tmp_path / "copy.sqlite"), "--wait", "0")
        assert done.status == 1 and "Close it, or end its process" in done.err and "Traceback" not in done.err
        window.child.send_signal(signal.SIGCONT)
        assert window.tell("state")["bodies"] == ["first"]


def test_a_window_takes_up_a_library_that_a_command_has_mended(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite"
    assert command(path, "note", "add", "shanghai-2001", "--span", "0:3", "--body", "kept").status == 0
    with Library.open(path) as library:
        newest = library.backup_now()
    path.write_bytes(b"")
    with WindowProcess(path) as window:
        assert window.tell("state")["rescue"]
        assert command(path, "restore", str(newest.path)).status == 0
        state = window.until(lambda state: state["writes"] and not state["rescue"])
        assert state["bodies"] == ["kept"] and not state["banner"]
