"""Editions of one work recognised, aligned one-to-many, and links carried from one to the other."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader import paths
from reader.crossref.editions import align, carried, editors_links, likeness, recognise
from reader.crossref.model import End, Link, Why
from reader.text import Text, load

ONE = """The mayors of the river towns met at the old bridge and signed a compact on the water.

They will keep the river clean and will not let waste into it. They will share what they know of floods.

A council of ferrymen shall settle quarrels over the crossings.

Each town may leave the compact after two years' notice.

The compact is kept in the tower of Elmford."""
TWO = """A compact on water was signed at the old bridge by the mayors of the towns on the river.

The river is to be kept clean; no waste shall go into it.

What is known of floods will be shared between the towns.

Quarrels about ferry crossings go to a council made up of ferrymen.

The mayors also thanked the miller for the bread."""
OTHER = """The miners of the valley ask for shorter shifts in the winter.

Lamps shall be checked before every descent by the foreman.

Wages are due on the first day of the month.

The company shall build a school for the children of the valley."""


def text(body: str, name: str, date: str = "1890") -> Text:
    return load(body.encode(), name=name, id=name, title=name, date=date)


def test_provisions_are_aligned_one_to_many_and_what_is_lacking_is_said() -> None:
    found = align(text(ONE, "one"), text(TWO, "two"))
    assert [(p.a, p.b) for p in found.pairs] == [(1, 1), (2, 2), (2, 3), (3, 4)]
    assert found.only_a == (4, 5)
    assert found.only_b == (5,)
    assert found.swapped().only_a == (5,)


def test_only_editions_of_one_work_are_recognised() -> None:
    two, other = text(TWO, "two"), text(OTHER, "other")
    found = recognise(text(ONE, "one"), [other, two])
    assert found is not None
    assert found[0] is two
    assert recognise(text(ONE, "one"), [other]) is None
    assert recognise(text(ONE, "one", "1950"), [two]) is None


def test_a_link_is_carried_to_the_aligned_provision() -> None:
    one, two = text(ONE, "one"), text(TWO, "two")
    words = "They will share what they know of floods."
    start = one.canonical.index(words)
    far = End(0, 4, "word", 1, 1)
    link = Link("k", "parallel", 0.9, "editorial", "suggested", None, End(start, start + len(words), words, 2, 2), far,
                Why("Both speak of floods."))  # fmt: skip
    [moved] = carried([link], two, one, align(two, one), first=True)
    assert moved.a.provision in (2, 3)
    assert two.canonical[moved.a.start : moved.a.end] == moved.a.exact
    assert moved.b == far
    assert "one §2" in moved.why.summary
    gone = link._replace(a=End(len(ONE) - 5, len(ONE), ONE[-5:], 5, 1))
    assert carried([gone], two, one, align(two, one), first=True) == []


def test_the_bundled_editions_are_not_editions_of_each_other() -> None:
    a, b = map(load, paths.bundled_texts())
    assert likeness(a, b, align(a, b)) < 0.45


@pytest.mark.parametrize("name", ["2001-shanghai-report", "2007-bishkek-report"])
def test_the_source_reports_are_recognised_and_wholly_aligned(sources: Path, name: str) -> None:
    report = load(sources / f"{name}.txt")
    found = recognise(report, map(load, paths.bundled_texts()))
    assert found is not None
    original, alignment = found
    assert original.date[:4] == name[:4]
    assert not alignment.only_a
    assert not alignment.only_b
    numbers = [(p.a, p.b) for p in alignment.pairs]
    assert numbers == sorted(numbers)


def test_the_editors_links_are_carried_to_the_reports(sources: Path) -> None:
    a, b = (load(sources / f"{name}.txt") for name in ("2001-shanghai-report", "2007-bishkek-report"))
    links = editors_links(a, b)
    assert len(links) >= 15
    for link in links:
        assert link.origin == "editorial"
        assert a.canonical[link.a.start : link.a.end] == link.a.exact
        assert b.canonical[link.b.start : link.b.end] == link.b.exact
        assert link.why.summary.count("Carried over") == 2
    assert {(x.key, x.b, x.a) for x in editors_links(b, a)} == {(x.key, x.a, x.b) for x in links}


def test_other_texts_have_no_links_of_the_editors() -> None:
    assert editors_links(text(ONE, "one"), text(OTHER, "other")) == []
