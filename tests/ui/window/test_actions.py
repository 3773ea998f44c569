from __future__ import annotations

from collections import Counter

from PySide6.QtWidgets import QMenu, QWidget

from reader.ui.window.actions import ACTS, MENUS, ActionSet, plain
from reader.ui.window.going import find_place
from tests.ui.models.test_models import A, B


def test_ids_and_shortcuts_are_declared_once() -> None:
    ids = Counter(act.id for act in ACTS)
    keys = Counter(key for act in ACTS for key in act.shortcuts)
    assert [key for key, count in (ids + keys).items() if count > 1] == []
    assert {act.menu.split("/")[0] for act in ACTS} == set(MENUS)


def test_no_shortcut_fires_while_one_types() -> None:
    for act in ACTS:
        for keys in act.shortcuts:
            assert keys.startswith(("Ctrl+", "Alt+")) or keys.lstrip("Shift+").startswith("F"), keys


def test_mnemonics_are_unique_in_each_menu() -> None:
    for path in {act.menu for act in ACTS}:
        letters = [act.text.replace("&&", "").split("&")[1][0].casefold() for act in ACTS if act.menu == path]
        letters += [sub.partition("/")[2][0].casefold() for sub in {a.menu for a in ACTS} if sub.startswith(f"{path}/")]
        assert [letter for letter, count in Counter(letters).items() if count > 1] == [], path


def test_actions_are_enabled_by_what_holds(qtbot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    actions = ActionSet(window)
    assert actions["edit.find"].isEnabled()
    assert not actions["note.yellow"].isEnabled()
    actions.allow(write=True, link=True)
    assert actions["note.yellow"].isEnabled()
    assert actions["link.confirm"].isEnabled()
    actions.allow("The disk is gone.", write=False)
    assert not actions["link.confirm"].isEnabled()
    assert "The disk is gone." in actions["link.confirm"].toolTip()
    assert "The disk is gone." not in actions["edit.find"].toolTip()


def test_shortcuts_can_be_changed_and_taken_away(qtbot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    actions = ActionSet(window, {"edit.find": "Ctrl+Alt+F", "edit.next": "", "go.to": ["F2", "F4"], "edit.copy": 7})
    assert actions["edit.find"].shortcut().toString() == "Ctrl+Alt+F"
    assert actions["edit.next"].shortcuts() == []
    assert [keys.toString() for keys in actions["go.to"].shortcuts()] == ["F2", "F4"]
    assert actions["edit.copy"].shortcut().toString() == "Ctrl+C"


def test_submenus_stand_where_the_table_first_names_them(qtbot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    menu = QMenu(window)
    ActionSet(window).fill(menu, "View")
    titles = [plain(action.text()) for action in menu.actions() if action.menu()]
    assert titles == ["Text", "Panes", "Colours"]


def test_places_are_found_as_they_are_typed() -> None:
    texts = [A, B]
    assert find_place("2", texts) == ("Harbour", A.provisions[1].start, A.provisions[1].start)
    assert find_place("market §2", texts) == ("Market", B.provisions[1].start, B.provisions[1].start)
    assert find_place("1.2", texts)[:2] == ("Harbour", A.canonical.index("They"))
    start = B.canonical.index("has a market")
    assert find_place("“HAS A MARKET”", texts) == ("Market", start, start + 12)
    assert find_place("§99", texts) is None
    assert find_place("no such words", texts) is None
    assert find_place("  ", texts) is None
