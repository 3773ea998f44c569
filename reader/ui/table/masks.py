"""A filter over columns: each condition is a mask, one byte for each annotation, 1 where it holds. No Qt.

Masks come from whole columns by C (`bytes.translate`, `map`), and are joined as large numbers: a condition on
100,000 annotations takes some milliseconds, where asking each of them takes a hundred.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from reader.library import listing as columns
from reader.library.listing import Listing
from reader.library.query import And, Field, Not, Or, Query, Words
from reader.library.tags import under
from reader.library.words import folded

_DATE = re.compile(r"\d{4}(?:-\d{1,2}(?:-\d{1,2})?)?")
_FLAGS = {
    "note": columns.NOTE,
    "tag": columns.TAG,
    "link": columns.LINK,
    "reply": columns.REPLY,
    "bookmark": columns.BOOKMARK,
    "underline": columns.UNDERLINE,
    "highlight": columns.HIGHLIGHT,
}
_EVERY = ("note", "notes", "annotation", "annotations")  # as kinds, beside texts and tags


def needle(words: Words) -> str:
    """What must stand in the words of an annotation; the last word may still be half typed."""
    return folded(" ".join(words.raw.split()))


def mask_of(query: Query, listing: Listing, titles: Mapping[str, str]) -> bytes:
    """The mask of a query. `titles`: short titles by text id."""
    match query:
        case Words():
            return _words(query, listing)
        case Field(name, value):
            return _field(name, value.strip(), listing, titles)
        case Not(what):
            return mask_of(what, listing, titles).translate(_flipped)
        case And(parts) | Or(parts):
            joined = int.from_bytes(mask_of(parts[0], listing, titles), "little")
            for part in parts[1:]:
                other = int.from_bytes(mask_of(part, listing, titles), "little")
                joined = joined & other if isinstance(query, And) else joined | other
            return joined.to_bytes(len(listing), "little")
    raise TypeError(query)


_flipped = bytes([1, 0]) + bytes(254)


def _words(wanted: Words, listing: Listing) -> bytes:
    sought = needle(wanted)
    if not wanted.column:
        return bytes([sought in hay for hay in listing.hays])
    bodies, tails = listing.bodies, listing.tails
    mask = bytearray(len(listing))
    for i, hay in enumerate(listing.hays):
        if sought in hay:
            spot = (bodies[i], tails[i]) if wanted.column == "body" else (0, bodies[i])
            mask[i] = hay.find(sought, *spot) >= 0
    return bytes(mask)


def _field(name: str, value: str, listing: Listing, titles: Mapping[str, str]) -> bytes:
    word = folded(value)
    if name == "tag":
        return _tagged(word, listing)
    if name == "text":
        return _in_text(word, listing, titles)
    if name == "colour":
        codes = {i for i, colour in enumerate(listing.colour_names) if colour.startswith(word)}
        return bytes(listing.colours.translate(bytes(i in codes for i in range(256))))
    if name in ("before", "after"):
        return _dated(name, value, listing)
    if name in ("kind", "in") and word in _EVERY:
        return b"\1" * len(listing)
    bit = _FLAGS.get(word if name == "is" else word.rstrip("s"))
    if bit is not None:
        return bytes(listing.flags.translate(bytes(bool(i & bit) for i in range(256))))
    if name == "is" and word in columns.STATES:
        return bytes(listing.states.translate(bytes(bool(i & columns.STATES[word]) for i in range(256))))
    return bytes(len(listing))


def _tagged(word: str, listing: Listing) -> bytes:
    root = word.strip("#/").rstrip("*")
    if not root:
        return bytes(len(listing))
    free = word.endswith("*")
    fits = {tag for tag, name in listing.tag_names.items() if (name.startswith(root) if free else under(name, root))}
    return _looked_up(bytes(not fits.isdisjoint(tags) for tags in listing.tag_sets), listing.tags)


def _in_text(word: str, listing: Listing, titles: Mapping[str, str]) -> bytes:
    codes = {i for i, id_ in enumerate(listing.text_ids) if word == folded(id_) or word in folded(titles.get(id_, ""))}
    table = bytes(i in codes for i in range(len(listing.text_ids)))
    mask = bytearray(_looked_up(table, listing.texts))
    for i, others in listing.further.items():
        if not codes.isdisjoint(others):
            mask[i] = 1
    return bytes(mask)


def _looked_up(table: bytes, column: object) -> bytes:
    try:
        return bytes(map(table.__getitem__, column))  # type: ignore[call-overload]
    except IndexError:  # annotations without a text have a number of their own
        return bytes(code < len(table) and table[code] for code in column)  # type: ignore[attr-defined]


def _dated(name: str, value: str, listing: Listing) -> bytes:
    found = _DATE.match(value.replace("/", "-").replace(".", "-"))
    if found is None:
        return bytes(len(listing))
    bound = columns.moment("".join(part.zfill(2) for part in found[0].split("-")))
    return bytes(map(bound.__gt__ if name == "before" else bound.__le__, listing.moments))
