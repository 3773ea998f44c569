"""Addresses of our own, as exports with deep links write them: a place in a text, or a note.

`declaration-reader://annotation/ID`, `declaration-reader://text/ID`, and behind the latter `#START-END` in code
points or `#§N`. An address comes from anywhere: it names things by id, never a file.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote

from reader.errors import UserError

SCHEME = "declaration-reader://"
_FORM = re.compile(r"(annotation|text)/([^/?#]{1,600})/?(?:#(.{0,60}))?", re.S)
_SPAN = re.compile(r"(\d{1,9})(?:-(\d{1,9}))?")
_PROVISION = re.compile(r"§(\d{1,7})")


class Address(NamedTuple):
    """What an address names: `kind` "annotation" or "text"; for a text perhaps a span or the number of a provision."""

    kind: str
    id: str
    start: int | None = None
    end: int | None = None
    provision: int | None = None


def is_address(word: str) -> bool:
    """Whether a word of the command line is meant as an address."""
    return word.lower().startswith("declaration-reader:")


def read(word: str) -> Address:
    """The place that an address names; UserError for one that is not of this form."""
    found = _FORM.fullmatch(word[len(SCHEME) :]) if word.lower().startswith(SCHEME) else None
    name = unquote(found[2]) if found is not None else ""
    if found is None or len(name) > 200 or not name.isprintable() or not name.strip():
        raise UserError("This address of a passage cannot be read.", "Copy it anew from where it stands.")
    where = unquote(found[3] or "")
    span, provision = _SPAN.fullmatch(where), _PROVISION.fullmatch(where)
    if found[1] == "annotation" or (span is None and provision is None):
        return Address(found[1], name)
    if provision is not None:
        return Address("text", name, provision=int(provision[1]))
    assert span is not None
    start = int(span[1])
    return Address("text", name, start, max(start, int(span[2] or start)))
