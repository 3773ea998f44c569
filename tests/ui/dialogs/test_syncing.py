from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QTextEdit

from reader.exchange.binding import META, Binding
from reader.exchange.obsidian import Conflict
from reader.ui.dialogs import ExportDialog, SyncDialog
from reader.ui.dialogs.conflicts import ConflictsView, ways
from reader.ui.theme import load_theme
from tests.ui.dialogs.test_export import choose, notes, settle
from tests.ui.helpers import chain

__all__ = ["notes"]

PAGE = "Market 1907.md"


@pytest.fixture
def vault(qtbot, window, session, notes, tmp_path: Path) -> Path:
    folder = tmp_path / "vault"
    dialog = SyncDialog(session, parent=window)
    dialog.show()
    assert "Choose a folder" in dialog.report.toPlainText()
    assert not dialog.sync_button.isEnabled()
    dialog.bind(str(folder))
    settle(qtbot, session)
    assert not folder.exists()  # shown first, written only when that is wanted
    assert PAGE in dialog.report.toPlainText()
    dialog.synchronise()
    settle(qtbot, session)
    assert "2 files written" in dialog.message.text()
    dialog.reject()
    return folder


def reopened(qtbot, window, session) -> SyncDialog:
    dialog = SyncDialog(session, parent=window)
    dialog.show()
    settle(qtbot, session)
    return dialog


def edit(folder: Path, old: str, new: str) -> None:
    words = (folder / PAGE).read_text("utf-8")
    assert old in words
    (folder / PAGE).write_text(words.replace(old, new), "utf-8")


def quarrels(session) -> str:
    return next(note.body for note in session.annotations() if "uarrels" in note.body)


def both_changed(session, folder: Path) -> None:
    edit(folder, "Which quarrels?", "Quarrels of the vault")
    note = next(note for note in session.annotations() if note.body == "Which quarrels?")
    session.edit_annotation(note.id, body="Quarrels of the library")


def test_the_folder_is_remembered_and_one_command_does_it(qtbot, window, session, vault) -> None:
    edit(vault, "Which quarrels?", "Quarrels, as edited in the vault")
    dialog = reopened(qtbot, window, session)
    assert quarrels(session) == "Quarrels, as edited in the vault"
    assert "1 note taken into the library" in dialog.message.text()
    session.undo()
    assert quarrels(session) == "Which quarrels?"
    again = reopened(qtbot, window, session)  # undone here: now the library is the newer side
    assert "1 file written" in again.message.text()
    assert "Which quarrels?" in (vault / PAGE).read_text("utf-8")


def test_nothing_to_do_is_said(qtbot, window, session, vault) -> None:
    assert "Both sides agree" in reopened(qtbot, window, session).message.text()


@pytest.mark.parametrize(("way", "in_file", "in_library"), [
    ("bring-back", "Quarrels of the vault", "Quarrels of the vault"),
    ("replace", "Quarrels of the library", "Quarrels of the library"),
    ("skip", "Quarrels of the vault", "Quarrels of the library"),
])  # fmt: skip
def test_a_conflict_is_shown_and_decided(
    qtbot, window, session, vault, way: str, in_file: str, in_library: str
) -> None:
    both_changed(session, vault)
    dialog = reopened(qtbot, window, session)
    assert dialog.pages.currentWidget() is dialog.conflicts
    assert quarrels(session) == "Quarrels of the library"
    shown = dialog.conflicts.view.toPlainText()
    assert "Quarrels of the vault" in shown
    assert "Quarrels of the library" in shown
    assert "^n-" not in shown
    dialog.conflicts.way.setCurrentIndex(dialog.conflicts.way.findData(way))
    dialog.conflicts.way.activated.emit(0)
    dialog.synchronise()
    settle(qtbot, session)
    assert in_file in (vault / PAGE).read_text("utf-8")
    assert quarrels(session) == in_library
    assert (dialog.pages.currentWidget() is dialog.conflicts) == (way == "skip")


def test_files_of_notes_that_are_gone_go_when_ticked(qtbot, window, session, vault) -> None:
    session.trash([note.id for note in session.annotations() if "quarrels" in note.body])
    dialog = reopened(qtbot, window, session)
    assert not dialog.prune.isHidden()
    assert PAGE in dialog.prune.text()
    assert (vault / PAGE).exists()
    dialog.prune.setChecked(True)
    dialog.synchronise()
    settle(qtbot, session)
    assert not (vault / PAGE).exists()
    assert (vault / ".trash" / PAGE).exists()
    assert dialog.prune.isHidden()


def test_forgetting_leaves_the_files(qtbot, window, session, vault) -> None:
    dialog = reopened(qtbot, window, session)
    dialog.forget()
    assert session.library.meta(META) == ""
    assert (vault / PAGE).exists()
    assert "Choose a folder" in dialog.report.toPlainText()


def test_a_folder_that_is_gone_is_not_made_anew(qtbot, window, session, vault, tmp_path) -> None:
    vault.rename(tmp_path / "moved")
    dialog = reopened(qtbot, window, session)
    assert "is not there" in dialog.message.text()
    assert not vault.exists()
    (tmp_path / "file").write_text("x")
    dialog.bind(str(tmp_path / "file"))
    assert "is a file" in dialog.message.text()


