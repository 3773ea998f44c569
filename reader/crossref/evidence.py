"""What speaks for a pair of sentences: their shared features laid over the words, none counted twice."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from reader.crossref.units import Feature, Unit, background
from reader.errors import Feedback

BACKGROUND = 200.0  # imagined sentences of the field that the counts of the two texts are mixed with
SPEAKER = 0.15  # share of sentences from which a name is of who speaks
_FILLER = 0.05  # share of ordinary sentences from which a word tells nothing; usual concepts lie far above
FAMILIAR = 0.5  # what a name loses that every text of a library holds
ECHO = 0.4  # what a feature still counts for once its words are already spoken for by a heavier one


class Shared(NamedTuple):
    """A feature that both sentences hold: its name, its weight, and its words at either side (bit masks).

    `full` is its weight before heavier features laid claim to its words.
    """

    key: str
    weight: float
    mask_a: int
    mask_b: int
    full: float = 0.0


class Weigher:
    """The weight of every feature for one pair of texts: rare in them and in the field is heavy."""

    def __init__(
        self,
        a: Sequence[Unit],
        b: Sequence[Unit],
        lang: str,
        latin: str,
        feedback: Feedback | None = None,
        familiar: Mapping[str, float] | None = None,
    ) -> None:
        """`familiar` is the share of a library's texts that hold a name, by its id: what is everywhere weighs less."""
        self._familiar = familiar or {}
        self._counts: dict[str, int] = {}
        for units in (a, b):
            for n, unit in enumerate(units):
                if feedback is not None and n % 500 == 0:
                    feedback.step(n, len(units))
                for key in unit.features:
                    self._counts[key] = self._counts.get(key, 0) + 1
        self.lang, self.latin = lang, latin
        self._total = len(a) + len(b)
        self._known: dict[str, float] = {}

    def __call__(self, key: str) -> float:
        """The weight of a feature, 0 to about 1."""
        known = self._known.get(key)
        if known is None:
            total = self._total + BACKGROUND
            held = self._counts.get(key, 0) + BACKGROUND * background(key, self.lang, self.latin) + 0.5
            known = max(0.0, math.log((total + 1) / held)) / math.log(total + 1)
            if key[0] == "n":
                known *= 1.0 - FAMILIAR * self._familiar.get(key[2:], 0.0)
            self._known[key] = known
        return known

    def share(self, key: str) -> float:
        """The share of the sentences of both texts that hold a feature."""
        return self._counts.get(key, 0) / max(1, self._total)

    def filler(self, key: str) -> bool:
        """Whether a feature is at home in every declaration: true of many sentences, and told of none."""
        if key[0] == "n":
            return self.share(key) >= SPEAKER
        return key[0] in "scp" and background(key, self.lang, self.latin) >= _FILLER

    def mass(self, unit: Unit) -> float:
        """How much a sentence says in all: what it would share with itself."""
        own = [Shared(k, f.strength**2 * self(k) ** 2, f.mask, f.mask) for k, f in unit.features.items()]
        return sum(s.weight for s in laid_out(own))


def shared(a: Unit, b: Unit, weigh: Weigher) -> list[Shared]:
    """The features that both sentences hold, laid over their words, heaviest first."""
    few, many = (a.features, b.features) if len(a.features) <= len(b.features) else (b.features, a.features)
    both = [k for k in few if k in many]
    return laid_out([_share(k, a.features, b.features, weigh) for k in both])


def _share(key: str, a: Mapping[str, Feature], b: Mapping[str, Feature], weigh: Weigher) -> Shared:
    fa, fb = a[key], b[key]
    return Shared(key, fa.strength * fb.strength * weigh(key) ** 2, fa.mask, fb.mask)


def laid_out(features: list[Shared]) -> list[Shared]:
    """Count each word once: a feature whose words are spoken for at either side keeps an echo of its weight."""
    features.sort(key=lambda s: (-s.weight, s.key))
    used_a = used_b = 0
    out = []
    for s in features:
        free = s.mask_a & ~used_a and s.mask_b & ~used_b
        out.append(Shared(s.key, s.weight if free else s.weight * ECHO, s.mask_a, s.mask_b, s.weight))
        used_a |= s.mask_a
        used_b |= s.mask_b
    return out
