from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from reader.crossref.overview import absences, alone, inventory, things
from reader.text.model import Text
from reader.ui.overview.model import ROW, RowsModel
from reader.ui.overview.rows import Row, Wanted, absent_rows, alone_rows, arranged
from reader.ui.theme import load_theme

STRICT = QAbstractItemModelTester.FailureReportingMode.Fatal


def row(name: str, times: int, group: str = "", side: tuple[int, ...] = ()) -> Row:
    return Row((name, str(times)), (name, -times), name, (("a", times),), group, side, "link.place", item=name)


ROWS = [row("locks", 2, "place", (0,)), row("ferry", 11, "concept", (1,)), row("lamp", 3, "place", (0, 1))]


def test_the_model_is_sound_through_everything(qapp) -> None:
    model = RowsModel(("Name", "Times"))
    QAbstractItemModelTester(model, STRICT)
    model.fill(ROWS)
    model.set_theme(load_theme("light"))
    model.sort(1, Qt.SortOrder.AscendingOrder)
    assert [r.cells[0] for r in model.shown()] == ["ferry", "lamp", "locks"]  # most first
    model.sort(0, Qt.SortOrder.DescendingOrder)
    assert [r.cells[0] for r in model.shown()] == ["locks", "lamp", "ferry"]
    model.set_wanted(Wanted("l", "place", 1))
    assert [r.cells[0] for r in model.shown()] == ["lamp"]
    index = model.index(0, 0)
    assert index.data() == "lamp"
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "lamp"
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Name: lamp"
    assert not index.data(Qt.ItemDataRole.DecorationRole).isNull()
    assert index.data(ROW).item == "lamp"
    assert model.find("lamp") == 0
    assert model.find("ferry") == -1
    model.fill([])
    assert model.rowCount() == 0
    assert model.row(0) is None


def test_what_a_column_leaves_equal_stays_as_it_came() -> None:
    rows = [row("b", 1), row("a", 1), row("c", 2)]
    assert arranged(rows, Wanted(), 1, False) == [2, 0, 1]
    assert arranged(rows, Wanted(), -1, False) == [0, 1, 2]
    assert arranged(rows, Wanted("B"), 0, False) == [0]


def test_a_row_says_where_and_goes_there(harbour: Text, market: Text) -> None:
    texts = [harbour, market]
    rows = {r.cells[0]: r for r in absent_rows(texts, absences(things([inventory(t) for t in texts])))}
    assert rows["sovereignty"].cells[2:6] == ("Harbour 1901", "Market 1907", "1", "§2")
    assert rows["sovereignty"].stops == (("harbour", harbour.canonical.index("Sovereignty")),)
    assert "sovereignty" in rows["sovereignty"].hay


def test_a_provision_alone_is_shown_with_its_words(harbour: Text, market: Text) -> None:
    rows = alone_rows([harbour, market], alone([harbour, market], {}))
    assert len(rows) == 7
    assert rows[3].cells == ("Harbour 1901", "§4", "Ferries leave at noon.", "")
    assert rows[3].stops == (("harbour", harbour.provisions[3].start),)
