"""Which notes are too large or too tangled to be rendered: counted before anything is parsed, in one pass.

The bounds were found by timing python-markdown on notes of one shape only (nested quotes, nested lists,
runs of brackets, stars, underscores, backticks): each bound keeps the worst of them under half a second.
"""

from __future__ import annotations

import re

MAX_LENGTH = 120_000  # code points
MAX_DEPTH = 12  # quotes or lists inside one another
MAX_BLOCK = 20_000  # code points of one paragraph
MAX_MARKS = 1_500  # characters of one paragraph that open or close something
MAX_ALL_MARKS = 12_000
MAX_BLOCKS = 4_000
MAX_REFERENCES = 400
MAX_BRACKETS = 40  # inside one another
MAX_HEADINGS = 150  # in one block, that is, with no blank line between them

_MARKS = re.compile(r"[*_\[\]`<&!\\|]")
_DEPTH = re.compile(r"[ \t]*(?:(?:>|[-*+]|\d{1,9}[.)])[ \t]*)*")
_BRACKETS = re.compile(r"[\[\]]")
_HEADING = re.compile(r"^(?:=+|-+)[ \t]*$|^#", re.MULTILINE)
_REFERENCE = re.compile(r"^ {0,3}\[[^\]\n]{1,200}\]:", re.MULTILINE)


def _depth(line: str) -> int:
    lead = _DEPTH.match(line)
    head = lead[0] if lead else ""
    marks = sum(1 for mark in re.finditer(r">|[-*+]|\d+[.)]", head))
    return marks + len(head[: len(head) - len(head.lstrip())].expandtabs(4)) // 4


def _open_brackets(block: str) -> int:
    deepest = depth = 0
    for bracket in _BRACKETS.findall(block):
        depth = depth + 1 if bracket == "[" else max(0, depth - 1)
        deepest = max(deepest, depth)
    return deepest


def too_much(source: str) -> str | None:
    """Why a note is shown as plain text, in one plain sentence; None if it may be rendered."""
    if len(source) > MAX_LENGTH:
        return f"This note is longer than {MAX_LENGTH:,} characters."
    blocks = re.split(r"\n[ \t]*\n", source)
    if len(blocks) > MAX_BLOCKS:
        return f"This note has more than {MAX_BLOCKS:,} paragraphs."
    if len(_REFERENCE.findall(source)) > MAX_REFERENCES:
        return f"This note defines more than {MAX_REFERENCES} references."
    total = 0
    for block in blocks:
        marks = len(_MARKS.findall(block))
        total += marks
        if len(block) > MAX_BLOCK or marks > MAX_MARKS or total > MAX_ALL_MARKS:
            return "This note has a paragraph with too many marks in it."
        if _open_brackets(block) > MAX_BRACKETS or len(_HEADING.findall(block)) > MAX_HEADINGS:
            return "This note has a paragraph that is too tangled."
    if any(_depth(line) > MAX_DEPTH for line in source.split("\n") if line[:1] in " \t>-*+0123456789"):
        return f"This note nests more than {MAX_DEPTH} quotes or lists."
    return None
