"""What leaves comes back: the same annotations, whatever they hold."""

# ruff: noqa: E501 -- tables of cases are read by row
from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reader.errors import UserError
from reader.exchange import place, read
from reader.exchange.formats import FORMATS
from reader.library.models import Annotation, Snapshot, Tag
from tests.exchange.sample import FJORD, HARBOUR, NOW, full, link, note, snapshot, target
from tests.exchange.test_markdown_out import OPEN

WAYS: list[tuple[str, dict[str, Any]]] = [
    ("markdown", {"flavour": "obsidian"}),
    ("markdown", {"flavour": "commonmark"}),
    ("markdown", {"flavour": "pandoc", "deep_links": True}),
    ("markdown", {"managed": True}),
    ("markdown", {"template": "## {{ heading }}\n{% for note in notes %}{{ note.body }}{% endfor %}"}),
    ("json-ld", {}),
    ("archive", {}),
]
IDS = [f"{key}-{'-'.join(map(str, options.values()))[:20]}" for key, options in WAYS]


def there_and_back(snap: Snapshot, key: str, options: dict[str, Any]) -> Any:
    made = FORMATS[key].write(snap, {"links": "all", **options}, NOW)
    assert isinstance(made, bytes)
    return place(read(made, f"x{FORMATS[key].suffix}"), [HARBOUR, FJORD])


def by_id(notes: Any) -> dict[str, Annotation]:
    return {note.id: note for note in notes}


@pytest.mark.parametrize(("key", "options"), WAYS, ids=IDS)
def test_everything_comes_back(key: str, options: dict[str, Any]) -> None:
    snap = full()
    found = there_and_back(snap, key, options)
    assert by_id(found.annotations) == by_id(snap.annotations)
    assert set(found.decisions) == set(snap.decisions)
    assert {tag for tag in snap.tags if tag.name != "unused"} <= set(found.tags)
    assert found.problems == ()
    assert found.edited == frozenset()


HOSTILE_BODIES = [
    *OPEN,
    "a\r\nb\r\n\r\nc", "مرحبا *بك*\n\nשלום", "上海 **合作**", "😀" * 10, "word " * 20_000, " leading", "trailing ", "\n\n",
    "#tag", "ends with #law/charter", "#law/charter", "x ^n-01jone", "^n-01jone", "^n-01jone-a\n\nx ^n-01jtwo", "Why: x",
    "— not a citation", "Tags: a, b", "%% declaration-reader:data 1\n{}\n%%", "<!-- declaration-reader:data 1\n{}\n-->",
    "## Harbour 1999 §1 {#n-01jtwo}", '## x <a id="n-01jone"></a>', "[Open in the reader](declaration-reader://x)",
    "\u2028\u2029\x85", "\x0b\x0c", "\ud800", "---\ntitle: x\n---", "> [!quote] x\n> y\n\n^n-01jone-b",
]  # fmt: skip


@pytest.mark.parametrize(("key", "options"), WAYS, ids=IDS)
@pytest.mark.parametrize("body", HOSTILE_BODIES, ids=range(len(HOSTILE_BODIES)))
def test_hostile_bodies(body: str, key: str, options: dict[str, Any]) -> None:
    snap = snapshot(
        note("01jone", target(HARBOUR, "lights"), body=body, tags=("law/charter",)),
        note("01jtwo", target(HARBOUR, "A bell"), body="The second."),
    )
    if "\ud800" in body:  # not UTF-8: it cannot come back, but it must not stop the others
        assert by_id(there_and_back(snap, key, options).annotations)["01jtwo"] == snap.annotations[1]
        return
    assert by_id(there_and_back(snap, key, options).annotations) == by_id(snap.annotations)


TAGS = [
    "../x",
    "a/../b",
    'say "x"',
    "two\nlines",
    "a b",
    "2001",
    "#x",
    "право",
    "和平",
    "a,b",
    "a%%b",
    "-->",
    "x" * 300,
    "%%",
]


@pytest.mark.parametrize(("key", "options"), WAYS, ids=IDS)
def test_hostile_tags_and_titles(key: str, options: dict[str, Any]) -> None:
    snap = snapshot(*(note(f"01j{i:03}", target(HARBOUR, "lights"), body="b", tags=(tag, "z")) for i, tag in enumerate(TAGS)),
                    tags=tuple(Tag(tag, "blue", f"of {tag}") for tag in TAGS))  # fmt: skip
    found = there_and_back(snap, key, {**options, "title": '../"x"\n---\n# y'})
    assert by_id(found.annotations) == by_id(snap.annotations)
    assert set(found.tags) >= set(snap.tags)


