from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QWheelEvent
from PySide6.QtWidgets import QApplication, QToolTip

from reader.crossref.model import KINDS, Link
from reader.crossref.overview_matrix import Matrix, matrix
from reader.text.model import Text
from reader.ui.overview.drawing import Drawing, Frame, readable
from reader.ui.overview.matrix import MatrixView
from reader.ui.overview.matrix_page import MatrixPage
from reader.ui.overview.pictures import png, svg
from reader.ui.overview.words import LETTERS, said
from reader.ui.theme import load_theme
from tests.ui.notes.worlds import make_text
from tests.ui.overview.conftest import joined


@pytest.fixture
def page(qtbot, harbour: Text, market: Text, links: list[Link]) -> MatrixPage:
    page = MatrixPage(load_theme("light"))
    qtbot.addWidget(page)
    page.resize(800, 500)
    page.show()
    page.fill([harbour, market], {(0, 1): matrix(harbour, market, links)})
    return page


@pytest.fixture
def view(qtbot, page: MatrixPage) -> MatrixView:
    page.view.setFocus()
    return page.view


def press(qtbot, view: MatrixView, *keys: Qt.Key, far: bool = False) -> None:
    held = Qt.KeyboardModifier.ControlModifier if far else Qt.KeyboardModifier.NoModifier
    for key in keys:
        qtbot.keyClick(view, key, held)


def test_arrows_move_the_cursor_and_stop_at_the_edges(qtbot, view: MatrixView) -> None:
    assert view.cursor_cell == (0, 0)
    press(qtbot, view, Qt.Key.Key_Down, Qt.Key.Key_Right)
    assert view.cursor_cell == (1, 1)
    press(qtbot, view, Qt.Key.Key_Home, Qt.Key.Key_Left, Qt.Key.Key_PageUp, Qt.Key.Key_Up)
    assert view.cursor_cell == (0, 0)
    press(qtbot, view, Qt.Key.Key_End, Qt.Key.Key_Right, Qt.Key.Key_PageDown)
    assert view.cursor_cell == (3, 2)


def test_with_control_the_cursor_goes_from_link_to_link(qtbot, view: MatrixView) -> None:
    press(qtbot, view, Qt.Key.Key_Down, far=True)
    assert view.cursor_cell == (1, 0)
    press(qtbot, view, Qt.Key.Key_Down, far=True)
    assert view.cursor_cell == (1, 0)  # none further down
    view.move_to(2, 0)
    press(qtbot, view, Qt.Key.Key_Right, Qt.Key.Key_Right, far=True)
    assert view.cursor_cell == (2, 2)
    press(qtbot, view, Qt.Key.Key_Left, far=True)
    assert view.cursor_cell == (2, 1)


def test_the_cell_is_said_in_words(qtbot, page: MatrixPage, view: MatrixView) -> None:
    view.move_to(2, 1)
    words = "Harbour 1901 §3 × Market 1907 §2: Parallel 0.90"
    assert page.line.text() == words
    assert view.accessibleDescription() == words
    view.move_to(3, 0)
    assert page.line.text().endswith("no cross-reference")


def test_return_and_clicks_go_to_the_link_or_level_the_provisions(
    qtbot, page: MatrixPage, view: MatrixView, links: list[Link], harbour: Text, market: Text
) -> None:
    view.move_to(2, 1)
    with qtbot.waitSignal(page.link_opened) as opened:
        press(qtbot, view, Qt.Key.Key_Return)
    assert opened.args == [links[0].key]
    place = view.frame.rect(3, 2).center().toPoint()
    with qtbot.waitSignal(page.level) as levelled:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert levelled.args == ["harbour", harbour.provisions[3].start, "market", market.provisions[2].start]
    assert view.cursor_cell == (3, 2)


def test_kinds_can_be_hidden(qtbot, page: MatrixPage, view: MatrixView, links: list[Link]) -> None:
    page.groups["parallels"].setChecked(False)
    assert page.hidden == ["parallel"]
    assert view.drawing.matrix.links(2, 1, view.drawing.hidden) == []
    view.move_to(2, 1)
    assert page.line.text().endswith("no cross-reference")
    page.groups["parallels"].setChecked(True)
    assert page.line.text().endswith("Parallel 0.90")


def test_hovering_tells_both_provisions(qtbot, view: MatrixView) -> None:
    place = view.frame.rect(2, 1).center().toPoint()
    qtbot.mouseMove(view.viewport(), place)
    qtbot.waitUntil(lambda: "Quarrels are settled" in QToolTip.text())
    assert "Poverty is to be reduced" in QToolTip.text()
    assert "Parallel 0.90" in QToolTip.text()


