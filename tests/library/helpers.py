"""Small worlds for the tests of the library: texts, a clock that ticks, ids in order, all content as values."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from reader.crossref.model import End, Link, Term, Why
from reader.library import Library
from reader.library.ids import make_id
from reader.text.model import GAP, Provision, Provisions, Text

PARAGRAPHS = (
    "The ministers met by the lake and agreed to share the water of its rivers fairly.",
    "They recalled the Café Treaty of 1993, which each of them had signed at Geneva.",
    "各方重申反对恐怖主义，并支持上海合作组织的宪章。",
    "Стороны подтвердили, что граница остаётся открытой для торговли.",
    "A joint centre for the study of glaciers will be opened before the winter.",
)


def make_text(id_: str = "lake", paragraphs: Iterable[str] = PARAGRAPHS, **more: object) -> Text:
    """A text of these paragraphs."""
    found, parts, at = [], [], 0
    for n, part in enumerate(paragraphs, 1):
        found.append(Provision(n, at, at + len(part), at))
        parts.append(part)
        at += len(part) + len(GAP)
    fields: dict[str, object] = {"title": f"The {id_} declaration", "short_title": id_.title(), "date": "2001-06-15"}
    fields.update(more)
    return Text(id=id_, canonical=GAP.join(parts), provisions=Provisions.of(found), **fields)  # type: ignore[arg-type]


class Clock:
    """Goes on by a second each time that it is looked at."""

    def __init__(self, start: datetime = datetime(2026, 1, 31, 10, 30, tzinfo=UTC), step: float = 1.0) -> None:
        self.now = start
        self.step = timedelta(seconds=step)

    def __call__(self) -> datetime:
        self.now += self.step
        return self.now


_NUMBERS = count(1)


def id_source() -> Callable[[], str]:
    """Ids in order, never the same twice."""
    return lambda: make_id(1_769_855_400_000, next(_NUMBERS))


def open_library(path: Path, **more: object) -> Library:
    """A library with a clock and ids that are the same in every run."""
    return Library.open(path, now=Clock(), new_id=id_source(), **more)  # type: ignore[arg-type]


def make_link(key: str = "k1", kind: str = "parallel", name: str | None = None) -> Link:
    """A link between two spans of the sample text."""
    a = End(4, 13, "ministers", 1, 1)
    b = End(88, 92, "They", 2, 1)
    why = Why(
        "both speak of meeting", (Term("met", "agreed", 0.5),), ("UN Charter",), ((4, 13, 88, 92),), ("plan", "outcome")
    )
    return Link(key, kind, 0.75, "computed", "suggested", name, a, b, why)


def text_values(text: Text) -> tuple[object, ...]:
    """A text as comparable values."""
    names = [name for name in Text.__slots__ if not name.startswith("_") and name != "provisions"]
    return (*(getattr(text, name) for name in names), tuple(text.provisions))


def content(library: Library) -> dict[str, object]:
    """Everything that undo must bring back, in order, as comparable values."""
    return {
        "texts": [(t._replace(annotations=0), text_values(library.text(t.id))) for t in library.texts()],
        "trashed texts": [t.id for t in library.texts(trashed=True)],
        "notes": library.annotations(),
        "trash": library.annotations(trashed=True),
        "tags": library.tags(),
        "links": library.decisions(),
        "searches": library.saved_searches(),
    }
