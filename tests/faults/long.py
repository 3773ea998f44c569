"""The long forms of the tests of faults, by one command; each prints its counts as JSON, and losses must be 0.

    python -m tests.faults.long                 all of them, about half an hour
    python -m tests.faults.long windows power   some of them
    python -m tests.faults.long --scale 0.1     a tenth of each

windows   windows killed in the middle of random acts, with words typed a moment before
writers   writers killed in the middle of random acts, against a model
damage    random faults in the files of a library: bits, pages, lengths, `-wal`, foreign and empty files
beside    a window and commands that write at the same time
commands  two rows of commands that write at the same time
power     power cuts: unsynced writes dropped and torn (needs strace)
hostile   importers, search, Markdown, settings, themes, addresses and the door fed with noise
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def _writers(folder: Path, scale: float) -> dict[str, Any]:
    from tests.faults.processes import ROOT, environment

    rounds = str(max(5, int(2100 * scale)))
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.kill_rounds", str(folder / "l.sqlite"), rounds, "2"],
        capture_output=True, text=True, env=environment(), cwd=ROOT, check=True,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def forms() -> dict[str, Callable[[Path, float], dict[str, Any]]]:
    """The long forms by name; each is given an empty folder and the share of its full length that is wanted."""
    from tests.faults import hostile, mutations, pairs, power, window_kills

    return {
        "windows": lambda folder, scale: window_kills.run(folder / "l.sqlite", max(2, int(60 * scale)), 1),
        "writers": _writers,
        "damage": lambda folder, scale: mutations.run(folder, max(5, int(800 * scale)), 11),
        "beside": lambda folder, scale: pairs.run(folder / "l.sqlite", max(3, 180 * scale), 5, window=True),
        "commands": lambda folder, scale: pairs.run(folder / "l.sqlite", max(3, 120 * scale), 6, window=False),
        "power": lambda folder, scale: power.run(folder, max(20, int(400 * scale)), max(20, int(600 * scale)), 7),
        "hostile": lambda folder, scale: hostile.run(folder, 240 * scale, 8),
    }


def run(name: str, scale: float) -> dict[str, Any]:
    """One long form in a folder and a home of its own."""
    with tempfile.TemporaryDirectory(prefix="declaration-reader-faults-") as place:
        folder, home = Path(place) / "files", Path(place) / "home"
        folder.mkdir()
        home.mkdir()
        os.environ["DECLARATION_READER_HOME"] = str(home)
        began = time.monotonic()
        counts = forms()[name](folder, scale)
        return {"form": name, **counts, "took": round(time.monotonic() - began)}


def main() -> int:
    """Run the forms that are named; the status is 1 where anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("form", nargs="*", help="which (default: all)")
    parser.add_argument("--scale", type=float, default=1.0, help="share of the full length")
    wanted = parser.parse_args()
    losses = 0
    for name in wanted.form or forms():
        counts = run(name, wanted.scale)
        print(json.dumps(counts, ensure_ascii=False), flush=True)
        losses += counts["losses"] + counts.get("damaged", 0)
    return int(losses > 0)


if __name__ == "__main__":
    sys.exit(main())
