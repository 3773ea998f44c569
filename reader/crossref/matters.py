"""Matters: which of some two thousand narrow points a sentence makes, whatever its wording.

`resources/matters/middles.npz` holds the middle of every matter ("joint patrols against illegal fishing"), `en.npz`,
`ru.npz` and `zh.npz` a vector for every stem. They were learnt (`tests/bench/train_matters.py`) from sentences written
for it, a dozen for a matter in wordings as different as the language allows, starting from how words keep company in
the United Nations general debates: sentences of one matter were drawn together, those of others apart (contrastive
learning; Oord, Li and Vinyals 2018). The stems of other languages were brought to the same middles, so that sentences
meet across languages too.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from reader.crossref.sparse import Floats, Ints
from reader.crossref.words import FIRST_DENSE, stems_for
from reader.errors import Feedback
from reader.paths import resources

Vectors = NDArray[np.float32]

BESIDE = 0.2  # what the sentences before and after lend to the one between them
SHARP = 0.05  # of the softmax over matters: what a difference of cosine is worth
HELD = 8  # matters that are kept of a sentence: the others have next to no share
OFTEN = 0.1  # share of the sentences of both texts above which a word counts the less, the more often it stands there
# Of the sentences of declarations .88 to 1 are nearest to a matter of declarations, of verses .11 to .29, of questions
# and captions .13 to .6, of headlines .84 to .88.
OURS, SAMPLE = (0.75, 0.88), 400
BEGINNING = 5  # letters of a word that stand for it where it is not known itself
BROKEN = (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile)  # what a file that is none may raise
_AT_ONCE = 500


class Middles(NamedTuple):
    """The matters: a direction of length 1 for each, its name, and whether declarations speak of it.

    Matters of other fields (contracts, verses, news, recipes) are there to show when a text is none of ours.
    """

    directions: Vectors
    names: Sequence[str]
    ours: NDArray[np.bool_]


class Matters:
    """The stems of one language as vectors among the matters."""

    def __init__(
        self,
        latin: str,
        words: Sequence[str],
        vectors: NDArray[np.int8],
        scale: Vectors,
        centre: Vectors,
        usual: Sequence[tuple[float, float]],
        to: Middles,
    ) -> None:
        """`vectors` × `scale`: stems × dimensions, a row as long as its word weighs; `centre`: where sentences lie.

        `usual` holds mean and standard deviation, over any two sentences of declarations that come back to each
        other, of the cosine and of the logarithm of what their matters have in common.
        """
        self._stem = stems_for(latin)
        self._numbers = {word: n for n, word in enumerate(words)}
        self._vectors, self._scale, self._centre = vectors, scale, centre
        self.usual, self.middles = usual, to
        self._known: dict[str, tuple[int, ...]] = {}

    def rows_of(self, word: str) -> tuple[int, ...]:
        """The rows that stand for a folded word: its stem's, else those of its parts; none if nothing is known."""
        found = self._known.get(word)
        if found is None:
            root = self._stem(word)
            parts = [root]
            if root not in self._numbers:
                parts = list(root) if root[:1] >= FIRST_DENSE else [root[:BEGINNING] + "-"]
            found = self._known[word] = tuple(self._numbers[part] for part in parts if part in self._numbers)
        return found

    def rows(self, sentences: Iterable[Sequence[str]], feedback: Feedback) -> list[list[int]]:
        """The rows of the words of every sentence."""
        found = []
        for n, words in enumerate(sentences):
            if n % 200 == 0:
                feedback.step(0, 1)
            found.append([row for word in words for row in self.rows_of(word)])
        return found

    def rarity(self, texts: Iterable[Sequence[Sequence[int]]], feedback: Feedback) -> Vectors:
        """What each row counts in these texts: little if it is in many sentences, as the name of who speaks."""
        held, total = np.zeros(len(self._vectors), np.float32), 0
        for text in texts:
            total += len(text)
            for first in range(0, len(text), 4 * _AT_ONCE):
                feedback.step(0, 1)
                some = text[first : first + 4 * _AT_ONCE]
                owners = np.repeat(np.arange(len(some)), [len(rows) for rows in some])
                once = np.unique(owners * len(held) + np.fromiter((row for rows in some for row in rows), np.int64))
                held += np.bincount(once % len(held), minlength=len(held))
        share = np.maximum(held, 1.0) / max(1, total)
        return np.asarray(np.clip(np.log(share) / math.log(OFTEN), 0.0, 1.0), np.float32)

    def vectors(self, sentences: Sequence[Sequence[int]], weight: Vectors | None, feedback: Feedback) -> Vectors:
        """A vector of length 1 for every sentence, given as rows; zeros where nothing of it is known."""
        found = np.zeros((len(sentences), self._vectors.shape[1]), np.float32)
        scale = self._scale if weight is None else self._scale * weight
        for n, rows in enumerate(sentences):
            if n % 200 == 0:
                feedback.step(0, 1)
            if rows:
                found[n] = scale[rows] @ self._vectors[rows].astype(np.float32)
        return unit(found)

    def centred(self, vectors: Vectors) -> Vectors:
        """Sentences as directions among the matters: without what all sentences of the language have in common."""
        return unit(vectors - self._centre * (np.abs(vectors).max(axis=1, keepdims=True) > 0))

    def words(self, rows: Sequence[int]) -> Vectors:
        """The vectors of single rows, as long as they weigh."""
        return np.asarray(self._vectors[rows] * self._scale[rows][:, None], np.float32)


