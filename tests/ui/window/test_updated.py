"""A text that gets another wording is shown so at once, and stands where it stood."""

from __future__ import annotations

from reader.text import load
from reader.ui.window.furnishing import Parts


def test_a_pane_shows_the_new_wording_and_undo_the_old_one(parts: Parts) -> None:
    session, view = parts.session, parts.desk.panes[0].view
    note = session.add_annotation("harbour", *_span(view.text.canonical, "round table"), body="Which?")
    old = view.text
    view.select(old.provisions[2].start, old.provisions[2].start)
    words = old.canonical.replace("The towns on the river", "All towns on the long river").encode()
    new = load(words, name="harbour.txt", id="harbour", title=old.title, date=old.date, lang="en")
    assert session.replace_text("harbour", new)
    assert view.text.canonical.startswith("All towns on the long river")
    assert view.text.provision_at(view.caret()).n == 3
    mark = next(m for m in view.overlay.spans(0, 300) if m.id == f"note:{note}")
    assert view.text.canonical[mark.start : mark.end] == "round table"
    session.undo()
    assert view.text.canonical == old.canonical
    mark = next(m for m in view.overlay.spans(0, 300) if m.id == f"note:{note}")
    assert view.text.canonical[mark.start : mark.end] == "round table"


def test_another_title_is_shown_at_once(parts: Parts) -> None:
    assert parts.session.edit_texts(["market"], title="Declaration of the Market")
    assert parts.desk.panes[1].view.text.title == "Declaration of the Market"
    assert parts.session.shown == ("harbour", "market")


def _span(s: str, words: str) -> tuple[int, int]:
    at = s.index(words)
    return at, at + len(words)
