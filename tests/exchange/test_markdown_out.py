"""The Markdown export: its shape, its flavours, and notes that cannot damage the file."""

# ruff: noqa: E501 -- tables of cases are read by row
from __future__ import annotations

import re
from typing import Any

import pytest
import yaml
from markdown_it import MarkdownIt

from reader.errors import UserError
from reader.exchange import markdown, read
from reader.exchange.entries import entries
from reader.exchange.formats import FORMATS
from reader.exchange.names import block_id, tag
from tests.exchange.golden import check
from tests.exchange.sample import FJORD, HARBOUR, NOW, full, note, snapshot, target


def out(*notes: Any, **options: Any) -> str:
    made = markdown.write(snapshot(*notes), options, NOW)
    assert isinstance(made, bytes)
    return made.decode()


@pytest.mark.parametrize("flavour", ["obsidian", "commonmark", "pandoc"])
def test_golden(request: pytest.FixtureRequest, flavour: str) -> None:
    made = FORMATS["markdown"].write(full(), {"flavour": flavour, "deep_links": flavour == "pandoc"}, NOW)
    assert isinstance(made, bytes)
    check(request, f"{flavour}.md", made)


@pytest.mark.parametrize("shape", ["text", "note", "tag"])
def test_golden_shapes(request: pytest.FixtureRequest, shape: str) -> None:
    made = FORMATS["markdown"].write(full(), {"shape": f"per {shape}", "data": False, "managed": shape == "text"}, NOW)
    assert isinstance(made, dict)
    whole = "".join(f"==== {path}\n{data.decode()}" for path, data in sorted(made.items()))
    check(request, f"per-{shape}.md", whole.encode())


def test_bytes() -> None:
    made = markdown.write(full(), None, NOW)
    assert isinstance(made, bytes)
    assert made.startswith(b"---\n")
    assert b"\r" not in made
    assert made.endswith(b"\n")


def test_front_matter_is_flat_and_read_as_meant() -> None:
    front = yaml.safe_load(out(note("01jx", target(HARBOUR, "A bell"), body="b", tags=("a b", "2001", "no", "1e3")),
                               title='T: "x" # y \u2028 \x85 %\n---').split("---\n")[1])  # fmt: skip
    assert front["title"] == 'T: "x" # y \u2028 \x85 %\n---'
    assert front["tags"] == ["1e3", "_2001", "a-b", "no"]
    assert all(
        isinstance(value, str | int) or hasattr(value, "isoformat") or isinstance(value, list)
        for value in front.values()
    )
    assert front["exported"].isoformat() == "2026-01-31T10:30:00"


def test_order_is_by_place() -> None:
    made = out(
        note("b", target(FJORD, "towns")), note("a", target(HARBOUR, "A bell")), note("c", target(HARBOUR, "ports"))
    )
    assert re.findall(r"^## (.*)", made, re.MULTILINE) == ["Harbour 1999 §1", "Harbour 1999 §3", "Fjord 2005 §1"]


def test_shape_of_a_link() -> None:
    made = markdown.write(full(), None, NOW).decode()  # type: ignore[union-attr]
    assert "## Harbour 1999 §2 ↔ Fjord 2005 §2 · parallel · confirmed\n" in made
    assert "\n\nStricter now. #law/charter ^n-01jddd\n" in made
    assert "parallel-0001" not in made
    assert "parallel-0001" in markdown.write(full(), {"links": "all"}, NOW).decode()  # type: ignore[union-attr]
    without = markdown.write(full()._replace(annotations=()), {"links": False}, NOW)
    assert "↔" not in without.decode()  # type: ignore[union-attr]


def test_block_ids_are_stable_and_their_own() -> None:
    assert block_id("01jabc") == "n-01jabc"
    odd = ["01JABC", "a_b", "a b", "a.b", "a/b", "é", "", "^", "A_b", "x" * 100, "x" * 101]
    found = [block_id(name) for name in odd]
    assert len(set(found)) == len(odd)
    assert all(re.fullmatch(r"n-[a-z0-9-]+", name) for name in found)


@pytest.mark.parametrize(
    ("name", "written"),
    [("un/charter", "un/charter"), ("2001", "_2001"), ("sco/2001", "sco/2001"), ("a b", "a-b"),
     ("../x", "x"), ("#a", "a"), ("a\nb", "a-b"), ('"', ""), ("право/мир", "право/мир"), ("和平", "和平"), ("a//b/", "a/b")],
)  # fmt: skip
def test_tags(name: str, written: str) -> None:
    assert tag(name) == written


