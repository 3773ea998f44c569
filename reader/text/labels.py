"""The source's own numbers: "Article 3", "4.", "(b)", "IV.", "第三条", "Статья 3"; told from years and initials."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from reader.text.document import Block

_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_HAN = "〇零一二三四五六七八九十百千两"
_AFTER = r"(?:\s?[-–]?\s?(?:bis|ter|quater|quinquies)\b|[a-zа-я¹²³]\b)?"
_VALUE = rf"(?:\d{{1,4}}(?:\.\d+)*(?:er|-bis)?|[IVXLC]{{1,7}}\b|[A-Z]\b){_AFTER}"
_LATIN = (
    "Article|ARTICLE|Art\\.|ART\\.|Principle|PRINCIPLE|Rule|RULE|Section|SECTION|Sec\\.|Paragraph|Para\\.|Clause|Chapter|"
    "CHAPTER|Part|PART|Title|TITLE|Annex|ANNEX|Protocol|Artikel|Art[íi]culo|ARTÍCULO|Articolo|Artigo|Abschnitt|Kapitel|"
    "Chapitre|Cap[íi]tulo|Point|Punkt|§§?"
)
_CYRILLIC = (
    "Статья|СТАТЬЯ|Ст\\.|Пункт|ПУНКТ|Принцип|ПРИНЦИП|Раздел|РАЗДЕЛ|Глава|ГЛАВА|Часть|ЧАСТЬ|Приложение|Стаття|СТАТТЯ|"
    "Розділ|Артыкул|Чл\\.|Член"
)
_ARTICLE = (
    rf"(?:(?:{_LATIN})\s*{_VALUE}"
    rf"|(?:{_CYRILLIC})\s+(?:№\s*)?{_VALUE}"
    rf"|第\s*[{_HAN}\d０-９]{{1,6}}\s*(?:[条條款节節章编編篇项項]|部分)(?:之[{_HAN}\d]{{1,3}})?"
    r"|(?:ال)?مادة\s*[(（]?[\d٠-٩]{1,4}[)）]?|\d{1,4}-бап)"
)
_NUMBER = (
    r"(?:(?P<dot>\d{1,3}(?:\.\d{1,3}){0,3}[.)]|\(\d{1,3}\)|(?:\d{1,3}|[IVX]{1,6})(?:\.\d{1,3}){1,3}\.)(?=\s)"
    r"|(?P<deep>(?:\d{1,3}|[IVX]{1,6})(?:\.\d{1,3}){1,3})(?=\s+[^\s\W\d_a-zа-я]|\s*$|\s+[\"“«(])"
    r"|(?P<letter>\(?[a-zа-я]{1,2}\))(?=\s)|(?P<low>\(?[ivxlc]{1,6}\))(?=\s)"
    r"|(?P<roman>\(?[IVXLCDM]{1,8}[.)])(?=\s)|(?P<point>[A-Za-z]\.)(?=\s)"
    rf"|(?P<han>[{_HAN}]{{1,3}}[、．.]|[（(][{_HAN}\d]{{1,3}}[）)])|(?P<wide>\d{{1,3}}[、．]|[①-⑳]))"
)
_DATE_NEXT = r"\d{1,2}\.\s+(?:\w+\s+\d{4}|\d{1,2}\.)"
_WORDS = (
    "Art", "ART", "Princip", "PRINC", "Rule", "RULE", "Sec", "SEC", "Para", "Clause", "Chap", "CHAP", "Part", "PART",
    "Title", "TITLE", "Annex", "ANNEX", "Proto", "Absch", "Kapitel", "Cap", "Po", "Pu", "Стат", "СТАТ", "Ст", "Пункт",
    "ПУНКТ", "Принцип", "ПРИНЦ", "Разд", "РАЗД", "Глава", "ГЛАВА", "Часть", "ЧАСТЬ", "Прил", "Розд", "Арт", "Чл",
    "第", "مادة", "المادة",
)  # fmt: skip


def label_of(text: str) -> str | None:
    """The article or number that `text` begins with, as written; None where it begins with none."""
    found = _match(text)
    return found[0] if found and found[1] != "point" else None


def _match(text: str) -> tuple[str, str] | None:
    """The number that `text` begins with and its kind: "article", "direct" (words touch it), or a name in `_NUMBER`."""
    if not text:
        return None
    first = text[:1]
    if first.isalpha() and first not in _HAN and not text.startswith(_WORDS) and text[1:2] not in (")", "."):
        if not (text[2:3] == ")" or (first in "ivxlc" and ")" in text[:7])) and (
            first not in _ROMAN_VALUES or not ("." in text[:9] or ")" in text[:9])
        ):
            return None
    elif first not in "(§（①②③④⑤⑥⑦⑧⑨⑩" and not first.isdigit() and not first.isalpha():
        return None
    m = re.match(_ARTICLE, text)  # by source: `re` keeps it compiled, and texts without numbers never pay for it
    if m:
        rest = text[m.end() :]
        if first == "第" and rest and not rest[0].isspace() and rest[0] not in "：:.．、—–-（(":
            return m.group(), "direct"  # "第三条规定……" may be a sentence about an article
        # "Article 3 of the Charter says" opens a sentence about an article and numbers nothing.
        if not rest or rest[0] in "\n.:-–—　(（" or not rest.lstrip()[:1].islower():
            return (m.group(), "article") if not rest[:1].isalnum() or first == "第" else None
        return None
    m = re.match(_NUMBER, text)
    if m is None or (m.group("dot") and re.match(_DATE_NEXT, text)):
        return None
    return m.group(), m.lastgroup or "dot"


class _Candidate(NamedTuple):
    block: int
    label: str
    kind: str
    value: int


# "V. Berg spoke" and "A. Smith" look like these; they count only beside their neighbours in the sequence.
_DOUBTFUL = frozenset(("roman", "point", "direct"))


def number(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks with the labels that they begin with; a lone "V." or "C." may be an initial and counts in sequence."""
    every = list(blocks)
    found: dict[int, str] = {}
    doubtful: dict[str, list[_Candidate]] = {}
    for i, block in enumerate(every):
        match = _match(block.text) if block.label is None and block.text else None
        if match is None:
            continue
        label, kind = match
        if kind not in _DOUBTFUL:
            found[i] = label
            continue
        letters = label.strip("().")
        if kind == "roman" and roman(label):
            doubtful.setdefault("roman", []).append(_Candidate(i, label, kind, roman(label)))
        if kind == "direct":
            doubtful.setdefault("direct", []).append(_Candidate(i, label, kind, value_of(label)))
        elif len(letters) == 1:  # "C." is the third letter or a hundred
            case = "upper" if letters.isupper() else "lower"
            doubtful.setdefault(case, []).append(_Candidate(i, label, kind, ord(letters.lower()) - 96))
    for run in doubtful.values():
        for k, c in enumerate(run):
            before = run[k - 1].value if k else 0
            after = run[k + 1].value if k + 1 < len(run) else 0
            alone = every[c.block].kind == "heading" and c.kind == "roman" and len(run) == 1 and c.value == 1
            if c.value == before + 1 != 1 or c.value + 1 == after or alone:
                found.setdefault(c.block, c.label)
    for i, block in enumerate(every):
        own = found.get(i)
        if own is not None:
            block = block._replace(label=own)
            if own == block.text.strip():
                block = block._replace(kind="heading")  # "Article 3" on a line of its own
        yield block


def roman(label: str) -> int:
    """The value of a Roman number such as "IV." (0 if it is none)."""
    letters = label.strip("().")
    if not letters or any(c not in _ROMAN_VALUES for c in letters):
        return 0
    values = [_ROMAN_VALUES[c] for c in letters]
    return sum(-v if v < w else v for v, w in zip(values, [*values[1:], 0], strict=True))


def value_of(label: str) -> int:
    """The number that a label holds, in digits, Roman or Chinese numerals; 0 for letters and none."""
    digits = re.search(r"\d+", label)
    if digits:
        return int(digits.group())
    signs = "".join(c for c in label if c in _HAN)
    if signs:
        return _han(signs)
    last = label.split()[-1] if label.split() else ""
    return roman(last)


def _han(signs: str) -> int:
    units = {"十": 10, "百": 100, "千": 1000}
    total = digit = 0
    for c in signs:
        if c in units:
            total += (digit or 1) * units[c]
            digit = 0
        else:
            digit = 2 if c == "两" else "〇一二三四五六七八九".find(c.replace("零", "〇"))
    return total + digit
