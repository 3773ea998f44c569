from __future__ import annotations

import tomllib

import pytest

from reader.library import Library
from reader.settings import Settings
from reader.ui.session import Session
from reader.ui.texts.naming import LearnNameDialog, NamesDialog
from tests.ui.notes.worlds import make_text

ONE = ["In spring the towns founded the Lowford Compact of Millers.", "The Lowford Compact of Millers binds them all."]
TWO = ["Nobody left the Lowford Compact of Millers.", "The quay was painted."]


@pytest.fixture
def session(qtbot):
    one, two = make_text("one", "One", ONE), make_text("two", "Two", TWO)
    with Library.scratch() as library:
        for text in (one, two):
            library.apply(library.plan.add_text(text))
        made = Session(Settings(None), [one, two])
        made.told = []
        made.failed.connect(made.told.append)
        made.attach(library)
        yield made
        assert made.told == []
        made.close()


def test_a_proposed_name_is_learned_found_given_away_and_forgotten(window, session, settle, tmp_path) -> None:
    session.want_links()
    settle()
    before = [link for link in session.links("one", "two") if link.kind == "instrument"]
    assert before == []
    dialog = NamesDialog(session, "one", window)
    settle()
    rows = [dialog.proposed.topLevelItem(i).text(0) for i in range(dialog.proposed.topLevelItemCount())]
    at = next(i for i, words in enumerate(rows) if "Lowford Compact" in words)
    dialog.proposed.topLevelItem(at).setSelected(True)
    dialog.kind.setCurrentIndex(dialog.kind.findData("instrument"))
    dialog.kind.activated.emit(dialog.kind.currentIndex())
    dialog.accept_chosen()
    settle()
    found = [link for link in session.links("one", "two") if link.kind == "instrument"]
    assert {link.a.provision for link in found} == {1, 2}
    dialog.save(str(tmp_path / "names.toml"))
    with (tmp_path / "names.toml").open("rb") as file:
        assert tomllib.load(file)["name"][0]["en"] == [rows[at]]
    dialog.tabs.setCurrentIndex(1)
    dialog.learned.topLevelItem(0).setSelected(True)
    dialog.forget()
    settle()
    assert session.names() == []
    assert [link for link in session.links("one", "two") if link.kind == "instrument"] == []


def test_a_selection_is_learned_as_another_wording(window, session, settle) -> None:
    dialog = LearnNameDialog(session, "the  quay", "en", window)
    dialog.same.setText("No such name at all")
    dialog.keep()
    assert "is known" in dialog.message.text()
    dialog.same.setText("Charter of the United Nations")
    dialog.keep()
    (name,) = session.names()
    assert (name.id, "the quay" in name.aliases["en"]) == ("un-charter", True)
    settle()


def test_what_cannot_be_a_name_is_refused(window, session) -> None:
    dialog = LearnNameDialog(session, "…", "en", window)
    dialog.keep()
    assert "cannot be a name" in dialog.message.text()
    assert session.names() == []
