"""How a cross-reference is drawn as a card, and where on it one can click."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetrics, QMouseEvent, QPainter, QPainterPath, QPen, QTextLayout, QTextOption
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from reader.ui.models.connections import ROW, Row
from reader.ui.theme import Theme

PAD = 10
GAP = 8  # between two cards
BUTTON = 24  # the least that a finger or an unsteady hand can hit (WCAG 2.5.8)
BAR = 4
QUOTE_LINES = 4
WHY_LINES = 3


@lru_cache(maxsize=2048)
def wrapped(text: str, font_key: str, width: int, most: int) -> tuple[str, ...]:
    """`text` in lines no wider than `width` pixels, the last of `most` shortened; kept, for painting asks often."""
    font = QFont()
    font.fromString(font_key)
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    cuts: list[int] = []
    while (line := layout.createLine()).isValid() and len(cuts) <= most:
        line.setLineWidth(max(20, width))
        cuts.append(line.textStart())
    layout.endLayout()
    encoded = text.encode("utf-16-le")  # Qt counts UTF-16 units

    def part(start: int, end: int | None) -> str:
        return encoded[2 * start : None if end is None else 2 * end].decode("utf-16-le", "ignore")

    lines = [part(a, b).strip() for a, b in zip(cuts, [*cuts[1:], None], strict=True)]
    if len(lines) > most:
        rest = part(cuts[most - 1], None)
        lines = [*lines[: most - 1], QFontMetrics(font).elidedText(rest, Qt.TextElideMode.ElideRight, max(20, width))]
    return tuple(lines)


class CardDelegate(QStyledItemDelegate):
    """Draws cards like those of the mock-up: bar in the colour of the kind, title, quote, why, ✓ and ✕."""

    decided = Signal(QModelIndex, str)  # a click on ✓ or ✕: the status it asks for

    def __init__(self, theme: Theme, serif: QFont, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.serif = serif
        self.compact = False

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        row: Row = index.data(ROW)
        view = option.widget
        width = (view.viewport().width() if isinstance(view, QListView) else option.rect.width()) - 1
        inner = width - 2 * PAD - BAR
        title, quote, why = self._fonts(option)
        height = max(BUTTON, QFontMetrics(title).height() + 4)
        if row.quote:
            height += len(wrapped(row.quote, quote.toString(), inner, QUOTE_LINES)) * _leading(quote) + 4
        if row.why:
            height += len(wrapped(row.why, why.toString(), inner, WHY_LINES)) * _leading(why) + 2
        return QSize(width, height + 2 * PAD - 4 + GAP)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row: Row = index.data(ROW)
        theme = self.theme
        card = option.rect.adjusted(0, 0, -1, -GAP)
        current = bool(option.state & QStyle.StateFlag.State_Selected)
        focused = current and bool(option.state & QStyle.StateFlag.State_HasFocus)
        painter.save()
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            path = QPainterPath()
            path.addRoundedRect(card.adjusted(0, 0, 0, 0).toRectF(), 8, 8)
            painter.fillPath(path, theme.colour("card"))
            painter.setClipPath(path)
            painter.fillRect(QRect(card.left(), card.top(), BAR, card.height()), theme.colour(f"link.{row.link.kind}"))
            painter.setClipping(False)
            painter.setPen(QPen(theme.colour("accent" if current else "border"), 2 if focused else 1))
            painter.drawPath(path)
            if row.link.status == "dismissed":
                painter.setOpacity(0.6)
            self._words(painter, option, row, card)
            painter.setOpacity(1)
            self._buttons(painter, option, row, card)
        finally:
            painter.restore()

    def _words(self, painter: QPainter, option: QStyleOptionViewItem, row: Row, card: QRect) -> None:
        title, quote, why = self._fonts(option)
        left, width = card.left() + BAR + PAD, card.width() - BAR - 2 * PAD
        top = card.top() + PAD - 4
        metrics = QFontMetrics(title)
        line = QRect(left, top, width - 2 * BUTTON, BUTTON)
        painter.setFont(title)
        painter.setPen(self.theme.colour("text"))
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, row.title)
        taken = metrics.horizontalAdvance(row.title)
        painter.setFont(option.font)
        rest = QFontMetrics(option.font).elidedText(
            f" · {row.subject}", Qt.TextElideMode.ElideRight, line.width() - taken - 2
        )
        painter.drawText(line.adjusted(taken, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, rest)
        top += max(BUTTON, metrics.height() + 4)
        for text, font, role, most, gap in (
            (row.quote, quote, "text", QUOTE_LINES, 4), (row.why, why, "muted", WHY_LINES, 2)
        ):  # fmt: skip
            if not text:
                continue
            painter.setFont(font)
            painter.setPen(self.theme.colour(role))
            ascent, leading = QFontMetrics(font).ascent(), _leading(font)
            for words in wrapped(text, font.toString(), width, most):
                painter.drawText(QPoint(left, top + ascent + (leading - QFontMetrics(font).height()) // 2), words)
                top += leading
            top += gap

    def _buttons(self, painter: QPainter, option: QStyleOptionViewItem, row: Row, card: QRect) -> None:
        status = row.link.status
        for status_asked, where in zip(("confirmed", "dismissed"), _boxes(card), strict=True):
            chosen = status == status_asked
            role = "accent" if chosen else "muted"
            if chosen:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(self.theme.colour("selected"))
                painter.drawRoundedRect(where.adjusted(2, 2, -2, -2), 5, 5)
                painter.setBrush(Qt.BrushStyle.NoBrush)
            _draw_sign(painter, where, status_asked, QPen(self.theme.colour(role), 2 if chosen else 1.6))

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        if event.type() not in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease):
            return False
        assert isinstance(event, QMouseEvent)
        if event.button() != Qt.MouseButton.LeftButton:
            return False
        card = option.rect.adjusted(0, 0, -1, -GAP)
        for status, where in zip(("confirmed", "dismissed"), _boxes(card), strict=True):
            if where.contains(event.position().toPoint()):
                if event.type() == QEvent.Type.MouseButtonRelease:
                    now = index.data(ROW).link.status
                    self.decided.emit(model.index(index.row(), 0), "suggested" if now == status else status)
                return True
        return False

    def _fonts(self, option: QStyleOptionViewItem) -> tuple[QFont, QFont, QFont]:
        title = QFont(option.font)
        title.setWeight(QFont.Weight.DemiBold)
        quote = QFont(self.serif)
        quote.setPointSizeF(option.font.pointSizeF())
        why = QFont(option.font)
        why.setPointSizeF(max(7.0, option.font.pointSizeF() - 1))
        return title, quote, why


def _leading(font: QFont) -> int:
    metrics = QFontMetrics(font)
    return max(metrics.height(), round(metrics.height() * 1.05))


def on_button(card: QRect, point: QPoint) -> bool:
    """Whether a point of an item lies on ✓ or ✕."""
    return any(where.contains(point) for where in _boxes(card.adjusted(0, 0, -1, -GAP)))


def _boxes(card: QRect) -> tuple[QRect, QRect]:
    top, right = card.top() + PAD - 4, card.right() - 6
    return QRect(right - 2 * BUTTON, top, BUTTON, BUTTON), QRect(right - BUTTON, top, BUTTON, BUTTON)


def _draw_sign(painter: QPainter, where: QRect, status: str, pen: QPen) -> None:
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    x, y = where.center().x() + 0.5, where.center().y() + 0.5
    if status == "confirmed":
        painter.drawPolyline([QPointF(x - 5, y), QPointF(x - 1.5, y + 4), QPointF(x + 5, y - 5)])
    else:
        painter.drawLine(QPointF(x - 4, y - 4), QPointF(x + 4, y + 4))
        painter.drawLine(QPointF(x + 4, y - 4), QPointF(x - 4, y + 4))
