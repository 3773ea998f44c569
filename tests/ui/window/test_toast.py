"""What was deleted is told with a button that brings it back."""

from __future__ import annotations

import pytest

from reader.ui.window.furnishing import Parts


@pytest.fixture
def notes(parts: Parts) -> list[str]:
    return [parts.session.add_annotation("harbour", at, at + 5, body="A", tags=["sea"]) for at in (0, 10, 20)]


def test_deleted_notes_come_back_by_the_button(parts: Parts, notes: list[str]) -> None:
    toast = parts.toast
    assert not toast.isVisible()
    parts.session.trash(notes[:2])
    assert toast.isVisible()
    assert toast.words.text() == "2 notes in the trash."
    assert toast.geometry().bottom() < parts.window.height()
    toast.button.click()
    assert len(parts.session.annotations()) == 3
    assert not toast.isVisible()
    parts.session.redo()
    assert toast.isVisible()


def test_it_goes_with_the_next_change_and_after_a_while(parts: Parts, notes: list[str]) -> None:
    parts.session.trash(notes[:1])
    assert parts.toast.words.text() == "1 note in the trash."
    parts.session.recolour(notes[1:], "green")
    assert not parts.toast.isVisible()  # its button would take back something else
    parts.session.trash(notes[1:2])
    parts.toast._fade()
    assert not parts.toast.isVisible()


def test_tags_and_texts_too(parts: Parts, notes: list[str]) -> None:
    parts.session.remove_tag("sea")
    assert parts.toast.words.text() == "The tag is gone from 3 notes."
    parts.toast.button.click()
    assert parts.session.annotation(notes[0]).tags == ("sea",)
    parts.tags.reload()
    parts.tags.tree.selectAll()
    parts.tags.delete_selected()
    assert parts.toast.isVisible()
    parts.session.remove_texts(["market"])
    assert parts.toast.words.text() == "1 text in the trash."
