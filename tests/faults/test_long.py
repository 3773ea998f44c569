"""Short runs of the long forms, so that CI sees the same rounds; `python -m tests.faults.long` runs them in full."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.faults import hostile, long, pairs, window_kills

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs signals and fork")


def test_windows_killed_in_the_middle_of_typing(tmp_path: Path) -> None:
    counts = window_kills.run(tmp_path / "l.sqlite", 2, 4)
    print(counts)
    assert counts["losses"] == 0 and counts["damaged"] == 0 and counts["unannounced"] == 0, counts["told"]
    assert counts["acts"] > 8


@pytest.mark.parametrize("window", [True, False], ids=["beside a window", "two rows of commands"])
def test_two_processes_that_write_at_the_same_time(tmp_path: Path, window: bool) -> None:
    counts = pairs.run(tmp_path / "l.sqlite", 2, 3, window=window)
    print(counts)
    assert counts["losses"] == counts["refused"] == counts["unwanted"] == counts["damaged"] == 0, counts["told"]
    assert counts["not seen in the window"] == 0 and counts["acts of the one"] and counts["acts of the other"]


def test_noise_at_every_door(tmp_path: Path) -> None:
    counts = hostile.run(tmp_path, 3, 21)
    print(counts)
    assert counts["losses"] == 0 and counts["damaged"] == 0, counts["told"]
    assert counts["tries"] > 20


@pytest.mark.slow
@pytest.mark.parametrize("form", ["windows", "writers", "damage", "beside", "commands", "power", "hostile"])
def test_the_long_form(form: str) -> None:
    assert form in long.forms()
    counts = long.run(form, 1.0)
    print(counts)
    assert counts["losses"] == 0 and counts.get("damaged", 0) == 0, counts["told"]
