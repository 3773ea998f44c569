"""Markdown editing as pure functions: a text and a selection go in, a text and a selection come out. No Qt.

Offsets are code points of the text. Every function keeps what it does not mean to change byte for byte, and
the toggles are their own opposite: bold twice is the text as it was.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

_BULLET = re.compile(r"(\s*)([-*+])( \[[ xX]\])? ")
_NUMBER = re.compile(r"(\s*)(\d{1,9})([.)]) ")
_QUOTE = re.compile(r"(\s*)((?:> ?)+)")
_HEADING = re.compile(r"(#{1,6})[ \t]+")
_URL = re.compile(r"(?:https?://|mailto:)\S+")


class Passage(NamedTuple):
    """A text and the selection in it: `[start, end)` in code points; start == end is a bare caret."""

    text: str
    start: int
    end: int

    @property
    def selected(self) -> str:
        """The words of the selection."""
        return self.text[self.start : self.end]


def replace(p: Passage, start: int, end: int, new: str) -> Passage:
    """Put `new` for `[start, end)` with the caret behind it."""
    return Passage(p.text[:start] + new + p.text[end:], start + len(new), start + len(new))


def change(old: str, new: str) -> tuple[int, int, str]:
    """The smallest replacement that turns `old` into `new`: `(start, end, words)` with the span in `old`."""
    limit = min(len(old), len(new))
    head = 0
    while head < limit and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < limit - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return head, len(old) - tail, new[head : len(new) - tail]


def bold(p: Passage) -> Passage:
    """Set the selection (or the word at the caret) strong, or plain when it is strong."""
    return _toggle(p, "**")


def italic(p: Passage) -> Passage:
    """Stress the selection (or the word at the caret), or take the stress off."""
    return _toggle(p, "*")


def code(p: Passage) -> Passage:
    """Set the selection (or the word at the caret) as code, or plain."""
    return _toggle(p, "`")


def link(p: Passage) -> Passage:
    """Make a link of the selection and select what is still to be typed: the address, or the words of it."""
    words = p.selected
    if _URL.fullmatch(words):
        text = f"{p.text[: p.start]}[]({words}){p.text[p.end :]}"
        return Passage(text, p.start + 1, p.start + 1)
    start, end = (p.start, p.end) if words else _word(p)
    words = p.text[start:end].replace("[", "\\[").replace("]", "\\]")
    text = f"{p.text[:start]}[{words}](https://){p.text[end:]}"
    at = start + len(words) + 3
    return Passage(text, at, at + len("https://"))


def passage_link(p: Passage) -> Passage:
    """Open a link to a passage; a selection becomes what is linked to."""
    words = p.selected.strip()
    text = f"{p.text[: p.start]}[[{words}]]{p.text[p.end :]}"
    at = p.start + 2 + len(words) + (2 if words else 0)
    return Passage(text, at, at)


def bullets(p: Passage) -> Passage:
    """Make a list of the selected lines, or plain lines of a list."""
    return _lines(p, _BULLET, lambda i: "- ")


def numbers(p: Passage) -> Passage:
    """Number the selected lines, or take the numbers off."""
    return _lines(p, _NUMBER, lambda i: f"{i + 1}. ")


def quote(p: Passage) -> Passage:
    """Quote the selected lines, or take one level of quoting off; blank lines between are quoted too."""
    start, end = _line_span(p)
    lines = p.text[start:end].split("\n")
    if all(line.startswith(">") for line in lines):
        new = [line[2:] if line.startswith("> ") else line[1:] for line in lines]
    else:
        new = ["> " + line if line else ">" for line in lines]
    return _with_lines(p, start, end, lines, new)


def heading(p: Passage) -> Passage:
    """Step the line of the caret through plain, `##`, `###` and plain again."""
    start, end = _line_span(Passage(p.text, p.start, p.start))
    line = p.text[start:end]
    found = _HEADING.match(line)
    level = len(found[1]) if found else 0
    bare = line[found.end() :] if found else line
    new = {0: "## " + bare, 2: "### " + bare}.get(level, bare)
    return _with_lines(p, start, end, [line], [new])


def new_line(p: Passage) -> Passage | None:
    """What Return does in a list or a quote: go on with it, or end it on an empty item; None for a plain line."""
    start = p.text.rfind("\n", 0, p.start) + 1
    line = p.text[start : p.start]
    if (found := _BULLET.match(line)) is not None:
        again = f"{found[1]}{found[2]}{' [ ]' if found[3] else ''} "
    elif (found := _NUMBER.match(line)) is not None:
        again = f"{found[1]}{int(found[2]) + 1}{found[3]} "
    elif (found := _QUOTE.match(line)) is not None:
        again = found[0] if found[0].endswith(" ") else found[0] + " "
    else:
        return None
    if not line[found.end() :].strip() and not p.selected:
        return replace(p, start, p.start, "")
    return replace(p, p.start, p.end, "\n" + again)


def indent(p: Passage) -> Passage:
    """Move the selected lines two spaces to the right."""
    start, end = _line_span(p)
    lines = p.text[start:end].split("\n")
    return _with_lines(p, start, end, lines, ["  " + line if line else line for line in lines])


def outdent(p: Passage) -> Passage:
    """Move the selected lines two spaces to the left, as far as they have them."""
    start, end = _line_span(p)
    lines = p.text[start:end].split("\n")
    return _with_lines(p, start, end, lines, [line[min(2, len(line) - len(line.lstrip(" "))) :] for line in lines])


def _word(p: Passage) -> tuple[int, int]:
    start = end = p.start
    while start > 0 and (p.text[start - 1].isalnum() or p.text[start - 1] in "'’-_"):
        start -= 1
    while end < len(p.text) and (p.text[end].isalnum() or p.text[end] in "'’-_"):
        end += 1
    return start, end


def _stands(text: str, at: int, mark: str) -> bool:
    """Whether the run of the mark's character at `at` is the mark: `**` is no `*`, `***` is both."""
    char = mark[0]
    left = at
    while left > 0 and text[left - 1] == char:
        left -= 1
    right = at
    while right < len(text) and text[right] == char:
        right += 1
    length = right - left
    return length == len(mark) or (length == 3 and char == "*")


