"""How fluid the reading view is, beside a QTextEdit with the same content, in one run.

    QT_QPA_PLATFORM=offscreen python tests/bench/reading.py [--megabytes 5] [--spans 100000] [--panes 2] [--no-peer]

Without a size: 5 KB with 100 marks and 5 MB with 100,000, in one pane and in two; then `starting`, from the start of a
process to the painted text. Times are milliseconds from the act to the painted window (events processed); memory is
resident, above the bare window. Each side runs in a process of its own. `--cpu` counts the time of the processor, for
a busy machine.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QApplication, QHBoxLayout, QTextEdit, QWidget

from reader.text.model import Provisions, Text
from reader.ui.reading.gutter import Ribbon, RibbonGutter
from reader.ui.reading.marks import Mark, MarkIndex
from reader.ui.reading.pane import TextPane
from reader.ui.reading.tie import Anchor, ScrollTie
from reader.ui.reading.turns import turns

WORDS = tuple(
    """the member parties shall hold council upon common security and trade while each keeps its own law and
    frontier ; they resolve that experts meet yearly to weigh progress toward shared energy water transport
    culture science and lasting trust among neighbours""".split()  # noqa: SIM905 -- a list of words is read as one
)
ROLES = (
    ("highlight", "highlight.yellow"), ("highlight", "highlight.green"), ("highlight", "highlight.pink"),
    ("link", "link.instrument"), ("link", "link.place"), ("link", "link.parallel"),
)  # fmt: skip


def memory() -> float:
    """Resident megabytes."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def make_text(size: int, seed: int) -> Text:
    """A text of about `size` characters in provisions of about 160."""
    from array import array

    rng = random.Random(seed)
    parts, starts, ends, at = [], array("I"), array("I"), 0
    while at < size:
        part = " ".join(rng.choices(WORDS, k=rng.randint(6, 48))).capitalize() + "."
        parts.append(part)
        starts.append(at)
        ends.append(at + len(part))
        at += len(part) + 2
    canonical = "\n\n".join(parts)
    return Text(id=f"t{seed}", title="A long declaration", canonical=canonical, provisions=Provisions(starts, ends))


def make_marks(text: Text, count: int, seed: int) -> list[Mark]:
    """`count` marks spread over the text, each inside a provision."""
    rng = random.Random(seed)
    out = []
    for k in range(count):
        p = text.provisions[rng.randrange(len(text.provisions))]
        a = rng.randrange(p.start, p.end)
        layer, role = ROLES[k % len(ROLES)]
        out.append(Mark(a, min(p.end, a + rng.randint(5, 60)), layer, role, f"m{k}"))
    return out


