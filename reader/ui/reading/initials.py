"""Letters in the margins for what is otherwise told by colours and patterns: kinds of links, colours of highlights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QBrush, QFont, QFontMetricsF, QPainter

from reader.ui.reading.ops import Ops
from reader.ui.reading.page import Row
from reader.ui.reading.typography import sans
from reader.ui.reading.words import number

if TYPE_CHECKING:
    from reader.ui.reading.view import ReadingView

LETTERS = {
    "link.parallel": "P", "link.development": "D", "link.reuse": "S", "link.instrument": "I", "link.institution": "N",
    "link.person": "N", "link.place": "N", "link.event": "N", "link.concept": "N", "link.date": "N",
    "highlight.yellow": "y", "highlight.green": "g", "highlight.blue": "b", "highlight.pink": "p",
    "highlight.orange": "o",
}  # fmt: skip
MEANINGS = {"P": "parallel", "D": "development", "S": "same words", "I": "instrument", "N": "name"}
LANES = tuple(MEANINGS)  # their order, in the margin and in the ruler
MOST = 2  # letters of highlights beside one line


def letter(role: str) -> str:
    """The letter of a role; "" for one that has none."""
    return LETTERS.get(role, "")


def font_of(view: ReadingView) -> QFont:
    """The face of the letters."""
    return sans(max(6.0, view.page.setting.size * 0.62), bold=True)


def paint(view: ReadingView, p: QPainter, rows: list[Row], worked_out: list[Ops]) -> None:
    """Under each number the kinds of links in its provision; right of a line the colours of highlights begun there."""
    page, theme = view.page, view.theme
    assert page.face is not None
    font = font_of(view)
    metrics = QFontMetricsF(font)
    step = metrics.horizontalAdvance("N") + 1
    p.setFont(font)
    for row, ops in zip(rows, worked_out, strict=True):
        kinds = {LETTERS[role]: role for _, role in reversed(ops.initials) if role.startswith("link.")}
        where, _ = number(page, row)
        y = where.y() + 4 + (6 if view.heat is not None else 0) + metrics.capHeight()
        shown = [kind for kind in LANES if kind in kinds]
        for k, kind in enumerate(shown):
            p.setPen(theme.colour(kinds[kind]))
            p.drawText(QPointF(where.x() + k * step, y), kind)
        taken: dict[int, int] = {}
        for line_y, role in ops.initials:
            if not role.startswith("highlight."):
                continue
            k = taken[line_y] = taken.get(line_y, 0) + 1
            if k <= MOST:
                x = page.left + 1 + (k - 1) * step * 0.8 if page.mirrored else page.right - 4 - k * step * 0.8
                p.setPen(theme.strong(role))
                p.drawText(QPointF(x, row.y + line_y + page.face.rise), LETTERS[role])


def mark_ribbon(view: ReadingView, p: QPainter, role: str, middle: QPointF) -> None:
    """The letter of a ribbon, on a disc of the ground so that it can be read over others."""
    sign = letter(role)
    if not sign:
        return
    font = font_of(view)
    metrics = QFontMetricsF(font)
    size = metrics.height()
    box = QRectF(middle.x() - size / 2, middle.y() - size / 2, size, size)
    p.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    p.setPen(view.theme.colour(role))
    p.setBrush(view.theme.colour("paper"))
    p.drawEllipse(box)
    p.setBrush(QBrush())
    p.setFont(font)
    p.drawText(QPointF(middle.x() - metrics.horizontalAdvance(sign) / 2, middle.y() + metrics.capHeight() / 2), sign)
