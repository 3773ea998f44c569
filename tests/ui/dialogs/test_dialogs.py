from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QMessageBox

from reader import exchange
from reader.exchange.formats import FORMATS
from reader.ui import dialogs
from reader.ui.dialogs.comparing import compare, to_html
from reader.ui.dialogs.moments import moment
from tests.ui.helpers import chain
from tests.ui.notes.worlds import span


@pytest.fixture
def note(session, harbour) -> str:
    return session.add_annotation("harbour", *span(harbour, "its own flag"), body="First words", tags=["flags"])


def shown(window, make, session, *more, **named):
    dialog = make(session, *more, parent=window, **named)
    dialog.show()
    return dialog


def settle(qtbot, session) -> None:
    qtbot.waitUntil(lambda: not session.jobs.busy, timeout=10000)


def boxes(dialog) -> list[QMessageBox]:
    return dialog.findChildren(QMessageBox)


# History


def test_pieces_give_back_both_versions() -> None:
    old, new = "The flag of each town.\nIts toll.", "The banner of each town 😀.\nIts toll!"
    pieces = compare(old, new)
    assert "".join(p.words for p in pieces if p.how != "new") == old
    assert "".join(p.words for p in pieces if p.how != "gone") == new
    html = to_html(pieces, "#fdd", "#dfd")
    assert '<s style="background-color:#fdd">flag</s>' in html
    assert "<script>" not in to_html(compare("", "<script>"), "#fdd", "#dfd")


def test_huge_versions_are_compared_in_time() -> None:
    old, new = "word " * 50_000, "word " * 50_000 + "more"
    assert compare(old, new)[-1].words.endswith("more")


def test_versions_are_listed_and_one_is_restored(qtbot, window, session, note) -> None:
    for body in ("Second words", "Third words"):
        session.edit_annotation(note, body=body)
    dialog = shown(window, dialogs.HistoryDialog, session, note)
    assert dialog.list.count() == 2
    dialog.list.setCurrentRow(1)
    assert "First" in dialog.view.toPlainText()
    assert "Third" in dialog.view.toPlainText()
    dialog.with_now.setChecked(False)
    assert "Second" in dialog.view.toPlainText()
    dialog.restore()
    assert session.annotation(note).body == "First words"
    assert dialog.list.count() == 3
    session.undo()
    assert session.annotation(note).body == "Third words"


def test_a_note_without_history_says_so(qtbot, window, session, note) -> None:
    dialog = shown(window, dialogs.HistoryDialog, session, note)
    assert "was not changed" in dialog.view.toPlainText()
    assert not dialog.restore_button.isEnabled()


# Trash


def test_notes_and_texts_come_back_from_the_trash(qtbot, window, session, note) -> None:
    session.trash([note])
    session.remove_texts(["market"])
    dialog = shown(window, dialogs.TrashDialog, session)
    assert dialog.list.topLevelItemCount() == 2
    dialog.list.selectAll()
    dialog.restore()
    assert session.annotation(note).trashed is None
    assert session.library.has_text("market")
    assert dialog.message.text() == "Restored 2 items."


def test_emptying_asks_first_and_keeping_is_the_default(qtbot, window, session, note) -> None:
    session.trash([note])
    dialog = shown(window, dialogs.TrashDialog, session)
    dialog.ask_to_empty()
    box = boxes(dialog)[0]
    assert box.defaultButton().text() == "Keep"
    box.reject()
    assert session.library.annotations(trashed=True) != []
    dialog.ask_to_empty()
    next(b for b in boxes(dialog)[-1].buttons() if b.text() == "Delete for good").click()
    assert session.library.annotations(trashed=True) == []
    assert not session.stack.canUndo()
    assert dialog.message.text() == "The trash is empty."


# Backups


def test_backups_are_listed_previewed_and_restored(qtbot, window, session, note) -> None:
    dialog = shown(window, dialogs.BackupsDialog, session)
    assert "no backups yet" in dialog.about.text()
    dialog.make()
    assert dialog.list.topLevelItemCount() == 1
    assert "2 texts, 1 annotations (1 with a note), 1 tags" in dialog.about.text()
    session.trash([note])
    dialog.ask()
    box = boxes(dialog)[0]
    assert box.defaultButton().text() == "Cancel"
    next(b for b in box.buttons() if b.text() == "Restore").click()
    later = session.add_annotation("harbour", 0, 3, body="while the worker copied")
    settle(qtbot, session)
    assert session.annotation(note).trashed is None and session.annotation(later) is None
    assert not session.stack.canUndo()
    assert dialog.list.topLevelItemCount() == 3  # the copy that was overtaken by a change, and the one after it
    assert dialog.message.text().startswith("Restored.")
    dialog.restore(str(session.library.backups()[0].path))  # the state before
    settle(qtbot, session)
    assert session.annotation(later).body == "while the worker copied" and session.annotation(note).trashed


def test_a_file_that_is_no_backup_is_refused(qtbot, window, session, tmp_path) -> None:
    dialog = shown(window, dialogs.BackupsDialog, session)
    odd = tmp_path / "odd.sqlite"
    odd.write_bytes(b"not a library" * 100)
    dialog.ask_about(str(odd))
    assert dialog.message.text()
    dialog.restore(str(tmp_path / "missing.sqlite"))
    settle(qtbot, session)
    assert "There is no backup" in dialog.message.text()


# Import


def exported(session, tmp_path):
    data = FORMATS["markdown"].write(session.library.snapshot(), None, session.library.now())
    return exchange.save(data, tmp_path / "notes.md")


