"""A text as a run of comparable tokens: what typography, wrapping, case and accents change is not seen.

A token is a word; scripts written without spaces (Han, kana, Thai, Lao, Khmer, Myanmar, Tibetan) give one
token a character. Keys are small integers from a vocabulary that the texts to be compared share.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from typing import NamedTuple

# Combining marks and the Indic blocks are listed because `\w` leaves out marks, and would cut words at a vowel sign.
_MARKS = "\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0dff\u200c\u200d"
_SINGLE = (
    "\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
_WORD = rf"(?:(?![{_SINGLE}_])[\w{_MARKS}])+"
# A soft hyphen, or a hyphen at a line's end before a small letter, is no part of the word: "inter-\nnational".
_TOKEN = re.compile(rf"[{_SINGLE}]|{_WORD}(?:(?:\u00ad\s*|-[ \t]*\n[ \t]*(?=[^\W\d_A-Z])){_WORD})*")
_JOIN = re.compile(r"\u00ad\s*|-[ \t]*\n[ \t]*")
_BREAK = re.compile(r"[.!?…:;。！？；：]|\n")

PARAGRAPH, SENTENCE = 2, 1  # strengths of a break before a token


class Tokens(NamedTuple):
    """`keys[i]` is the token's number; it stands at `[starts[i], ends[i])`; `breaks[i]` says what precedes it."""

    keys: list[int]
    starts: array[int]
    ends: array[int]
    breaks: bytearray


def fold_word(word: str) -> str:
    """The form under which two spellings of a word are the same: NFKD, no marks, no soft hyphens, case folded."""
    if word.isascii():
        return _JOIN.sub("", word).lower()
    plain = unicodedata.normalize("NFKD", _JOIN.sub("", word)).casefold()
    return "".join(c for c in plain if not unicodedata.combining(c) and c not in "\u200c\u200d") or word


class Vocabulary:
    """Numbers for folded words, the same for every text that is tokenised with it."""

    def __init__(self) -> None:
        self._by_surface: dict[str, int] = {}
        self._by_folded: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._by_folded)

    def key(self, surface: str) -> int:
        """The number of a word as written."""
        found = self._by_surface.get(surface)
        if found is None:
            found = self._by_folded.setdefault(fold_word(surface), len(self._by_folded))
            self._by_surface[surface] = found
        return found

    def known(self, surface: str) -> int:
        """The number of a word, or -1 when no text of this vocabulary has it."""
        found = self._by_surface.get(surface)
        return self._by_folded.get(fold_word(surface), -1) if found is None else found


def tokenise(text: str, vocabulary: Vocabulary) -> Tokens:
    """Tokens of a text in order, offsets in code points; linear in its length."""
    keys: list[int] = []
    starts, ends, breaks = array("I"), array("I"), bytearray()
    known = vocabulary._by_surface
    key = vocabulary.key
    last = 0
    search = _BREAK.search
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        word = text[start:end]
        number = known.get(word)
        keys.append(key(word) if number is None else number)
        starts.append(start)
        ends.append(end)
        if start - last > 1 or last == 0:
            found = search(text, last, start)
            if found is None:
                breaks.append(0 if last else PARAGRAPH)
            else:
                breaks.append(PARAGRAPH if text.find("\n\n", last, start) >= 0 or not last else SENTENCE)
        else:
            breaks.append(SENTENCE if start > last and search(text, last, start) else 0)
        last = end
    return Tokens(keys, starts, ends, breaks)
