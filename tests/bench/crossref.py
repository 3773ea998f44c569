"""The laboratory of the cross-reference engine: run by hand, about a minute.

    python -m tests.bench.crossref [quality] [kinds] [calibration] [unlike] [signals] [speed] [whole]

Quality on labelled pairs, beside tf-idf, BM25 and character n-grams in the same run; each signal on and off;
seconds and memory of `rank` at growing sizes. The two source reports count where they lie beside the project.
"""

from __future__ import annotations

import math
import random
import resource
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from reader.crossref import evidence, fields, find_links, scoring, units
from reader.crossref.parallels import rank
from reader.crossref.words import language, stems_for, tokens
from reader.errors import Feedback
from reader.text import load
from reader.text.model import Text
from tests.crossref.labelled import FIRST, HOLDOUT, SECOND
from tests.crossref.labelled import read as read_labelled
from tests.crossref.labelled import score as score_mentions

DATA = Path(__file__).parent / "data"
SOURCES = Path(__file__).resolve().parents[3] / "shared" / "sources"
KINDS = ("parallel", "reuse", "development")
ENOUGH = 2  # readers (or a sure one) who must list a pair of sentences for it to count
Place = tuple[int, int]


class Case(NamedTuple):
    """Two texts and the labelled pairs of `(provision, sentence)`, with what share of readers would list each."""

    name: str
    a: Text
    b: Text
    gold: dict[tuple[Place, Place], float]


def cases() -> Iterator[Case]:
    """Every labelled pair that can be had here."""
    with (DATA / "crossref_pairs.toml").open("rb") as stream:
        for name, entry in tomllib.load(stream).items():
            texts = [
                load("\n\n".join(entry[side]).encode(), name=f"{name}-{side}.txt", date=date, lang=entry["lang"])
                for side, date in zip("ab", entry["dates"], strict=True)
            ]
            gold = {((x, 1), (y, 1)): 1.0 for x, y in entry["pairs"]}
            yield Case(name + (" (unseen)" if entry.get("unseen") else ""), texts[0], texts[1], gold)
    for path in sorted((DATA / "pairs").glob("*-a.*")):
        yield invented(path)
    if SOURCES.is_dir():
        reports = [load(p) for p in sorted(SOURCES.glob("*.txt"))]
        yield Case("source reports", reports[0], reports[1], labels(DATA / "crossref_sources.txt"))


def labels(path: Path) -> dict[tuple[Place, Place], float]:
    """The pairs of sentences that a file says enough readers list."""
    gold = {}
    for line in path.read_text().splitlines():
        if line[:1] not in "#":
            x, y, votes = line.split()
            (p, i), (q, j) = (tuple(map(int, end.split("."))) for end in (x, y))
            if int(votes) >= ENOUGH:
                gold[(p, i), (q, j)] = 1.0
    return gold


def invented(path: Path) -> Case:
    """A pair of invented declarations; all of them have a say in the constants (see `train_crossref`)."""
    texts = load(path), load(path.with_name(path.name.replace("-a.", "-b.")))
    gold = labels(path.with_name(path.name[:2] + "-labels.txt"))
    return Case(path.stem[:-2], *texts, gold)


def sentences(text: Text) -> list[tuple[Place, str]]:
    """Every sentence with its place."""
    return [((p.n, i), text.canonical[s:e]) for p in text.provisions for i, (s, e) in enumerate(text.sentences(p.n), 1)]


def measured(found: list[tuple[Place, Place]], gold: dict[tuple[Place, Place], float]) -> tuple[float, float, float]:
    """Precision, recall and F1, pairs that only some readers list counted in part."""
    hit = sum(gold.get(pair, 0.0) for pair in set(found))
    whole = sum(gold.values())
    return hit / max(1, len(set(found))), hit / whole, 2 * hit / (len(set(found)) + whole)


def best_cut(scores: np.ndarray[Any, Any], case: Case) -> tuple[float, float, float]:
    """The same for a table of scores at the cut that serves it best (our engine has to find its own)."""
    xs, ys = sentences(case.a), sentences(case.b)
    flat = sorted((-scores[i, j], xs[i][0], ys[j][0]) for i in range(len(xs)) for j in range(len(ys)))
    tries = [measured([(x, y) for _, x, y in flat[:n]], case.gold) for n in range(1, min(len(flat), 120))]
    return max(tries, key=lambda t: t[2])


