"""W3C Web Annotation: the model's rules, and what other programs write."""

# ruff: noqa: E501 -- tables of cases are read by row
from __future__ import annotations

import json
import re
from typing import Any

import pytest

from reader.errors import UserError
from reader.exchange import place, read
from reader.exchange.formats import FORMATS
from tests.exchange.golden import check
from tests.exchange.sample import FJORD, HARBOUR, NOW, full


def collection() -> dict[str, Any]:
    made = FORMATS["json-ld"].write(full(), None, NOW)
    assert isinstance(made, bytes)
    found: dict[str, Any] = json.loads(made)
    return found


def test_golden(request: pytest.FixtureRequest) -> None:
    made = FORMATS["json-ld"].write(full(), None, NOW)
    assert isinstance(made, bytes)
    check(request, "notes.jsonld", made)


def test_the_rules_of_the_model() -> None:
    found = collection()
    assert found["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert found["type"] == "AnnotationCollection"
    page = found["first"]
    assert page["type"] == "AnnotationPage"
    assert page["startIndex"] == 0
    assert found["total"] == len(page["items"]) == 6
    ids = [item["id"] for item in page["items"]]
    assert len(set(ids)) == len(ids)
    for item in page["items"]:
        assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", item["id"])
        assert item["type"] == "Annotation"
        assert item["target"]
        for key in ("created", "modified", "generated"):
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", item.get(key, "2026-01-01T00:00:00Z"))
        for body in item.get("body", []):
            assert body["type"] == "TextualBody"
            assert isinstance(body["value"], str)
            assert body["purpose"] in ("commenting", "tagging", "classifying", "describing")
        for place_ in item["target"]:
            assert place_["type"] == "SpecificResource"
            assert re.match(r"[a-z][a-z0-9+.-]*:\S+$", place_["source"])
            kinds = [selector["type"] for selector in place_["selector"]]
            assert kinds[0] == "TextQuoteSelector"
            for selector in place_["selector"]:
                if selector["type"] == "TextPositionSelector":
                    assert 0 <= selector["start"] <= selector["end"]
        keys = set(item) - {
            "id",
            "type",
            "motivation",
            "created",
            "modified",
            "generator",
            "generated",
            "body",
            "target",
        }
        assert all(key.startswith("urn:") for key in keys)
    link = page["items"][-1]
    assert (link["motivation"], len(link["target"])) == ("linking", 2)
    bare = next(item for item in page["items"] if item["motivation"] == "highlighting")
    assert "body" not in bare


START = len(FJORD.canonical[: FJORD.canonical.index("fog")].encode("utf-16-le")) // 2
HYPOTHESIS = {"total": 2, "rows": [
    {"id": "abc", "created": "2024-01-02T03:04:05.123456+00:00", "updated": "2024-01-03T03:04:05+00:00", "uri": "https://x.example/fjord",
     "text": "A **thought**", "tags": ["one", "two"], "document": {"title": ["Declaration of the Fjord Towns"]},
     "target": [{"source": "https://x.example/fjord", "selector": [
         {"type": "RangeSelector", "startContainer": "/p[1]", "endContainer": "/p[1]", "startOffset": 0, "endOffset": 3},
         {"type": "TextPositionSelector", "start": START, "end": START + 10},
         {"type": "TextQuoteSelector", "exact": "fog. مرحبا", "prefix": "in ", "suffix": " 上海"}]}]},
    {"id": "def", "created": "2024-01-02T03:04:05+00:00", "uri": "https://x.example/fjord", "text": "page note", "tags": [],
     "document": {"title": ["Declaration of the Fjord Towns"]}, "target": [{"source": "https://x.example/fjord"}], "references": ["abc"]},
]}  # fmt: skip


def test_hypothesis() -> None:
    found = place(read(json.dumps(HYPOTHESIS).encode(), "h.json"), [HARBOUR, FJORD])
    first, second = found.annotations
    assert (first.body, first.tags, first.created) == ("A **thought**", ("one", "two"), "2024-01-02T03:04:05Z")
    assert first.targets[0].text_id == FJORD.id
    assert FJORD.canonical[first.targets[0].start : first.targets[0].end] == "fog. مرحبا"
    assert first.targets[0].state == "placed"
    assert second.reply_to == first.id
    assert second.targets[0].state == "orphan"
    assert read(json.dumps(HYPOTHESIS).encode(), "h.json").annotations[0].id == first.id


def test_positions_in_utf16_count_where_there_is_no_quotation() -> None:
    rows = json.loads(json.dumps(HYPOTHESIS))
    rows["rows"][0]["target"][0]["selector"].pop()
    found = place(read(json.dumps(rows).encode(), "h.json"), [HARBOUR, FJORD])
    assert found.annotations[0].targets[0].exact == "fog. مرحبا"


READIUM = {"@context": ["http://www.w3.org/ns/anno.jsonld", {}], "type": "AnnotationSet", "about": {"dc:title": "x"}, "items": [
    {"id": "urn:uuid:1", "created": "2024-01-02T03:04:05Z", "motivation": "highlighting",
     "body": {"type": "TextualBody", "value": "note", "format": "text/plain", "color": "green", "tag": "lamp"},
     "target": {"source": "OEBPS/c1.xhtml", "selector": [{"type": "FragmentSelector", "value": "epubcfi(/4/2)", "refinedBy":
         {"type": "TextQuoteSelector", "exact": "keep their lights burning"}}]}}]}  # fmt: skip

RECOGITO = [
    {"@context": "http://www.w3.org/ns/anno.jsonld", "id": "#1", "type": "Annotation",
     "body": [{"type": "TextualBody", "value": "said", "purpose": "commenting"}, {"value": "Bell", "purpose": "tagging"}],
     "target": {"selector": [{"type": "TextQuoteSelector", "exact": "A bell stands"}, {"type": "TextPositionSelector", "start": 146, "end": 159}]}},
    {"id": "2", "bodies": [{"id": "b", "annotation": "2", "purpose": "commenting", "value": "new"}],
     "target": {"annotation": "2", "selector": [{"quote": "at each mole.", "start": 160, "end": 173}], "created": "2024-01-02T03:04:05Z"}},
]  # fmt: skip


@pytest.mark.parametrize(("given", "quote", "body", "tags", "colour"), [
    (READIUM, "keep their lights burning", "note", ("lamp",), "green"),
    (RECOGITO[:1], "A bell stands", "said", ("Bell",), "yellow"),
    (RECOGITO[1:], "at each mole.", "new", (), "yellow"),
])  # fmt: skip
def test_other_programs(given: Any, quote: str, body: str, tags: tuple[str, ...], colour: str) -> None:
    found = place(read(json.dumps(given).encode(), "x.json"), [HARBOUR, FJORD])
    (one,) = found.annotations
    (where,) = one.targets
    assert (one.body, one.tags, one.colour) == (body, tags, colour)
    assert (where.text_id, where.state, where.exact) == (HARBOUR.id, "placed", quote)
    assert HARBOUR.canonical[where.start : where.end] == quote


def test_an_unknown_text_leaves_an_orphan() -> None:
    found = place(read(json.dumps(HYPOTHESIS).encode(), "h.json"), [HARBOUR])
    assert [t.state for n in found.annotations for t in n.targets] == ["orphan", "orphan"]
    assert "Fjord" in found.annotations[0].targets[0].reason


def test_a_damaged_item_does_not_stop_the_others() -> None:
    given = collection()
    given["first"]["items"][1] = 7
    given["first"]["items"][2]["urn:x-declaration-reader:id"] = given["first"]["items"][0][
        "urn:x-declaration-reader:id"
    ]
    found = read(json.dumps(given).encode(), "x.json")
    assert len(found.annotations) == 3
    assert [problem.where for problem in found.problems] == ["item 2", "item 3"]


@pytest.mark.parametrize("data", ["7", '"x"', "{}", '{"a": 1}', "[" * 100_000, "null"])
def test_json_that_holds_no_annotations(data: str) -> None:
    with pytest.raises(UserError):
        read(data.encode(), "x.json")
