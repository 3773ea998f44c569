"""What refers to what: finders, evidence, stable keys. The engine itself is imported late, for start-up time."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from reader.crossref.model import KINDS, MENTION_KINDS, ORIGINS, STATUSES, End, Link, Term, Why

if TYPE_CHECKING:
    from reader.crossref.authority import Authority
    from reader.crossref.set_phrases import SetPhrases
    from reader.errors import Feedback
    from reader.text.model import Text

__all__ = [
    "KINDS", "MENTION_KINDS", "ORIGINS", "STATUSES", "End", "Link", "Term", "Why", "combine", "find_links",
]  # fmt: skip


def find_links(
    a: Text,
    b: Text,
    *,
    kinds: Collection[str] | None = None,
    feedback: Feedback | None = None,
    authority: Authority | None = None,
    phrases: SetPhrases | None = None,
) -> list[Link]:
    """Every computed cross-reference between two texts, best first.

    `kinds` limits the answer to some kinds of `KINDS`; `authority` holds the names (default: the program's own);
    `phrases` are the wordings that a library shows to be everywhere (`set_phrases.of_library`; default: none);
    `feedback` hears of progress and may cancel (`Cancelled`).
    The answer for `(b, a)` is the same, swapped.
    """
    from reader.crossref.engine import find_links as find

    return find(a, b, kinds=kinds, feedback=feedback, authority=authority, phrases=phrases)


def combine(
    computed: Iterable[Link],
    editorial: Iterable[Link],
    decisions: Iterable[Link],
    *,
    a: Text | None = None,
    b: Text | None = None,
) -> list[Link]:
    """Computed links, the editors' and the reader's decisions as one list, best first; see `reader.crossref.merge`."""
    from reader.crossref.merge import combine as merge

    return merge(computed, editorial, decisions, a=a, b=b)
