"""Which scored pairs become links: a cut that follows the pair of texts."""

from __future__ import annotations

import numpy as np

from reader.crossref.scoring import Pairs
from reader.crossref.sparse import Floats

LEAST = 0.37  # no pair below this probability, whatever the texts
PER_SENTENCE = 5  # links of one sentence
SPREAD = 2.0  # a link stands out from the pairs at large by so many standard deviations


def chosen(pairs: Pairs, scores: Floats, na: int, nb: int) -> list[int]:
    """The indices of the pairs that are links, best first.

    The cut is where a pair stands out from the bulk of this pair of texts: two unlike texts give few links or none,
    two editions of one text give the diagonal and what truly stands beside it.
    """
    if not len(scores):
        return []
    usual = pairs.strength
    middle = float(np.median(usual))
    spread = 1.4826 * float(np.median(np.abs(usual - middle)))
    enough = (scores >= LEAST) & (pairs.strength >= middle + SPREAD * spread)
    order = np.lexsort((pairs.b, pairs.a, -scores))
    count_a, count_b = [0] * na, [0] * nb
    top_a, top_b = np.zeros(na), np.zeros(nb)
    np.maximum.at(top_a, pairs.a, scores)
    np.maximum.at(top_b, pairs.b, scores)
    picked = []
    for k in order[enough[order]].tolist():
        i, j = int(pairs.a[k]), int(pairs.b[k])
        if count_a[i] >= PER_SENTENCE or count_b[j] >= PER_SENTENCE:
            continue
        if scores[k] < 0.5 * min(top_a[i], top_b[j]):
            continue
        count_a[i] += 1
        count_b[j] += 1
        picked.append(k)
    return picked
