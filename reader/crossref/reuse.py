"""The same words: verbatim and near-verbatim runs with their exact places, set phrases discounted."""

from __future__ import annotations

from collections.abc import Sequence

from reader.crossref.evidence import Weigher
from reader.crossref.model import Link
from reader.crossref.units import Unit
from reader.errors import Feedback
from reader.text.model import Text


def reuse_links(
    a: Text, ua: Sequence[Unit], b: Text, ub: Sequence[Unit], weigh: Weigher, feedback: Feedback
) -> list[Link]:
    """Every run of words that both texts hold."""
    return []
