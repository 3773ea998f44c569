"""Replies, bookmarks, and annotations that are reshaped, parted and joined: each one undoable edit."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.errors import UserError
from reader.library import Library
from reader.library.models import Edit
from tests.library.helpers import content, make_text, open_library


@pytest.fixture
def library(tmp_path: Path):
    with open_library(tmp_path / "l.sqlite") as made:
        made.apply(made.plan.add_text(make_text()))
        yield made


def note(library: Library, words: str, **fields: object) -> str:
    text = library.text("lake")
    at = text.canonical.index(words)
    edit = library.plan.add_annotation([library.make_target(text, at, at + len(words))], **fields)
    library.apply(edit)
    return edit.after[0].id


def spans(library: Library, id_: str) -> list[str]:
    (found,) = library.annotations(ids=[id_])
    text = library.text("lake").canonical
    assert all(text[t.start : t.end] == t.exact for t in found.targets)
    return [t.exact for t in found.targets]


def undone(library: Library, edit: Edit) -> None:
    """Apply, take back, do again: the library is as it was, then as it became."""
    before = content(library)
    library.apply(edit)
    after = content(library)
    library.apply(edit.inverse())
    assert content(library) == before
    library.apply(edit)
    assert content(library) == after


def test_a_reply_answers_a_note_and_goes_to_the_trash_and_back_with_it(library) -> None:
    first = note(library, "the lake", body="Which lake?")
    edit = library.plan.reply(first, "The big one.")
    undone(library, edit)
    reply = edit.after[0]
    assert (reply.reply_to, reply.motivation, reply.style, reply.body) == (first, "replying", "none", "The big one.")
    nested = library.plan.reply(reply.id, "Sure?")
    library.apply(nested)
    library.apply(library.plan.trash_annotations([first]))
    assert library.annotations() == []
    library.apply(library.plan.restore_annotations([first]))
    assert {a.id for a in library.annotations()} == {first, reply.id, nested.after[0].id}


def test_a_reply_deleted_before_its_note_stays_in_the_trash(library) -> None:
    first = note(library, "the lake", body="Which lake?")
    reply = library.plan.reply(first, "The big one.")
    library.apply(reply)
    library.apply(library.plan.trash_annotations([reply.after[0].id]))
    library.apply(library.plan.trash_annotations([first]))
    library.apply(library.plan.restore_annotations([first]))
    assert [a.id for a in library.annotations()] == [first]


def test_a_circle_of_replies_ends(library) -> None:
    first, second = note(library, "the lake"), note(library, "its rivers")
    library.apply(library.plan.edit_annotation(first, reply_to=second))
    library.apply(library.plan.edit_annotation(second, reply_to=first))
    library.apply(library.plan.trash_annotations([first]))
    assert library.annotations() == []


def test_a_bookmark_has_a_name_and_is_found(library) -> None:
    text = library.text("lake")
    undone(library, library.plan.bookmark(library.make_target(text, 0, 40), "Begin here"))
    (found,) = library.annotations(query="is:bookmark")
    assert (found.motivation, found.style, found.body) == ("bookmarking", "none", "Begin here")


def test_a_highlight_is_reshaped_across_provisions_with_new_selectors(library) -> None:
    text = library.text("lake")
    first = note(library, "its rivers", body="Rivers")
    library.apply(library.plan.reply(first, "Yes."))
    (old,) = library.annotations(ids=[first])[0].targets
    end = text.canonical.index("Café") + 4
    undone(library, library.plan.reshape(first, ("lake", old.start, old.end), text, old.start, end))
    assert spans(library, first) == [text.canonical[old.start : end]]
    assert {a.targets[0].exact for a in library.annotations()} == {text.canonical[old.start : end]}  # the reply too
    with pytest.raises(UserError, match="meanwhile"):
        library.plan.reshape(first, ("lake", 1, 2), text, 0, 5)


def test_blanks_at_the_ends_are_not_taken_along(library) -> None:
    text = library.text("lake")
    first = note(library, "its rivers")
    (old,) = library.annotations(ids=[first])[0].targets
    edit = library.plan.reshape(first, ("lake", old.start, old.end), text, old.start - 1, old.end + 1)
    assert edit.before == edit.after == ()


def test_a_highlight_is_parted_at_the_caret(library) -> None:
    text = library.text("lake")
    first = note(library, "the water of its rivers", body="All of it", tags=["water"], colour="green")
    at = text.canonical.index(" of its rivers")
    edit = library.plan.split_at(first, text, at)
    undone(library, edit)
    assert spans(library, first) == ["the water"]
    other = next(a for a in library.annotations() if a.id != first)
    assert (other.targets[0].exact, other.body, other.tags, other.colour) == ("of its rivers", "", ("water",), "green")
    with pytest.raises(UserError, match="not inside"):
        library.plan.split_at(first, text, 0)


def test_joined_highlights_that_touch_become_one_passage(library) -> None:
    one = note(library, "the water", body="First", tags=["a"])
    two = note(library, "of its rivers", body="Second", tags=["b"])
    far = note(library, "A joint centre")
    library.apply(library.plan.reply(two, "An answer"))
    undone(library, library.plan.merge_annotations([one, two, far]))
    assert spans(library, one) == ["the water of its rivers", "A joint centre"]
    (merged,) = library.annotations(ids=[one])
    assert (merged.body, merged.tags) == ("First\n\nSecond", ("a", "b"))
    (answer,) = library.annotations(query="is:reply")
    assert answer.reply_to == one
    assert {a.id for a in library.annotations(trashed=True)} == {two, far}
