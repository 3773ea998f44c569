"""What the library costs at scale, beside an empty one: `python -m tests.bench.library [texts] [annotations]`.

Prints milliseconds (median, 99th percentile); run by hand, asserts nothing.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from reader.errors import Feedback
from reader.library import Library
from reader.library.ids import new_id
from reader.library.models import Annotation, Edit, Target, TextRecord
from reader.library.quick import read_texts
from reader.text.model import Text
from tests.library.helpers import make_text

WORDS = """treaty border water region council state declare cooperate peace trade culture signed party charter text law
    principle joint security measure energy road fund year term common mutual respect""".split()  # noqa: SIM905


def _sentence(chance: random.Random, words: list[str], length: int) -> str:
    return " ".join(chance.choice(words) for _ in range(length)).capitalize() + "."


def _texts(chance: random.Random, count: int, words: list[str]) -> list[Text]:
    return [make_text(f"t{n}", [_sentence(chance, words, 24) for _ in range(30)]) for n in range(count)]


def _annotations(chance: random.Random, texts: list[Text], count: int, words: list[str]) -> list[Annotation]:
    made = []
    for n in range(count):
        text = texts[n % len(texts)]
        start = chance.randrange(len(text.canonical) - 40)
        exact = text.canonical[start : start + 30]
        target = Target(text.id, start, start + 30, exact, "", "", text.provision_at(start).n, text.sha256)
        body = _sentence(chance, words, 12) if n % 2 else ""
        tags = (f"topic/{chance.choice(words)}", "todo")[: chance.randrange(3)]
        moment = f"20{chance.randrange(10, 26)}-01-01T00:00:00Z"
        made.append(Annotation(new_id(), (target,), body, tags, created=moment, modified=moment))
    return made


def _time(act: Callable[[], object], times: int = 15) -> str:
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        spent.append((time.perf_counter() - start) * 1000)
    spent.sort()
    return f"{statistics.median(spent):8.2f} {spent[min(len(spent) - 1, int(len(spent) * 0.99))]:8.2f}"


def main(texts: int = 1000, annotations: int = 100_000) -> None:
    """Fill, then measure."""
    chance = random.Random(5)
    words = WORDS + [f"w{n}" for n in range(4000)]
    with tempfile.TemporaryDirectory() as folder:
        full, empty = Path(folder) / "full.sqlite", Path(folder) / "empty.sqlite"
        Library.open(empty).close()
        start = time.perf_counter()
        with Library.open(full) as library:
            made = _texts(chance, texts, words)
            library.apply(Edit("Fill", (), tuple(TextRecord(t, "2026-01-01T00:00:00Z") for t in made)))
            notes = _annotations(chance, made, annotations, words)
            library.apply(Edit("Fill", (), tuple(notes)))
        print(f"filled with {texts} texts, {annotations} annotations in {time.perf_counter() - start:.1f} s, "
              f"{full.stat().st_size >> 20} MB\n{'':44}  median      p99 ms")  # fmt: skip

        def opened(path: Path) -> Callable[[], None]:
            return lambda: Library.open(path).close()

        _paired(opened(empty), opened(full))
        rows: list[tuple[str, Callable[[], object]]] = [
            ("first read of two texts", lambda: read_texts(full, ["t1", "t2"])),
        ]
        with Library.open(full) as library:
            rows += [
                ("list of texts", library.texts),
                ("list of tags", library.tags),
                ("complete a tag", lambda: library.complete_tag("w1")),
                ("annotations of one text", lambda: library.annotations(text="t7")),
                ("ids of all annotations in order", lambda: library.ids()),
                ("ids, filtered by tag", lambda: library.ids(tag="topic/treaty")),
                ("ids, filtered by a common word", lambda: library.ids(query="treaty")),
                ("ids, tag and word and colour", lambda: library.ids(query="tag:todo treaty colour:yellow")),
                ("ids, negated word", lambda: library.ids(query="-treaty has:note")),
                ("ids, is:orphan", lambda: library.ids(query="is:orphan")),
                ("page of 100 annotations", lambda: library.annotations(ids=library.ids(limit=100))),
            ]
            for query in (
                "t",
                "tre",
                "treaty",
                "treaty bor",
                "w17",
                '"peace trade"',
                "tag:topic treaty",
                "treaty -water",
            ):
                rows.append((f"search as one types: {query}", lambda q=query: library.search(q, typing=True)))
            for name, act in rows:
                print(f"{name:44}{_time(act)}", flush=True)
            target = library.make_target(library.text("t3"), 10, 40)

            def insert() -> None:
                library.apply(library.plan.add_annotation([target], body="A new note on the treaty.", tags=["todo"]))

            print(f"{'insert one note':44}{_time(insert, 200)}")
            for name, act in (
                ("quick check", lambda: library.check(full=False)),
                ("full check", library.check),
                ("all annotations as records", library.annotations),
                ("backup", lambda: library.backup(Path(folder) / "b.sqlite")),
            ):
                print(f"{name:44}{_time(act, 1)}", flush=True)
        _table(full)


def _paired(small: Callable[[], None], large: Callable[[], None], times: int = 25) -> None:
    """Opening an empty and a full library by turns, so that whatever else the machine does falls on both."""
    os.sync()  # what was written just now is on the disk before anything is measured
    spent: tuple[list[float], list[float]] = ([], [])
    for n in range(times):
        pairs = ((small, spent[0]), (large, spent[1]))
        for act, found in pairs if n % 2 else pairs[::-1]:  # whoever comes second finds the machine awake
            act()
            start = time.perf_counter()
            act()
            found.append((time.perf_counter() - start) * 1000)
    ratios = sorted(b / a for a, b in zip(*spent, strict=True))
    for name, found in zip(("open an empty library", "open the full library"), spent, strict=True):
        print(f"{name:44}{statistics.median(found):8.2f} {max(found):8.2f}")
    print(f"{'full beside empty, median of the ratios':44}{statistics.median(ratios):8.2f}", flush=True)


KEYS = ("t", "tre", "treaty", "tag:topic", "tag:topic/treaty", "text:t1", "colour:yellow", "has:note", "after:2020",
        "is:orphan", "-treaty", "note:treaty", "treaty OR border", "has:note tag:todo -treaty")  # fmt: skip


def _table(path: Path) -> None:
    """The notes table on all annotations: what each key costs, from the filter to the painted rows."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QApplication

    from reader.settings import Settings
    from reader.ui.session import Session
    from reader.ui.table.loading import read
    from reader.ui.table.view import NotesTable

    app = QApplication.instance() or QApplication([])
    session = Session(Settings(None))
    session.attach(Library.open(path))
    before = _memory()
    start = time.perf_counter()
    arrangement = read(path, {info.id: info.short_title for info in session.text_infos()}, Feedback())
    print(f"{'table: read and sort by every column':44}{(time.perf_counter() - start) * 1000:8.0f}")
    NotesTable.reload = lambda self: None  # type: ignore[method-assign]  # it is filled here
    table = NotesTable(session)
    table.resize(1000, 600)
    table.show()
    table.model.fill(arrangement)
    app.processEvents()
    print(f"{'table: memory, MB':44}{_memory() - before:8.0f}\n{'':44}   filter  visible ms (each from a new filter)")
    for query in KEYS:
        spent: tuple[list[float], list[float]] = ([], [])
        for _ in range(9):
            arrangement._forget()
            table.filter.setText(query)
            start = time.perf_counter()
            table.apply_filter()
            middle = time.perf_counter()
            table.table.viewport().grab()
            spent[0].append((middle - start) * 1000)
            spent[1].append((time.perf_counter() - start) * 1000)
        name = f"table, key: {query}"
        print(f"{name:44}{statistics.median(spent[0]):8.1f} {statistics.median(spent[1]):8.1f}", flush=True)
    table.filter.clear()
    table.apply_filter()
    for column in range(1, 6):
        start = time.perf_counter()
        table.table.sortByColumn(column, Qt.SortOrder.AscendingOrder)
        print(f"{f'table: first sort by column {column}':44}{(time.perf_counter() - start) * 1000:8.1f}")
    session.close()


def _memory() -> float:
    """What this process holds, in MB (Linux)."""
    with Path("/proc/self/statm").open() as file:
        return int(file.read().split()[1]) * 4096 / 1e6


if __name__ == "__main__":
    main(*(int(a) for a in sys.argv[1:]))
