"""What counts as a development: a plan and what became of it, not a principle said twice nor a procedure."""

from __future__ import annotations

from reader.crossref import find_links
from reader.text import load
from reader.text.model import Text

EARLY = """
The lake states shall never use force against one another.

A flood warning centre will be built at Orsk within three years.

The states intend to link their power grids by a cable under the lake.

The Government of Varn will keep the original of this pact.

They will examine the possibility of a common fund for cattle plague.
"""
LATE = """
The rule that no lake state may use force against another must be observed.

The Orsk centre has warned two hundred villages of floods since it was opened.

The cable under the lake was inaugurated in May and now links the power grids of all states.

The convention on fishing entered into force in March after four ratifications.

Payments from the cattle plague fund have reached six thousand herders.
"""


def _text(body: str, date: str) -> Text:
    return load(f"---\ndate: {date}\nlang: en\n---\n{body}".encode(), name="t.md")


def _kinds(a: Text, b: Text) -> dict[tuple[int, int], str]:
    links = find_links(a, b, kinds=("parallel", "reuse", "development"))
    return {(link.a.provision, link.b.provision): link.kind for link in links}


def test_plans_and_outcomes_are_developments_and_principles_are_not() -> None:
    kinds = _kinds(_text(EARLY, "1990-01-01"), _text(LATE, "1999-01-01"))
    assert {kinds.get((n, n)) for n in (2, 3, 5)} == {"development"}
    assert kinds.get((1, 1)) in ("parallel", "reuse")
    assert kinds.get((4, 4)) != "development"


def test_dates_decide_what_is_earlier() -> None:
    """What was done before it was planned is no outcome of the plan; without two dates nothing is told of time."""
    for dates in (("1999-01-01", "1990-01-01"), ("1999-01-01", "1999-01-01"), ("", "1999-01-01")):
        kinds = _kinds(_text(EARLY, dates[0]), _text(LATE, dates[1]))
        assert "development" not in kinds.values(), dates
