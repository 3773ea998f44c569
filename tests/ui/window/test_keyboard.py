"""The main job without a mouse."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog, QLineEdit

from reader.ui.window.furnishing import Parts

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


def test_read_select_highlight_write_decide_and_go_back(parts: Parts, qtbot) -> None:
    window, session = parts.window, parts.session
    window.activateWindow()
    qtbot.waitActive(window)
    view = parts.desk.panes[0].view
    assert view.hasFocus()

    def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        qtbot.keyClick(window.focusWidget(), key, modifiers)

    press(Qt.Key.Key_Down)
    for _ in range(3):
        press(Qt.Key.Key_Right, CTRL | SHIFT)
    words = view.selected_text()
    assert words
    press(Qt.Key.Key_3, CTRL)
    [mark] = session.annotations("harbour")
    assert (mark.colour, mark.targets[0].exact) == ("blue", words)

    press(Qt.Key.Key_M, CTRL)
    assert window.focusWidget() is parts.notes.box.editor
    qtbot.keyClicks(parts.notes.box.editor, "kept by keyboard")
    press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: view.hasFocus())
    session.flush()
    assert session.annotation(mark.id).body == "kept by keyboard"
    press(Qt.Key.Key_Z, CTRL)
    assert session.annotation(mark.id).body == ""
    press(Qt.Key.Key_Z, CTRL | SHIFT)
    assert session.annotation(mark.id).body == "kept by keyboard"

    link = next(link for link in session.links("harbour", "market") if link.a.provision == 2)
    press(Qt.Key.Key_G, CTRL)
    dialog = window.findChild(QInputDialog)
    qtbot.keyClicks(dialog.findChild(QLineEdit), "§2")
    qtbot.keyClick(dialog.findChild(QLineEdit), Qt.Key.Key_Return)
    assert (parts.at_hand.text_id, parts.at_hand.provision) == ("harbour", 2)
    press(Qt.Key.Key_2, ALT)
    assert parts.connections.list.hasFocus()
    parts.connections.choose(link.key)
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return, CTRL)
    assert session.link(link.key)[2].status == "confirmed"
    caret = view.caret()
    window.activateWindow()  # a window manager does that when a dialog goes
    qtbot.waitActive(window)
    press(Qt.Key.Key_Left, ALT)
    assert parts.actions["go.forward"].isEnabled()
    press(Qt.Key.Key_Right, ALT)
    assert view.caret() == caret


def test_every_pane_can_be_reached_and_left(parts: Parts, qtbot) -> None:
    window = parts.window
    window.activateWindow()
    qtbot.waitActive(window)
    for key, wanted in (
        (Qt.Key.Key_1, parts.library.tree), (Qt.Key.Key_2, parts.connections.list), (Qt.Key.Key_3, parts.notes),
        (Qt.Key.Key_4, parts.tags),
    ):  # fmt: skip
        qtbot.keyClick(window.focusWidget(), key, ALT)
        focus = window.focusWidget()
        assert focus is wanted or wanted.isAncestorOf(focus)
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_K, CTRL)
    assert parts.search.hasFocus()
    qtbot.keyClick(parts.search, Qt.Key.Key_Escape)
    assert parts.desk.view.hasFocus()
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_F6)
    assert parts.desk.active == 1


def test_the_palette_does_what_is_typed(parts: Parts, qtbot) -> None:
    parts.actions["help.palette"].trigger()
    picker = next(w for w in parts.window.findChildren(object) if type(w).__name__ == "Picker")
    qtbot.keyClicks(picker.line, "dark view")
    qtbot.keyClick(picker.line, Qt.Key.Key_Return)
    assert parts.showing.theme.name == "dark"
