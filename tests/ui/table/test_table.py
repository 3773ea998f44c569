from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QComboBox

from reader.library.listing import Listing, item, listing_of
from reader.ui.notes.filtering import Entry
from reader.ui.notes.filtering import filter_of as slow_filter_of
from reader.ui.table.arranging import CHANGED, COLOUR, NOTE, PASSAGE, QUOTE, TAGS, Arrangement, filter_of
from reader.ui.table.loading import read
from reader.ui.table.model import TableModel
from reader.ui.table.view import NotesTable
from tests.ui.notes.worlds import span


@pytest.fixture
def notes(session, harbour, market) -> dict[str, str]:
    add = session.add_annotation
    return {
        "table": add("market", *span(market, "round table"), body="Which quarrels?", tags=["law/courts"]),
        "flag": add("harbour", *span(harbour, "its own flag"), body="Flags **matter**.", tags=["flags", "towns"]),
        "toll": add("harbour", *span(harbour, "its own toll"), colour="green"),
        "long": add("market", *span(market, "No town"), body="one\ntwo", colour="blue", tags=["towns"]),
    }


@pytest.fixture
def table(qtbot, session, notes) -> NotesTable:
    made = NotesTable(session)
    QAbstractItemModelTester(made.model, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    qtbot.addWidget(made)
    made.resize(900, 400)
    made.show()
    return made


def column(table: NotesTable, number: int) -> list[str]:
    return [table.model.index(row, number).data() for row in range(table.model.rowCount())]


def names(table: NotesTable, notes: dict[str, str]) -> list[str]:
    back = {id_: name for name, id_ in notes.items()}
    found = (table.model.note_at(row) for row in range(table.model.rowCount()))
    return [back[note.id] if note is not None else "—" for note in found]


def test_rows_in_order_of_place(table, notes) -> None:
    assert column(table, PASSAGE) == ["Harbour 1901 §2", "Harbour 1901 §2", "Market 1907 §2", "Market 1907 §3"]
    assert names(table, notes) == ["flag", "toll", "table", "long"]
    assert column(table, QUOTE)[0] == "its own flag"
    assert column(table, NOTE) == ["Flags matter.", "", "Which quarrels?", "one two"]


@pytest.mark.parametrize(
    ("by", "order"),
    [
        (QUOTE, ["flag", "toll", "long", "table"]),
        (NOTE, ["flag", "long", "table", "toll"]),
        (TAGS, ["flag", "table", "long", "toll"]),
        (COLOUR, ["flag", "table", "toll", "long"]),
        (PASSAGE, ["flag", "toll", "table", "long"]),
    ],
)
def test_sorting_both_ways(table, notes, by: int, order: list[str]) -> None:
    table.table.sortByColumn(by, Qt.SortOrder.AscendingOrder)
    assert names(table, notes) == order
    table.table.sortByColumn(by, Qt.SortOrder.DescendingOrder)
    assert names(table, notes) == order[::-1]


@pytest.mark.parametrize(
    ("group", "titles"),
    [
        ("text", ["▾ Harbour 1901 · 2", "▾ Market 1907 · 2"]),
        ("provision", ["▾ Harbour 1901 §2 · 2", "▾ Market 1907 §2 · 1", "▾ Market 1907 §3 · 1"]),
        ("tag", ["▾ flags · 1", "▾ law/courts · 1", "▾ towns · 2", "▾ No tag · 1"]),
        ("colour", ["▾ blue · 1", "▾ green · 1", "▾ yellow · 2"]),
    ],
)
def test_groups(table, notes, group: str, titles: list[str]) -> None:
    table.group.setCurrentIndex(table.group.findData(group))
    shown = [words for words, name in zip(column(table, 0), names(table, notes), strict=True) if name == "—"]
    assert shown == titles


def test_a_group_folds_up_with_return(qtbot, table, notes) -> None:
    table.group.setCurrentIndex(table.group.findData("text"))
    with qtbot.assertNotEmitted(table.jump):
        table.table.activated.emit(table.model.index(0, 0))
    assert names(table, notes) == ["—", "—", "table", "long"]
    assert column(table, 0)[0] == "▸ Harbour 1901 · 2"
    table.table.activated.emit(table.model.index(0, 0))
    assert len(names(table, notes)) == 6


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("town", ["flag", "long"]),
        ("TOWN one", ["long"]),
        ("tag:towns", ["flag", "long"]),
        ("has:note -tag:law", ["flag", "long"]),
        ("text:market OR colour:green", ["toll", "table", "long"]),
        ("zzz", []),
        ('tag:( "', ["flag", "toll", "table", "long"]),
    ],
)
def test_filter(table, notes, query: str, left: list[str]) -> None:
    table.filter.setText(query)
    table.apply_filter()
    assert names(table, notes) == left