def test_an_import_is_shown_before_it_is_done_and_is_one_step(qtbot, window, session, note, tmp_path) -> None:
    path = exported(session, tmp_path)
    session.trash([note])
    session.library.empty_trash()
    session.stack.clear()
    dialog = shown(window, dialogs.ImportDialog, session)
    dialog.look(str(path))
    settle(qtbot, session)
    assert "New · 1" in dialog.report.toPlainText()
    assert "First words" in dialog.report.toPlainText()
    assert session.annotation(note) is None
    dialog.bring_in()
    settle(qtbot, session)
    assert session.annotation(note).body == "First words"
    assert [b.why for b in session.library.backups()] == ["import"]
    assert not dialog.import_button.isEnabled()
    assert session.stack.count() == 1
    session.undo()
    assert session.annotation(note) is None


def test_what_is_here_already_changes_nothing(qtbot, window, session, note, tmp_path) -> None:
    dialog = shown(window, dialogs.ImportDialog, session)
    dialog.look(str(exported(session, tmp_path)))
    settle(qtbot, session)
    assert dialog.message.text() == "Everything in it is here already."
    assert not dialog.import_button.isEnabled()


@pytest.mark.parametrize("data", [b"", b"\x00\xff\xfe broken", b"PK\x03\x04rubbish"])
def test_a_file_that_cannot_be_read_is_told(qtbot, window, session, tmp_path, data: bytes) -> None:
    path = tmp_path / "odd.md"
    path.write_bytes(data)
    dialog = shown(window, dialogs.ImportDialog, session)
    dialog.look(str(path))
    settle(qtbot, session)
    assert dialog.message.text()
    assert not dialog.import_button.isEnabled()
    dialog.look(str(tmp_path / "missing.md"))
    settle(qtbot, session)
    assert "missing.md" in dialog.message.text()


# Preferences


def test_every_field_writes_its_option(qtbot, window, session) -> None:
    dialog = shown(window, dialogs.PreferencesDialog, session)
    heard = []
    session.setting_changed.connect(heard.append)
    dialog.fields["theme"].setCurrentIndex(dialog.fields["theme"].findData("dark"))
    dialog.fields["text.size"].setValue(16.5)
    dialog.fields["text.measure"].setValue(55)
    dialog.fields["motion.reduced"].setChecked(True)
    dialog.fields["backup.folder"].setText("somewhere")
    dialog.fields["backup.folder"].editingFinished.emit()
    settings = session.settings
    assert (settings["theme"], settings["text.size"], settings["text.measure"]) == ("dark", 16.5, 55)
    assert settings["motion.reduced"] is True
    assert session.library.backup_folder == "somewhere"
    assert heard == ["theme", "text.size", "text.measure", "motion.reduced", "backup.folder"]
    dialog.reset()
    assert settings["text.size"] == 12.0
    assert dialog.fields["text.size"].value() == 12.0
    assert session.library.backup_folder is None


def test_numbers_have_room_to_be_read(qtbot, window, session) -> None:
    dialog = shown(window, dialogs.PreferencesDialog, session)
    for key in ("text.size", "text.spacing", "text.measure", "links.min_score"):
        assert dialog.fields[key].findChild(QLineEdit).width() > 60, key


def test_tab_begins_with_the_first_field(qtbot, window, session) -> None:
    dialog = shown(window, dialogs.PreferencesDialog, session)
    order = [dialog.fields["theme"], dialog.fields["backup.folder"], dialog.opening]
    assert [part for part in chain(dialog) if part in order] == order


def test_fields_stand_beside_their_names(qtbot, window, session) -> None:
    dialog = shown(window, dialogs.PreferencesDialog, session)
    left = {dialog.fields[key].mapTo(dialog, QPoint(0, 0)).x() for key in ("theme", "text.family", "text.hyphens")}
    assert len(left) == 1


def test_a_setting_changed_elsewhere_is_shown(qtbot, window, session) -> None:
    dialog = shown(window, dialogs.PreferencesDialog, session)
    session.settings["text.spacing"] = 2.0
    assert dialog.fields["text.spacing"].value() == 2.0


# Report


def test_a_report_holds_versions_and_the_latest_faults(qtbot, window, session, tmp_path) -> None:
    (tmp_path / "report-20260101-000000-000000.txt").write_text("ValueError\n  x.py:3 in act")
    dialog = shown(window, dialogs.ReportDialog, session, folder=tmp_path)
    words = dialog.words.toPlainText()
    assert re.search(r"Python \d+\.\d+", words)
    assert "x.py:3 in act" in words
    dialog.copy()
    assert QGuiApplication.clipboard().text() == words


# All


@pytest.mark.parametrize("name", dialogs.__all__)
def test_each_opens_without_blocking_and_takes_another_theme(qtbot, window, session, note, name: str) -> None:
    more = [note] if name == "HistoryDialog" else []
    dialog = shown(window, getattr(dialogs, name), session, *more)
    settle(qtbot, session)
    for theme in ("dark", "contrast", "light"):
        session.settings["theme"] = theme
        assert not dialog.grab().isNull()
    assert dialog.windowTitle()
    dialog.reject()


def test_moments_are_told_in_the_zone_of_the_reader() -> None:
    from datetime import timedelta, timezone

    assert moment("2026-01-31T23:30:00Z", timezone(timedelta(hours=6))) == "1 Feb 2026, 05:30"
    assert moment("some day") == "some day"
