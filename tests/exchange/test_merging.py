"""An import changes nothing twice and loses nothing of either side."""

# ruff: noqa: E501 -- tables of cases are read by row
from __future__ import annotations

from reader.exchange import place, read
from reader.exchange.formats import FORMATS
from reader.exchange.merging import plan
from reader.exchange.model import Import
from reader.library.models import Annotation, Snapshot, Tag, TextRecord
from tests.exchange.sample import FJORD, HARBOUR, NOW, full, note, snapshot, target

EMPTY = Snapshot((), (), (), ())


def archive(snap: Snapshot, texts: tuple[object, ...] = ()) -> Import:
    made = FORMATS["archive"].write(snap, None, NOW)
    assert isinstance(made, bytes)
    return place(read(made), list(texts))  # type: ignore[arg-type]


def applied(library: Snapshot, found: Import) -> Snapshot:
    """The library after the edit, as a snapshot."""
    made = plan(found, library, NOW)
    notes = {n.id: n for n in library.annotations}
    tags = {t.name: t for t in library.tags}
    texts = {t.id: t for t in library.texts}
    decisions = {d.link.key: d for d in library.decisions}
    for record in made.edit.after:
        match record:
            case Annotation():
                notes[record.id] = record
            case Tag():
                tags[record.name] = record
            case TextRecord():
                texts[record.text.id] = record.text
            case _:
                decisions[record.link.key] = record  # type: ignore[union-attr]
    return Snapshot(tuple(texts.values()), tuple(notes.values()), tuple(tags.values()), tuple(decisions.values()))


def test_a_whole_project_into_an_empty_library() -> None:
    after = applied(EMPTY, archive(full()))
    assert set(after.annotations) == set(full().annotations)
    assert {text.sha256 for text in after.texts} == {HARBOUR.sha256, FJORD.sha256}
    assert set(after.tags) == set(full().tags)
    assert set(after.decisions) == set(full().decisions)
    assert [list(text.provisions) for text in after.texts] == [list(text.provisions) for text in full().texts]


def test_the_same_again_changes_nothing() -> None:
    after = applied(EMPTY, archive(full()))
    made = plan(archive(full()), after, NOW)
    assert made.edit.after == ()
    assert len(made.unchanged) == 5


def test_both_sides_are_kept() -> None:
    mine = snapshot(
        note("n1", target(HARBOUR, "lights"), body="mine"), note("n2", target(HARBOUR, "A bell"), body="only mine")
    )
    theirs = snapshot(
        note("n1", target(HARBOUR, "lights"), body="theirs"), note("n3", target(FJORD, "towns"), body="only theirs")
    )
    made = plan(archive(theirs), mine, NOW)
    assert [clash.id for clash in made.clashes] == ["n1"]
    after = applied(mine, archive(theirs))
    assert sorted(n.body for n in after.annotations) == ["mine", "only mine", "only theirs", "theirs"]
    again = plan(archive(theirs), after, NOW)
    assert again.edit.after == ()


def test_tags_fill_each_other_in() -> None:
    mine = snapshot(tags=(Tag("a", "blue"), Tag("b", "pink", "mine")))
    theirs = snapshot(tags=(Tag("a", "", "what it means"), Tag("b", "green", "theirs"), Tag("c")))
    made = plan(archive(theirs), mine, NOW)
    assert set(made.edit.after) == {Tag("a", "blue", "what it means"), Tag("c")}
    assert [clash.what for clash in made.clashes] == ["tag"]


def test_an_old_export_does_not_bring_old_words_back() -> None:
    made = FORMATS["markdown"].write(full(), None, NOW)
    assert isinstance(made, bytes)
    newer = full()._replace(annotations=tuple(
        n._replace(body="rewritten since", modified="2026-03-01T00:00:00Z") if n.id == "01jbbb" else n for n in full().annotations
    ))  # fmt: skip
    merge = plan(place(read(made), [HARBOUR, FJORD]), newer, NOW)
    assert merge.edit.after == ()


def test_what_has_no_place_arrives_as_an_orphan() -> None:
    found = archive(full())._replace(texts=())
    found = place(found, [HARBOUR])
    made = plan(found, Snapshot((HARBOUR,), (), (), ()), NOW)
    assert set(made.added) == {n.id for n in full().annotations}
    assert set(made.orphaned) == {"01jccc", "01jddd", "01jeee"}
