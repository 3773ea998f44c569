"""Dates as they are written in English, Russian, Chinese and their neighbours, turned into ISO 8601."""

from __future__ import annotations

import re
from typing import NamedTuple

_MONTHS = """january jan january. янв января январь janvier januar enero gennaio janeiro
february feb фев февраля февраль février februar febrero febbraio fevereiro
march mar марта март mars märz marzo março
april apr апр апреля апрель avril abril aprile
may мая май mai mayo maggio maio
june jun июня июнь juin juni junio giugno junho
july jul июля июль juillet juli julio luglio julho
august aug авг августа август août agosto
september sept sep сент сен сентября сентябрь septembre septiembre settembre setembro
october oct окт октября октябрь octobre oktober octubre ottobre outubro
november nov нояб ноября ноябрь novembre noviembre novembro
december dec дек декабря декабрь décembre dezember diciembre dicembre dezembro"""
MONTH = {name: i for i, line in enumerate(_MONTHS.split("\n"), 1) for name in line.split()}
_NAMES = "|".join(sorted((re.escape(n) for n in MONTH if not n.endswith(".")), key=len, reverse=True))
_DAYS = (
    "(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tues?|wed|thu(?:rs)?|fri|sat|sun"
    "|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|星期[一二三四五六日天]|周[一二三四五六日]"
)
_YEAR = r"(?P<y{0}>(?:1[5-9]|20)\d\d)"
_ONE = rf"""(?:(?P<weekday>{_DAYS})\.?,?\s+)?(?:
    (?P<m1>{_NAMES})\.?\s+(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{_YEAR.format(1)}
  | (?P<d2>\d{{1,2}})(?:st|nd|rd|th|er|º)?\.?\s+(?:of\s+|de\s+)?(?P<m2>{_NAMES})\.?,?\s+(?:de\s+)?{_YEAR.format(2)}
  | {_YEAR.format(3)}-(?P<m3>\d\d)-(?P<d3>\d\d)(?:[T ]\d\d:\d\d\S*)?
  | {_YEAR.format(4)}\s*年\s*(?P<m4>\d{{1,2}})\s*月(?:\s*(?P<d4>\d{{1,2}})\s*日)?
  | (?P<d5>\d{{1,2}})\.(?P<m5>\d{{1,2}})\.{_YEAR.format(5)}
  | {_YEAR.format(6)}[/.](?P<m6>\d{{1,2}})[/.](?P<d6>\d{{1,2}})
  | (?P<m7>{_NAMES})\.?,?\s+{_YEAR.format(7)}
)(?:\s*(?:г\.|года|г\b))?"""
DATE = re.compile(rf"(?<![\w.]){_ONE}(?![\d-])", re.I | re.X)
_GLUED = re.compile(_ONE, re.I | re.X)


class Found(NamedTuple):
    """A date in a string: where it is, ISO 8601, and whether it names a day of the week."""

    start: int
    end: int
    iso: str
    weekday: bool


def find(s: str, start: int = 0, *, glued: bool = False) -> Found | None:
    """The first date at or after `start`; `glued` finds one that touches the word before or after it."""
    for m in (_GLUED if glued else DATE).finditer(s, start):
        iso = _iso(m)
        if iso:
            return Found(m.start(), m.end(), iso, bool(m.group("weekday")) or "星期" in m.group())
    return None


def last(s: str, *, glued: bool = False) -> Found | None:
    """The last date of `s`."""
    found: Found | None = None
    at = 0
    while (nxt := find(s, at, glued=glued)) is not None:
        found = nxt
        at = nxt.end
    return found


def _iso(m: re.Match[str]) -> str:
    for i in range(1, 8):
        year = m.group(f"y{i}")
        if not year:
            continue
        month = m.group(f"m{i}")
        number = int(month) if month.isdigit() else MONTH[month.lower().rstrip(".")]
        day = int(m.group(f"d{i}") or 0) if i < 7 else 0
        if not 1 <= number <= 12 or day > 31:
            return ""
        return f"{year}-{number:02d}" + (f"-{day:02d}" if day else "")
    return ""


def parse(s: str) -> str:
    """ISO 8601 of a string that is a date and nothing else ("2001", "2001-06", "15 June 2001"); "" if it is none."""
    s = s.strip()
    if re.fullmatch(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?", s):
        return s
    found = find(s)
    return found.iso if found and found.start == 0 and len(s) - found.end <= 2 else ""
