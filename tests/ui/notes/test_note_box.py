from __future__ import annotations

import time

import pytest
from PySide6.QtCore import Qt

from reader.errors import UserError
from reader.ui.notes.note_box import SAVE_AFTER, NoteBox
from tests.ui.notes.worlds import span


@pytest.fixture
def box(qtbot, session) -> NoteBox:
    made = NoteBox(session)
    qtbot.addWidget(made)
    made.resize(312, 500)
    made.show()
    return made


@pytest.fixture
def note(session, harbour):
    id_ = session.add_annotation("harbour", *span(harbour, "its own flag"), body="Flags.", tags=["flags"])
    return session.annotation(id_)


def kept(session, id_: str) -> str:
    return session.library.annotations(ids=[id_])[0].body


def write(qtbot, box: NoteBox, words: str) -> None:
    box.focus_editor()
    qtbot.waitUntil(box.editor.hasFocus)
    qtbot.keyClicks(box.editor, words)


def test_what_is_typed_is_on_disk_within_a_second(qtbot, session, box, note) -> None:
    box.show_note(note)
    write(qtbot, box, " And tolls.")
    began = time.monotonic()
    while kept(session, note.id) != "Flags. And tolls.":
        assert time.monotonic() - began < 5
        qtbot.wait(20)
    assert SAVE_AFTER < 1000
    assert not box.unsaved


