"""The first paint of a view: words and numbers, without anything that makes PySide6 build its large namespaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QPainter

if TYPE_CHECKING:
    from reader.ui.reading.page import Page, Row

FAINT = 0.68  # of the words' colour: about the muted one


def paint_words(page: Page, p: QPainter, clip: QRect) -> None:
    """Paint ground, words and numbers, in the colours that the painter takes from the palette.

    Pens, brushes and `fillRect` of PySide6 touch the `Qt` namespace, which costs 24 to 40 ms the first time; the
    marks follow a moment later.
    """
    p.eraseRect(clip)
    if page.face is None:
        return
    for row in page.rows(clip.top(), clip.bottom() + 1):
        row.laid.layout.draw(p, QPointF(page.text_x, row.y))
        if page.heights_pieces.opens(row.piece):
            p.setFont(page.face.number)
            p.setOpacity(FAINT)
            p.drawText(*number(page, row))
            p.setOpacity(1.0)


def number(page: Page, row: Row) -> tuple[QPointF, str]:
    """Where the number of a provision stands, and what it says."""
    face = page.face
    assert face is not None
    x = page.left + face.bar + 4
    if page.mirrored:
        x = page.right - face.indent + round(face.average * 0.8)
    n = page.heights_pieces.provision(row.piece) + 1
    return QPointF(x, row.y + row.laid.top + face.rise - face.lift), f"§{n}"
