"""The editors' cross-references: every anchor stands, both orders agree, other texts get none."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader import paths
from reader.crossref.editorial import editorial_links, load_editorial, place
from reader.crossref.merge import order
from reader.errors import ReaderError
from reader.text import load
from reader.text.model import Text


@pytest.fixture(scope="module")
def bundled() -> tuple[Text, Text]:
    return load(paths.texts() / "2001-shanghai.md"), load(paths.texts() / "2007-bishkek.md")


def test_every_anchor_stands_once_in_its_provision(bundled: tuple[Text, Text]) -> None:
    texts = {text.id: text for text in bundled}
    entries = load_editorial()
    assert 20 <= len(entries) <= 35
    for entry in entries:
        assert {entry.a.text, entry.b.text} == set(texts)
        for anchor in (entry.a, entry.b):
            text = texts[anchor.text]
            provision = text.provisions[anchor.provision - 1]
            assert text.canonical[provision.start : provision.end].count(anchor.quote) == 1, anchor
            end = place(text, anchor)
            assert end is not None and end.provision == anchor.provision and end.exact == anchor.quote
        assert entry.reason.endswith(".") and len(entry.reason) < 200


def test_all_are_given_in_either_order(bundled: tuple[Text, Text]) -> None:
    a, b = bundled
    links = editorial_links(a, b)
    assert len(links) == len(load_editorial()) == len({link.key for link in links})
    assert all(link.origin == "editorial" and link.status == "suggested" for link in links)
    assert sorted((link.swapped() for link in editorial_links(b, a)), key=order) == links


def test_other_texts_get_none(bundled: tuple[Text, Text]) -> None:
    other = load(b"The two delegations met by the river.", name="other.txt")
    assert editorial_links(bundled[0], other) == []
    assert editorial_links(bundled[0], bundled[0]) == []


def test_an_edition_gets_those_whose_words_it_holds(bundled: tuple[Text, Text]) -> None:
    a, b = bundled
    first = load_editorial()[0]
    words = f"A line before it.\n\nHere they {first.a.quote}, and more."
    mine = load(words.encode(), name="mine.txt", id="mine")
    assert editorial_links(mine, b) == []
    mine.edition_of = a.id
    found = editorial_links(mine, b)
    assert [link.a.exact for link in found] == [first.a.quote]
    assert found[0].a.provision == 2


def test_a_broken_file_of_ours_is_our_fault(tmp_path: Path) -> None:
    bad = tmp_path / "crossrefs.toml"
    bad.write_text('[[link]]\nkind = "likeness"\nreason = "x."\n', encoding="utf-8")
    with pytest.raises(ReaderError):
        load_editorial(bad)
