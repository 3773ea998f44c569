"""Everything by keyboard."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from reader.ui.reading import selection
from tests.ui.reading.helpers import Show, long_text, make_text

K, M = Qt.Key, Qt.KeyboardModifier


def test_the_caret_walks_by_character_word_line_and_text(qtbot: QtBot, show: Show) -> None:
    s = "A 👩‍🚀 flies. " + "Words that fill more than one line of the column, surely. " * 4
    text = make_text(s.strip(), "Second.")
    view = show(text)
    view.setFocus()
    for key, modifier, where in (
        (K.Key_Right, M.NoModifier, 1), (K.Key_Right, M.NoModifier, 2), (K.Key_Right, M.NoModifier, 5),
        (K.Key_Left, M.NoModifier, 2), (K.Key_Right, M.ControlModifier, s.index("flies")),
        (K.Key_Right, M.ControlModifier, s.index("Words")), (K.Key_Left, M.ControlModifier, s.index("flies")),
        (K.Key_End, M.ControlModifier, len(text.canonical)), (K.Key_Home, M.ControlModifier, 0),
    ):  # fmt: skip
        qtbot.keyClick(view, key, modifier)
        assert view.caret() == where, key
    qtbot.keyClick(view, K.Key_Down)
    line = view.caret()
    assert 20 < line < 90
    qtbot.keyClick(view, K.Key_End)
    end = view.caret()
    assert end > line
    qtbot.keyClick(view, K.Key_Home)
    qtbot.keyClick(view, K.Key_Up)
    assert view.caret() == 0
    qtbot.keyClick(view, K.Key_Down, M.ControlModifier)
    assert view.caret() == text.provisions[1].start


def test_shift_extends_and_escape_lets_go(qtbot: QtBot, show: Show) -> None:
    view = show(make_text("One two three four.", "Five."))
    qtbot.keyClick(view, K.Key_Right, M.ControlModifier)
    qtbot.keyClick(view, K.Key_Right, M.ControlModifier | M.ShiftModifier)
    assert view.selected_text() == "two "
    qtbot.keyClick(view, K.Key_End, M.ShiftModifier)
    assert view.selected_text() == "two three four."
    qtbot.keyClick(view, K.Key_A, M.ControlModifier)
    assert view.selected_text() == "One two three four.\n\nFive."
    qtbot.keyClick(view, K.Key_Escape)
    assert view.selection() is None


def test_the_caret_stays_in_sight_and_pages_turn(qtbot: QtBot, show: Show) -> None:
    text = long_text(300)
    view = show(text)
    seen: list[int] = []
    view.passage_changed.connect(seen.append)
    for _ in range(60):
        qtbot.keyClick(view, K.Key_Down)
        y = view.position_y(view.caret())
        assert y is not None and 0 <= y <= view.surface.height() - 20
    assert seen == sorted(seen)
    before = view.place()
    qtbot.keyClick(view, K.Key_PageDown)
    assert view.place() > before
    qtbot.keyClick(view, K.Key_PageUp)
    qtbot.keyClick(view, K.Key_Home, M.ControlModifier)
    assert view.place().position == 0
    qtbot.keyClick(view, K.Key_End, M.ControlModifier)
    assert view.visible_span()[1] == len(text.canonical)
    qtbot.keyClick(view, K.Key_Space, M.ShiftModifier)
    assert view.visible_span()[1] < len(text.canonical) or view.place().position < text.provisions[-1].start


def test_arrows_begin_where_one_reads(qtbot: QtBot, show: Show) -> None:
    text = long_text(300)
    view = show(text)
    view.goto(text.provisions[150].start, level=0)
    qtbot.keyClick(view, K.Key_Down)
    assert abs(view.caret() - text.provisions[150].start) < 200


def test_enter_and_f2_ask_for_what_the_caret_is_on(qtbot: QtBot, show: Show) -> None:
    from reader.ui.reading.marks import Mark, MarkIndex

    view = show(make_text("The UN Charter is named."))
    view.set_overlay(MarkIndex([Mark(4, 14, "link", "link.instrument", "charter")]))
    view.select(6, 6)
    with qtbot.waitSignal(view.clicked) as clicked:
        qtbot.keyClick(view, K.Key_Return)
    assert clicked.args == [["charter"], 6]
    with qtbot.waitSignal(view.preview_asked) as asked:
        qtbot.keyClick(view, K.Key_F2)
    assert asked.args == [["charter"], 6]


def test_arrows_follow_the_eye_in_a_text_from_right_to_left(qtbot: QtBot, show: Show) -> None:
    view = show(make_text("السلام عليكم ورحمة الله وبركاته", lang="ar"))
    view.select(5, 5)
    qtbot.keyClick(view, K.Key_Left)
    assert view.caret() == 6


def test_words_are_taken_as_readers_take_them() -> None:
    s = "l’état anti-terrorist centre's 上海合作 end"
    assert s[slice(*selection.word_at(s, 2))] == "l’état"
    assert s[slice(*selection.word_at(s, 12))] == "anti-terrorist"
    assert s[slice(*selection.word_at(s, s.index("合")))] == "合"
    assert selection.word_at(s, 6) == (6, 7)
    assert selection.next_word(s, 0) == 7
    assert selection.previous_word(s, 7) == 0
    assert selection.next_word("end", 3) == 3