WORDS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60)
SOUP = st.text(alphabet="`~<>!-%$#^[]()*_\\|=: \t\n\ra1n-", max_size=60)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    rows=st.lists(
        st.tuples(st.one_of(WORDS, SOUP), st.lists(st.one_of(WORDS, SOUP), max_size=3)), min_size=1, max_size=4
    )
)
@pytest.mark.parametrize(("key", "options"), WAYS, ids=IDS)
def test_any_note_comes_back(key: str, options: dict[str, Any], rows: list[tuple[str, list[str]]]) -> None:
    notes = [
        note(f"01j{i}", target(HARBOUR, "lights"), body=body, tags=tuple(tags)) for i, (body, tags) in enumerate(rows)
    ]
    snap = snapshot(*notes)
    assert by_id(there_and_back(snap, key, options).annotations) == by_id(snap.annotations)


@pytest.mark.parametrize("flavour", ["obsidian", "commonmark", "pandoc"])
def test_edits_in_the_file_are_read(flavour: str) -> None:
    made = FORMATS["markdown"].write(full(), {"flavour": flavour}, NOW)
    assert isinstance(made, bytes)
    words = made.decode()
    changed = words.replace("The *older* wording.", "The *older* wording,\n\nand more.").replace(
        "- two\n", "- two\n- three\n"
    )
    found = read(changed.encode(), "x.md")
    notes = by_id(found.annotations)
    assert notes["01jbbb"].body == "The *older* wording,\n\nand more."
    assert notes["01jccc"].body == "# Bells\n\n- one\n- two\n- three"
    assert found.edited == {"01jbbb", "01jccc"}
    assert notes["01jddd"] == by_id(full().annotations)["01jddd"]


def test_a_tag_added_in_the_file_is_read() -> None:
    words = FORMATS["markdown"].write(full(), None, NOW).decode()  # type: ignore[union-attr]
    found = read(words.replace("#law/charter ^n-01jddd", "#law/charter #new ^n-01jddd").encode(), "x.md")
    assert by_id(found.annotations)["01jddd"].tags == ("law/charter", "new")
    assert found.edited == {"01jddd"}


def test_a_note_taken_out_of_the_file_is_told() -> None:
    words = FORMATS["markdown"].write(full(), None, NOW).decode()  # type: ignore[union-attr]
    found = read(words.replace("Stricter now. #law/charter ^n-01jddd", "").encode(), "x.md")
    assert "01jddd" not in by_id(found.annotations)
    assert [problem.where for problem in found.problems] == ["01jddd"]


@pytest.mark.parametrize("shape", ["text", "note", "tag"])
def test_a_folder_comes_back(shape: str, tmp_path: Any) -> None:
    from reader.exchange import save

    made = FORMATS["markdown"].write(full(), {"shape": shape}, NOW)
    save(made, tmp_path / "out")
    (tmp_path / "out" / "mine.md").write_text("a page of the user's")
    found = place(read(tmp_path / "out"), [HARBOUR, FJORD])
    assert by_id(found.annotations) == by_id(full().annotations)
    assert found.edited == frozenset()


def test_a_file_without_data_still_gives_its_notes() -> None:
    made = FORMATS["markdown"].write(full(), {"data": False}, NOW)
    assert isinstance(made, bytes)
    found = place(read(made, "x.md"), [HARBOUR, FJORD])
    notes = by_id(found.annotations)
    assert notes["01jbbb"].body == "The *older* wording."
    assert notes["01jbbb"].targets[0].exact == "Charter of Lights"
    assert notes["01jddd"].targets[0].exact == link().a.exact
    assert [(t.text_id, t.start, t.state) for t in notes["01jddd"].targets] == [
        (t.text_id, t.start, "placed") for t in by_id(full().annotations)["01jddd"].targets
    ]
    assert found.problems


def test_time_zone_of_now_does_not_matter() -> None:
    a = FORMATS["json-ld"].write(full(), None, datetime(2026, 1, 31, 10, 30, tzinfo=UTC))
    assert a == FORMATS["json-ld"].write(full(), None, NOW)


@pytest.mark.parametrize(
    "data", [b"", b"  ", b"\xff\xfe\xff", b"{", b"[1, 2", b"PK\x03\x04broken", b"<x", b"words", b"\x00" * 100]
)
def test_what_is_no_export_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(UserError):
        read(data, "x")


@pytest.mark.parametrize("flavour", ["obsidian", "commonmark", "pandoc"])
def test_footnotes_of_two_notes_do_not_mix(flavour: str) -> None:
    bodies = ("One[^1].\n\n[^1]: first", "Two[^1].\n\n[^1]: second")
    snap = snapshot(*(note(f"01j{i}", target(HARBOUR, "lights"), body=body) for i, body in enumerate(bodies)))
    made = FORMATS["markdown"].write(snap, {"flavour": flavour}, NOW)
    assert isinstance(made, bytes)
    assert made.decode().count("\n[^1]:") == 1
    assert by_id(read(made, "x.md").annotations) == by_id(snap.annotations)
    changed = read(made.replace(b"second", b"second, edited"), "x.md")
    assert by_id(changed.annotations)["01j1"].body == "Two[^1].\n\n[^1]: second, edited"
