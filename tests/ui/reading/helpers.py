"""Texts and views for the tests of the reading view."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from reader.text.model import Provision, Provisions, Text
from reader.ui.reading.view import ReadingView


def make_text(*paragraphs: str, key: str = "t", title: str = "A declaration", lang: str = "en") -> Text:
    """A text of these provisions; one with a line end begins with a heading."""
    provisions, at = [], 0
    for n, words in enumerate(paragraphs, 1):
        body = at + words.index("\n") + 1 if "\n" in words else at
        provisions.append(Provision(n, at, at + len(words), body))
        at += len(words) + 2
    return Text(id=key, title=title, canonical="\n\n".join(paragraphs), provisions=Provisions.of(provisions), lang=lang)


def long_text(count: int, key: str = "long") -> Text:
    """A text of `count` provisions of one to eight lines."""
    words = "the parties agree to share water and to keep the peace along every common frontier "
    return make_text(*(f"Point {n} " + words * (1 + n * 7 % 8) for n in range(1, count + 1)), key=key)


class Watched(ReadingView):
    """A view that writes down what it paints."""

    def __init__(self) -> None:
        super().__init__()
        self.painted_rects: list[QRect] = []

    def paint(self, p: QPainter, clip: QRect) -> None:
        self.painted_rects.append(QRect(clip))
        super().paint(p, clip)


Show = Callable[..., Watched]
