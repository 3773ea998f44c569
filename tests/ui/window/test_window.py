from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from reader.errors import UserError
from reader.library import Library
from reader.ui.window import window as window_module
from reader.ui.window import wiring
from reader.ui.window.furnishing import Parts
from reader.ui.window.overlays import LINK, NOTE
from tests.ui.window.conftest import HARBOUR


def select(parts: Parts, pane: int, words: str) -> None:
    view = parts.desk.panes[pane].view
    start = view.text.canonical.index(words)
    view.setFocus()
    parts.desk.active = pane
    view.select(start, start + len(words))


def do(parts: Parts, act_id: str) -> None:
    action = parts.actions[act_id]
    assert action.isEnabled(), act_id
    action.trigger()


def marks(parts: Parts, pane: int, prefix: str) -> list[tuple[int, int]]:
    view = parts.desk.panes[pane].view
    found = view.overlay.spans(0, len(view.text.canonical))
    return [(mark.start, mark.end) for mark in found if mark.id.startswith(prefix)]


def test_two_texts_stand_side_by_side_with_what_connects_them(parts: Parts) -> None:
    assert parts.session.shown == ("harbour", "market")
    assert [pane.view.text.id for pane in parts.desk.panes] == ["harbour", "market"]
    assert parts.session.links("harbour", "market")
    assert marks(parts, 0, LINK)
    assert "cross-reference" in parts.status.links.text()
    assert "Harbour 1901" in parts.window.windowTitle()


def test_highlight_note_tag_undo_redo_close_reopen(parts: Parts, start: Callable[..., Parts], qtbot, tmp_path) -> None:
    select(parts, 0, "share their harbour")
    do(parts, "note.green")
    [mark] = marks(parts, 0, NOTE)
    [annotation] = parts.session.annotations("harbour")
    assert (annotation.colour, annotation.targets[0].exact) == ("green", "share their harbour")
    assert parts.actions["edit.undo"].text().endswith("Add highlight")
    do(parts, "note.add")
    qtbot.keyClicks(parts.notes.box.editor, "Who pays for the lights?")
    parts.session.flush()
    parts.session.set_tags(annotation.id, ["money/lights"])
    do(parts, "edit.undo")
    assert parts.session.annotation(annotation.id).tags == ()
    assert parts.session.annotation(annotation.id).body == "Who pays for the lights?"
    do(parts, "edit.undo")
    assert parts.session.annotation(annotation.id).body == ""
    do(parts, "edit.undo")
    assert marks(parts, 0, NOTE) == []
    for _ in range(3):
        do(parts, "edit.redo")
    assert marks(parts, 0, NOTE) == [mark]
    kept = parts.session.annotation(annotation.id)
    parts.window.close()
    again = start()
    assert again.session.annotation(annotation.id) == kept
    assert marks(again, 0, NOTE) == [mark]
    assert again.session.stack.count() == 0


def test_a_selection_in_each_pane_becomes_a_link(parts: Parts, qtbot) -> None:
    select(parts, 0, "lights burning")
    select(parts, 1, "opened a market")
    do(parts, "link.make")
    picker = next(w for w in parts.window.findChildren(object) if type(w).__name__ == "Picker")
    picker.line.setText("zzzz")
    qtbot.keyClick(picker.line, Qt.Key.Key_Return)  # nothing fits, so nothing is chosen
    assert picker.isVisible()
    assert picker.list.model().index(0, 0).data() == "Nothing fits."
    picker.line.setText("develop")
    qtbot.keyClick(picker.line, Qt.Key.Key_Return)
    [link] = [link for link in parts.session.links("harbour", "market") if link.origin == "user"]
    assert (link.kind, link.a.exact, link.b.exact) == ("development", "lights burning", "opened a market")
    assert parts.connections.current.link.key == link.key
    do(parts, "edit.undo")
    assert all(link.origin != "user" for link in parts.session.links("harbour", "market"))


def test_decisions_are_kept_hidden_and_undone(parts: Parts) -> None:
    session = parts.session
    before = {link.key: link.status for link in session.links("harbour", "market")}
    key = session.links("harbour", "market")[0].key
    parts.at_hand.open_link(key)
    do(parts, "link.dismiss")
    assert session.link(key)[2].status == "dismissed"
    assert parts.connections.model.row_of(key) < 0
    assert "(1 hidden)" in parts.status.links.text() or "hidden" in parts.status.links.text()
    do(parts, "link.dismissed")
    assert parts.connections.model.row_of(key) >= 0
    do(parts, "edit.undo")
    assert {link.key: link.status for link in session.links("harbour", "market")} == before


