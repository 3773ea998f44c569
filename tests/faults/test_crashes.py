"""Defects of the program: told without the reader's words, and the rest of the window goes on."""

from __future__ import annotations

import datetime
import os
import re
import signal
import sys
from pathlib import Path

import pytest

from reader.ui.window.log import KEEP, LARGEST, Log, discreet, last_lines
from tests.faults.processes import WindowProcess, command

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the windows here are heard through pipes")
NOW = datetime.datetime(2030, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)


def test_a_defect_in_a_slot_or_a_job_leaves_the_window_and_a_report_without_words(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite"
    log = Path(os.environ["DECLARATION_READER_HOME"]) / "log"
    with WindowProcess(path) as window:
        secret = "zanzibar"
        note_id = window.tell("add", secret)
        window.tell("fail", "slot")
        window.until(lambda state: "went wrong" in state["banner"])
        for _ in range(3):
            window.tell("fail", "job")
        window.until(lambda state: not state["busy"])
        assert window.tell("edit", [note_id, secret + " goes on"]) is True
        assert window.tell("state")["bodies"] == [secret + " goes on"]
        window.tell("fail", "paint")
        window.until(lambda state: len(list(log.glob("report-*.txt"))) == 3)
        window.tell("fail", "listener")  # one that hears of every change: the others hear of it all the same
        assert window.tell("edit", [note_id, secret + " is here"]) is True
        state = window.tell("state")
        assert state["bodies"] == [secret + " is here"] and state["editor"] in ("", secret + " is here")
        reports = sorted(log.glob("report-*.txt"))
        assert len(reports) == 4  # the same place is told once
        told = window.tell("report")
        assert "ZeroDivisionError" in told and "The window opened." in told and "Declaration Reader" in told
        assert secret not in told and "the words of a note" not in told and str(path) not in told
        for report in reports:
            words = report.read_text()
            assert "ZeroDivisionError" in words and re.search("in (broken|paintEvent|listen_badly)", words)
            assert "the words of a note" not in words and secret not in words
        window.tell("close")
        assert window.child.wait(15) == 0
    assert "The window closed." in (log / "reader.log").read_text()
    assert secret not in (log / "reader.log").read_text()


def test_a_crash_below_python_is_a_report_at_the_next_start(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite"
    log = Path(os.environ["DECLARATION_READER_HOME"]) / "log"
    with WindowProcess(path) as window:
        window.tell("add", "kept")
        assert window.signal(signal.SIGSEGV) == -signal.SIGSEGV
    with WindowProcess(path) as window:
        state = window.tell("state")
        assert state["bodies"] == ["kept"] and state["writes"]
        [report] = log.glob("report-*.txt")
        assert "Segmentation fault" in report.read_text() and "kept" not in report.read_text()
    assert command(path, "notes").status == 0


def test_the_log_turns_and_quotes_nothing(tmp_path: Path) -> None:
    log = Log(tmp_path / "log")
    for n in range(2 * LARGEST // 500 * (KEEP + 2)):
        log.write(f"{n} " + "x" * 490, NOW)
    files = sorted(p.name for p in (tmp_path / "log").iterdir())
    assert files == ["reader.1.log", "reader.2.log", "reader.3.log", "reader.log"]
    assert all(p.stat().st_size < LARGEST + 1000 for p in (tmp_path / "log").iterdir())
    assert len(last_lines(tmp_path / "log")) == 40
    assert discreet("There is no tag “secret\nplan” and no 'name'.") == "There is no tag “…” and no “…”."


def test_a_log_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("a file in the way")
    Log(tmp_path / "log").write("words", NOW)
    assert last_lines(tmp_path / "log") == []
