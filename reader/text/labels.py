"""The source's own numbers: "Article 3", "4.", "(b)", "IV.", "第三条", "Статья 3"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from reader.text.document import Block

_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_HAN = "〇零一二三四五六七八九十百千两"
_ARTICLE = (
    r"(?:(?:Article|ARTICLE|Art\.|Principle|Rule|Section|SECTION|Paragraph|Clause|Artikel|Art[íi]culo|Articolo|Artigo|§§?)"
    r"\s*(?:\d{1,4}(?:\.\d+)*|[IVXLC]{1,7}\b)(?:\s?(?:bis|ter|quater)\b|[a-z]\b)?"
    r"|(?:Статья|СТАТЬЯ|Пункт|Принцип|Стаття)\s+(?:\d{1,4}(?:\.\d+)*|[IVXLC]{1,7}\b)"
    rf"|第\s*[{_HAN}\d]{{1,6}}\s*[条條款节節])"
)
_NUMBER = (
    r"(?:(?P<dot>\d{1,3}(?:\.\d{1,3}){0,3}[.)]|\(\d{1,3}\)|(?:\d{1,3}|[IVX]{1,6})(?:\.\d{1,3}){1,3}\.?)(?=\s)"
    r"|(?P<letter>\(?[a-zа-я]\))(?=\s)|(?P<low>\([ivxlc]{1,6}\))(?=\s)"
    r"|(?P<roman>\(?[IVXLCDM]{1,8}[.)])(?=\s)"
    rf"|(?P<han>[{_HAN}]{{1,3}}[、．.]|[（(][{_HAN}\d]{{1,3}}[）)])|(?P<wide>\d{{1,3}}[、．]))"
)
_DATE_NEXT = r"\d{1,2}\.\s+(?:\w+\s+\d{4}|\d{1,2}\.)"


_WORDS = ("Art", "ART", "Princip", "Rule", "Sect", "SECT", "Para", "Clause", "Стат", "СТАТ", "Пункт", "Принцип", "第")


def label_of(text: str) -> str | None:
    """The article or number that `text` begins with, as written; None where it begins with none."""
    if not text:
        return None
    first = text[:1]
    if first.isalpha() and first not in _HAN and not text.startswith(_WORDS) and text[1:2] != ")":
        if first not in _ROMAN_VALUES or not ("." in text[:9] or ")" in text[:9]):
            return None
    elif first not in "(§（" and not first.isdigit() and not first.isalpha():
        return None
    m = re.match(_ARTICLE, text)  # by source: `re` keeps it compiled, and texts without numbers never pay for it
    if m:
        rest = text[m.end() :]
        # "Article 3 of the Charter says" opens a sentence about an article and numbers nothing.
        if not rest or rest[0] in "\n.:-–—　(（" or not rest.lstrip()[:1].islower():
            return m.group()
        return None
    m = re.match(_NUMBER, text)
    if m is None or (m.group("dot") and re.match(_DATE_NEXT, text)):
        return None
    return m.group()


def number(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks with the labels that they begin with; a lone "V." or "C." may be an initial and counts in sequence."""
    previous = 0
    for block in blocks:
        if block.label is None and block.text:
            label = label_of(block.text)
            if label:
                value = roman(label)
                if value in (0, 1, previous + 1) or (value and len(label.strip("().")) > 1):
                    previous = value or previous
                    block = block._replace(label=label)
                    if label == block.text.strip():
                        block = block._replace(kind="heading")  # "Article 3" on a line of its own
        yield block


def roman(label: str) -> int:
    """The value of a Roman number such as "IV." (0 if it is none)."""
    letters = label.strip("().")
    if not letters or any(c not in _ROMAN_VALUES for c in letters):
        return 0
    values = [_ROMAN_VALUES[c] for c in letters]
    return sum(-v if v < w else v for v, w in zip(values, [*values[1:], 0], strict=True))
