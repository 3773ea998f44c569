"""The overview in the whole window: from the menu to the passage and back."""

from __future__ import annotations

from PySide6.QtCore import Qt

from reader.ui.overview.dialog import OverviewDialog, shown_in
from reader.ui.window.furnishing import Parts
from tests.ui.overview.conftest import settle
from tests.ui.window.conftest import files, parts, start

__all__ = ["files", "parts", "start"]


def opened(qtbot, parts: Parts) -> OverviewDialog:
    parts.actions["view.overview"].trigger()
    dialog = shown_in(parts.window)
    assert dialog is not None
    settle(qtbot, parts.session)
    return dialog


def test_the_menu_opens_it_once(qtbot, parts: Parts) -> None:
    dialog = opened(qtbot, parts)
    assert not dialog.isModal()
    parts.actions["view.overview"].trigger()
    assert len(parts.window.findChildren(OverviewDialog)) == 1
    assert {"Harbour 1901", "Market 1907"} <= set(dialog.progress.words())
    assert len(dialog.matrix.view.drawing.matrix) > 0
    dialog.close()


def test_a_cell_with_a_link_brings_both_panes_there(qtbot, parts: Parts) -> None:
    dialog = opened(qtbot, parts)
    dialog.tabs.setCurrentIndex(2)
    row, column, link = max(dialog.matrix.view.drawing.matrix.shown(), key=lambda cell: cell[2].score)
    dialog.matrix.view.move_to(row, column)
    qtbot.keyClick(dialog.matrix.view, Qt.Key.Key_Return)
    assert parts.at_hand.provision in (link.a.provision, link.b.provision)
    assert parts.connections.current is not None
    dialog.close()


def test_an_empty_cell_levels_its_provisions_and_back_goes_back(qtbot, parts: Parts) -> None:
    dialog = opened(qtbot, parts)
    before = parts.desk.panes[0].view.caret()
    matrix = dialog.matrix.view.drawing.matrix
    empty = next((i, j) for i in range(1, matrix.rows) for j in range(matrix.columns) if not matrix.count(i, j))
    dialog.matrix.go(*empty)
    view = parts.desk.panes[0].view
    assert view.text.provision_at(view.caret()).n == empty[0] + 1
    qtbot.waitUntil(parts.actions["go.back"].isEnabled)
    parts.actions["go.back"].trigger()
    assert view.caret() == before
    dialog.close()


def test_a_line_leads_to_its_passage(qtbot, parts: Parts) -> None:
    dialog = opened(qtbot, parts)
    dialog.cut.setCurrentIndex(dialog.cut.findData(0.8))
    settle(qtbot, parts.session)
    last = dialog.alone.model.rowCount() - 1
    row = dialog.alone.model.row(last)
    dialog.alone.table.selectRow(last)
    qtbot.keyClick(dialog.alone.table, Qt.Key.Key_Return)
    pane = parts.desk.pane_of(row.stops[0][0])
    assert parts.desk.panes[pane].view.caret() == row.stops[0][1]
    dialog.close()


def test_the_next_provision_without_a_note(qtbot, parts: Parts) -> None:
    session, view = parts.session, parts.desk.view
    text = view.text
    second = text.provisions[1]
    session.add_annotation(text.id, second.start, second.end, body="Seen.")
    view.select(0, 0)
    parts.actions["go.unnoted"].trigger()
    assert text.provision_at(view.caret()).n == 3
    parts.actions["go.unnoted"].trigger()
    assert text.provision_at(view.caret()).n == 1
    for n in (1, 3):
        session.add_annotation(text.id, text.provisions[n - 1].start, text.provisions[n - 1].end, body="Seen.")
    parts.actions["go.unnoted"].trigger()
    assert parts.status.currentMessage() == f"Every provision of {text.short_title} has a note."
