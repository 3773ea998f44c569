from __future__ import annotations

import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QTextCursor

from reader.ui.notes import markup
from reader.ui.notes.completing import Known
from reader.ui.notes.editor import MarkdownEditor


def colour(role: str) -> QColor:
    return QColor("#%06x" % (hash(role) & 0xFFFFFF))


@pytest.fixture
def editor(qtbot) -> MarkdownEditor:
    made = MarkdownEditor(colour)
    qtbot.addWidget(made)
    made.resize(400, 200)
    made.show()
    made.setFocus()
    qtbot.waitUntil(made.hasFocus)
    made.known_tags = lambda: [("principles/sovereignty", 4), ("principles", 12)]
    made.known_passages = lambda: [Known("Bishkek 2007", ["First", "Second"])]
    return made


def colours(editor: MarkdownEditor, line: int) -> set[tuple[int, int, str]]:
    block = editor.document().findBlockByNumber(line)
    return {(f.start, f.length, f.format.foreground().color().name()) for f in block.layout().formats()}


def test_no_break_spaces_astral_characters_and_line_ends_survive(editor) -> None:
    body = "a\u00a0b 😀\nsecond\tline\n"
    editor.load(body)
    assert editor.body() == body


def test_lines_are_coloured_by_role_and_in_utf16(editor) -> None:
    editor.load("😀 **bold** and #tag\n## Head\nplain")
    assert (3, 8, colour("syntax.strong").name()) in colours(editor, 0)
    assert (0, 7, colour("syntax.heading").name()) in colours(editor, 1)
    assert colours(editor, 2) == set()


def test_a_fence_colours_what_it_holds_until_it_is_closed(editor) -> None:
    editor.load("```\n**not bold**\n~~~\n```\n**bold**")
    code, strong = colour("syntax.code").name(), colour("syntax.strong").name()
    assert colours(editor, 1) == {(0, 12, code)}
    assert colours(editor, 2) == {(0, 3, code)}
    assert colours(editor, 4) == {(0, 8, strong)}
    cursor = editor.textCursor()
    cursor.movePosition(QTextCursor.MoveOperation.Start)
    cursor.insertText("x")  # no fence any more: the lines below change too
    assert colours(editor, 1) == {(0, 12, strong)}


def test_formatting_keys_work_and_are_one_step_of_undo(editor, qtbot) -> None:
    editor.load("a duty 😀")
    editor.selectAll()
    qtbot.keyClick(editor, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert editor.body() == "**a duty 😀**"
    assert editor.passage().selected == "a duty 😀"
    editor.undo()
    assert editor.body() == "a duty 😀"


def test_return_goes_on_with_a_list(editor, qtbot) -> None:
    editor.load("- one")
    editor.moveCursor(QTextCursor.MoveOperation.End)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.keyClicks(editor, "two")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert editor.body() == "- one\n- two\n"


def test_an_outside_change_keeps_the_caret_and_says_nothing(editor, qtbot) -> None:
    editor.load("first second third")
    cursor = editor.textCursor()
    cursor.setPosition(12)
    editor.setTextCursor(cursor)
    with qtbot.assertNotEmitted(editor.textChanged):
        editor.take("FIRST second third")
    assert editor.body() == "FIRST second third"
    assert editor.textCursor().position() == 12


def test_a_tag_is_completed(editor, qtbot) -> None:
    qtbot.keyClicks(editor, "see #prin")
    assert editor._list.isVisible()
    qtbot.keyClick(editor, Qt.Key.Key_Down)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert editor.body() == "see #principles/sovereignty "
    assert not editor._list.isVisible()


def test_a_passage_is_completed_in_two_steps_with_tab(editor, qtbot) -> None:
    qtbot.keyClicks(editor, "see [[bish")
    qtbot.keyClick(editor, Qt.Key.Key_Tab)
    assert editor.body() == "see [[Bishkek 2007 §"
    qtbot.keyClick(editor, Qt.Key.Key_Down)
    qtbot.keyClick(editor, Qt.Key.Key_Tab)
    assert editor.body() == "see [[Bishkek 2007 §2]]"
    assert editor.hasFocus()


def test_a_completion_between_closed_brackets_goes_behind_them(editor, qtbot) -> None:
    editor.act(markup.passage_link)
    qtbot.keyClicks(editor, "Bishkek 2007 §1")
    editor._complete("Bishkek 2007 §1")
    assert editor.body() == "[[Bishkek 2007 §1]]"
    assert editor.textCursor().atEnd()


def test_escape_closes_the_list_and_then_leaves(editor, qtbot) -> None:
    qtbot.keyClicks(editor, "#pr")
    with qtbot.assertNotEmitted(editor.escaped):
        qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert not editor._list.isVisible()
    with qtbot.waitSignal(editor.escaped, timeout=500):
        qtbot.keyClick(editor, Qt.Key.Key_Escape)


def test_a_hundred_kilobytes_are_typed_into_without_a_stall(editor, qtbot) -> None:
    editor.load("A line with **bold**, #tags and [[Bishkek 2007 §4]] in it.\n" * 1700)
    editor.moveCursor(QTextCursor.MoveOperation.Start)
    began = time.perf_counter()
    qtbot.keyClicks(editor, "typing")
    assert time.perf_counter() - began < 5  # a hang, not a benchmark: the figures are in tests/bench
    assert editor.body().startswith("typing")
