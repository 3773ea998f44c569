"""What the kinds of cross-reference are called, and the groups that the filter chips show."""

from __future__ import annotations

from typing import NamedTuple

from reader.crossref.model import MENTION_KINDS, Link

TITLES = {
    "instrument": "Instrument",
    "institution": "Institution",
    "person": "Person",
    "place": "Place",
    "event": "Event",
    "concept": "Concept",
    "date": "Date",
    "parallel": "Parallel",
    "reuse": "Same words",
    "development": "Development",
}


class Group(NamedTuple):
    """Kinds that one chip shows and hides together; `role` is the theme's colour of it."""

    id: str
    title: str
    kinds: tuple[str, ...]
    role: str
    always: bool = True  # shown even when there are none


GROUPS = (
    Group("instruments", "Instruments", ("instrument",), "link.instrument"),
    Group("names", "Names", tuple(kind for kind in MENTION_KINDS if kind != "instrument"), "link.institution"),
    Group("parallels", "Parallels", ("parallel",), "link.parallel"),
    Group("developments", "Developments", ("development",), "link.development"),
    Group("reuse", "Same words", ("reuse",), "link.reuse", always=False),
)


class Filter(NamedTuple):
    """Which cross-references are shown."""

    hidden_kinds: frozenset[str] = frozenset()
    min_score: float = 0.0
    dismissed: bool = False

    def shows(self, link: Link) -> bool:
        """Whether a link passes; what the reader confirmed or made passes whatever its score."""
        if link.kind in self.hidden_kinds or (link.status == "dismissed" and not self.dismissed):
            return False
        return link.score >= self.min_score or link.status == "confirmed" or link.origin == "user"
