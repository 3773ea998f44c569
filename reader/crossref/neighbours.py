"""Order: passages around a pair speak for it where two lists run in parallel, and say nothing where they do not."""

from __future__ import annotations

import numpy as np

from reader.crossref.sparse import Bits, Floats, Ints
from reader.errors import Feedback

WINDOW = 3  # passages before and after that are looked at
STRICT = 0.9  # trust from which two lists are taken for versions of one text
SLACK = 0.7  # what a neighbour one step off the diagonal counts


def order_kept(q: Ints, c: Ints, s: Floats, count_b: int) -> float:
    """How far the best matches run in order, 0 to 1: the share whose next query's best match is the next passage.

    `q` ascends, one best match `c` with similarity `s` each. Matches of a passage with itself word for word (a list
    compared with itself) do not count, nor does what chance may bring.
    """
    real = s < 0.9999
    if np.count_nonzero(real) < 4:
        return 0.0
    step = (np.diff(q) == 1) & real[1:] & real[:-1]
    forward = np.diff(c)
    kept = step & ((forward == 1) | (forward == 2))
    steps = max(1, int(np.count_nonzero(step)))
    share = int(np.count_nonzero(kept)) / steps
    chance = min(1.0, 2 / count_b)
    least = max(0.1, chance + 4 * (chance / steps) ** 0.5 + 4 / steps)
    return float(min(1.0, max(0.0, (share - least) / 0.4)))


def neighbourhood(
    ia: Ints, ib: Ints, strength: Floats, count_b: int, trust: float | None = None, feedback: Feedback | None = None
) -> Floats:
    """What the passages around each pair make of it: a factor, 1 everywhere where two lists do not run in parallel.

    Pairs must ascend by `(ia, ib)`. `trust` (0 to 1) says how much the order counts; left out, it is taken from the
    pairs: the neighbours of mutual best pairs along the diagonal are compared with the neighbours of pairs at large.
    (Multiplying by the root of the neighbours' strength did best of twelve ways tried on synoptic gospels: average
    precision .442 to .547.)
    """
    if len(ia) < 2:
        return np.ones(len(ia))
    width = count_b + 2 * WINDOW + 2  # margins: a step over the edge of a row must not land in the next
    around = along(ia * width + ib, strength, width, feedback or Feedback())
    best = mutual(ia, ib, strength)
    if not best.any() or not np.any(around):
        return np.ones(len(ia))
    usual, chosen = float(np.mean(around)) + 1e-9, float(np.mean(around[best])) + 1e-9
    if trust is None:
        trust = min(1.0, max(0.0, (chosen / usual - 1.5) / 3.0))
    # Two versions of one text (trust near 1) run so strictly in order that the neighbours may overrule the words.
    power, limit = (1.0, 0.03) if trust > STRICT else (0.5 * trust, 0.3)
    return np.asarray(np.clip(((around + 0.05 * chosen) / chosen) ** power, limit, 1.6))


def mutual(ia: Ints, ib: Ints, strength: Floats) -> Bits:
    """Which pairs are the best of both their passages."""
    top_a, top_b = np.zeros(int(ia.max()) + 1), np.zeros(int(ib.max()) + 1)
    np.maximum.at(top_a, ia, strength)
    np.maximum.at(top_b, ib, strength)
    return np.asarray((strength >= top_a[ia]) & (strength >= top_b[ib]) & (strength > 0))


def along(keys: Ints, strength: Floats, width: int, feedback: Feedback) -> Floats:
    """The mean strength of the pairs along the diagonal through each pair, one step of slack, near ones first."""
    total = np.zeros(len(keys))
    weights = 0.0
    for d in (*range(-WINDOW, 0), *range(1, WINDOW + 1)):
        near = np.zeros(len(keys))
        for slack in (0, -1, 1):
            feedback.step(1, 1)
            wanted = keys + d * width + d + slack
            at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
            near = np.maximum(near, np.where(keys[at] == wanted, strength[at], 0.0) * (1.0 if slack == 0 else SLACK))
        weight = 1.0 / abs(d) ** 0.5
        total += weight * near
        weights += weight
    return total / weights
