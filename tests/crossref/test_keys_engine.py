"""Keys come from content alone: order, ids and places do not touch them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reader.crossref.keys import link_key, with_keys, words_of
from reader.crossref.model import End, Link, Why


def _link(a: str, b: str, at: int = 0, kind: str = "parallel") -> Link:
    return Link("", kind, 0.5, "computed", "suggested", None, End(at, at + len(a), a, 1, 1),
                End(at, at + len(b), b, 1, 1), Why(""))  # fmt: skip


@given(st.text(), st.text(), st.text())
def test_order_of_ends_does_not_matter(a: str, b: str, name: str) -> None:
    assert link_key("concept", name, a, b) == link_key("concept", name, b, a)


def test_case_accents_and_punctuation_do_not_matter() -> None:
    assert link_key("parallel", None, "The “Charter” — observed", "Été") == link_key(
        "parallel", None, "the charter observed", "ete"
    )


def test_kind_name_words_and_ordinal_do_matter() -> None:
    keys = {
        link_key("parallel", None, "peace", "war"),
        link_key("reuse", None, "peace", "war"),
        link_key("parallel", "UN", "peace", "war"),
        link_key("parallel", None, "peace now", "war"),
        link_key("parallel", None, "peace", "war", 1),
    }
    assert len(keys) == 5


@given(st.text())
def test_plain_and_full_folding_agree(s: str) -> None:
    ascii_only = s.encode("ascii", "ignore").decode()
    assert words_of(ascii_only + "é") == (words_of(ascii_only + "e"))


def test_alike_links_are_told_apart_by_place_in_either_order() -> None:
    links = with_keys([_link("peace", "war", 90), _link("peace", "war", 10)])
    swapped = with_keys([link.swapped() for link in links])
    assert links[0].key != links[1].key
    assert [link.key for link in links] == [link.key for link in swapped]


def test_keys_are_the_same_in_every_version() -> None:
    assert link_key("parallel", None, "Peace and trust", "Trust, and peace") == "aff12a95836dc6d0c4b4"
    assert link_key("institution", "ООН", "Устав ООН", "联合国") == "aee200c697e12df5cb1b"
