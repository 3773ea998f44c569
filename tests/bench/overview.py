"""What the overview costs: two short texts, and two of 31,000 provisions with 100,000 links.

    python tests/bench/overview.py [PROVISIONS [LINKS]]
"""

from __future__ import annotations

import os
import random
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import QFont, QImage, QPainter
from PySide6.QtWidgets import QApplication

from reader import paths
from reader.crossref import find_links
from reader.crossref.mentions import find_mentions
from reader.crossref.model import KINDS, End, Link, Why
from reader.crossref.overview import absences, alone, inventory, things
from reader.crossref.overview_editions import editions_of, meetings
from reader.crossref.overview_matrix import matrix
from reader.crossref.overview_tables import matrix_table
from reader.exchange.overview import write
from reader.text import load
from reader.text.model import GAP, Provision, Provisions, Text
from reader.ui.overview.drawing import Drawing, Frame
from reader.ui.overview.pictures import png, svg
from reader.ui.theme import load_theme


def measured(what: str, act: Callable[[], Any]) -> Any:
    started = time.perf_counter()
    found = act()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"  {what:34}{1000 * (time.perf_counter() - started):10.1f} ms {memory:6} MB")
    return found


def long_text(id_: str, provisions: int, chance: random.Random) -> Text:
    """Sentences of the bundled texts in any order, half of them shaken."""
    texts = [load(path) for path in paths.bundled_texts()]
    sentences = [t.canonical[a:b].split() for t in texts for p in t.provisions for a, b in t.sentences(p.n)]
    found, at, words = [], 0, []
    for n in range(1, provisions + 1):
        chosen = list(chance.choice(sentences))
        if chance.random() < 0.5:
            chance.shuffle(chosen)
        words.append(" ".join(chosen[:28]))
        found.append(Provision(n, at, at + len(words[-1]), at))
        at += len(words[-1]) + len(GAP)
    return Text(id=id_, title=id_, canonical=GAP.join(words), provisions=Provisions.of(found))


def any_links(a: Text, b: Text, count: int, chance: random.Random) -> list[Link]:
    found = []
    for i in range(count):
        n, m = chance.randint(1, len(a.provisions)), chance.randint(1, len(b.provisions))
        p, q = a.provisions[n - 1], b.provisions[m - 1]
        ends = End(p.start, p.end, "", n, 1), End(q.start, q.end, "", m, 1)
        kind, score = chance.choice(KINDS), chance.random()
        found.append(Link(f"{i:020x}", kind, score, "computed", "suggested", None, *ends, Why("")))
    return found


def run(a: Text, b: Text, links: list[Link]) -> None:
    print(f"{len(a.canonical):,} and {len(b.canonical):,} code points, {len(links):,} links")
    mentions = measured("names of both", lambda: [find_mentions(a), find_mentions(b)])
    both = measured("themes of both", lambda: [inventory(t, m) for t, m in zip((a, b), mentions, strict=True)])
    measured("absences", lambda: absences(things(both)))
    measured("provisions without counterpart", lambda: alone([a, b], {(0, 1): links}))
    cells = measured("matrix", lambda: matrix(a, b, links))
    drawing = measured("drawing made", lambda: Drawing(a, b, cells, load_theme("light"), QFont()))
    image = QImage(1000, 700, QImage.Format.Format_RGB32)

    def paint(cell: float) -> None:
        painter = QPainter(image)
        drawing.paint(painter, Frame(cell, 120.0, 60.0), 1000, 700)
        painter.end()

    paint(2.0)
    for cell in (2.0, 8.0, 24.0):
        measured(f"painted, cells of {cell:g} pixels", lambda cell=cell: paint(cell))
    for what, make in (("SVG", svg), ("PNG", png)):
        data = measured(what, lambda make=make: make(drawing))
        print(f"    {len(data):,} bytes")
    data = measured("matrix as CSV", lambda: write(*matrix_table(a, b, cells)))
    print(f"    {len(data):,} bytes")


def main(provisions: int, count: int) -> None:
    app = QApplication([])
    a, b = (load(path) for path in paths.bundled_texts())
    find_mentions(a)  # the names are compiled once a process
    inventory(a)
    run(a, b, find_links(a, b))
    chance = random.Random(7)
    one, two = long_text("one", provisions, chance), long_text("two", provisions, chance)
    run(one, two, any_links(one, two, count, chance))
    other = Text(id="other", title="other", canonical=one.canonical + ".", provisions=one.provisions, edition_of="one")
    found = measured("editions aligned", lambda: editions_of(one, other))
    measured("their words compared", lambda: meetings(one, other, found))
    app.quit()


if __name__ == "__main__":
    main(*(int(n) for n in sys.argv[1:3]), *(31_000, 100_000)[len(sys.argv) - 1 :])
