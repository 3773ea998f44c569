"""Runs of reused words: found through edits, cut at their exact ends, silent about set phrases."""

from __future__ import annotations

import random

import pytest

from reader.crossref import find_links
from reader.text import load
from reader.text.model import Text
from tests.bench.plagiarism import Writer, plagdet

_RNG = random.Random(11)
_WORDS = [f"{a}{b}{c}" for a in ("bar", "col", "dun", "fer", "gal") for b in "aeiou" for c in ("n", "st", "rk", "lm")]


def _noise(n: int) -> str:
    return " ".join(_RNG.choices(_WORDS, k=n))


def _texts(planted: str, altered: str) -> tuple[Text, Text]:
    parts = [[_noise(30) + "." for _ in range(4)] for _ in range(2)]
    parts[0].insert(2, planted)
    parts[1].insert(1, altered)
    a, b = ("\n\n".join(p).encode() for p in parts)
    return load(a, name="a.txt"), load(b, name="b.txt")


def _covered(found: list[tuple[int, int]], start: int, end: int) -> float:
    return sum(max(0, min(e, end) - max(s, start)) for s, e in found) / (end - start)


def test_planted_passages_are_found_with_small_edits() -> None:
    hits = 0.0
    stray = 0
    for seed in range(8):
        rng = random.Random(seed)
        words = [f"{rng.choice('pqrstv')}{rng.choice('aeiou')}{rng.randrange(900)}" for _ in range(40)]
        altered = list(words)
        for at in rng.sample(range(40), 4):
            altered[at] = f"x{rng.randrange(99)}"
        a, b = _texts(" ".join(words), " ".join(altered))
        links = find_links(a, b, kinds=["reuse"])
        start = a.canonical.index(words[0])
        hits += _covered([(link.a.start, link.a.end) for link in links], start, start + len(" ".join(words)))
        stray += sum(link.a.end <= start for link in links)
    assert hits / 8 > 0.9
    assert stray == 0


def test_phrases_that_are_everywhere_say_nothing() -> None:
    phrase = "the states that are parties to this pact"
    a = load("\n\n".join(f"{phrase} {_noise(6)}." for _ in range(12)).encode(), name="a.txt")
    b = load("\n\n".join(f"{phrase} {_noise(6)}." for _ in range(12)).encode(), name="b.txt")
    assert find_links(a, b, kinds=["reuse"]) == []


def test_passages_that_changed_places_are_found() -> None:
    one, two = (" ".join(f"{c}{n}word" for n in range(14)) + "." for c in "kz")
    a = load(f"{one}\n\n{_noise(20)}.\n\n{two}".encode(), name="a.txt")
    b = load(f"{two}\n\n{_noise(20)}.\n\n{one}".encode(), name="b.txt")
    assert {(link.a.provision, link.b.provision) for link in find_links(a, b, kinds=["reuse"])} == {(1, 3), (3, 1)}


def test_a_set_phrase_that_stands_a_few_times_says_nothing() -> None:
    """Three times in either text is too often to be a borrowing, whatever its words weigh."""
    phrase = "Every guild of the harbour swears upon the lantern of its founder to keep the peace of the quays."
    a = load("\n\n".join(f"{_noise(40)}. {phrase}" for _ in range(3)).encode(), name="a.txt")
    b = load("\n\n".join(f"{phrase} {_noise(40)}." for _ in range(3)).encode(), name="b.txt")
    assert find_links(a, b, kinds=["reuse"]) == []
    once = load(f"{_noise(40)}. {phrase}".encode(), name="c.txt")
    other = load(f"{phrase} {_noise(40)}.".encode(), name="d.txt")
    assert [link.a.exact for link in find_links(once, other, kinds=["reuse"])] == [phrase.rstrip(".")]


@pytest.mark.parametrize(("how", "least"), [("none", 0.85), ("replaced", 0.8), ("shuffled", 0.8), ("all", 0.6)])
def test_planted_passages_are_found_however_disguised(how: str, least: float) -> None:
    case = Writer(3).case(how, paragraphs=16, plants=4)
    links = find_links(case.a, case.b, kinds=["reuse"])
    found = [((x.a.start, x.a.end), (x.b.start, x.b.end)) for x in links]
    assert plagdet(case.planted, found)[0] >= least


def test_plagdet_counts_pieces_and_strays() -> None:
    planted = [((0, 10), (0, 10))]
    assert plagdet(planted, planted) == (1.0, 1.0, 1.0, 1.0)
    in_two = [((0, 5), (0, 5)), ((5, 10), (5, 10))]
    assert plagdet(planted, in_two)[0] == pytest.approx(1 / 1.585, abs=1e-3)
    assert plagdet(planted, [*planted, ((50, 60), (50, 60))])[1] == 0.5
    assert plagdet(planted, [])[0] == 0.0
