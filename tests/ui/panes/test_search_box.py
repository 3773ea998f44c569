"""The list of hits: as high as its rows, its words cut at whole letters at the end of their own direction."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFont, QTextLayout, QTextLine
from PySide6.QtWidgets import QWidget

from reader.ui.panes.search import SearchBox, fitted
from reader.ui.theme import apply, load_theme
from tests.ui.notes.worlds import harbour, market, no_blocking_dialogs, session

__all__ = ["harbour", "market", "no_blocking_dialogs", "session"]


def one_line(words: str) -> tuple[QTextLayout, QTextLine]:
    layout = QTextLayout(words, QFont("Noto Sans", 10))
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(100_000)
    line.setLineWidth(line.naturalTextWidth() + 1)
    layout.endLayout()
    return layout, line


@pytest.mark.parametrize(("words", "rtl"), [("the towns on the river " * 9, False), ("مياه النهر والوادي " * 9, True)])
def test_a_long_line_keeps_its_beginning_and_leaves_room_for_dots(qapp, words: str, rtl: bool) -> None:
    layout, line = one_line(words)
    seen, at_left = fitted(line, 300, 12, rtl=rtl)
    assert at_left is rtl
    assert 200 < seen.width() <= 288
    assert (seen.right() if rtl else seen.left()) == pytest.approx(300 if rtl else 0)
    del layout


@pytest.mark.parametrize(("words", "rtl", "left"), [("the river", False, True), ("النهر", True, False)])
def test_a_short_line_is_whole_at_the_side_where_it_begins(qapp, words: str, rtl: bool, left: bool) -> None:
    layout, line = one_line(words)
    seen, _ = fitted(line, 300, 12, rtl=rtl)
    assert seen.width() == pytest.approx(line.width())
    assert (seen.left() == 0) is left
    del layout


def test_a_few_hits_need_no_bar(qtbot, qapp, session) -> None:
    theme, sheet = load_theme("light"), qapp.styleSheet()
    apply(qapp, theme)
    try:
        window = QWidget()
        qtbot.addWidget(window)
        window.resize(900, 700)
        box = SearchBox(session, theme, window)
        window.show()
        box.ask("towns")
        assert 1 < box.model.rowCount() < 9
        qtbot.wait(20)
        assert box._list.isVisible()
        assert box._list.verticalScrollBar().maximum() == 0
    finally:
        qapp.setStyleSheet(sheet)
