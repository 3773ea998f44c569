from __future__ import annotations

import csv
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog

from reader.text.model import Text
from reader.ui.overview.dialog import OverviewDialog, shown_in
from reader.ui.session import Session
from tests.ui.notes.worlds import make_text
from tests.ui.overview.conftest import HARBOUR, give, joined, settle


def names(overview: OverviewDialog) -> dict[str, str]:
    return {row.cells[0]: row.cells[3] for row in overview.absent.model.shown()}


def test_absent_names_and_themes_are_listed(overview: OverviewDialog) -> None:
    found = names(overview)
    assert found["sovereignty"] == "Market 1907"
    assert found["poverty"] == "Harbour 1901"
    assert "UN Charter" not in found
    assert overview.tabs.tabText(0) == "&Absent"
    assert not overview.tabs.isTabVisible(3)
    assert overview.message.text() == ""


def test_the_list_can_be_filtered_and_narrowed(qtbot, overview: OverviewDialog) -> None:
    page = overview.absent
    everything = page.model.rowCount()
    page.filter.setText("POVER")
    page.apply_filter()
    assert [row.cells[0] for row in page.model.shown()] == ["poverty"]
    assert page.count.text() == f"1 of {everything} names and themes"
    page.filter.clear()
    page.side.setCurrentIndex(page.side.findData(0))
    assert {row.cells[3] for row in page.model.shown()} == {"Harbour 1901"}
    page.side.setCurrentIndex(0)
    assert page.model.rowCount() == everything


def test_return_goes_to_one_place_after_the_other(qtbot, session: Session, market: Text) -> None:
    twice = make_text("twice", "Twice", ["Sovereignty matters.", "Nothing here.", "Sovereignty again."])
    session.library.apply(session.library.plan.add_text(twice))
    session.show_text(0, "twice")
    dialog = OverviewDialog(session)
    qtbot.addWidget(dialog)
    dialog.show()
    settle(qtbot, session)
    gone: list[tuple[str, int]] = []
    dialog.jump.connect(lambda text_id, position: gone.append((text_id, position)))
    dialog.absent.filter.setText("sovereignty")
    dialog.absent.apply_filter()
    dialog.absent.table.selectRow(0)
    dialog.absent.table.setFocus()
    for _ in range(3):
        qtbot.keyClick(dialog.absent.table, Qt.Key.Key_Return)
    starts = [twice.provisions[0].start, twice.provisions[2].start, twice.provisions[0].start]
    assert gone == [("twice", start) for start in starts]
    assert dialog.isVisible()  # Return pressed no button


def test_provisions_without_a_counterpart_follow_the_cut(qtbot, session: Session, overview: OverviewDialog) -> None:
    def listed() -> list[tuple[str, str]]:
        return [row.cells[:2] for row in overview.alone.model.shown()]

    assert listed() == [("Harbour 1901", "§1"), ("Harbour 1901", "§2"), ("Harbour 1901", "§4"), ("Market 1907", "§1")]
    assert overview.alone.model.row(1).cells[3] == "Market 1907 §1 · Parallel 0.20"
    overview.cut.setCurrentIndex(overview.cut.findData(0.2))
    settle(qtbot, session)
    assert listed() == [("Harbour 1901", "§1"), ("Harbour 1901", "§4")]
    overview.names.setChecked(True)
    settle(qtbot, session)
    assert listed() == [("Harbour 1901", "§4")]


def test_new_links_are_followed(qtbot, session: Session, overview: OverviewDialog, harbour: Text, market: Text) -> None:
    give(session, harbour, market, [joined(harbour, 4, market, 1, score=1.0)])
    settle(qtbot, session)
    assert [row.cells[1] for row in overview.alone.model.shown()] == ["§1", "§2", "§3", "§2", "§3"]
    assert len(overview.matrix.view.drawing.matrix) == 1


def test_progress_is_shown_and_followed(
    qtbot, session: Session, overview: OverviewDialog, harbour: Text, links: list
) -> None:
    words = overview.progress.words()
    assert words[:3] == ["Harbour 1901", "0 of 4 provisions with notes", "0 of 4 links reviewed"]
    session.add_annotation("harbour", harbour.provisions[3].start, harbour.provisions[3].end, body="Noon!")
    session.add_annotation("harbour", 0, 9)  # a highlight without words is no note
    confirmed = [link._replace(status="confirmed") for link in links[:1]]
    give(session, harbour, session.text("market"), [*confirmed, *links[1:]])
    settle(qtbot, session)
    assert overview.progress.words()[:3] == ["Harbour 1901", "1 of 4 provisions with notes", "1 of 4 links reviewed"]


def test_editions_are_shown_with_their_words(qtbot, session: Session, overview: OverviewDialog) -> None:
    words = [*HARBOUR[:3], "Ferries leave at dusk.", "A school of pilots is planned."]
    other = make_text("harbour-2", "Harbour again", words)
    other.edition_of = "harbour"
    session.library.apply(session.library.plan.add_text(other))
    session.show_text(1, "harbour-2")
    settle(qtbot, session)
    assert overview.tabs.isTabVisible(3)
    rows = overview.editions.model.shown()
    assert [row.cells[2] for row in rows] == ["Same words"] * 3 + ["Other words", "Only in Harbour again"]
    assert rows[3].cells[4:] == ("noon", "dusk")
    overview.tabs.setCurrentIndex(3)
    overview.editions.table.selectRow(3)
    shown = overview.editions.words.toHtml()
    assert "line-through" in shown
    assert "underline" in shown
    assert "Ferries leave at" in overview.editions.words.toPlainText()
    session.show_text(1, "market")
    settle(qtbot, session)
    assert not overview.tabs.isTabVisible(3)


