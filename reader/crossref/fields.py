"""Fields of meaning: which words a reader takes to be about the same, without being the same concept.

`resources/fields/*.txt` lists them, a field a line. "Trawler" and "quota" share a field, "turbine" and "dam" another:
weaker than a concept of the thesaurus, yet it joins what shares no word at all. Strengths were tried on four labelled
pairs of texts (tests/bench); the best cut rose from F1 0.49 to 0.62 there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from reader.crossref.compiled import PHRASES, table
from reader.crossref.thesaurus import usual_stems
from reader.crossref.words import Stems, stems_for
from reader.paths import resources

STRENGTH = 1.2  # of a word's only field, against 1 for the word itself
USUAL = 0.3  # what a word that is in every declaration keeps of it
MORE, MOST = 1.2, 4  # what further words of the field add, and how many count

Fields = tuple[tuple[str, float], ...]


class Lexicon:
    """The fields of one language, found by word; `packed` are their names by stem and by beginning."""

    def __init__(self, lang: str, stem: Stems, packed: Mapping[str, Mapping[str, str]]) -> None:
        self._stem, self._lang = stem, lang
        self._stems, self._beginnings = packed["stems"], packed["beginnings"]
        self._known: dict[str, Fields] = {}
        self._longest = max(map(len, self._beginnings), default=0)

    def of(self, word: str) -> Fields:
        """The keys of the fields that a folded word stands in, each with its share of `STRENGTH`."""
        known = self._known.get(word)
        if known is None:
            known = self._known[word] = self._found(word)
        return known

    def _found(self, word: str) -> Fields:
        root = self._stem(word)
        names = set(self._stems.get(root, "").split())
        for n in range(2, min(len(word), self._longest) + 1):
            names.update(self._beginnings.get(word[:n], "").split())
        if not names:
            return ()
        strength = 1.0 / len(names) ** 0.5
        if usual_stems(self._lang, self._stem.latin).get(root, 0.0):
            strength *= USUAL
        return tuple(("f:" + name, strength) for name in sorted(names))


@lru_cache(maxsize=8)
def lexicon(lang: str, latin: str) -> Lexicon:
    """The fields of a language ("en", "ru", "zh"), stemmed as the texts are."""
    made = packed(lang, latin) if (lang, latin) not in PHRASES else table(f"fields-{lang}", "fields", dict)
    return Lexicon(lang, stems_for(latin), made or packed(lang, latin))


def packed(lang: str, latin: str) -> dict[str, Any]:
    """The names of the fields by the stems of their words, and by beginnings, straight from the file."""
    stem = stems_for(latin)
    stems: dict[str, list[str]] = {}
    beginnings: dict[str, list[str]] = {}
    path = resources() / "fields" / f"{lang}.txt"
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        name, found, words = line.partition(": ")
        if not found or line[0] == "#":
            continue
        for word in dict.fromkeys(words.split()):
            if word[-1] == "*":
                beginnings.setdefault(word[:-1], []).append(name)
            else:
                stems.setdefault(stem(word), []).append(name)
    return {
        kind: {key: " ".join(dict.fromkeys(names)) for key, names in sorted(some.items())}
        for kind, some in (("stems", stems), ("beginnings", beginnings))
    }


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