OPEN = [
    "```\ncode", "````\n```\ncode", "~~~\ncode", "text\n```py\ncode", "```", "- ```\n  code",
    "- a\n\n  ```\n  code", "> ```\n> code", "<!-- open", "<!-- a\n\nb", "text <!-- open", "<script>",
    "<script>\n\nx", "<style>", "<pre>", "<textarea>\n\n", "<?php", "<![CDATA[", "<!DOCTYPE", "<div>",
    "<div>\n\nx", "<details><summary>x</summary>", "<b>bold", "text <b>bold", '<div class="', "<div class='a",
    '<a href="x', "<table><tr><td>", "<span>\n\n<i>", "%%", "%% open", "a %% b", "$$", "$$\nx", "\\", "text\\",
    "# H1", "## H2\n\ntext", "Title\n===", "Title\n---", "a\nb\n---", "---", "---\nkey: value\n---", "***",
    "- a\n- b", "1. a", "| a |\n|---|\n| 1 |", "| a |", "    code", "\tcode", "> quote",
    "[x]: http://x.example", "[^1]: foot", "text[^1]\n\n[^1]: foot", "text ^block", "key:: value", "a `b", "*a",
    "**a", "[a](", "![", "<", "text: ", "- [ ] task", "%% end declaration-reader:n-01jone 000000000000 %%",
    "<!-- end declaration-reader:data -->", "a\r\nb\r\n", "\x00", "\n\n\na", "```\n" * 51, "<div>" * 50,
    "- " * 8+"x", "&amp", "\u2028", "- a\n```\nb", "1. a\n   ```\n   b", "- a\n\n```\nb", "<li><p>x",
    "```a`b\nx", "a\n<div>", "a\n\n</div>", "<custom-tag>", "~~~ ```\nx", "<pre>\n</pre>\n```", "`` ```\nx",
]  # fmt: skip


def _after(made: str) -> str:
    """What a reader sees from the second entry on, as HTML."""
    html = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(made.split("---\n", 2)[2])
    at = html.rfind("<h2>")
    return html[at:] if at >= 0 else ""


@pytest.mark.parametrize("flavour", ["obsidian", "commonmark", "pandoc"])
@pytest.mark.parametrize("body", OPEN)
def test_a_note_cannot_damage_what_follows(body: str, flavour: str) -> None:
    second = note("01jtwo", target(HARBOUR, "A bell"), body="The second.", tags=("t",))
    alone = out(second, flavour=flavour, data=False)
    both = out(note("01jone", target(HARBOUR, "lights"), body=body, tags=("t",)), second, flavour=flavour, data=False)
    assert _after(both) == _after(alone)
    html = MarkdownIt("commonmark").enable("table").render(both.split("---\n", 2)[2])
    assert html.count("<h2>") == 2
    assert html.count("<h1>") == 1
    for name in ("details", "div", "b", "table", "span", "script", "pre"):
        opened, closed = len(re.findall(rf"<{name}[\s>]", html)), html.count(f"</{name}>")
        assert opened <= closed or body == '<div class="', name


@pytest.mark.parametrize(
    "body", ["plain words", "two\n\nparagraphs", "- a\n- b", "> q", "`c` and *e*\nline", "[l](http://x)"]
)
def test_a_body_stands_as_it_was_written(body: str) -> None:
    assert f"\n\n{body}" in out(note("01jone", target(HARBOUR, "lights"), body=body))


def test_a_bare_highlight_has_one_id() -> None:
    made = out(note("01jone", target(HARBOUR, "lights")), data=False)
    assert made.count("^") == 1
    assert made.endswith("\n\n^n-01jone\n")


def test_empty() -> None:
    assert "# Notes" in markdown.write(snapshot()._replace(texts=()), None, NOW).decode()  # type: ignore[union-attr]


def test_an_option_that_is_not_offered() -> None:
    with pytest.raises(UserError, match="flavour"):
        markdown.write(full(), {"flavour": "word"}, NOW)


def test_the_earlier_text_comes_first_whatever_the_library_added_first() -> None:
    snap = snapshot(note("n1", target(FJORD, "recall")), note("n2", target(HARBOUR, "lights")))
    found = entries(snap._replace(texts=(FJORD, HARBOUR)))
    assert [entry.id for entry in found] == ["n2", "n1"]


def test_a_tag_in_the_words_is_not_said_again() -> None:
    made = FORMATS["markdown"].write(
        snapshot(note("01jone", target(HARBOUR, "lights"), body="On #Law/charter and `#code`.", tags=("law/charter", "b", "code"))),
        None, NOW,
    )  # fmt: skip
    assert isinstance(made, bytes)
    assert "\n#b #code ^n-01jone" in made.decode()


@pytest.mark.parametrize(("old", "new", "body", "tags"), [
    ("x #a y #b", "x #a y #b", "x #a y", ("a", "b")),  # nothing edited
    ("x #a y", "z #a y", "z #a y", ("a", "b")),
    ("x #a y", "x y", "x y", ("b",)),
    ("x #a y", "x #a y #c z", "x #a y #c z", ("a", "b", "c")),
    ("x #a y #b", "x #a y", "x #a y", ("a",)),
    ("x #a y #b", "x #a y #b #d", "x #a y", ("a", "b", "d")),
])  # fmt: skip
def test_tags_in_the_words_come_back(old: str, new: str, body: str, tags: tuple[str, ...]) -> None:
    snap = snapshot(note("01jone", target(HARBOUR, "lights"), body="x #a y", tags=("a", "b")))
    made = FORMATS["markdown"].write(snap, None, NOW)
    assert isinstance(made, bytes)
    words = made.decode()
    assert old in words
    (found,) = read(words.replace(old, new).encode(), "x.md").annotations
    assert (found.body, found.tags) == (body, tags)


def test_a_tag_at_the_end_of_the_words_stays_there() -> None:
    snap = snapshot(note("01jone", target(HARBOUR, "lights"), body="ends with #a", tags=("a",)))
    made = FORMATS["markdown"].write(snap, None, NOW)
    assert isinstance(made, bytes)
    assert b"ends with #a ^n-01jone" in made
    (found,) = read(made.replace(b"ends with #a", b"it ends with #a #b"), "x.md").annotations
    assert (found.body, found.tags) == ("it ends with #a", ("a", "b"))
