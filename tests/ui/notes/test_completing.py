from __future__ import annotations

import pytest

from reader.ui.notes import completing
from reader.ui.notes.completing import Known, Wanted, wanted

KNOWN = [("principles", 12), ("principles/sovereignty", 4), ("security", 9), ("security/terrorism", 5), ("Énergie", 2)]
TEXTS = [
    Known("Shanghai 2001", ["Opening words"] * 21),
    Known("Bishkek 2007", ["The heads met", "They noted", *["More"] * 17]),
    Known("Astana 2005", ["They noted as well"], near=False),
]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("see [[Bish", Wanted("passage", 6, "Bish")),
        ("see [[Bishkek 2007 §4", Wanted("passage", 6, "Bishkek 2007 §4")),
        ("see [[", Wanted("passage", 6, "")),
        ("done [[Bishkek 2007 §4]] and", None),
        ("a #prin", Wanted("tag", 3, "prin")),
        ("#", Wanted("tag", 1, "")),
        ("#principles/so", Wanted("tag", 1, "principles/so")),
        ("page#4", None),
        ("## Heading", None),
        ("`#prin", None),
        ("`x` #prin", Wanted("tag", 5, "prin")),
    ],
)
def test_what_is_being_typed(line: str, found: Wanted | None) -> None:
    assert wanted(line, len(line)) == found


def test_tags_come_by_fit_then_by_use() -> None:
    names = [c.insert for c in completing.tags("s", KNOWN)]
    assert names == ["security", "security/terrorism", "principles/sovereignty", "principles"]
    assert [c.insert for c in completing.tags("en", KNOWN)] == ["Énergie"]
    assert [c.insert for c in completing.tags("#sec", KNOWN, without=["Security"])] == ["security/terrorism"]


def test_passages_by_title_then_by_number_then_by_words() -> None:
    assert [c.insert for c in completing.passages("bish", TEXTS)] == ["Bishkek 2007"]
    assert [c.insert for c in completing.passages("2007", TEXTS)] == ["Bishkek 2007"]
    assert [c.insert for c in completing.passages("Bishkek 2007 §1", TEXTS)][:3] == [
        "Bishkek 2007 §1",
        "Bishkek 2007 §10",
        "Bishkek 2007 §11",
    ]
    assert [c.insert for c in completing.passages("noted", TEXTS)] == ["Bishkek 2007 §2"]
    assert len(completing.passages("Shanghai 2001", TEXTS)) == completing.LIMIT
