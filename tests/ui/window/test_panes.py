"""One to four panes: opened beside, swapped, closed, read alone, remembered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDropEvent

from reader.text import load
from reader.ui.panes.library import TEXT_MIME
from reader.ui.window.furnishing import Parts

BRIDGE = """---
id: bridge
title: Bridge Agreement
short_title: Bridge 1910
date: 1910-03-01
---

The towns build a bridge, and the Harbour Charter binds every town that pays for it.

Quarrels about the toll are settled at the round table and never by closing the locks.
"""


@pytest.fixture
def three(parts: Parts, tmp_path: Path, qtbot) -> Parts:
    """A window whose library holds a third text."""
    path = tmp_path / "bridge.md"
    path.write_text(BRIDGE, encoding="utf-8")
    assert parts.session.keep_text(load(path))
    return parts


def shown(parts: Parts) -> list[str]:
    names = [pane.view.text.id if pane.view.text else "" for pane in parts.desk.panes]
    assert names == list(parts.session.shown)
    assert len(parts.desk.gutters) == len(parts.desk.ties) == len(names) - 1
    for i, tie in enumerate(parts.desk.ties):
        assert (tie.left, tie.right) == (parts.desk.panes[i].view, parts.desk.panes[i + 1].view)
    row = parts.desk.layout()
    widgets = [row.itemAt(i).widget() for i in range(row.count())]
    assert [w for w in widgets if w in parts.desk.panes] == parts.desk.panes
    return names


def test_a_text_opens_beside_and_is_searched_for_links(three: Parts, qtbot) -> None:
    three.panes.add("bridge")
    assert shown(three) == ["harbour", "bridge", "market"]
    assert three.desk.active == 1
    qtbot.waitUntil(lambda: not three.session.jobs.busy, timeout=20_000)
    assert three.session.links("harbour", "bridge") and three.session.links("bridge", "market")
    assert three.desk.ties[0].anchors or three.desk.gutters[0]._ribbons
    three.actions["pane.close"].trigger()
    assert shown(three) == ["harbour", "market"]
    assert three.session.links("harbour", "market")


def test_no_more_than_four(three: Parts) -> None:
    said: list[object] = []
    three.panes.failed.connect(said.append)
    for _ in range(3):
        three.panes.add("bridge")
    assert shown(three) == ["harbour", "bridge", "bridge", "market"]
    assert "panes already" in str(said[0])
    assert not three.actions["pane.add"].isEnabled()
    for _ in range(3):
        three.actions["pane.close"].trigger()
    assert len(shown(three)) == 1
    assert not three.actions["pane.close"].isEnabled()
    three.panes.close()
    assert len(shown(three)) == 1


def test_panes_change_places_with_everything_in_them(parts: Parts) -> None:
    parts.desk.bring(0)
    view = parts.desk.view
    view.select(90, 90)
    parts.desk.zoom(0, 2)
    size = view.page.setting.size
    parts.actions["pane.swap"].trigger()
    assert shown(parts) == ["market", "harbour"]
    assert parts.desk.panes[1].view is view and parts.desk.active == 1
    assert (view.caret(), view.page.setting.size) == (90, size)
    clicked: list[int] = []
    parts.desk.clicked.connect(lambda pane, ids, at: clicked.append(pane))
    view.clicked.emit([], 3)
    assert clicked == [1]


def test_the_same_text_twice_goes_each_its_way(parts: Parts) -> None:
    parts.desk.bring(0)
    parts.actions["pane.twin"].trigger()
    assert shown(parts) == ["harbour", "harbour", "market"]
    assert not parts.desk.ties[0].on and parts.desk.ties[1].on
    select_in = parts.desk.panes[1].view
    select_in.select(0, 9)
    parts.actions["note.green"].trigger()
    for pane in parts.desk.panes[:2]:
        assert [m for m in pane.view.overlay.spans(0, 9) if m.id.startswith("note:")]


def test_sizes_of_panes_are_their_own(parts: Parts) -> None:
    parts.desk.zoom(1, 3)
    one, two = (pane.view.page.setting.size for pane in parts.desk.panes)
    assert two > one
    parts.showing.resize_text(1)
    assert parts.desk.panes[0].view.page.setting.size > one
    assert parts.desk.panes[1].view.page.setting.size > two
    parts.desk.zoom(1, 0)
    assert parts.desk.panes[0].view.page.setting.size == parts.desk.panes[1].view.page.setting.size


def test_one_pane_lists_its_links_at_the_side_and_a_click_goes_to_the_other_end(parts: Parts, qtbot) -> None:
    parts.desk.bring(0)
    parts.actions["pane.single"].setChecked(True)
    assert [pane.isVisible() for pane in parts.desk.panes] == [True, False]
    aside = parts.desk.aside
    assert aside is not None and aside.isVisible()
    keys = aside.shown()
    assert keys and all(parts.session.link(key) for key in keys)
    qtbot.waitUntil(lambda: bool(aside._boxes))
    box, item = aside._boxes[0]
    qtbot.mouseClick(aside, Qt.MouseButton.LeftButton, pos=box.center().toPoint())
    assert [pane.isVisible() for pane in parts.desk.panes] == [False, True]
    assert parts.desk.text_id == "market"
    link = parts.session.link(item.key)[2]
    assert parts.desk.view.caret() in (link.a.start, link.b.start)
    qtbot.wait(1)
    parts.go.back()
    assert parts.desk.text_id == "harbour"
    parts.go.other_pane()
    assert [pane.isVisible() for pane in parts.desk.panes] == [False, True]
    parts.actions["pane.single"].setChecked(False)
    assert all(pane.isVisible() for pane in parts.desk.panes) and not aside.isVisible()


def drop(parts: Parts, text_id: str, point: QPoint) -> bool:
    data = QMimeData()
    data.setData(TEXT_MIME, text_id.encode())
    event = QDropEvent(
        QPointF(point), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    parts.desk.dropEvent(event)
    return event.isAccepted()


def test_a_text_is_dragged_between_panes_or_into_one(three: Parts) -> None:
    first, second = (pane.geometry() for pane in three.desk.panes)
    assert drop(three, "bridge", three.desk.gutters[0].geometry().center())
    assert shown(three) == ["harbour", "bridge", "market"]
    three.desk.close_pane(1)
    assert drop(three, "bridge", QPoint(second.right() - 3, 100))
    assert shown(three) == ["harbour", "market", "bridge"]
    three.desk.close_pane(2)
    assert drop(three, "bridge", QPoint(first.left() + 2, 100))
    assert shown(three) == ["bridge", "harbour", "market"]
    three.desk.close_pane(0)
    three.window.grab()
    assert drop(three, "bridge", three.desk.panes[1].geometry().center())
    assert shown(three) == ["harbour", "bridge"]


def test_a_row_of_the_library_can_be_dragged(three: Parts) -> None:
    tree = three.library.tree
    data = tree.carried(three.library.model.find("text", "bridge"))
    assert bytes(data.data(TEXT_MIME).data()) == b"bridge"
    assert tree.carried(three.library.model.find("add", "")) is None


def test_arrangements_are_remembered_for_each_set_of_texts(three: Parts, start: Callable[..., Parts], qtbot) -> None:
    three.desk.zoom(1, 4)
    gutter = three.desk.gutters[0]
    gutter.dragged.emit(60)
    wide = three.desk.arrangement()
    three.layouts.keep()
    three.panes.add("bridge")
    assert three.desk.panes[1].view.page.setting.size == three.desk.panes[0].view.page.setting.size
    three.window.close()
    again = start()
    assert shown(again) == ["harbour", "bridge", "market"]
    again.layouts.open("harbour + market")
    assert shown(again) == ["harbour", "market"]
    assert again.desk.arrangement() == wide
    again.layouts.open("bridge + harbour + market")
    assert shown(again) == ["harbour", "bridge", "market"]


def test_contents_lead_to_a_provision(parts: Parts, qtbot) -> None:
    from reader.ui.window.outline import Outline

    parts.actions["pane.outline"].trigger()
    [dialog] = parts.desk.findChildren(Outline)
    assert dialog.model.rowCount() == 3
    qtbot.keyClicks(dialog.line, "pilots")
    assert dialog.model.rowCount() == 1
    qtbot.keyClick(dialog.line, Qt.Key.Key_Return)
    assert parts.desk.view.text.provision_at(parts.desk.view.caret()).n == 3


def test_back_brings_back_the_panes_that_stood_there(three: Parts, qtbot) -> None:
    before = three.desk.panes[0].view.place()
    three.panes.add("bridge")
    qtbot.wait(1)
    three.panes.close()
    qtbot.wait(1)
    assert shown(three) == ["harbour", "market"]
    three.go.back()
    assert shown(three) == ["harbour", "bridge", "market"]
    three.go.back()
    assert shown(three) == ["harbour", "market"]
    assert three.desk.panes[0].view.place() == before