class Clock:
    """Runs an act, lets the window paint, and keeps the times."""

    now = staticmethod(time.perf_counter)

    def __init__(self, app: QApplication) -> None:
        self.app = app

    def once(self, act: Callable[[], object]) -> float:
        """Milliseconds for one act."""
        began = self.now()
        act()
        self.app.processEvents()
        self.app.processEvents()
        return (self.now() - began) * 1000

    def many(self, acts: list[Callable[[], object]]) -> tuple[float, float, float]:
        """Median, 99th percentile and worst of many acts."""
        times = sorted(self.once(act) for act in acts)
        return times[len(times) // 2], times[min(len(times) - 1, int(len(times) * 0.99))], times[-1]


def row(name: str, ours: list[float] | float, theirs: list[float] | float | None) -> None:
    """One line of the table."""

    def say(values: list[float] | float | None) -> str:
        if values is None:
            return "–"
        return " / ".join(f"{v:.1f}" for v in (values if isinstance(values, tuple | list) else (values,)))

    print(f"{name:38s} {say(ours):>24s} {say(theirs):>24s}")


def run_views(app: QApplication, texts: list[Text], marks: list[list[Mark]], count: int) -> dict[str, object]:
    """Our own panes, tied, with ribbons."""
    clock, out = Clock(app), {}
    window = QWidget()
    window.resize(1440, 900)
    layout = QHBoxLayout(window)
    window.show()
    app.processEvents()
    bare = memory()
    indexes = [MarkIndex(m) for m in marks]
    out["marks MB"] = memory() - bare
    base = memory()

    def fill() -> None:
        panes = out["panes"] = [TextPane() for _ in texts]
        layout.addWidget(panes[0])
        if len(panes) > 1:
            out["gutter"] = gutter = RibbonGutter(panes[0].view, panes[1].view)
            layout.addWidget(gutter)
            layout.addWidget(panes[1])
        for pane, text, index in zip(panes, texts, indexes, strict=True):
            pane.set_text(text)
            pane.view.set_overlay(index)

    out["first"] = clock.once(fill)
    panes: list[TextPane] = out["panes"]  # type: ignore[assignment]
    out["memory first"] = memory() - base
    clock.once(lambda: time.sleep(0.12))
    view = panes[0].view
    if len(panes) > 1:
        rng = random.Random(1)
        pa, pb = texts[0].provisions, texts[1].provisions
        n = min(len(pa), len(pb))
        links = [(i, min(len(pb) - 1, max(0, i + rng.randint(-3, 3)))) for i in sorted(rng.sample(range(n), n // 3))]
        gutter.set_links(
            Ribbon(f"r{k}", (pa[i].start, pa[i].end), (pb[j].start, pb[j].end), "link.parallel", rng.random())
            for k, (i, j) in enumerate(links)
        ) if (gutter := out.get("gutter")) else None  # type: ignore[attr-defined]
        tie = out["tie"] = ScrollTie(view, panes[1].view)
        began = time.perf_counter()
        tie.set_anchors(Anchor(pa[i].start, pb[j].start) for i, j in links)
        out["chain"] = (time.perf_counter() - began) * 1000
    rng = random.Random(2)
    n = len(texts[0].canonical)
    out["scroll"] = clock.many([lambda: view.scroll_by(60)] * count)
    out["up"] = clock.many([lambda: view.scroll_by(-60)] * count)
    out["jump"], out["both"] = frames(clock, [lambda: view.goto(rng.randrange(n), level=100)] * count)
    out["ends"] = clock.many([lambda p=p: view.goto(p, level=0) for p in (0, n) * 10])
    visible = marks_near(indexes[0], view)
    out["hover"] = clock.many([lambda m=m: view.set_lit({m.id} if m else ()) for m in visible for _ in (0, 1)])
    out["mark"] = clock.many([lambda m=m: change(indexes[0], view, m) for m in visible if m])
    out["resize"] = clock.many([lambda w=w: window.resize(w, 900) for w in (1200, 1440, 1300, 1440)])
    out["zoom"] = clock.many([lambda s=s: [p.zoom(s) for p in panes] for s in (1, -1, 2, -2)])
    out["find"] = clock.once(lambda: view.find("council upon"))
    out["find more"] = clock.once(lambda: view.find("th"))
    view.find("")
    out["filter"] = clock.once(lambda: (indexes[0].hide({"link.place"}), view.marks_changed(0, n)))
    out["select all"] = clock.once(view.select_all)
    out["memory"] = memory() - base
    window.close()
    return out


def frames(clock: Clock, acts: list[Callable[[], object]]) -> list[tuple[float, float, float]]:
    """Of many acts: the longest that the loop of events stood still (a frame), and the time until every view stands.

    A jump gives each view a frame of its own; until the second comes, the loop is free for the reader's next key.
    """
    longest, whole = [], []
    for act in acts:
        began = last = clock.now()
        act()
        slices = []
        while True:
            clock.app.processEvents()
            now = clock.now()
            slices.append(now - last)
            if turns().idle and len(slices) > 2:
                break
            last = clock.now()
        longest.append(max(slices) * 1000)
        whole.append((now - began) * 1000)
    return [
        (times[len(times) // 2], times[min(len(times) - 1, int(len(times) * 0.99))], times[-1])
        for times in (sorted(longest), sorted(whole))
    ]


def marks_near(index: MarkIndex, view: object) -> list[Mark | None]:
    """Marks on the screen, each followed by none."""
    out: list[Mark | None] = []
    for mark in index.spans(*view.visible_span())[:40]:  # type: ignore[attr-defined]
        out += [mark, None]
    return out


def change(index: MarkIndex, view: object, mark: Mark) -> None:
    """Take a mark away and put it back, in another colour."""
    index.remove(mark)
    index.add(mark._replace(role="highlight.blue", layer="highlight"))
    view.marks_changed(mark.start, mark.end)  # type: ignore[attr-defined]


def run_peer(app: QApplication, text: Text, marks: list[Mark], count: int) -> dict[str, object]:
    """A QTextEdit with the same text and, as character formats, the same marks."""
    clock, out = Clock(app), {}
    window = QWidget()
    window.resize(720, 900)
    layout = QHBoxLayout(window)
    window.show()
    app.processEvents()
    base = memory()
    edit = QTextEdit()
    edit.setReadOnly(True)
    formats = []
    for colour in ("#ffe99a", "#cfeac6", "#f6cfe0"):
        form = QTextCharFormat()
        form.setBackground(QColor(colour))
        formats.append(form)
    line = QTextCharFormat()
    line.setFontUnderline(True)
    formats += [line] * 3

    def fill() -> None:
        layout.addWidget(edit)
        edit.setPlainText(text.canonical)
        cursor = QTextCursor(edit.document())
        cursor.beginEditBlock()
        for k, mark in enumerate(marks):
            cursor.setPosition(mark.start)
            cursor.setPosition(mark.end, QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(formats[k % len(formats)])
        cursor.endEditBlock()

    out["first"] = clock.once(fill)
    out["memory"] = memory() - base
    bar = edit.verticalScrollBar()
    out["scroll"] = clock.many([lambda: bar.setValue(bar.value() + 60)] * count)
    rng = random.Random(2)
    top = bar.maximum()
    out["jump"] = clock.many([lambda: bar.setValue(rng.randrange(max(1, top)))] * count)
    cursor = QTextCursor(edit.document())
    at = edit.cursorForPosition(edit.rect().center()).position()

    def hover(on: bool) -> None:
        cursor.setPosition(at)
        cursor.setPosition(at + 30, QTextCursor.MoveMode.KeepAnchor)
        form = QTextCharFormat()
        form.setBackground(QColor("#ffbf69" if on else "#fffdf8"))
        cursor.mergeCharFormat(form)

    out["hover"] = clock.many([lambda k=k: hover(bool(k % 2)) for k in range(20)])
    out["resize"] = clock.many([lambda w=w: window.resize(w, 900) for w in (650, 720)])
    out["zoom"] = clock.many([lambda: edit.zoomIn(1), lambda: edit.zoomOut(1)])
    window.close()
    return out


NAMES = (
    ("first", "first paint with text"), ("scroll", "scroll in order"), ("up", "scroll back"),
    ("jump", "jump at random, longest frame"), ("both", "jump, until the other pane stands"),
    ("ends", "jump end to end"), ("hover", "hover on, off"), ("mark", "change one mark"),
    ("resize", "resize, settled"), ("zoom", "zoom, settled"), ("find", "find a phrase"),
    ("find more", "find two letters, all marked"), ("filter", "hide a kind"), ("select all", "select all"),
    ("chain", "best chain of anchors"), ("memory first", "MB after first paint"), ("memory", "MB after all this"),
    ("marks MB", "MB of all mark indexes"),
)  # fmt: skip


def measure(side: str, options: argparse.Namespace) -> dict[str, object]:
    """One side, in this process."""
    app = QApplication([])
    count = options.panes if side == "ours" else 1
    texts = [make_text(int(options.megabytes * 1_000_000), seed) for seed in range(count)]
    marks = [make_marks(text, options.spans, seed) for seed, text in enumerate(texts)]
    if side == "ours":
        out = run_views(app, texts, marks, options.steps)
        return {key: out[key] for key, _ in NAMES if key in out}
    return run_peer(app, texts[0], marks[0], min(options.steps, 100))


def compare(options: argparse.Namespace) -> None:
    """Measure one size and print its table."""
    sides = {}
    size = ["--megabytes", str(options.megabytes), "--spans", str(options.spans), "--panes", str(options.panes)]
    rest = ["--steps", str(options.steps), *(["--cpu"] if options.cpu else [])]
    for side in ("ours",) if options.no_peer else ("ours", "peer"):
        command = [sys.executable, __file__, *size, *rest, "--only", side]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        sides[side] = json.loads(done.stdout.splitlines()[-1])
    ours, theirs = sides["ours"], sides.get("peer", {})
    print(f"{options.panes} × {options.megabytes * 1000:,.0f} KB, {options.spans:,} marks each; p50 / p99 / worst, ms")
    print(f"{'':38s} {f'ours ({options.panes})':>24s} {'QTextEdit (1)':>24s}")
    for key, name in NAMES:
        if key in ours:
            row(name, ours[key], theirs.get(key))
    print()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--megabytes", type=float)
    parser.add_argument("--spans", type=int, default=100_000)
    parser.add_argument("--panes", type=int, default=2)
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--no-peer", action="store_true")
    parser.add_argument("--cpu", action="store_true", help="time of the processor, not of the clock on the wall")
    parser.add_argument("--only", choices=("ours", "peer"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.cpu:
        Clock.now = staticmethod(time.process_time)
    if options.only:
        print(json.dumps(measure(options.only, options)))
    elif options.megabytes is not None:
        compare(options)
    else:
        for megabytes, spans, panes in ((0.005, 100, 1), (0.005, 100, 2), (5.0, 100_000, 1), (5.0, 100_000, 2)):
            options.megabytes, options.spans, options.panes = megabytes, spans, panes
            compare(options)
        from tests.bench.starting import compare as compare_starts

        for size, spans in ((0.005, 100), (5.0, 100_000)):
            compare_starts(size, spans, 5)


if __name__ == "__main__":
    main()
