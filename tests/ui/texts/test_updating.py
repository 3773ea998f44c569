from __future__ import annotations

import pytest

from reader.errors import Feedback
from reader.ui.texts.details import TextDetailsDialog
from reader.ui.texts.side_by_side import anchors
from reader.ui.texts.updating import UpdateTextDialog, rows
from tests.ui.helpers import chain
from tests.ui.notes.worlds import HARBOUR, make_text, span

NEW = [
    "A preamble that nobody asked for.",
    "The towns on the river agree to share their harbour.",
    "Each town keeps its own flag, its own court and a common toll.",
]


@pytest.fixture
def notes(session, harbour) -> dict[str, str]:
    words = ("share their harbour", "its own flag, its own court and its own toll", "the round table")
    return {w: session.add_annotation("harbour", *span(harbour, w), body=f"on {w[:5]}") for w in words}


def looked(window, session, settle, words) -> UpdateTextDialog:
    dialog = UpdateTextDialog(session, "harbour", window, source="\n\n".join(words).encode())
    dialog.show()
    settle()
    return dialog


def test_old_and_new_stand_side_by_side(window, session, settle, notes) -> None:
    dialog = looked(window, session, settle, NEW)
    shown = dialog.words.toPlainText()
    assert "A preamble" in shown
    assert "Quarrels" in shown
    assert "share their harbour" not in shown  # what stays is not in the way
    assert "Provisions: 1 changed, 1 gone, 1 new." in dialog.message.text()
    told = dialog.notes.toPlainText()
    assert "Lost its place · 1" in told
    assert "Its words changed · 1" in told
    assert "Moved along · 1" in told


def test_updating_is_one_step_of_undo(window, session, settle, notes) -> None:
    dialog = looked(window, session, settle, NEW)
    assert session.text("harbour").provisions[0].n == 1
    dialog.keep()
    text = session.text("harbour")
    assert (text.title, len(text.provisions)) == ("Harbour 1901", 3)
    states = {w: session.annotation(id_).targets[0].state for w, id_ in notes.items()}
    assert sorted(states.values()) == ["edited", "orphan", "placed"]
    moved = session.annotation(notes["share their harbour"]).targets[0]
    assert text.canonical[moved.start : moved.end] == "share their harbour"
    session.undo()
    assert session.text("harbour").canonical == "\n\n".join(HARBOUR)
    assert all(session.annotation(id_).targets[0].state == "placed" for id_ in notes.values())


def test_the_same_words_change_nothing(window, session, settle, notes) -> None:
    dialog = looked(window, session, settle, HARBOUR)
    assert not dialog.update_button.isEnabled()
    assert "the library has" in dialog.message.text()


def test_a_file_that_cannot_be_read_says_so(window, session, settle) -> None:
    dialog = UpdateTextDialog(session, "harbour", window, source=b"  ")
    settle()
    assert "is empty" in dialog.message.text()
    assert not dialog.update_button.isEnabled()


def test_every_provision_of_both_stands_in_the_rows_or_is_the_same() -> None:
    old = make_text("x", "X", [f"The {w} is kept by the guild." for w in "abcdefgh"])
    new = make_text("x", "X", [f"The {w} is kept by the guild now." if w in "bd" else f"The {w} is kept by the guild."
                               for w in "abdefghi"])  # fmt: skip
    found = rows(old, new, Feedback())
    same = [p for p in old.provisions if p.n not in {row.old for row in found}]
    assert [row.new for row in found if row.new] == sorted(row.new for row in found if row.new)
    assert len(same) + sum(1 for row in found if row.old) == 8
    assert len(same) + sum(1 for row in found if row.new) == 8


def test_details_are_edited_and_undone(window, session) -> None:
    dialog = TextDetailsDialog(session, ["harbour"], window)
    dialog.form.lines["title"].setText("The pact of the harbour")
    dialog.form.lines["date"].setText("4 May 1901")
    dialog.form.work.setCurrentIndex(dialog.form.work.findData("market"))
    dialog.keep()
    text = session.library.text("harbour")
    assert text.title == text.short_title == "The pact of the harbour"
    assert text.date == "1901-05-04"
    assert text.edition_of == "market"
    session.undo()
    assert session.library.text("harbour").title == "Harbour 1901"


def test_details_of_several_leave_alone_what_was_not_typed(window, session) -> None:
    session.edit_texts(["harbour"], place="Lowford", issuers=("Towns",))
    dialog = TextDetailsDialog(session, ["harbour", "market"], window)
    assert "title" not in dialog.form.lines
    dialog.form.lines["lang"].setText("fr")
    dialog.form.lines["collections"].setText("River; Towns")
    dialog.keep()
    one, two = session.library.text("harbour"), session.library.text("market")
    assert (one.lang, two.lang, one.place, two.place) == ("fr", "fr", "Lowford", "")
    assert two.meta["collections"] == ["River", "Towns"]
    session.undo()
    assert session.library.text("market").lang == "en"
    assert "collections" not in session.library.text("market").meta


def test_collections_are_joined_and_left(session) -> None:
    assert session.collect(["harbour", "market"], "River")
    assert session.collect(["market"], "River", into=False)
    assert session.library.text("harbour").meta["collections"] == ["River"]
    assert "collections" not in session.library.text("market").meta


def test_old_and_new_are_read_side_by_side(window, session, settle, notes) -> None:
    dialog = looked(window, session, settle, NEW)
    dialog.tabs.setCurrentWidget(dialog.sides)
    sides = dialog.sides
    left, right = sides.left, sides.right

    def marked(view, role: str) -> list[str]:
        every = view.overlay.spans(0, len(view.text.canonical))
        return [view.text.canonical[m.start : m.end] for m in every if m.role == role]

    assert marked(right, "highlight.green")[0] == "A preamble that nobody asked for."
    assert "common" in " ".join(marked(right, "highlight.green"))
    assert marked(left, "highlight.pink")[-1].startswith("Quarrels are settled")
    assert len(marked(left, "highlight.blue")) == 3  # every note where it stood
    assert len(marked(right, "highlight.blue")) == 2  # and where it stands, but for the lost one
    assert [r for r, _ in sides.gutter.shown()]
    assert sides.told.text() == "Change 1 of 3"
    sides.on.click()
    sides.on.click()
    assert sides.told.text() == "Change 3 of 3"
    sides.on.click()
    assert sides.told.text() == "Change 1 of 3"
    sides.back.click()
    assert sides.told.text() == "Change 3 of 3"


def test_anchors_join_what_is_the_same_and_what_is_put_beside_each_other() -> None:
    old = make_text("x", "X", [f"The {w} is kept by the guild of {w}." for w in ("ash", "bay", "cot", "dun", "eel")])
    new = make_text("x", "X", [f"The {w} is kept by the guild of {w}." for w in ("new", "ash", "cot", "dun")]
                    + ["The eel is kept by nobody."])  # fmt: skip
    found = anchors(old, new, rows(old, new, Feedback()))
    starts = {p.start: p.n for p in old.provisions}, {p.start: p.n for p in new.provisions}
    assert {(starts[0][a.left], starts[1][a.right]) for a in found} >= {(1, 2), (3, 3), (4, 4)}
    assert [a.left for a in found] == sorted(a.left for a in found)


def test_tab_begins_where_a_wording_is_chosen(window, session, settle, notes) -> None:
    dialog = looked(window, session, settle, NEW)
    assert dialog.focusWidget() is dialog.file_button
    found = chain(dialog.file_button)
    order = [dialog.file_button, dialog.paste_button, dialog.tabs.tabBar(), dialog.words, dialog.update_button]
    assert [part for part in found if part in order] == order
