"""Start-up to painted texts, and memory, against a bare PySide6 window measured in the same run.

    python tests/bench/startup.py [ROUNDS] [FILE FILE]

Each round starts the bare window, then the reader; both leave as soon as they have painted. Medians of the paired
ratios are printed, so that a loaded machine slows both sides alike.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BARE = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QPlainTextEdit
class Edit(QPlainTextEdit):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, app.quit)
app = QApplication(sys.argv)
window = QMainWindow()
window.setCentralWidget(Edit("A line of text.\\n" * 60))
window.resize(1280, 800)
window.show()
sys.exit(app.exec())
"""


def timed(command: list[str], env: dict[str, str]) -> tuple[float, float, float]:
    """Seconds from start to end of a process, seconds of processor, and the most memory it had in MB."""
    started = time.perf_counter()
    child = subprocess.Popen(command, env=env, cwd=ROOT, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - started
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{command[-3:]} ended with {child.returncode}")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main(rounds: int, files: list[str]) -> None:
    with tempfile.TemporaryDirectory() as home:
        env = {**os.environ, "DECLARATION_READER_HOME": home, "DECLARATION_READER_EXIT_AFTER_PAINT": "1"}
        env.setdefault("QT_QPA_PLATFORM", "offscreen")
        bare = [sys.executable, "-c", BARE]
        ours = [sys.executable, "-m", "reader", "open", *files]
        kinds = {"bare": bare, "reader": ours}
        for command in kinds.values():
            timed(command, env)  # byte code and file caches
        found: dict[str, list[tuple[float, float, float]]] = {name: [] for name in kinds}
        for _ in range(rounds):
            for name, command in kinds.items():
                found[name].append(timed(command, env))
    for name, runs in found.items():
        seconds, cpu, memory = (statistics.median(column) for column in zip(*runs, strict=True))
        print(f"{name:14} {seconds * 1000:7.0f} ms {cpu * 1000:7.0f} ms of processor {memory:7.1f} MB")
    for i, what in enumerate(("time", "processor")):
        ratios = [ours[i] / bare[i] for bare, ours in zip(found["bare"], found["reader"], strict=True)]
        print(f"{what:9} ratio {statistics.median(ratios):7.2f}  ({min(ratios):.2f} to {max(ratios):.2f})")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 11, sys.argv[2:])
