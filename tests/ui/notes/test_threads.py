"""Answers under the notes that they answer: their order, their cards, and how one is written."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtTest import QTest

from reader.library.models import Annotation
from reader.library.threads import threaded
from reader.ui.notes.note_list import ROW
from reader.ui.notes.pane import NotesPane
from reader.ui.notes.threads import with_answers
from tests.ui.notes.worlds import span


def made(id_: str, to: str | None = None, created: str = "") -> Annotation:
    return Annotation(id_, (), reply_to=to, created=created)


def test_answers_stand_behind_what_they_answer_oldest_first() -> None:
    notes = [made("a"), made("b"), made("c", "a", "2"), made("d", "a", "1"), made("e", "d"), made("f", "gone")]
    assert [(n.id, d) for n, d in threaded(notes)] == [("a", 0), ("d", 1), ("e", 2), ("c", 1), ("b", 0), ("f", 0)]
    assert [n.id for n in with_answers(notes[:1], notes)] == ["a", "c", "d", "e"]
    assert [n.id for n in with_answers([notes[0], notes[3]], notes)] == ["a", "d", "c", "e"]


@given(st.lists(st.sampled_from("abcdefg") | st.none(), max_size=7))
def test_every_note_comes_once_circles_too(parents: list[str | None]) -> None:
    notes = [made("abcdefg"[i], to) for i, to in enumerate(parents)]
    assert sorted(n.id for n, _ in threaded(notes)) == sorted(n.id for n in notes)


def test_an_answer_is_written_saved_and_listed_under_its_note(qtbot, session, harbour) -> None:
    first = session.add_annotation("harbour", *span(harbour, "its own flag"), body="Which flag?", tags=["flags"])
    pane = NotesPane(session)
    qtbot.addWidget(pane)
    pane.resize(320, 700)
    pane.show()
    pane.reply(first)
    assert pane.box.title.text() == "REPLY"
    assert pane.box.ends.text() == "Answers “Which flag?”"
    before = session.stack.count()
    pane.box.save()
    assert session.stack.count() == before  # nothing typed, nothing made
    QTest.keyClicks(pane.box.editor, "The blue one.")
    pane.box.save()
    (reply,) = session.annotations(query="is:reply")
    assert (reply.body, reply.reply_to, reply.motivation) == ("The blue one.", first, "replying")
    rows = [pane.model.index(i).data(ROW) for i in range(pane.model.rowCount())]
    assert [(row.depth, row.answers) for row in rows if row.note is not None] == [(0, 1), (1, 0)]
    assert rows[-1].title.startswith("Reply · ")
    assert pane.box.note_id == reply.id
    QTest.keyClicks(pane.box.editor, " And the red one.")
    pane.box.save()
    assert session.annotation(reply.id).body == "The blue one. And the red one."
    session.undo()
    session.undo()
    assert session.annotations(query="is:reply") == []


def test_chosen_notes_are_merged_and_parted_again(qtbot, session, harbour, market) -> None:
    one = session.add_annotation("harbour", *span(harbour, "its own flag"), body="One")
    two = session.add_annotation("market", *span(market, "round table"), body="Two")
    pane = NotesPane(session)
    qtbot.addWidget(pane)
    pane.list.selectAll()
    pane.merge_selected()
    merged = session.annotation(one)
    assert [t.exact for t in merged.targets] == ["its own flag", "round table"]
    assert merged.body == "One\n\nTwo"
    assert session.annotation(two).trashed
    assert session.split(one)
    assert len(session.annotations()) == 2
    session.undo()
    session.undo()
    assert session.annotation(two).trashed is None
