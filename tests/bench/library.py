"""What the library costs at scale, beside an empty one: `python -m tests.bench.library [texts] [annotations]`.

Prints milliseconds (median, 99th percentile); run by hand, asserts nothing.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

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

        rows: list[tuple[str, Callable[[], object]]] = [
            ("open an empty library", opened(empty)),
            ("open the full library", opened(full)),
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


if __name__ == "__main__":
    main(*(int(a) for a in sys.argv[1:]))