def baseline(case: Case, how: str) -> np.ndarray[Any, Any]:
    """Scores of all pairs by tf-idf cosine over stems, BM25, or tf-idf cosine over character 3- to 5-grams."""
    xs, ys = ([s for _, s in sentences(t)] for t in (case.a, case.b))
    stem = stems_for(language([*xs, *ys]))
    if how == "char n-grams":
        bags = [
            Counter(t[i : i + n] for t in [" ".join(tokens(s))] for n in (3, 4, 5) for i in range(len(t)))
            for s in xs + ys
        ]
    else:
        bags = [Counter(map(stem, tokens(s))) for s in xs + ys]
    df = Counter(k for bag in bags for k in bag)
    ids = {k: i for i, k in enumerate(df)}
    idf = {k: math.log((len(bags) + 1) / n) for k, n in df.items()}
    average = sum(sum(bag.values()) for bag in bags) / len(bags)
    table = np.zeros((len(bags), len(ids)))
    for row, bag in zip(table, bags, strict=True):
        size = sum(bag.values())
        for k, n in bag.items():
            if how == "BM25":
                row[ids[k]] = math.sqrt(idf[k]) * n * 2.2 / (n + 1.2 * (0.25 + 0.75 * size / average))
            else:
                row[ids[k]] = (1 + math.log(n)) * idf[k]
    if how != "BM25":
        table /= np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-9)
    return table[: len(xs)] @ table[len(xs) :].T


def ours(case: Case) -> list[tuple[Place, Place]]:
    """The pairs that the engine lists."""
    links = find_links(case.a, case.b, kinds=KINDS)
    return [((x.a.provision, x.a.sentence), (x.b.provision, x.b.sentence)) for x in links]


def show(*cells: object) -> None:
    """One row of a table."""
    print("".join(f"{c:<24}" if i == 0 else f"{c!s:<22}" for i, c in enumerate(cells)))


def three(values: tuple[float, float, float]) -> str:
    """Precision / recall / F1."""
    return " / ".join(f"{v:.3f}" for v in values)


def quality() -> None:
    """Precision / recall / F1: ours at its own cut, the others at the cut that serves them best."""
    show("P / R / F1", "engine, own cut", "tf-idf, best cut", "BM25, best cut", "char n-grams, best cut")
    for case in cases():
        others = [three(best_cut(baseline(case, how), case)) for how in ("tf-idf", "BM25", "char n-grams")]
        show(case.name, three(measured(ours(case), case.gold)), *others)


@contextmanager
def changed(module: Any, name: str, value: object) -> Iterator[None]:
    """A constant of the engine set to another value for a while."""
    old = getattr(module, name)
    setattr(module, name, value)
    try:
        yield
    finally:
        setattr(module, name, old)


def signals() -> None:
    """F1 of the engine with each signal off."""
    off: list[tuple[str, Any, str, object]] = [
        ("whole engine", units, "FUZZY", units.FUZZY),
        ("without concepts", units, "CONCEPT", 0.0),
        ("without fields", fields, "STRENGTH", 0.0),
        ("without echo", evidence, "ECHO", 0.0),
        ("without siblings", scoring, "_siblings", lambda ia, *_: np.zeros(len(ia))),
        ("one cut for all", scoring, "STANDING", 0.0),
        ("without beginnings", units, "FUZZY", 99),
        ("without competition", scoring, "CROWDING", 0.0),
        ("without rivals", scoring, "RIVALS", 0.0),
        ("without neighbourhood", scoring, "neighbourhood", lambda ia, *_, **__: np.ones(len(ia))),
        ("plain cosine length", scoring, "LENGTH", 0.5),
    ]
    table = list(cases())
    show("F1", *(case.name for case in table))
    for title, module, name, value in off:
        with changed(module, name, value):
            show(title, *(f"{measured(ours(case), case.gold)[2]:.3f}" for case in table))


def kinds() -> None:
    """Precision / recall / F1 by kind; of developments also among the listed pairs that were found at all."""
    with (DATA / "developments.toml").open("rb") as stream:
        told = {name: {tuple(_ends(pair)) for pair in pairs} for name, pairs in tomllib.load(stream).items()}
    found, right, wanted = Counter[str](), Counter[str](), Counter[str]()
    for case in cases():
        links = find_links(case.a, case.b, kinds=KINDS)
        by_kind: dict[str, set[Any]] = {kind: set() for kind in KINDS}
        for x in links:
            by_kind[x.kind].add(((x.a.provision, x.a.sentence), (x.b.provision, x.b.sentence)))
        for kind, ends in by_kind.items():
            found[kind] += len(ends)
            right[kind] += len(ends & set(case.gold))
        developed = told.get(case.name[:2], told.get(case.name.split()[0]))
        if developed is not None:
            listed = set(case.gold) & set().union(*by_kind.values())
            counts = ("developments told as such", by_kind["development"], developed)
            for name, ends, true in (counts, ("… among listed pairs found", counts[1] & listed, developed & listed)):
                found[name] += len(ends)
                right[name] += len(ends & true)
                wanted[name] += len(true)
    show("kind", "links", "precision", "recall", "F1")
    for name, count in found.items():
        recall = right[name] / wanted[name] if wanted[name] else math.nan
        f1 = 2 * right[name] / (count + wanted[name]) if wanted[name] else math.nan
        show(
            name,
            count,
            f"{right[name] / max(1, count):.3f}",
            *("" if math.isnan(v) else f"{v:.3f}" for v in (recall, f1)),
        )
    for name, file in (
        ("mentions, first set", FIRST),
        ("mentions, hold-out", HOLDOUT),
        ("mentions, second set", SECOND),
    ):
        of = score_mentions(read_labelled(file))
        show(
            name,
            "",
            f"{of.precision:.3f}",
            f"{of.recall:.3f}",
            f"{2 * of.precision * of.recall / (of.precision + of.recall):.3f}",
        )


