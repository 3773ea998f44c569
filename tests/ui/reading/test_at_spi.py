"""A text as an assistive program reads it, from another process, over AT-SPI on an X server of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

import pytest

from tests.ui.reading.at_spi_window import WORDS

HERE = Path(__file__).parent
BUS = ("/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi2-core/at-spi-bus-launcher")


@cache
def client() -> str:
    """A Python that has pyatspi (it comes with the system, not from a package index)."""
    for python in (sys.executable, "/usr/bin/python3"):
        if Path(python).exists():
            done = subprocess.run([python, "-c", "import pyatspi"], capture_output=True, timeout=30)
            if done.returncode == 0:
                return python
    return ""


def missing() -> str:
    """What there is not, to try it out here."""
    if not sys.platform.startswith("linux"):
        return "AT-SPI is of Linux"
    for tool in ("dbus-run-session", "Xvfb"):
        if shutil.which(tool) is None:
            return f"{tool} is not installed"
    if not any(Path(bus).exists() for bus in BUS):
        return "at-spi2-core is not installed"
    return "" if client() else "no Python here has pyatspi (python3-pyatspi)"


def seen_from_outside() -> tuple[dict[str, object], str]:
    """What the client says, and what the window said."""
    read, write = os.pipe()
    screen = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "800x600x24", "-nolisten", "tcp"],
        pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(write)
    try:
        with os.fdopen(read) as told:
            display = told.readline().strip()
        if not display:
            pytest.skip("Xvfb does not start here")
        # The window ends with its input, which the client's end closes.
        script = (
            'mkfifo "$1/in"; "$2" "$3" <"$1/in" >"$1/window" 2>&1 & window=$!; exec 3>"$1/in";'
            'for i in $(seq 200); do grep -q READY "$1/window" && break; sleep 0.1; done;'
            '"$4" "$5"; status=$?; echo >&3; exec 3>&-; wait $window; echo "LEFT $?" >>"$1/window"; exit $status'
        )
        environment = {
            **os.environ, "DISPLAY": f":{display}", "QT_QPA_PLATFORM": "xcb", "QT_ACCESSIBILITY": "1",
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1", "NO_AT_BRIDGE": "0",
        }  # fmt: skip
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run(
                ["dbus-run-session", "--", "sh", "-c", script, "sh", folder, sys.executable,
                 str(HERE / "at_spi_window.py"), client(), str(HERE / "at_spi_client.py")],
                capture_output=True, text=True, timeout=90, env=environment,
            )  # fmt: skip
            window = Path(folder, "window").read_text()
        if "xcb" in window and "READY" not in window:
            pytest.skip(f"Qt cannot open a window on X here: {window.strip()[:200]}")
        assert done.returncode == 0, f"{done.stderr}\n{window}"
        return json.loads(done.stdout.splitlines()[-1]), window
    finally:
        screen.terminate()
        screen.wait(10)


@pytest.mark.skipif(bool(missing()), reason=missing())
def test_provisions_highlights_and_links_are_read_from_outside() -> None:
    seen, window = seen_from_outside()
    assert seen["name"] == "Charter of the Harbour"
    assert seen["text"] == "\n\n".join(WORDS)
    assert seen["provisions"] == [f"§{n} {words}" for n, words in enumerate(WORDS, 1)]
    assert seen["roles"] == ["paragraph"] * 3
    assert seen["marks"] == [
        ["link", f"parallel passage: {WORDS[1]}"],
        ["link", "instrument: Harbour Charter"],
        ["comment", "yellow highlight with a note: quarrels are settl"],
    ]
    assert str(seen["word"]).strip() == "towns"
    assert seen["caret"] == len(WORDS[0]) + 2 + 6
    assert seen["description"] == "Charter of the Harbour §2: instrument; parallel passage"
    assert all(side > 4 for side in seen["first letter"])  # type: ignore[attr-defined]
    assert seen["done"]
    assert "CLICKED charter" in window
    assert "LEFT 0" in window
