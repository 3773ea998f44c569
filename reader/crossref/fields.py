"""Fields of meaning: which words a reader takes to be about the same, without being the same concept.

`resources/fields/*.txt` lists them, a field a line. "Trawler" and "quota" share a field, "turbine" and "dam" another:
weaker than a concept of the thesaurus, yet it joins what shares no word at all. Strengths were tried on four labelled
pairs of texts (tests/bench); the best cut rose from F1 0.49 to 0.62 there.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from reader.crossref.thesaurus import usual_stems
from reader.crossref.words import Stems, stems_for
from reader.paths import resources

STRENGTH = 1.2  # of a word's only field, against 1 for the word itself
USUAL = 0.3  # what a word that is in every declaration keeps of it
MORE, MOST = 1.2, 4  # what further words of the field add, and how many count

Fields = tuple[tuple[str, float], ...]


class Lexicon:
    """The fields of one language, found by word; wordings are stemmed when a word first begins like them."""

    def __init__(self, lang: str, stem: Stems) -> None:
        self._stem, self._lang = stem, lang
        self._waiting: dict[str, list[tuple[str, str]]] = {}
        self._ready: dict[str, list[str]] = {}
        self._beginnings: dict[str, list[str]] = {}
        path = resources() / "fields" / f"{lang}.txt"
        for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
            name, found, words = line.partition(": ")
            if not found or line[0] == "#":
                continue
            for word in dict.fromkeys(words.split()):
                if word[-1] == "*":
                    self._beginnings.setdefault(word[:-1], []).append(name)
                else:
                    self._waiting.setdefault(word[:2], []).append((word, name))
        self._known: dict[str, Fields] = {}
        self._longest = max(map(len, self._beginnings), default=0)

    def of(self, word: str) -> Fields:
        """The keys of the fields that a folded word stands in, each with its share of `STRENGTH`."""
        known = self._known.get(word)
        if known is None:
            known = self._known[word] = self._found(word)
        return known

    def _found(self, word: str) -> Fields:
        for wording, name in self._waiting.pop(word[:2], ()):
            self._ready.setdefault(self._stem(wording), []).append(name)
        root = self._stem(word)
        names = set(self._ready.get(root, ()))
        for n in range(2, min(len(word), self._longest) + 1):
            names.update(self._beginnings.get(word[:n], ()))
        if not names:
            return ()
        strength = 1.0 / len(names) ** 0.5
        if usual_stems(self._lang, self._stem.latin).get(root, 0.0):
            strength *= USUAL
        return tuple(("f:" + name, strength) for name in sorted(names))


@lru_cache(maxsize=8)
def lexicon(lang: str, latin: str) -> Lexicon:
    """The fields of a language ("en", "ru", "zh"), stemmed as the texts are."""
    return Lexicon(lang, stems_for(latin))


def laid(words: Sequence[tuple[str, Fields]]) -> dict[str, tuple[float, int]]:
    """The fields of a sentence by key: strength and a bit mask of the words that say it."""
    found: dict[str, tuple[dict[str, float], int]] = {}
    for at, (word, fields) in enumerate(words):
        for key, strength in fields:
            held, mask = found.get(key, ({}, 0))
            held[word] = strength
            found[key] = (held, mask | 1 << at)
    strengths = {}
    for key, (held, mask) in found.items():
        first, *others = sorted(held.values(), reverse=True)[:MOST]
        strengths[key] = (STRENGTH * (first + MORE * sum(others)), mask)
    return strengths
