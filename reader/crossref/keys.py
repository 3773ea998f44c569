"""Stable names of cross-references: the same link found again has the same key, whatever else changed."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from reader.crossref.model import Link
from reader.errors import Feedback

_ASCII = {i: chr(i).lower() if chr(i).isalnum() else " " for i in range(128)}


def words_of(exact: str) -> str:
    """The words of an end as its key sees them: folded letters and digits, one space between words.

    Kept apart from `reader.text.fold` on purpose: folding may improve, but a key must never change.
    """
    if exact.isascii():
        return " ".join(exact.translate(_ASCII).split())
    plain = unicodedata.normalize("NFKD", exact).casefold()
    kept = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join(kept.split())


def link_key(kind: str, name: str | None, exact_a: str, exact_b: str, ordinal: int = 0) -> str:
    """The key of a link between the words `exact_a` and `exact_b`: 20 hex digits, the same for either order.

    Made of content only (kind, name, the words of both ends), so it outlives re-imports, renamed texts and moved
    passages. `ordinal` counts, in order of place, further links that would have the same key.
    """
    return _digest(kind, name, (words_of(exact_a), words_of(exact_b)), ordinal)


def _digest(kind: str, name: str | None, ends: tuple[str, str], ordinal: int) -> str:
    parts = (kind, words_of(name or ""), *sorted(ends), str(ordinal) if ordinal else "")
    return hashlib.blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()


def with_keys(links: Iterable[Link], feedback: Feedback | None = None) -> list[Link]:
    """The links with their keys set; alike ones are told apart by an ordinal that follows their places.

    The places are taken in an order that does not depend on which text is called a, so that both views agree.
    """
    alike: dict[str, list[tuple[tuple[int, ...], int]]] = {}
    found = list(links)
    folded = lru_cache(maxsize=4096)(words_of)
    for i, link in enumerate(found):
        if i % 200 == 0 and feedback is not None:
            feedback.step(i, len(found))
        near, far = link.a, link.b
        words = folded(near.exact), folded(far.exact)
        key = _digest(link.kind, link.name, words, 0)
        if words[0] > words[1]:
            near, far = far, near
        low, high = min(near.start, far.start), max(near.start, far.start)
        alike.setdefault(key, []).append(((low, high, near.start, far.start), i))
    for key, places in alike.items():
        for ordinal, (_place, i) in enumerate(sorted(places)):
            link = found[i]
            exact = link_key(link.kind, link.name, link.a.exact, link.b.exact, ordinal) if ordinal else key
            found[i] = link._replace(key=exact)
    return found