def test_saving_is_not_put_off_by_typing_on(qtbot, session, box, note) -> None:
    box.show_note(note)
    write(qtbot, box, " a")
    until = time.monotonic() + 3 * SAVE_AFTER / 1000
    while time.monotonic() < until and kept(session, note.id) == "Flags.":
        qtbot.keyClicks(box.editor, "b")
        qtbot.wait(SAVE_AFTER // 6)
    assert kept(session, note.id).startswith("Flags. ab")


def test_typing_is_one_step_of_undo_until_the_focus_leaves(qtbot, session, box, note) -> None:
    box.show_note(note)
    steps = session.stack.count()
    for words in (" one", " two", " three"):
        write(qtbot, box, words)
        box.save()
    assert session.stack.count() == steps + 1
    box.chips.field.setFocus()
    qtbot.waitUntil(lambda: not box.editor.hasFocus())
    write(qtbot, box, " four")
    box.save()
    assert session.stack.count() == steps + 2
    session.undo()
    assert box.editor.body() == "Flags. one two three"
    session.undo()
    assert box.editor.body() == "Flags." == kept(session, note.id)
    session.redo()
    assert box.editor.body() == "Flags. one two three" == kept(session, note.id)


def test_the_focus_leaving_saves_at_once(qtbot, session, box, note) -> None:
    box.show_note(note)
    write(qtbot, box, "!")
    box.chips.field.setFocus()
    qtbot.waitUntil(lambda: not box.editor.hasFocus())
    assert kept(session, note.id) == "Flags.!"


def test_the_maker_keeps_its_caret(qtbot, session, box, note) -> None:
    box.show_note(note)
    write(qtbot, box, " and")
    cursor = box.editor.textCursor()
    cursor.setPosition(2)
    box.editor.setTextCursor(cursor)
    box.save()
    assert box.editor.textCursor().position() == 2


def test_a_change_elsewhere_is_shown_and_never_takes_what_was_typed(qtbot, session, box, note) -> None:
    box.show_note(note)
    session.edit_annotation(note.id, body="Flags of towns.")
    assert box.editor.body() == "Flags of towns."
    write(qtbot, box, " Mine")
    session.edit_annotation(note.id, body="Theirs")
    assert box.editor.body() == "Flags of towns. Mine"
    assert "Your words are kept" in box.notice.text()
    box.save()
    assert kept(session, note.id) == "Flags of towns. Mine"
    assert "Theirs" in [version.body for version in session.library.history(note.id)]


def test_closing_the_session_saves(qtbot, session, box, note) -> None:
    box.show_note(note)
    write(qtbot, box, " last words")
    session.flush()
    assert kept(session, note.id) == "Flags. last words"


def test_the_first_words_on_a_passage_make_a_note(qtbot, session, box, harbour) -> None:
    place = ("harbour", *span(harbour, "Quarrels are settled"))
    box.show_note(None, place=place)
    assert "Harbour 1901 §3" in box.context.text()
    write(qtbot, box, "How?")
    with qtbot.waitSignal(box.note_made) as made:
        box.save()
    found = session.annotation(made.args[0])
    assert (found.body, found.style, found.targets[0].exact) == ("How?", "none", "Quarrels are settled")
    assert box.note_id == found.id
    assert box.editor.body() == "How?"


def test_blanks_alone_make_no_note(qtbot, session, box, harbour) -> None:
    box.show_note(None, place=("harbour", *span(harbour, "Quarrels")))
    write(qtbot, box, "  ")
    assert box.save()
    assert session.annotations() == []


def test_what_cannot_be_saved_stays_and_is_tried_again(qtbot, session, box, note, monkeypatch) -> None:
    other = session.annotation(session.add_annotation("market", 0, 3, body="Other"))
    box.show_note(note)
    write(qtbot, box, " unsaved")
    apply = session.library.apply

    def full(edit, who=None):
        raise UserError("The disk is full.")

    monkeypatch.setattr(session.library, "apply", full)
    assert not box.save()
    assert "Not saved" in box.notice.text()
    assert box.editor.body() == "Flags. unsaved"
    box.show_note(other)
    assert box.editor.body() == "Other"
    assert [draft.text for draft in session.library.drafts()] == ["Flags. unsaved"]
    monkeypatch.setattr(session.library, "apply", apply)
    box.show_note(session.annotation(note.id))
    assert box.editor.body() == "Flags. unsaved"
    assert box.save()
    assert kept(session, note.id) == "Flags. unsaved"
    assert session.library.drafts() == []
    assert [error.message for error in session.told] == ["The disk is full."] * len(session.told)
    session.told.clear()


def test_what_an_earlier_session_could_not_save_is_taken_up_again(qtbot, session, note) -> None:
    session.library.save_draft(f"note:{note.id}", "Flags. From yesterday")
    box = NoteBox(session)
    qtbot.addWidget(box)
    box.show_note(note)
    assert box.editor.body() == "Flags. From yesterday"
    assert box.save()
    assert kept(session, note.id) == "Flags. From yesterday"
    assert session.library.drafts() == []


def test_a_note_deleted_under_the_hands_keeps_its_words_for_its_return(qtbot, session, box, note) -> None:
    box.show_note(note)
    write(qtbot, box, " typed")
    session.trash([note.id])
    assert box.note_id is None
    assert box.editor.body() == ""
    session.undo()
    box.show_note(session.annotation(note.id))
    assert box.editor.body() == "Flags. typed"


def test_tags_are_added_taken_off_and_checked(qtbot, session, box, note) -> None:
    box.show_note(note)
    assert box.chips.tags() == ("flags",)
    qtbot.keyClicks(box.chips.field, "towns/court")
    qtbot.keyClick(box.chips.field, Qt.Key.Key_Return)
    assert session.annotation(note.id).tags == ("flags", "towns/court")
    qtbot.keyClicks(box.chips.field, "2001")
    qtbot.keyClick(box.chips.field, Qt.Key.Key_Return)
    assert session.annotation(note.id).tags == ("flags", "towns/court")
    assert "2001" in box.chips.problem()
    box.chips._offer.click()
    assert session.annotation(note.id).tags == ("flags", "towns/court", "y2001")
    assert box.chips.problem() == ""
    qtbot.keyClick(box.chips._chips[0], Qt.Key.Key_Delete)
    assert box.chips.tags() == ("towns/court", "y2001")
    session.undo()
    assert box.chips.tags() == ("flags", "towns/court", "y2001")


def test_tag_completion_ranks_by_use(qtbot, session, box, note) -> None:
    for tags in (["tolls"], ["toast"], ["toast"]):
        session.add_annotation("market", 0, 3, tags=tags)
    box.show_note(note)
    qtbot.keyClicks(box.chips.field, "to")
    assert box.chips.field.offers() == ["toast", "tolls"]


def test_a_passage_link_jumps(qtbot, session, box, note, market) -> None:
    from reader.render.links import Passage

    box.show_note(note)
    with qtbot.waitSignal(box.jump) as heard:
        box.preview.passage_activated.emit(Passage("market 1907", 2))
    assert heard.args == ["market", market.provisions[1].start]
    with qtbot.waitSignal(box.jump) as heard:
        box.preview.passage_activated.emit(Passage("", 3))
    assert heard.args[0] == "harbour"
    said = []
    session.said.connect(said.append)
    box.preview.passage_activated.emit(Passage("Nowhere 1700", 1))
    assert "Nowhere 1700" in said[0]


def test_a_note_on_a_link_shows_both_ends(qtbot, session, box, harbour, market) -> None:
    ends = (("harbour", span(harbour, "round table")), ("market", span(market, "table")))
    targets = [session.target(text_id, *place) for text_id, place in ends]
    edit = session.perform(lambda: session.library.plan.add_annotation(targets, link_key="k", body="Same table"))
    box.show_note(edit.after[0])
    assert box.title.text() == "NOTE ON A CROSS-REFERENCE"
    assert "Harbour 1901 §3" in box.ends.text()
    assert "Market 1907 §2" in box.ends.text()
    assert box.ends.width() > box.width() * 0.9  # not squeezed beside the buttons


def test_a_long_citation_is_not_squeezed_beside_the_buttons(qtbot, session, box, monkeypatch) -> None:
    monkeypatch.setattr(type(session.text("harbour")), "cite", lambda *_: "Charter of all the towns of the river §1")
    box.show_note(None, place=("harbour", 0, 5))
    assert box.context.text() == ""
    assert box.ends.text().endswith("river §1")
    qtbot.waitUntil(lambda: box.ends.width() > box.width() * 0.9)


def test_a_tag_written_into_a_note_is_a_tag_once_the_editor_is_left(qtbot, session, box, note) -> None:
    box.show_note(note)
    write(qtbot, box, " See #law/sea, #flags and #1901 `#code`")
    box.save()
    assert session.annotation(note.id).tags == ("flags",)  # not while one types
    box.chips.field.setFocus()
    qtbot.waitUntil(lambda: session.annotation(note.id).tags == ("flags", "law/sea"))
    box.chips.removed.emit("law/sea")
    write(qtbot, box, " more")
    box.chips.field.setFocus()
    qtbot.waitUntil(lambda: kept(session, note.id).endswith("more"))
    assert session.annotation(note.id).tags == ("flags",)  # taken off by hand: it stays off


def test_the_preview_follows(qtbot, session, box, note) -> None:
    box.show_note(note)
    write(qtbot, box, " **loud**")
    qtbot.waitUntil(lambda: "loud" in box.preview.toPlainText(), timeout=3000)
    assert "**" not in box.preview.toPlainText()


def test_a_library_that_can_only_be_read_is_not_written_to(qtbot, session, box, note, monkeypatch) -> None:
    monkeypatch.setattr(session.library, "read_only", True)
    box.show_note(note)
    assert box.editor.isReadOnly()
    assert box.chips.field.isHidden()