def beside(vectors: Vectors) -> Vectors:
    """The same for sentences that follow one another: what stands beside a sentence says what it is about, a little."""
    found = vectors.copy()
    found[1:] += BESIDE * vectors[:-1]
    found[:-1] += BESIDE * vectors[1:]
    return unit(found)


def trust(middles: Middles, texts: Iterable[Vectors]) -> float:
    """How far sentences are such as the matters were learnt from, 0 to 1: by how many are nearest to one of ours."""
    some = [text[np.unique(np.linspace(0, len(text) - 1, SAMPLE).astype(np.int64))] for text in texts if len(text)]
    if not some:
        return 0.0
    near = np.round(np.concatenate(some) @ middles.directions.T, 5)
    low, high = OURS
    return float(np.clip((middles.ours[near.argmax(axis=1)].mean() - low) / (high - low), 0.0, 1.0))


def held(middles: Middles, vectors: Vectors, feedback: Feedback) -> tuple[Ints, Floats]:
    """The likeliest matters of every sentence, ascending by number, and the share of each."""
    count = min(HELD, len(middles.directions))
    numbers = np.zeros((len(vectors), count), np.int64)
    shares = np.zeros((len(vectors), count))
    for first in range(0, len(vectors), _AT_ONCE):
        feedback.step(0, 1)
        part = slice(first, first + _AT_ONCE)
        near = np.round(vectors[part] @ middles.directions.T, 5)
        best = np.sort(np.argpartition(-near, count - 1, axis=1)[:, :count], axis=1)
        level = np.take_along_axis(near, best, 1).astype(np.float64)
        weight = np.exp((level - level.max(axis=1, keepdims=True)) / SHARP)
        numbers[part], shares[part] = best, weight / weight.sum(axis=1, keepdims=True)
    return numbers, shares


def unit(rows: NDArray[np.float32]) -> Vectors:
    """Rows of length 1; those of nothing stay nothing."""
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), np.float32)


@lru_cache(maxsize=1)
def middles_of() -> Middles | None:
    """The matters, or None where their file is missing or broken: then everything goes by words, names and concepts."""
    try:
        with (resources() / "matters" / "middles.npz").open("rb") as stream, np.load(stream) as table:
            return Middles(
                unit(table["directions"].astype(np.float32)),
                table["names"].tobytes().decode("utf-8").split("\n"),
                table["ours"].astype(np.bool_),
            )
    except BROKEN:
        return None


@lru_cache(maxsize=4)
def matters_of(lang: str, latin: str) -> Matters | None:
    """The stems of a language of the thesaurus ("en", "ru", "zh"), or None where there are none of it.

    `latin` is the language of what the texts hold in Latin script, as `words.language` tells it.
    """
    middles = middles_of()
    if middles is None or (lang == "en" and latin != "english"):
        return None
    try:
        with (resources() / "matters" / f"{lang}.npz").open("rb") as stream, np.load(stream) as table:
            return Matters(
                latin,
                table["words"].tobytes().decode("utf-8").split("\n"),
                table["vectors"],
                table["scale"].astype(np.float32),
                table["centre"].astype(np.float32),
                [(float(m), float(s)) for m, s in table["usual"]],
                middles,
            )
    except BROKEN:
        return None
