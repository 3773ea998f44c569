"""The reading view as one uses it: look, point, select, go, come back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from reader.ui.reading.marks import Mark, MarkIndex
from reader.ui.reading.page import KEPT
from reader.ui.reading.typography import Type
from reader.ui.theme import load_theme
from tests.ui.reading.helpers import Show, Watched, long_text, make_text

ROCKET = "Peace 🚀 between 👩‍🚀 neighbours, for the 上海 spirit and é too. A second sentence follows 🇰🇬 here."


def point_of(view: Watched, position: int) -> QPoint:
    """The middle of the character at a code point."""
    page = view.page
    i = page.heights_pieces.at(position)
    for row in page.rows():
        if row.piece == i:
            x, y, w = row.laid.rects(position, position + 1)[0]
            assert page.face is not None
            return QPoint(round(page.text_x + x + w / 2), round(row.y + y + page.face.line / 2))
    raise AssertionError("out of sight")


def left_of(view: Watched, position: int) -> QPoint:
    """A point just right of the left edge of a character."""
    page = view.page
    i = page.heights_pieces.at(position)
    row = next(r for r in page.rows() if r.piece == i)
    x, y, _ = row.laid.rects(position, position + 1)[0]
    assert page.face is not None
    return QPoint(round(page.text_x + x + 1), round(row.y + y + page.face.line / 2))


def drag(qtbot: QtBot, view: Watched, start: QPoint, end: QPoint) -> None:
    left = Qt.MouseButton.LeftButton
    qtbot.mousePress(view.surface, left, pos=start)
    qtbot.mouseMove(view.surface, (start + end) / 2)
    qtbot.mouseMove(view.surface, end)
    qtbot.mouseRelease(view.surface, left, pos=end)


def test_dragging_gives_code_points_whatever_the_characters(qtbot: QtBot, show: Show) -> None:
    text = make_text(ROCKET, "Another provision.")
    view = show(text)
    start, end = ROCKET.index("neigh"), ROCKET.index(", for")
    drag(qtbot, view, left_of(view, start), left_of(view, end))
    assert view.selected_text() == "neighbours"
    assert view.selection() == (start, end)
    drag(qtbot, view, left_of(view, ROCKET.index("here")), left_of(view, ROCKET.index("上海")))
    assert view.selected_text() == ROCKET[ROCKET.index("上海") : ROCKET.index("here")]


def test_clicks_take_word_sentence_and_provision(qtbot: QtBot, show: Show) -> None:
    text = make_text("One sentence stands here. The second follows it.", "Elsewhere.")
    view = show(text)
    point = point_of(view, text.canonical.index("second"))
    taken = []
    left = Qt.MouseButton.LeftButton
    for n in range(4):
        if n % 2:
            qtbot.mouseDClick(view.surface, left, pos=point)
        else:
            qtbot.mousePress(view.surface, left, pos=point)
        qtbot.mouseRelease(view.surface, left, pos=point)
        taken.append(view.selected_text())
    assert taken == ["", "second", "The second follows it.", "One sentence stands here. The second follows it."]


def test_shift_click_extends_across_provisions_and_copies_plain_text(qtbot: QtBot, show: Show) -> None:
    text = make_text("First provision 😀 here.", "Second provision.")
    view = show(text)
    qtbot.mouseClick(view.surface, Qt.MouseButton.LeftButton, pos=left_of(view, text.canonical.index("provision")))
    second = left_of(view, text.canonical.index("Second") + 6)
    qtbot.mouseClick(view.surface, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, pos=second)
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "provision 😀 here.\n\nSecond"


def test_dragging_past_the_edge_scrolls(qtbot: QtBot, show: Show) -> None:
    view = show(long_text(60))
    left = Qt.MouseButton.LeftButton
    qtbot.mousePress(view.surface, left, pos=QPoint(200, 100))
    qtbot.mouseMove(view.surface, QPoint(210, 300))
    qtbot.mouseMove(view.surface, QPoint(210, view.surface.height() + 60))
    qtbot.waitUntil(lambda: view.page.first > 3, timeout=4000)
    qtbot.mouseRelease(view.surface, left, pos=QPoint(210, view.surface.height() + 60))
    chosen = view.selection()
    assert chosen is not None and chosen[1] > view.page.heights_pieces.starts[4]


def test_all_marks_under_the_pointer_are_told_topmost_first(qtbot: QtBot, show: Show) -> None:
    text = make_text("The Shanghai Convention against terrorism is named here.")
    view = show(text)
    s = text.canonical
    view.set_overlay(MarkIndex([
        Mark(0, len(s), "highlight", "highlight.yellow", "wide"),
        Mark(s.index("Shanghai"), s.index(" against"), "highlight", "highlight.pink", "narrow"),
        Mark(s.index("Convention"), s.index(" against"), "link", "link.instrument", "link"),
    ]))  # fmt: skip
    told: list[tuple[list[str], int]] = []
    view.hovered.connect(lambda ids, position, where: told.append((ids, position)))
    at = s.index("Convention") + 2
    qtbot.mouseMove(view.surface, point_of(view, at))
    qtbot.mouseMove(view.surface, point_of(view, at + 1))
    qtbot.mouseMove(view.surface, point_of(view, s.index("Shanghai") + 1))
    assert told == [(["link", "narrow", "wide"], at), (["narrow", "wide"], s.index("Shanghai") + 1)]
    assert view.surface.cursor().shape() == Qt.CursorShape.PointingHandCursor
    with qtbot.waitSignal(view.clicked) as clicked:
        qtbot.mouseClick(view.surface, Qt.MouseButton.LeftButton, pos=point_of(view, at))
    assert clicked.args == [["link", "narrow", "wide"], at]


def test_a_badge_and_a_bar_answer_for_their_marks(show: Show) -> None:
    text = make_text("A passage that a note hangs on.", "Another.")
    view = show(text)
    view.set_overlay(MarkIndex([
        Mark(2, 9, "highlight", "note", "bare", True), Mark(0, 31, "link", "link.parallel", "link"),
    ]))  # fmt: skip
    view.grab()
    y = point_of(view, 3).y()
    assert view.ids_at(view.page.right + 4, y) == (["bare"], 2)
    assert view.ids_at(view.page.left + 2, y) == (["link"], 0)
    assert view.ids_at(view.page.left + 2, point_of(view, 33).y()) == ([], -1)


def test_a_change_repaints_the_provision_it_touches_and_nothing_else(qtbot: QtBot, show: Show) -> None:
    text = long_text(40)
    view = show(text)
    index = MarkIndex()
    view.set_overlay(index)
    qtbot.wait(20)
    third = text.provisions[1]
    mark = Mark(third.start + 3, third.start + 9, "highlight", "highlight.yellow", "new")
    for act in (
        lambda: (index.add(mark), view.marks_changed(mark.start, mark.end)),
        lambda: view.set_lit({"new"}),
        lambda: view.set_lit(()),
        lambda: view.set_passage(third.start, third.end),
        lambda: view.clear_passage(),
        lambda: view.select(third.start, third.start + 5),
    ):
        view.select(third.start, third.start)
        qtbot.wait(5)
        view.painted_rects.clear()
        act()
        qtbot.wait(5)
        row = next(r for r in view.page.rows() if r.piece == 1)
        allowed = QRect(0, row.y - 40, view.page.width, row.laid.height + 41)
        assert view.painted_rects
        assert all(allowed.contains(rect) for rect in view.painted_rects), view.painted_rects
    view.painted_rects.clear()
    view.marks_changed(text.provisions[30].start, text.provisions[30].end)  # out of sight
    qtbot.wait(5)
    assert view.painted_rects == []


def test_scrolling_paints_only_what_comes_into_sight(qtbot: QtBot, show: Show) -> None:
    view = show(long_text(200))
    view.scroll_by(300)
    qtbot.wait(20)
    view.painted_rects.clear()
    view.scroll_by(40)
    qtbot.wait(10)
    assert 0 < sum(rect.height() for rect in view.painted_rects) <= 60


def test_a_line_is_brought_to_a_level_and_a_place_is_come_back_to(qtbot: QtBot, show: Show) -> None:
    text = long_text(3000)
    view = show(text)
    for n in (1500, 2, 2990, 700):
        start = text.provisions[n - 1].start
        view.goto(start, level=90)
        y = view.position_y(start)
        assert y is not None and abs(y - 90) <= 1, n
    view.scroll_by(13)
    place, y = view.place(), view.position_y(text.provisions[699].start)
    view.goto(0, level=0)
    view.restore(place)
    assert view.place() == place
    assert view.position_y(text.provisions[699].start) == y
    view.resize(380, 520)
    view.set_typography(Type("", 15, 1.4, 60))
    assert view.place().position <= text.provisions[699].end
    assert abs(view.place().position - place.position) < 90  # the same words, in other lines


def test_what_is_on_the_screen_stays_while_heights_are_corrected(qtbot: QtBot, show: Show) -> None:
    view = show(long_text(4000))
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() // 2)
    qtbot.wait(10)
    anchor = view.place().position
    for _ in range(40):
        before = view.position_y(anchor)
        moved = view.scroll_by(-37)
        assert view.position_y(anchor) == before - moved
        qtbot.wait(1)
    assert moved == -37


def test_the_end_can_be_reached_and_not_passed(show: Show) -> None:
    text = long_text(500)
    view = show(text)
    view.goto(len(text.canonical), level=0)
    assert view.scroll_by(10_000) == 0
    end = view.position_y(len(text.canonical))
    assert end is not None and 0 < end < view.surface.height()
    view.goto(0, level=400)
    assert view.position_y(0) == view.page.pad


def test_every_hit_is_found_and_they_go_round(qtbot: QtBot, show: Show) -> None:
    text = make_text("Peace and peace.", "“Peace” again — and PEACE,", "a peace-\nful end")
    view = show(text)
    said: list[tuple[int, int]] = []
    view.found.connect(lambda now, count: said.append((now, count)))
    assert view.find("peace") == 5
    spans = [view.find_next() for _ in range(5)]
    assert spans[-1] == (0, 5)
    assert {text.canonical[a:b].lower() for a, b in spans if a is not None} == {"peace"}
    assert view.find_previous() == spans[3]
    assert said[0] == (1, 5)
    assert view.find('"peace" AGAIN - and') == 1
    assert view.find("pea(ce") == 0
    assert view.find("") == 0


def test_a_very_long_provision_is_cut_but_stays_one(show: Show) -> None:
    words = "word after word without any end " * 2500
    text = make_text("Short.", words.strip(), "Last.")
    view = show(text)
    assert len(view.page.heights_pieces) > 3
    assert max(len(row.laid.layout.text()) for row in view.page.rows()) <= 20_000
    view.goto(text.provisions[1].start + 40_000, level=50)
    view.select(text.provisions[1].start, text.provisions[1].end)
    assert view.selected_text() == words.strip()
    assert {view.page.heights_pieces.provision(r.piece) for r in view.page.rows()} == {1}
    view.grab()


@pytest.mark.parametrize(
    "words", ["", "x", "שלום לכולם and English", "السلام عليكم ورحمة الله", "e\u0301" * 30, "上海合作组织成员国" * 20]
)
def test_any_script_is_painted_and_pointed_at(show: Show, words: str) -> None:
    text = make_text(words, "An end.")
    view = show(text)
    view.set_overlay(MarkIndex([Mark(0, max(1, len(words) // 2), "highlight", "highlight.green", "h", True)]))
    view.set_passage(0, len(words))
    assert not view.grab().isNull()
    if words.strip():
        found, position = view.ids_at(point_of(view, 0).x(), point_of(view, 0).y())
        assert found == ["h"]
        assert position == 0


def test_no_text_and_an_empty_text_are_painted_too(qtbot: QtBot) -> None:
    view = Watched()
    qtbot.addWidget(view)
    view.show()
    qtbot.wait(5)
    assert view.visible_span() == (0, 0)
    view.set_text(make_text())
    view.find("x")
    qtbot.keyClick(view, Qt.Key.Key_Down)
    qtbot.mouseClick(view.surface, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    view.goto(3)
    assert not view.grab().isNull()


def test_other_colours_are_painted_at_once(qtbot: QtBot, show: Show) -> None:
    view = show(make_text("Words."))
    for name in ("dark", "contrast", "light"):
        view.set_theme(load_theme(name))
        image = view.grab().toImage()
        assert image.pixelColor(2, image.height() - 3).name() == load_theme(name).css("paper")


def test_memory_grows_with_what_is_visible(show: Show) -> None:
    view = show(long_text(5000))
    for n in range(0, 5000, 9):
        view.goto(view.page.heights_pieces.starts[n], level=0)
        list(view.page.rows())
    assert len(view.page._kept) <= KEPT


def test_a_click_asks_for_the_menu_there(qtbot: QtBot, show: Show) -> None:
    text = make_text("Some words to ask about.")
    view = show(text)
    from PySide6.QtGui import QContextMenuEvent

    point = point_of(view, 6)
    with qtbot.waitSignal(view.context_menu) as asked:
        view.contextMenuEvent(
            QContextMenuEvent(QContextMenuEvent.Reason.Mouse, point, QWidget.mapToGlobal(view.surface, point))
        )
    assert asked.args is not None
    assert asked.args[1] == 6


def test_a_glide_ends_where_a_jump_would(qtbot: QtBot, show: Show) -> None:
    text = long_text(100)
    view = show(text)
    view.motion = True
    steps: list[int] = []
    view.scrolled.connect(lambda: steps.append(view.page.value))
    start = text.provisions[3].start
    view.goto(start, level=30)
    assert view.position_y(start) != 30
    qtbot.waitUntil(lambda: view.position_y(start) == 30, timeout=2000)
    assert len(steps) > 2 and steps == sorted(steps)
    view.goto(text.provisions[90].start, level=30)  # too far to follow with the eye
    assert view.position_y(text.provisions[90].start) == 30


def test_one_line_under_a_name_however_many_links_begin_there(show: Show) -> None:
    from reader.ui.reading.ops import ops_of

    view = show(make_text("The United Nations (UN) Charter stands."))
    view.set_overlay(MarkIndex([
        Mark(4, 31, "link", "link.instrument", "a"), Mark(4, 31, "link", "link.instrument", "b"),
        Mark(20, 22, "link", "link.instrument", "c"), Mark(4, 18, "link", "link.instrument", "d"),
    ]))  # fmt: skip
    laid = view.page.laid(0)
    assert len(ops_of(view, laid, 40).lines) == 1


def test_overlapping_highlights_keep_an_edge_of_their_own(show: Show) -> None:
    from reader.ui.reading.ops import ops_of

    view = show(make_text("One two three four five six."))
    view.set_overlay(MarkIndex([
        Mark(0, 18, "highlight", "highlight.yellow", "a"), Mark(8, 27, "highlight", "highlight.pink", "b"),
        Mark(20, 23, "highlight", "highlight.green", "c", True),
    ]))  # fmt: skip
    ops = ops_of(view, view.page.laid(0), 28)
    tops = [rect.top() for rect, _ in ops.fills]
    assert len(tops) == 3 and tops[1] > tops[0]
    assert ops.badges and len(ops.lines) >= 4


def test_a_word_longer_than_the_column_is_broken(show: Show) -> None:
    text = make_text("See https://example.org/" + "path/" * 60 + " there.", "x" * 50_000, "End.")
    view = show(text, 300)
    for row in view.page.rows():
        assert all(line.naturalTextWidth() <= view.page.text_w + 1 for _, _, _, line in row.laid.lines)
    view.goto(text.provisions[1].start + 30_000, level=10)
    assert not view.grab().isNull()
    assert view.page.rows().__next__().laid.height < 40_000
