from __future__ import annotations

from PySide6.QtGui import QTextCursor

from reader.ui.texts.correcting import CorrectTextDialog
from tests.ui.notes.worlds import HARBOUR, span


def noted(session, words: str) -> str:
    text = session.text("harbour")
    return session.add_annotation("harbour", *span(text, words), body="See.")


def test_provisions_are_joined_and_split_and_the_notes_move_along(window, session) -> None:
    note = noted(session, "its own court")
    dialog = CorrectTextDialog(session, "harbour", window)
    assert not dialog.save_button.isEnabled()
    dialog.editor.choose(1, 2)
    dialog.editor.join()
    dialog.editor.choose(2)
    cursor: QTextCursor = dialog.editor.words.textCursor()
    cursor.setPosition(HARBOUR[2].index("and never"))
    dialog.editor.words.setTextCursor(cursor)
    dialog.editor.split()
    dialog.form.lines["date"].setText("2 May 1901")
    dialog.form.changed.emit()
    before = session.stack.index()
    dialog.keep()
    text = session.library.text("harbour")
    assert [p.n for p in text.provisions] == [1, 2, 3]
    assert text.canonical.startswith(f"{HARBOUR[0]}\n{HARBOUR[1]}\n\nQuarrels")
    assert text.date == "1901-05-02"
    [target] = session.annotation(note).targets
    assert (target.state, text.canonical[target.start : target.end]) == ("placed", "its own court")
    assert target.provision == 1
    assert session.stack.index() == before + 1
    session.undo()
    old = session.library.text("harbour")
    assert old.canonical == "\n\n".join(HARBOUR)
    assert old.date == ""
    [target] = session.annotation(note).targets
    assert target.provision == 2


def test_notes_that_would_lose_their_place_are_asked_about_once(window, session) -> None:
    note = noted(session, "its own court")
    dialog = CorrectTextDialog(session, "harbour", window)
    dialog.editor.choose(2)
    dialog.editor.exclude()
    dialog.keep()
    assert "A passage with a note loses its place" in dialog.message.text()
    assert session.library.text("harbour").canonical == "\n\n".join(HARBOUR)
    dialog.keep()
    assert len(session.library.text("harbour").provisions) == 2
    assert session.annotation(note).targets[0].state == "orphan"
    session.undo()
    assert session.annotation(note).targets[0].state == "placed"


def test_a_text_that_changes_meanwhile_is_shown_anew(window, session) -> None:
    dialog = CorrectTextDialog(session, "harbour", window)
    session.edit_texts(["harbour"], title="Charter of the harbour")
    assert dialog.form.lines["title"].text() == "Charter of the harbour"
    assert not dialog.save_button.isEnabled()
    session.remove_texts(["harbour"])
    assert "no longer" in dialog.message.text()
    assert not dialog.save_button.isEnabled()


def test_a_text_that_was_just_added_can_be_taken_out_again(window, session, settle) -> None:
    dialog = CorrectTextDialog(session, "market", window, fresh=True)
    settle()
    assert "Added as it was understood" in dialog.about.text()
    gone = []
    dialog.removed.connect(gone.append)
    dialog.remove()
    assert gone == ["market"]
    assert not session.library.has_text("market")
    session.undo()
    assert session.library.has_text("market")


def test_a_field_that_cannot_be_saved_is_told(window, session) -> None:
    dialog = CorrectTextDialog(session, "harbour", window)
    dialog.form.lines["date"].setText("never")
    dialog.form.changed.emit()
    assert "not a date" in dialog.message.text()
    assert not dialog.save_button.isEnabled()
