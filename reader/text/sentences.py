"""Sentence boundaries by rule, for any language; English, Russian and Chinese have rules of their own.

One pass over the candidates, each decided by a bounded look to either side: linear, on one line of 5 MB as well.

A semicolon ends a sentence only in a list: where a label follows it ("; (b) …", "; 2) …"), or where a sentence
has a colon and two or more semicolons after it ("agree: to …; to …; and to …"). The full-width "；" always does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reader.text.abbreviations import (
    DAY_MONTHS,
    ENDERS,
    LOOSE,
    MONTHS,
    NUMBERED,
    ORDINAL_STOP,
    SAID,
    STARTERS,
    TITLES,
)

_LOOK = 48  # characters looked at on either side of a candidate

# A stop in Latin, Cyrillic…; a full-width one; a line end.
_CANDIDATE = re.compile(
    r"""(?P<wide>(?:[。！？；｡]|．(?<=[㐀-鿿]．)(?![\d０-９]))+(?:[！？。…]*)[」』”’）》〉】\])"'»]*(?:\[\d{1,3}\]|[①-⑳])*)
    |(?P<dots>…+[」』”’）]*|\.{3,}["'”’»)\]]*)
    |(?P<stop>(?<![.!?؟।۔])[.!?؟।۔]++["'”’»«“)\]]*+(?:\s»)?(?:\[\d{1,3}\]|[¹²³⁰-⁹]+)*+)(?=\s|$|[㐀-鿿])
    |(?P<note>\.(?<=[^\W\d_]{4}\.)\d{1,2}(?=\s+[^\W\d_a-zа-я]))
    |(?P<line>\n\s*)""",
    re.X,
)
_OPENERS = re.compile(r"[\"'“”‘’«»„(\[{—–/]")
_AFTER = re.compile(r"\s*[\"'“‘«„(\[№]*\s?(\w+)")
_TOLD = re.compile(r"\s*[—–-]\s+([^\W\d_]+)")  # “Why?” — he asked
_DOTTED = re.compile(r"\s?[^\W\d_]{1,2}\.")  # more letters of an abbreviation: "z. B.", "EE. UU."
_REST = re.compile(r"[^。！？；，,：:“「『]{1,14}")
_ORDINAL = re.compile(
    r"\s*(?:[§#(]?\s*(?:\d{1,4}(?:\.\d{1,3})*|[IVXLCDM]{1,7}|[A-Za-zА-Яа-я])"
    r"|(?:Article|ARTICLE|Section|Chapter|Rule|Part|Art|Статья|СТАТЬЯ|Раздел|Глава|Пункт|Artikel|Artículo|Articolo|Artigo)"
    r"\s+[\dIVXLC]+(?:\s*(?:bis|ter))?)\s*"
)
_SLASHED = re.compile(r"\s+[A-ZА-Я]{1,4}/\S")
_ROMAN = re.compile(r"[IVXLCDM]+\b")
_SEMICOLON = re.compile(r";(?=(\s+(?:and\s+|or\s+|и\s+|или\s+)?(?:\(\w{1,5}\)|\w{1,3}\)|[–—•]))?)")
_WRAPPED = 40  # a line shorter than this, followed by a small letter, is a heading and not a wrapped line
_YEAR_BEFORE = re.compile(r"(?:\d|\b[IVX]+)\s?(?:гг?|вв?)$")
_TERMINAL = ".!?…:;。！？；："


def split(s: str, lang: str = "en") -> list[tuple[int, int]]:
    """The sentences of `s` as `(start, end)`: sorted, disjoint, without the space between them, nothing else left out.

    Newlines divide (heading lines and list lines are sentences), save inside a visibly wrapped line.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for end in _boundaries(s, lang):
        _put(spans, s, start, end)
        start = end
    _put(spans, s, start, len(s))
    return spans


def _put(spans: list[tuple[int, int]], s: str, start: int, end: int) -> None:
    piece = s[start:end]
    bare = piece.strip()
    if not bare:
        return
    start += len(piece) - len(piece.lstrip())
    end = start + len(bare)
    if ";" not in bare:
        spans.append((start, end))
        return
    for cut in _list_cuts(bare):
        _trimmed(spans, s, start, end - len(bare) + cut)
        start = end - len(bare) + cut
    _trimmed(spans, s, start, end)


def _trimmed(spans: list[tuple[int, int]], s: str, start: int, end: int) -> None:
    while start < end and s[start].isspace():
        start += 1
    while end > start and s[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append((start, end))


def _list_cuts(sentence: str) -> list[int]:
    colon = sentence.find(":")
    marks = list(_SEMICOLON.finditer(sentence))
    run = colon != -1 and sum(m.start() > colon for m in marks) >= 2
    return [m.start() + 1 for m in marks if m.group(1) or (run and m.start() > colon)]


def _boundaries(s: str, lang: str) -> Iterator[int]:
    start = 0
    for m in _CANDIDATE.finditer(s):
        kind = m.lastgroup
        end = m.end()
        if end <= start:
            continue
        if kind == "line":
            cut = _line_ends(s, start, m.start(), end)
        elif kind == "wide":
            cut = _wide_ends(s, start, m)
        elif kind == "note":
            cut = True
        elif kind == "dots":
            cut = _after_dots(s, end)
        else:
            cut = _stop_ends(s, start, m, lang)
        if cut:
            yield end
            start = end


def _line_ends(s: str, start: int, at: int, end: int) -> bool:
    if s.count("\n", at, end) > 1 or end >= len(s):
        return True
    wrapped = s[end].islower() and at - start >= _WRAPPED and s[at - 1] not in _TERMINAL
    return not (wrapped and len(s[max(start, at - 400) : at].rpartition("\n")[2]) >= _WRAPPED)


def _wide_ends(s: str, start: int, m: re.Match[str]) -> bool:
    """A full-width stop ends a sentence unless it stands in brackets within one, or who spoke is told behind it."""
    closers = m.group()
    if ("）" in closers or ")" in closers) and "（" in s[start + 1 : m.start()] and s[start] not in "（(":
        return m.end() >= len(s) or s[m.end()] in "\n“「『" or closers[-1] in "。！？；"
    if closers[-1] in "”」』" and m.end() < len(s) and not re.search("[：:][“「『]", s[start : m.start()]):
        rest = _REST.match(s, m.end())
        if rest is None or s[rest.end() : rest.end() + 1] not in ("。", "，", "；", "："):
            return True
        return not rest.group().endswith(SAID) or rest.group().startswith(("没", "無", "无"))
    return True


def _after_dots(s: str, end: int) -> bool:
    after = _AFTER.match(s, end, end + _LOOK)
    if after is None:
        return end >= len(s) or s[end].isspace()
    word = after.group(1)
    if "\u3400" <= word[0] <= "\u9fff":
        return s[end - 1] in "」』”’）"
    return s[end : end + 1].isspace() and word[0].isupper()


def _stop_ends(s: str, start: int, m: re.Match[str], lang: str) -> bool:
    at, end = m.span()
    after = _AFTER.match(s, end, end + _LOOK)
    word = after.group(1) if after else ""
    if word and word[0].islower() and not word[1:2].isupper():
        return False  # "U.N. and", "Why?" he asked
    if not word:
        told = _TOLD.match(s, end, end + _LOOK)
        if told is not None and told.group(1)[0].islower():
            return False
    if s[at] != "." or (end - at > 1 and s[at + 1] in ".!?"):
        return True
    if at - start < _LOOK and _ORDINAL.fullmatch(s, start, at):
        return end - at > 1 and not word  # the number of the provision stays with its words
    before = s[max(start, at - _LOOK) : at].rsplit(None, 1)
    token = _OPENERS.split(before[-1])[-1] if before and not s[at - 1].isspace() else ""
    if word and lang in ORDINAL_STOP and token.isdigit() and len(token) <= 2 and word.lower() not in STARTERS:
        return False  # "19. Jahrhundert"
    return _token_ends(token.lower(), token, word, s, at)


def _token_ends(low: str, token: str, word: str, s: str, at: int) -> bool:
    starts = word.lower() in STARTERS
    number = bool(word) and (word[0].isdigit() or bool(_ROMAN.fullmatch(word)))
    if len(token) <= 2 and token.isalpha() and (len(token) == 1 or token.isupper()) and _DOTTED.match(s, at + 1):
        return False  # "z. B.", "A. B. Jones", "EE. UU."
    if low in ENDERS and word:
        return not number
    if low in TITLES and not (len(token) == 1 and token.isupper()):
        return False
    if token.isdigit() and len(token) <= 2 and word.lower() in DAY_MONTHS:
        return False  # German "15. Juni"
    if low in ("г", "гг", "в", "вв"):
        # "в 2001 г. Участники" ends, "в г. Бишкек" and "2001 г. № 5" do not.
        year = bool(_YEAR_BEFORE.search(s[max(0, at - 12) : at]))
        return year and not number
    if low in NUMBERED and (low != "no" or number):
        number = number or _slashed(s, at, word)
        return not number and (starts or low not in ("ст", "п", "пп", "гл", "т", "с", "стр"))
    if low in MONTHS and token[:1].isupper():
        return bool(word) and not number and starts
    if len(token) == 1 and token.isalpha() and token.isupper():
        return starts  # an initial, "J. Smith"; "Group B. The …" ends
    if "." in token and all(0 < len(part) <= 2 for part in token.split(".")) and not token[0].isdigit():
        return starts or not word  # "U.N. The …" ends, "U.N. Charter" does not
    if low in LOOSE:
        return (not number) if low in ("др", "пр", "проч", "etc", "usw") else (starts or not word)
    return True


def _slashed(s: str, at: int, word: str) -> bool:
    """Whether the sign of a document follows ("Doc. A/45/3")."""
    return len(word) <= 4 and _SLASHED.match(s, at + 1) is not None
