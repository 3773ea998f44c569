"""A text that changes under its annotations: they move along, or are kept as lost, and all of it is undone in one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from reader.errors import UserError
from reader.library import Library
from reader.library.plan_replace import moves
from tests.library.helpers import PARAGRAPHS, content, make_link, make_text, open_library


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with open_library(tmp_path / "a.sqlite") as made:
        made.apply(made.plan.add_text(make_text()))
        yield made


def _note_on(library: Library, words: str, **more: object) -> str:
    text = library.text("lake")
    start = text.canonical.index(words)
    target = library.make_target(text, start, start + len(words))
    return next(iter(library.apply(library.plan.add_annotation([target], **more)).annotations))


def test_notes_move_along_and_back(library: Library) -> None:
    ids = [_note_on(library, words) for words in ("Café Treaty of 1993", "glaciers", "各方重申反对恐怖主义")]
    before = content(library)
    new = make_text(
        "other", ("A wholly new beginning, long enough to be one.", *PARAGRAPHS[1:], "And an end."), title="New"
    )
    edit = library.plan.replace_text("lake", new)
    library.apply(edit)
    text = library.text("lake")
    assert text.title == "New" and text.id == "lake"
    for a in library.annotations(ids=ids):
        (t,) = a.targets
        assert t.state == "placed" and t.sha256 == text.sha256 and text.canonical[t.start : t.end] == t.exact
        assert text.provision_at(t.start).n == t.provision
    assert library.search("beginning", kinds=["text"]) and not library.search("lake", kinds=["text"])
    assert library.check() == []
    library.apply(edit.inverse())
    assert content(library) == before


def test_a_note_whose_passage_is_gone_is_kept_with_a_reason(library: Library) -> None:
    id_ = _note_on(library, "signed at Geneva", body="who signed?")
    old = library.text("lake")
    edit = library.plan.replace_text("lake", make_text("lake", (PARAGRAPHS[0], *PARAGRAPHS[2:])))
    library.apply(edit)
    (move,) = moves(edit)
    assert (move.annotation_id, move.target, move.after.state) == (id_, 0, "orphan")
    (a,) = library.annotations(query="is:orphan")
    (t,) = a.targets
    assert t.exact == "signed at Geneva" and t.reason and t.sha256 == old.sha256
    assert library.canonical(t.sha256) == old.canonical
    assert library.check() == []
    library.apply(library.plan.attach(id_, 0, 4, 13))
    (a,) = library.annotations(ids=[id_])
    assert a.targets[0].state == "placed" and a.targets[0].exact == library.text("lake").canonical[4:13]
    with pytest.raises(UserError):
        library.plan.attach(id_, 5, 0, 1)


def test_a_lost_note_comes_home_when_its_passage_does(library: Library) -> None:
    id_ = _note_on(library, "signed at Geneva")
    library.apply(library.plan.replace_text("lake", make_text("lake", (PARAGRAPHS[0], *PARAGRAPHS[2:]))))
    library.apply(library.plan.replace_text("lake", make_text("lake", ("Now first: a preface.", *PARAGRAPHS))))
    (a,) = library.annotations(ids=[id_])
    assert a.targets[0].state == "placed" and a.targets[0].exact == "signed at Geneva"


def test_an_edited_passage_shows_both_wordings(library: Library) -> None:
    words = "They recalled the Café Treaty of 1993, which each of them had signed at Geneva."
    id_ = _note_on(library, words)
    changed = words.replace("recalled", "remembered")
    library.apply(library.plan.replace_text("lake", make_text("lake", (PARAGRAPHS[0], changed, *PARAGRAPHS[2:]))))
    (t,) = library.annotations(ids=[id_])[0].targets
    assert (t.state, t.exact, t.was) == ("edited", changed, words)
    library.apply(library.plan.replace_text("lake", make_text()))
    (t,) = library.annotations(ids=[id_])[0].targets
    assert (t.state, t.exact, t.was) == ("placed", words, "")


def test_notes_in_the_trash_and_decisions_move_too(library: Library) -> None:
    id_ = _note_on(library, "glaciers")
    library.apply(library.plan.trash_annotations([id_]))
    link = make_link()
    words = library.text("lake").canonical
    a = link.a._replace(start=words.index("glaciers"), end=words.index("glaciers") + 8, exact="glaciers", provision=5)
    library.apply(library.plan.decide(link._replace(a=a), "lake", "sea", status="confirmed"))
    library.apply(library.plan.replace_text("lake", make_text("lake", ("A preface to it all.", *PARAGRAPHS))))
    library.apply(library.plan.restore_annotations([id_]))
    new = library.text("lake").canonical
    (t,) = library.annotations()[0].targets
    assert new[t.start : t.end] == "glaciers"
    moved = library.decisions()[0].link.a
    assert new[moved.start : moved.end] == "glaciers" and moved.provision == 6


def test_the_same_wording_with_other_metadata_moves_nothing(library: Library) -> None:
    _note_on(library, "glaciers")
    edit = library.plan.replace_text("lake", make_text("lake", title="Renamed"))
    assert moves(edit) == []
    library.apply(edit)
    assert library.texts()[0].title == "Renamed"


def test_importing_twice_is_importing_once(library: Library) -> None:
    id_ = _note_on(library, "glaciers", body="ours")
    (ours,) = library.annotations()
    newer = ours._replace(body="theirs", modified="2099-01-01T00:00:00Z")
    other = ours._replace(id="imported1", body="new", created="", modified="")
    older = ours._replace(body="stale", modified="2000-01-01T00:00:00Z")
    assert library.plan.import_annotations([older]).after == ()
    library.apply(library.plan.import_annotations([newer, other]))
    assert {a.id: a.body for a in library.annotations()} == {id_: "theirs", "imported1": "new"}
    assert library.history(id_)[-1].body == "ours"
    again = library.plan.import_annotations([newer, other._replace(modified="")])
    assert again.before == again.after == ()
