"""Related texts: the nearest in a collection, and where they touch.

Two steps, so that thousands of texts can be asked. First whole texts are compared, by the cosine of their weighed
words over an inverted index; a text's words are read once and kept by its content hash. Then the provisions of the
nearest few are compared with those of the text, which says where they touch and corrects the order.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Callable, MutableMapping, Sequence
from typing import NamedTuple

import numpy as np

from reader.crossref.parallels import rank
from reader.crossref.sparse import Floats, Ints
from reader.errors import Feedback
from reader.text.fold import fold
from reader.text.model import Text

STEM = 6  # letters of a word that count: enough to tell words apart, few enough to lose most endings
CLOSE = 24  # texts whose provisions are compared
LEAST = 0.12  # similarity from which two provisions are said to touch
TOUCHES = 5  # places that are named for a text
SHORT = 25  # code points of a provision that is too short to touch anything
BATCH = 50  # texts that are read at a time
_WORD = re.compile(r"[^\W_]{2,}")
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")


class Profile(NamedTuple):
    """The words of a text: hashes of their stems, ascending, and how much each weighs before its rarity is known."""

    terms: Ints
    weights: Floats


class Touch(NamedTuple):
    """Provision `a` of the text in hand is near to provision `b` of the other; 0 to 1."""

    a: int
    b: int
    score: float


class Related(NamedTuple):
    """A text that is near, 0 to 1, and the places where the two touch, best first."""

    text_id: str
    score: float
    touches: tuple[Touch, ...]


def profile(text: Text) -> Profile:
    """The words of a text; Chinese and Japanese by pairs of characters."""
    s = fold(text.canonical)
    counts = Counter(word[:STEM] for word in _WORD.findall(_DENSE.sub(" ", s)))
    for run in _DENSE.findall(s):
        counts.update(run[i : i + 2] for i in range(max(1, len(run) - 1)))
    terms = np.fromiter((zlib.crc32(word.encode("utf-8", "replace")) for word in counts), np.int64, len(counts))
    weights = 1.0 + np.log(np.fromiter(counts.values(), np.float64, len(counts)))
    order = np.argsort(terms, kind="stable")
    return Profile(terms[order], weights[order])


class Index:
    """Profiles by their words; made once for a collection, asked for many texts."""

    def __init__(self, profiles: Sequence[Profile]) -> None:
        self.size = len(profiles)
        owners = np.repeat(np.arange(self.size), [len(p.terms) for p in profiles])
        terms = np.concatenate([np.zeros(0, np.int64), *(p.terms for p in profiles)])
        weights = np.concatenate([np.zeros(0), *(p.weights for p in profiles)])
        order = np.argsort(terms, kind="stable")
        self._known, first = np.unique(terms[order], return_index=True)
        self._from = np.append(first, len(terms))
        self._rarity = np.log1p(self.size / np.maximum(1, np.diff(self._from)))
        weights = weights[order] * np.repeat(self._rarity, np.diff(self._from))
        self._owners = owners[order]
        lengths = np.sqrt(np.bincount(self._owners, weights**2, minlength=self.size))
        self._weights = weights / np.maximum(lengths[self._owners], 1e-12)

    def nearest(self, wanted: Profile, top: int) -> list[tuple[int, float]]:
        """The `top` nearest texts as `(index, cosine)`, best first; those that share no word are left out."""
        if not self.size or not len(self._known):
            return []
        at = np.minimum(np.searchsorted(self._known, wanted.terms), len(self._known) - 1)
        met = self._known[at] == wanted.terms
        weights = wanted.weights[met] * self._rarity[at[met]]
        unseen = wanted.weights[~met] * np.log1p(self.size)
        length = float(np.sqrt(np.sum(weights**2) + np.sum(unseen**2)))
        scores = np.zeros(self.size)
        for term, weight in zip(at[met].tolist(), weights.tolist(), strict=True):
            run = slice(int(self._from[term]), int(self._from[term + 1]))
            scores[self._owners[run]] += weight * self._weights[run]
        scores /= max(length, 1e-12)
        order = np.lexsort((np.arange(self.size), -scores))[:top]
        return [(int(i), float(scores[i])) for i in order if scores[i] > 0]


def profiles_of(
    known: Sequence[tuple[str, str]],
    load: Callable[[list[str]], Sequence[Text]],
    cache: MutableMapping[str, Profile],
    feedback: Feedback,
) -> list[Profile]:
    """The profiles of the texts `(id, content hash)`; `load` is asked for those that the cache does not hold."""
    missing = list({sha: id_ for id_, sha in known if sha not in cache}.items())
    for at in range(0, len(missing), BATCH):
        feedback.step(at, len(missing))
        run = missing[at : at + BATCH]
        for (sha, _), text in zip(run, load([id_ for _, id_ in run]), strict=True):
            cache[sha] = profile(text)
    return [cache[sha] for _, sha in known]


def near_ids(
    text: Text,
    known: Sequence[tuple[str, str]],
    load: Callable[[list[str]], Sequence[Text]],
    *,
    top: int = CLOSE,
    cache: MutableMapping[str, Profile] | None = None,
    feedback: Feedback | None = None,
) -> list[tuple[str, float]]:
    """The texts whose words are nearest to a text's as `(id, cosine)`, best first; not itself, nor its twins."""
    others = [(id_, sha) for id_, sha in known if id_ != text.id and sha != text.sha256]
    cache = {} if cache is None else cache
    found = Index(profiles_of(others, load, cache, feedback or Feedback()))
    return [(others[i][0], score) for i, score in found.nearest(profile(text), top)]


def find_related(
    text: Text,
    known: Sequence[tuple[str, str]],
    load: Callable[[list[str]], Sequence[Text]],
    *,
    top: int = 10,
    cache: MutableMapping[str, Profile] | None = None,
    feedback: Feedback | None = None,
) -> list[Related]:
    """The texts of a collection that are nearest to `text`, best first, and where they touch.

    `known` are `(id, content hash)` of the collection, `load` gives the texts of some ids in their order, `cache`
    keeps what was read of a text by its hash. Progress is told by `feedback`, which may cancel (`Cancelled`).
    """
    feedback = feedback or Feedback()
    near = near_ids(text, known, load, top=max(CLOSE, top), cache=cache, feedback=feedback)
    others = load([id_ for id_, _ in near])
    places = [(k, p.n) for k, other in enumerate(others) for p in other.provisions if p.end - p.body >= SHORT]
    words = [others[k].canonical[(p := others[k].provisions[n - 1]).body : p.end] for k, n in places]
    own = [p for p in text.provisions if p.end - p.body >= SHORT]
    rows = rank([text.canonical[p.body : p.end] for p in own], words, top=2 * CLOSE, ordered=False, feedback=feedback)
    touches: list[list[Touch]] = [[] for _ in near]
    for p, row in zip(own, rows, strict=True):
        best: dict[int, Touch] = {}
        for i, score in row:
            k, n = places[i]
            if score >= LEAST and k not in best:
                best[k] = Touch(p.n, n, round(score, 4))
        for k, touch in best.items():
            touches[k].append(touch)
    found = []
    for (id_, score), met in zip(near, touches, strict=True):
        met.sort(key=lambda t: (-t.score, t.a, t.b))
        share = sum(t.score for t in met) / max(1, len(own))
        strongest = met[0].score if met else 0.0
        found.append(Related(id_, round(0.5 * score + 0.3 * share + 0.2 * strongest, 4), tuple(met[:TOUCHES])))
    return sorted(found, key=lambda r: (-r.score, r.text_id))[:top]
