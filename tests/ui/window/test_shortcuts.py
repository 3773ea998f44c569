"""The shortcut editor: changing, taking over, giving back, what the note editor means by the same keys."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from pytestqt.qtbot import QtBot

from reader.ui.notes.editor import KEYS
from reader.ui.window.furnishing import Parts
from reader.ui.window.shortcuts import ShortcutDialog, clashes


@pytest.fixture
def dialog(parts: Parts) -> ShortcutDialog:
    parts.actions["help.shortcuts"].trigger()
    [found] = parts.window.findChildren(ShortcutDialog)
    return found


def keys(parts: Parts, act_id: str) -> list[str]:
    return [key.toString() for key in parts.actions[act_id].shortcuts()]


def test_keys_are_changed_at_once_and_kept(parts: Parts, dialog: ShortcutDialog, start: Callable[..., Parts]) -> None:
    dialog.choose("link.confirm")
    dialog.keys.setKeySequence(QKeySequence("Ctrl+Alt+Y"))
    dialog.change.click()
    assert keys(parts, "link.confirm") == ["Ctrl+Alt+Y"]
    assert "Ctrl+Alt+Y" in parts.actions["link.confirm"].toolTip()
    assert parts.session.settings["shortcuts"] == {"link.confirm": ["Ctrl+Alt+Y"]}
    parts.window.close()
    assert keys(start(), "link.confirm") == ["Ctrl+Alt+Y"]


def test_keys_that_are_taken_are_named_and_change_hands(parts: Parts, dialog: ShortcutDialog) -> None:
    dialog.choose("link.confirm")
    dialog.keys.setKeySequence(QKeySequence("Ctrl+G"))
    assert "Go to Passage" in dialog.message.text()
    dialog.change.click()
    assert keys(parts, "go.to") == []
    assert keys(parts, "link.confirm") == ["Ctrl+G"]
    dialog.choose("go.to")
    dialog.usual.click()
    assert keys(parts, "go.to") == ["Ctrl+G"]
    assert keys(parts, "link.confirm") == []
    dialog.reset_all()
    assert keys(parts, "link.confirm") == ["Ctrl+Return"]
    assert parts.session.settings["shortcuts"] == {}


def test_an_action_can_go_without_keys(parts: Parts, dialog: ShortcutDialog) -> None:
    dialog.choose("edit.redo")
    dialog.keys.setKeySequence(QKeySequence())
    dialog.change.click()
    assert keys(parts, "edit.redo") == []


def test_no_two_actions_share_keys_and_those_of_the_note_editor_are_said(parts: Parts, dialog: ShortcutDialog) -> None:
    for act, _ in parts.actions:
        assert not [clash for clash in clashes(parts.actions, act.id) if clash.hard], act.id
    shown = [item.text(0) for item in dialog._items()]
    assert {name for _, name, _ in KEYS} <= set(shown)
    assert {name.text(0) for name in dialog._items() if "in a note" in name.text(2)}


def test_the_keys_of_the_note_editor_are_changed_too(parts: Parts, dialog: ShortcutDialog, qtbot: QtBot) -> None:
    editor = parts.inspector.box.editor
    dialog.choose("note.key.bold")
    dialog.keys.setKeySequence(QKeySequence("Ctrl+I"))
    assert "“Italic”" in dialog.message.text() and "lose" in dialog.message.text()
    dialog.keys.setKeySequence(QKeySequence("Ctrl+G"))
    assert "Outside notes" in dialog.message.text()
    dialog.keys.setKeySequence(QKeySequence("Ctrl+Alt+Shift+B"))
    dialog.change.click()
    editor.setPlainText("word")
    editor.selectAll()
    qtbot.keyClick(editor, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert editor.toPlainText() == "word"
    all_three = (
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
    )
    qtbot.keyClick(editor, Qt.Key.Key_B, all_three)
    assert editor.toPlainText() == "**word**"
    dialog.usual.click()
    assert parts.session.settings["shortcuts"] == {}
    editor.setPlainText("word")
    editor.selectAll()
    qtbot.keyClick(editor, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert editor.toPlainText() == "**word**"


def test_keys_change_hands_within_the_note_editor(parts: Parts, dialog: ShortcutDialog) -> None:
    dialog.choose("note.key.bold")
    dialog.keys.setKeySequence(QKeySequence("Ctrl+I"))
    dialog.change.click()
    assert parts.session.settings["shortcuts"] == {"note.key.italic": [], "note.key.bold": ["Ctrl+I"]}
    rows = {item.text(0): item for item in dialog._items()}
    assert rows["Italic"].text(1) == "" and rows["Bold"].text(1) == "Ctrl+I"
    assert "changed" in rows["Bold"].text(2)
    dialog.reset_all()
    assert {item.text(0): item.text(1) for item in dialog._items()}["Italic"] == "Ctrl+I"


def test_typing_narrows_the_table(dialog: ShortcutDialog) -> None:
    dialog.filter.setText("highlight yell")
    left = [item.text(0) for item in dialog._items() if not item.isHidden()]
    assert left == ["Highlight Yellow"]


def test_a_filter_that_nothing_fits_says_so(dialog: ShortcutDialog) -> None:
    dialog.filter.setText("zzzz")
    assert dialog.message.text() == "No shortcut fits."
    dialog.filter.setText("find")
    assert dialog.message.text() == ""
