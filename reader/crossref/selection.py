"""Which scored pairs become links: a cut that follows the pair of texts."""

from __future__ import annotations

import numpy as np

from reader.crossref.scoring import Pairs
from reader.crossref.sparse import Floats
from reader.errors import Feedback

LEAST = 0.25  # no pair below this probability, whatever the texts: halves what two unlike declarations give
PER_SENTENCE = 5  # links of one sentence
# Pairs for each sentence that readers are taken to list at most, however much two texts have in common. (They list 1.2
# to 1.7. With 0.9 to 1.3 the mean F1 of pairs left out of the fit is the same; the lower, the better for news reports,
# all of whose sentences are about the same few matters.)
LISTED = 1.0


def chosen(pairs: Pairs, scores: Floats, na: int, nb: int, feedback: Feedback | None = None) -> list[int]:
    """The indices of the pairs that are links, best first.

    The cut is where the expected F1 is greatest (Lewis 1995), given the probabilities of all pairs: two unlike texts
    give few links or none, two editions of one text give the diagonal and what truly stands beside it.
    """
    if not len(scores):
        return []
    enough = scores >= max(LEAST, _cut(scores, LISTED * (na * nb) ** 0.5))
    likely = np.flatnonzero(enough)
    order = likely[np.argsort(-scores[likely], kind="stable")]  # equals stay in the order of the pairs
    if feedback is not None:
        feedback.step(0, 1)
    count_a, count_b = [0] * na, [0] * nb
    top_a, top_b = np.zeros(na), np.zeros(nb)
    np.maximum.at(top_a, pairs.a, scores)
    np.maximum.at(top_b, pairs.b, scores)
    picked = []
    for n, k in enumerate(order.tolist()):
        if feedback is not None and n % 2_000 == 0:
            feedback.step(0, 1)
        i, j = int(pairs.a[k]), int(pairs.b[k])
        if count_a[i] >= PER_SENTENCE or count_b[j] >= PER_SENTENCE:
            continue
        if scores[k] < 0.5 * min(top_a[i], top_b[j]):
            continue
        count_a[i] += 1
        count_b[j] += 1
        picked.append(k)
    return picked


def _cut(scores: Floats, most: float) -> float:
    """The probability from which listing pairs serves a reader best: precision and recall weigh alike.

    `most` is how many pairs readers may be expected to list: where all sentences are about the same few matters, the
    probabilities, each taken by itself, sum up to more.
    """
    falling = np.sort(scores)[::-1]
    expected = 2 * np.cumsum(falling) / (np.arange(1, len(falling) + 1) + min(most, float(falling.sum())))
    return float(falling[int(np.argmax(expected))])
