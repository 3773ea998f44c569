"""Highlights take another shape by their grips: what is dragged is seen at once, and asked for once."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from reader.ui.reading.handles import END, START, stepped
from reader.ui.reading.marks import Mark, MarkIndex
from reader.ui.reading.ops import ops_of
from tests.ui.reading.helpers import Show, Watched, make_text
from tests.ui.reading.test_view import left_of

FIRST = "The towns on the river agree to share their harbour 😀 and its light."
SECOND = "Each town keeps its own flag, its own court and its own toll."
HEBREW = "הערים על הנהר מסכימות לחלוק את הנמל ואת אורותיו עם כולם."
LEFT = Qt.MouseButton.LeftButton


def shown(show: Show, text, words: str) -> Watched:
    view = show(text)
    at = text.canonical.index(words)
    view.set_overlay(MarkIndex([Mark(at, at + len(words), "highlight", "highlight.yellow", "note:1")]))
    view.mouse.handles.set_on(True)
    view.setFocus()
    view.select(at + 1, at + 1)
    view.handles.follow()
    return view


def knob(view: Watched, which: int) -> QPoint:
    mark = view.handles.mark
    return view.handles._knob(mark.start, mark.end, which).toPoint()


def asked(view: Watched) -> list[str]:
    found = []
    view.reshaped.connect(lambda id_, a, b, start, end: found.append((id_, view.text.canonical[start:end])))
    return found


@pytest.fixture(autouse=True)
def focused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Watched, "hasFocus", lambda self: True)  # no window manager gives it here


@pytest.mark.parametrize(
    ("which", "to", "words"),
    [(END, "harbour", "river agree to share their "), (END, "keeps", None), (START, "on the", "on the river agree")],
)
def test_an_end_is_dragged_within_and_across_provisions(qtbot: QtBot, show: Show, which, to, words) -> None:
    text = make_text(FIRST, SECOND)
    view = shown(show, text, "river agree")
    found = asked(view)
    target = left_of(view, text.canonical.index(to))
    qtbot.mousePress(view.surface, LEFT, pos=knob(view, which))
    qtbot.mouseMove(view.surface, target)
    piece = next(row for row in view.page.rows())
    ops = ops_of(view, piece.laid, view.page.heights_pieces.ends[piece.piece])
    here = text.canonical.index("river")
    wanted = words or text.canonical[here : text.canonical.index(to)]
    drawn = ops.marks[0]
    assert text.canonical[drawn.start : drawn.end] == wanted  # seen while it is dragged
    assert found == []
    qtbot.mouseRelease(view.surface, LEFT, pos=target)
    assert found == [("note:1", wanted)]
    assert view.selection() is None


def test_grips_stand_at_the_ends_from_right_to_left_too(qtbot: QtBot, show: Show) -> None:
    text = make_text(HEBREW, HEBREW)
    view = shown(show, text, "הנהר מסכימות")
    assert knob(view, START).x() > knob(view, END).x()
    found = asked(view)
    at = HEBREW.index("לחלוק") + len("לחלוק")
    rect = next(iter(view.page.rows())).laid.rects(at, at + 1)[0]
    line = view.page.face.line
    place = QPoint(round(view.page.text_x + rect[0] + rect[2] - 1), round(rect[1] + line / 2))
    qtbot.mousePress(view.surface, LEFT, pos=knob(view, END))
    qtbot.mouseMove(view.surface, place)
    qtbot.mouseRelease(view.surface, LEFT, pos=place)
    ((_, words),) = found
    assert words.strip() == "הנהר מסכימות לחלוק"


def test_escape_leaves_it_as_it_was_and_a_small_click_does_nothing(qtbot: QtBot, show: Show) -> None:
    view = shown(show, make_text(FIRST, SECOND), "river agree")
    found = asked(view)
    qtbot.mousePress(view.surface, LEFT, pos=knob(view, END))
    qtbot.mouseMove(view.surface, QPoint(20, 100))
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    qtbot.mouseRelease(view.surface, LEFT, pos=QPoint(20, 100))
    view.handles.take(knob(view, END))
    view.handles.drop()
    assert found == []
    assert view.handles.mark is not None


def test_no_grips_where_nothing_can_be_changed_or_words_are_selected(show: Show) -> None:
    view = shown(show, make_text(FIRST, SECOND), "river agree")
    assert view.handles.mark is not None
    view.select(0, 5)
    assert view.handles.mark is None
    view.select(20, 20)
    assert view.handles.mark is not None
    view.handles.set_on(False)
    assert view.handles.mark is None


@pytest.mark.parametrize(
    ("which", "onward", "words"),
    [
        (END, 1, "river agree to"),
        (END, -1, "river"),
        (START, -1, "the river agree"),
        (START, 1, "agree"),
    ],
)
def test_an_end_steps_by_words(which: int, onward: int, words: str) -> None:
    at = FIRST.index("river agree")
    start, end = stepped(FIRST, (at, at + len("river agree")), which, onward)
    assert FIRST[start:end] == words


def test_steps_take_chinese_by_the_character_cross_provisions_and_never_leave_nothing() -> None:
    chinese = "各方重申反对恐怖主义。"
    assert stepped(chinese, (2, 4), END, 1) == (2, 5)
    whole = f"{FIRST}\n\n{SECOND}"
    end = len(FIRST) - 1
    assert whole[slice(*stepped(whole, (end - 5, end), END, 1))] == "light.\n\nEach"
    assert stepped(FIRST, (4, 9), END, -1) == (4, 9)
    assert stepped(FIRST, (4, 9), START, 1) == (4, 9)
    assert stepped(FIRST, (0, 9), START, -1) == (0, 9)
