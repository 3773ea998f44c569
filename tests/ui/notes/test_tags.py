from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from reader.library.models import Tag, TagInfo
from reader.ui.notes.tag_tree import NAME, TagTreeModel
from reader.ui.notes.tags_pane import TagsPane
from tests.ui.notes.worlds import span

INFOS = [
    TagInfo(Tag("energy"), 2),
    TagInfo(Tag("principles", "blue", "What binds all"), 12),
    TagInfo(Tag("principles/sovereignty"), 4),
    TagInfo(Tag("security/terrorism/finance"), 1),
    TagInfo(Tag("Énergie"), 0),
]


@pytest.fixture
def model(qtbot) -> TagTreeModel:
    made = TagTreeModel()
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    made.fill(INFOS)
    return made


def test_paths_make_a_tree_and_count_what_is_below(model) -> None:
    assert model.names() == [
        "Énergie", "energy", "principles", "principles/sovereignty", "security", "security/terrorism",
        "security/terrorism/finance",
    ]  # fmt: skip
    index = model.find("security")
    assert index.data() == "security"
    assert index.siblingAtColumn(1).data() == "1"
    assert model.find("principles").siblingAtColumn(1).data() == "16"
    assert model.find("principles/sovereignty").data() == "/sovereignty"
    assert model.find("principles/none") == QModelIndex()


def test_by_use_and_by_part(model) -> None:
    model.fill(INFOS, by_use=True)
    assert [model.index(i, 0).data(NAME) for i in range(model.rowCount())] == [
        "principles", "energy", "security", "Énergie",
    ]  # fmt: skip
    model.fill(INFOS, part="#ENER")
    assert model.names() == ["Énergie", "energy"]


def test_a_new_name_is_asked_for_and_a_bad_one_refused(model, qtbot) -> None:
    with qtbot.waitSignal(model.rename_wanted) as heard:
        model.setData(model.find("energy"), "power")
    assert heard.args == ["energy", "power"]
    with qtbot.waitSignal(model.refused) as heard:
        model.setData(model.find("energy"), "2001")
    assert heard.args[1] == "y2001"


def test_dropping_a_tag_on_another_asks_to_move_it(model, qtbot) -> None:
    data = model.mimeData([model.find("energy"), model.find("energy").siblingAtColumn(1)])
    with qtbot.waitSignal(model.rename_wanted) as heard:
        model.dropMimeData(data, Qt.DropAction.MoveAction, -1, -1, model.find("security"))
    assert heard.args == ["energy", "security/energy"]
    with qtbot.assertNotEmitted(model.rename_wanted):
        over = model.mimeData([model.find("security")])
        model.dropMimeData(over, Qt.DropAction.MoveAction, -1, -1, model.find("security/terrorism"))
        model.dropMimeData(QMimeData(), Qt.DropAction.MoveAction, -1, -1, QModelIndex())


@pytest.fixture
def pane(qtbot, session, harbour) -> TagsPane:
    for tags in (["law/courts", "flags"], ["law/courts"], ["tolls"]):
        session.add_annotation("harbour", *span(harbour, "its own"), tags=tags)
    made = TagsPane(session)
    QAbstractItemModelTester(made.model, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    qtbot.addWidget(made)
    made.resize(312, 600)
    made.show()
    return made


def tags(session) -> list[str]:
    return [info.tag.name for info in session.tags()]


def choose(pane: TagsPane, *names: str) -> None:
    pane._choose(list(names))


def test_rename_takes_what_is_below_along_and_is_undone(session, pane) -> None:
    choose(pane, "law")
    pane.rename("law", "justice")
    assert tags(session) == ["flags", "justice/courts", "tolls"]
    assert pane.selected() == ["justice"]
    session.undo()
    assert tags(session) == ["flags", "law/courts", "tolls"]


def test_merge_several(session, pane) -> None:
    choose(pane, "flags", "tolls")
    assert pane.merge_into("customs")
    assert tags(session) == ["customs", "law/courts"]
    session.undo()
    assert tags(session) == ["flags", "law/courts", "tolls"]


def test_merge_into_what_is_no_tag_is_refused(session, pane) -> None:
    choose(pane, "flags")
    assert not pane.merge_into("1907")
    assert "y1907" in pane.problem.text()


def test_delete_several_is_one_step(qtbot, session, pane) -> None:
    choose(pane, "flags", "law", "law/courts")
    steps = session.stack.count()
    pane.tree.setFocus()
    qtbot.waitUntil(pane.tree.hasFocus)
    qtbot.keyClick(pane.tree, Qt.Key.Key_Delete)
    assert tags(session) == ["tolls"]
    assert session.stack.count() == steps + 1
    session.undo()
    assert tags(session) == ["flags", "law/courts", "tolls"]


def test_nothing_to_delete_leaves_no_step(session, pane) -> None:
    pane.tree.clearSelection()
    steps = session.stack.count()
    pane.delete_selected()
    assert not session.stack.canUndo() or session.stack.count() == steps


def test_colour_and_meaning(qtbot, session, pane) -> None:
    choose(pane, "law/courts")
    pane.set_colour("green")
    pane.reload()
    choose(pane, "law/courts")
    pane.description.setText("Who judges")
    pane.description.editingFinished.emit()
    info = next(i for i in session.tags() if i.tag.name == "law/courts")
    assert (info.tag.colour, info.tag.description, info.uses) == ("green", "Who judges", 2)
    pane.reload()
    assert not pane.model.find("law/courts").data(Qt.ItemDataRole.DecorationRole).isNull()


def test_counts_by_text(pane) -> None:
    choose(pane, "law")
    assert pane.about.text() == "law: Harbour 1901 2"


def test_what_is_folded_up_stays_so(qtbot, session, pane, harbour) -> None:
    pane.tree.collapse(pane.model.find("law"))
    session.add_annotation("harbour", *span(harbour, "Quarrels"), tags=["new"])
    qtbot.waitUntil(lambda: pane.model.find("new").isValid())
    assert not pane.tree.isExpanded(pane.model.find("law"))


def test_return_shows_its_notes(qtbot, pane) -> None:
    with qtbot.waitSignal(pane.tag_activated) as heard:
        pane.tree.activated.emit(pane.model.find("law/courts"))
    assert heard.args == ["law/courts"]


def test_an_empty_pane_says_so(pane) -> None:
    pane.filter.setText("zzz")
    assert pane.empty.text() == "No tag fits."
