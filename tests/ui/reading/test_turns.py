"""Turns at painting: a jump of two views is painted in two frames, and nothing stale stays."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from reader.ui.reading.gutter import RibbonGutter
from reader.ui.reading.ruler import OverviewRuler
from reader.ui.reading.tie import ScrollTie
from reader.ui.reading.turns import turns
from tests.ui.reading.helpers import Show, Watched, long_text


@pytest.fixture
def pair(show: Show, qtbot: QtBot) -> tuple[Watched, Watched]:
    a, b = show(long_text(400, "a")), show(long_text(300, "b"), 380)
    ScrollTie(a, b, a)
    qtbot.waitUntil(lambda: turns().idle and bool(a.painted_rects and b.painted_rects))
    qtbot.wait(40)
    for view in (a, b):
        view.painted_rects.clear()
    return a, b


def settled(qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: turns().idle)
    QApplication.processEvents()


def jump(view: Watched, provision: int) -> None:
    assert view.text is not None
    view.goto(view.text.provisions[provision].start, level=50)


def test_a_jump_paints_one_view_now_and_the_other_in_the_next_frame(
    qtbot: QtBot, pair: tuple[Watched, Watched]
) -> None:
    a, b = pair
    before = b.place()
    jump(a, 250)
    assert b.place() != before  # it stands there at once, whatever its picture shows
    QCoreApplication.sendPostedEvents()
    assert len(a.painted_rects) == 1 and not b.painted_rects
    settled(qtbot)
    assert len(a.painted_rects) == 1
    assert [r.height() for r in b.painted_rects] == [b.page.height]


def test_parts_of_a_view_that_waits_are_not_painted_before_it(qtbot: QtBot, pair: tuple[Watched, Watched]) -> None:
    a, b = pair
    jump(a, 250)
    b.update_range(*b.visible_span())
    b.scroll_by(3)
    QCoreApplication.sendPostedEvents()
    assert not b.painted_rects
    settled(qtbot)
    assert all(r.height() == b.page.height for r in b.painted_rects) and b.painted_rects


def test_the_picture_after_many_jumps_is_that_of_a_fresh_paint(qtbot: QtBot, pair: tuple[Watched, Watched]) -> None:
    a, b = pair
    for provision in (250, 10, 390, 120):
        jump(a, provision)
        QApplication.processEvents()
        b.scroll_by(-40)
    settled(qtbot)
    for view in (a, b):
        shown = view.screen().grabWindow(view.window().winId()).toImage()
        fresh = view.window().grab().toImage()
        assert shown.isNull() or shown.size() != fresh.size() or shown == fresh


def test_ribbons_and_ruler_follow_the_last_view(qtbot: QtBot, pair: tuple[Watched, Watched]) -> None:
    a, b = pair
    gutter, ruler = RibbonGutter(a, b), OverviewRuler(b)
    for widget in (gutter, ruler):
        qtbot.addWidget(widget)
        widget.show()
    ruler.after_first_paint()
    qtbot.wait(60)
    painted: list[str] = []
    gutter._choose = lambda: painted.append("gutter") or []  # type: ignore[func-returns-value,method-assign]
    ruler._paint = lambda p: painted.append("ruler")  # type: ignore[method-assign]
    jump(a, 200)
    QCoreApplication.sendPostedEvents()
    assert painted == []
    settled(qtbot)
    qtbot.waitUntil(lambda: {"gutter", "ruler"} <= set(painted))


def test_a_view_that_goes_while_it_waits_is_forgotten(qtbot: QtBot, pair: tuple[Watched, Watched]) -> None:
    a, _ = pair
    gone = Watched()
    gone.set_text(long_text(50, "c"))
    gone.resize(300, 300)
    gone.show()
    qtbot.waitUntil(lambda: bool(gone.painted_rects))
    qtbot.wait(40)
    turns().ask(a)
    turns().ask(gone)
    assert turns().waits(gone)
    gone.deleteLater()
    QCoreApplication.sendPostedEvents(gone, QEvent.Type.DeferredDelete)
    settled(qtbot)
    assert not turns().waits(gone)


def test_what_is_not_shown_takes_no_turn(qtbot: QtBot, pair: tuple[Watched, Watched]) -> None:
    a, b = pair
    b.hide()
    jump(a, 250)
    assert not turns().waits(b)
    b.show()
    qtbot.waitUntil(lambda: bool(b.painted_rects))