def test_zoom_keeps_the_cell_under_the_pointer(qtbot, page: MatrixPage, harbour: Text, links: list[Link]) -> None:
    many = make_text("many", "Many", [f"Provision number {n}." for n in range(60)])
    page.fill([many, many], {(0, 1): matrix(many, many, [joined(many, 30, many, 30)])})
    view, at = page.view, page.view.frame.rect(30, 30).center()
    fitting = view.cell
    wheel = QWheelEvent(
        at, QPointF(view.viewport().mapToGlobal(at.toPoint())), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    for _ in range(6):
        QApplication.sendEvent(view.viewport(), wheel)
    assert view.cell > 3 * fitting
    here = view.cell_at(at)
    for _ in range(3):
        QApplication.sendEvent(view.viewport(), wheel)
    assert view.cell_at(at) == here
    press(qtbot, view, Qt.Key.Key_End, far=True)
    assert view.frame.rect(59, 59).right() <= view.viewport().width() + 1
    press(qtbot, view, Qt.Key.Key_0)
    assert view.cell == fitting
    assert view.horizontalScrollBar().maximum() == 0


def test_nothing_to_show_is_no_fault(qtbot, page: MatrixPage) -> None:
    page.fill([], {})
    assert page.view.drawing is None
    press(qtbot, page.view, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Plus)
    empty = make_text("empty", "Empty", [])
    page.fill([empty, empty], {(0, 1): matrix(empty, empty, [])})
    assert page.view.words() == ""
    assert not page.grab().isNull()


def drawn(drawing: Drawing, frame: Frame) -> QImage:
    image = QImage(500, 400, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    drawing.paint(painter, frame, 500, 400)
    painter.end()
    return image


@pytest.mark.parametrize("cell", [3.0, 7.5, 20.0])
@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_a_stronger_link_is_a_fuller_colour(qapp, harbour: Text, market: Text, cell: float, theme: str) -> None:
    links = [joined(harbour, 1, market, 1, score=0.3), joined(harbour, 2, market, 2, score=0.9)]
    look = load_theme(theme)
    drawing = Drawing(harbour, market, matrix(harbour, market, links), look, QFont())
    frame = Frame(cell, 100.0, 60.0)
    image = drawn(drawing, frame)

    def away(row: int, column: int) -> int:
        place = frame.rect(row, column)
        found = image.pixelColor(int(place.left() + cell / 2 - (5 if cell > 12 else 0)), int(place.top() + cell / 2))
        paper = look.colour("paper")
        return sum(abs(x - y) for x, y in zip(found.getRgb()[:3], paper.getRgb()[:3], strict=True))

    assert 0 == away(2, 0) < away(0, 0) < away(1, 1)


def test_letters_stand_out_from_every_cell(qapp) -> None:
    def luminance(colour: QColor) -> float:
        parts = [colour.redF(), colour.greenF(), colour.blueF()]
        parts = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    assert set(LETTERS) == set(KINDS)
    for name in ("light", "dark", "contrast"):
        theme = load_theme(name)
        for kind in KINDS:
            for share in (0.2, 0.4, 0.6, 0.8, 0.95):
                ground = theme.mix(f"link.{kind}", share)
                low, high = sorted((luminance(ground), luminance(readable(ground))))
                assert (high + 0.05) / (low + 0.05) >= 4.5, (name, kind, share)


def test_a_cell_of_many_provisions_says_so(harbour: Text) -> None:
    many = make_text("many", "Many", [f"Provision number {n}." for n in range(1, 101)])
    links = [joined(many, 7, many, 23, score=0.5), joined(many, 8, many, 24, score=0.9), joined(many, 9, many, 22)]
    found = said(many, many, Matrix(100, 100, links, most=10), 0, 2)
    assert (found.a, found.b) == ("Many §1–10", "Many §21–30")
    assert (found.a_words, found.b_words) == ("Provision number 8.", "Provision number 24.")
    assert found.links == ("Parallel 0.90 (§8 × §24)", "3 links in this cell")


def test_titles_are_not_taken_for_markup() -> None:
    text = make_text("x", "<b>1 & 2</b>", ["<i>words</i>"])
    html = said(text, text, matrix(text, text, []), 0, 0).html
    assert "&lt;i&gt;words" in html
    assert "&lt;b&gt;1 &amp; 2" in html


def test_pictures_of_large_matrices_stay_small(qapp, harbour: Text) -> None:
    many = make_text("many", "Many", [f"Number {n}." for n in range(1, 1001)])
    links = [joined(many, n, many, (n * m) % 1000 + 1, score=0.6) for n in range(1, 1001) for m in (1, 3, 7, 31, 77)]
    links += [joined(many, n, many, (n * m) % 1000 + 1) for n in range(1, 1001) for m in range(100, 140, 2)]
    drawing = Drawing(many, many, matrix(many, many, links), load_theme("light"), QFont())
    assert len(drawing.matrix) > 20_000
    assert len(svg(drawing)) < 2_000_000
    image = QImage.fromData(png(drawing))
    assert max(image.width(), image.height()) <= 6000
