from __future__ import annotations

import threading

import pytest
from PySide6.QtGui import QUndoStack

from reader.errors import Cancelled, Feedback, UserError
from reader.library.models import Annotation, Edit, Target
from reader.settings import Settings
from reader.ui.commands import EditCommand, joined, new_group
from reader.ui.jobs import Jobs, Outcome
from reader.ui.session import Session


def note(body: str, note_id: str = "n1") -> Annotation:
    return Annotation(note_id, (Target("t", 0, 3, "one"),), body=body)


def typed(old: str, new: str) -> Edit:
    return Edit("Edit note", (note(old),), (note(new),))


class Kept:
    """A library of one note that remembers what it was told."""

    def __init__(self) -> None:
        self.edits: list[Edit] = []
        self.fails = False

    def apply(self, edit: Edit) -> None:
        if self.fails:
            raise UserError("The disk is full.")
        self.edits.append(edit)


def test_typing_in_one_note_is_one_step_until_the_focus_leaves(qapp) -> None:
    kept, stack = Kept(), QUndoStack()
    first, second = new_group(), new_group()
    for old, new, group in (("", "a", first), ("a", "ab", first), ("ab", "abc", second)):
        stack.push(EditCommand(typed(old, new), kept.apply, pytest.fail, group=group))
    assert stack.count() == 2
    assert kept.edits == []  # applied before they were pushed
    stack.undo()
    assert kept.edits[-1].after[0].body == "ab"
    stack.undo()
    assert kept.edits[-1].after[0].body == ""
    stack.redo()
    assert kept.edits[-1].after[0].body == "ab"
    assert stack.redoText() == "Edit note"


def test_an_undo_that_fails_is_told_and_leaves_the_stack(qapp) -> None:
    kept, stack, told = Kept(), QUndoStack(), []
    stack.push(EditCommand(typed("", "a"), kept.apply, told.append))
    kept.fails = True
    stack.undo()
    assert [str(error) for error in told] == ["The disk is full."]
    assert stack.count() == 0


def test_joining_an_addition_and_its_removal_leaves_nothing() -> None:
    add, remove = Edit("Add note", (), (note("x"),)), Edit("Delete note", (note("x"),), ())
    assert joined(add, remove) == Edit("Add note", (), ())


def test_a_session_without_a_library_refuses_in_words(qapp, qtbot) -> None:
    session = Session(Settings(None))
    with qtbot.waitSignal(session.failed) as told:
        assert session.add_annotation("t", 0, 3) is None
    assert "library" in told.args[0].message
    assert session.annotations("t") == []
    session.close()


def test_a_newer_job_in_a_slot_drops_the_older_answer(qapp, qtbot) -> None:
    jobs, answers, go = Jobs(), [], threading.Event()

    def slow(feedback: Feedback) -> str:
        go.wait(5)
        feedback.step(1, 2)
        return "old"

    jobs.start("links", slow, answers.append)
    with qtbot.waitSignal(jobs.idle):
        jobs.start("links", lambda feedback: "new", answers.append)
        go.set()
    assert [outcome.value for outcome in answers] == ["new"]
    jobs.close()


def test_a_failing_job_comes_back_as_a_value(qapp, qtbot) -> None:
    jobs, answers = Jobs(), []

    def fail(feedback: Feedback) -> None:
        raise UserError("No such file.")

    def stop(feedback: Feedback) -> None:
        raise Cancelled

    with qtbot.waitSignal(jobs.idle):
        jobs.start("a", fail, answers.append)
        jobs.start("b", stop, answers.append)
    assert [str(outcome.error) for outcome in answers] == ["No such file."]
    assert isinstance(answers[0], Outcome)
    jobs.close()
