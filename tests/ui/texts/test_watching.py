from __future__ import annotations

import os
import shutil
import time

import pytest

from reader.ui.texts import watching as module
from reader.ui.texts.adding import AddTextsDialog
from reader.ui.texts.watch_line import WatchDialog, WatchLine
from reader.ui.texts.watching import FOLDER, Watching
from reader.ui.theme import load_theme
from tests.ui.notes.worlds import HARBOUR

PACT = "Bridge pact\n\n1. The towns build a bridge together.\n\n2. Each pays a sixth of it.\n"


def put(path, words=PACT, age=60.0) -> None:
    path.write_text(words, encoding="utf-8")
    os.utime(path, (time.time() - age, time.time() - age))


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "Treaties 条约"
    made.mkdir()
    put(made / "bridge.txt")
    put(made / "harbour.txt", "\n\n".join(HARBOUR))
    return made


@pytest.fixture
def watched(window, session, folder, settle, monkeypatch) -> Watching:
    monkeypatch.setattr(module, "AFTER", 50)
    monkeypatch.setattr(module, "AGAIN", 50)
    made = Watching(session, window)
    made.failed.connect(session.told.append)
    session.settings[FOLDER] = str(folder)
    made._timer.stop()
    made.look()
    settle()
    return made


def names(offers) -> list[str]:
    return [offer.entry.name for offer in offers]


def test_new_texts_are_offered_and_what_the_library_has_is_not(watched, window) -> None:
    assert names(watched.new()) == ["bridge.txt"]
    line = WatchLine(watched, load_theme("light"), window)
    assert not line.isHidden()
    line.resize(170, 40)
    line.follow()
    assert "review" in line.review.text()
    assert "Treaties 条约" not in line.review.text()
    line.resize(600, 40)
    line.follow()
    assert line.review.text() == "1 new text in Treaties 条约: review"
    assert line.update_button.isHidden()


def test_the_review_adds_what_is_wanted_and_it_is_not_offered_again(watched, window, session, settle) -> None:
    line = WatchLine(watched, load_theme("dark"), window)
    [offer] = watched.new()
    dialog = AddTextsDialog(session, [(offer.entry.path, offer.entry.name)], window)
    dialog.looked_at.connect(watched.all_became)
    settle()
    dialog.editor.choose(2, 3)
    dialog.editor.join()
    dialog.keep()
    assert line.isHidden()
    watched.look()
    settle()
    assert watched.offers == {}
    put(offer.entry.path, PACT.replace("sixth", "fifth"), age=20)
    watched.look()
    settle()
    assert [(o.entry.name, o.text_id) for o in watched.changed()] == [("bridge.txt", "bridge")]
    line.resize(600, 60)
    line.follow()
    assert line.update_button.text() == "1 changed in Treaties 条约: update"
    watched.became(offer.entry.path, "bridge")
    watched.look()
    settle()
    assert watched.offers == {}


def test_what_is_passed_over_stays_so_after_a_restart(watched, window, session, settle) -> None:
    watched.pass_over()
    again = Watching(session, window)
    again.look()
    settle()
    assert again.offers == {}


def test_a_file_that_comes_later_is_noticed(watched, folder, qtbot) -> None:
    with qtbot.waitSignal(watched.offered, timeout=20_000):
        put(folder / "late.txt", "The well is deep.\n\nThe rope is short.")
    assert names(watched.new()) == ["bridge.txt", "late.txt"]


def test_a_file_that_goes_is_offered_no_longer_and_a_folder_that_goes_is_told(watched, folder, session, settle) -> None:
    (folder / "bridge.txt").unlink()
    watched.look()
    settle()
    assert watched.offers == {}
    shutil.rmtree(folder)
    for _ in range(2):
        watched.look()
        settle()
    assert [str(error) for error in session.told] == [str(session.told[0])]
    assert "cannot be looked at" in str(session.told.pop())
    folder.mkdir()
    put(folder / "bridge.txt")
    watched.look()
    settle()
    assert names(watched.new()) == ["bridge.txt"]


def test_two_copies_are_offered_as_one_text(watched, folder, settle) -> None:
    put(folder / "bridge copy.txt")
    watched.look()
    settle()
    assert names(watched.new()) == ["bridge.txt"]


def test_the_folder_is_chosen_and_the_watch_ended(window, session, tmp_path) -> None:
    dialog = WatchDialog(session, window)
    dialog.line.setText(str(tmp_path / "nowhere"))
    dialog.keep()
    assert dialog.message.text() == "There is no such folder."
    dialog.line.setText(str(tmp_path))
    dialog.keep()
    assert session.settings[FOLDER] == str(tmp_path)
    dialog = WatchDialog(session, window)
    dialog.line.clear()
    dialog.keep()
    assert session.settings[FOLDER] == ""
