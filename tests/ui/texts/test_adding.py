from __future__ import annotations

import pytest

from reader.ui.texts import adding, incoming
from reader.ui.texts.adding import AddTextsDialog
from tests.ui.notes.worlds import HARBOUR

PACT = """# Bridge pact

Done at Lowford on 3 May 1911.

1. The towns build a bridge together.

2. Each pays a sixth of it.

The printer keeps the plates.
"""


@pytest.fixture
def pact(tmp_path):
    path = tmp_path / "bridge.md"
    path.write_text(PACT, encoding="utf-8")
    return path


def opened(window, session, settle, *sources, **named) -> AddTextsDialog:
    dialog = AddTextsDialog(session, [(s, getattr(s, "name", "words")) for s in sources], window, **named)
    dialog.show()
    settle()
    return dialog


def test_what_was_understood_is_corrected_and_added(window, session, settle, pact) -> None:
    told = []
    dialog = opened(window, session, settle, pact, then=told.append)
    assert dialog.form.lines["title"].text() == "Bridge pact"
    assert dialog.editor.model.rowCount() == 4
    dialog.editor.choose(4)
    dialog.editor.exclude()
    dialog.editor.choose(2, 3)
    dialog.editor.join()
    assert dialog.editor.model.rowCount() == 2
    dialog.editor.back()
    assert dialog.editor.model.rowCount() == 3
    for key, words in (("short_title", "Bridge 1911"), ("date", "3 May 1911"), ("issuers", "Six towns; The mill"),
                       ("id", "bridge-pact"), ("collections", "Pacts; River")):  # fmt: skip
        dialog.form.lines[key].setText(words)
    dialog.form.changed.emit()
    dialog.keep()
    assert told == ["bridge-pact"]
    text = session.library.text("bridge-pact")
    assert (text.short_title, text.date, text.issuers) == ("Bridge 1911", "1911-05-03", ("Six towns", "The mill"))
    assert text.meta["collections"] == ["Pacts", "River"]
    assert text.meta["furniture"] == ["The printer keeps the plates."]
    assert [p.label for p in text.provisions] == [None, "1.", "2."]
    session.undo()
    assert not session.library.has_text("bridge-pact")


def test_a_provision_is_split_at_the_caret(window, session, settle, pact) -> None:
    dialog = opened(window, session, settle, pact)
    dialog.editor.choose(2)
    cursor = dialog.editor.words.textCursor()
    cursor.setPosition(len("1. The towns build "))
    dialog.editor.words.setTextCursor(cursor)
    assert dialog.editor.split_button.isEnabled()
    dialog.editor.split()
    assert dialog.entry.text.canonical.count("\n\n") == 4
    assert dialog.chosen()[0].provisions[2].start == dialog.chosen()[0].canonical.index("a bridge")


def test_words_that_are_there_already_are_recognised(window, session, settle) -> None:
    dialog = opened(window, session, settle, "\n\n".join(HARBOUR).encode())
    assert "as “Harbour 1901”" in dialog.about.text()
    assert not dialog.add.isEnabled()
    dialog.wanted.setChecked(True)
    assert dialog.add.isEnabled()


def test_several_files_with_one_that_cannot_be_read(window, session, settle, pact, tmp_path) -> None:
    empty, twin = tmp_path / "empty.txt", tmp_path / "twin.md"
    empty.write_bytes(b"")
    twin.write_text(PACT, encoding="utf-8")
    dialog = opened(window, session, settle, pact, empty, twin)
    states = [dialog.files.item(row).text() for row in range(3)]
    assert "cannot be read" in states[1]
    assert "the same as Bridge pact" in states[2]
    assert "1 text" in dialog.add.text()
    dialog.files.setCurrentRow(1)
    assert "is empty" in dialog.about.text()
    dialog.keep()
    assert {info.id for info in session.text_infos()} == {"harbour", "market", "bridge"}


def test_an_id_that_is_taken_is_given_another(window, session, settle, tmp_path) -> None:
    path = tmp_path / "harbour.txt"
    path.write_text("Quite another matter about a mill.\n\nThe mill turns.", encoding="utf-8")
    dialog = opened(window, session, settle, path)
    assert dialog.form.lines["id"].text() == "harbour-2"
    dialog.form.lines["id"].setText("market")
    dialog.form.changed.emit()
    dialog.keep()
    assert "already" in dialog.message.text()
    assert len(session.text_infos()) == 2


def test_a_date_that_is_none_says_so(window, session, settle, pact) -> None:
    dialog = opened(window, session, settle, pact)
    dialog.form.lines["date"].setText("whenever")
    dialog.form.changed.emit()
    assert "is not a date" in dialog.message.text()
    assert not dialog.add.isEnabled()


def test_closing_stops_the_reading(window, session, qtbot, pact) -> None:
    dialog = AddTextsDialog(session, [(pact, f"{i}.md") for i in range(20)], window)
    dialog.reject()
    assert not session.jobs.busy
    assert {info.id for info in session.text_infos()} == {"harbour", "market"}


def test_an_edition_is_announced(window, session, settle) -> None:
    things = ["bridge", "mill", "ferry", "well", "gate", "tower", "dyke", "quay"]
    line = "The {0} of six towns is kept by the guild of {0}s, who pay {1} crowns a year."
    lines = [line.format(thing, i) for i, thing in enumerate(things)]
    first = "\n\n".join(lines)
    second = first.replace("is kept by", "shall be kept by").replace("who pay", "who shall pay")
    session.keep_texts([incoming.read_incoming(first.encode(), [], adding.Feedback()).text])
    known = next(info for info in session.text_infos() if info.id.startswith("text-"))
    dialog = opened(window, session, settle, second.encode())
    assert dialog.about.text().startswith(f"An edition of {known.short_title}")
    assert dialog.form.work.currentData() == known.id
    dialog.keep()
    assert [info.edition_of for info in session.text_infos()].count(known.id) == 1
