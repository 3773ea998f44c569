"""The engine: from two texts to explained cross-references."""

from __future__ import annotations

from collections.abc import Collection

from reader.crossref.keys import with_keys
from reader.crossref.merge import order
from reader.crossref.model import End, Link, Why
from reader.crossref.parallels import rank
from reader.errors import Feedback
from reader.text.model import Text


def find_links(
    a: Text, b: Text, *, kinds: Collection[str] | None = None, feedback: Feedback | None = None
) -> list[Link]:
    """Every computed cross-reference between two texts, best first; the same for `(b, a)`, swapped."""
    ends_a, ends_b = _ends(a), _ends(b)
    links = []
    for end, found in zip(ends_a, rank([e.exact for e in ends_a], [e.exact for e in ends_b], top=3), strict=True):
        for j, score in found:
            if score >= 0.12:
                links.append(
                    Link("", "parallel", score, "computed", "suggested", None, end, ends_b[j], Why("Same words."))
                )
    return sorted(with_keys(links), key=order)


def _ends(text: Text) -> list[End]:
    return [
        End(start, end, text.canonical[start:end], p.n, i)
        for p in text.provisions
        for i, (start, end) in enumerate(text.sentences(p.n), 1)
    ]
