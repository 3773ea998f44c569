"""The program as a process: what ends it, and what a fault of ours leaves."""

from __future__ import annotations

import datetime
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from reader.library import Library
from reader.ui.window.crash import report
from tests.conftest import ROOT


def child(tmp_path: Path, program: str, **env: str) -> subprocess.Popen[str]:
    whole = {**os.environ, "DECLARATION_READER_HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen", **env}
    return subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, env=whole, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def test_it_leaves_after_the_first_paint_when_asked(tmp_path: Path) -> None:
    program = "import sys; from reader.app import run; sys.exit(run([], library=None, scratch=False))"
    process = child(tmp_path, program, DECLARATION_READER_EXIT_AFTER_PAINT="1")
    assert process.wait(60) == 0
    process.communicate()
    assert not list(tmp_path.glob("*.sqlite"))  # nothing was made for a look


@pytest.mark.skipif(sys.platform == "win32", reason="signals end a process at once there")
def test_sigterm_saves_what_is_being_typed(tmp_path: Path) -> None:
    program = """
import sys
from PySide6.QtCore import QTimer
from reader.ui.window import furnishing
opened = furnishing.open_library
def then(parts, opening):
    opened(parts, opening)
    parts.session.add_annotation("shanghai-2001", 0, 10)
    parts.notes.show_annotation(parts.session.annotations("shanghai-2001")[0].id, write=True)
    parts.notes.box.editor.insertPlainText("half a sent")
    print("typing", flush=True)
furnishing.open_library = then
from reader.app import run
sys.exit(run([], library=None, scratch=False))
"""
    process = child(tmp_path, program)
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "typing"
    time.sleep(0.2)
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 0, err
    with Library.open(tmp_path / "library.sqlite") as library:
        [note] = library.annotations(text="shanghai-2001")
        assert note.body == "half a sent"
        assert library.recovered == ""


def test_a_report_says_where_and_nothing_of_what_was_written(tmp_path: Path) -> None:
    secret = "what nobody may read"
    try:
        raise ValueError(secret)
    except ValueError as error:
        path = report(
            tmp_path / "log", type(error), error.__traceback__, datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC)
        )
    assert path is not None
    words = path.read_text(encoding="utf-8")
    assert "ValueError" in words
    assert "test_process.py" in words
    assert secret not in words
