from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication
from shiboken6 import isValid

from reader.exchange.formats import FORMATS
from reader.ui.dialogs import ExportDialog
from reader.ui.dialogs.export_choices import ExportForm, Scope
from tests.ui.notes.worlds import span


@pytest.fixture
def notes(session, harbour, market) -> None:
    session.add_annotation("harbour", *span(harbour, "its own flag"), body="Flags **matter**.", tags=["flags"])
    session.add_annotation("market", *span(market, "round table"), body="Which quarrels?", tags=["law/courts"])


@pytest.fixture
def dialog(qtbot, window, session, notes) -> ExportDialog:
    made = ExportDialog(session, parent=window)
    made.show()
    settle(qtbot, session)
    return made


def settle(qtbot, session) -> None:
    qtbot.waitUntil(lambda: not session.jobs.busy, timeout=10000)


def choose(dialog, **fields: str) -> None:
    for name, key in fields.items():
        box = getattr(dialog.form, name)
        box.setCurrentIndex(box.findData(key))


def test_the_preview_shows_what_would_be_written(dialog) -> None:
    shown = dialog.preview.toPlainText()
    assert "Flags **matter**." in shown
    assert "Which quarrels?" in shown
    assert dialog.summary.text().startswith("2 notes")


def test_one_text_a_tag_or_a_search(qtbot, session, dialog) -> None:
    for fields, words, there, gone in (
        ({"scope": "text:harbour"}, "", "Flags", "quarrels"),
        ({"scope": "tag"}, "#law", "quarrels", "Flags"),
        ({"scope": "query"}, "matter", "Flags", "quarrels"),
    ):
        choose(dialog, **fields)
        dialog.form.words.setText(words)
        dialog.look()
        settle(qtbot, session)
        assert there in dialog.preview.toPlainText()
        assert gone not in dialog.preview.toPlainText()
    dialog.form.words.setText("nothing-like-it")
    dialog.look()
    assert "no notes to export" in dialog.summary.text()
    assert not dialog.save_button.isEnabled()


def test_copy_takes_the_whole_document(dialog) -> None:
    dialog.copy()
    assert QGuiApplication.clipboard().text() == dialog._whole
    assert "Which quarrels?" in dialog._whole
    assert dialog.message.text().startswith("Copied")


def test_save_writes_and_remembers_the_choices(qtbot, window, session, dialog, tmp_path) -> None:
    choose(dialog, flavour="pandoc")
    dialog.form.title.setText("My notes")
    target = tmp_path / "notes.md"
    dialog.save(str(target))
    settle(qtbot, session)
    assert "# My notes" in target.read_text(encoding="utf-8")
    assert "Saved 2 notes to notes.md" in dialog.message.text()
    dialog.look()  # a preview that was still due
    settle(qtbot, session)
    assert "Saved 2 notes to notes.md" in dialog.message.text()
    again = ExportDialog(session, parent=window)
    assert again.form.flavour.currentData() == "pandoc"
    assert again.form.title.text() == "My notes"


def test_a_failure_is_told_and_leaves_the_old_file(qtbot, session, dialog, tmp_path, monkeypatch) -> None:
    import os

    target = tmp_path / "notes.md"
    target.write_text("old words")

    def full(*args: object, **more: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    dialog.save(str(target))
    settle(qtbot, session)
    assert "No space left" in dialog.message.text()
    assert target.read_text() == "old words"
    assert [path.name for path in tmp_path.iterdir()] == ["notes.md"]
    assert dialog.save_button.isEnabled()


@pytest.mark.parametrize("key", [key for key in FORMATS if key != "pdf"])
def test_every_format_is_saved(qtbot, session, dialog, tmp_path, key: str) -> None:
    choose(dialog, format=key)
    target = tmp_path / f"out{FORMATS[key].suffix}"
    dialog.save(str(target))
    settle(qtbot, session)
    assert target.exists()
    assert "out" in dialog.message.text()


def test_a_file_for_each_note(qtbot, session, dialog, tmp_path) -> None:
    choose(dialog, shape="note")
    dialog.look()
    settle(qtbot, session)
    assert "2 files" in dialog.summary.text()
    assert not dialog.copy_button.isEnabled()
    dialog.save(str(tmp_path / "folder"))
    settle(qtbot, session)
    assert len(list((tmp_path / "folder").glob("*.md"))) == 2


def test_what_was_edited_in_the_folder_is_left_and_told(qtbot, session, dialog, tmp_path) -> None:
    choose(dialog, format="obsidian")
    dialog.save(str(tmp_path))
    settle(qtbot, session)
    for path in tmp_path.glob("*.md"):
        path.write_text(path.read_text().replace("Which quarrels?", "My own words"))
    note = next(note for note in session.annotations() if "quarrels" in note.body)
    session.edit_annotation(note.id, body="Which quarrels, then?")
    dialog.save(str(tmp_path))
    settle(qtbot, session)
    assert any("My own words" in path.read_text() for path in tmp_path.glob("*.md"))
    assert "that you edited" in dialog.message.text()


def test_unsaved_typing_goes_along(qtbot, session, dialog) -> None:
    from reader.ui.notes.note_box import NoteBox

    box = NoteBox(session)
    qtbot.addWidget(box)
    box.show_note(session.annotations()[0])
    box.editor.setPlainText("Typed a moment ago")
    dialog.look()
    settle(qtbot, session)
    assert "Typed a moment ago" in dialog.preview.toPlainText()


def test_closing_drops_the_answer(qtbot, session, dialog) -> None:
    dialog.look()
    dialog.reject()
    settle(qtbot, session)


def test_choices_that_nobody_offers_fall_back(qtbot) -> None:
    form = ExportForm([("a", "A"), ("b", "B")])
    qtbot.addWidget(form)
    form.load({"format": "docx", "shape": 3, "scope": "text:gone", "data": "yes", "words": None})
    assert form.kept()["format"] == "markdown"
    assert form.chosen() == Scope(("a", "b"))
    form.load(form.kept())
    assert form.options()["shape"] == "document"


def test_a_closed_window_looks_no_more(qtbot, session, harbour, dialog) -> None:
    dialog.close()
    qtbot.waitUntil(lambda: not isValid(dialog), timeout=5000)
    session.add_annotation("harbour", *span(harbour, "its own flag"))  # an error in a slot fails the test


def test_long_titles_do_not_push_the_preview_away(qtbot) -> None:
    long = "Declaration on mutual respect, neighbourly relations and the common security of all towns"
    narrow, wide = ExportForm([("a", "A"), ("b", "B")]), ExportForm([("a", long), ("b", long)])
    for form in (narrow, wide):
        qtbot.addWidget(form)
    assert wide.sizeHint().width() == narrow.sizeHint().width()
    wide.resize(wide.sizeHint())
    wide.show()
    assert wide.scope.x() == wide.format.x()  # beside its name, as the others
