"""From the start of a process to the painted text: the reader, a QTextEdit with the same content, a bare window.

    python -m tests.bench.starting [--rounds 5] [--spans 100000]

Once with 5 KB, once with 5 MB and the highlights, each side in fresh processes by turns; medians, and the ratio to the
bare window of the same round. Memory is the most that the process had until then. The reader takes text and highlights
from its library; the QTextEdit reads the text from a file and the spans from JSON, and formats them before it shows.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench.startup import BARE, ROOT, timed

PEER = """
import json, sys
from PySide6.QtCore import QTimer
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QApplication, QMainWindow, QTextEdit
class Edit(QTextEdit):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, app.quit)
app = QApplication(sys.argv)
window = QMainWindow()
edit = Edit()
edit.setReadOnly(True)
edit.setPlainText(open(sys.argv[1], encoding="utf-8").read())
look = QTextCharFormat()
look.setBackground(QColor("#ffe99a"))
cursor = QTextCursor(edit.document())
cursor.beginEditBlock()
for start, end in json.load(open(sys.argv[2])):
    cursor.setPosition(start)
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    cursor.mergeCharFormat(look)
cursor.endEditBlock()
window.setCentralWidget(edit)
window.resize(1280, 800)
window.show()
sys.exit(app.exec())
"""
PART = 5_000  # annotations written at once


def prepare(home: Path, size: float, spans: int) -> None:
    """A library with a text of so many megabytes and so many highlights, and the same as files for the other side.

    In a process of its own: a child's memory is counted from what its parent had.
    """
    from reader.library import Library
    from reader.library.models import Edit
    from tests.bench.reading import make_marks, make_text

    text = make_text(int(size * 1_000_000), 0)
    marks = [(mark.start, mark.end) for mark in make_marks(text, spans, 0)]
    (home / "text.txt").write_text(text.canonical, encoding="utf-8")
    (home / "spans.json").write_text(json.dumps(marks))
    with Library.open(home / "library.sqlite") as library:
        library.apply(library.plan.add_text(text))
        target = library.make_target(text, *marks[0])
        for first in range(0, len(marks), PART):
            after = []
            for start, end in marks[first : first + PART]:
                moved = target._replace(start=start, end=end, exact=text.canonical[start:end])
                after += library.plan.add_annotation([moved], colour="yellow").after
            library.apply(Edit("Add highlights", (), tuple(after)))


def compare(size: float, spans: int, rounds: int) -> None:
    """Print the three sides for one size."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        make = [sys.executable, "-m", "tests.bench.starting", "--prepare", folder, str(size), str(spans)]
        subprocess.run(make, check=True, cwd=ROOT)
        files = [str(home / "text.txt"), str(home / "spans.json")]
        env = {**os.environ, "DECLARATION_READER_HOME": folder, "DECLARATION_READER_EXIT_AFTER_PAINT": "1"}
        env.setdefault("QT_QPA_PLATFORM", "offscreen")
        sides = {
            "bare window": [sys.executable, "-c", BARE],
            "reader": [sys.executable, "-m", "reader", "--library", str(home / "library.sqlite"), "open", "t0"],
            "QTextEdit": [sys.executable, "-c", PEER, *files],
        }
        for command in sides.values():
            timed(command, env)  # byte code and file caches
        runs: dict[str, list[tuple[float, float, float]]] = {name: [] for name in sides}
        for _ in range(rounds):
            for name, command in sides.items():
                runs[name].append(timed(command, env))
    print(f"{size * 1000:,.0f} KB, {spans:,} highlights: from the start to the painted text")
    bare = runs["bare window"]
    for name, found in runs.items():
        seconds, cpu, memory = (statistics.median(column) for column in zip(*found, strict=True))
        ratio = statistics.median(a[0] / b[0] for a, b in zip(found, bare, strict=True))
        above = memory - statistics.median(run[2] for run in bare)
        times = f"{seconds * 1000:8.0f} ms {ratio:6.2f} × bare {cpu * 1000:8.0f} ms of processor"
        print(f"  {name:12}{times} {memory:8.1f} MB, {above:+7.1f}")


def main() -> None:
    """Measure both sizes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--spans", type=int, default=100_000)
    parser.add_argument("--prepare", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.prepare:
        prepare(Path(options.prepare[0]), float(options.prepare[1]), int(options.prepare[2]))
        return
    for size, spans in ((0.005, min(100, options.spans)), (5.0, options.spans)):
        compare(size, spans, options.rounds)


if __name__ == "__main__":
    main()
