"""How far the reading of a text has come: provisions with notes, cross-references decided on."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from reader.crossref.model import Link
from reader.text.model import Text


class Progress(NamedTuple):
    """Provisions of a text and how many have a note; its cross-references and how many were confirmed or dismissed."""

    provisions: int
    noted: int
    links: int
    reviewed: int

    def __str__(self) -> str:
        notes = f"{self.noted:,} of {self.provisions:,} provisions with notes"
        return f"{notes} · {self.reviewed:,} of {self.links:,} links reviewed" if self.links else notes


def noted(text: Text, spans: Iterable[tuple[int, int]]) -> frozenset[int]:
    """The provisions (from 1) that spans in code points touch."""
    found: set[int] = set()
    index = text.provisions.index_at
    for start, end in spans:
        found.update(range(index(start) + 1, index(max(start, end - 1)) + 2))
    return frozenset(found)


def progress(text: Text, spans: Iterable[tuple[int, int]], links: Iterable[Link]) -> Progress:
    """The progress of one text: `spans` are the passages of its notes, `links` all its cross-references."""
    total = reviewed = 0
    for link in links:
        total += 1
        reviewed += link.status != "suggested"
    return Progress(len(text.provisions), len(noted(text, spans)), total, reviewed)


def next_without(provisions: int, with_note: Collection[int], after: int) -> int | None:
    """The next provision after `after` that has no note, from the beginning again at the end; None if all have one."""
    for step in range(1, provisions + 1):
        n = (after - 1 + step) % provisions + 1
        if n not in with_note:
            return n
    return None
