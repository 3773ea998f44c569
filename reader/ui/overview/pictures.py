"""The matrix as a picture: PNG, or SVG that stays sharp at any size."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize
from PySide6.QtGui import QImage, QPainter

from reader.ui.overview.drawing import SINGLE, Drawing, Frame

SIDE = 22.0  # pixels of a cell in a picture, if the whole then fits
MOST = 6000  # pixels of a picture's longer side
RECTANGLES = 20_000  # cells up to which an SVG has one rectangle each; 100,000 would make 15 MB


def frame_of(drawing: Drawing) -> tuple[Frame, QSize]:
    """Where things are in a picture of the whole matrix, and its size."""
    left, top = drawing.headers(1200)
    longer = max(drawing.matrix.rows, drawing.matrix.columns, 1)
    cell = max(2.0, min(SIDE, (MOST - left) / longer))
    if len(drawing.matrix) > RECTANGLES:
        cell = min(cell, SINGLE - 1)
    size = QSize(
        round(left + cell * drawing.matrix.columns + 12), round(top + cell * drawing.matrix.rows + 12)
    )
    return Frame(cell, left, top), size.expandedTo(QSize(round(left * 2), round(top * 2)))


def png(drawing: Drawing) -> bytes:
    """The whole matrix as PNG, at twice the size of the screen's pixels."""
    frame, size = frame_of(drawing)
    ratio = 2 if max(size.width(), size.height()) * 2 <= MOST else 1
    image = QImage(size * ratio, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    painter = QPainter(image)
    try:
        drawing.paint(painter, frame, size.width(), size.height())
    finally:
        painter.end()
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub knows bytes only, Qt takes a name
    return bytes(data.data())


def svg(drawing: Drawing) -> bytes:
    """The whole matrix as SVG."""
    from PySide6.QtSvg import QSvgGenerator  # late: a library that only pictures need

    frame, size = frame_of(drawing)
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(size)
    generator.setViewBox(QRectF(0, 0, size.width(), size.height()))
    generator.setTitle(f"{drawing.a.short_title} × {drawing.b.short_title}")
    generator.setDescription("How strongly the provisions of two texts are linked.")
    painter = QPainter(generator)
    try:
        drawing.paint(painter, frame, size.width(), size.height())
    finally:
        painter.end()
    return bytes(data.data())
