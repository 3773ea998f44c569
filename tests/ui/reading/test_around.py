"""What stands around a view: pane, find bar, ruler, ribbons, preview, accessibility."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from reader.ui.reading import accessible
from reader.ui.reading.gutter import FAINT, MOST, Ribbon, RibbonGutter
from reader.ui.reading.marks import Mark, MarkIndex
from reader.ui.reading.pane import TextPane, day, subtitle
from reader.ui.reading.preview import Item, Preview, quote
from reader.ui.reading.typography import Type
from reader.ui.theme import load_theme
from tests.ui.reading.helpers import Show, long_text, make_text


def pane_of(qtbot: QtBot, text: object, width: int = 480, height: int = 500) -> TextPane:
    pane = TextPane()
    qtbot.addWidget(pane)
    pane.resize(width, height)
    pane.set_text(text)  # type: ignore[arg-type]
    with qtbot.waitSignal(pane.view.painted):
        pane.show()
    qtbot.wait(60)
    return pane


class TestPane:
    def test_a_long_title_wraps_and_then_is_cut(self, qtbot: QtBot) -> None:
        short = pane_of(qtbot, make_text("x", title="Short"))
        long = pane_of(qtbot, make_text("x", title="Declaration on everything that was ever agreed " * 9), 360)
        assert short.header.height() < long.header.height() <= 500 // 3
        assert long.header.toolTip().startswith("Declaration on everything")
        assert not short.header.toolTip()
        before = long.header.height()
        long.resize(1200, 500)
        assert long.header.height() <= before

    def test_the_subtitle_says_where_when_and_how_much(self) -> None:
        text = make_text("a", "b")
        text.place, text.date, text.edition = "Shanghai", "2001-06-15", "restated edition"
        assert subtitle(text) == "Shanghai · 15 June 2001 · restated edition · 2 provisions"
        assert [day(d) for d in ("2001-06", "2001", "", "about 1900")] == ["June 2001", "2001", "", "about 1900"]

    def test_in_a_narrow_pane_the_field_to_find_in_has_room_for_words(self, qtbot: QtBot) -> None:
        pane = pane_of(qtbot, long_text(5), 340)
        pane.show_find("security")
        qtbot.wait(120)
        assert pane._bar is not None
        assert pane._bar.field.width() >= 90
        assert pane._bar.minimumSizeHint().width() <= pane.width()

    def test_finding_by_keyboard(self, qtbot: QtBot) -> None:
        pane = pane_of(qtbot, long_text(50))
        pane.show_find()
        bar = pane._bar
        assert bar is not None
        qtbot.keyClicks(bar.field, "Point 4")
        qtbot.keyClick(bar.field, Qt.Key.Key_Return)
        assert len(pane.view.hits) == 11
        now = pane.view.hits.current
        qtbot.keyClick(bar.field, Qt.Key.Key_Return)
        assert pane.view.hits.current == now + 1
        qtbot.keyClick(bar.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
        assert pane.view.hits.current == now
        assert "of 11" in bar.count.text()
        qtbot.keyClick(bar.field, Qt.Key.Key_Escape)
        assert not bar.isVisible()
        assert pane.view.selected_text() == "Point 4"
        assert len(pane.view.hits) == 0

    def test_the_ruler_goes_where_it_is_clicked_and_knows_the_window(self, qtbot: QtBot) -> None:
        pane = pane_of(qtbot, long_text(800))
        assert pane.view.text is not None
        p = pane.view.text.provisions[400]
        pane.view.set_overlay(MarkIndex([Mark(p.start, p.end, "link", "link.parallel", "x")]))
        qtbot.wait(80)
        assert list(pane.ruler._ticks) == ["link.parallel"]
        assert not pane.ruler.grab().isNull()
        qtbot.mouseClick(pane.ruler, Qt.MouseButton.LeftButton, pos=QPoint(4, pane.ruler.height() // 2))
        low, high = pane.ruler.window()
        assert low < 0.5 < high
        assert high - low < 0.05

    def test_typography_and_zoom_keep_the_words_at_the_top(self, qtbot: QtBot) -> None:
        pane = pane_of(qtbot, long_text(300))
        assert pane.view.text is not None
        start = pane.view.text.provisions[100].start
        pane.view.goto(start, level=0)
        assert pane.zoom(3) > 12
        pane.set_typography(Type("", 11, 1.3, 40))
        assert abs(pane.view.place().position - start) < 10
        left, right = pane.view.column()
        assert right - left < 480


class TestRibbons:
    def make(self, qtbot: QtBot) -> tuple[RibbonGutter, TextPane, TextPane]:
        window = QWidget()
        qtbot.addWidget(window)
        row = QHBoxLayout(window)
        a, b = TextPane(), TextPane()
        gutter = RibbonGutter(a.view, b.view)
        for widget in (a, gutter, b):
            row.addWidget(widget)
        text = long_text(300)
        a.set_text(text)
        b.set_text(text)
        window.resize(900, 700)
        with qtbot.waitSignal(a.view.painted):
            window.show()
        p = text.provisions
        links = [Ribbon(f"k{i}-{j}", p[i][1:3], p[j][1:3], "link.parallel", 0.5) for i in range(9) for j in range(9)]
        links += [Ribbon("far", p[1][1:3], p[250][1:3], "link.development", 0.9)]
        links += [Ribbon("name", (p[0].start, p[0].start + 5), (p[2].start, p[2].start + 5), "link.place", 0.9)]
        gutter.set_links(links)
        qtbot.wait(20)
        gutter._keep = window  # type: ignore[attr-defined]  # the test's only reference to it
        return gutter, a, b

    def test_there_are_never_more_than_an_eye_can_follow(self, qtbot: QtBot) -> None:
        gutter, _, _ = self.make(qtbot)
        assert len(gutter.shown()) <= FAINT + FAINT // 2
        gutter.set_active([f"k{i}-{j}" for i in range(9) for j in range(9)])
        assert len(gutter.shown()) <= MOST

    def test_names_are_drawn_when_they_are_at_hand(self, qtbot: QtBot) -> None:
        gutter, _, _ = self.make(qtbot)
        assert "name" not in dict(gutter.shown())
        gutter.set_active(["name", "far", "no such key"])
        shown = dict(gutter.shown())
        assert shown["name"] and shown["far"]
        assert not gutter.grab().isNull()

    def test_ribbons_follow_the_text_and_end_with_it(self, qtbot: QtBot) -> None:
        gutter, a, b = self.make(qtbot)
        for view in (a.view, b.view):
            view.goto(view.page.heights_pieces.starts[120], level=0)
        assert gutter.shown() == []

    def test_a_click_and_a_hover_tell_the_key(self, qtbot: QtBot) -> None:
        gutter, a, _ = self.make(qtbot)
        gutter.set_links([Ribbon("one", (0, 20), (0, 20), "link.parallel", 0.9)])
        gutter.grab()
        y = a.view.surface.mapTo(a.window(), QPoint(0, 30)).y() - gutter.mapTo(a.window(), QPoint(0, 0)).y()
        point = QPointF(30, y)
        assert gutter.key_at(point) == "one"
        with qtbot.waitSignal(gutter.clicked) as clicked:
            qtbot.mouseClick(gutter, Qt.MouseButton.LeftButton, pos=point.toPoint())
        assert clicked.args == ["one"]
        assert gutter.key_at(QPointF(30, y + 400)) is None


ITEM = Item("key", "link.parallel", "Parallel", "Bishkek 2007 §4", "so ", "the <words>", " go", "both say so", 0.8)


class TestPreview:
    def make(self, qtbot: QtBot) -> Preview:
        window = QWidget()
        qtbot.addWidget(window)
        window.resize(700, 500)
        window.show()
        preview = Preview(window, load_theme("light"))
        preview._keep = window  # type: ignore[attr-defined]  # the test's only reference to it
        return preview

    def test_it_shows_after_a_while_and_goes_when_the_pointer_does(self, qtbot: QtBot) -> None:
        preview = self.make(qtbot)
        preview.point([ITEM], QPoint(100, 100))
        assert preview.items == ()
        qtbot.waitUntil(lambda: preview.items == (ITEM,), timeout=2000)
        preview.point([], QPoint())
        qtbot.waitUntil(lambda: preview.items == (), timeout=2000)

    def test_its_words_are_whole(self, qtbot: QtBot) -> None:
        preview = self.make(qtbot)
        for length in range(40, 160, 12):
            preview.point(
                [ITEM._replace(why="stable ~ " * (length // 9), words="words of it " * (length // 9))], QPoint(9, 9)
            )
            preview._show_waiting()
            qtbot.wait(1)
            for label in preview.findChildren(QLabel):
                assert not label.isVisible() or label.height() >= label.heightForWidth(label.width())
            preview.dismiss()

    def test_frozen_it_stays(self, qtbot: QtBot) -> None:
        preview = self.make(qtbot)
        preview.point([ITEM], QPoint(100, 100))
        qtbot.waitUntil(lambda: preview.items == (ITEM,), timeout=2000)
        preview.freeze()
        preview.point([], QPoint())
        preview.point([ITEM._replace(key="other")], QPoint(5, 5))
        qtbot.wait(400)
        assert preview.items == (ITEM,)
        preview.dismiss()
        assert preview.items == ()

    def test_the_keyboard_opens_it_acts_and_closes_it(self, qtbot: QtBot) -> None:
        preview = self.make(qtbot)
        preview.open([ITEM, ITEM._replace(key="second")], QPoint(690, 490))
        assert preview.frozen
        assert preview.window().rect().contains(preview.geometry())
        buttons = preview.findChildren(QToolButton)
        assert len(buttons) == 8
        with qtbot.waitSignal(preview.acted) as acted:
            qtbot.keyClick(buttons[5], Qt.Key.Key_Space)
        assert acted.args == ["confirm", "second"]
        assert preview.items == ()
        preview.open([ITEM], QPoint(10, 10))
        qtbot.keyClick(preview, Qt.Key.Key_Escape)
        assert preview.items == ()

    def test_it_never_lies_under_the_pointer(self, qtbot: QtBot) -> None:
        preview = self.make(qtbot)
        items = [ITEM._replace(key=str(k), before="Many words before. " * 8) for k in range(5)]
        for y in range(10, 500, 60):
            at = preview.window().mapToGlobal(QPoint(300, y))
            preview.open(items, at)
            assert preview.window().rect().contains(preview.geometry())
            assert not preview.geometry().contains(QPoint(300, y)), y
            preview.dismiss()

    def test_words_are_quoted_in_their_provision(self) -> None:
        text = make_text("Heading\nFirst words here. " + "More of them follow. " * 30, "Next.")
        start = text.canonical.index("words")
        before, words, after = quote(text, start, start + 5)
        assert (before, words) == ("First ", "words")
        assert after.startswith(" here.") and after.endswith("…") and len(after) < 170
        before, _, _ = quote(text, start + 300, start + 305)
        assert before.startswith("…")


class TestAccessibility:
    def test_a_screen_reader_can_read_and_move(self, qtbot: QtBot, show: Show) -> None:
        view = show(make_text("One sentence 😀 stands here. Another follows.", "Second provision."))
        s = view.text.canonical  # type: ignore[union-attr]
        view.set_overlay(MarkIndex([
            Mark(0, 12, "highlight", "highlight.yellow", "h", True), Mark(4, 12, "link", "link.place", "l"),
        ]))  # fmt: skip
        reader = QAccessible.queryAccessibleInterface(view)
        assert reader.role() == QAccessible.Role.Document
        text = reader.textInterface()
        assert text.text(0, text.characterCount()) == s
        assert text.characterCount() == len(s) + 1
        view.select(5, 5)
        assert text.cursorPosition() == 5
        assert reader.text(QAccessible.Text.Description) == "A declaration §1: place; yellow highlight with a note"
        kinds = QAccessible.TextBoundaryType
        assert text.textAtOffset(5, kinds.WordBoundary)[0] == "sentence"
        assert text.textAtOffset(5, kinds.SentenceBoundary)[0] == "One sentence 😀 stands here. "
        assert text.textAfterOffset(5, kinds.SentenceBoundary)[0].startswith("Another")
        assert text.textAtOffset(5, kinds.ParagraphBoundary)[0].startswith("One")
        after = s.index("stands")
        text.setCursorPosition(after + 1)  # one pair before it
        assert view.caret() == after
        rect = text.characterRect(after + 1)
        assert text.offsetAtPoint(rect.center()) in (after + 1, after + 2)
        text.setSelection(0, 0, 3)
        assert view.selected_text() == "One"
        assert text.selectionCount() == 1

    def test_megabytes_are_shown_a_piece_at_a_time(self, qtbot: QtBot, show: Show) -> None:
        view = show(long_text(2000))
        text = accessible.TextOf(view)
        assert text.characterCount() <= accessible.WINDOW
        assert view.text is not None
        last = view.text.provisions[-1]
        view.setFocus()
        view.select(last.start, last.start)
        view.goto(last.start)
        unit = text.cursorPosition()
        assert text.text(unit, unit + 10) == view.text.canonical[last.start : last.start + 10]
