"""The overview as tables of plain values, for CSV."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from reader.crossref.overview import Alone, Place, Thing
from reader.crossref.overview_editions import Meeting
from reader.crossref.overview_matrix import Matrix
from reader.text.model import Text


class Table(NamedTuple):
    """A head and rows of as many cells."""

    head: tuple[str, ...]
    rows: list[tuple[object, ...]]


def numbers(places: Iterable[Place]) -> list[int]:
    """The provisions of places, each once, in order."""
    return sorted({place.provision for place in places})


def cited(ns: Iterable[int]) -> str:
    """Provisions in words: "§1, §4"."""
    return ", ".join(f"§{n}" for n in ns)


def words_of(text: Text, n: int, most: int = 0) -> str:
    """The words of a provision on one line, at most `most` code points (0: all) and then an ellipsis."""
    p = text.provisions[n - 1]
    cut = text.canonical[p.body : p.end if not most else min(p.end, p.body + 2 * most)]
    line = " ".join(cut.split())
    return line if not most or (len(line) <= most and p.end - p.body <= 2 * most) else line[:most].rstrip() + "…"


def absence_table(texts: Sequence[Text], found: Iterable[Thing]) -> Table:
    """A row for each name or theme: in which texts, how often and where, and from which it is missing."""
    head = ["kind", "name", "missing_from"]
    for text in texts:
        head += [f"times_in_{text.short_title}", f"provisions_in_{text.short_title}"]
    rows: list[tuple[object, ...]] = []
    for thing in found:
        row: list[object] = [thing.kind, thing.title, "; ".join(texts[i].short_title for i in thing.missing)]
        for places in thing.places:
            row += [len(places), cited(numbers(places))]
        rows.append((*row, "; ".join(thing.kin)))
    return Table((*head, "see_also"), rows)


def alone_table(texts: Sequence[Text], found: Iterable[Alone]) -> Table:
    """A row for each provision without a counterpart, with what comes nearest to one."""
    rows: list[tuple[object, ...]] = []
    for lonely in found:
        text, near = texts[lonely.text], lonely.near
        label = text.provisions[lonely.n - 1].label or ""
        nearest = (texts[lonely.other].short_title, near.b.provision, round(near.score, 4)) if near else ("", "", "")
        rows.append((text.short_title, lonely.n, label, words_of(text, lonely.n), *nearest))
    return Table(("text", "provision", "label", "words", "nearest_text", "nearest_provision", "score"), rows)


def matrix_table(a: Text, b: Text, found: Matrix, hidden: Sequence[str] = ()) -> Table:
    """A row for each cell that holds a link: its provisions, and the strongest link with its kind and score."""
    rows: list[tuple[object, ...]] = []
    for i, j, link in found.shown(hidden):
        rows.append((
            *found.row_range(i), *found.column_range(j), found.count(i, j), link.kind, link.name or "",
            round(link.score, 4), link.status, link.a.provision, link.b.provision,
            words_of(a, link.a.provision, 80), words_of(b, link.b.provision, 80), link.key,
        ))  # fmt: skip
    head = (
        "a_first", "a_last", "b_first", "b_last", "links", "kind", "name", "score", "status", "a_provision",
        "b_provision", "a_words", "b_words", "key",
    )  # fmt: skip
    return Table(head, rows)


def editions_table(a: Text, b: Text, found: Iterable[Meeting]) -> Table:
    """A row for each meeting of two editions and each provision that one lacks."""
    rows: list[tuple[object, ...]] = []
    for m in found:
        how = m.how.replace("only a", f"only in {a.short_title}").replace("only b", f"only in {b.short_title}")
        rows.append((
            how, cited(m.a), cited(m.b), m.score, m.alike, " | ".join(m.gone), " | ".join(m.new),
            " ".join(words_of(a, n) for n in m.a), " ".join(words_of(b, n) for n in m.b),
        ))  # fmt: skip
    head = ("state", "a", "b", "score", "alike", "only_in_a", "only_in_b", "a_words", "b_words")
    return Table(head, rows)