TITLES = {"harbour": "Harbour 1901", "market": "Market 1907"}
QUERIES = (
    "t", "to", "tow", "town", "town o", "town on", "own", "ow", "q", "tag:to", "tag:towns", "tag:towns o",
    "tag:towns on", "tag:towns -o", "tag:towns -own", "o -own", "own tag:towns", "tag:tow*", "has:note", "has:tags",
    "-has:note", "is:note", "is:orphan", "colour:green OR colour:blue", "text:1907", "note:matter", "quote:own",
    "(its OR no) -toll", "after:2000", "before:2000", "after:x", "kind:highlight", "kind:note", "kind:text",
    "is:bookmark", "is:reply", "has:link", "tag:#", "text:nowhere", "after:2026-01 before:2199-12-31 own", "",
)  # fmt: skip


def test_typing_on_gives_the_same_as_typing_anew(session, notes) -> None:
    going_on = Arrangement(listing_of(session.library), TITLES)
    for query in QUERIES:
        wanted = filter_of(query)
        args = {"column": PASSAGE, "falling": False, "group": ""}
        assert going_on.lines(wanted, **args) == Arrangement(listing_of(session.library), TITLES).lines(wanted, **args)


@pytest.mark.parametrize("query", QUERIES)
def test_masks_and_the_filter_of_the_pane_ask_for_the_same(session, notes, harbour, query: str) -> None:
    session.add_bookmark("harbour", *span(harbour, "The towns"), "Begin")
    session.reply(notes["flag"], "An answer to its own words")
    entries = [Entry(note) for note in session.annotations()]
    slow = slow_filter_of(query, TITLES)
    kept = Arrangement(listing_of(session.library), TITLES)
    rows = kept.lines(filter_of(query), column=PASSAGE, falling=False, group="").rows
    assert {kept.listing.ids[i] for i in rows} == {e.note.id for e in entries if slow is None or slow.passes(e)}


def test_a_changed_note_moves_in_every_order(session, notes, harbour) -> None:
    kept = Arrangement(listing_of(session.library), TITLES)
    args = {"falling": False, "group": ""}
    columns = (PASSAGE, QUOTE, NOTE, TAGS, COLOUR, CHANGED)
    kept.prepare(lambda done, total: None)
    session.edit_annotation(notes["toll"], body="A word", tags=("aa",), colour="orange")
    kept.change(item(session.annotation(notes["toll"])))
    new = session.add_annotation("harbour", *span(harbour, "The towns"), colour="pink")
    kept.change(item(session.annotation(new)))
    session.trash([notes["table"]])
    assert kept.drop(notes["table"])
    assert not kept.drop(notes["table"])
    anew = Arrangement(listing_of(session.library), TITLES)
    assert kept.listing.live == anew.listing.live == 4
    for by in columns:
        mine = [kept._key(by, i) for i in kept.lines(None, column=by, **args).rows]
        assert mine == [anew._key(by, i) for i in anew.lines(None, column=by, **args).rows]
    for query in ("colour:pink", "word", "tag:aa", "round"):
        mine = {kept.listing.ids[i] for i in kept.lines(filter_of(query), column=NOTE, **args).rows}
        assert mine == {anew.listing.ids[i] for i in anew.lines(filter_of(query), column=NOTE, **args).rows}


