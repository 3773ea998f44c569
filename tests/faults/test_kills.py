"""Ends that nobody asked for: kill -9 in the middle of anything, SIGTERM while one types."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from reader.library import Library
from tests.faults.processes import ROOT, WindowProcess, command, environment

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs signals and fork")


def kill_rounds(path: Path, rounds: int, seed: int) -> dict[str, int]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.kill_rounds", str(path), str(rounds), str(seed)],
        capture_output=True, text=True, env=environment(), cwd=ROOT, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    counts: dict[str, int] = json.loads(done.stdout)
    print(counts)
    return counts


def test_random_acts_killed_at_random_moments_lose_nothing(tmp_path: Path) -> None:
    counts = kill_rounds(tmp_path / "a.sqlite", 25, 1)
    assert counts["kills"] == 25 and counts["acts"] > 25
    assert counts["losses"] == 0 and counts["damaged"] == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_to_end_saves_what_is_being_typed(tmp_path: Path, number: signal.Signals) -> None:
    path = tmp_path / "l.sqlite"
    with WindowProcess(path) as window:
        note_id = window.tell("add", "begun")
        assert window.tell("type", [note_id, ", not yet saved"]) is True
        assert window.signal(number) == 0
    assert [note["body"] for note in command(path, "notes", "--json").json] == ["begun, not yet saved"]
    with Library.open(path) as library:
        assert library.recovered == "" and library.check() == []
