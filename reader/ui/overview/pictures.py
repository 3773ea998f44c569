"""The matrix as a picture: PNG, or SVG that stays sharp at any size."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize
from PySide6.QtGui import QGuiApplication, QImage, QPainter

from reader.ui.overview.drawing import Drawing, Frame

SIDE = 22.0  # pixels of a cell in a picture, if the whole then fits
WIDTH, EDGE = 1150.0, 12.0  # pixels: a page in which words take what cells leave; the margin
MOST, SHARP = 6000, 4000  # pixels of the longer side: at most, and up to which it is drawn at twice the size
DENSE = 5.0  # pixels of a cell where there are too many for rectangles
RECTANGLES = 20_000  # cells up to which an SVG has one rectangle each; 100,000 would make 15 MB


def frame_of(drawing: Drawing) -> tuple[Frame, QSize]:
    """Where things are in a picture of the whole matrix, and its size."""
    matrix = drawing.matrix
    cell = max(2.0, min(SIDE, MOST * 0.9 / max(matrix.rows, matrix.columns, 1)))
    if len(matrix) > RECTANGLES:
        cell = min(cell, DENSE)
    left, top = drawing.headers(WIDTH, cell)
    least, below = drawing.legend(None, 0, 0)
    width = max(left + cell * matrix.columns + EDGE, least + EDGE)
    return Frame(cell, left, top), QSize(round(width), round(top + cell * matrix.rows + below + 2 * EDGE))


def _paint(drawing: Drawing, painter: QPainter, frame: Frame, size: QSize) -> None:
    drawing.paint(painter, frame, size.width(), size.height())
    drawing.legend(painter, EDGE / 2, frame.top + frame.cell * drawing.matrix.rows + EDGE)


def png(drawing: Drawing) -> bytes:
    """The whole matrix as PNG, at twice the size of the pixels of a screen unless that takes seconds."""
    frame, size = frame_of(drawing)
    ratio = 2 if max(size.width(), size.height()) * 2 <= SHARP else 1
    image = QImage(size * ratio, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    painter = QPainter(image)
    try:
        _paint(drawing, painter, frame, size)
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
    screen = QGuiApplication.primaryScreen()
    generator.setResolution(round(screen.logicalDotsPerInch()) if screen is not None else 96)  # letters as measured
    generator.setViewBox(QRectF(0, 0, size.width(), size.height()))
    generator.setTitle(f"{drawing.a.short_title} × {drawing.b.short_title}")
    generator.setDescription("How strongly the provisions of two texts are linked.")
    painter = QPainter(generator)
    try:
        _paint(drawing, painter, frame, size)
    finally:
        painter.end()
    return bytes(data.data())
