"""A text's words by position, so that a changed quote is looked for where its word trigrams stand."""

from __future__ import annotations

import math
from collections import Counter, defaultdict

import numpy as np
import numpy.typing as npt

from reader.anchor.tokens import Tokens, Vocabulary, tokenise

WINDOWS = 6  # places that are aligned in full
FREQUENT = 200  # a trigram in more places than this proposes none


class TokenIndex:
    """Tokens of one text, and the sorted hashes of their trigrams; about 20 bytes a token beside the tokens."""

    def __init__(self, text: str, known: tuple[Vocabulary, Tokens] | None = None) -> None:
        """`known`: the text's tokens where they were made already, with the vocabulary that numbers them."""
        self.text = text
        self.vocabulary = known[0] if known else Vocabulary()
        self.tokens = known[1] if known else tokenise(text, self.vocabulary)
        self._keys = np.asarray(self.tokens.keys, np.int64)
        self._counts = Counter(self.tokens.keys)
        self._total = len(self.tokens.keys) + 1
        self._sorted: dict[int, tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]] = {}

    def weight(self, key: int) -> float:
        """The weight of a word: the rarer, the more; a word that the text lacks weighs as one that occurs once."""
        return 0.15 + math.log(self._total / max(1, self._counts.get(key, 1)))

    def keys_of(self, quote: str) -> list[int]:
        """The tokens of a quote; words that the text does not have get numbers below -1."""
        own = Vocabulary()
        found = tokenise(quote, own)
        return [
            known if (known := self.vocabulary.known(quote[a:b])) >= 0 else -2 - key
            for key, a, b in zip(found.keys, found.starts, found.ends, strict=True)
        ]

    def _grams(self, size: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        if size not in self._sorted:
            values = _mix(self._keys, size)
            order = np.argsort(values, kind="stable")
            self._sorted[size] = (values[order], order)
        return self._sorted[size]

    def _places(self, grams: npt.NDArray[np.int64], size: int) -> list[npt.NDArray[np.int64]]:
        values, order = self._grams(size)
        low = np.searchsorted(values, grams, "left")
        high = np.searchsorted(values, grams, "right")
        return [order[a:b] for a, b in zip(low.tolist(), high.tolist(), strict=True)]

    def exact(self, quote: str) -> list[tuple[int, int]]:
        """Where the quote's words stand in a row, spelling and typography folded, as spans in code points."""
        keys = self.keys_of(quote)
        if not keys or min(keys) < 0:
            return []
        n = len(keys)
        size = min(3, n)
        places = self._places(_mix(np.asarray(keys, np.int64), size), size)
        rarest = min(range(len(places)), key=lambda i: len(places[i]))
        found = []
        for at in sorted((places[rarest] - rarest).tolist()):
            if at >= 0 and self.tokens.keys[at : at + n] == keys:
                found.append((self.tokens.starts[at], self.tokens.ends[at + n - 1]))
        return [self._with_edges(quote, a, b) for a, b in found]

    def _with_edges(self, quote: str, start: int, end: int) -> tuple[int, int]:
        """Take in the punctuation that the quote had at its ends, where the text has some there too."""
        text = self.text
        for c in reversed(quote[: len(quote) - len(quote.lstrip("«»„“”‘’\"'([（「『《"))]):
            if start > 0 and not text[start - 1].isalnum() and not text[start - 1].isspace() and not c.isspace():
                start -= 1
        for c in quote[len(quote.rstrip("«»„“”‘’\"')]）」』》.,;:!?…。，；：！？")) :]:
            if end < len(text) and not text[end].isalnum() and not text[end].isspace() and not c.isspace():
                end += 1
        return start, end

    def windows(self, quote: list[int]) -> list[tuple[int, int]]:
        """Token ranges that may hold a changed form of the quote, the most promising first."""
        n = len(quote)
        votes: dict[int, float] = defaultdict(float)
        step = max(4, n // 2)
        for size, value in ((3, 3.0), (2, 1.5), (1, 0.5)):
            if size > n:
                continue
            keys = np.asarray(quote, np.int64)
            for offset, where in enumerate(self._places(_mix(keys, size), size)):
                if 0 < len(where) <= FREQUENT:
                    share = value / (1.0 + math.log(len(where)))
                    for at in (where - offset).tolist():
                        votes[at // step] += share
            if votes and max(votes.values()) >= max(3.0, 0.25 * n):
                break
        joined = {bucket: total + votes.get(bucket + 1, 0.0) for bucket, total in votes.items()}
        best = sorted(joined, key=lambda b: (-joined[b], b))[:WINDOWS]
        margin = max(4, n // 3)
        end = len(self.tokens.keys)
        return [(max(0, b * step - margin), min(end, (b + 2) * step + n + margin)) for b in best if b * step < end]


def _mix(keys: npt.NDArray[np.int64], size: int) -> npt.NDArray[np.int64]:
    """One number for every run of `size` tokens (exact below 2^21 different words)."""
    n = len(keys) - size + 1
    if n <= 0:
        return np.empty(0, np.int64)
    total = np.zeros(n, np.int64)
    for i in range(size):
        total = (total << 21) ^ keys[i : i + n]
    return total