def test_runs_sorted_gently_give_the_same_order(session, notes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reader.ui.table.arranging._RUN", 2)
    gently, at_once = (Arrangement(listing_of(session.library), TITLES) for _ in range(2))
    gently.prepare(lambda done, total: None)
    for by in (PASSAGE, QUOTE, NOTE, TAGS, COLOUR, CHANGED):
        assert gently._order(by) == at_once._order(by)


def test_bulk_tags_are_one_step(qtbot, session, table, notes) -> None:
    table.table.selectAll()
    steps = session.stack.count()
    qtbot.keyClicks(table.add_tag, "river")
    qtbot.keyClick(table.add_tag, Qt.Key.Key_Return)
    assert all("river" in session.annotation(id_).tags for id_ in notes.values())
    assert session.stack.count() == steps + 1
    assert len(table.chosen()) == 4  # still chosen
    qtbot.keyClicks(table.drop_tag, "towns")
    qtbot.keyClick(table.drop_tag, Qt.Key.Key_Return)
    assert session.annotation(notes["flag"]).tags == ("flags", "river")
    session.undo()
    session.undo()
    assert session.annotation(notes["flag"]).tags == ("flags", "towns")
    assert column(table, TAGS)[0] == "flags, towns"


def test_what_is_no_tag_is_refused(qtbot, session, table, notes) -> None:
    table.choose([notes["flag"]])
    table._tag_chosen("add_tags", table.add_tag, "1907")
    assert "y1907" in table.count.text()
    assert session.annotation(notes["flag"]).tags == ("flags", "towns")


def test_delete_with_the_keyboard_is_one_step(qtbot, session, table, notes) -> None:
    table.choose([notes["flag"], notes["long"]])
    table.table.setFocus()
    qtbot.waitUntil(table.table.hasFocus)
    with qtbot.waitSignal(table.deleted):
        qtbot.keyClick(table.table, Qt.Key.Key_Delete)
    assert names(table, notes) == ["toll", "table"]
    session.undo()
    assert names(table, notes) == ["flag", "toll", "table", "long"]


def test_cells_are_edited(qtbot, session, table, notes) -> None:
    model = table.model
    model.setData(model.index(0, TAGS), "flags, new/one")
    qtbot.waitUntil(lambda: session.annotation(notes["flag"]).tags == ("flags", "new/one"))
    model.setData(model.index(0, COLOUR), "pink")
    qtbot.waitUntil(lambda: session.annotation(notes["flag"]).colour == "pink")
    model.setData(model.index(0, NOTE), "Banners")
    qtbot.waitUntil(lambda: column(table, NOTE)[0] == "Banners")
    with qtbot.waitSignal(model.refused):
        model.setData(model.index(0, TAGS), "flags, 2001")
    assert session.annotation(notes["flag"]).tags == ("flags", "new/one")


def test_a_note_of_several_lines_is_not_edited_in_its_cell(table) -> None:
    flag = Qt.ItemFlag.ItemIsEditable
    assert table.model.flags(table.model.index(0, NOTE)) & flag
    assert not table.model.flags(table.model.index(3, NOTE)) & flag
    assert not table.model.setData(table.model.index(3, NOTE), "one two")


def test_f2_opens_a_list_of_colours(qtbot, table) -> None:
    table.table.setCurrentIndex(table.model.index(0, COLOUR))
    table.table.setFocus()
    qtbot.waitUntil(table.table.hasFocus)
    qtbot.keyClick(table.table, Qt.Key.Key_F2)
    boxes = table.table.viewport().findChildren(QComboBox)
    assert [box.currentText() for box in boxes] == ["yellow"]


def test_return_goes_to_the_passage(qtbot, table, notes, market) -> None:
    with qtbot.waitSignals([table.jump, table.annotation_activated]):
        table.table.activated.emit(table.model.index(2, 0))


def test_changes_elsewhere_are_followed_and_the_choice_kept(session, table, notes, harbour) -> None:
    table.choose([notes["table"]])
    session.edit_annotation(notes["flag"], body="Banners")
    assert column(table, NOTE)[0] == "Banners"
    new = session.add_annotation("harbour", *span(harbour, "The towns"))
    assert table.model.note_at(0).id == new
    assert table.chosen() == [notes["table"]]


def test_the_worker_reads_what_is_read_here(session, notes) -> None:
    from reader.errors import Feedback

    there = read(session.library.path, TITLES, Feedback())
    rows = there.lines(None, column=PASSAGE, falling=False, group="").rows
    here = session.annotations()
    assert [there.listing.ids[i] for i in rows] == [note.id for note in here]
    assert [there.listing.hays[i].rstrip() for i in rows] == [Entry(note).hay for note in here]


def test_an_empty_model() -> None:
    model = TableModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    model.fill(Arrangement(Listing(), {}))
    assert model.rowCount() == 0
    assert model.data(QModelIndex()) is None
