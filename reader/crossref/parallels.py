"""`rank`: for every passage of one list, the passages of another that make the same point, best first."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from reader.crossref.sparse import Floats, Ints, Rows, dots, proposals, rows_of, transposed
from reader.crossref.weights import prior, rarity, saturated
from reader.crossref.words import language, stems_for, tokens
from reader.errors import Feedback

PROPOSERS = 400  # only words in at most so many passages propose candidates: the same recall at a tenth of the time
_POOL = 32  # candidates of a query that are weighed in full
_CHUNK = 500  # passages read between two signs of life


def rank(
    queries: Sequence[str], candidates: Sequence[str], *, top: int = 10, feedback: Feedback | None = None
) -> list[list[tuple[int, float]]]:
    """For every query the `top` most similar candidates as `(index, score)`, best first, score 0 to 1.

    Passages that share nothing are not listed, so an answer may be shorter than `top`. Near-linear in the number of
    passages, a few hundred bytes each; the answer does not depend on threads, hashing or the order of the queries.
    """
    feedback = feedback or Feedback()
    if top <= 0 or not queries or not candidates:
        return [[] for _ in queries]
    vectors = Vectors.of(queries, candidates, feedback)
    pool = max(_POOL, 2 * top)
    answer: list[list[tuple[int, float]]] = [[] for _ in queries]
    for q, c, s in vectors.candidates(pool, feedback):
        order = np.lexsort((c, -s, q))
        for i, j, score in zip(q[order].tolist(), c[order].tolist(), s[order].tolist(), strict=True):
            if len(answer[i]) < top and score > 0:
                answer[i].append((j, min(1.0, score)))
    return answer


class Vectors:
    """Two lists of passages as weighted sparse vectors over one vocabulary."""

    def __init__(self, a: Rows, b: Rows, df: Floats, width: int) -> None:
        self.a, self.b, self.df, self.width = a, b, df, width

    @classmethod
    def of(cls, queries: Sequence[str], candidates: Sequence[str], feedback: Feedback) -> Vectors:
        """Read, stem and weigh the passages of both lists."""
        stem = stems_for(language([*queries[:400], *candidates[:400]]))
        ids: dict[str, int] = {}
        total = len(queries) + len(candidates)
        bags: list[list[int]] = []
        seen: dict[str, int] = {}
        for passage in (*queries, *candidates):
            if len(bags) % _CHUNK == 0:
                feedback.step(len(bags) // 2, total)
            bag = []
            for word in tokens(passage):
                i = seen.get(word)
                if i is None:
                    i = seen[word] = ids.setdefault(stem(word), len(ids))
                bag.append(i)
            bags.append(bag)
        counts = rows_of(bags)
        width = max(1, len(ids))
        df = np.bincount(counts.cols, minlength=width).astype(np.float64)
        weight = rarity(df, total, list(ids), prior(stem))
        rows = saturated(counts, float(counts.vals.sum()) / max(1, total))
        rows = rows.with_values(rows.vals * weight[rows.cols]).normalised()
        cut = int(rows.ptr[len(queries)])
        a = Rows(rows.ptr[: len(queries) + 1], rows.cols[:cut], rows.vals[:cut])
        b = Rows(rows.ptr[len(queries) :] - cut, rows.cols[cut:], rows.vals[cut:])
        return cls(a, b, df, width)

    def candidates(self, pool: int, feedback: Feedback) -> list[tuple[Ints, Ints, Floats]]:
        """Blocks of `(query, candidate, cosine)`: the `pool` best of each query by its rarer words, in full."""
        count_b = np.bincount(self.b.cols, minlength=self.width) if len(self.b.cols) else np.zeros(self.width)
        proposing = (count_b[self.a.cols] <= PROPOSERS) | _rarest(self.a, count_b)
        postings = transposed(self.b, self.width)
        found = []
        for q, c, _w, done in proposals(self.a.only(proposing), postings, pool):
            found.append((q, c, dots(self.a, self.b, q, c, self.width)))
            feedback.step(self.a.size // 2 + done // 2, self.a.size)
        return found


def _rarest(rows: Rows, count: Ints) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """The two rarest words of each row, so that a passage of common words finds something too."""
    keep = np.zeros(len(rows.cols), bool)
    if len(rows.cols):
        order = np.lexsort((count[rows.cols], rows.owners()))
        place = np.arange(len(order)) - rows.ptr[rows.owners()[order]]
        keep[order[place < 2]] = True
        keep &= count[rows.cols] <= 10 * PROPOSERS
    return keep
