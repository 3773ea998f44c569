"""Numbers as documents write them: Roman, letters, Chinese; for lists that count themselves."""

from __future__ import annotations

from collections.abc import Callable

_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
          (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_RUSSIAN = "абвгдежзиклмнопрстуфхцчшщэюя"  # lists leave out ё, й, ъ, ы and ь
_HAN = "〇一二三四五六七八九"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_HEBREW = "אבגדהוזחטיכלמנסעפצקרשת"
_ARABIC = "أبتثجحخدذرزسشصضطظعغفقكلمنهوي"
_ORDINALS = """first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
fifteenth sixteenth seventeenth eighteenth nineteenth twentieth""".split()  # noqa: SIM905 -- a list of words
_CARDINALS = """one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen twenty""".split()  # noqa: SIM905 -- a list of words
_LARGEST = 1_000_000  # a start value beyond it is damage


def roman(n: int) -> str:
    """`n` (1 to 3999) as a Roman number in capitals; in digits beyond."""
    if not 1 <= n < 4000:
        return str(n)
    out = ""
    for value, letters in _ROMAN:
        while n >= value:
            out += letters
            n -= value
    return out


def letters(n: int, alphabet: str = _LATIN) -> str:
    """The `n`th letter; after the last one they double ("aa", "bb"), as word processors count."""
    if n < 1:
        return str(n)
    times, i = divmod(n - 1, len(alphabet))
    return alphabet[i] * min(times + 1, 9)


def han(n: int) -> str:
    """`n` in Chinese numerals, "二十一"; in digits from 10,000 on."""
    if not 1 <= n < 10_000:
        return str(n)
    out, empty = "", False
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = n // unit % 10
        if not digit:
            empty = bool(out)
            continue
        if empty:
            out += "零"
            empty = False
        out += sign if digit == 1 and unit == 10 and not out else _HAN[digit] + sign
    return out


def _ordinal(n: int) -> str:
    ending = "th" if n % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{ending}"


def _spelt(n: int, words: list[str]) -> str:
    return words[n - 1].capitalize() if 1 <= n <= len(words) else str(n)


def _wide(n: int) -> str:
    return str(n).translate({48 + i: 0xFF10 + i for i in range(10)})


def written(n: int, how: str) -> str:
    """The number `n` in one of the ways that Word (ECMA-376, 17.18.59) and OpenDocument (num-format) name.

    Decimal for ways that are not known; "" for "none", "bullet" and the like.
    """
    if not 0 <= n <= _LARGEST:
        return str(n)
    if how in _WAYS:
        return _WAYS[how](n)
    return str(n)


_WAYS: dict[str, Callable[[int], str]] = {
    "none": lambda n: "", "bullet": lambda n: "", "": lambda n: "",
    "decimalZero": lambda n: f"{n:02d}",
    "upperRoman": roman, "I": roman,
    "lowerRoman": lambda n: roman(n).lower(), "i": lambda n: roman(n).lower(),
    "upperLetter": lambda n: letters(n).upper(), "A": lambda n: letters(n).upper(),
    "lowerLetter": letters, "a": letters,
    "russianLower": lambda n: letters(n, _RUSSIAN), "russianUpper": lambda n: letters(n, _RUSSIAN).upper(),
    "а, б, .., аа, бб, ...": lambda n: letters(n, _RUSSIAN),
    "А, Б, .., Аа, Бб, ...": lambda n: letters(n, _RUSSIAN).upper(),
    "а, б, .., аа, аб, ...": lambda n: letters(n, _RUSSIAN),
    "А, Б, .., Аа, Аб, ...": lambda n: letters(n, _RUSSIAN).upper(),
    "ordinal": _ordinal, "ordinalText": lambda n: _spelt(n, _ORDINALS), "cardinalText": lambda n: _spelt(n, _CARDINALS),
    **dict.fromkeys(("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting",
                     "taiwaneseCountingThousand", "ideographDigital", "chineseLegalSimplified", "一, 二, 三, ...",
                     "japaneseDigitalTen", "taiwaneseDigital"), han),
    "ideographTraditional": lambda n: letters(n, _STEMS), "甲, 乙, 丙, ...": lambda n: letters(n, _STEMS),
    "ideographZodiac": lambda n: letters(n, _BRANCHES), "子, 丑, 寅, ...": lambda n: letters(n, _BRANCHES),
    "decimalFullWidth": _wide, "decimalFullWidth2": _wide, "１, ２, ３, ...": _wide,
    **dict.fromkeys(("decimalEnclosedCircle", "decimalEnclosedCircleChinese", "①, ②, ③, ..."),
                    lambda n: chr(0x245F + n) if 1 <= n <= 20 else f"({n})"),
    "decimalEnclosedParen": lambda n: f"({n})", "decimalEnclosedFullstop": lambda n: f"{n}.",
    "hebrew1": lambda n: letters(n, _HEBREW), "hebrew2": lambda n: letters(n, _HEBREW),
    "arabicAlpha": lambda n: letters(n, _ARABIC), "arabicAbjad": lambda n: letters(n, _ARABIC),
}  # fmt: skip


class Counters:
    """The counters of one list, level by level: a number on one level starts the deeper ones anew."""

    __slots__ = ("values",)

    def __init__(self) -> None:
        self.values: dict[int, int] = {}

    def next(self, level: int, start: int, keep: frozenset[int] = frozenset()) -> int:
        """The next number on `level`; levels in `keep` are not started anew by it."""
        value = self.values.get(level, start - 1) + 1
        self.values[level] = value
        for deeper in [k for k in self.values if k > level and k not in keep]:
            del self.values[deeper]
        return value
