"""Dates in every usual form and precision, as ISO 8601 (with EDTF for decades "199X" and centuries "20XX")."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from reader.crossref.late import late
from reader.crossref.names_numbers import ORDINALS, ROMAN, counted, han_number

_MONTHS = (  # by number: English, Russian (two cases and short), French, German, Spanish, Italian, Portuguese
    "january jan январь января янв janvier januar enero gennaio janeiro",
    "february feb февраль февраля фев février fevrier februar febrero febbraio fevereiro",
    "march mar март марта мар mars märz marz marzo março marco",
    "april apr апрель апреля апр avril abril aprile",
    "may май мая mai mayo maggio maio",
    "june jun июнь июня июн juin juni junio giugno junho",
    "july jul июль июля июл juillet juli julio luglio julho",
    "august aug август августа авг août aout agosto",
    "september sept sep сентябрь сентября сен сент septembre septiembre settembre setembro",
    "october oct октябрь октября окт octobre oktober octubre ottobre outubro",
    "november nov ноябрь ноября ноя нояб novembre noviembre novembro",
    "december dec декабрь декабря дек décembre decembre dezember diciembre dicembre dezembro",
)
_MONTH = {word: n for n, words in enumerate(_MONTHS, 1) for word in words.split()}
_MONTH.update(counted("январе феврале марте апреле мае июне июле августе сентябре октябре ноябре декабре"))
_TENS = {"twentieth": 20, "nineteenth": 19, "eighteenth": 18, "seventeenth": 17}
_MONTH_WORD = r"[^\W\d_]{3,12}"  # any word: whether it is a month's, a table tells ten times faster
_ORD = r"(?:st|nd|rd|th|er|º|\.)?"
_DASH = r"\s*[-–—]\s*"
_H = "〇零一二三四五六七八九"

_QUICK = late(  # what must follow a numeral for a date to begin there: spares most the tries below
    r"\d{4}|\d{1,2}(?:[-./年月世]|\s*[-–—]|(?:st|nd|rd|th|er|º|\.|-?(?:го|й|м|ом|ый))?\s+[^\W\d_]|(?:st|nd|rd|th)-)"
)
_ISO = late(r"(?<![\d/-])(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?!\d)")
_SPAN = late(
    rf"(\d{{1,2}}){_ORD}\s+({_MONTH_WORD})\.?{_DASH}(\d{{1,2}}){_ORD}\s+({_MONTH_WORD})\b\.?,?\s+(\d{{4}})\b", re.I
)
_DAY_MONTH = late(
    rf"(\d{{1,2}}){_ORD}(?:{_DASH}(\d{{1,2}}){_ORD})?\s+(?:(?:of|de|di|day of)\s+)?({_MONTH_WORD})\b\.?"
    r"(?:,?\s+(?:(?:of|de|del)\s+)?(\d{4})\b(?:\s*(?:года|году|г\.))?)?",
    re.I,
)
_MONTH_DAY = late(
    rf"({_MONTH_WORD})\b\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:{_DASH}(\d{{1,2}})(?!\d)(?:st|nd|rd|th)?)?"
    r"(?:(?:,\s*|\s+)(\d{4})\b)?",
    re.I,
)
_MONTH_YEAR = late(rf"({_MONTH_WORD})\b\.?,?\s+(?:(?:of|de|del)\s+)?(\d{{4}})\b(?:\s*(?:года|году|г\.))?", re.I)
_CHINESE = late(
    rf"(\d{{4}}|[{_H}]{{4}})年(?:(\d{{1,2}}|[一二三四五六七八九十]{{1,3}})月"
    rf"(?:(\d{{1,2}}|[一二三四五六七八九十]{{1,3}})[日号])?)?(?!代)"
)
_CHINESE_DAY = late(r"(\d{1,2}|[一二三四五六七八九十]{1,3})月(\d{1,2}|[一二三四五六七八九十]{1,3})[日号]")
_CENTURY = late(
    r"(?:(?P<n>\d{1,2})(?:st|nd|rd|th|-?(?:го|й|м|ом|ый))?|(?P<r>X{1,2}V?I{0,3}|XI[XV])"
    r"|(?P<t>twenty)[- ](?P<u>first|second|third)|(?P<w>twentieth|nineteenth|eighteenth|seventeenth))"
    r"[\s-]+(?:centur(?:y|ies)|век\w{0,3}|столети\w+)\b",
    re.I,
)
_CHINESE_CENTURY = late(r"(\d{1,2}|[一二三四五六七八九十]{1,3})世纪")
_DECADE = late(r"(1[5-9]\d|20\d)0(?:s\b|['’]s\b|-[хеы]\w{0,2}(?:\s+год\w*)?|年代)")
_NUMERIC = late(r"(\d{1,2})([./])(\d{1,2})\2(\d{4})(?!\d)")
_YEARS = late(r"(1[5-9]\d\d|20\d\d)(?:\s*[–—]\s*|-|/)(1[5-9]\d\d|20\d\d|\d\d)(?![\d/-])(?:\s*год\w*|\s*гг\.)?")
_YEAR = late(r"(1[5-9]\d\d|20\d\d)(?!\d)(?:-?(?:го|й|м))?(?:\s*(?:года|году|годом|год|г\.))?")
_UNIT_AFTER = late(
    r"\s*(?:%|°|(?:km|kilomet|met(?:er|re)|tonne|tons?\b|kg|people|persons|troops|soldiers|dollars|euros?|million|"
    r"billion|hectares|times|words|pages|participants|delegates|men\b|women|children|человек|тонн|долл|км|тыс|人|吨|公里))",
    re.I,
)
_NUMBER_BEFORE = late(
    r"(?:\b(?:no|nos|nr|number|resolutions?|article|articles|art|paragraph|para|page|pp?|chapter|directive|regulation|"
    r"res|резолюци\w*|стать\w*|пункт\w*|№|n)\.?\s*|[$€£¥#§№/.,\d]|第)$",
    re.I,
)
_AHEAD = late(
    r"\b(?:will|shall|to be held|upcoming|next|forthcoming|coming|scheduled|expected|состоится|предстоящ\w+|将于)\b",
    re.I,
)


class Dated(NamedTuple):
    """A date found at `[start, end)`.

    `iso` is "2001-06-15", "2001-06", "2001", a span "2001-06-15/2001-06-16", a decade "199X", a century "20XX",
    or "--09-08" for a day whose year the words do not tell.
    """

    start: int
    end: int
    iso: str


def month_words() -> frozenset[str]:
    """Words with which a date can begin, besides numerals: months, centuries in words and in Roman numerals."""
    forms = set(_MONTH) | set(_TENS) | {"twenty"} | {r.lower() for r in ROMAN if len(r) > 1 and r.startswith("X")}
    return frozenset(forms | {w.rstrip("s") for w in forms})


@lru_cache(maxsize=1)
def _begin() -> re.Pattern[str]:
    words = "|".join(sorted(month_words(), key=len, reverse=True))
    return re.compile(rf"(?<!/)(?<![^\W\u2e80-\u9fff])(?:\d|(?:{words})\b)|[{_H}十]", re.I)


def find_dates(s: str, *, date: str = "") -> list[Dated]:
    """Every date of `s` in order; `date` (ISO) is the day on which it was written, for days without a year."""
    found: list[Dated] = []
    end = 0
    for begin in _begin().finditer(s):
        if begin.start() >= end:
            hit = date_at(s, begin.start(), date=date)
            if hit is not None:
                found.append(hit)
                end = hit.end
    return found


def date_at(s: str, start: int, *, date: str = "") -> Dated | None:
    """The date that begins at `start`, or None."""
    before = s[start - 1 : start]
    if before.isdigit() or (before.isalpha() and before < "\u2e80" and s[start].isascii()):
        return None
    head = s[start]
    if head.isascii() and head.isdigit() and not _QUICK.match(s, start):
        return None
    tries = _ON_DIGIT if head.isdigit() and head.isascii() else (_ON_HAN if head in _H or head == "十" else _ON_WORD)
    for attempt in tries:
        hit = attempt(s, start)
        if hit is not None:
            return _with_year(s, hit, date)
    return None


def _ymd(year: int | None, month: int, day: int) -> str | None:
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return f"{year:04}-{month:02}-{day:02}" if year is not None else f"--{month:02}-{day:02}"


def _named(word: str) -> int | None:
    """The number of a month; "may", "march" and "mar" only with a capital, for they are words as well."""
    if word in ("may", "march", "mar", "dec", "sep", "jun"):
        return None
    return _MONTH.get(word.lower())


def _made(m: re.Match[str], iso: str | None) -> Dated | None:
    return Dated(m.start(), m.end(), iso) if iso else None


def _pair(year: int | None, month: int, first: str, second: str | None) -> str | None:
    one = _ymd(year, month, int(first))
    if second is None or one is None:
        return one
    two = _ymd(year, month, int(second))
    return f"{one}/{two}" if two else one


def _iso(s: str, i: int) -> Dated | None:
    m = _ISO.match(s, i)
    return _made(m, m.group()) if m else None


def _span(s: str, i: int) -> Dated | None:
    m = _SPAN.match(s, i)
    if not m:
        return None
    a, b = _named(m[2]), _named(m[4])
    if not a or not b:
        return None
    one, two = _ymd(int(m[5]), a, int(m[1])), _ymd(int(m[5]), b, int(m[3]))
    return _made(m, f"{one}/{two}" if one and two else None)


def _day_month(s: str, i: int) -> Dated | None:
    m = _DAY_MONTH.match(s, i)
    if not m or not (month := _named(m[3])):
        return None
    return _made(m, _pair(int(m[4]) if m[4] else None, month, m[1], m[2]))


def _month_day(s: str, i: int) -> Dated | None:
    m = _MONTH_DAY.match(s, i)
    if not m or not (month := _named(m[1])):
        return None
    return _made(m, _pair(int(m[4]) if m[4] else None, month, m[2], m[3]))


def _month_year(s: str, i: int) -> Dated | None:
    m = _MONTH_YEAR.match(s, i)
    if not m or not (month := _named(m[1])):
        return None
    return _made(m, f"{int(m[2]):04}-{month:02}")


def _chinese(s: str, i: int) -> Dated | None:
    m = _CHINESE.match(s, i)
    if m:
        year = han_number(m[1])
        if not m[2]:
            return _made(m, f"{year:04}")
        month = han_number(m[2])
        return _made(m, _ymd(year, month, han_number(m[3])) if m[3] else f"{year:04}-{month:02}")
    m = _CHINESE_DAY.match(s, i)
    return _made(m, _ymd(None, han_number(m[1]), han_number(m[2]))) if m else None


def _century(s: str, i: int) -> Dated | None:
    m = _CENTURY.match(s, i)
    if m:
        if m["n"]:
            n = int(m["n"])
        elif m["r"]:
            n = ROMAN.get(m["r"].upper(), 0)
        elif m["t"]:
            n = 20 + ORDINALS[m["u"].lower()]
        else:
            n = _TENS[m["w"].lower()]
    else:
        m = _CHINESE_CENTURY.match(s, i)
        if not m:
            return None
        n = han_number(m[1])
    return _made(m, f"{n - 1:02}XX" if 10 <= n <= 22 else None)


def _decade(s: str, i: int) -> Dated | None:
    m = _DECADE.match(s, i)
    return _made(m, f"{m[1]}X") if m else None


def _numeric(s: str, i: int) -> Dated | None:
    m = _NUMERIC.match(s, i)
    if not m:
        return None
    a, b, year = int(m[1]), int(m[3]), int(m[4])
    if m[2] == "." or a > 12:
        return _made(m, _ymd(year, b, a))
    if b > 12:
        return _made(m, _ymd(year, a, b))
    return _made(m, f"{year:04}" if a != b else _ymd(year, a, b))  # 3/4/2001 may be March or April


def _year(s: str, i: int) -> Dated | None:
    m = _YEARS.match(s, i)
    if m:
        second = m[2] if len(m[2]) == 4 else m[1][:2] + m[2]
        if int(second) > int(m[1]) and not _NUMBER_BEFORE.search(s, max(0, i - 14), i):
            return _made(m, f"{m[1]}/{second}")
    m = _YEAR.match(s, i)
    if not m or (m.end() < len(s) and s[m.end()].isalnum() and s[m.end()].isascii()):
        return None
    if _NUMBER_BEFORE.search(s, max(0, i - 14), i) or _UNIT_AFTER.match(s, m.end()):
        return None
    if re.match(r"[.,]\d|/\d", s[m.end() : m.end() + 2]):
        return None
    return _made(m, m[1])


_ON_DIGIT = (_iso, _span, _day_month, _chinese, _century, _decade, _numeric, _year)
_ON_HAN = (_chinese, _century)
_ON_WORD = (_month_day, _month_year, _century)


def _with_year(s: str, hit: Dated, date: str) -> Dated:
    """The day's year, where the words leave it out: of a date just after it, else by the day of writing.

    Without a word that looks ahead, the last such day up to the day of writing is meant; with one, the next.
    """
    if "--" not in hit.iso or len(date) < 4:
        return hit
    day = hit.iso[2:7]
    year = int(date[:4])
    ahead = _AHEAD.search(s, max(0, hit.start - 40), hit.start) is not None
    if len(date) >= 10:
        if ahead and day < date[5:10]:
            year += 1
        elif not ahead and day > date[5:10]:
            year -= 1
    return hit._replace(iso="/".join(f"{year:04}-{part[2:]}" for part in hit.iso.split("/")))
