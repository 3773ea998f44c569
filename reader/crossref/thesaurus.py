"""The thesaurus of the field: which concepts a sentence speaks of, whatever its wording.

`resources/thesaurus/*.toml` names each concept, its broader ones and its wordings by language. A wording matches
stem by stem with function words left out; `x + y` asks for both stems within `NEAR` words; `word*` for a beginning.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from threading import RLock
from typing import Any, NamedTuple

from reader.crossref.compiled import PHRASES, table
from reader.crossref.toml_tables import read_tables
from reader.crossref.words import ByStem, Stems, stems_for, tokens
from reader.paths import resources

NEAR = 5  # words between the two halves of an `x + y` wording, function words not counted
NARROWER = 0.5  # what a step up to a broader concept keeps of the weight
# Left out of wordings and sentences alike: "the work of the council" is matched by "council work" no more than before.
_SMALL = ("a", "an", "and", "as", "at", "by", "each", "for", "in", "of", "on", "s", "the", "their", "to", "with",
          "и", "в", "во", "на", "с", "со", "по")  # fmt: skip


class Concept(NamedTuple):
    """An entry of the thesaurus; `usual` marks what nearly every declaration says, so that it weighs little;
    `weight` is how much a careful reader minds that both ends speak of it (a procedure less than a subject)."""

    id: str
    up: tuple[str, ...]
    usual: bool
    weight: float

    @property
    def wordings(self) -> Mapping[str, tuple[str, ...]]:
        """The wordings by language, read from the files when first asked for: what looks for them holds its own."""
        return _wordings()[self.id]

    @property
    def title(self) -> str:
        """The concept in words, for the reader."""
        return self.id.replace("_", " ")


class Found(NamedTuple):
    """A concept found at the word positions `[start, end)` of a sentence."""

    concept: str
    start: int
    end: int


_Begun = dict[str, list[tuple[tuple[str, ...], str]]]  # wordings by their second key ("" for those of one)


@lru_cache(maxsize=1)
def concepts() -> Mapping[str, Concept]:
    """Every concept of the shipped thesaurus by its id."""
    rows = table("concepts", "thesaurus", concept_rows)
    return {key: Concept(key, tuple(up), usual, weight) for key, up, usual, weight in rows}


def concept_rows() -> list[list[Any]]:
    """The fields of every concept, straight from the files."""
    return [
        [key, entry.get("up", []), bool(entry.get("usual")), float(entry.get("weight", 1))]
        for key, entry in _entries().items()
    ]


@lru_cache(maxsize=1)
def _wordings() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    return {
        key: {lang: tuple(some) for lang, some in entry.items() if lang not in ("up", "usual", "weight")}
        for key, entry in _entries().items()
    }


def _entries() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for path in sorted((resources() / "thesaurus").glob("*.toml")):
        if path.stem not in ("roles", "usual"):
            found.update(read_tables(path))
    return found


@lru_cache(maxsize=8)
def usual_stems(lang: str, latin: str) -> ByStem:
    """1 for the stem of every word that is at home in every declaration of a language."""
    words = table("usual", "thesaurus", usual_words)[lang]
    return ByStem(((w, 1.0) for w in tokens(words)), stems_for(latin))


def usual_words() -> dict[str, str]:
    """The words by language, straight from the file."""
    return {lang: str(words) for lang, words in read_tables(resources() / "thesaurus" / "usual.toml").items()}


@lru_cache(maxsize=1)
def broader() -> Mapping[str, Mapping[str, float]]:
    """For every concept its ancestors with what a step (or several) up leaves of the weight."""
    table = concepts()
    found: dict[str, dict[str, float]] = {}
    for key in table:
        above: dict[str, float] = {}
        front = [(parent, NARROWER) for parent in table[key].up]
        while front:
            parent, weight = front.pop()
            if parent in table and weight > above.get(parent, 0.0) and weight > NARROWER**3:
                above[parent] = weight
                front.extend((p, weight * NARROWER) for p in table[parent].up)
        found[key] = above
    return found


def _bucket(word: str) -> str:
    """What a wording and a word that may match it have in common before stemming."""
    return word[:3] if word[0] < "\u2e80" else word[:1]


class Phrases:
    """Sets of wordings of one language, matched against sentences in time linear in their words."""

    def __init__(self, wordings: Iterable[tuple[str, str]], stem: Stems, small: frozenset[str]) -> None:
        """`wordings` are `(label, wording)`; `small` are the stems that are left out on both sides."""
        self._stem, self._small = stem, small
        self._exact: dict[str, _Begun] = {}
        self._begun: dict[str, list[tuple[str, str]]] = {}  # by the first key; the others are stemmed once it is met
        self._near: list[tuple[str, str, str]] = []
        self._by_half: dict[str, list[tuple[str, str, str]]] = {}
        self._prefixes: dict[str, str] = {}
        self._longest = 0
        self._known: dict[str, tuple[str, ...]] = {}
        # Wordings wait, unstemmed, until the texts hold a word that begins like theirs: stemming all takes 0.1 s.
        self._waiting: dict[str, list[tuple[str, str]]] = {}
        self._packed: dict[str, str] = {}  # the same taken apart and stemmed already, by first key
        self._lock = RLock()  # shared by every thread that compares texts
        for label, wording in wordings:
            halves = wording.split(" + ")
            if len(halves) == 2:
                first, second = ("+" + half for half in halves)
                self._near.append((first, second, label))
                for half in halves:
                    self._wait("+" + half, half)
            else:
                self._wait(label, wording)

    @classmethod
    def unpacked(cls, packed: Mapping[str, Any], stem: Stems, small: frozenset[str]) -> Phrases:
        """The same wordings as those that `packed` was asked of."""
        phrases = cls((), stem, small)
        phrases._packed = dict(packed["firsts"])
        phrases._near = [(first, second, label) for first, second, label in packed["near"]]
        phrases._prefixes = {beginning: beginning + "*" for beginning in packed["beginnings"]}
        phrases._longest = max(map(len, phrases._prefixes), default=0)
        return phrases

    def packed(self) -> dict[str, Any]:
        """All wordings taken apart and stemmed, as JSON can hold them."""
        with self._lock:
            for bucket in sorted(self._waiting):
                for label, wording in self._waiting.pop(bucket):
                    self._register(label, wording)
            firsts = {
                first: "\n".join(
                    " ".join(keys) + "\t" + label for rows in self._of(first).values() for keys, label in rows
                )
                for first in sorted({*self._begun, *self._exact, *self._packed})
                if self._of(first)
            }
        return {"firsts": firsts, "near": [list(row) for row in self._near], "beginnings": sorted(self._prefixes)}

    def _wait(self, label: str, wording: str) -> None:
        for part in wording.split():
            if part.endswith("*"):
                beginning = "".join(tokens(part))
                self._prefixes[beginning] = beginning + "*"
                self._longest = max(self._longest, len(beginning))
        words = tokens(wording)
        if words:
            first = next((w for w in words if w not in _SMALL), words[0])
            self._waiting.setdefault(_bucket(first), []).append((label, wording))

    def _register(self, label: str, wording: str) -> None:
        first = next(self._keys(wording), "")
        if first:
            self._begun.setdefault(first, []).append((label, wording))

    def _of(self, first: str) -> _Begun:
        """The wordings whose first key this is, by their second."""
        if first in self._begun or first in self._packed:
            with self._lock:
                ready = self._exact.get(first, {})
                ready = {second: list(rows) for second, rows in ready.items()}
                fresh = [(tuple(self._keys(wording)), label) for label, wording in self._begun.get(first, ())]
                for row in self._packed.get(first, "").splitlines():
                    keys, label = row.split("\t")
                    fresh.append((tuple(keys.split()), label))
                for entry in fresh:
                    rows = ready.setdefault(entry[0][1] if len(entry[0]) > 1 else "", [])
                    if entry not in rows:
                        rows.append(entry)
                self._exact[first] = ready
                self._begun.pop(first, None)
                self._packed.pop(first, None)
        return self._exact.setdefault(first, {})

    def _keys(self, wording: str) -> Iterator[str]:
        some = False
        for part in wording.split():
            if part.endswith("*"):
                yield "".join(tokens(part)) + "*"
                some = True
                continue
            for key in map(self._stem, tokens(part)):
                if key not in self._small:
                    yield key
                    some = True
        if not some:
            yield from map(self._stem, tokens(wording))

    def _matches(self, word: str) -> tuple[str, ...]:
        """The keys that a word of the text answers to: its stem, and the beginnings that it begins with."""
        known = self._known.get(word)
        if known is None:
            with self._lock:
                for label, wording in self._waiting.pop(_bucket(word), ()):
                    self._register(label, wording)
            cuts = range(3, min(len(word), self._longest) + 1)
            heads = [self._prefixes[word[:n]] for n in cuts if word[:n] in self._prefixes]
            known = self._known[word] = (self._stem(word), *heads)
        return known

    def find(self, words: Sequence[str]) -> list[Found]:
        """Every wording in the folded words of a sentence; positions count these words."""
        solid = [(i, k) for i, k in ((i, self._matches(w)) for i, w in enumerate(words)) if k[0] not in self._small]
        found: list[Found] = []
        halves: dict[str, list[tuple[int, int]]] = {}
        exact = self._exact
        for n, (i, own) in enumerate(solid):
            after = ("", *solid[n + 1][1]) if n + 1 < len(solid) else ("",)
            for key in own:
                begun = exact.get(key)
                if begun is None or key in self._begun:
                    begun = self._of(key)
                if not begun:
                    continue
                for second in after:
                    for wording, label in begun.get(second, ()):
                        size = len(wording)
                        if n + size > len(solid) or any(wording[m] not in solid[n + m][1] for m in range(2, size)):
                            continue
                        end = solid[n + size - 1][0] + 1
                        if label[0] == "+":
                            halves.setdefault(label, []).append((i, end))
                        else:
                            found.append(Found(label, i, end))
        if len(halves) > 1:
            found.extend(self._nearby(halves))
        return found

    def _beside(self, half: str) -> Sequence[tuple[str, str, str]]:
        """The wordings of two halves whose first one this is."""
        if not self._by_half:
            for row in self._near:
                self._by_half.setdefault(row[0], []).append(row)
        return self._by_half.get(half, ())

    def _nearby(self, halves: Mapping[str, Sequence[tuple[int, int]]]) -> list[Found]:
        found = []
        near = (row for half in halves for row in self._beside(half))
        for first, second, label in near:
            for a, b in halves.get(first, ()):
                for c, d in halves.get(second, ()):
                    if b <= c <= b + NEAR or d <= a <= d + NEAR:
                        found.append(Found(label, min(a, c), max(b, d)))
        return found


@lru_cache(maxsize=8)
def phrases(lang: str, latin: str) -> Phrases:
    """The wordings of all concepts in one language ("en", "ru", "zh"), stemmed as the texts are."""
    if (lang, latin) not in PHRASES:
        return plain_phrases(lang, latin)
    packed: dict[str, Any] = table(f"phrases-{lang}", "thesaurus", dict)
    return Phrases.unpacked(packed, stems_for(latin), small_stems(latin)) if packed else plain_phrases(lang, latin)


def plain_phrases(lang: str, latin: str) -> Phrases:
    """The same, straight from the files."""
    wordings = [(c.id, w) for c in concepts().values() for w in c.wordings.get(lang, ())]
    return Phrases(wordings, stems_for(latin), small_stems(latin))


def packed_phrases(lang: str, latin: str) -> dict[str, Any]:
    """The same as JSON can hold them."""
    return plain_phrases(lang, latin).packed()


def small_stems(latin: str) -> frozenset[str]:
    """The stems of the words that are left out of wordings and sentences alike."""
    return frozenset(map(stems_for(latin), _SMALL))
