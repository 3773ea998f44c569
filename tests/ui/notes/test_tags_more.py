"""Tags moved by name, parted, and asked for together."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from reader.ui.dialogs.splitting import SplitTagDialog
from reader.ui.notes.tags_frame import asked
from reader.ui.notes.tags_pane import TagsPane
from tests.ui.notes.worlds import span


@pytest.fixture
def pane(qtbot, session, harbour, market) -> TagsPane:
    add = session.add_annotation
    add("harbour", *span(harbour, "its own flag"), body="Flags", tags=["flags", "law/customs"])
    add("harbour", *span(harbour, "its own toll"), tags=["law"])
    add("market", *span(market, "round table"), body="Courts", tags=["law", "courts"])
    made = TagsPane(session)
    qtbot.addWidget(made)
    made.resize(300, 600)
    made.show()
    return made


def choose(pane: TagsPane, *names: str) -> None:
    pane._choose(list(names))


def tags(pane: TagsPane) -> list[str]:
    return [info.tag.name for info in pane._session.tags()]


def test_chosen_tags_are_moved_under_another_in_one_step(pane) -> None:
    choose(pane, "courts", "flags")
    steps = pane._session.stack.count()
    assert pane.move_under("law")
    assert tags(pane) == ["law", "law/courts", "law/customs", "law/flags"]
    assert pane._session.stack.count() == steps + 1
    assert pane.selected() == ["law/courts", "law/flags"]
    assert pane.move_under("/")
    assert tags(pane) == ["courts", "flags", "law", "law/customs"]
    pane._session.undo()
    pane._session.undo()
    assert tags(pane) == ["courts", "flags", "law", "law/customs"]


def test_what_is_no_tag_or_below_itself_is_no_place(pane) -> None:
    choose(pane, "law")
    assert not pane.move_under("2001")
    assert "y2001" in pane.problem.text()
    assert not pane.move_under("law/customs")
    assert tags(pane) == ["courts", "flags", "law", "law/customs"]


@pytest.mark.parametrize(("how", "count"), [("any", 3), ("all", 0), ("none", 0)])
def test_notes_with_any_all_or_none(qtbot, pane, how: str, count: int) -> None:
    choose(pane, "law", "flags")
    with qtbot.waitSignal(pane.query_wanted) as query:
        pane.show_buttons[how].click()
    expected = {"any": 3, "all": 1, "none": 0}[how]
    assert len(pane._session.annotations(query=query.args[0])) == expected


def test_a_query_for_several_tags() -> None:
    assert asked(["a/b", "c"], "any") == "tag:a/b OR tag:c"
    assert asked(["a/b", "c"], "all") == "tag:a/b tag:c"
    assert asked(["a/b", "c"], "none") == "-tag:a/b -tag:c"


def test_a_tag_is_parted(qtbot, session, pane) -> None:
    dialog = SplitTagDialog(session, "law")
    qtbot.addWidget(dialog)
    assert dialog.list.count() == 2  # those of law/customs stay what they are
    assert not dialog.split_button.isEnabled()
    dialog.filter.setText("courts")
    dialog.tick_shown()
    assert dialog.split("2001") is False
    assert "y2001" in dialog.message.text()
    steps = session.stack.count()
    assert dialog.split("law/courts")
    assert session.stack.count() == steps + 1
    assert sorted(t for note in session.annotations() for t in note.tags) == [
        "courts", "flags", "law", "law/courts", "law/customs",
    ]  # fmt: skip
    assert dialog.list.count() == 1
    assert dialog.list.item(0).checkState() == Qt.CheckState.Unchecked
    session.undo()
    assert dialog.list.count() == 2
