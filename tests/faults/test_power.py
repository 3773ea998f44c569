"""The power goes at any moment: what was acknowledged is there, whatever of the rest reached the disk."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from tests.faults import power

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or shutil.which("strace") is None, reason="needs strace to record what is written"
)


def test_power_cuts_lose_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    counts = power.run(tmp_path, 25, 25, 3)
    print(counts)
    assert counts["losses"] == 0, counts["told"]
    assert counts["acknowledged, in all"] > 100 and counts["syncs"] > 25


def test_the_cuts_would_show_a_program_that_does_not_wait_for_the_disk(tmp_path: Path) -> None:
    counts = power.run(tmp_path, 25, 25, 3, "NORMAL")
    assert counts["losses"] > 3
