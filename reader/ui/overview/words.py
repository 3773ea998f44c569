"""What a cell of the matrix says: for the tooltip, the line under it and screen readers. No Qt."""

from __future__ import annotations

from collections.abc import Collection
from html import escape
from typing import NamedTuple

from reader.crossref.model import Link
from reader.crossref.overview_matrix import Matrix
from reader.crossref.overview_tables import words_of
from reader.text.model import Text
from reader.ui.models.kinds import GROUPS, TITLES

FIRST = 90  # code points of a provision in a tooltip
_LETTERS = {"instruments": "I", "names": "N", "parallels": "P", "developments": "D", "reuse": "S"}
LETTERS = {kind: _LETTERS[group.id] for group in GROUPS for kind in group.kinds}  # for those who see no colours


class Said(NamedTuple):
    """A cell in words: its two provisions (or runs of them), their beginnings, and one line for each kind of link."""

    a: str
    b: str
    a_words: str
    b_words: str
    links: tuple[str, ...]

    @property
    def line(self) -> str:
        """All of it on one line."""
        return f"{self.a} × {self.b}: {'; '.join(self.links) if self.links else 'no cross-reference'}"

    @property
    def html(self) -> str:
        """All of it for a tooltip."""
        ends = ((self.a, self.a_words), (self.b, self.b_words))
        passages = "".join(f"<p><b>{escape(name)}</b><br>{escape(words)}</p>" for name, words in ends)
        links = "<br>".join(map(escape, self.links)) or "No cross-reference"
        return f'<div style="white-space:normal">{passages}<p>{links}</p></div>'


def span_words(title: str, first: int, last: int) -> str:
    """"Bishkek 2007 §4" or "Bishkek 2007 §4–9"."""
    return f"{title} §{first}" + (f"–{last}" if last != first else "")


def said(a: Text, b: Text, matrix: Matrix, row: int, column: int, hidden: Collection[str] = ()) -> Said:
    """What stands in a cell; in a cell for many provisions the beginnings are those of its strongest link."""
    links = matrix.links(row, column, hidden)
    (first, last), (start, end) = matrix.row_range(row), matrix.column_range(column)
    n, m = (links[0].a.provision, links[0].b.provision) if links else (first, start)
    told = [_told(link, matrix.binned) for link in links]
    count = matrix.count(row, column)
    if matrix.binned and count > len(links):
        told.append(f"{count:,} links in this cell")
    return Said(
        span_words(a.short_title, first, last), span_words(b.short_title, start, end),
        words_of(a, n, FIRST), words_of(b, m, FIRST), tuple(told),
    )  # fmt: skip


def _told(link: Link, binned: bool) -> str:
    name = f" “{link.name}”" if link.name else ""
    where = f" (§{link.a.provision} × §{link.b.provision})" if binned else ""
    status = ", confirmed" if link.status == "confirmed" else ""
    return f"{TITLES[link.kind]}{name} {link.score:.2f}{status}{where}"
