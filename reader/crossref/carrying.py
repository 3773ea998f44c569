"""What a reader confirmed between two texts, offered again between other editions of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from reader.crossref.editions import Editions, align, carried
from reader.crossref.keys import with_keys
from reader.crossref.model import Link
from reader.errors import Feedback
from reader.text.model import Text


class Origin(NamedTuple):
    """The text that another is an edition of, and how the two align `(edition, original)`."""

    original: Text
    found: Editions


def origin_of(edition: Text, original: Text | None, feedback: Feedback | None = None) -> Origin | None:
    """How an edition aligns with its original; None where it has none."""
    if original is None or original.id == edition.id:
        return None
    return Origin(original, align(edition, original, feedback=feedback))


def carried_decisions(
    decided: Iterable[Link], a: Text, b: Text, a_from: Origin | None, b_from: Origin | None
) -> list[Link]:
    """Confirmed links between the originals as suggestions between their editions, marked as carried.

    `decided` are the links as decided between the originals (of a text without one: between the text itself), end
    `a` being the side of text `a`. None is offered where neither text is an edition of another.
    """
    links = [link for link in decided if link.status == "confirmed"]
    if a_from is not None:
        links = carried(links, a, a_from.original, a_from.found, first=True)
    if b_from is not None:
        links = carried(links, b, b_from.original, b_from.found, first=False)
    if a_from is None and b_from is None:
        return []
    # Nobody said it of these two texts: the reader decides anew.
    return with_keys([link._replace(status="suggested", origin="computed") for link in links])
