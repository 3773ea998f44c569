"""Words as the names see them: case, accents, number, case endings and spelling taken off by rule.

Works on single words, so that a text pays once for each different word and not for each word.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from reader.crossref.late import late

COMMA = -1  # a comma between words: a name may ask for it
BREAK = -2  # a stop, a bracket, a colon: no name runs across it
SKIP = -3  # an article: read over inside a name

CJK = "\u2e80-\u2fff\u3005-\u3007\u3021-\u3029\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_TOKEN = late(rf"(?:[^\W\d_{CJK}]\.){{2,}}|[^\W_{CJK}]+(?:['’ʼ][^\W_{CJK}]+)*|[{CJK}]|&|[,、，]|[^\w\s,、，&]|_")
_SPACED = re.compile(
    r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:['’ʼ][^\W_]+)*|&|,|[^\w\s,&]|_"
)  # the same where none is CJK: 5 ms less
FIRST_CJK = "\u2e80"
# Signs that stand inside names without cutting them: dashes, quotes, soft hyphen, apostrophe, middle dot.
_JOINERS = frozenset("-‐‑–—−'’‘ʼ\"“”„«»‹›《》「」『』〈〉\u00ad·•/_*")
_ARTICLES = frozenset({"the", "a", "an"})
_COMMAS = frozenset(",、，")

# Case and number endings of Russian nouns and adjectives, longest first (й kept apart from и, ё taken as е).
_RU = tuple(
    frozenset(ends.split())
    for ends in (
        "иями",
        "иях аем ами ями ого его ому ему ыми ими ией иям ием",
        "ай ае аю ая яя ое ее ые ие ый ий ой ей ом ем ам ям ах ях ых их ым им ую юю ов ев ия ии ию ью",
        "а я о е ы и у ю ь й",
    )
)
_CYRILLIC = re.compile("[\u0400-\u04ff]")
# The same word in British and American spelling.
_SPELLING = (
    (re.compile(r"is(ation|e|ed|ing)$"), r"iz\1"),
    (re.compile(r"(?<=[a-z]{2})our(?=$|l|ed|able|ing|hood)"), "or"),
    (re.compile(r"(?<=[a-z]{2})tre$"), "ter"),
    (re.compile(r"ence$"), "ense"),
    (re.compile(r"(?<=gr)amme$"), "am"),
)


def plain(word: str) -> str:
    """A word in lower case without accents; й stays a letter of its own."""
    if word.isascii():
        return word.lower()
    loose = unicodedata.normalize("NFKD", word.casefold().replace("ё", "е"))
    kept = "".join(
        c for i, c in enumerate(loose) if not unicodedata.combining(c) or (c == "\u0306" and loose[i - 1] in "иу")
    )
    return unicodedata.normalize("NFC", kept)


@lru_cache(maxsize=50_000)
def norm(word: str) -> str:
    """The form under which a word of a text meets the word of a name: "Charters’" and "charter" are one."""
    bare = plain(word).replace("’", "'").replace("ʼ", "'")
    if "." in bare:
        return bare.replace(".", "")
    if bare.endswith("'s"):
        bare = bare[:-2]
    if "'" in bare:
        bare = bare.replace("'", "")
    if _CYRILLIC.match(bare):
        return _russian(bare)
    capitals = word[: len(bare)]
    letters = capitals.rstrip("s")
    if 1 < len(letters) <= 5 and letters.isupper():  # an acronym: SARS is no plural, ICTs is one
        return bare[: len(letters)]
    return _english(bare)


def _russian(word: str) -> str:
    """The word without its endings, however many there seem to be: Вьетнам and Вьетнама end alike in the end."""
    while True:
        for n, ends in zip((4, 3, 2, 1), _RU, strict=True):
            if len(word) - n >= (2 if n == 1 else 3) and word[-n:] in ends:
                word = word[:-n]
                break
        else:
            return word


def _english(word: str) -> str:
    if len(word) > 3 and word[-1] == "s" and word[-2] not in "sui":
        word = word[:-3] + "y" if word.endswith("ies") and len(word) > 4 else word[:-1]
    if len(word) > 4 and ("is" in word or "our" in word or word.endswith(("tre", "ence", "amme"))):
        for pattern, into in _SPELLING:
            word = pattern.sub(into, word)
    return word


def pieces(chunk: str) -> list[tuple[str, int, int]]:
    """What a run of text between two spaces is made of: `(normal form, start, end)`.

    The normal form is "," for a comma, "." for anything that cuts names, "" for an article.
    """
    if chunk.isascii() and chunk.isalpha():  # most runs of a text are one plain word: spare them the expression
        form = norm(chunk)
        return [("" if form in _ARTICLES else form, 0, len(chunk))]
    found: list[tuple[str, int, int]] = []
    for hit in (_SPACED if max(chunk, default="") < FIRST_CJK else _TOKEN).finditer(chunk):
        word = hit.group()
        if word[0].isalnum():
            form = norm(word)
            found.append(("" if form in _ARTICLES and word[-1] != "." else form, hit.start(), hit.end()))
        elif word == "&":
            found.append(("and", hit.start(), hit.end()))
        elif word in _COMMAS:
            found.append((",", hit.start(), hit.end()))
        elif word not in _JOINERS:
            found.append((".", hit.start(), hit.end()))
    if "\n" in chunk:  # a line end cuts: a heading does not run on into its paragraph
        found.extend((".", hit.start(), hit.end()) for hit in re.finditer(r"\n+", chunk))
        found.sort(key=lambda piece: piece[1])
    return found


# Beginnings of words that are written apart, with a hyphen or in one.
JOINED = ("anti", "non", "multi", "counter", "inter", "trans", "post", "sub", "co")


def spellings(forms: list[str]) -> list[list[str]]:
    """The ways in which a name's words may be joined: anti terrorist, antiterrorist."""
    ways = [forms]
    if not any(form.startswith(JOINED) for form in forms):
        return ways
    for i, form in enumerate(forms):
        if form in JOINED and i + 1 < len(forms) and len(forms[i + 1]) > 3:
            ways.append([*forms[:i], form + forms[i + 1], *forms[i + 2 :]])
            continue
        for prefix in JOINED:
            rest = form[len(prefix) :]
            if form.startswith(prefix) and len(rest) > 4 and len(forms) > 1 and prefix != "co":
                ways.append([*forms[:i], prefix, rest, *forms[i + 1 :]])
                break
    return ways
