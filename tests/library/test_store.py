"""The library as the rest of the program uses it."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from reader.errors import UserError
from reader.library import Library, quick, reading, schema
from reader.library.models import Tag
from tests.library.helpers import content, make_link, make_text, open_library, text_values


def test_a_text_comes_back_as_it_went_in(tmp_path: Path) -> None:
    text = make_text(issuers=("A", "Ü"), meta={"links": ["x"], "n": 1}, edition_of="other", place="Geneva", lang="zh")
    text.provisions.labels[1] = "第三条"
    text.provisions.bodies[2] = text.provisions.starts[2] + 2
    with open_library(tmp_path / "a.sqlite") as library:
        library.apply(library.plan.add_text(text))
    with open_library(tmp_path / "a.sqlite") as library:
        assert text_values(library.text("lake")) == text_values(text)
        assert library.text("lake").sha256 == text.sha256
        assert library.has_text("lake") and not library.has_text("sea")
        assert [t.provisions for t in library.texts()] == [5]


def test_the_first_read_needs_no_sqlite_utils_and_gives_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    with open_library(path) as library:
        library.apply(library.plan.add_text(make_text("b")))
        library.apply(library.plan.add_text(make_text("a")))
        found = quick.read_texts(path, ["a", "b"])
        assert found is not None
        assert [text_values(t) for t in found] == [text_values(library.text(i)) for i in ("a", "b")]
        assert quick.read_texts(path, ["a", "nothing"]) is None
    assert quick.read_texts(tmp_path / "none.sqlite", []) is None
    (tmp_path / "junk").write_bytes(b"junk" * 100)
    assert quick.read_texts(tmp_path / "junk", ["a"]) is None
    assert schema.version() == quick.KNOWN


def test_an_annotation_with_everything_comes_back(tmp_path: Path) -> None:
    with open_library(tmp_path / "a.sqlite") as library:
        for name in ("lake", "sea"):
            library.apply(library.plan.add_text(make_text(name)))
        targets = [library.make_target(library.text("sea"), 4, 13), library.make_target(library.text("lake"), 0, 3)]
        edit = library.plan.add_annotation(
            targets,
            body="**So**",
            tags=["a/b", "#c", "A/B"],
            colour="pink",
            style="underline",
            link_key="k",
            reply_to="r",
        )
        changes = library.apply(edit, who="me")
        (made,) = library.annotations()
        assert made == edit.after[0]
        assert made.tags == ("a/b", "c")
        assert changes.who == "me" and changes.annotations == {made.id} and changes.texts == {"lake", "sea"}
        assert changes.tags == {"a/b", "c"} and changes.links == {"k"}
        assert (
            library.annotations(text="sea") == library.annotations(tag="a") == library.annotations(link="k") == [made]
        )
        assert library.annotations(tag="b") == [] == library.annotations(text="none")
        assert [t.annotations for t in library.texts()] == [1, 1]


def test_annotations_come_in_order_of_place(tmp_path: Path) -> None:
    with open_library(tmp_path / "a.sqlite") as library:
        library.apply(library.plan.add_text(make_text("z")))
        library.apply(library.plan.add_text(make_text("a")))
        for name, start in (("a", 5), ("z", 90), ("z", 5), ("a", 1)):
            target = library.make_target(library.text(name), start, start + 3)
            library.apply(library.plan.add_annotation([target]))
        places = [(a.targets[0].text_id, a.targets[0].start) for a in library.annotations()]
        assert places == [("z", 5), ("z", 90), ("a", 1), ("a", 5)]


def test_former_bodies_are_kept_and_come_back(tmp_path: Path) -> None:
    with open_library(tmp_path / "a.sqlite") as library:
        id_ = next(iter(library.apply(library.plan.add_annotation([], body="first thoughts")).annotations))
        for body in ("second thoughts", "third thoughts", ""):
            library.apply(library.plan.edit_annotation(id_, body=body))
        assert [v.body for v in library.history(id_)] == ["first thoughts", "second thoughts", "third thoughts"]
        library.apply(library.plan.restore_version(id_, library.history(id_)[1].seq))
        assert library.annotations()[0].body == "second thoughts"
        with pytest.raises(UserError):
            library.plan.restore_version(id_, 99)


def test_typing_on_does_not_fill_the_history(tmp_path: Path) -> None:
    with open_library(tmp_path / "a.sqlite") as library:
        id_ = next(iter(library.apply(library.plan.add_annotation([], body="I")).annotations))
        for end in range(2, 20):
            library.apply(library.plan.edit_annotation(id_, body="I think it is so."[:end]))
        assert [v.body for v in library.history(id_)] == ["I"]
        library.apply(library.plan.edit_annotation(id_, body="Or not."))
        assert [v.body for v in library.history(id_)] == ["I", "I think it is so."]


def test_the_trash_gives_back_and_emptying_it_is_final(tmp_path: Path) -> None:
    with open_library(tmp_path / "a.sqlite") as library:
        library.apply(library.plan.add_text(make_text()))
        target = library.make_target(library.text("lake"), 4, 13)
        a, b = (next(iter(library.apply(library.plan.add_annotation([target], body=x)).annotations)) for x in "ab")
        before = content(library)
        library.apply(library.plan.trash_annotations([a]))
        assert [n.id for n in library.annotations()] == [b] and [n.id for n in library.annotations(trashed=True)] == [a]
        assert library.search("a", kinds=["note"]) == [] and library.texts()[0].annotations == 1
        library.apply(library.plan.restore_annotations([a]))
        assert content(library) == before
        library.apply(library.plan.edit_annotation(a, body="other"))
        library.apply(library.plan.remove_texts(["lake"]))
        assert library.texts() == [] and library.annotations() == []
        library.apply(library.plan.restore_texts(["lake"]))
        assert len(library.annotations()) == 2
        library.apply(library.plan.trash_annotations([a]))
        changes = library.empty_trash()
        assert changes.annotations == {a} and library.history(a) == [] and [n.id for n in library.annotations()] == [b]
        assert library.check() == []


def test_bulk_acts_are_one_edit(tmp_path: Path) -> None:
    with open_library(tmp_path / "a.sqlite") as library:
        ids = [next(iter(library.apply(library.plan.add_annotation([], tags=["x"])).annotations)) for _ in range(5)]
        before = content(library)
        edit = library.plan.edit_annotations(ids, add_tags=["new"], remove_tags=["X"], colour="green")
        library.apply(edit)
        assert {(a.tags, a.colour) for a in library.annotations()} == {(("new",), "green")}
        library.apply(edit.inverse())
        assert content(library) == before


def test_decisions_are_kept_and_taken_back(tmp_path: Path) -> None:
    with open_library(tmp_path / "a.sqlite") as library:
        link = make_link(name="UN Charter")
        library.apply(library.plan.decide(link, "lake", "sea", status="confirmed"))
        (found,) = library.decisions("sea", "lake")
        assert found.link == link._replace(status="confirmed")
        library.apply(library.plan.decide(found.link, "lake", "sea", kind="reuse"))
        assert library.decisions("lake", "sea")[0].link.kind == "reuse"
        library.apply(library.plan.remove_link(link.key))
        assert library.decisions() == []
        library.apply(library.plan.make_link(link, "lake", "sea"))
        made = library.decisions()[0].link
        assert (made.origin, made.status) == ("user", "confirmed")


def test_a_decision_back_to_suggested_leaves_nothing_behind(tmp_path: Path) -> None:
    with open_library(tmp_path / "a.sqlite") as library:
        link = make_link()
        library.apply(library.plan.decide(link, "lake", "sea", status="dismissed"))
        dismissed = library.decisions()[0].link
        library.apply(library.plan.decide(dismissed, "lake", "sea", status="suggested"))
        assert library.decisions() == []


def test_snapshots_hold_what_they_need_and_no_more(tmp_path: Path) -> None:
    with open_library(tmp_path / "a.sqlite") as library:
        for name in ("lake", "sea", "hill"):
            library.apply(library.plan.add_text(make_text(name)))
        for name, tag in (("lake", "w/a"), ("sea", "w"), ("sea", "x")):
            library.apply(library.plan.add_annotation([library.make_target(library.text(name), 0, 3)], tags=[tag]))
        library.apply(library.plan.decide(make_link(), "lake", "sea", status="confirmed"))
        assert [t.id for t in library.snapshot().texts] == ["lake", "sea", "hill"]
        part = library.snapshot(tags=["w"])
        assert len(part.annotations) == 2 and [t.id for t in part.texts] == ["lake", "sea"]
        assert [t.name for t in part.tags] == ["w", "w/a"] and part.decisions == ()
        assert len(library.snapshot(texts=["sea"]).annotations) == 2
        assert len(library.snapshot(texts=["sea"], query="tag:x").annotations) == 1


def test_bad_wishes_are_refused_in_words(tmp_path: Path) -> None:
    with open_library(tmp_path / "a.sqlite") as library:
        library.apply(library.plan.add_text(make_text()))
        for wish in (
            lambda: library.plan.add_text(make_text()),
            lambda: library.plan.add_text(make_text("")),
            lambda: library.text("none"),
            lambda: library.plan.add_annotation([], colour="puce"),
            lambda: library.plan.add_annotation([], style="wavy"),
            lambda: library.plan.add_annotation([], tags=["2001"]),
            lambda: library.plan.edit_annotation("none", body="x"),
            lambda: library.plan.remove_texts(["none"]),
            lambda: library.plan.save_search("  ", "x"),
            lambda: library.make_target(library.text("lake"), 5, 5),
            lambda: library.make_target(library.text("lake"), 5, 10**6),
        ):
            with pytest.raises(UserError):
                wish()
        with pytest.raises(TypeError):
            library.plan.add_annotation([], trashed="now")


def test_broken_characters_are_kept_as_well_as_they_can_be(tmp_path: Path) -> None:
    with open_library(tmp_path / "a.sqlite") as library:
        library.apply(library.plan.add_annotation([], body="half \ud83d of a pair, \ud83d\ude00, and \x00 too"))
        assert library.annotations()[0].body == "half � of a pair, 😀, and \x00 too"
        assert library.search("pair", kinds=["note"]) and library.check() == []


def test_tags_without_use_and_meta_and_searches(tmp_path: Path) -> None:
    with open_library(tmp_path / "a.sqlite") as library:
        library.apply(library.plan.set_tag(Tag("un/charter", "blue", "What the Charter says")))
        library.apply(library.plan.save_search("open", "tag:todo"))
        library.set_meta("seen", "1")
    with open_library(tmp_path / "a.sqlite") as library:
        assert [(t.tag.name, t.uses) for t in library.tags()] == [("un/charter", 0)]
        assert library.saved_searches()[0].query == "tag:todo" and library.meta("seen") == "1"
        library.apply(library.plan.remove_search("open"))
        assert library.saved_searches() == []


def test_a_scratch_library_leaves_nothing(tmp_path: Path) -> None:
    with Library.scratch() as library:
        folder = library.path.parent
        library.apply(library.plan.add_text(make_text()))
    assert not folder.exists()


def test_another_thread_is_refused(tmp_path: Path) -> None:
    raised = []
    with open_library(tmp_path / "a.sqlite") as library:

        def other() -> None:
            try:
                library.texts()
            except sqlite3.ProgrammingError as error:
                raised.append(str(error))

        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert len(raised) == 1 and "thread" in raised[0]


def test_writes_are_durable_settings(tmp_path: Path) -> None:
    with open_library(tmp_path / "a.sqlite") as library:
        ask = library._db.conn.execute
        assert ask("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert ask("PRAGMA synchronous").fetchone()[0] == 2
        assert ask("PRAGMA foreign_keys").fetchone()[0] == 1


def test_notes_are_merged_and_split(tmp_path: Path) -> None:
    with open_library(tmp_path / "a.sqlite") as library:
        library.apply(library.plan.add_text(make_text()))
        text = library.text("lake")
        ids = []
        for start, body, tag in ((4, "", "a"), (20, "second", "b"), (40, "third", "a")):
            edit = library.plan.add_annotation([library.make_target(text, start, start + 5)], body=body, tags=[tag])
            ids += library.apply(edit).annotations
        before = content(library)
        merge = library.plan.merge_annotations(ids)
        library.apply(merge)
        (made,) = library.annotations()
        assert (made.id, made.body, made.tags, len(made.targets)) == (ids[0], "second\n\nthird", ("a", "b"), 3)
        split = library.plan.split_annotation(made.id)
        library.apply(split)
        assert [len(a.targets) for a in library.annotations()] == [1, 1, 1]
        library.apply(split.inverse())
        library.apply(merge.inverse())
        assert content(library) == before and library.check() == []


def test_ids_come_in_any_order_and_by_pages(tmp_path: Path) -> None:
    with open_library(tmp_path / "a.sqlite") as library:
        library.apply(library.plan.add_text(make_text("z")))
        for start in (50, 9, 30):
            library.apply(
                library.plan.add_annotation([library.make_target(library.text("z"), start, start + 3)], tags=["t"])
            )
        library.apply(library.plan.add_annotation([], body="about nothing"))
        by_place = [a.id for a in library.annotations()]
        assert library.ids() == by_place and library.ids(limit=2) == by_place[:2]
        assert library.ids(limit=2, offset=3) == by_place[3:] and library.ids(tag="t") == by_place[:3]
        assert library.ids(order="created") == sorted(by_place, reverse=True)
        assert library.count() == 4 and library.count(query="has:note") == 1 and library.count(text="z", tag="t") == 3
        reading._ALL, kept = 2, reading._ALL  # as if there were very many
        try:
            assert library.ids() == by_place and library.ids(limit=2, offset=1) == by_place[1:3]
            assert library.ids(tag="t") == by_place[:3] and library.annotations() == library.annotations(ids=by_place)
        finally:
            reading._ALL = kept
