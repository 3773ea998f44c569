"""Fields of meaning: which words belong together, how strongly one is spoken of, and links that rest on them."""

from __future__ import annotations

import pytest

from reader.crossref import find_links
from reader.crossref.fields import MORE, STRENGTH, laid, lexicon
from reader.crossref.weights import function_words
from reader.paths import resources
from reader.text import load


@pytest.mark.parametrize(
    ("lang", "one", "two"),
    [
        ("en", "trawlers", "fisheries"),
        ("en", "turbine", "electricity"),
        ("ru", "рыбаков", "улов"),
        ("zh", "捕捞", "渔业"),
    ],
)
def test_words_of_one_field(lang: str, one: str, two: str) -> None:
    words = lexicon(lang, "english")
    assert {key for key, _ in words.of(one)} & {key for key, _ in words.of(two)}


def test_a_word_of_many_fields_lends_each_less() -> None:
    words = lexicon("en", "english")
    several = words.of("dam")
    assert len(several) > 1
    assert all(share < 1 for _, share in several)
    assert words.of("qwzx") == ()


def test_no_function_word_stands_in_a_field() -> None:
    words = lexicon("en", "english")
    told = {w: words.of(w) for w in function_words() if w.isascii() and words.of(w)}
    assert not told


def test_every_file_has_each_field_once_and_words_in_each() -> None:
    for path in sorted((resources() / "fields").glob("*.txt")):
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
        names = [line.partition(": ")[0] for line in lines]
        assert len(set(names)) == len(names), path.name
        assert all(line.partition(": ")[2].split() for line in lines), path.name


def test_more_words_of_a_field_say_more_and_the_mask_holds_them() -> None:
    one, two = (("f:sea", 1.0),), (("f:sea", 0.5),)
    found = laid([("ship", one), ("the", ()), ("port", two), ("ship", one)])
    strength, mask = found["f:sea"]
    assert mask == 0b1101
    assert strength == pytest.approx(STRENGTH * (1.0 + MORE * 0.5))


def test_sentences_without_a_common_word_are_linked_by_their_field() -> None:
    a = load(b"Bread was dear.\n\nTrawlers emptied the northern shoals.\n\nA choir sang.\n", name="a.txt")
    b = load(b"Snow fell early.\n\nFishermen demand higher catch quotas.\n\nClocks stopped.\n", name="b.txt")
    assert [(link.a.provision, link.b.provision) for link in find_links(a, b, kinds=["parallel"])] == [(2, 2)]