def test_a_text_that_is_replaced_is_read_anew(qtbot, session: Session, overview: OverviewDialog) -> None:
    assert "poverty" in names(overview)
    new = make_text("market", "Market 1907", ["The towns uphold the UN Charter and sovereignty.", "Hunger is to end."])
    session.library.apply(session.library.plan.remove_texts(["market"]))
    session._apply(session.library.plan.add_text(new))
    settle(qtbot, session)
    settle(qtbot, session)
    assert "poverty" not in names(overview)
    assert "sovereignty" not in names(overview)


def test_one_text_alone_asks_for_a_second(qtbot, session: Session) -> None:
    session._shown[:] = ["harbour"]
    dialog = OverviewDialog(session)
    qtbot.addWidget(dialog)
    dialog.show()
    settle(qtbot, session)
    assert "second text" in dialog.message.text()
    assert dialog.absent.model.rowCount() == 0
    assert dialog.progress.words()[0] == "Harbour 1901"
    assert not dialog.save_table.isEnabled()


def test_three_texts_give_three_matrices(qtbot, session: Session, harbour: Text, market: Text) -> None:
    third = make_text("third", "Third", ["The towns uphold the UN Charter."])
    session.library.apply(session.library.plan.add_text(third))
    session.show_text(2, "third")
    give(session, harbour, third, [joined(harbour, 1, third, 1)])
    dialog = OverviewDialog(session)
    qtbot.addWidget(dialog)
    dialog.show()
    settle(qtbot, session)
    assert [dialog.matrix.pair.itemText(i) for i in range(dialog.matrix.pair.count())] == [
        "Harbour 1901 × Market 1907", "Harbour 1901 × Third",
    ]  # fmt: skip
    dialog.matrix.pair.setCurrentIndex(1)
    assert dialog.matrix.view.drawing.b.id == "third"
    assert "still being looked for" in dialog.message.text()  # the third pair
    assert ("Third", "§1") not in [row.cells[:2] for row in dialog.alone.model.shown()]


@pytest.mark.parametrize("tab", [0, 1, 2])
def test_each_tab_is_saved_as_csv(qtbot, session: Session, overview: OverviewDialog, tmp_path: Path, tab: int) -> None:
    overview.tabs.setCurrentIndex(tab)
    overview.write_table(tmp_path / "table.csv")
    settle(qtbot, session)
    with (tmp_path / "table.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    shown = (overview.absent.model.total, overview.alone.model.total, 4)[tab]
    assert len(rows) == shown + 1
    assert overview.message.text() == "Saved as table.csv."


def test_a_folder_that_is_not_there_is_told(qtbot, session: Session, overview: OverviewDialog, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    overview.write_table(tmp_path / "file" / "table.csv")
    settle(qtbot, session)
    assert "could not be written" in overview.message.text()
    overview.write_picture(tmp_path / "file" / "matrix.svg")
    assert "could not be written" in overview.message.text()


def test_the_matrix_is_saved_as_a_picture(overview: OverviewDialog, tmp_path: Path) -> None:
    overview.write_picture(tmp_path / "matrix.png")
    overview.write_picture(tmp_path / "matrix.svg")
    image = QImage(str(tmp_path / "matrix.png"))
    assert image.width() > 200
    svg = (tmp_path / "matrix.svg").read_text(encoding="utf-8")
    assert "Harbour 1901" in svg
    colour = overview.matrix.view.drawing.colour(overview.matrix.view.drawing.matrix.links(2, 1)[0])
    assert colour.name() in svg
    places = [(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)]
    assert any(image.pixelColor(x, y) == colour for x, y in places)


def test_where_to_save_is_asked_without_blocking(qtbot, overview: OverviewDialog, tmp_path: Path) -> None:
    overview.ask_for_table()
    dialog = overview.findChild(QFileDialog)
    assert dialog.defaultSuffix() == "csv"
    dialog.fileSelected.emit(str(tmp_path / "absent.csv"))
    qtbot.waitUntil((tmp_path / "absent.csv").exists, timeout=5000)
    dialog.close()


def test_a_closed_overview_lets_go_of_the_session(qtbot, session: Session, harbour: Text, market: Text) -> None:
    dialog = OverviewDialog(session)
    dialog.show()
    dialog.close()
    qtbot.waitUntil(lambda: not shiboken6.isValid(dialog))
    give(session, harbour, market, [])
    session.add_annotation("harbour", 0, 5, body="x")
    session.settings["theme"] = "dark"
    settle(qtbot, session)


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_every_theme_is_worn(overview: OverviewDialog, session: Session, theme: str) -> None:
    session.settings["theme"] = theme
    assert overview.matrix.view.drawing.theme.name == theme
    assert not overview.grab().isNull()


def test_shown_in_finds_the_window_that_is_open(qtbot, session: Session) -> None:
    from PySide6.QtWidgets import QWidget

    window = QWidget()
    qtbot.addWidget(window)
    assert shown_in(window) is None
    dialog = OverviewDialog(session, window)
    dialog.show()
    assert shown_in(window) is dialog
    dialog.close()
    assert shown_in(window) is None
    settle(qtbot, session)
