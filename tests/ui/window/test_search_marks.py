"""A search marks its words in both texts and finds names and cross-references that nobody has decided on."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.library.models import Hit
from reader.library.query import parse, wanted
from reader.text.fold import Folded
from reader.ui.models.link_hits import merged
from reader.ui.window.furnishing import Parts
from reader.ui.window.search_marks import expression


def marked(parts: Parts, pane: int) -> list[str]:
    view = parts.desk.panes[pane].view
    return [view.text.canonical[a:b] for a, b in zip(view.hits.starts, view.hits.ends, strict=True)]


def test_hits_are_marked_in_both_panes_and_go_with_the_words(parts: Parts) -> None:
    parts.search.ask("round tab")
    assert marked(parts, 0) == marked(parts, 1) == ["round", "table", "round", "table"][:2]
    parts.search.ask('"harbour charter" OR locks')
    assert marked(parts, 0) == ["Harbour Charter", "locks"]
    assert marked(parts, 1) == ["locks", "Harbour Charter"]
    parts.search.clear()
    assert marked(parts, 0) == marked(parts, 1) == []


def test_names_and_links_of_the_open_texts_are_found_and_opened(qtbot, parts: Parts) -> None:
    parts.search.ask("locks")
    hits = [parts.search.model.index(i).data(256) for i in range(parts.search.model.rowCount())]
    links = [hit for hit in hits if hit.kind == "link"]
    assert links, "nobody has decided on any link here"
    with qtbot.waitSignal(parts.at_hand.link_opened) as opened:
        parts.go.open_hit(links[0])
    assert opened.args == [links[0].id]


class Open:
    """Two texts with one link."""

    pairs = [("a", "b")]  # noqa: RUF012

    def __init__(self, *links: object) -> None:
        self._links = list(links)

    def links(self, a_id: str, b_id: str) -> list:
        return self._links


@pytest.mark.parametrize(
    ("query", "kinds"),
    [("charter", ["name", "link"]), ("chart", ["name", "link"]), ("un NOT charter", []), ("kind:place charter", []),
     ("kind:parallel charter", ["name", "link"]), ("lake OR charter", ["name", "link"]), ("is:confirmed charter", []),
     ("charter text:zzz", []), ("", []), ("kind:parallel", [])],
)  # fmt: skip
def test_links_by_fields_and_words(query: str, kinds: list[str]) -> None:
    from tests.library.helpers import make_link

    link = make_link("k1", "parallel", "UN Charter")
    assert [hit.kind for hit in merged(Open(link), [], query, 5)] == kinds
    known = [Hit("link", "k1", "", "", (), 1.0), Hit("name", "UN Charter", "", "", (), 1.0)]
    both = merged(Open(link), known, query, 5)
    assert len([hit for hit in both if hit.kind == "link"]) == 1  # once, as the library has it


@pytest.mark.parametrize(
    ("query", "text", "found"),
    [
        ("cafe", "The Café Treaty; cafés", ["Café", "cafés"]),
        ('"恐怖"', "反对恐怖主义", ["恐怖"]),
        ("恐怖", "反对恐怖主义", ["恐怖"]),
        ("Стороны", "СТОРОНЫ подтвердили", ["СТОРОНЫ"]),
        ("note:water water", "water", ["water"]),
        ("-water lake", "water lake", ["lake"]),
    ],
)
def test_what_is_marked(query: str, text: str, found: list[str]) -> None:
    folded, pattern = Folded(text), expression(wanted(parse(query, typing=True)))
    spans = [folded.span(m.start(), m.end()) for m in pattern.finditer(folded.text)]
    assert [text[a:b] for a, b in spans] == found


@given(st.text(max_size=40), st.text(max_size=60))
def test_no_query_raises(query: str, text: str) -> None:
    from tests.library.helpers import make_link

    pattern = expression(wanted(parse(query, typing=True)))
    if pattern is not None:
        list(pattern.finditer(Folded(text).text))
    merged(Open(make_link(name=text or None)), [], query, 5)


@pytest.mark.slow
def test_twenty_thousand_queries_raise_nothing() -> None:
    from reader.library import Library
    from tests.library.helpers import make_text

    chance = random.Random(3)
    signs = [*'abc "()-*:#&|+<>{}[]\\/^~\'%_?;,.!\0\n\t恐é😀\ud800', "AND", "OR", "NOT", "tag:", "text:", "kind:",
             "has:", "is:", "before:", "after:", "note:", "quote:", "colour:"]  # fmt: skip
    with Library.scratch() as library:
        library.apply(library.plan.add_text(make_text()))
        for _ in range(20_000):
            query = "".join(chance.choice(signs) for _ in range(chance.randrange(1, 14)))
            library.search(query, typing=True)
            pattern = expression(wanted(parse(query, typing=True)))
            assert pattern is None or pattern.search("abc") is not Ellipsis
