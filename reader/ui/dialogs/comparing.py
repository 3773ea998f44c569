"""Two versions of a note side by side in one text: what went, what came. Words are compared within changed lines."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from html import escape
from typing import NamedTuple

_WORD = re.compile(r"\s+|\w+|[^\w\s]")
_MOST = 4_000  # pieces compared; difflib's time grows with their product


class Piece(NamedTuple):
    """A run of words that is `kept`, `gone` or `new`."""

    how: str
    words: str


def compare(old: str, new: str) -> list[Piece]:
    """The pieces of both in order: without the new ones they are `old`, without those that are gone `new`."""
    a, b = _WORD.findall(old), _WORD.findall(new)
    if len(a) + len(b) > _MOST:
        a, b = old.splitlines(keepends=True), new.splitlines(keepends=True)
    if len(a) + len(b) > _MOST:
        return [Piece("gone", old), Piece("new", new)] if old != new else [Piece("kept", old)]
    found: list[Piece] = []
    for how, a1, a2, b1, b2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if how == "equal":
            found.append(Piece("kept", "".join(a[a1:a2])))
            continue
        found += [Piece("gone", "".join(a[a1:a2]))] if a2 > a1 else []
        found += [Piece("new", "".join(b[b1:b2]))] if b2 > b1 else []
    return found


def to_html(pieces: list[Piece], gone: str, new: str) -> str:
    """The pieces as HTML: `gone` and `new` are the colours of their grounds; struck and underlined for those who do
    not see them."""
    parts = []
    for piece in pieces:
        words = escape(piece.words).replace("\n", "<br>")
        if piece.how == "gone":
            words = f'<s style="background-color:{gone}">{words}</s>'
        elif piece.how == "new":
            words = f'<u style="background-color:{new}">{words}</u>'
        parts.append(words)
    return f'<div style="white-space:pre-wrap">{"".join(parts)}</div>'
