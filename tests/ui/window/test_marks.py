"""What is done with marks in the window: grips, split, merge, answers, bookmarks; by keyboard and undone at once."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from reader.ui.dialogs.bookmarks import BookmarksDialog
from reader.ui.reading.view import ReadingView
from reader.ui.window.furnishing import Parts
from tests.ui.reading.test_view import left_of

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def window(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> Parts:
    view = parts.desk.panes[0].view
    monkeypatch.setattr(ReadingView, "hasFocus", lambda self: self is view)
    parts.told = []
    parts.marks.failed.connect(lambda error: parts.told.append(str(error)))
    return parts


def marked(parts: Parts, words: str, **more: object) -> str:
    view = parts.desk.panes[0].view
    at = view.text.canonical.index(words)
    made = parts.session.add_annotation(view.text.id, at, at + len(words), **more)
    view.select(at + 1, at + 1)
    return made


def quoted(parts: Parts, id_: str) -> list[str]:
    return [t.exact for t in parts.session.annotation(id_).targets]


def test_ends_move_by_words_with_the_keyboard_and_come_back_in_one_step(window: Parts) -> None:
    note = marked(window, "agree to share", body="Both?")
    for act in ("note.end.right", "note.end.right", "note.start.left"):
        assert window.actions[act].isEnabled()
        window.actions[act].trigger()
    assert quoted(window, note) == ["river agree to share their harbour"]
    target = window.session.annotation(note).targets[0]
    assert target.prefix.endswith("the ")
    assert target.suffix.startswith(" and")
    window.actions["note.end.left"].trigger()
    window.actions["edit.undo"].trigger()
    assert quoted(window, note) == ["agree to share"]
    window.actions["edit.redo"].trigger()
    assert quoted(window, note) == ["river agree to share their"]


def test_a_grip_is_dragged_into_the_next_provision(qtbot, window: Parts) -> None:
    note = marked(window, "lights burning", body="How?")
    view = window.desk.panes[0].view
    view.handles.follow()
    mark = view.handles.mark
    end = view.text.canonical.index("Charter binds") + len("Charter")
    to = left_of(view, end)
    qtbot.mousePress(view.surface, LEFT, pos=view.handles._knob(mark.start, mark.end, 1).toPoint())
    qtbot.mouseMove(view.surface, to)
    qtbot.mouseRelease(view.surface, LEFT, pos=to)
    assert quoted(window, note) == ["lights burning.\n\nThe Harbour Charter"]
    assert view.handles.mark.end == end
    window.session.undo()
    assert quoted(window, note) == ["lights burning"]


def test_highlights_are_parted_at_the_caret_and_merged_under_the_selection(window: Parts) -> None:
    view = window.desk.panes[0].view
    note = marked(window, "agree to share", body="Both?")
    at = view.text.canonical.index(" to share")
    view.select(at, at)
    window.actions["note.split"].trigger()
    assert quoted(window, note) == ["agree"]
    view.select(at - 3, at + 6)
    window.actions["note.merge"].trigger()
    assert quoted(window, note) == ["agree to share"]
    view.select(0, 0)
    window.actions["note.merge"].trigger()
    window.actions["note.split"].trigger()
    assert len(window.told) == 2


def test_a_note_is_answered_from_the_text(qtbot, window: Parts) -> None:
    note = marked(window, "agree to share", body="Both?")
    window.actions["note.reply"].trigger()
    box = window.notes.box
    assert box.title.text() == "REPLY"
    qtbot.keyClicks(box.editor, "Both of them.")
    window.session.flush()
    (answer,) = window.session.annotations(query="is:reply")
    assert answer.reply_to == note
    marks = window.overlays.index("harbour").spans(0, 200)
    assert [mark.id for mark in marks if mark.id.startswith("note:")] == [f"note:{note}"]  # shown with what it answers
    assert window.session.trash([note])
    assert window.session.annotations() == []
    window.session.undo()
    assert len(window.session.annotations()) == 2


def test_bookmarks_are_set_gone_to_named_listed_and_taken_away(qtbot, window: Parts) -> None:
    view, text = window.desk.panes[0].view, window.desk.panes[0].view.text
    places = [text.provisions[0].start + 3, text.provisions[2].start + 3]
    for at in places:
        view.select(at, at)
        window.actions["note.bookmark"].trigger()
    marks = window.overlays.index("harbour").spans(0, len(text.canonical))
    assert [mark.start for mark in marks if mark.role == "bookmark"] == [
        text.provisions[0].start, text.provisions[2].start,
    ]  # fmt: skip
    window.actions["bookmark.next"].trigger()
    assert view.caret() == text.provisions[0].start
    window.actions["bookmark.next"].trigger()
    assert view.caret() == text.provisions[2].start
    window.actions["bookmark.previous"].trigger()
    assert view.caret() == text.provisions[0].start
    window.actions["bookmark.list"].trigger()
    dialog = next(w for w in window.window.findChildren(BookmarksDialog))
    assert dialog.list.topLevelItemCount() == 2
    dialog.list.topLevelItem(1).setText(0, "The school")
    qtbot.waitUntil(lambda: [m.body for m in window.session.bookmarks()] == ["", "The school"])
    dialog.filter.setText("SCHOOL")
    assert dialog.list.topLevelItemCount() == 1
    with qtbot.waitSignal(dialog.jump) as gone:
        dialog.go()
    assert gone.args == ["harbour", text.provisions[2].start]
    view.select(places[1], places[1])
    window.actions["note.bookmark"].trigger()
    assert len(window.session.bookmarks()) == 1
    window.session.undo()
    assert len(window.session.bookmarks()) == 2
    window.status._count()
    assert window.status.counts.text().endswith("0 tags · 2 bookmarks")


def test_a_flag_in_the_margin_opens_its_bookmark(window: Parts) -> None:
    from reader.ui.reading.painting import flag_rect

    view = window.desk.panes[0].view
    view.select(3, 3)
    window.actions["note.bookmark"].trigger()
    row = next(iter(view.page.rows()))
    box = flag_rect(view, row.y + row.laid.lines[0][2]).center()
    ids, _ = view.ids_at(box.x(), box.y())
    assert ids == [f"note:{window.session.bookmarks()[0].id}"]


def test_a_note_on_the_text_as_a_whole(qtbot, window: Parts) -> None:
    view = window.desk.panes[0].view
    window.actions["note.text"].trigger()
    qtbot.keyClicks(window.notes.box.editor, "Founding charter.")
    window.session.flush()
    (note,) = window.session.annotations("harbour")
    target = note.targets[0]
    assert (target.start, target.end, target.provision) == (0, len(view.text.canonical), 0)
    rows = [window.notes.model.index(i).data() for i in range(window.notes.model.rowCount())]
    assert rows[1].startswith("Harbour 1901. Founding charter.")  # no number of a provision
    view.select(view.text.provisions[1].start, view.text.provisions[1].start)
    window.at_hand.take(0, 2)
    assert window.inspector.box.note_id is None  # it is not the note of every passage
    window.actions["note.text"].trigger()
    assert window.notes.box.note_id == note.id
