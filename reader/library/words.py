"""Words as the index sees them: Han, Kana and Thai by the character, all else by the run of letters."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Scripts written without spaces: each character is a word of its own, and a word of several is a phrase.
_DENSE = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
_DENSE_CHARACTER = re.compile(f"[{_DENSE}]")
_MARKS = "\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u064b-\u065f"  # accents and vowel signs that stand alone
_WORD = re.compile(rf"[{_DENSE}]|[^\W_{_DENSE}](?:[^\W_{_DENSE}]|[{_MARKS}])*")
_ACCENTED = re.compile("[\u0370-\u04ff\u1f00-\u1fff]")
_APART = re.compile("[\u0370-\u04ff\u1f00-\u1fff][\u0300-\u036f]+")
_BREAK = "\u200b"  # a separator to the tokenizer, invisible, and taken out again by `unspaced`


def spaced(s: str) -> str:
    """`s` as it goes into the index: breaks around the characters of scripts without spaces, NUL taken out.

    Greek and Cyrillic letters go in with their accents apart: the tokenizer drops an accent that stands alone, but
    knows only the accented letters of the Latin script (SQLite 3.40). A break that was there before becomes a word
    joiner, so that `unspaced` gives the same number of characters.
    """
    if s.isascii():
        return s.replace("\0", " ")
    s = s.replace(_BREAK, "\u2060").replace("\0", " ")
    s = _DENSE_CHARACTER.sub(lambda m: _BREAK + m.group() + _BREAK, s)
    return _ACCENTED.sub(lambda m: unicodedata.normalize("NFD", m.group()), s)


def unspaced(s: str) -> str:
    """What `spaced` was given, code point for code point, if that was NFC."""
    if s.isascii():
        return s
    return _APART.sub(lambda m: unicodedata.normalize("NFC", m.group()), s.replace(_BREAK, ""))


def folded(word: str) -> str:
    """A word without case and accents, as the tokenizer `unicode61 remove_diacritics 2` compares it."""
    if word.isascii():
        return word.lower()
    return "".join(c for c in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(c))


def words(s: str) -> list[tuple[int, int, str]]:
    """The words of `s` as `(start, end, folded word)`."""
    return [(m.start(), m.end(), folded(m.group())) for m in _WORD.finditer(s)]


@lru_cache(maxsize=20_000)
def folded_tag(tag: str) -> str:
    """A tag without case and accents; kept, because all tags are looked through at every keystroke."""
    return folded(tag)
