"""Painting what is on the screen: band, highlights, selection, words, underlines, margin, caret; in this order."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen

from reader.ui.reading.marks import BARS
from reader.ui.reading.ops import Ops, gather
from reader.ui.reading.page import Row
from reader.ui.reading.words import number

if TYPE_CHECKING:
    from reader.ui.reading.layout import Laid
    from reader.ui.reading.view import ReadingView
    from reader.ui.theme import Theme

HEAT_STEPS = 4


def paint(view: ReadingView, p: QPainter, clip: QRect) -> None:
    """Paint the part `clip` of the viewport; every pixel of it, for nothing erases it before."""
    page, theme = view.page, view.theme
    p.fillRect(clip, theme.colour("paper"))
    if page.face is None:
        return
    text_colour = QPen(theme.colour("text"))
    x = page.text_x
    rows = list(page.rows(clip.top(), clip.bottom() + 1))
    worked_out = gather(view, rows)
    for row, ops in zip(rows, worked_out, strict=True):
        laid, y = row.laid, row.y
        end = page.heights_pieces.ends[row.piece]
        _band(view, p, row, end)
        p.translate(x, y)
        for rect, colour in ops.fills:
            p.fillRect(rect, colour)
        if view.lit:
            _lit(view, p, laid, ops)
        _hits(view, p, laid, end)
        _selection(view, p, laid, end)
        p.translate(-x, -y)
        p.setPen(text_colour)
        if laid.height > page.height:  # a long piece: only the lines that are asked for
            _draw_lines(p, row, x, clip)
        else:
            laid.layout.draw(p, QPointF(x, y))
        p.translate(x, y)
        for rect, colour in ops.lines:
            p.fillRect(rect, colour)
        for a, b, pen in ops.dashes:
            p.setPen(pen)
            p.drawLine(a, b)
        p.translate(-x, -y)
    _margins(view, p, rows, worked_out)
    if view.handles is not None:
        view.handles.paint(p)
    _caret(view, p)


def _draw_lines(p: QPainter, row: Row, x: int, clip: QRect) -> None:
    origin = QPointF(x, row.y)
    lines = row.laid.lines
    first = max(0, bisect_left(lines, clip.top() - row.y, key=lambda line: line[2]) - 2)
    for _, _, y, line in lines[first:]:
        if y + row.y > clip.bottom():
            break
        line.draw(p, origin)


def _band(view: ReadingView, p: QPainter, row: Row, end: int) -> None:
    passage = view.passage
    if passage is None or passage[0] >= end or passage[1] <= row.laid.start:
        return
    start, stop, role = passage
    page, theme, laid = view.page, view.theme, row.laid
    assert page.face is not None
    rects = laid.rects(max(start, laid.start), min(stop, end))
    if not rects:
        return
    rest = page.face.gap // 3
    top = row.y + rects[0][1] - (rest if start >= laid.start else 0)
    bottom = row.y + rects[-1][1] + page.face.line + (rest if stop <= end else page.face.gap)
    wash = theme.colour("passage") if role == "link.parallel" else theme.mix(role, 0.16 if theme.dark else 0.12)
    p.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    path = QPainterPath()
    path.addRoundedRect(QRectF(page.left, top, page.right - page.left, bottom - top), 5, 5)
    p.fillPath(path, wash)
    bar = QPainterPath()
    bar.addRoundedRect(QRectF(_bar_x(view, 0), top, page.face.bar + 2, bottom - top), 3, 3)
    p.save()
    p.setClipRect(QRectF(_bar_x(view, 0), top, page.face.bar, bottom - top))
    p.fillPath(bar, theme.colour(role))
    p.restore()
    p.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _bar_x(view: ReadingView, lane: int) -> int:
    page = view.page
    assert page.face is not None
    step = (page.face.bar + 2) * lane
    return page.right - page.face.bar + step if page.mirrored else page.left - step


def _lit(view: ReadingView, p: QPainter, laid: Laid, ops: Ops) -> None:
    face, theme = view.page.face, view.theme
    assert face is not None
    for mark in ops.marks:
        if mark.id in view.lit and mark.end > mark.start:
            highlight = mark.role.startswith("highlight.")
            colour = QColor(theme.strong(mark.role) if highlight else theme.colour(mark.role))
            share = 0.34 if theme.dark else 0.24
            colour.setAlphaF(share * (0.6 if mark.role in BARS else 1.0))  # whole passages more quietly
            for x, y, w in laid.rects(mark.start, mark.end):
                p.fillRect(QRectF(x - 1, y + face.rise - face.ascent, w + 2, face.box), colour)


def _hits(view: ReadingView, p: QPainter, laid: Laid, end: int) -> None:
    hits = view.hits
    if not hits.starts:
        return
    face, theme = view.page.face, view.theme
    assert face is not None
    for k in range(max(0, bisect_left(hits.starts, laid.start) - 1), bisect_left(hits.starts, end)):
        if hits.ends[k] <= laid.start:
            continue
        colour = theme.colour("find.current" if k == hits.current else "find")
        for x, y, w in laid.rects(hits.starts[k], hits.ends[k]):
            p.fillRect(QRectF(x, y + face.rise - face.ascent, w, face.box), colour)


def _selection(view: ReadingView, p: QPainter, laid: Laid, end: int) -> None:
    chosen = view.selection()
    if chosen is None or chosen[0] >= end or chosen[1] <= laid.start:
        return
    face = view.page.face
    assert face is not None
    colour = view.theme.colour("selection")
    for x, y, w in laid.rects(chosen[0], min(chosen[1], end)):
        p.fillRect(QRectF(x, y, w, face.line), colour)


def _margins(view: ReadingView, p: QPainter, rows: list[Row], worked_out: list[Ops]) -> None:
    """Bars, numbers, heat, badges and flags; the numbers in one go, for a change of font costs as much as one."""
    page, theme = view.page, view.theme
    face, heat = page.face, view.heat
    assert face is not None
    for row, ops in zip(rows, worked_out, strict=True):
        for top, bottom, lane, role in ops.bars:
            _bar(p, QRectF(_bar_x(view, lane), row.y + top + 2, face.bar, bottom - top - 4), role, theme)
    p.setFont(face.number)
    p.setPen(theme.colour("muted"))
    for row in rows:
        if page.heights_pieces.opens(row.piece):
            where, words = number(page, row)
            p.drawText(where, words)
            hot = heat(page.heights_pieces.provision(row.piece) + 1) if heat is not None else 0.0
            if hot > 0:
                _heat(p, QRectF(where.x(), where.y() + 4, 3, 4), hot, theme)
    for row, ops in zip(rows, worked_out, strict=True):
        if ops.badges:
            _badges(view, p, row, ops)
        for line_y, _ in ops.flags:
            _flag(p, flag_rect(view, row.y + line_y), theme)
    if page.setting.initials:
        from reader.ui.reading import initials  # late: for those who ask for them

        initials.paint(view, p, rows, worked_out)


def _bar(p: QPainter, rect: QRectF, role: str, theme: Theme) -> None:
    """One kind a pattern: parallel is solid, a development is stepped, a reuse is a double line."""
    colour = theme.colour(role)
    if role == "link.reuse":
        third = rect.width() / 3
        p.fillRect(QRectF(rect.left(), rect.top(), third, rect.height()), colour)
        p.fillRect(QRectF(rect.right() - third, rect.top(), third, rect.height()), colour)
    elif role == "link.development":
        y = rect.top()
        while y < rect.bottom():
            p.fillRect(QRectF(rect.left(), y, rect.width(), min(9.0, rect.bottom() - y)), colour)
            y += 11
    else:
        p.fillRect(rect, colour)


def _heat(p: QPainter, first: QRectF, heat: float, theme: Theme) -> None:
    """One to four ticks under the number: how connected the provision is, countable without colour."""
    steps = max(1, min(HEAT_STEPS, round(heat * HEAT_STEPS)))
    for k in range(HEAT_STEPS):
        colour = theme.mix("accent", 0.75) if k < steps else theme.mix("border", 0.7)
        p.fillRect(first.translated(k * (first.width() + 2), 0), colour)


def _badges(view: ReadingView, p: QPainter, row: Row, ops: Ops) -> None:
    page, theme = view.page, view.theme
    face = page.face
    assert face is not None
    size = face.badge_size
    p.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    p.setFont(face.badge)
    for y, count in ops.badges:
        box = badge_rect(view, row.y + y)
        path = QPainterPath()
        path.addRoundedRect(box, size / 4, size / 4)
        p.fillPath(path, theme.colour("badge"))
        words = str(count) if count < 10 else "9+"
        metrics = QFontMetricsF(face.badge)
        p.setPen(theme.colour("badge.text"))
        middle = box.center()
        p.drawText(
            QPointF(middle.x() - metrics.horizontalAdvance(words) / 2, middle.y() + metrics.capHeight() / 2), words
        )
    p.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def badge_rect(view: ReadingView, line_y: int) -> QRectF:
    """Where the badge of the notes that begin on a line stands."""
    page = view.page
    assert page.face is not None
    size = page.face.badge_size
    x = page.left - size + 2 if page.mirrored else page.right - 3
    x = min(max(1, x), page.width - size - 1)
    return QRectF(x, line_y + (page.face.line - size) / 2, size, size)


def _flag(p: QPainter, box: QRectF, theme: Theme) -> None:
    """A ribbon with a notch, as one lays into a book."""
    path = QPainterPath(box.topLeft())
    path.lineTo(box.topRight())
    path.lineTo(box.bottomRight())
    path.lineTo(box.center().x(), box.bottom() - box.width() * 0.45)
    path.lineTo(box.bottomLeft())
    path.closeSubpath()
    p.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    p.fillPath(path, theme.colour("accent"))
    p.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def flag_rect(view: ReadingView, line_y: int) -> QRectF:
    """Where the flag of a bookmark stands: at the outer edge, before the number."""
    page = view.page
    assert page.face is not None
    height = page.face.line * 0.62
    width = height * 0.62
    x = page.right + 5 if page.mirrored else page.left - width - 5
    return QRectF(min(max(0.0, x), page.width - width), line_y + 2, width, height)


def caret_rect(view: ReadingView) -> QRectF | None:
    """Where the caret stands in the viewport, if it is on the screen."""
    page = view.page
    if page.face is None:
        return None
    i = page.heights_pieces.at(view.caret())
    for row in page.rows():
        if row.piece == i:
            laid = row.laid
            unit = laid.map.to_utf16(min(view.caret(), page.heights_pieces.ends[i]) - laid.start)
            line = laid.line_of(unit)
            x = page.text_x + laid.x_of(unit, line)
            return QRectF(round(x) - 1, row.y + laid.lines[line][2] + 2, 2, page.face.line - 4)
    return None


def _caret(view: ReadingView, p: QPainter) -> None:
    if view.hasFocus() and view.caret_shown:
        rect = caret_rect(view)
        if rect is not None:
            p.fillRect(rect, view.theme.colour("accent"))