def test_choices_are_remembered(qtbot, window, session, vault) -> None:
    dialog = reopened(qtbot, window, session)
    dialog.shape.setCurrentIndex(dialog.shape.findData("note"))
    dialog.shape.activated.emit(0)
    settle(qtbot, session)
    dialog.synchronise()
    settle(qtbot, session)
    kept = Binding.read(session.library.meta(META))
    assert kept is not None
    assert kept.shape == "note"


def test_what_can_be_chosen(qtbot) -> None:
    plain = Conflict("a.md", "n-1", "", "## A\n\nx", "## A\n\ny")
    assert ways(plain) == ("skip", "bring-back", "replace", "append")
    assert "bring-back" not in ways(plain._replace(returns=False))
    assert ways(plain._replace(removed=True)) == ("skip", "replace")
    view = ConflictsView(load_theme("light"))
    qtbot.addWidget(view)
    view.show_conflicts([plain, plain._replace(region="n-2", returns=False)])
    view.way.setCurrentIndex(view.way.findData("bring-back"))
    view.all_button.click()
    assert view.chosen == {("a.md", "n-1"): "bring-back"}  # the other cannot
    view.show_conflicts([])
    assert (view.chosen, view.view.toPlainText()) == ({}, "")


def test_words_of_a_file_are_never_html(qtbot) -> None:
    view = ConflictsView(load_theme("dark"))
    qtbot.addWidget(view)
    view.show_conflicts([Conflict("a.md", "n-1", "", "## A\n\n<img src='http://x/y.png'>", "## A\n\n<b>y</b>")])
    assert "<img src='http://x/y.png'>" in view.view.toPlainText()
    assert "<b>y</b>" in view.view.toPlainText()


def test_the_export_window_asks_too(qtbot, window, session, notes, tmp_path) -> None:
    dialog = ExportDialog(session, parent=window)
    dialog.show()
    settle(qtbot, session)
    choose(dialog, format="obsidian")
    dialog.save(str(tmp_path))
    settle(qtbot, session)
    both_changed(session, tmp_path)
    before = (tmp_path / PAGE).read_bytes()
    dialog.save(str(tmp_path))
    settle(qtbot, session)
    assert dialog.pages.currentWidget() is dialog.conflicts
    assert (tmp_path / PAGE).read_bytes() == before
    assert "nothing is written yet" in dialog.message.text()
    dialog.conflicts.way.setCurrentIndex(dialog.conflicts.way.findData("bring-back"))
    dialog.conflicts.way.activated.emit(0)
    dialog.ask_where()  # the button: the folder is known
    settle(qtbot, session)
    assert quarrels(session) == "Quarrels of the vault"
    assert "Undo takes them back" in dialog.message.text()
    assert dialog.pages.currentIndex() == 0
    session.undo()
    assert quarrels(session) == "Quarrels of the library"


def test_a_template_of_one_s_own_is_previewed_and_its_mistakes_marked(qtbot, window, session, notes) -> None:
    dialog = ExportDialog(session, parent=window)
    dialog.show()
    settle(qtbot, session)
    assert dialog.template.isHidden()
    choose(dialog, template="own")
    assert "{% for passage in passages %}" in dialog.template.text()
    dialog.template.source.setPlainText(
        "## {{ heading }}\n\nSAID: {% for note in notes %}{{ note.body }}{% endfor %}\n"
    )
    dialog.look()
    settle(qtbot, session)
    assert "SAID: Which quarrels?" in dialog.preview.toPlainText()
    dialog.template.source.setPlainText("## {{ heading }}\n\n{{ nonsense }}\n")
    dialog.look()
    settle(qtbot, session)
    assert "mistake in line 3" in dialog.message.text()
    marks: list[QTextEdit.ExtraSelection] = dialog.template.source.extraSelections()
    assert [mark.cursor.blockNumber() for mark in marks] == [2]
    assert "SAID" in dialog.preview.toPlainText()  # the last good one stays
    dialog.template.source.setPlainText("## {{ heading }}\n")
    assert dialog.template.source.extraSelections() == []
    dialog._remember()
    again = ExportDialog(session, parent=window)
    again.show()
    settle(qtbot, session)
    assert again.template.text() == "## {{ heading }}\n"
    assert not again.template.isHidden()
    choose(again, template="plain-list")
    again.look()
    settle(qtbot, session)
    assert again.template.isHidden()
    assert "- **" in again.preview.toPlainText()


def test_tab_goes_through_the_window_as_it_is_read(qtbot, window, session, vault) -> None:
    both_changed(session, vault)
    dialog = reopened(qtbot, window, session)
    view = dialog.conflicts
    order = [dialog.choose_button, dialog.forget_button, dialog.shape, dialog.links, dialog.deep_links, view.list,
             view.view, view.way, view.all_button, dialog.sync_button]  # fmt: skip
    assert [part for part in chain(dialog.choose_button) if part in order] == order
