"""The numbers that Word writes before paragraphs by itself: numbering.xml and the styles that point into it."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from reader.text.numerals import Counters, written

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PLACE = re.compile(r"%([1-9])")
_LEVELS = 9
_DEPTH = 20  # of styles that are based on others, and of lists that point to others


class _Level(NamedTuple):
    start: int
    how: str
    words: str  # "%1.%2"
    legal: bool  # every number of it in digits
    restart: int | None  # after which level (from 1) it starts anew; None: after any higher one, 0: never


class Numbering:
    """Counts along with the paragraphs of a document: `label(paragraph, style)` once for each, in order."""

    def __init__(self, numbering: Any, styles: Any) -> None:
        """Both are the root elements of the parts (lxml), or None where the document lacks them."""
        self._lists: dict[str, str] = {}  # numId → abstractNumId
        self._overrides: dict[str, dict[int, tuple[int | None, _Level | None]]] = {}
        self._levels: dict[str, dict[int, _Level]] = {}
        self._of_style: dict[tuple[str, str], int] = {}  # (abstractNumId, style) → level
        self._counters: dict[str, Counters] = {}
        self._used: set[tuple[str, int]] = set()
        self._styles: dict[str, tuple[str, str | None, int | None]] = {}  # id → (based on, numId, level)
        if styles is not None:
            self._read_styles(styles)
        if numbering is not None:
            self._read(numbering)

    def _read_styles(self, styles: Any) -> None:
        for style in styles.iterchildren(f"{W}style"):
            based = _value(style.find(f"{W}basedOn")) or ""
            number, level = _number_of(style.find(f"{W}pPr"))
            self._styles[style.get(f"{W}styleId") or ""] = (based, number, level)

    def _read(self, numbering: Any) -> None:
        style_links: dict[str, str] = {}  # name of a list style → abstractNumId that defines it
        waiting: dict[str, str] = {}
        for abstract in numbering.iterchildren(f"{W}abstractNum"):
            key = abstract.get(f"{W}abstractNumId") or ""
            levels: dict[int, _Level] = {}
            for element in abstract.iterchildren(f"{W}lvl"):
                n = _int(element.get(f"{W}ilvl"))
                levels[n] = _level(element)
                style = _value(element.find(f"{W}pStyle"))
                if style:
                    self._of_style[key, style] = n
            self._levels[key] = levels
            defines, uses = _value(abstract.find(f"{W}styleLink")), _value(abstract.find(f"{W}numStyleLink"))
            if defines:
                style_links[defines] = key
            if uses:
                waiting[key] = uses
        for num in numbering.iterchildren(f"{W}num"):
            key = num.get(f"{W}numId") or ""
            self._lists[key] = _value(num.find(f"{W}abstractNumId")) or ""
            changes: dict[int, tuple[int | None, _Level | None]] = {}
            for change in num.iterchildren(f"{W}lvlOverride"):
                start = _value(change.find(f"{W}startOverride"))
                own = change.find(f"{W}lvl")
                level = _level(own) if own is not None else None
                changes[_int(change.get(f"{W}ilvl"))] = (_int(start) if start is not None else None, level)
            self._overrides[key] = changes
        for key, style in waiting.items():
            self._levels[key] = self._levels.get(style_links.get(style, ""), self._levels[key])

    def label(self, properties: Any, style: str) -> str:
        """What Word writes before the paragraph with these properties (w:pPr or None); "" for nothing or a bullet."""
        number, level = _number_of(properties)
        if number is None:
            number, own = self._inherited(style)
            level = own if level is None else level
        if number is None or number == "0":
            return ""
        abstract = self._lists.get(number, "")
        if level is None:
            level = self._of_style.get((abstract, style), 0)
        return self._count(number, abstract, min(level, _LEVELS - 1))

    def _inherited(self, style: str) -> tuple[str | None, int | None]:
        level: int | None = None
        for _ in range(_DEPTH):
            based, number, own = self._styles.get(style, ("", None, None))
            level = own if level is None else level
            if number is not None:
                if level is None:
                    level = self._of_style.get((self._lists.get(number, ""), style))
                return number, level
            if not based:
                break
            style = based
        return None, None

    def _count(self, number: str, abstract: str, level: int) -> str:
        counters = self._counters.setdefault(abstract, Counters())
        start, _ = self._overrides.get(number, {}).get(level, (None, None))
        if start is not None and (number, level) not in self._used:
            counters.values.pop(level, None)
        self._used.add((number, level))
        at = self._level(number, abstract, level)
        if at is None:
            return ""
        keep = frozenset(k for k in range(level + 1, _LEVELS) if self._kept(number, abstract, k, level))
        counters.next(level, at.start if start is None else start, keep)

        def put(m: re.Match[str]) -> str:
            i = int(m.group(1)) - 1
            part = self._level(number, abstract, i)
            if part is None or i > level:
                return ""
            value = counters.values.get(i, part.start)
            return written(value, "decimal" if at.legal else part.how)

        if at.how in ("bullet", "none") and not _PLACE.search(at.words):
            return "" if at.how == "bullet" else at.words.strip()
        return _PLACE.sub(put, at.words).strip()

    def _level(self, number: str, abstract: str, level: int) -> _Level | None:
        _, own = self._overrides.get(number, {}).get(level, (None, None))
        return own or self._levels.get(abstract, {}).get(level)

    def _kept(self, number: str, abstract: str, deeper: int, level: int) -> bool:
        at = self._level(number, abstract, deeper)
        return at is not None and at.restart is not None and (at.restart == 0 or level >= at.restart)


def _number_of(properties: Any) -> tuple[str | None, int | None]:
    """numId and level that paragraph properties name."""
    numbers = properties.find(f"{W}numPr") if properties is not None else None
    if numbers is None:
        return None, None
    level = _value(numbers.find(f"{W}ilvl"))
    return _value(numbers.find(f"{W}numId")), _int(level) if level is not None else None


def _level(element: Any) -> _Level:
    restart = _value(element.find(f"{W}lvlRestart"))
    legal = element.find(f"{W}isLgl")
    how = _value(element.find(f"{W}numFmt"))
    return _Level(
        _int(_value(element.find(f"{W}start")), 1),
        "decimal" if how is None else how,
        _value(element.find(f"{W}lvlText")) or "",
        legal is not None and on(legal),
        _int(restart) if restart is not None else None,
    )


def on(element: Any) -> bool:
    """Whether a switch of Word's (an element that may say "false") is on."""
    return (element.get(f"{W}val") or "true").lower() not in ("0", "false", "off")


def _value(element: Any) -> str | None:
    found: str | None = element.get(f"{W}val") if element is not None else None
    return found


def _int(value: str | None, otherwise: int = 0) -> int:
    """A number that an attribute holds; damaged files hold anything."""
    return int(value) if value is not None and value.isdecimal() and len(value) < 10 else otherwise
