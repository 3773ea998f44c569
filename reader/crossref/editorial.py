"""The editors' cross-references between the bundled texts, from `texts/crossrefs.toml`."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from reader import paths
from reader.crossref.keys import with_keys
from reader.crossref.merge import order
from reader.crossref.model import KINDS, MENTION_KINDS, End, Link, Term, Why
from reader.errors import ReaderError
from reader.text.model import Text

SCORE = 0.95  # an editor listed it; one reader in twenty may still disagree


class Anchor(NamedTuple):
    """One end as the file has it: the id of a text, the number of a provision, and words that stand there once."""

    text: str
    provision: int
    quote: str


class Editorial(NamedTuple):
    """One cross-reference as the file has it."""

    kind: str
    name: str | None
    a: Anchor
    b: Anchor
    reason: str


@lru_cache(maxsize=4)
def load_editorial(file: Path | None = None) -> tuple[Editorial, ...]:
    """The entries of the file; raises `ReaderError` for a broken one, for the file is ours."""
    path = file or paths.texts() / "crossrefs.toml"
    if not path.is_file():
        return ()
    try:
        with path.open("rb") as opened:
            entries = tomllib.load(opened).get("link", [])
        found = tuple(
            Editorial(e["kind"], e.get("name"), Anchor(**e["a"]), Anchor(**e["b"]), e["reason"]) for e in entries
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise ReaderError(f"The file {path.name} cannot be read: {error}") from error
    for entry in found:
        if entry.kind not in KINDS or (entry.kind in MENTION_KINDS) != (entry.name is not None):
            raise ReaderError(f"{path.name}: {entry.kind!r} is no kind, or lacks a name: {entry.reason}")
    return found


def editorial_links(a: Text, b: Text, *, file: Path | None = None) -> list[Link]:
    """The editors' links between two texts, in either order; none for texts that the editors do not speak of.

    A text stands for the one whose id it has or whose edition it is; of an edition in other words only those links
    are given whose quotations it still holds, so an editor's word is never laid on a passage that says another thing.
    """
    links: list[Link] = []
    for entry in load_editorial(file):
        for near, far in ((entry.a, entry.b), (entry.b, entry.a)):
            if _stands_for(a, near.text) and _stands_for(b, far.text):
                one, two = place(a, near), place(b, far)
                if one and two:
                    links.append(_link(entry, one, two))
                break
    return sorted(with_keys(links), key=order)


def place(text: Text, anchor: Anchor) -> End | None:
    """Where the words of an anchor stand: in their provision, else at their only place in the text, else nowhere."""
    s, quote = text.canonical, anchor.quote
    start = -1
    if 1 <= anchor.provision <= len(text.provisions):
        provision = text.provisions[anchor.provision - 1]
        start = s.find(quote, provision.start, provision.end)
    if start < 0:
        start = s.find(quote)
        if start < 0 or s.find(quote, start + 1) >= 0:
            return None
    n = text.provisions.index_at(start) + 1
    return End(start, start + len(quote), quote, n, text.sentence_at(start))


def _stands_for(text: Text, text_id: str) -> bool:
    return text_id in (text.id, text.edition_of)


def _link(entry: Editorial, one: End, two: End) -> Link:
    names = (entry.name,) if entry.name else ()
    why = Why(entry.reason, (Term(one.exact, two.exact, 1.0),) if entry.name else (), names)
    return Link("", entry.kind, SCORE, "editorial", "suggested", entry.name, one, two, why)
