from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from reader.ui.notes.note_list import LUMP, NotesModel
from reader.ui.notes.pane import NotesPane
from tests.ui.notes.worlds import span


@pytest.fixture
def notes(session, harbour, market) -> dict[str, str]:
    """Ids by a short name."""
    add = session.add_annotation
    return {
        "flag": add("harbour", *span(harbour, "its own flag"), body="Flags **matter**.", tags=["flags"]),
        "toll": add("harbour", *span(harbour, "its own toll"), colour="green"),
        "table": add("market", *span(market, "round table"), body="Which quarrels?", tags=["law/courts"]),
    }


@pytest.fixture
def pane(qtbot, session, notes) -> NotesPane:
    made = NotesPane(session)
    QAbstractItemModelTester(made.model, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    qtbot.addWidget(made)
    made.resize(312, 800)
    made.show()
    return made


def rows(pane: NotesPane) -> list[str]:
    found = []
    for i in range(pane.model.rowCount()):
        row = pane.model.row(pane.model.index(i))
        found.append(row.title if row.note is None else f"{row.title}: {row.quote}")
    return found


def test_notes_in_order_of_place(pane) -> None:
    assert rows(pane) == [
        "All notes · 3",
        "Harbour 1901 §2: its own flag",
        "Harbour 1901 §2: its own toll",
        "Market 1907 §2: round table",
    ]


def test_the_passage_at_hand_comes_first_and_is_opened(pane, market, notes) -> None:
    p = market.provisions[1]
    pane.set_passage("market", p.start, p.end)
    assert rows(pane)[:3] == ["On this passage · 1", "Market 1907 §2: round table", "Other notes · 2"]
    assert pane.box.note_id == notes["table"]


def test_the_writer_is_not_disturbed_by_another_passage(qtbot, pane, market, notes) -> None:
    pane.show_annotation(notes["flag"], write=True)
    qtbot.waitUntil(pane.box.editor.hasFocus)
    p = market.provisions[1]
    pane.set_passage("market", p.start, p.end)
    assert pane.box.note_id == notes["flag"]


def test_a_passage_without_notes_offers_to_write_one(qtbot, session, pane, harbour) -> None:
    p = harbour.provisions[0]
    pane.set_passage("harbour", p.start, p.end)
    assert pane.box.note_id is None
    pane.box.focus_editor()
    qtbot.keyClicks(pane.box.editor, "New words")
    pane.box.save()
    assert rows(pane)[:2] == ["On this passage · 1", f"Harbour 1901 §1: {p and harbour.canonical[p.start : p.end]}"]
    assert pane.box.editor.body() == "New words"


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("toll", ["toll"]),
        ("QUARREL", ["table"]),
        ("tag:law", ["table"]),
        ("#flags", ["flag"]),
        ("colour:green", ["toll"]),
        ("has:note -matter", ["table"]),
        ("text:harbour", ["flag", "toll"]),
        ("flag OR table", ["flag", "table"]),
        ("note:quarrels", ["table"]),
        ('"own toll"', ["toll"]),
        ('tag: ( OR "', ["flag", "toll", "table"]),
        ("zzz", []),
    ],
)
def test_the_filter_reads_the_search_language(session, pane, notes, query: str, left: list[str]) -> None:
    pane.set_filter(query)
    assert [note.id for note in pane.model.notes()] == [notes[name] for name in left]
    # What whole words find in the library is among what is found here.
    if query.strip('"( ') and 'OR "' not in query:
        assert {a.id for a in session.annotations(query=query)} <= {notes[name] for name in left}


def test_an_empty_list_says_why(pane) -> None:
    pane.set_filter("zzz")
    assert pane.empty.text() == "No note fits this filter."
    assert pane.list.isHidden()


def test_changes_elsewhere_are_followed(session, pane, notes, harbour) -> None:
    session.edit_annotation(notes["flag"], body="Banners")
    assert pane.model.row(pane.model.find(notes["flag"])).body == "Banners"
    session.trash([notes["toll"]])
    assert not pane.model.find(notes["toll"]).isValid()
    session.undo()
    assert pane.model.find(notes["toll"]).isValid()
    made = session.add_annotation("harbour", *span(harbour, "locks"))
    assert pane.model.find(made).isValid()


def test_the_filter_is_lifted_for_a_note_that_is_asked_for(pane, notes) -> None:
    pane.set_filter("toll")
    assert pane.show_annotation(notes["table"])
    assert pane.filter.text() == ""
    assert pane.model.note(pane.list.currentIndex()).id == notes["table"]


def test_return_goes_to_the_passage(qtbot, pane, notes, market) -> None:
    pane.show_annotation(notes["table"])
    with qtbot.waitSignals([pane.jump, pane.annotation_activated]):
        pane.list.activated.emit(pane.list.currentIndex())


