"""What the marks over a piece look like: rectangles and lines, worked out once and kept with its layout."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPen

from reader.ui.reading.marks import BARS, Mark
from reader.ui.reading.page import Row
from reader.ui.reading.typography import Face

if TYPE_CHECKING:
    from reader.ui.reading.layout import Laid
    from reader.ui.reading.view import ReadingView
    from reader.ui.theme import Theme

# A kind is told by its line too, not by its colour alone: (on, off) in units of the line's width.
DASHES = {
    "link.institution": (), "link.instrument": (), "link.person": (4, 2), "link.place": (1.5, 1.5),
    "link.event": (4, 1.5, 1, 1.5), "link.concept": (2.5, 1.5), "link.date": (1, 2),
}  # fmt: skip


class Ops:
    """What has to be painted for the marks of one piece, worked out once."""

    __slots__ = ("badges", "bars", "dashes", "fills", "flags", "initials", "lines", "marks")

    def __init__(self) -> None:
        self.marks: Sequence[Mark] = ()
        self.fills: list[tuple[QRectF, QColor]] = []  # under the words
        self.lines: list[tuple[QRectF, QColor]] = []  # over them
        self.dashes: list[tuple[QPointF, QPointF, QPen]] = []
        self.bars: list[tuple[int, int, int, str]] = []  # top, bottom, lane, role
        self.badges: list[tuple[int, int]] = []  # y of the line, number of notes
        self.flags: list[tuple[int, str]] = []  # y of the line, id of the bookmark there
        self.initials: list[tuple[int, str]] = []  # y of the line, role; only where initials are shown


def ops_of(view: ReadingView, laid: Laid, end: int) -> Ops:
    """What the marks over a piece look like; kept with its layout until a mark there changes."""
    if isinstance(laid.ops, Ops):
        return laid.ops
    marks = [] if view.overlay is None else view.overlay.spans(laid.start, max(end, laid.start + 1))
    return _work_out(view, laid, end, marks)


def gather(view: ReadingView, rows: Sequence[Row]) -> list[Ops]:
    """The same for neighbours, with one question to the overlay for all that are new: a jump halves its price so."""
    ends = view.page.heights_pieces.ends
    new = [row for row in rows if not isinstance(row.laid.ops, Ops)]
    if new and view.overlay is not None:
        last = ends[new[-1].piece]
        marks = view.overlay.spans(new[0].laid.start, max(last, new[0].laid.start + 1))
        running: list[Mark] = []  # those that may reach further
        at = 0
        for row in new:
            laid, end = row.laid, max(ends[row.piece], row.laid.start + 1)
            here = [m for m in running if m.end > laid.start or m.start >= laid.start]
            while at < len(marks) and marks[at].start < end:
                mark = marks[at]
                if mark.end > laid.start or mark.start >= laid.start:
                    here.append(mark)
                at += 1
            running = [m for m in here if m.end > end]
            _work_out(view, laid, ends[row.piece], here)
    return [ops_of(view, row.laid, ends[row.piece]) for row in rows]


def _work_out(view: ReadingView, laid: Laid, end: int, marks: Sequence[Mark]) -> Ops:
    ops = laid.ops = Ops()
    if view.handles is not None:
        marks = view.handles.shaped(marks, laid.start, end)
    ops.marks = marks
    if not marks:
        return ops
    face, theme = view.page.face, view.theme
    assert face is not None
    initials = view.page.setting.initials
    fills: list[int] = []
    lines: list[int] = []
    same: dict[str, int] = {}  # how far the underline of each kind reaches
    notes: dict[int, int] = {}
    for mark in ops.marks:
        if mark.note and mark.start >= laid.start:
            unit = laid.map.to_utf16(mark.start - laid.start)
            y = laid.lines[laid.line_of(unit)][2]
            notes[y] = notes.get(y, 0) + 1
        if mark.role == "bookmark" and mark.start >= laid.start:
            unit = laid.map.to_utf16(mark.start - laid.start)
            ops.flags.append((laid.lines[laid.line_of(unit)][2], mark.id))
        if mark.role == "note" or mark.end <= mark.start:
            continue
        rects = laid.rects(mark.start, mark.end)
        if not rects:
            continue
        if initials and mark.start >= laid.start:
            ops.initials.append((rects[0][1], mark.role))
        if mark.layer == "highlight":
            _highlight(ops, mark, rects, _lane(fills, mark), face, theme)
        elif mark.role in BARS:
            ops.bars.append((rects[0][1], rects[-1][1] + face.line, 0, mark.role))
        elif mark.role.startswith("highlight."):
            _underline(ops, mark, rects, _lane(lines, mark), face, theme)
        elif mark.end > same.get(mark.role, -1):  # ten links from one name are one line under it
            new = mark._replace(start=max(mark.start, same.get(mark.role, -1)))
            same[mark.role] = mark.end
            rects = rects if new == mark else laid.rects(new.start, new.end)
            _underline(ops, mark, rects, _lane(lines, new), face, theme)
    ops.badges = sorted(notes.items())
    ops.bars = _joined(ops.bars)
    return ops


def _lane(lanes: list[int], mark: Mark) -> int:
    """The lowest level at which no earlier mark is still running; marks come by start."""
    for i, until in enumerate(lanes):
        if until <= mark.start:
            lanes[i] = mark.end
            return i
    lanes.append(mark.end)
    return len(lanes) - 1


def _highlight(
    ops: Ops, mark: Mark, rects: list[tuple[float, int, float]], lane: int, face: Face, theme: Theme
) -> None:
    """A wash; one that lies over another starts lower, lets it shine through, and has an edge of its own."""
    colour, strong = theme.colour(mark.role), theme.strong(mark.role)
    if lane:
        colour = QColor(colour)
        colour.setAlphaF(0.72)
    top, height = face.rise - face.ascent, face.box
    inset = min(lane, 3) * max(3.0, height * 0.16)
    edge = 2.0 if mark.note else 1.0
    for x, y, w in rects:
        ops.fills.append((QRectF(x, y + top + inset, w, height - inset), colour))
        if mark.note or lane:
            ops.lines.append((QRectF(x, y + top + height - edge + min(lane, 2) * 2, w, edge), strong))
    if lane:  # where it begins and ends, for it may end inside the other
        (x0, y0, _), (x1, y1, w1) = rects[0], rects[-1]
        ops.lines.append((QRectF(x0, y0 + top + inset, 1.0, height - inset), strong))
        ops.lines.append((QRectF(x1 + w1 - 1, y1 + top + inset, 1.0, height - inset), strong))


def _underline(
    ops: Ops, mark: Mark, rects: list[tuple[float, int, float]], lane: int, face: Face, theme: Theme
) -> None:
    own = mark.role.startswith("highlight.")
    colour = theme.strong(mark.role) if own else theme.colour(mark.role)
    thick = face.stroke + (1 if own else 0)
    below = face.rise + face.drop + min(lane, 2) * (thick + 1)
    dashes = () if own else DASHES.get(mark.role, ())
    if not dashes:
        ops.lines += [(QRectF(x, y + below, w, thick), colour) for x, y, w in rects]
        if own and mark.note:
            ops.lines += [(QRectF(x, y + below + thick + 1, w, 1.0), colour) for x, y, w in rects]
        return
    pen = QPen(colour, thick)
    pen.setDashPattern(dashes)
    for x, y, w in rects:
        middle = y + below + thick / 2
        ops.dashes.append((QPointF(x + thick / 2, middle), QPointF(x + w - thick / 2, middle), pen))


def _joined(bars: list[tuple[int, int, int, str]]) -> list[tuple[int, int, int, str]]:
    """Bars of one kind that touch become one (thirty links of a provision are one bar); kinds stand side by side."""
    out: list[tuple[int, int, int, str]] = []
    for top, bottom, _, role in sorted(bars, key=lambda b: (BARS.index(b[3]), b[0])):
        if out and out[-1][3] == role and out[-1][1] >= top:
            out[-1] = (out[-1][0], max(out[-1][1], bottom), out[-1][2], role)
            continue
        taken = {b[2] for b in out if b[3] != role and b[0] < bottom and top < b[1]}
        out.append((top, bottom, min(set(range(len(BARS))) - taken), role))
    return out
