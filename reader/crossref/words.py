"""From passages to numbers: words, stems and sparse vectors that numpy can multiply.

Words are folded, cut at everything that is not a letter or digit, and stemmed by script and language; scripts
that put no space between words give overlapping pairs of characters instead (the usual device for Chinese).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from threading import RLock
from typing import Any

from reader.crossref.late import late

_WORD = re.compile(r"[^\W_]+")
_SPACED = late(r"(?:[^\W_]|[\u0300-\u036f\u00ad])+")  # a word as it is written, marks and soft hyphens within
_DENSE = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = late(f"[{_DENSE}]+|[^{_DENSE}]+")
_HAS_DENSE = late(f"[{_DENSE}]")
FIRST_DENSE, _MARKS = "\u0e00", ("\u1800", "\u3040")  # between the marks: quotes, dashes, signs, no such script
_SIGNS = dict.fromkeys(map(ord, "‐‑‒–—―‘’‚‛“”„‟…•′″«»‹›\u00a0\u2009\u202f"), " ")
_USUAL_MARKS = late("[\u0300-\u036f\u0483-\u0487]+")  # all that combine below the letter after: five times as fast
_FIRST_RARE_MARK = "\u0591"
_CYRILLIC = late("[\u0400-\u04ff]")

# Function words of languages that we stem, to tell which one a list of passages is in (closed classes only).
_CLOSED = {
    "english": "the of and to in that is was for it with as be by this are from which have not",
    "french": "le la les des et du une dans est que pour qui par sur au avec pas ce il ne",
    "german": "der die das und ist nicht von mit den des ein eine zu im auf dem fur sich als auch",
    "spanish": "el la los las que en del por con una para es se lo su al como mas no sus",
    "italian": "il di che la e un per non una sono con del della nel gli dei si da alla come",
    "portuguese": "o de que e do da em um para com nao uma os no se na por mais as dos",
    "dutch": "de het een van en in is dat op te zijn met voor niet aan er die bij ook als",
    "swedish": "och att det som en pa ar av for med den till inte om ett han var jag men sig",
}
_TELLTALES = {name: frozenset(words.split()) for name, words in _CLOSED.items()}


@lru_cache(maxsize=400_000)
def fold(word: str) -> str:
    """A word without case, accents and width; every word of a passage goes through here."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word).casefold()
    return "".join(c for c in plain if not unicodedata.combining(c))


def tokens(passage: str) -> list[str]:
    """The folded words of a passage in order; runs of Chinese, Japanese, Thai, … as overlapping pairs."""
    if not passage.isascii():
        passage = passage.translate(
            _SIGNS
        )  # most passages that are not ASCII have but their quotes and dashes to blame
    if passage.isascii():
        return _WORD.findall(passage.lower())
    if not _dense(passage):
        return _WORD.findall(fold_all(passage))
    found: list[str] = []
    for word in _WORD.findall(fold_all(passage)):
        for run in _RUN.findall(word):
            if _HAS_DENSE.match(run):
                found.extend([run[i : i + 2] for i in range(len(run) - 1)] or [run])
            else:
                found.append(run)
    return found


def _dense(passage: str) -> bool:
    """Whether a script without spaces stands in the passage."""
    high = [c for c in set(passage) if c >= FIRST_DENSE and not _MARKS[0] <= c < _MARKS[1]]
    return bool(high) and _HAS_DENSE.search("".join(high)) is not None


def fold_all(passage: str) -> str:
    """A whole passage folded (offsets are not kept)."""
    plain = unicodedata.normalize("NFKD", passage).casefold()
    if plain.isascii():
        return plain
    if max(plain) < _FIRST_RARE_MARK:
        return _USUAL_MARKS.sub("", plain)
    return "".join(c for c in plain if not unicodedata.combining(c))


LEAST_TELLTALES = 0.08  # share of telltale words that a language needs to be believed (English prose: 0.3)


