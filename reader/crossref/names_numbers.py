"""Numbers as words write them: ordinals of three languages, Roman and Chinese numerals."""

from __future__ import annotations

import re


def counted(words: str, start: int = 1) -> dict[str, int]:
    """Words parted by spaces, numbered in order."""
    return {word: n for n, word in enumerate(words.split(), start)}


ORDINALS = counted(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
RU_ORDINALS = counted(  # stems: the endings are many
    "перв втор трет четверт пят шест седьм восьм девят десят одиннадцат двенадцат тринадцат четырнадцат пятнадцат "
    "шестнадцат семнадцат восемнадцат девятнадцат двадцат"
)
ROMAN = counted(
    "I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX XXI XXII XXIII XXIV XXV XXVI XXVII XXVIII"
)
_TENS = counted("twenty thirty forty fifty sixty seventy eighty ninety", 2)
_HAN = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0}
_BY_LENGTH = sorted(RU_ORDINALS.items(), key=lambda item: -len(item[0]))


def ordinal(word: str) -> int:
    """The number that an ordinal names: "7th", "seventh", "twenty-first", "VII", "седьмого", "7-е"; 0 if none."""
    low = word.lower().replace("ё", "е")
    digits = re.match(r"\d+", low)
    if digits:
        return int(digits.group())
    if word.isupper() and word in ROMAN:
        return ROMAN[word]
    tens, _, unit = low.rpartition("-")
    if unit in ORDINALS:
        return 10 * _TENS.get(tens, 0) + ORDINALS[unit]
    return next((n for stem, n in _BY_LENGTH if low.startswith(stem)), 0)


def han_number(word: str) -> int:
    """A number in Chinese or Arabic numerals up to 999, or the figures of a year one by one ("二〇〇一")."""
    if word.isascii():
        return int(word)
    if "十" not in word and "百" not in word:
        return int("".join(str(_HAN[c]) for c in word))
    hundreds, mark, rest = word.rpartition("百")
    total = 100 * (_HAN.get(hundreds, 1) if mark else 0)
    tens, mark, units = rest.lstrip("零〇").rpartition("十")
    if mark:
        total += 10 * (_HAN.get(tens, 1) if tens else 1)
    return total + (_HAN.get(units, 0) if units else 0)


def th(n: int) -> str:
    """ "1st", "2nd", "11th"."""
    if n % 100 in (11, 12, 13):
        return f"{n}th"
    return f"{n}{({1: 'st', 2: 'nd', 3: 'rd'}).get(n % 10, 'th')}"
