"""Related texts: the nearest in a collection, and where they touch.

Of each text of the collection only packed tables are looked at (`tables`), which are kept by content hash. Whole texts
are compared by the cosine of their weighed words; one index over all provisions says where they touch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from reader.crossref.fingerprint import of_words, stamp
from reader.crossref.passages import Near, Passages, Touch
from reader.crossref.sparse import Floats, Ints
from reader.crossref.tables import Table, names_table, pack, unpack, words_table
from reader.errors import Feedback
from reader.text.model import Text

if TYPE_CHECKING:
    from reader.crossref.authority import Authority

CLOSE = 24  # texts that are asked for whether they are editions of one work
BATCH = 20  # texts that are read at a time: half a second's work
WHOLE = 0.3  # what the likeness of whole texts weighs in the order, against the places where they touch
SHOWN = 5  # places that are named for a text

Known = Sequence[tuple[str, str]]  # the collection: ids and content hashes
Load = Callable[[list[str]], Sequence[Text]]


class Store(Protocol):
    """Where tables are kept between two runs of the program, by kind, content hash and stamp."""

    def get(self, kind: str, keys: Iterable[str], stamp: str) -> dict[str, bytes]:
        """What is kept under these keys and is not stale."""

    def put(self, kind: str, values: Mapping[str, bytes], stamp: str) -> None:
        """Keep values."""


class Profile(NamedTuple):
    """The words of a text: hashes of their stems, ascending, and how much each weighs before its rarity is known."""

    terms: Ints
    weights: Floats


class Related(NamedTuple):
    """A text that is near, 0 to 1, and the places where the two touch, best first."""

    text_id: str
    score: float
    touches: tuple[Touch, ...]


def profile(table: Table) -> Profile:
    """The words of a whole text, from the table of its provisions."""
    terms, at = np.unique(table.terms, return_inverse=True)
    counts = np.bincount(at, table.counts, minlength=len(terms))
    return Profile(terms.astype(np.int64), 1.0 + np.log(np.maximum(1.0, counts)))


class Index:
    """Whole texts by their words; made once for a collection, asked for many texts."""

    def __init__(self, tables: Sequence[Table]) -> None:
        self.size = len(tables)
        every = np.concatenate([np.zeros(0, np.uint32), *(t.terms for t in tables)]).astype(np.uint64)
        counts = np.concatenate([np.zeros(0, np.uint8), *(t.counts for t in tables)])
        owners = np.repeat(np.arange(self.size, dtype=np.uint64), [len(t.terms) for t in tables])
        if self.size >= 1 << 20 or len(every) >= 1 << 32:
            raise ValueError("too many texts for one index")
        # A word stands in several provisions of a text: one entry for each text, by a sort of packed numbers.
        order = np.argsort((every << np.uint64(20)) | owners)
        packed = ((every << np.uint64(20)) | owners)[order]
        first = np.flatnonzero(np.append(True, packed[1:] != packed[:-1])) if len(packed) else np.zeros(0, np.int64)
        sums = np.add.reduceat(counts[order].astype(np.float64), first) if len(first) else np.zeros(0)
        terms = (packed[first] >> np.uint64(20)).astype(np.int64)
        self._owners = (packed[first] & np.uint64((1 << 20) - 1)).astype(np.int64)
        self._known, starts = np.unique(terms, return_index=True)
        self._from = np.append(starts, len(terms))
        held = np.diff(self._from)
        self._rarity = np.log1p(self.size / np.maximum(1, held))
        weights = (1.0 + np.log(np.maximum(1.0, sums))) * np.repeat(self._rarity, held)
        lengths = np.sqrt(np.bincount(self._owners, weights**2, minlength=self.size))
        self._weights = weights / np.maximum(lengths[self._owners], 1e-12)

    def cosines(self, wanted: Profile) -> Floats:
        """How near each text is."""
        scores = np.zeros(self.size)
        if not self.size or not len(self._known):
            return scores
        at = np.minimum(np.searchsorted(self._known, wanted.terms), len(self._known) - 1)
        met = self._known[at] == wanted.terms
        weights = wanted.weights[met] * self._rarity[at[met]]
        unseen = wanted.weights[~met] * np.log1p(self.size)
        length = float(np.sqrt(np.sum(weights**2) + np.sum(unseen**2)))
        for term, weight in zip(at[met].tolist(), weights.tolist(), strict=True):
            run = slice(int(self._from[term]), int(self._from[term + 1]))
            scores[self._owners[run]] += weight * self._weights[run]
        return np.asarray(scores / max(length, 1e-12))


class Shelf:
    """The tables of texts by content hash, in memory and in a store, and the indexes of the collection last asked for.

    1,000 texts of 30 KB take 30 MB, their indexes 60 MB.
    """

    def __init__(self, names: str = "", authority: Authority | None = None) -> None:
        """`names` are those that a reader taught, as they are kept; `authority` knows them."""
        self._names = names
        self._authority = authority
        self._stamps = {"words": of_words(), "names": stamp(names)}
        self._tables: dict[str, dict[str, Table]] = {"words": {}, "names": {}}
        self._made: tuple[tuple[str, ...], Passages, Index] | None = None

    def fill(
        self,
        known: Known,
        load: Load,
        store: Store | None = None,
        feedback: Feedback | None = None,
        *,
        most: int | None = None,
    ) -> int:
        """Make sure that the tables of these texts are here; the number of texts that are still to be read.

        `load` gives texts by their ids, in order; `most` bounds how many are read now. Progress is told; what was made
        before `Cancelled` is kept.
        """
        feedback = feedback or Feedback()
        missing = self._missing(known)
        if store is not None and missing:
            for kind, shelf in self._tables.items():
                lacking = [sha for _, sha in missing if sha not in shelf]
                for sha, packed in store.get(kind, lacking, self._stamps[kind]).items():
                    if (table := unpack(packed)) is not None:
                        shelf[sha] = table
            missing = self._missing(known)
        now = missing[:most]
        for at in range(0, len(now), BATCH):
            feedback.step(at, len(now))
            run = now[at : at + BATCH]
            new: dict[str, dict[str, bytes]] = {"words": {}, "names": {}}
            for (_, sha), text in zip(run, load([id_ for id_, _ in run]), strict=True):
                feedback.step(at, len(now))
                for kind, table in self._read(text, sha):
                    self._tables[kind][sha] = table
                    new[kind][sha] = pack(table)
            if store is not None:
                for kind, packed_ones in new.items():
                    store.put(kind, packed_ones, self._stamps[kind])
        return len(missing) - len(now)

    def tables(self, text: Text) -> tuple[Table, Table]:
        """The words and the names of one text."""
        for kind, table in self._read(text, text.sha256):
            self._tables[kind][text.sha256] = table
        return self._tables["words"][text.sha256], self._tables["names"][text.sha256]

    def indexes(self, known: Known) -> tuple[Passages, Index]:
        """The indexes of a collection whose tables are here."""
        hashes = tuple(sha for _, sha in known)
        if self._made is None or self._made[0] != hashes:
            words = [self._tables["words"][sha] for sha in hashes]
            names = [self._tables["names"][sha] for sha in hashes]
            self._made = hashes, Passages(words, names), Index(words)
        return self._made[1], self._made[2]

    def _missing(self, known: Known) -> list[tuple[str, str]]:
        found = {sha: id_ for id_, sha in known if any(sha not in shelf for shelf in self._tables.values())}
        return [(id_, sha) for sha, id_ in found.items()]

    def _read(self, text: Text, sha: str) -> list[tuple[str, Table]]:
        found = []
        if sha not in self._tables["words"]:
            found.append(("words", words_table(text)))
        if sha not in self._tables["names"]:
            found.append(("names", names_table(text, self._authority)))
        return found


def touching(
    text: Text,
    known: Known,
    load: Load,
    *,
    shelf: Shelf | None = None,
    store: Store | None = None,
    feedback: Feedback | None = None,
) -> list[tuple[str, float, tuple[Touch, ...]]]:
    """Every text of a collection that touches `text`: id, how near 0 to 1, and where, best first.

    `known` are `(id, content hash)` of the collection; twins of the text are left out. `feedback` may cancel.
    """
    shelf = shelf or Shelf()
    shelf.fill(known, load, store, feedback)
    found = _near(text, known, shelf)
    return [(known[n.at][0], n.score, n.touches) for n in found]


def near_ids(
    text: Text,
    known: Known,
    load: Load,
    *,
    top: int = CLOSE,
    shelf: Shelf | None = None,
    store: Store | None = None,
    feedback: Feedback | None = None,
) -> list[tuple[str, float]]:
    """The texts that are nearest to a text as `(id, 0 to 1)`, best first; not itself, nor its twins."""
    found = find_related(text, known, load, top=top, shelf=shelf, store=store, feedback=feedback)
    return [(related.text_id, related.score) for related in found]


def find_related(
    text: Text,
    known: Known,
    load: Load,
    *,
    top: int = 10,
    shelf: Shelf | None = None,
    store: Store | None = None,
    feedback: Feedback | None = None,
) -> list[Related]:
    """The texts of a collection that are nearest to `text`, best first, and where they touch.

    `known` are `(id, content hash)` of the collection, `load` gives the texts of some ids in their order, `shelf` and
    `store` keep what was read of a text by its hash. Progress is told by `feedback`, which may cancel (`Cancelled`).
    """
    shelf = shelf or Shelf()
    shelf.fill(known, load, store, feedback)
    near = {n.at: n for n in _near(text, known, shelf)}
    alike = shelf.indexes(known)[1].cosines(profile(shelf.tables(text)[0]))
    own = _own(text, known)
    found = []
    for i, (id_, _) in enumerate(known):
        touch = near.get(i)
        score = WHOLE * float(alike[i]) + (1 - WHOLE) * (touch.score if touch else 0.0)
        if i not in own and score > 0:
            found.append(Related(id_, round(score, 4), touch.touches[:SHOWN] if touch else ()))
    return sorted(found, key=lambda r: (-r.score, r.text_id))[:top]


def _near(text: Text, known: Known, shelf: Shelf) -> list[Near]:
    return shelf.indexes(known)[0].near(*shelf.tables(text), skip=sorted(_own(text, known)))


def _own(text: Text, known: Known) -> set[int]:
    """The text itself and its twins."""
    return {i for i, (id_, sha) in enumerate(known) if id_ == text.id or sha == text.sha256}
