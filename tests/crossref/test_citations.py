"""A later text that cites the earlier: found by title or year, only when it is that text, in both directions."""

from __future__ import annotations

import pytest

from reader.crossref import find_links
from reader.text import load
from reader.text.model import Text

EARLY = """---
title: Orsk Declaration of the Lake States
date: 1998-05-04
---

The lake states met and adopted this Declaration.

Wool shall be carded by hand.
"""


def _late(sentence: str, date: str = "2006-09-01", title: str = "Varn Statement") -> Text:
    return load(f"---\ntitle: {title}\ndate: {date}\n---\n\nGeese flew south.\n\n{sentence}\n".encode(), name="late.md")


def _cited(late: Text) -> list:
    links = find_links(load(EARLY.encode(), name="early.md"), late, kinds=["development"])
    return [link for link in links if "refers to" in link.why.summary]


@pytest.mark.parametrize(
    ("sentence", "wording"),
    [
        ("Ministers praised the Orsk Declaration warmly.", "Orsk Declaration"),
        ("Ministers praised the Declaration of 1998 warmly.", "Declaration of 1998"),
        ("Ministers praised the 1998 Declaration warmly.", "1998 Declaration"),
    ],
)
def test_a_citation_is_a_development_with_its_wording(sentence: str, wording: str) -> None:
    (link,) = _cited(_late(sentence))
    assert (link.a.provision, link.b.provision) == (1, 2)
    assert link.why.summary.startswith(f"The later text refers to the earlier one: “{wording}”.")
    assert link.why.terms[0].b == wording
    assert link.why.roles == ("plan", "outcome")


@pytest.mark.parametrize(
    "sentence",
    [
        "Ministers praised the Declaration of 1997 warmly.",
        "Ministers praised the Oslo Declaration warmly.",
        "In 1998 the harvest failed.",
    ],
)
def test_another_instrument_is_not_this_text(sentence: str) -> None:
    assert _cited(_late(sentence)) == []


def test_what_a_text_calls_itself_is_no_citation() -> None:
    assert (
        _cited(_late("This Declaration of the Lake States was read.", title="Second Declaration of the Lake States"))
        == []
    )


def test_without_a_later_date_nothing_is_cited() -> None:
    assert _cited(_late("Ministers praised the Orsk Declaration.", date="1998-05-04")) == []


def test_both_ways_alike() -> None:
    a, b = load(EARLY.encode(), name="early.md"), _late("Ministers praised the Orsk Declaration.")
    assert sorted(find_links(a, b)) == sorted(link.swapped() for link in find_links(b, a))
