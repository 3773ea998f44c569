"""An import changes nothing twice and loses nothing of either side."""

# ruff: noqa: E501 -- tables of cases are read by row
from __future__ import annotations

from pathlib import Path

from reader.exchange import place, read
from reader.exchange.formats import FORMATS
from reader.exchange.merging import plan
from reader.exchange.model import Import
from reader.library import Library
from reader.library.models import Annotation, SavedSearch, Snapshot, Tag, TextRecord, Version
from reader.library.whole import keep_past, whole, with_trash
from tests.exchange.sample import FJORD, HARBOUR, NOW, full, note, snapshot, target, text

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


def rich() -> Snapshot:
    """With all that an archive carries beside the live records."""
    return full()._replace(
        trashed=(note("01jzzz", target(HARBOUR, "winter"), body="thrown away", trashed="2026-01-20T00:00:00Z"),),
        trashed_texts=(TextRecord(text("old-1990", "Old", "Old 1990", "1990-01-01", "Gone."), "2026-01-01T00:00:00Z", "2026-01-21T00:00:00Z"),),
        searches=(SavedSearch("mine", "tag:law"),),
        versions=(Version(1, "01jbbb", "The first wording.", "2026-01-03T00:00:00Z"), Version(2, "01jbbb", "The second.", "2026-01-04T00:00:00Z")),
        wordings=("The ports agreed once.",),
    )  # fmt: skip


def test_an_archive_carries_everything() -> None:
    found = archive(rich())
    assert {n.id for n in found.annotations} == {n.id for n in (*full().annotations, *rich().trashed)}
    assert (found.searches, found.versions, found.wordings) == (rich().searches, rich().versions, rich().wordings)
    assert [(r.text.id, r.trashed) for r in found.trashed_texts] == [("old-1990", "2026-01-21T00:00:00Z")]
    made = plan(found, EMPTY, NOW)
    assert next(r for r in made.edit.after if isinstance(r, Annotation) and r.id == "01jzzz").trashed
    assert made.past == rich().versions


def test_what_one_side_threw_away_stays_away() -> None:
    mine = full()._replace(annotations=full().annotations[1:], trashed=(full().annotations[0]._replace(trashed="2026-02-01T00:00:00Z"),))
    made = plan(archive(full()), mine, NOW)
    assert made.edit.after == ()
    theirs = full()._replace(annotations=(full().annotations[0]._replace(body="written since"), *full().annotations[1:]))
    made = plan(archive(theirs), mine, NOW)
    assert [clash.id for clash in made.clashes] == ["01jaaa"]
    assert [n.body for n in made.edit.after if isinstance(n, Annotation)] == ["written since"]
    assert made.edit.before == ()  # what is in my trash is untouched


def test_saved_searches_of_one_name_are_both_kept() -> None:
    mine = full()._replace(searches=(SavedSearch("mine", "tag:sea"),))
    made = plan(archive(rich()), mine, NOW)
    (clash,) = (c for c in made.clashes if c.what == "search")
    again = plan(archive(rich()), mine._replace(searches=(*mine.searches, SavedSearch(clash.kept_as, "tag:law"))), NOW)
    assert not any(isinstance(r, SavedSearch) for r in again.edit.after)


def test_the_past_of_a_note_that_comes_as_a_copy_goes_with_it() -> None:
    mine = full()._replace(annotations=tuple(n._replace(body="mine") if n.id == "01jbbb" else n for n in full().annotations))
    made = plan(archive(rich()), mine, NOW)
    (clash,) = (c for c in made.clashes if c.what == "annotation")
    assert {v.annotation_id for v in made.past} == {clash.kept_as}


def test_a_library_goes_through_an_archive(tmp_path: Path) -> None:
    with Library.open(tmp_path / "a.sqlite") as one:
        for text_ in (HARBOUR, FJORD):
            one.apply(one.plan.add_text(text_))
        made = one.plan.add_annotation([one.make_target(HARBOUR, 0, 9)], body="first", tags=["law"])
        one.apply(made)
        (kept,) = (r for r in made.after if isinstance(r, Annotation))
        one.apply(one.plan.edit_annotation(kept.id, body="quite another"))
        thrown = one.plan.add_annotation([one.make_target(FJORD, 0, 9)], body="thrown")
        one.apply(thrown)
        one.apply(one.plan.trash_annotations([r.id for r in thrown.after if isinstance(r, Annotation)]))
        one.apply(one.plan.save_search("s", "law"))
        data = FORMATS["archive"].write(whole(one), None, NOW)
    assert isinstance(data, bytes)
    with Library.open(tmp_path / "b.sqlite") as two:
        for _ in range(2):
            found = place(read(data), [two.text(info.id) for info in two.texts()])
            merge = plan(found, with_trash(two), NOW)
            two.apply(merge.edit)
            keep_past(two, merge.past, merge.wordings)
        assert (merge.edit.after, merge.edit.before) == ((), ())
        assert [v.body for v in two.history(kept.id)] == ["first"]
        assert [n.body for n in two.annotations(trashed=True)] == ["thrown"]
        assert [n.body for n in two.annotations()] == ["quite another"]
        assert [s.name for s in two.saved_searches()] == ["s"]
        assert two.check() == []
        assert keep_past(two, found.versions) == 0
