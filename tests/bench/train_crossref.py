"""Fit the five constants by which a strength becomes a probability: logistic regression on the labelled pairs.

    python -m tests.bench.train_crossref

Prints INTERCEPT, SLOPE, STANDING, RIVALS and OPENINGS of `reader.crossref.scoring`; then, for every labelled pair of
texts, its F1 with the constants fitted on all the others, and how the probabilities so made are calibrated.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

import numpy as np

from reader.crossref import scoring
from reader.crossref.engine import meaning_of
from reader.crossref.evidence import Weigher
from reader.crossref.mentions import find_mentions
from reader.crossref.scoring import Pairs, score_pairs
from reader.crossref.units import Named, Unit, thesaurus_language, units_of
from reader.crossref.words import language
from reader.errors import Feedback
from tests.bench.crossref import Case, cases, changed, measured, ours, sentences, show, three

LEAST = 0.02
RIDGE = 1.0
SMALLEST = 10  # sentences of a text below which a case teaches little
NAMES = ("INTERCEPT", "SLOPE", "STANDING", "RIVALS", "OPENINGS")


def scored(case: Case) -> tuple[list[Unit], list[Unit], Pairs]:
    """The sentences of a case and their pairs as the engine scores them."""
    whole = Feedback()
    latin = language([case.a.canonical, case.b.canonical])
    ua, ub = (
        units_of(t, latin, [Named(*m[:2], m.name_id, m.kind, m.canonical) for m in find_mentions(t)], whole, 0, 1)
        for t in (case.a, case.b)
    )
    weigh = Weigher(ua, ub, thesaurus_language(case.a.lang), latin)
    return ua, ub, score_pairs(ua, ub, weigh, whole, meaning_of(case.a, ua, case.b, ub, latin, whole))


def table(case: Case) -> tuple[np.ndarray, np.ndarray]:
    """Features of every scored pair of sentences of a case, and what share of readers list it."""
    ua, ub, pairs = scored(case)
    level = np.log(np.maximum(pairs.strength, LEAST))
    rows = np.stack([np.ones(len(level)), level, level - math.log(pairs.usual), pairs.rivals, pairs.openings], 1)
    places = zip(pairs.a.tolist(), pairs.b.tolist(), strict=True)
    ends = [((ua[i].provision, ua[i].sentence), (ub[j].provision, ub[j].sentence)) for i, j in places]
    return rows, np.array([case.gold.get(end, 0.0) for end in ends])


def fitted(tables: Sequence[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """Newton's method with a small ridge; each case weighs alike."""
    x = np.concatenate([rows for rows, _ in tables])
    y = np.concatenate([listed for _, listed in tables])
    share = np.concatenate([np.full(len(listed), 1000 / len(listed)) for _, listed in tables])
    weights = np.zeros(x.shape[1])
    ridge = np.diag([0.0, *[RIDGE] * (x.shape[1] - 1)])
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ weights))
        slope = x.T @ (share * (y - p)) - ridge @ weights
        weights += np.linalg.solve((x * (share * p * (1 - p))[:, None]).T @ x + ridge, slope)
    return weights


@contextmanager
def constants(weights: np.ndarray) -> Iterator[None]:
    """The engine with these constants for a while."""
    with ExitStack() as stack:
        for name, value in zip(NAMES, weights.tolist(), strict=True):
            stack.enter_context(changed(scoring, name, value))
        yield


def main() -> None:
    """Fit on all cases; for each case say how well the engine does with what the others taught."""
    known = [case for case in cases() if len(sentences(case.a)) >= SMALLEST]
    tables = [table(case) for case in known]
    print(", ".join(NAMES), "=", np.round(fitted(tables), 2).tolist())
    show("left out", "precision / recall / F1", "with today's constants")
    chances, outcomes = [], []
    for n, case in enumerate(known):
        weights = fitted(tables[:n] + tables[n + 1 :])
        today = measured(ours(case), case.gold)
        with constants(weights):
            show(case.name, three(measured(ours(case), case.gold)), f"{today[2]:.3f}")
        chances.append(1 / (1 + np.exp(-tables[n][0] @ weights)))
        outcomes.append(tables[n][1])
    p, y = np.concatenate(chances), np.concatenate(outcomes)
    show("probability", "pairs", "share of readers")
    for low in np.arange(0.05, 1, 0.1):
        held = (p >= low) & (p < low + 0.1)
        show(f"{low:.2f} to {low + 0.1:.2f}", int(held.sum()), f"{y[held].mean():.2f}" if held.any() else "")


if __name__ == "__main__":
    main()
