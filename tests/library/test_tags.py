"""Tags: what may be one, and acts on whole branches."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.errors import UserError
from reader.library import Library
from reader.library.models import Tag
from reader.library.tags import checked
from tests.library.helpers import content, open_library


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with open_library(tmp_path / "a.sqlite") as made:
        for tags in (["un", "todo"], ["un/charter"], ["un/charter/art1", "un"], ["who"]):
            made.apply(made.plan.add_annotation([], tags=tags))
        made.apply(made.plan.set_tag(Tag("un/charter", "blue", "the Charter")))
        yield made


def _used(library: Library) -> list[tuple[str, ...]]:
    return [a.tags for a in sorted(library.annotations(), key=lambda a: a.id)]


@pytest.mark.parametrize("name", ["a", "a/b", "y2001", "un-charter_2", "Ü", "上海", "права", "a/1", "1a"])
def test_tags_that_are_tags(name: str) -> None:
    assert checked(name) == name == checked(f" #{name}/ ")


@pytest.mark.parametrize(
    ("name", "offer"),
    [
        ("2001", "y2001"),
        ("2001/06", "y2001/06"),
        ("two words", "two-words"),
        ("a.b", "a-b"),
        ("", ""),
        ("#", ""),
        ("!", ""),
    ],
)
def test_what_is_no_tag_is_refused_with_an_offer(name: str, offer: str) -> None:
    with pytest.raises(UserError) as caught:
        checked(name)
    assert (f"“{offer}”" in caught.value.hint) if offer else caught.value.hint == ""


@given(st.text(max_size=30))
def test_every_offer_is_a_tag(name: str) -> None:
    try:
        assert checked(checked(name)) == checked(name)
    except UserError as error:
        if error.hint:
            offer = error.hint.split("“")[1].split("”")[0]
            assert checked(offer) == offer


def test_renaming_takes_the_branch_along_and_undo_brings_it_back(library: Library) -> None:
    before = content(library)
    edit = library.plan.rename_tag("un", "onu")
    library.apply(edit)
    assert _used(library) == [("onu", "todo"), ("onu/charter",), ("onu/charter/art1", "onu"), ("who",)]
    assert Tag("onu/charter", "blue", "the Charter") in [t.tag for t in library.tags()]
    library.apply(edit.inverse())
    assert content(library) == before


def test_renaming_one_tag_leaves_its_lookalikes(library: Library) -> None:
    library.apply(library.plan.add_annotation([], tags=["unrelated", "un_x"]))
    library.apply(library.plan.rename_tag("un", "z"))
    assert ("unrelated", "un_x") in _used(library)


def test_merging_makes_one_of_several(library: Library) -> None:
    library.apply(library.plan.merge_tags(["un", "todo", "who"], "un/all"))
    assert _used(library)[0] == ("un/all",) and _used(library)[3] == ("un/all",)


def test_moving_under_another_and_to_the_top(library: Library) -> None:
    library.apply(library.plan.move_tag("un/charter", "who"))
    assert _used(library)[1:3] == [("who/charter",), ("who/charter/art1", "un")]
    library.apply(library.plan.move_tag("who/charter", ""))
    assert _used(library)[1] == ("charter",)
    with pytest.raises(UserError):
        library.plan.move_tag("charter", "charter/art1")


def test_splitting_gives_each_group_its_own(library: Library) -> None:
    ids = [a.id for a in sorted(library.annotations(), key=lambda a: a.id)]
    library.apply(library.plan.split_tag("un", {"un/first": ids[:1], "un/third": ids[2:3]}))
    assert _used(library)[0] == ("un/first", "todo") and _used(library)[2] == ("un/charter/art1", "un/third")


def test_removing_takes_the_branch_off_everything(library: Library) -> None:
    library.apply(library.plan.remove_tag("un"))
    assert _used(library) == [("todo",), (), (), ("who",)] and [t.tag.name for t in library.tags()] == ["todo", "who"]
    with pytest.raises(UserError):
        library.plan.remove_tag("nothing")


def test_completion_ranks_by_beginning_then_by_use(library: Library) -> None:
    assert [t.tag.name for t in library.complete_tag("un")] == ["un", "un/charter", "un/charter/art1"]
    assert [t.tag.name for t in library.complete_tag("#CHAR")] == ["un/charter", "un/charter/art1"]
    assert library.complete_tag("")[0].tag.name == "un" and library.complete_tag("zz") == []