def _ends(pair: str) -> list[Place]:
    """Two places as "7.1 4.2" writes them."""
    return [(int(p), int(s)) for p, s in (end.split(".") for end in pair.split())]


def unlike() -> None:
    """Links where nobody looks for any: the first text of one invented pair against the second of another."""
    pairs = [invented(path) for path in sorted((DATA / "pairs").glob("0[1-6]-*-a.md"))]
    show("first text of", "links of its own pair", "with five others, mean", "of score 0.5 and more")
    for case in pairs:
        others = [find_links(case.a, other.b, kinds=KINDS) for other in pairs if other is not case]
        likely = sum(link.score >= 0.5 for links in others for link in links) / len(others)
        show(case.name, len(ours(case)), f"{sum(map(len, others)) / len(others):.1f}", f"{likely:.1f}")


def calibration() -> None:
    """What share of the pairs of each probability readers list (the constants were fitted on them: see training)."""
    bins: dict[int, list[float]] = {}
    for case in cases():
        for x in find_links(case.a, case.b, kinds=KINDS):
            ends = ((x.a.provision, x.a.sentence), (x.b.provision, x.b.sentence))
            bins.setdefault(min(9, int(x.score * 10)), []).append(case.gold.get(ends, 0.0))
    show("score", "links", "listed")
    for n, listed in sorted(bins.items()):
        show(f"{n / 10:.1f} to {n / 10 + 0.1:.1f}", len(listed), f"{sum(listed) / len(listed):.2f}")


def passages(n: int, seed: int) -> list[str]:
    """Invented passages whose words are as unevenly frequent as those of a language (Zipf)."""
    rng = np.random.default_rng(seed)
    words = [f"{a}{b}{c}" for a in "bcdfglmnprst" for b in ("ar", "en", "il", "o", "un") for c in range(200)]
    ranks = np.minimum(rng.zipf(1.25, (n, 22)) - 1, len(words) - 1)
    return [" ".join(words[k] for k in row) for row in ranks]


def noisy(passage: str, rng: random.Random) -> str:
    """A passage with a third of its words dropped or put elsewhere."""
    words = [w for w in passage.split() if rng.random() > 0.33]
    rng.shuffle(words)
    return " ".join(words)


def speed() -> None:
    """Seconds of `rank` with both lists of `n`, share of noisy passages found first, peak memory."""
    show("passages", "seconds", "found first", "peak MB")
    for n in (100, 1_000, 10_000, 31_000):
        rng = random.Random(n)
        b = passages(n, n)
        a = [noisy(p, rng) for p in b]
        began = time.perf_counter()
        found = rank(a, b, top=10, ordered=False)
        seconds = time.perf_counter() - began
        first = sum(bool(f) and f[0][0] == i for i, f in enumerate(found)) / n
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        show(n, f"{seconds:.2f}", f"{first:.3f}", f"{peak:.0f}")


class Watch(Feedback):
    """Listens to an engine: the longest silence in seconds of processor time, and whether it ever told less."""

    def __init__(self) -> None:
        self.last = time.thread_time()
        self.longest, self.told, self.steady = 0.0, 0.0, True

    def step(self, done: int, total: int) -> None:
        """Note how long nothing was told."""
        now = time.thread_time()
        self.longest = max(self.longest, now - self.last)
        self.steady = self.steady and done / total >= self.told
        self.last, self.told = now, done / total


def whole() -> None:
    """Seconds of `find_links` on two texts of `n` provisions, growth, longest silence, peak memory."""
    show("provisions", "seconds", "times the last", "longest silence", "peak MB")
    before = 0.0
    for n in (1_000, 2_000, 4_000, 8_000):
        rng = random.Random(n)
        b = [". ".join((p[: len(p) // 2], p[len(p) // 2 :].strip().capitalize())) + "." for p in passages(n, n)]
        a = [noisy(p, rng).capitalize() + "." if rng.random() < 0.3 else q for p, q in zip(b, reversed(b), strict=True)]
        texts = [load("\n\n".join(t).encode(), name=f"{side}.txt") for side, t in (("a", a), ("b", b))]
        watch = Watch()
        began = time.process_time()
        find_links(texts[0], texts[1], feedback=watch)
        seconds = time.process_time() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        growth = f"{seconds / before:.2f}" if before else ""
        show(n, f"{seconds:.2f}", growth, f"{watch.longest:.2f}{'' if watch.steady else ' backwards'}", f"{peak:.0f}")
        before = seconds


def main(wanted: list[str]) -> None:
    """Run the parts named, or all."""
    parts: dict[str, Callable[[], None]] = {
        "quality": quality,
        "kinds": kinds,
        "calibration": calibration,
        "unlike": unlike,
        "signals": signals,
        "speed": speed,
        "whole": whole,
    }
    for name in wanted or parts:
        print(f"\n{name}: {parts[name].__doc__}")
        parts[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
