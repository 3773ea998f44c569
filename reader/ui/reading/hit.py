"""What is at a point of a view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.ui.reading.ops import ops_of
from reader.ui.reading.painting import badge_rect, flag_rect

if TYPE_CHECKING:
    from reader.ui.reading.view import ReadingView


def ids_at(view: ReadingView, x: float, y: float) -> tuple[list[str], int]:
    """The ids of the marks at a point, topmost first, and the code point there (-1 beside the words).

    On a badge they are the notes that begin on its line; on a bar in the margin, the links that it stands for.
    """
    page = view.page
    row = page.row_at(y)
    if row is None or page.face is None or not page.ready or row.y > y:
        return [], -1
    laid = row.laid
    ops = ops_of(view, laid, page.heights_pieces.ends[row.piece])
    for line_y, _ in ops.badges:
        if badge_rect(view, row.y + line_y).adjusted(-2, -2, 2, 2).contains(x, y):
            begun = [m for m in ops.marks if m.note and m.start >= laid.start]
            there = [m for m in begun if laid.lines[laid.line_of(laid.map.to_utf16(m.start - laid.start))][2] == line_y]
            if there:
                return _unique([m.id for m in there]), there[0].start
    for line_y, mark_id in ops.flags:
        if flag_rect(view, row.y + line_y).adjusted(-3, -2, 3, 2).contains(x, y):
            return [mark_id], page.position_at(page.text_x + 1, row.y + line_y + 1)
    position = page.char_at(x, y)
    if position >= 0:
        return _unique([m.id for m in view.marks_at(position)]), position
    beside = x > page.right - page.face.indent if page.mirrored else x < page.text_x
    if beside:
        for top, bottom, _, role in ops.bars:
            if row.y + top <= y < row.y + bottom:
                here = page.position_at(page.text_x + 1, y)
                links = [m for m in ops.marks if m.role == role]
                near = [m for m in links if m.start <= here < m.end] or links
                return _unique([m.id for m in near]), near[0].start
    return [], -1


def _unique(ids: list[str]) -> list[str]:
    return list(dict.fromkeys(ids))
