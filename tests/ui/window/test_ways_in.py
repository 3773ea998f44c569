"""Files that come into the window by its command line, by a second start, and through the watched folder."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from reader.ui.texts.adding import AddTextsDialog
from reader.ui.texts.correcting import CorrectTextDialog
from reader.ui.texts.relating import RelatedDialog
from reader.ui.texts.updating import UpdateTextDialog
from reader.ui.window.furnishing import Parts

KEEPERS = "Rules of the keepers\n\n1. The keepers met in the tower.\n\n2. They counted the ships.\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "keepers.txt"
    made.write_text(KEEPERS, encoding="utf-8")
    return made


def corrections(parts: Parts) -> list[CorrectTextDialog]:
    return parts.window.findChildren(CorrectTextDialog)


def test_a_file_of_the_command_line_is_looked_through_once(start: Callable[..., Parts], file: Path) -> None:
    parts = start([str(file)])
    [dialog] = corrections(parts)
    text_id = parts.session.shown[0]
    assert parts.session.library.has_text(text_id)
    assert "Added as it was understood" in dialog.about.text()
    dialog.editor.choose(1, 2)
    dialog.editor.join()
    dialog.keep()
    assert len(parts.session.text(text_id).provisions) == 1
    assert "\n\n" not in parts.desk.panes[0].view.text.canonical
    parts.window.close()
    again = start([text_id])
    assert corrections(again) == []


def test_the_bundled_texts_and_the_switch_ask_nothing(start: Callable[..., Parts], file: Path) -> None:
    parts = start()
    assert corrections(parts) == []
    parts.session.settings["texts.review"] = False
    parts.window.close()
    parts = start([str(file)])
    assert corrections(parts) == []
    assert parts.session.library.has_text(parts.session.shown[0])


def test_a_file_of_a_second_start_is_looked_through(parts: Parts, file: Path, qtbot) -> None:
    parts.files.open_texts([str(file)])
    qtbot.waitUntil(lambda: bool(corrections(parts)), timeout=20_000)
    assert "keepers" in parts.session.shown[0]
    parts.files.open_texts([str(file)])
    qtbot.waitUntil(lambda: not parts.session.jobs.busy, timeout=20_000)
    assert len(corrections(parts)) == 1


def test_the_watched_folder_leads_to_the_review_and_to_the_update(parts: Parts, tmp_path: Path, qtbot) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    path = folder / "keepers.txt"

    def put(words: str, age: float) -> None:
        path.write_text(words, encoding="utf-8")
        os.utime(path, (time.time() - age, time.time() - age))
        parts.watching.look()
        qtbot.waitUntil(lambda: not parts.session.jobs.busy, timeout=20_000)

    parts.session.settings["watch.folder"] = str(folder)
    put(KEEPERS, 60)
    assert not parts.watch_line.isHidden()
    parts.watch_line.review.click()
    [dialog] = parts.window.findChildren(AddTextsDialog)
    qtbot.waitUntil(dialog.add.isEnabled, timeout=20_000)
    dialog.keep()
    assert parts.watch_line.isHidden()
    put(KEEPERS.replace("ships", "boats"), 30)
    assert "update" in parts.watch_line.update_button.text()
    parts.watch_line.update_button.click()
    [update] = parts.window.findChildren(UpdateTextDialog)
    qtbot.waitUntil(update.update_button.isEnabled, timeout=20_000)
    update.keep()
    assert "boats" in parts.session.text("keepers").canonical
    assert parts.watch_line.isHidden()


def test_the_menu_links_a_text_with_the_library(parts: Parts, qtbot) -> None:
    parts.actions["text.link"].trigger()
    [dialog] = parts.window.findChildren(RelatedDialog)
    qtbot.waitUntil(lambda: bool(dialog.run.results), timeout=30_000)
    assert dialog.run.results["market"].total > 0
    best = dialog.run.results["market"].best[0]
    row = dialog.model.at("market")
    dialog.model.fetchMore(row)
    dialog.list.setCurrentIndex(dialog.model.index(0, 0, row))
    dialog.open_chosen()
    assert set(parts.session.shown) == {"harbour", "market"}
    view = parts.desk.panes[parts.desk.pane_of("harbour")].view
    assert view.text.provision_at(view.caret()).n == best.a.provision
    parts.files.texts.correct()
    assert len(corrections(parts)) == 1
