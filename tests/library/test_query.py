"""The search box: what it finds, and that nothing typed into it is an error."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from reader.library import Library
from reader.library.marks import find, snippet
from reader.library.query import And, Field, Not, Or, Words, parse, wanted
from reader.library.words import spaced, unspaced, words
from tests.library.helpers import make_link, make_text, open_library

_PIECES = st.sampled_from(
    ["(", ")", '"', "*", "AND", "OR", "NOT", "-", ":", "tag:", "text:", "kind:", "is:orphan", "has:note",
     "before:2001", "after:", "colour:", "NEAR(", "^", "{", "}", "+", "\\", "'", ";", "--", "%", "_", "#un", "note:",
     "words:", "rowid", "café", "上海", "\x00", "\ud800", "a*", "“", " ", "\n", "||", "&", "2001", "…"]
)  # fmt: skip
QUERIES = st.one_of(st.text(max_size=60), st.lists(_PIECES | st.text(max_size=4), max_size=25).map("".join))


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with open_library(tmp_path_factory.mktemp("q") / "a.sqlite") as made:
        made.apply(made.plan.add_text(make_text()))
        made.apply(
            made.plan.add_text(make_text("sea", ["The Sea Treaty of 1993.", "Glaciers: *none*."], date="2007-08-16"))
        )
        lake = made.text("lake")
        for start, end, more in (
            (4, 13, {"body": "Who were the **ministers**?", "tags": ["people/ministers", "todo"]}),
            (14, 17, {"colour": "green"}),
            (0, 3, {"body": "rivers and Zürich", "tags": ["people"], "style": "underline"}),
        ):
            made.apply(made.plan.add_annotation([made.make_target(lake, start, end)], **more))
        made.apply(made.plan.decide(make_link(name="UN Charter"), "lake", "sea", status="confirmed"))
        yield made


def _texts(library: Library, query: str) -> set[tuple[str, int]]:
    return {(h.id, h.provision) for h in library.search(query, kinds=["text"])}


def _bodies(library: Library, query: str) -> set[str]:
    return {a.body for a in library.annotations(query=query)}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("cafe", {("lake", 2)}),
        ("CAFÉ treaty", {("lake", 2)}),
        ("treaty", {("lake", 2), ("sea", 1)}),
        ('"treaty of 1993"', {("lake", 2), ("sea", 1)}),
        ('"of treaty"', set()),
        ("treaty NOT sea", {("lake", 2)}),
        ("treaty -sea", {("lake", 2)}),
        ("glac*", {("lake", 5), ("sea", 2)}),
        ("glac", set()),
        ("glaciers OR ministers", {("lake", 5), ("sea", 2), ("lake", 1)}),
        ("(glaciers OR ministers) AND lake", {("lake", 1)}),
        ("恐怖", {("lake", 3)}),
        ("宪章", {("lake", 3)}),
        ("章宪", set()),
        ("ГРАНИЦА", {("lake", 4)}),
        ("остается", {("lake", 4)}),
        ("treaty text:sea", {("sea", 1)}),
        ("treaty text:2001", {("lake", 2)}),
        ("treaty tag:todo", set()),
        ("kind:text treaty", {("lake", 2), ("sea", 1)}),
        ("kind:note treaty", set()),
        ("NOT treaty", set()),
        ("", set()),
    ],
)
def test_texts(library: Library, query: str, found: set[tuple[str, int]]) -> None:
    assert _texts(library, query) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("ministers", {"Who were the **ministers**?"}),
        ("tag:people", {"Who were the **ministers**?", "rivers and Zürich"}),
        ("#todo", {"Who were the **ministers**?"}),
        ("tag:people -tag:todo", {"rivers and Zürich"}),
        ("colour:green", {""}),
        ("color:gre", {""}),
        ("has:note", {"Who were the **ministers**?", "rivers and Zürich"}),
        ("NOT has:note", {""}),
        ("is:underline", {"rivers and Zürich"}),
        ("kind:underline OR colour:green", {"", "rivers and Zürich"}),
        ("is:orphan", set()),
        ("is:nonsense", set()),
        ("zurich", {"rivers and Zürich"}),
        ("after:2026-01-31", {"", "Who were the **ministers**?", "rivers and Zürich"}),
        ("before:2026", set()),
        ("before:soon", set()),
        ("text:lake has:note riv*", {"rivers and Zürich"}),
        ("text:sea", set()),
        ("note:ministers", {"Who were the **ministers**?"}),
        ("quote:met", {""}),
        ('note:"the ministers"', {"Who were the **ministers**?"}),
    ],
)
def test_annotations(library: Library, query: str, found: set[str]) -> None:
    assert _bodies(library, query) == found


def test_tags_names_and_links_are_found(library: Library) -> None:
    assert [h.id for h in library.search("peop", kinds=["tag"])] == ["people", "people/ministers"]
    assert [h.id for h in library.search("charter", kinds=["name"])] == ["UN Charter"]
    assert [h.id for h in library.search("kind:link meeting")] == ["k1"]
    assert {h.kind for h in library.search("ministers")} == {"text", "note", "tag", "link"}


def test_hits_say_where(library: Library) -> None:
    (hit,) = library.search("geneva", kinds=["text"])
    assert library.text("lake").canonical[hit.start : hit.end] == "Geneva"
    assert [hit.snippet[a:b] for a, b in hit.marks] == ["Geneva"] and hit.title == "Lake §2"
    (hit,) = library.search("反对", kinds=["text"])
    assert library.text("lake").canonical[hit.start : hit.end] == "反对"


def test_the_last_word_may_go_on_while_typing(library: Library) -> None:
    assert library.search("mini", kinds=["note"]) == []
    assert len(library.search("mini", kinds=["note"], typing=True)) == 1
    assert library.search("mini ", kinds=["note"], typing=True) == []


def test_a_query_is_read_as_it_is_meant() -> None:
    def w(s: str) -> Words:
        return Words((s,), s)

    assert parse("a b OR c") == Or((And((w("a"), w("b"))), w("c")))
    assert parse("NOT (a OR b)") == Not(Or((w("a"), w("b"))))
    assert parse("not and or") == And((w("not"), w("and"), w("or")))
    assert parse("((a") == w("a") and parse("a))) b") == And((w("a"), w("b")))
    assert parse('say "what is') == And((w("say"), Words(("what", "is"), "what is")))
    assert parse("tag:x") == Field("tag", "x") and parse("tag:") is None
    assert parse("§ !! …") is None
    assert [x.parts for x in wanted(parse("See: well said"))] == [("see",), ("well",), ("said",)]


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(QUERIES)
@example("(" * 3000 + "a")
@example('"' * 999)
@example("a " * 2000)
@example("NOT " * 900 + "a")
@example("note:0 -quote:x")
def test_nothing_typed_is_an_error(library: Library, query: str) -> None:
    _type(library, query)


@pytest.mark.slow
@settings(max_examples=20_000, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(QUERIES)
def test_nothing_typed_is_an_error_however_long_one_tries(library: Library, query: str) -> None:
    _type(library, query)


def _type(library: Library, query: str) -> None:
    for typing in (False, True):
        for hit in library.search(query, limit=5, typing=typing):
            assert all(0 <= a < b <= len(hit.snippet) for a, b in hit.marks)
    library.annotations(query=query)
    library.snapshot(query=query)
    library.complete_tag(query)


@given(st.text())
def test_what_is_indexed_can_be_read_back(s: str) -> None:
    s = unicodedata.normalize("NFC", s)
    again = unspaced(spaced(s))
    assert len(again) == len(s)
    assert again.replace("\u2060", "\u200b") == s.replace("\x00", " ").replace("\u2060", "\u200b")


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=300), st.data())
def test_marks_lie_on_words(s: str, data: st.DataObject) -> None:
    tokens = words(s)
    assert all(a < b for a, b, _ in tokens) and all(x[1] <= y[0] for x, y in pairwise(tokens))
    if tokens:
        start, end, word = data.draw(st.sampled_from(tokens))
        spans = find(s, [Words((word,), word)])
        assert any(a <= start and end <= b for a, b in spans)
        piece, inside = snippet(s, spans)
        assert inside and all(0 <= a < b <= len(piece) for a, b in inside)


def test_a_common_word_in_many_places_is_still_found(tmp_path: Path) -> None:
    with open_library(tmp_path / "b.sqlite") as made:
        made.apply(made.plan.add_text(make_text("long", (f"The clause {i} stands." for i in range(3000)))))
        assert len(made.search("clause", limit=20)) == 20
        assert made.search("2999")[0].provision == 3000


def test_a_tag_on_many_notes_gives_the_same_first_ones_as_all_of_them(tmp_path, monkeypatch) -> None:
    from reader.library import reading
    from tests.library.helpers import make_text, open_library

    monkeypatch.setattr(reading, "_ALL", 3)
    with open_library(tmp_path / "l.sqlite") as library:
        text = make_text()
        library.apply(library.plan.add_text(text))
        for start in range(40, 0, -4):
            tags = ["sea/deep"] if start % 8 else ["sea", "rare"]
            target = library.make_target(text, start, start + 3)
            library.apply(library.plan.add_annotation([target], tags=tags))
        for query in ("tag:sea", "tag:sea tag:sea/deep", "tag:rare", "tag:sea tag:rare", "tag:no", "tag:sea -tag:rare"):
            every = library.ids(query=query)
            assert library.ids(query=query, limit=2) == every[:2]
            assert library.ids(query=query, limit=100) == every
        assert [a.targets[0].start for a in library.annotations(ids=library.ids(query="tag:sea", limit=2))] == [4, 8]