def test_a_note_on_the_cross_reference_itself(parts: Parts) -> None:
    key = parts.session.links("harbour", "market")[0].key
    parts.at_hand.open_link(key)
    do(parts, "link.note")
    [note] = parts.session.annotations(link=key)
    assert note.link_key == key
    assert {t.text_id for t in note.targets} == {"harbour", "market"}
    assert parts.notes.box.note_id == note.id
    do(parts, "link.note")
    assert len(parts.session.annotations(link=key)) == 1


def test_a_click_on_a_link_levels_both_panes_and_back_returns(parts: Parts) -> None:
    views = [pane.view for pane in parts.desk.panes]
    before = [view.place() for view in views]
    link = next(link for link in parts.session.links("harbour", "market") if link.a.start > 0)
    parts.desk.clicked.emit(0, [LINK + link.key], link.a.start)
    assert parts.at_hand.text_id == "harbour"
    assert parts.connections.current.link.key == link.key
    assert parts.actions["go.back"].isEnabled() is False  # the jump is noted once it is over
    parts.go.back()
    assert [view.place() for view in views] == before
    assert parts.actions["go.forward"].isEnabled()


def test_chips_hide_kinds_everywhere_and_are_remembered(parts: Parts, start: Callable[..., Parts]) -> None:
    every = len(marks(parts, 0, LINK))
    parts.chips._chips["parallels"].click()
    assert len(marks(parts, 0, LINK)) < every
    assert all(row.link.kind != "parallel" for row in parts.connections.model.rows)
    assert "hidden" in parts.status.links.text()
    parts.window.close()
    again = start()
    assert not again.chips._chips["parallels"].isChecked()
    again.chips._chips["parallels"].click()
    assert len(marks(again, 0, LINK)) == every


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("§3", ("harbour", 3)),
        ("1907 §2", ("market", 2)),
        ("“forty masters”", ("market", 3)),
        ("Market 3", ("market", 3)),
    ],
)
def test_go_to(parts: Parts, query: str, wanted: tuple[str, int]) -> None:
    parts.go.go_to(query)
    text = parts.session.text(parts.at_hand.text_id)
    wanted = {
        "§3": ("harbour", 3),
        "1907 §2": ("market", 2),
        "“forty masters”": ("market", 3),
        "Market 3": ("market", 3),
    }
    assert (text.id, parts.at_hand.provision) == wanted[query]


def test_search_finds_texts_and_notes_and_can_be_kept(parts: Parts, qtbot) -> None:
    parts.session.add_annotation("harbour", 0, 9, body="pilotage dues")
    parts.search.setFocus()
    qtbot.keyClicks(parts.search, "pilot")
    parts.search.look()
    kinds = {
        parts.search.model.index(i).data(Qt.ItemDataRole.UserRole).kind for i in range(parts.search.model.rowCount())
    }
    assert {"text", "note", "save"} <= kinds
    qtbot.keyClick(parts.search, Qt.Key.Key_Down)
    qtbot.keyClick(parts.search, Qt.Key.Key_Return)
    parts.save_search("pilot")
    assert parts.library.model.find("search", "pilot").isValid()


def test_looks_change_at_once(parts: Parts) -> None:
    view = parts.desk.panes[0].view
    size = view.page.setting.size
    do(parts, "view.bigger")
    assert view.page.setting.size > size
    for name in ("dark", "contrast", "light"):
        do(parts, f"view.theme.{name}")
        assert view.theme.name == name
        assert parts.session.settings["theme"] == name


def test_preferences_are_followed_at_once(parts: Parts) -> None:
    settings, view = parts.session.settings, parts.desk.panes[0].view
    settings["text.size"] = 20.0
    assert view.page.setting.size == 20.0
    settings["theme"] = "dark"
    assert view.theme.name == "dark"
    settings["links.min_score"] = 1.0
    assert marks(parts, 0, LINK) == []
    settings["scroll.together"] = False
    assert not parts.desk.ties[0].on
    assert not parts.actions["view.sync"].isChecked()


def test_what_was_copied_carries_its_citation(parts: Parts) -> None:
    select(parts, 0, "round table")
    do(parts, "edit.cite")
    assert QGuiApplication.clipboard().text() == "“round table” (Harbour 1901 §2)"


def test_places_and_panes_are_remembered(parts: Parts, start: Callable[..., Parts]) -> None:
    parts.at_hand.go("harbour", parts.session.text("harbour").provisions[2].start)
    caret = parts.desk.panes[0].view.caret()
    parts.actions["view.library"].trigger()
    parts.window.close()
    again = start()
    assert again.desk.panes[0].view.caret() == caret
    assert again.at_hand.provision == 3
    assert again.window.side.isHidden()


