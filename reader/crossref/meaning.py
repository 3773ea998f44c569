"""How alike the sentences of two texts are in what they are about, by the matters that they speak of."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from reader.crossref.matters import Matters, beside, held, trust, unit
from reader.crossref.sparse import Floats, Ints
from reader.crossref.units import Unit
from reader.errors import Feedback

SURE = 0.25  # share of a sentence from which its matter is named to the reader
VECTORS = 0.75  # what the vectors count against the matters; the two source reports want more of them than others do
NEAR = 0.5  # cosine from which a word is said to answer to another
ANSWERS = 2  # such pairs that are told of two sentences
TOLD = 0.01  # the share that such a pair must have of all that is near
_AT_ONCE = 2_000
_FAINT = 1e-4


class Meaning:
    """The sentences of two texts among the matters; each text in its own language."""

    def __init__(
        self, matters: tuple[Matters, Matters], a: Sequence[Unit], b: Sequence[Unit], feedback: Feedback
    ) -> None:
        self._matters, self._units, self._middles = matters, (a, b), matters[0].middles
        rows = [m.rows((u.words for u in units), feedback) for m, units in zip(matters, (a, b), strict=True)]
        both = [rows] if matters[0] is matters[1] else [rows[:1], rows[1:]]
        weights = [m.rarity(texts, feedback) for m, texts in zip(matters, both * 2, strict=False)]
        va, vb = (beside(m.vectors(r, w, feedback)) for m, r, w in zip(matters, rows, weights, strict=True))
        ca, cb = matters[0].centred(va), matters[1].centred(vb)
        self.trust = trust(self._middles, (ca, cb))
        self._held = held(self._middles, ca, feedback), held(self._middles, cb, feedback)
        if matters[0] is not matters[1]:
            va, vb = ca, cb
        one, other = (m.usual for m in matters)
        self._usual = [((m + k) / 2, (s + t) / 2) for (m, s), (k, t) in zip(one, other, strict=True)]
        # What all sentences of both texts have in common says nothing of any two.
        middle = (va.sum(axis=0, dtype=np.float64) + vb.sum(axis=0, dtype=np.float64)) / max(1, len(va) + len(vb))
        self._a, self._b = (unit(v - middle.astype(np.float32)) for v in (va, vb))

    def standing(self, ia: Ints, ib: Ints, feedback: Feedback) -> Floats:
        """How far each pair stands above any two sentences of declarations, in standard deviations: about -2 to 4."""
        out = np.empty(len(ia))
        for first in range(0, len(ia), _AT_ONCE):
            feedback.step(0, 1)
            part = slice(first, first + _AT_ONCE)
            both = self._both(ia[part], ib[part])
            above = [(v - m) / s for v, (m, s) in zip(both, self._usual, strict=True)]
            out[part] = VECTORS * above[0] + (1 - VECTORS) * above[1]
        return out

    def shared(self, i: int, j: int) -> str:
        """The name of the matter that both sentences plainly speak of, or ""."""
        (na, sa), (nb, sb) = self._held
        shares = dict(zip(nb[j].tolist(), sb[j].tolist(), strict=True))
        best = max(
            (min(share, shares.get(n, 0.0)), -n) for n, share in zip(na[i].tolist(), sa[i].tolist(), strict=True)
        )
        return self._middles.names[-best[1]] if best[0] >= SURE else ""

    def answers(self, i: int, j: int) -> list[tuple[int, int, float]]:
        """The words of two sentences that are nearest in meaning without being one: `(place, place, share of all)`."""
        pa, ra = _places(self._matters[0], self._units[0][i])
        pb, rb = _places(self._matters[1], self._units[1][j])
        if not pa or not pb:
            return []
        x, y = self._matters[0].words(ra), self._matters[1].words(rb)
        product = (x @ y.T).astype(np.float64)
        cosine = product / np.outer(*(np.maximum(np.linalg.norm(v, axis=1), 1e-9) for v in (x, y)))
        whole = float(np.maximum(product, 0.0).sum()) or 1.0
        differ = np.array(ra)[:, None] != np.array(rb)[None] if self._matters[0] is self._matters[1] else True
        near = np.round(np.where((cosine >= NEAR) & differ, product, 0.0), 6)
        found: list[tuple[int, int, float]] = []
        while len(found) < ANSWERS and near.max() > TOLD * whole:
            p, q = (int(n) for n in np.unravel_index(int(near.argmax()), near.shape))
            found.append((pa[p], pb[q], round(float(near[p, q]) / whole, 4)))
            near[p], near[:, q] = 0.0, 0.0
        return found

    def _both(self, ia: Ints, ib: Ints) -> tuple[Floats, Floats]:
        """The cosine of each pair, and the logarithm of what their matters have in common."""
        cosine = np.einsum("ij,ij->i", self._a[ia].astype(np.float64), self._b[ib].astype(np.float64))
        (na, sa), (nb, sb) = self._held
        same = na[ia][:, :, None] == nb[ib][:, None, :]
        common = np.where(same, np.sqrt(sa[ia][:, :, None] * sb[ib][:, None, :]), 0.0).sum(axis=(1, 2))
        return np.round(cosine, 6), np.log(np.round(common, 6) + _FAINT)


def _places(matters: Matters, unit_: Unit) -> tuple[list[int], list[int]]:
    """The places of the known words of a sentence, each once, and their rows."""
    seen: dict[int, int] = {}
    for at, word in enumerate(unit_.words):
        for row in matters.rows_of(word):
            seen.setdefault(row, at)
    return list(seen.values()), list(seen)
