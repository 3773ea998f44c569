"""Near-verbatim passages planted in unlike texts, and how well they are found: plagdet (Potthast et al. 2010)."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from typing import NamedTuple

from reader.crossref import find_links
from reader.text import load
from reader.text.model import Text

SYLLABLES = (
    *("ba", "de", "fi", "go", "lu", "ma", "ne", "pi", "ro", "su", "ta", "ve", "wi", "zo", "cha", "dri", "fle", "gro"),
    *("spa", "tri", "lon", "mar", "ven", "tor", "sel", "kin", "dor", "pel"),
)
GLUE = (
    *("the", "of", "and", "to", "in", "for", "with", "by", "on", "from", "under", "between", "its", "their", "any"),
    *("such", "each", "all", "as", "at", "is", "are", "be", "has"),
)
FORMULAE = (
    "The Parties reaffirm their commitment to the purposes and principles of the Charter of the United Nations.",
    "This agreement shall enter into force on the thirtieth day after the date of its signature.",
    "Any dispute shall be settled through consultations and negotiations between the Parties.",
)
Span = tuple[int, int]


class Case(NamedTuple):
    """Two texts and the spans of the passages that the second took from the first."""

    a: Text
    b: Text
    planted: list[tuple[Span, Span]]


class Writer:
    """Writes invented prose whose words are as unevenly frequent as those of a language, and disguises passages."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        made = {"".join(self.chance.choices(SYLLABLES, k=self.chance.choice((2, 3, 3)))) for _ in range(6000)}
        self.words = sorted(made)
        self.chance.shuffle(self.words)
        self.weights = [1 / (n + 12) for n in range(len(self.words))]

    def sentence(self) -> str:
        """Some 18 words, every second or third a small one."""
        size = self.chance.randrange(10, 27)
        rare = self.chance.choices(self.words, self.weights, k=size)
        words = [self.chance.choice(GLUE) if self.chance.random() < 0.42 else word for word in rare]
        return " ".join(words).capitalize() + "."

    def paragraph(self) -> str:
        """Two to six sentences, now and then a set phrase of the field among them."""
        some = [self.sentence() for _ in range(self.chance.randrange(2, 7))]
        if self.chance.random() < 0.3:
            some.insert(self.chance.randrange(len(some) + 1), self.chance.choice(FORMULAE))
        return " ".join(some)

    def disguised(self, passage: str, how: str) -> str:
        """The passage with its words as they are, or some replaced, left out, put in, or shuffled near by."""
        words = passage.split()
        if how == "none":
            return passage
        out: list[str] = []
        for word in words:
            luck = self.chance.random()
            if how in ("replaced", "all") and luck < 0.12:
                out.append(self.chance.choice(self.words))
            elif how in ("inserted", "all") and luck < 0.22:
                out += [word, self.chance.choice(self.words)]
            elif how in ("dropped", "all") and luck < 0.30:
                continue
            else:
                out.append(word)
        if how in ("shuffled", "all"):
            for at in range(0, len(out) - 4, 9):
                part = out[at : at + 3]
                self.chance.shuffle(part)
                out[at : at + 3] = part
        return " ".join(out)

    def case(self, how: str, paragraphs: int = 40, plants: int = 6) -> Case:
        """Two unlike texts, the second with passages of the first, each somewhere in a paragraph of its own."""
        first, second = ([self.paragraph() for _ in range(paragraphs)] for _ in range(2))
        spots = self.chance.sample(range(paragraphs), plants)
        sources = self.chance.sample(range(paragraphs), plants)
        taken: list[tuple[str, int, str]] = []
        for spot, source in zip(spots, sources, strict=True):
            some = first[source].split(". ")
            begin = self.chance.randrange(max(1, len(some) - 2))
            passage = ". ".join(some[begin : begin + self.chance.randrange(1, 4)]).rstrip(".") + "."
            copy = self.disguised(passage, how)
            second[spot] = f"{second[spot]} {copy} {self.sentence()}"
            taken.append((passage.rstrip("."), spot, copy))
        a, b = (load("\n\n".join(t).encode(), name=f"{n}.txt", lang="en") for n, t in (("a", first), ("b", second)))
        planted = []
        for passage, _, copy in taken:
            x, y = a.canonical.find(passage), b.canonical.find(copy)
            planted.append(((x, x + len(passage)), (y, y + len(copy))))
        return Case(a, b, planted)


def plagdet(
    planted: Sequence[tuple[Span, Span]], found: Sequence[tuple[Span, Span]]
) -> tuple[float, float, float, float]:
    """Plagdet, precision, recall (macro-averaged over code points of both texts) and granularity."""

    def shared(p: tuple[Span, Span], d: tuple[Span, Span]) -> int:
        both = [max(0, min(x[1], y[1]) - max(x[0], y[0])) for x, y in zip(p, d, strict=True)]
        return sum(both) if min(both) else 0

    def size(p: tuple[Span, Span]) -> int:
        return sum(y - x for x, y in p)

    recalls = [min(1.0, sum(shared(p, d) for d in found) / size(p)) for p in planted]
    precisions = [min(1.0, sum(shared(p, d) for p in planted) / size(d)) for d in found]
    hits = [n for n in (sum(shared(p, d) > 0 for d in found) for p in planted) if n]
    granularity = sum(hits) / len(hits) if hits else 1.0
    r = sum(recalls) / max(1, len(recalls))
    p = sum(precisions) / max(1, len(precisions))
    f = 2 * p * r / (p + r) if p + r else 0.0
    return f / math.log2(1 + granularity), p, r, granularity


def report(cases: int = 5) -> list[tuple[str, float]]:
    """Print plagdet for each disguise, and give it."""
    rows = []
    print(f"{'disguise':<14}{'plagdet':<10}{'precision':<11}{'recall':<9}granularity")
    for how in ("none", "replaced", "inserted", "dropped", "shuffled", "all"):
        values = []
        for seed in range(cases):
            case = Writer(seed).case(how)
            links = find_links(case.a, case.b, kinds=["reuse"])
            found = [((x.a.start, x.a.end), (x.b.start, x.b.end)) for x in links]
            values.append(plagdet(case.planted, found))
        mean = [sum(v[k] for v in values) / cases for k in range(4)]
        rows.append((how, mean[0]))
        print(f"{how:<14}{mean[0]:<10.3f}{mean[1]:<11.3f}{mean[2]:<9.3f}{mean[3]:.3f}")
    return rows
