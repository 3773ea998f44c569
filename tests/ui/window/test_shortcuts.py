"""The shortcut editor: changing, taking over, giving back, what the note editor means by the same keys."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtGui import QKeySequence

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


def test_typing_narrows_the_table(dialog: ShortcutDialog) -> None:
    dialog.filter.setText("highlight yell")
    left = [item.text(0) for item in dialog._items() if not item.isHidden()]
    assert left == ["Highlight Yellow"]
