"""Answers and bookmarks out and in again: nested under what they answer, with the words of the standard."""

from __future__ import annotations

import json

import pytest

from reader.exchange import read
from reader.exchange.formats import FORMATS
from reader.exchange.jsonld import name
from reader.library.models import Annotation, Snapshot
from tests.exchange.sample import HARBOUR, NOW, full, note, snapshot, target


def talk() -> Snapshot:
    spot = target(HARBOUR, "Charter of Lights")
    answer = {"style": "none", "motivation": "replying"}
    return snapshot(
        note("01jroot", spot, body="Which charter?", tags=("law",)),
        note("01jone", spot, body="The one of 1999.", reply_to="01jroot", created="2026-01-03T00:00:00Z", **answer),
        note("01jtwo", spot, body="Are you sure?", reply_to="01jone", tags=("law",), **answer),
        note("01jbare", target(HARBOUR, "A bell"), colour="green"),
        note("01jbell", target(HARBOUR, "A bell"), body="Which bell?\n\n↳ not a sign", reply_to="01jbare", **answer),
        note("01jmark", target(HARBOUR, "The ports"), body="Begin", style="none", motivation="bookmarking"),
    )


def back(snap: Snapshot, key: str, **options: object) -> dict[str, Annotation]:
    form = FORMATS[key]
    written = form.write(snap, options, NOW)
    assert isinstance(written, bytes)
    return {a.id: a for a in read(written, f"notes{form.suffix}").annotations}


@pytest.mark.parametrize(
    ("key", "options"),
    [("json-ld", {}), *(("markdown", {"flavour": f}) for f in ("obsidian", "commonmark", "pandoc"))],
)
def test_answers_and_bookmarks_come_back(key: str, options: dict[str, object]) -> None:
    assert back(talk(), key, **options) == {a.id: a for a in talk().annotations}


def test_an_answer_targets_the_annotation_as_the_standard_says() -> None:
    items = json.loads(FORMATS["json-ld"].write(talk(), {}, NOW))["first"]["items"]  # type: ignore[arg-type]
    found = {item["id"]: item for item in items}
    assert found[name("01jone")]["motivation"] == "replying"
    assert found[name("01jone")]["target"] == name("01jroot")
    assert found[name("01jtwo")]["target"] == name("01jone")
    assert found[name("01jmark")]["motivation"] == "bookmarking"


def test_answers_of_other_programs_find_what_they_answer() -> None:
    page = {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "type": "AnnotationPage",
        "items": [
            {"id": "https://x.example/a", "type": "Annotation", "body": {"type": "TextualBody", "value": "Why?"},
             "target": {"source": "https://x.example/t", "selector": {"type": "TextQuoteSelector", "exact": "A bell"}}},
            {"id": "https://x.example/b", "type": "Annotation", "motivation": "replying",
             "body": {"type": "TextualBody", "value": "Because."}, "target": "https://x.example/a"},
        ],
    }  # fmt: skip
    done = read(json.dumps(page).encode(), "notes.jsonld")
    first, second = done.annotations
    assert (second.reply_to, second.motivation, second.targets) == (first.id, "replying", ())
    assert [stub.id for stub in done.stubs] == ["https://x.example/t"]


def test_answers_stand_beneath_what_they_answer() -> None:
    words = FORMATS["markdown"].write(talk(), {"data": False}, NOW).decode()  # type: ignore[union-attr]
    order = [
        "Which charter?",
        "↳ *Reply* · 2026-01-03",
        "The one of 1999.",
        "↳↳ *Reply*",
        "Are you sure?",
        "Which bell?",
    ]
    assert [words.index(part) for part in order] == sorted(words.index(part) for part in order)
    assert words.count("\n## ") == 3  # the talk, the bell with its answer, the bookmark: no heading for an answer
    page = FORMATS["html"].write(talk(), {}, NOW).decode()  # type: ignore[union-attr]
    assert page.count('<div class="reply r') == 3


def test_an_answer_edited_in_the_file_is_read() -> None:
    words = FORMATS["markdown"].write(talk(), {"flavour": "obsidian"}, NOW).decode()  # type: ignore[union-attr]
    edited = words.replace("The one of 1999.", "The one of **2000**.", 1)
    done = read(edited.encode(), "notes.md")
    found = {a.id: a for a in done.annotations}
    assert found["01jone"].body == "The one of **2000**."
    assert (found["01jroot"].body, found["01jtwo"].body) == ("Which charter?", "Are you sure?")
    assert done.edited == {"01jone"}


def test_exports_without_answers_are_as_they_were() -> None:
    assert b"Reply" not in FORMATS["markdown"].write(full(), {}, NOW)  # type: ignore[operator]