def test_several_are_deleted_in_one_step(qtbot, session, pane, notes) -> None:
    pane.list.setFocus()
    pane.list.selectAll()
    steps = session.stack.count()
    with qtbot.waitSignal(pane.deleted) as heard:
        qtbot.keyClick(pane.list, Qt.Key.Key_Delete)
    assert set(heard.args[0]) == set(notes.values())
    assert session.stack.count() == steps + 1
    assert pane.empty.text().startswith("No notes yet")
    session.undo()
    assert len(pane.model.notes()) == 3


def test_a_lost_note_is_listed_with_its_reason_and_attached_again(qtbot, session, pane, notes, harbour) -> None:
    note = session.annotation(notes["toll"])
    lost = note.targets[0]._replace(state="orphan", reason="The sentence was deleted.")
    session.edit_annotation(note.id, targets=(lost,))
    assert rows(pane)[-2:] == ["Without a place · 1", "Harbour 1901 §2: its own toll"]
    pane.show_annotation(note.id)
    assert not pane.orphan.isHidden()
    assert "The sentence was deleted." in pane.orphan._words.text()
    pane.orphan.attach.emit("harbour", *span(harbour, "its own toll"))
    assert session.annotation(note.id).targets[0].state == "placed"
    assert pane.orphan.isHidden()
    assert "Without a place" not in " ".join(rows(pane))


def test_the_candidates_are_found_in_the_text_as_it_is(session, pane, notes, harbour) -> None:
    from reader.ui.notes.orphan_box import lost_target

    note = session.annotation(notes["toll"])
    session.edit_annotation(note.id, targets=(note.targets[0]._replace(state="orphan"),))
    lost = lost_target(session, session.annotation(note.id))
    best = lost.candidates[0]
    assert harbour.canonical[best.start : best.end] == "its own toll"


def test_thousands_of_notes_come_in_lumps(qtbot, session, notes) -> None:
    one = session.annotation(notes["flag"])
    many = [one._replace(id=f"n{i}") for i in range(3 * LUMP)]
    model = NotesModel()
    model.fill([("All", many)], {"harbour": "Harbour 1901"})
    assert model.rowCount() == LUMP
    assert model.find("n599").row() == 600
    assert model.rowCount() > 600
    # Only now: the tester fetches inside a reset and then complains of the insertion.
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    while model.canFetchMore(QModelIndex()):
        model.fetchMore(QModelIndex())
    assert model.rowCount() == 3 * LUMP + 1


def test_the_scope_chooses_between_open_texts_this_one_and_all(session, pane, notes, harbour) -> None:
    session._shown[:] = ["harbour"]
    pane.reload()
    assert {note.id for note in pane.model.notes()} == {notes["flag"], notes["toll"]}
    pane.set_passage("market", 0, 5)
    pane.scope.setCurrentIndex(1)
    assert {note.id for note in pane.model.notes()} == {notes["table"]}
    pane.scope.setCurrentIndex(2)
    assert {note.id for note in pane.model.notes()} == set(notes.values())


def test_a_note_made_elsewhere_on_the_passage_is_opened(session, pane, harbour) -> None:
    p = harbour.provisions[0]
    pane.set_passage("harbour", p.start, p.end)
    made = session.add_annotation("harbour", p.start, p.end, body="From elsewhere")
    assert pane.box.note_id == made


def test_candidates_are_shown_in_context_and_the_note_can_be_left_as_it_is(
    qtbot, session, pane, notes, harbour
) -> None:
    from PySide6.QtWidgets import QLabel, QToolButton

    note = session.annotation(notes["toll"])
    session.edit_annotation(note.id, targets=(note.targets[0]._replace(state="orphan"),))
    pane.show_annotation(note.id)
    shown = [label.text() for label in pane.orphan.findChildren(QLabel)]
    assert any("own court and <b>its own toll</b>." in words for words in shown)
    buttons = {button.accessibleName() or button.text(): button for button in pane.orphan.findChildren(QToolButton)}
    with qtbot.waitSignal(pane.place_wanted) as place:
        buttons["Show §2"].click()
    assert place.args == ["harbour", *span(harbour, "its own toll")]
    buttons["Keep"].click()
    assert pane.orphan.isHidden()
    assert session.annotation(note.id).targets[0].state == "orphan"
    pane.show_annotation(notes["flag"])
    pane.show_annotation(note.id)
    assert not pane.orphan.isHidden()


def test_context_is_safe_and_short() -> None:
    from reader.ui.notes.orphan_box import in_context

    assert in_context("a <b> and & so on", 2, 5) == "a <b>&lt;b&gt;</b> and &amp; so on"
    long = in_context("x " * 400, 100, 700)
    assert len(long) < 260
    assert " … " in long
