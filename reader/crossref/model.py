"""The values of a cross-reference: two ends, evidence, and what the reader decided about it."""

from __future__ import annotations

from typing import NamedTuple

MENTION_KINDS = ("instrument", "institution", "person", "place", "event", "concept", "date")
KINDS = (*MENTION_KINDS, "parallel", "reuse", "development")
ORIGINS = ("computed", "editorial", "user")
STATUSES = ("suggested", "confirmed", "dismissed")


class End(NamedTuple):
    """One end of a link: the span `[start, end)` in code points, its words, §provision and sentence (from 1)."""

    start: int
    end: int
    exact: str
    provision: int
    sentence: int


class Term(NamedTuple):
    """A pair of wordings that speaks for the link; `weight` is its share of the score, 0 to 1."""

    a: str
    b: str
    weight: float


class Why(NamedTuple):
    """The evidence: one plain sentence, and what it rests on.

    `names` are canonical names that both ends share; `run` is the aligned wording of a reuse, as
    `(start_a, end_a, start_b, end_b)` spans in code points of the two texts; `roles` is the pair of rhetorical
    roles ("plan", "outcome"); `signals` maps the name of a signal to its share of the score.
    """

    summary: str
    terms: tuple[Term, ...] = ()
    names: tuple[str, ...] = ()
    runs: tuple[tuple[int, int, int, int], ...] = ()
    roles: tuple[str, str] | None = None
    signals: tuple[tuple[str, float], ...] = ()


class Link(NamedTuple):
    """A cross-reference between a span of one text and a span of another (or of the same).

    `score` is a probability, 0 to 1; `name` is the canonical name for the mention kinds, else None; `key` is
    stable: the same link found again has the same key, whatever the order of the texts.
    """

    key: str
    kind: str
    score: float
    origin: str
    status: str
    name: str | None
    a: End
    b: End
    why: Why

    def swapped(self) -> Link:
        """The same link seen from the other text."""
        why = self.why._replace(
            terms=tuple(Term(t.b, t.a, t.weight) for t in self.why.terms),
            runs=tuple((c, d, a, b) for a, b, c, d in self.why.runs),
            roles=(self.why.roles[1], self.why.roles[0]) if self.why.roles else None,
        )
        return self._replace(a=self.b, b=self.a, why=why)
