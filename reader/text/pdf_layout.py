"""Words that lie on pages become lines in the order in which they are read: columns, tables, running heads, notes.

A gutter is a place that no word crosses in most rows that have prose on both sides; rows that cross it divide
bands of columns. Rows whose pieces are short are rows of a table.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from reader.text.labels import label_of

CELL_GAP = " · "
_EDGE = 2  # rows at either edge of a page that may be running heads
_NUMBER = re.compile(
    r"[-–—\s]*(?:page\s+|с\.\s*|стр\.\s*|第\s*)?(\d{1,4}|[ivxl]{1,7})(?:\s*(?:/|of|из)\s*\d{1,4}|\s*页)?[-–—\s]*$", re.I
)
_BULLETS = frozenset("•–—-▪‣·◦*○●■")
_DIGITS = re.compile(r"\d+")
_MARK = re.compile(r"\[?(\d{1,3}|[*†‡])[\].)]?(?=\s|$|[A-ZА-Я“\"])")


class Word(NamedTuple):
    """A word on a page; lengths in points, `base` counts from below."""

    x0: float
    x1: float
    base: float
    size: float
    bold: bool
    text: str
    glued: bool = False  # no space stands before it


class Line(NamedTuple):
    """A line in reading order. `x0`, `x1` and the `left` and `right` of its column, `gap` to the line above in lines.

    `gap` is 0 where it begins a column; `role` is "text", "row" (of a table) or "note".
    """

    text: str
    page: str
    x0: float
    x1: float
    left: float
    right: float
    gap: float
    size: float
    bold: bool
    role: str
    hang: float = 0.0  # where the words behind a number begin, if they stand apart from it


class _Piece(NamedTuple):
    """Words of one row without a wide gap between them."""

    x0: float
    x1: float
    base: float
    size: float
    bold: bool
    text: str
    n: int  # of words; two Chinese characters count as one


_Row = list[Word]  # from left to right


def lines_of(pages: Sequence[Sequence[Word]], labels: Sequence[str]) -> tuple[list[Line], list[str]]:
    """The lines of all pages, and apart their running heads and page numbers."""
    rows = [_rows(words) for words in pages]
    numbers, rows, furniture = _without_heads(rows, labels)
    sizes: Counter[float] = Counter()
    for page in rows:
        for row in page:
            for word in row:
                sizes[round(word.size * 2) / 2] += len(word.text)
    usual = sizes.most_common(1)[0][0] if sizes else 10.0
    out: list[Line] = []
    for number, page in zip(numbers, rows, strict=True):
        if page:
            _order(page, number, usual, out, 0)
    return out, furniture


def _rows(words: Sequence[Word]) -> list[_Row]:
    """The rows of a page from above."""
    rows: list[_Row] = []
    for word in sorted(words, key=lambda w: -w.base):
        for row in rows[-3:][::-1]:
            if _level(max(row, key=lambda w: w.size), word):
                row.append(word)
                break
        else:
            rows.append([word])
    for row in rows:
        row.sort(key=lambda w: w.x0)
    return rows


def _level(a: Word, b: Word) -> bool:
    """Whether two words stand in one row; a small one may be raised (the mark of a note)."""
    big, small = (a, b) if a.size >= b.size else (b, a)
    if small.size < 0.85 * big.size and len(small.text) <= 3:
        return -0.25 * big.size < small.base - big.base < 0.75 * big.size
    return abs(big.base - small.base) < 0.2 * big.size


def _pieces(words: _Row, least: float | None = None) -> list[_Piece]:
    """The words of a row, cut at wide gaps; gaps that are wide all along belong to a justified line.

    With `least`, every gap of so many heights (0.9 at least) is a cut.
    """
    gaps = [b.x0 - a.x1 for a, b in pairwise(words)]
    usual = median(gaps) if len(gaps) > 2 else 0.0
    out: list[_Piece] = []
    run = words[:1]
    for word, gap in zip(words[1:], gaps, strict=True):
        size = max(run[-1].size, word.size)
        wide = gap > 2.5 * size or gap > 1.7 * usual if least is None else gap > least * size
        if wide and gap > 0.9 * size:
            out.append(_piece(run))
            run = []
        run.append(word)
    out.append(_piece(run))
    return out


def _piece(run: list[Word]) -> _Piece:
    main = max(run, key=lambda w: (len(w.text) > 1, w.size, len(w.text)))
    text = ""
    before: Word | None = None
    for word in run:
        small = word.size < 0.85 * main.size and word.base > main.base + 0.1 * main.size
        if small and word.text.isdigit() and len(word.text) <= 3 and before is not None:
            text += f"[{word.text}]"  # the mark of a note
        elif small and before is None and word.text.isdigit():
            text += word.text
        else:
            touching = before is not None and word.glued and word.x0 - before.x1 < 0.12 * main.size
            text += word.text if touching or not text else f" {word.text}"
        before = word
    wide = sum("\u2e80" <= c <= "\u9fff" for c in text)
    bold = sum(len(w.text) for w in run if w.bold) * 10 > 9 * sum(len(w.text) for w in run)
    count = len(text.split()) + wide // 2
    return _Piece(run[0].x0, max(w.x1 for w in run), main.base, main.size, bold, text, count)


def _without_heads(pages: list[list[_Row]], labels: Sequence[str]) -> tuple[list[str], list[list[_Row]], list[str]]:
    """The number of each page, the pages without running heads and page numbers, and those."""
    pieces = [{i: _cut(page[i]) for i in _edges(page)} for page in pages]
    seen: Counter[tuple[str, int]] = Counter()
    for edge in pieces:
        seen.update({key for cut in edge.values() for piece, _ in cut for key in _alike(piece)})
    often = max(2, min(3, len(pages) // 2))
    printed = _printed(pieces, len(pages))
    numbers: list[str] = []
    kept: list[list[_Row]] = []
    furniture: list[str] = []
    for n, page in enumerate(pages):
        rows: list[_Row] = []
        for i, row in enumerate(page):
            for piece, words in pieces[n].get(i, ()):
                m = _NUMBER.match(piece.text)
                number = m is not None and m.group(1) == printed.get(n)
                head = len(pages) > 2 and len(piece.text) < 100 and max(seen[k] for k in _alike(piece)) > often
                if number or head:
                    furniture.append(piece.text)
                    row = [w for w in row if w not in words]
            if row:
                rows.append(row)
        kept.append(rows)
        numbers.append(printed.get(n) or (labels[n] if n < len(labels) else "") or str(n + 1))
    return numbers, kept, list(dict.fromkeys(furniture))


def _cut(row: _Row) -> list[tuple[_Piece, _Row]]:
    """The pieces of a row, each with its words."""
    return [(p, [w for w in row if p.x0 <= w.x0 and w.x1 <= p.x1]) for p in _pieces(row)]


def _edges(page: list[_Row]) -> set[int]:
    return {i for i in range(len(page)) if i < _EDGE or i >= len(page) - _EDGE}


def _alike(piece: _Piece) -> tuple[tuple[str, int], tuple[str, int]]:
    """What running heads of several pages have in common: their words but for digits, and about their height."""
    words = _DIGITS.sub("#", piece.text.lower())
    return (words, round(piece.base / 8)), (words, -1 - int(piece.base / 8))


def _printed(pages: list[dict[int, list[tuple[_Piece, _Row]]]], count: int) -> dict[int, str]:
    """The number that is printed on each page, where it goes up with the pages."""
    found: dict[int, list[str]] = {}
    for n, page in enumerate(pages):
        for cut in page.values():
            for piece, _ in (cut[0], cut[-1]):
                m = _NUMBER.match(piece.text)
                if m:
                    found.setdefault(n, []).append(m.group(1))
    shifts = Counter(int(s) - n for n, all_ in found.items() for s in set(all_) if s.isdecimal())
    out: dict[int, str] = {}
    for n, all_ in found.items():
        for s in all_:
            if s.isdecimal() and (shifts[int(s) - n] >= 2 or (count > 1 and int(s) == n + 1)):
                out[n] = s
            elif not s.isdecimal() and count > 1:
                out.setdefault(n, s)
    return out


def _order(rows: list[_Row], page: str, usual: float, out: list[Line], depth: int) -> None:
    gutter = _gutter(rows) if depth < 4 else None
    if gutter is None:
        _emit(rows, page, usual, out)
        return
    left: list[_Row] = []
    right: list[_Row] = []
    whole: list[_Row] = []

    def flush() -> None:
        for side in (left, right):
            if side:
                _order(list(side), page, usual, out, depth + 1)
            side.clear()

    a, b = gutter
    for row in rows:
        if any(w.x0 < b - 1 and w.x1 > a + 1 for w in row):
            flush()
            whole.append(row)
            continue
        if whole:
            _emit(whole, page, usual, out)
            whole = []
        on_left = [w for w in row if w.x1 <= a + 1]
        on_right = [w for w in row if w.x0 >= b - 1]
        if on_left:
            left.append(on_left)
        if on_right:
            right.append(on_right)
    flush()
    if whole:
        _emit(whole, page, usual, out)


def _gutter(rows: list[_Row]) -> tuple[float, float] | None:
    """Where the columns of these rows part; None for one column, and for tables."""
    pieces = [p for row in rows for p in _pieces(row)]
    if len(pieces) < 8:
        return None
    starts = Counter(round(p.x0) for p in pieces)
    least = min(starts)
    best: tuple[int, tuple[float, float]] | None = None
    for x in starts:
        near = sum(starts[x + d] for d in (-1, 0, 1))
        if near < 4 or x <= least + 40:
            continue
        at = x - 2.0
        right = [p for p in pieces if p.x0 >= at]
        top, bottom = max(p.base for p in right), min(p.base for p in right)
        beside = [p for p in pieces if bottom - 1 <= p.base <= top + 1 and p.x0 < at]
        left = [p for p in beside if p.x1 <= at]
        crossing = len(beside) - len(left)
        prose = min(sum(p.n >= 4 for p in left) - len(left) // 2, sum(p.n >= 4 for p in right) - len(right) // 2)
        if len(left) < 4 or prose < 0 or crossing > 0.4 * min(len(left), len(right)):
            continue
        score = min(len(left), len(right)) - 2 * crossing
        if best is None or score > best[0]:
            best = (score, (max(p.x1 for p in left), min(p.x0 for p in right)))
    return best[1] if best else None


def _emit(rows: list[_Row], page: str, usual: float, out: list[Line]) -> None:
    left = min(w.x0 for row in rows for w in row)
    right = max(w.x1 for row in rows for w in row)
    steps = [d for a, b in pairwise(rows) if 0 < (d := a[0].base - b[0].base) < 2.2 * usual]
    step = median(steps) if len(steps) > 2 else min(1.3 * usual, *steps, 1.3 * usual)
    lines: list[Line] = []
    before: _Row | None = None
    cut = [_pieces(words, 0.0) for words in rows]
    for i, words in enumerate(rows):
        row = cut[i]
        gap = (before[0].base - words[0].base) / step if before is not None else 0.0
        listed = len(row) == 2 and _is_number(row[0].text)
        near = [cut[k] for k in (i - 1, i + 1) if 0 <= k < len(cut)]
        table = len(row) > 1 and not listed and any(_aligned(row, other, right) for other in near)
        if len(row) > 1 and not listed and not table:
            row = _pieces(words, 4.0)
            table = len(row) > 1
        text = (" " if listed else CELL_GAP).join(p.text for p in row)
        size = max(p.size for p in row)
        bold = all(p.bold for p in row)
        role, hang = "row" if table else "text", row[1].x0 if listed else 0.0
        lines.append(Line(text, page, row[0].x0, row[-1].x1, left, right, gap, size, bold, role, hang))
        before = words
    out.extend(_noted(lines, usual))


def _aligned(row: list[_Piece], other: list[_Piece], right: float) -> bool:
    """Whether two rows have a cell under one another besides the first; the edge of a justified column is none."""
    hits = 0
    for a in row[1:]:
        ends = a.x1 < right - 4
        hits += any(
            abs(a.x0 - b.x0) < 2 or (ends and abs(a.x1 - b.x1) < 2) or abs(a.x0 + a.x1 - b.x0 - b.x1) < 2
            for b in other[1:]
        )
    return 2 * hits > len(row) - 1


def _is_number(text: str) -> bool:
    return text in _BULLETS or label_of(f"{text} X") == text or label_of(text) == text


def _noted(lines: list[Line], usual: float) -> list[Line]:
    """The lines of a column with its notes marked: the small ones at its foot, from one that begins with a mark on."""
    last = len(lines)
    while last > 0 and lines[last - 1].size < 0.93 * usual and lines[last - 1].role == "text":
        last -= 1
    first = next((i for i in range(last, len(lines)) if _MARK.match(lines[i].text)), len(lines))
    return [line if i < first else line._replace(role="note") for i, line in enumerate(lines)]
