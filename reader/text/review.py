"""Corrections of a text before (or after) it is kept: other metadata, provisions joined, split or left out.

Each function gives a new Text; the one that it was given stays as it is, so that a step can be taken back.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from reader.errors import UserError
from reader.text.labels import label_of
from reader.text.model import GAP, Provisions, Text

_SLOTS = tuple(name for name in Text.__slots__ if not name.startswith("_"))


class _Piece(NamedTuple):
    """A provision on its own: `body` counts from its first character."""

    words: str
    body: int
    label: str | None
    page: str | None


def with_fields(text: Text, **fields: Any) -> Text:
    """The text with other metadata (names as in `Text`); the wording's hash is not computed anew where it stays."""
    made = Text(**{**{name: getattr(text, name) for name in _SLOTS}, **fields})
    if made.canonical is text.canonical:
        made._sha256 = text._sha256
    return made


def edited(text: Text, fields: Mapping[str, Any]) -> Text:
    """The text with fields that a reader typed: besides those of `Text`, "collections" (names of sets it is in).

    A short title that only repeated the title goes on doing so.
    """
    wanted = dict(fields)
    if "collections" in wanted:
        names = list(dict.fromkeys(str(name) for name in wanted.pop("collections")))
        meta = {key: value for key, value in text.meta.items() if key != "collections"}
        wanted["meta"] = {**meta, "collections": names} if names else meta
    if "title" in wanted and text.short_title == text.title:
        wanted.setdefault("short_title", "")
    return with_fields(text, **wanted)


def collections_of(text: Text) -> tuple[str, ...]:
    """The collections that a text belongs to."""
    found = text.meta.get("collections", ())
    return tuple(str(name) for name in found) if isinstance(found, (list, tuple)) else ()


def join(text: Text, first: int, last: int) -> Text:
    """The provisions from number `first` to `last` as one, a line each; label and page are those of the first."""
    if not 1 <= first < last <= len(text.provisions):
        raise UserError("There is nothing to join here.", "Choose two or more provisions that follow one another.")
    pieces = _pieces(text)
    run = pieces[first - 1 : last]
    whole = run[0]._replace(words="\n".join(piece.words for piece in run))
    return _of(text, [*pieces[: first - 1], whole, *pieces[last:]])


def split(text: Text, position: int) -> Text:
    """The provision that holds the code point `position` as two: what stands before it, and the rest."""
    p = text.provision_at(position)
    left = text.canonical[p.start : position].rstrip()
    right = text.canonical[position : p.end].strip()
    if not left or not right:
        raise UserError("A provision is split between two words of it.", "Put the caret where the second one begins.")
    body = min(p.body - p.start, len(left))
    pieces = _pieces(text)
    two = [_Piece(left, body, p.label, p.page), _Piece(right, 0, label_of(right), p.page)]
    return _of(text, [*pieces[: p.n - 1], *two, *pieces[p.n :]])


def exclude(text: Text, numbers: Collection[int]) -> Text:
    """The text without these provisions; their words stay in `meta["furniture"]`, with what else was set aside."""
    gone = set(numbers)
    pieces = _pieces(text)
    kept = [piece for n, piece in enumerate(pieces, 1) if n not in gone]
    if not kept:
        raise UserError("A text needs at least one provision.", "Leave one of them in.")
    old = text.meta.get("furniture")
    aside = [*(old if isinstance(old, list) else []), *(piece.words for n, piece in enumerate(pieces, 1) if n in gone)]
    return _of(text, kept, meta={**text.meta, "furniture": aside})


def _pieces(text: Text) -> list[_Piece]:
    return [_Piece(text.canonical[p.start : p.end], p.body - p.start, p.label, p.page) for p in text.provisions]


def _of(text: Text, pieces: Iterable[_Piece], **fields: Any) -> Text:
    found = Provisions(array("I"), array("I"))
    words, at = [], 0
    for i, piece in enumerate(pieces):
        found.starts.append(at)
        found.ends.append(at + len(piece.words))
        if piece.body:
            found.bodies[i] = at + piece.body
        if piece.label is not None:
            found.labels[i] = piece.label
        if piece.page is not None:
            found.pages[i] = piece.page
        words.append(piece.words)
        at += len(piece.words) + len(GAP)
    return with_fields(text, canonical=GAP.join(words), provisions=found, **fields)
