"""Markdown that is nothing but headings and paragraphs, as the bundled texts are, read without a single pattern.

Compiling the patterns of the full reader costs 40 ms, ten times what two bundled texts cost here.
"""

from __future__ import annotations

from reader.text.document import Block

_MARKUP = "\\`*_[]<>&~|\t"
_STARTS = frozenset(" -+=>")


def read(body: str) -> list[Block] | None:
    """The blocks of a simple Markdown body; None where it needs the full reader."""
    if any(c in body for c in _MARKUP):
        return None
    blocks: list[Block] = []
    for piece in body.split("\n\n"):
        piece = piece.strip("\n")
        if not piece:
            continue
        lines = piece.split("\n")
        for line in lines:
            if not line or line[0] in _STARTS or line[-1] == " ":
                return None
            if line[0].isdigit() and line.lstrip("0123456789")[:1] in (".", ")"):
                return None
        if piece[0] != "#":
            if "#" in (line[0] for line in lines):
                return None
            blocks.append(Block("para", " ".join(lines)))
            continue
        level = len(piece) - len(piece.lstrip("#"))
        if len(lines) > 1 or level > 6 or piece[level : level + 1] != " " or piece[-1] == "#":
            return None
        blocks.append(Block("heading", piece[level:].strip(), level=level))
    return blocks