def language(passages: Sequence[str], sample: int = 400) -> str:
    """The stemmer's name for the language of Latin-script passages; "" where no stemmer is known to fit."""
    step = max(1, len(passages) // sample)
    counts = dict.fromkeys(_TELLTALES, 0)
    seen = 0
    for passage in passages[::step][:sample]:
        for word in tokens(passage[:2000]):
            for name, telltales in _TELLTALES.items():
                if word in telltales:
                    counts[name] += 1
            seen += 1
    best = max(counts, key=lambda n: (counts[n], n == "english"))
    return best if counts[best] >= LEAST_TELLTALES * seen else ""


# Words that end so the English stemmer (Porter's second) leaves alone; telling costs 1 µs, asking it 60.
_UNTOUCHED = re.compile(
    r"(?:[bfhjkopquvwxz]|(?<!e)d|(?<!in)g|(?<![ai])l(?<!fl)(?<!ul)(?<!ll)|(?<!is)m|(?<!io)n|(?<![eo])r|[aiou]t)$"
)


_STEMMING = RLock()  # a stemmer keeps the word at hand in itself


@lru_cache(maxsize=8)
def _stemmer(name: str) -> Any:
    """The stemmer of a language: PyStemmer's where it is installed (1 µs a word), else one in Python (60 µs)."""
    import snowballstemmer  # late: 35 ms without PyStemmer, that a window without links never pays

    return snowballstemmer.stemmer(name)


def _stemmed(name: str, word: str) -> str:
    with _STEMMING:
        return str(_stemmer(name).stemWord(word))


class Stems:
    """Stems of folded words, each found once (60 µs a word type): one table lives as long as the process."""

    def __init__(self, latin: str) -> None:
        self.latin = latin
        self._known: dict[str, str] = {}

    def __call__(self, word: str) -> str:
        stem = self._known.get(word)
        if stem is None:
            if word.isascii() and not word.isalpha():
                stem = word
            elif _CYRILLIC.match(word):
                stem = _stemmed("russian", word)
            elif word[0] > "\u024f" or not self.latin or (self.latin == "english" and _UNTOUCHED.search(word)):
                stem = word
            else:
                stem = _stemmed(self.latin, word)
            self._known[word] = stem
        return stem


class ByStem:
    """Values by stem, for lists of whole words; only words that begin like one that is asked for are ever stemmed."""

    def __init__(self, values: Iterable[tuple[str, float]], stem: Stems) -> None:
        """Of words with one stem the last given value holds."""
        self._stem = stem
        self._waiting: dict[str, list[tuple[str, float]]] = {}
        for word, value in values:
            self._waiting.setdefault(word[:2], []).append((word, value))
        self._ready: dict[str, float] = {}
        self._lock = RLock()

    def get(self, stem: str, default: float) -> float:
        """The value of a stem, or `default`."""
        with self._lock:  # another thread must not find a list half taken over
            for word, value in self._waiting.pop(stem[:2], ()):
                self._ready[self._stem(word)] = value
        return self._ready.get(stem, default)


@lru_cache(maxsize=16)
def stems_for(latin: str) -> Stems:
    """The shared table of stems for Latin script in the language `latin` (Cyrillic is always taken as Russian)."""
    return Stems(latin)


def located(passage: str) -> tuple[list[str], list[tuple[int, int]]]:
    """The folded words of a passage with where each stands in it; as `tokens`, at some cost for the places."""
    if passage.isascii():
        spans = [m.span() for m in _WORD.finditer(passage)]
        low = passage.lower()
        return [low[a:b] for a, b in spans], spans
    words: list[str] = []
    places: list[tuple[int, int]] = []
    if not _dense(passage):
        for match in _SPACED.finditer(passage):
            for word in tokens(match.group()):
                words.append(word)
                places.append(match.span())
        return words, places
    for match in _SPACED.finditer(passage):
        start = match.start()
        for run in _RUN.finditer(match.group()):
            at = start + run.start()
            if _HAS_DENSE.match(run.group()):
                for i in range(max(1, len(run.group()) - 1)):
                    for word in tokens(run.group()[i : i + 2]):
                        words.append(word)
                        places.append((at + i, at + min(i + 2, len(run.group()))))
            else:
                for word in tokens(run.group()):
                    words.append(word)
                    places.append((at, at + len(run.group())))
    return words, places
