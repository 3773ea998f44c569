"""Fit the three constants by which a strength becomes a probability: logistic regression on the training pairs.

    python -m tests.bench.train_crossref

Prints INTERCEPT, SLOPE and STANDING of `reader.crossref.scoring`, with the share of listed pairs by probability.
"""

from __future__ import annotations

import math

import numpy as np

from reader.crossref.evidence import Weigher
from reader.crossref.mentions import find_mentions
from reader.crossref.scoring import Pairs, probability, score_pairs
from reader.crossref.units import Named, Unit, thesaurus_language, units_of
from reader.crossref.words import language
from reader.errors import Feedback
from tests.bench.crossref import DATA, Case, invented

LEAST = 0.02
RIDGE = 0.003


def scored(case: Case) -> tuple[list[Unit], list[Unit], Pairs]:
    """The sentences of a case and their pairs as the engine scores them."""
    whole = Feedback()
    latin = language([case.a.canonical, case.b.canonical])
    ua, ub = (
        units_of(t, latin, [Named(*m[:2], m.name_id, m.kind, m.canonical) for m in find_mentions(t)], whole, 0, 1)
        for t in (case.a, case.b)
    )
    return ua, ub, score_pairs(ua, ub, Weigher(ua, ub, thesaurus_language(case.a.lang), latin), whole)


def table(cases: list[Case]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Features of every pair of sentences, whether it is listed, and the engine's probability of today."""
    rows, listed, today = [], [], []
    for case in cases:
        ua, ub, pairs = scored(case)
        level = np.log(np.maximum(pairs.strength, LEAST))
        rows.append(np.stack([np.ones(len(level)), level, level - math.log(pairs.usual)], 1))
        today.append(probability(pairs.strength, pairs.usual))
        for i, j in zip(pairs.a.tolist(), pairs.b.tolist(), strict=True):
            x, y = ua[i], ub[j]
            listed.append(float(((x.provision, x.sentence), (y.provision, y.sentence)) in case.gold))
    return np.concatenate(rows), np.array(listed), np.concatenate(today)


def fitted(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Newton's method with a small ridge."""
    weights = np.zeros(x.shape[1])
    ridge = np.diag([0.0, *[RIDGE * len(y)] * (x.shape[1] - 1)])
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ weights))
        slope = x.T @ (y - p) - ridge @ weights
        weights += np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + ridge, slope)
    return weights


def main() -> None:
    """Fit on the pairs 01 to 04 and say how today's constants are calibrated there."""
    x, y, today = table([invented(p) for p in sorted((DATA / "pairs").glob("0[1-4]-*-a.md"))])
    print("INTERCEPT, SLOPE, STANDING =", np.round(fitted(x, y), 2).tolist())
    for low in (0.05, 0.2, 0.4, 0.6, 0.8):
        held = (today >= low) & (today < low + 0.2)
        print(f"probability {low:.2f}–{low + 0.2:.2f}: {int(held.sum())} pairs, {y[held].mean():.2f} listed")


if __name__ == "__main__":
    main()
