"""How a note is drawn in the list: bar in its colour, citation, quote, first words, tags."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPainterPath, QPen, QTextLayout, QTextOption
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from reader.ui.notes.look import scaled
from reader.ui.notes.note_list import ROW, Row
from reader.ui.theme import Theme

PAD = 9
BAR = 4
GAP = 7  # between two cards
LINES = 2  # of a quote, and of a note
STYLE_MARKS = {"underline": "U̲", "none": "✎"}
MOTIVES = {"bookmarking": "⚑", "replying": "↳"}
INDENT = 16  # of an answer, a level


@lru_cache(maxsize=4096)
def lines_of(text: str, font_key: str, width: int, most: int = LINES) -> tuple[str, ...]:
    """`text` wrapped to `width` pixels, at most `most` lines, the last one shortened with an ellipsis."""
    font = QFont()
    font.fromString(font_key)
    text = text[:400]
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    units = text.encode("utf-16-le", "replace")  # Qt counts UTF-16 units
    found: list[str] = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(30, width))
        start, end = 2 * line.textStart(), 2 * (line.textStart() + line.textLength())
        if len(found) == most - 1:
            rest = units[start:].decode("utf-16-le", "replace")
            found.append(QFontMetrics(font).elidedText(rest, Qt.TextElideMode.ElideRight, max(30, width)))
            break
        found.append(units[start:end].decode("utf-16-le", "replace").rstrip())
    layout.endLayout()
    return tuple(found)


class NoteCards(QStyledItemDelegate):
    """Paints rows of `NotesModel`."""

    def __init__(self, theme: Theme, serif: QFont, parent: QListView) -> None:
        super().__init__(parent)
        self._view = parent
        self.theme = theme
        self.serif = serif

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        row: Row = index.data(ROW)
        width = self._view.viewport().width()
        small = QFontMetrics(scaled(option.font, 0.88))
        if row.note is None:
            return QSize(width, small.height() + 12)
        inner = width - 2 * PAD - BAR - INDENT * row.depth
        height = QFontMetrics(option.font).height() + 2 * PAD + GAP
        if row.quote:
            height += 3 + len(self._quote(row, inner)) * QFontMetrics(self.serif).height()
        if row.body:
            height += 3 + len(lines_of(row.body, option.font.toString(), inner)) * QFontMetrics(option.font).height()
        if row.note.tags:
            height += small.height() + 9
        return QSize(width, height)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row: Row = index.data(ROW)
        painter.save()
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if row.note is None:
                self._paint_title(painter, option, row.title)
            else:
                self._paint_card(painter, option, row)
        finally:
            painter.restore()

    def _quote(self, row: Row, width: int) -> tuple[str, ...]:
        return lines_of(row.quote, self.serif.toString(), width)

    def _paint_title(self, painter: QPainter, option: QStyleOptionViewItem, title: str) -> None:
        font = scaled(option.font, 0.88, bold=True)
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.7)
        painter.setFont(font)
        painter.setPen(self.theme.colour("muted"))
        rect = option.rect.adjusted(4, 6, -4, -2)
        text = QFontMetrics(font).elidedText(title.upper(), Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_card(self, painter: QPainter, option: QStyleOptionViewItem, row: Row) -> None:
        assert row.note is not None  # `paint` has looked
        theme = self.theme
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        focused = chosen and bool(option.state & QStyle.StateFlag.State_HasFocus)
        indent = INDENT * row.depth
        card = QRectF(option.rect.adjusted(1 + indent, 1, -1, -GAP)).adjusted(0.5, 0.5, -0.5, -0.5)
        path = QPainterPath()
        path.addRoundedRect(card, 7, 7)
        painter.fillPath(path, theme.colour("selected" if chosen and theme.name != "contrast" else "card"))
        painter.save()
        painter.setClipPath(path)
        painter.fillRect(QRectF(card.left(), card.top(), BAR, card.height()), self._bar(row))
        painter.restore()
        edge = theme.colour("accent" if focused or chosen else "border")
        painter.setPen(QPen(edge, 2.0 if focused else 1.0))
        painter.drawPath(path)
        inner = option.rect.adjusted(PAD + BAR + indent, PAD, -PAD, 0)
        top = self._paint_head(painter, option, row, inner)
        if row.quote:
            top = self._paint_lines(painter, self._quote(row, inner.width()), self.serif, "muted", inner, top + 3)
        if row.body:
            lines = lines_of(row.body, option.font.toString(), inner.width())
            top = self._paint_lines(painter, lines, option.font, "text", inner, top + 3)
        if row.note.tags:
            self._paint_tags(painter, option, row.note.tags, inner, top + 5)

    def _bar(self, row: Row) -> QColor:
        assert row.note is not None
        if row.note.link_key:
            return self.theme.colour("link.parallel")
        return self.theme.strong(f"highlight.{row.note.colour}")

    def _paint_head(self, painter: QPainter, option: QStyleOptionViewItem, row: Row, inner: QRect) -> int:
        assert row.note is not None
        bold = scaled(option.font, 1.0, bold=True)
        metrics = QFontMetrics(bold)
        mark = STYLE_MARKS.get(row.note.style, "") if not row.note.link_key else "⇄"
        mark = MOTIVES.get(row.note.motivation, mark)
        if row.answers:
            mark = f"↳{row.answers} {mark}".rstrip()
        right = row.state or mark
        painter.setFont(option.font)
        painter.setPen(self.theme.colour("error" if row.state else "muted"))
        room = QFontMetrics(option.font).horizontalAdvance(right) + 6 if right else 0
        if right:
            where = QRect(inner.right() - room, inner.top(), room + 1, metrics.height())
            painter.drawText(where, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, right)
        painter.setFont(bold)
        painter.setPen(self.theme.colour("text"))
        title = metrics.elidedText(row.title, Qt.TextElideMode.ElideMiddle, inner.width() - room)
        painter.drawText(inner.left(), inner.top() + metrics.ascent(), title)
        return inner.top() + metrics.height()

    def _paint_lines(
        self, painter: QPainter, lines: tuple[str, ...], font: QFont, role: str, inner: QRect, top: int
    ) -> int:
        metrics = QFontMetrics(font)
        painter.setFont(font)
        painter.setPen(self.theme.colour(role))
        for line in lines:
            where = QRect(inner.left(), top, inner.width(), metrics.height())
            painter.drawText(where, Qt.TextFlag.TextSingleLine | Qt.AlignmentFlag.AlignVCenter, line)
            top += metrics.height()
        return top

    def _paint_tags(
        self, painter: QPainter, option: QStyleOptionViewItem, tags: tuple[str, ...], inner: QRect, top: int
    ) -> None:
        font = scaled(option.font, 0.88)
        metrics = QFontMetrics(font)
        painter.setFont(font)
        left = inner.left()
        for i, tag in enumerate(tags):
            rest = f"+{len(tags) - i - 1}" if i + 1 < len(tags) else ""
            room = inner.right() - left - 14 - (metrics.horizontalAdvance(rest) + 8 if rest else 0)
            if room < 34:
                painter.setPen(self.theme.colour("muted"))
                painter.drawText(left, top + metrics.ascent() + 1, f"+{len(tags) - i}")
                return
            shown = metrics.elidedText(tag, Qt.TextElideMode.ElideMiddle, room)
            box = QRectF(left, top, metrics.horizontalAdvance(shown) + 14, metrics.height() + 3)
            painter.setPen(self.theme.colour("border"))  # a chip on a chosen card has nearly its colour
            painter.setBrush(self.theme.colour("chip"))
            painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
            painter.setPen(self.theme.colour("text"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)
            left += round(box.width()) + 5
