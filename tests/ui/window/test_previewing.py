"""The preview: one item for one place, by mouse and keyboard alike, with its actions inside."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QToolButton

from reader.ui.window.furnishing import Parts
from reader.ui.window.overlays import LINK
from reader.ui.window.previewing import meets


def busiest(parts: Parts) -> tuple[int, list[str]]:
    """The place of the left text that most references start from, with the ids of their marks."""
    view = parts.desk.panes[0].view
    places = range(len(view.text.canonical))
    ids = {at: [m.id for m in view.marks_at(at) if m.id.startswith(LINK)] for at in places}
    at = max(ids, key=lambda at: len(ids[at]))
    return at, ids[at]


def test_links_to_one_place_are_one_item_and_are_decided_together(parts: Parts) -> None:
    _, ids = busiest(parts)
    items = parts.previews._items(0, ids)
    merged = parts.previews._merged
    assert sorted(key for keys in merged.values() for key in keys) == sorted({mark[len(LINK) :] for mark in ids})
    firsts = [parts.session.link(key)[2] for key in merged]
    assert not any(meets(a, b) for a in firsts for b in firsts if a is not b)
    assert len(items) <= len(merged)
    parts.previews.act("confirm", items[0].key)
    assert {parts.session.link(key)[2].status for key in merged[items[0].key]} == {"confirmed"}


def test_keyboard_and_mouse_open_the_same_preview(parts: Parts, qtbot) -> None:
    at, ids = busiest(parts)
    view = parts.desk.panes[0].view
    view.setFocus()
    view.select(at, at)
    qtbot.keyClick(view, Qt.Key.Key_F2)
    by_keys = parts.card.items
    assert by_keys and parts.card.frozen
    assert parts.card.isAncestorOf(parts.window.focusWidget())
    assert len(parts.card.findChildren(QToolButton)) >= 4
    parts.card.dismiss()
    parts.previews.point(0, ids, at, view.mapToGlobal(QPoint(40, 40)))
    qtbot.waitUntil(lambda: bool(parts.card.items))
    assert parts.card.items == by_keys and not parts.card.frozen
    parts.card.freeze()
    parts.previews.point(0, [], -1, QPoint())
    assert parts.card.items == by_keys
