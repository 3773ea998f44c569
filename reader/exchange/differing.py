"""Two versions of some lines as one list: what stays, what goes, what comes, and within a changed line which words."""

from __future__ import annotations

import re
from typing import NamedTuple

from rapidfuzz.distance import Indel

_PARTS = re.compile(r"\w+|\s+|[^\w\s]")
MOST_PARTS = 4000  # of a line whose words are compared one by one
MOST_LINES = 20_000
AROUND = 2  # unchanged lines that are shown beside a change


class Row(NamedTuple):
    """A line: `sign` " ", "-", "+" or "…" (lines left out); `spans` are the stretches of it that differ."""

    sign: str
    words: str
    spans: tuple[tuple[int, int], ...] = ()


def rows(old: str, new: str, *, around: int = AROUND) -> list[Row]:
    """The difference line by line; [] where there is none."""
    a, b = old.split("\n")[:MOST_LINES], new.split("\n")[:MOST_LINES]
    out: list[Row] = []
    steps = Indel.opcodes(a, b)
    if all(step.tag == "equal" for step in steps):
        return []
    found = [(step.tag, a[step.src_start : step.src_end], b[step.dest_start : step.dest_end]) for step in steps]
    at = 0
    while at < len(found):
        tag, gone, come = found[at]
        at += 1
        if tag == "equal":
            out += _unchanged(gone, around, first=not out, last=at == len(found))
            continue
        while at < len(found) and found[at][0] != "equal":
            gone, come = gone + found[at][1], come + found[at][2]
            at += 1
        out += _changed(gone, come)
    return out


def _unchanged(lines: list[str], around: int, *, first: bool, last: bool) -> list[Row]:
    head = [] if first else lines[:around]
    rest = lines[len(head) :]
    tail = [] if last else rest[max(0, len(rest) - around) :]
    left_out = len(lines) - len(head) - len(tail)
    gap = [Row("…", f"{left_out} {'line' if left_out == 1 else 'lines'}")] if left_out > 0 else []
    return [Row(" ", line) for line in head] + gap + [Row(" ", line) for line in tail]


def _changed(gone: list[str], come: list[str]) -> list[Row]:
    """Lines that gave way to others; as many as there are on both sides are compared word by word."""
    pairs = [_within(old, new) for old, new in zip(gone, come, strict=False)]
    rows_gone = [Row("-", line, pairs[i][0] if i < len(pairs) else ()) for i, line in enumerate(gone)]
    rows_come = [Row("+", line, pairs[i][1] if i < len(pairs) else ()) for i, line in enumerate(come)]
    return rows_gone + rows_come


def _within(old: str, new: str) -> tuple[tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]]:
    a, b = _PARTS.findall(old), _PARTS.findall(new)
    if len(a) + len(b) > MOST_PARTS:
        return (), ()
    steps = Indel.opcodes(a, b)
    same = sum(step.src_end - step.src_start for step in steps if step.tag == "equal")
    if 2 * same < min(len(a), len(b)):
        return (), ()  # another line altogether: marks on every word would say nothing
    at_a, at_b = _ends(a), _ends(b)
    changed = [step for step in steps if step.tag != "equal"]
    spans_a = tuple((at_a[s.src_start], at_a[s.src_end]) for s in changed if s.src_end > s.src_start)
    spans_b = tuple((at_b[s.dest_start], at_b[s.dest_end]) for s in changed if s.dest_end > s.dest_start)
    return spans_a, spans_b


def _ends(parts: list[str]) -> list[int]:
    ends = [0]
    for part in parts:
        ends.append(ends[-1] + len(part))
    return ends


def plain(old: str, new: str) -> str:
    """The difference as text: a sign before each line."""
    return "\n".join(f"{row.sign} {row.words}".rstrip() for row in rows(old, new))
