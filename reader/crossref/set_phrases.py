"""What a library shows to be everywhere, so that two texts prove little by sharing it: set phrases, and names."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from reader.crossref.words import tokens
from reader.errors import Feedback
from reader.text.model import Text

Codes = NDArray[np.uint64]

RUN = 3  # words of a run: as many as a seed of `reuse` has
ENOUGH = 5  # texts besides the two that are compared from which a library can show what is usual
MOST = 60  # texts that are read for it, the same ones each time: half a second for 30 KB each
SHORTEST = 3  # letters of a wording that is looked for: shorter ones stand inside other words
LONGEST = 1_000_000  # code points of a text beyond which it is left out
OVER = 0.75  # how fast a run's say falls with the number of texts that hold it; as within two texts (`reuse.OVER`)
_STEP = np.uint64(0x9E3779B97F4A7C15)  # an odd number with its bits well mixed: 2^64 over the golden ratio


class SetPhrases:
    """How many texts of a library hold each run of `RUN` words that more than one holds, and which hold a name."""

    def __init__(self, texts: Iterable[Sequence[str]], others: Sequence[str] = ()) -> None:
        """From the folded words of every text; `others` are those besides the two that are compared, case-folded."""
        self._others = others
        known: dict[str, int] = {}
        each = [np.unique(runs(codes_of(words, known))) for words in texts]
        whole, counts = np.unique(np.concatenate(each or [np.zeros(0, np.uint64)]), return_counts=True)
        shared = counts > 1
        self._runs, self._counts = whole[shared], counts[shared]

    def held(self, codes: Codes) -> NDArray[np.int64]:
        """How many texts hold each run; 0 for one that at most one holds."""
        if not len(self._runs):
            return np.zeros(len(codes), np.int64)
        at = np.minimum(np.searchsorted(self._runs, codes), len(self._runs) - 1)
        return np.where(self._runs[at] == codes, self._counts[at], 0).astype(np.int64)

    def familiar(self, wordings: Mapping[str, Collection[str]]) -> dict[str, float]:
        """The share of the other texts that hold any wording of a name, by the id of the name; 0 ones left out."""
        found = {}
        for name_id, some in wordings.items():
            folded = {wording.casefold() for wording in some if len(wording) >= SHORTEST}
            count = sum(any(wording in text for wording in folded) for text in self._others)
            if count:
                found[name_id] = count / len(self._others)
        return found

    def worth(self, words: Sequence[str]) -> NDArray[np.float64]:
        """What each word of a text counts, 0 to 1: as much as the rarest run that it stands in.

        The two texts that are compared hold the run themselves; texts beyond these make it a set phrase.
        """
        known: dict[str, int] = {}
        found = np.zeros(len(words))
        codes = runs(codes_of(words, known))
        counts = np.maximum(1, self.held(codes) - 1).astype(np.float64) ** -OVER
        for k in range(RUN):
            np.maximum(found[k : k + len(codes)], counts, out=found[k : k + len(codes)])
        return found if len(codes) else np.ones(len(words))


def codes_of(words: Sequence[str], known: dict[str, int]) -> Codes:
    """A number of 64 bits for every word; `known` keeps those met before."""
    found = np.empty(len(words), np.uint64)
    for n, word in enumerate(words):
        code = known.get(word)
        if code is None:
            digest = blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()
            code = known[word] = int.from_bytes(digest, "little")
        found[n] = code
    return found


def runs(codes: Codes) -> Codes:
    """A number for every run of `RUN` words, by where it begins."""
    last = max(0, len(codes) - RUN + 1)
    found = codes[:last].copy()
    for k in range(1, RUN):
        found = found * _STEP + codes[k : last + k]
    return found


def of_library(
    known: Sequence[tuple[str, str]],
    load: Callable[[list[str]], Sequence[Text]],
    pair: tuple[Text, Text],
    feedback: Feedback | None = None,
) -> SetPhrases | None:
    """The set phrases that a library shows, or None where it is too small to show any.

    `known` are ids and content hashes, `load` gives texts by their ids; the two that are compared count too, as they
    hold the runs that they share.
    """
    feedback = feedback or Feedback()
    own = {text.sha256 for text in pair}
    others = {sha: id_ for id_, sha in known if sha not in own}
    if len(others) < ENOUGH:
        return None
    chosen = [others[sha] for sha in sorted(others)[:MOST]]

    folded: list[str] = []

    def words() -> Iterable[list[str]]:
        for id_ in chosen:
            feedback.step(0, 1)
            (text,) = load([id_])
            if len(text.canonical) <= LONGEST:
                folded.append(text.canonical.casefold())
                yield tokens(text.canonical)
        for n, text in enumerate(pair):
            feedback.step(0, 1)
            if n == 0 or text.sha256 != pair[0].sha256:
                yield tokens(text.canonical)

    return SetPhrases(words(), folded)