def test_a_library_that_can_only_be_read_says_so_and_refuses(
    start: Callable[..., Parts], tmp_path: Path, files
) -> None:
    path = tmp_path / "library.sqlite"
    with Library.open(path):
        parts = start()
        assert parts.session.library.read_only
        assert "only be read" in parts.window._banner.text()
        assert not parts.actions["note.yellow"].isEnabled()
        assert "another window" in parts.actions["note.yellow"].toolTip()
        assert parts.desk.panes[0].view.text.id == "harbour"
        parts.window.close()


def test_what_is_no_library_is_told_and_the_texts_are_read(start: Callable[..., Parts], tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    path.write_bytes(b"these bytes are somebody else's " * 40)
    before = path.read_bytes()
    parts = start(library=path, wait=False)
    assert parts.session.library is None
    assert "can read" in parts.window._banner.text()
    assert parts.desk.panes[0].view.text.id == "harbour"
    assert path.read_bytes() == before


def test_a_missing_file_is_told_and_the_rest_is_opened(start: Callable[..., Parts], tmp_path: Path) -> None:
    parts = start([str(tmp_path / "nowhere.md"), "market"])
    assert parts.session.shown == ("market",)
    assert "nowhere.md" in parts.status.currentMessage()


def test_another_wording_under_a_known_id_is_a_text_of_its_own(start: Callable[..., Parts], tmp_path: Path) -> None:
    start().window.close()
    other = tmp_path / "draft.md"
    other.write_text(HARBOUR.replace("share their harbour", "close their harbour"), encoding="utf-8")
    parts = start([str(other), "market"])
    shown = parts.session.shown[0]
    assert shown.startswith("harbour-")
    assert "close their harbour" in parts.desk.panes[0].view.text.canonical
    assert "share their harbour" in parts.session.text("harbour").canonical
    assert parts.session.add_annotation(shown, 0, 9)


def test_a_second_start_hands_over_and_the_first_comes_forward(parts: Parts, qtbot, tmp_path: Path) -> None:
    more = tmp_path / "third.txt"
    more.write_text("The lighthouse keepers met in the tower.\n\nThey counted the ships.\n", encoding="utf-8")
    library = str(tmp_path / "library.sqlite")
    program = "import sys; from pathlib import Path; from reader.app import run\n"
    program += "sys.exit(run([sys.argv[2]], library=Path(sys.argv[1]), scratch=False) or 7)"
    child = subprocess.Popen([sys.executable, "-c", program, library, str(more)])
    qtbot.waitUntil(lambda: child.poll() is not None, timeout=20_000)
    assert child.returncode == 7  # run returned 0 without a window of its own
    qtbot.waitUntil(lambda: len(parts.session.text_infos()) == 3, timeout=10_000)
    assert "third" in parts.session.shown[0]


def test_menus_hold_every_action_once(parts: Parts) -> None:
    def actions(menu) -> list[str]:
        found = []
        for action in menu.actions():
            if action.menu() is not None:
                found += actions(action.menu())
            elif not action.isSeparator():
                found.append(action.objectName())
        return found

    found = [act_id for menu in parts.top.menus for act_id in actions(menu)]
    assert sorted(found) == sorted(act.id for act, _ in parts.actions)


def test_the_floating_bar_appears_beside_a_selection(parts: Parts, qtbot) -> None:
    select(parts, 0, "their harbour")
    qtbot.waitUntil(parts.bar.isVisible, timeout=3000)
    parts.desk.panes[0].view.select(0, 0)
    assert not parts.bar.isVisible()


def test_every_connection_is_wired_in_one_sorted_list() -> None:
    tree = ast.parse(Path(wiring.__file__).read_text(encoding="utf-8"))
    for function in (node for node in tree.body if isinstance(node, ast.FunctionDef)):
        lines = [node.value for node in function.body if isinstance(node, ast.Expr)]
        calls = [node for node in lines if isinstance(node, ast.Call)]
        wired = [call for call in calls if ast.unparse(call.func).endswith(".connect")]
        assert all(call.lineno == call.end_lineno for call in wired)
        senders = [re.sub(r"[\]'\[]", "", ast.unparse(call.func)) for call in wired]
        assert senders == sorted(senders)
        assert len(senders) > 10


def test_the_window_only_arranges() -> None:
    assert len(Path(window_module.__file__).read_text(encoding="utf-8").splitlines()) < 300


def test_a_search_for_links_that_fails_leaves_the_decisions(
    start: Callable[..., Parts], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing waits for an answer that will not come."""
    import reader.crossref

    def broken(*args: object, **more: object) -> None:
        raise UserError("The texts cannot be compared.")

    monkeypatch.setattr(reader.crossref, "find_links", broken)
    session = start().session
    assert session.links_known(*session.pairs[0])