def _toggle(p: Passage, mark: str) -> Passage:
    start, end = p.start, p.end
    if start == end:
        start, end = _word(p)
    while start < end and p.text[start].isspace():
        start += 1
    while end > start and p.text[end - 1].isspace():
        end -= 1
    n = len(mark)
    caret = p.start == p.end
    # Empty marks round a caret are one run of characters, so only there the run's length says nothing.
    outside = p.text[max(0, start - n) : start] == mark == p.text[end : end + n] and (
        start == end or (_stands(p.text, start, mark) and _stands(p.text, end, mark))
    )
    if outside:
        text = p.text[: start - n] + p.text[start:end] + p.text[end + n :]
        return Passage(text, p.start - n, p.start - n) if caret else Passage(text, start - n, end - n)
    inner = p.text[start:end]
    if len(inner) > 2 * n and inner.startswith(mark) and inner.endswith(mark) and _stands(inner, 0, mark):
        text = p.text[:start] + inner[n:-n] + p.text[end:]
        return Passage(text, start, end - 2 * n)
    text = p.text[:start] + mark + inner + mark + p.text[end:]
    return Passage(text, p.start + n, p.start + n) if caret else Passage(text, start + n, end + n)


def _line_span(p: Passage) -> tuple[int, int]:
    start = p.text.rfind("\n", 0, p.start) + 1
    last = p.end - 1 if p.end > p.start and p.text[p.end - 1] == "\n" else p.end
    end = p.text.find("\n", last)
    return start, len(p.text) if end < 0 else end


def _lines(p: Passage, pattern: re.Pattern[str], mark: Callable[[int], str]) -> Passage:
    start, end = _line_span(p)
    lines = p.text[start:end].split("\n")
    full = [line for line in lines if line.strip()]
    if full and all(pattern.match(line) for line in full):
        new = [pattern.sub(r"\1", line, count=1) if line.strip() else line for line in lines]
        return _with_lines(p, start, end, lines, new)
    new, count = [], 0
    for line in lines:
        if not line.strip() and len(lines) > 1:
            new.append(line)
            continue
        bare = _NUMBER.sub(r"\1", _BULLET.sub(r"\1", line, count=1), count=1)
        pad = len(bare) - len(bare.lstrip(" "))
        new.append(bare[:pad] + mark(count) + bare[pad:])
        count += 1
    return _with_lines(p, start, end, lines, new)


def _with_lines(p: Passage, start: int, end: int, old: list[str], new: list[str]) -> Passage:
    text = p.text[:start] + "\n".join(new) + p.text[end:]
    if p.start != p.end:
        return Passage(text, start, start + len("\n".join(new)))
    at = min(max(start, p.start + len(new[0]) - len(old[0])), start + len(new[0]))
    return Passage(text, at, at)
