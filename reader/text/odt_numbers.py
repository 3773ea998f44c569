"""The numbers that OpenDocument lists and headings are shown with: list styles and outline numbering, counted along."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from reader.text.numerals import Counters, written

_PLACE = re.compile(r"%(\d{1,2})%")
_OUTLINE = "\0outline"  # the name under which the numbering of headings is kept
_LEVELS = 10
_DEPTH = 20  # of styles that are based on others


class _Level(NamedTuple):
    start: int
    how: str
    prefix: str
    suffix: str
    shown: int  # how many levels are written, this one and those above it
    pattern: str  # "%1%.%2%", which newer programs write and which wins


class _List(NamedTuple):
    style: str
    counters: Counters


class Numbers:
    """Told of every element as it opens and closes; `label` gives the number of the paragraph that opens."""

    def __init__(self) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._at = ""  # the list style being defined
        self._parents: dict[str, str] = {}
        self._styles: dict[str, str] = {}  # paragraph style → list style
        self._lists: list[_List] = []  # the open ones, outermost first
        self._waiting: list[bool] = []  # whether the open item of each still has no paragraph
        self._starts: list[int | None] = []
        self._kept: dict[str, Counters] = {}  # by xml:id
        self._last: dict[str, Counters] = {}  # by style
        self._outline = Counters()

    def start(self, name: str, attrs: Mapping[str, str]) -> None:
        """An element opens; `attrs` by local name."""
        if name in ("list-style", "outline-style"):
            self._at = attrs.get("name", "") if name == "list-style" else _OUTLINE
            self._levels[self._at] = {}
        elif name in ("list-level-style-number", "outline-level-style"):
            self._define(attrs)
        elif name == "style":
            self._parents[attrs.get("name", "")] = attrs.get("parent-style-name", "")
            if "list-style-name" in attrs:
                self._styles[attrs.get("name", "")] = attrs["list-style-name"]
        elif name == "list":
            self._open(attrs)
        elif name in ("list-item", "list-header") and self._lists:
            self._waiting[-1] = name == "list-item"
            self._starts[-1] = _int(attrs["start-value"]) if "start-value" in attrs else None

    def end(self, name: str) -> None:
        """An element closes."""
        if name == "list" and self._lists:
            self._lists.pop()
            self._waiting.pop()
            self._starts.pop()

    def _define(self, attrs: Mapping[str, str]) -> None:
        level = _int(attrs.get("level", "1"), 1) - 1
        if 0 <= level < _LEVELS:
            self._levels.setdefault(self._at, {})[level] = _Level(
                _int(attrs.get("start-value", "1"), 1), attrs.get("num-format", ""), attrs.get("num-prefix", ""),
                attrs.get("num-suffix", ""), _int(attrs.get("display-levels", "1"), 1),
                attrs.get("num-list-format", ""),
            )  # fmt: skip

    def _open(self, attrs: Mapping[str, str]) -> None:
        style = attrs.get("style-name") or (self._lists[-1].style if self._lists else "")
        if self._lists:
            counters = self._lists[-1].counters
        elif attrs.get("continue-list") in self._kept:
            counters = self._kept[attrs["continue-list"]]
        elif attrs.get("continue-numbering") == "true" and style in self._last:
            counters = self._last[style]
        else:
            counters = Counters()
        if "id" in attrs:
            self._kept[attrs["id"]] = counters
        self._last[style] = counters
        self._lists.append(_List(style, counters))
        self._waiting.append(False)
        self._starts.append(None)

    def label(self, attrs: Mapping[str, str], *, heading: bool) -> str:
        """What stands before the paragraph or heading that opens with these attributes; "" for nothing or a bullet."""
        if self._lists:
            if not self._waiting[-1]:
                return ""
            self._waiting[-1] = False
            at = self._lists[-1]
            style = at.style or self.inherited(attrs.get("style-name", ""), self._styles)
            return self._count(at.counters, style, len(self._lists) - 1, self._starts[-1])
        if not heading or attrs.get("is-list-header") == "true":
            return ""
        level = _int(attrs.get("outline-level", "1"), 1) - 1
        anew = attrs.get("restart-numbering") == "true"
        start = _int(attrs["start-value"], 1) if "start-value" in attrs else None
        if anew and start is None:
            own = self._levels.get(_OUTLINE, {}).get(level)
            start = own.start if own else None
        return self._count(self._outline, _OUTLINE, level, start)

    def inherited(self, style: str, known: Mapping[str, str]) -> str:
        """What a paragraph style, or the ones it is based on, has in `known`."""
        for _ in range(_DEPTH):
            if style in known or style not in self._parents:
                break
            style = self._parents[style]
        return known.get(style, "")

    def is_title(self, style: str) -> bool:
        """Whether a paragraph style is that of a document's title."""
        for _ in range(_DEPTH):
            if style == "Title" or not style:
                break
            style = self._parents.get(style, "")
        return style == "Title"

    def _count(self, counters: Counters, style: str, level: int, start: int | None) -> str:
        levels = self._levels.get(style, {})
        own = levels.get(level)
        if own is None:
            return ""
        if start is not None:
            counters.values.pop(level, None)
        counters.next(level, own.start if start is None else start)

        def number(i: int) -> str:
            at = levels.get(i)
            return written(counters.values.get(i, at.start), _way(at.how)) if at else ""

        if own.pattern and (own.how or not _PLACE.sub("", own.pattern).isspace()):
            return _PLACE.sub(lambda m: number(int(m.group(1)) - 1), own.pattern).strip()
        if not own.how:
            return f"{own.prefix}{own.suffix}".strip()
        parts = [number(i) for i in range(max(0, level + 1 - own.shown), level + 1)]
        return f"{own.prefix}{'.'.join(p for p in parts if p)}{own.suffix}".strip()


def _way(how: str) -> str:
    return "decimal" if how == "1" else how.partition(" (")[0]  # "а, б, .., аа, аб, ... (ru)"


def _int(value: str, otherwise: int = 0) -> int:
    return int(value) if value.isdecimal() and len(value) < 10 else otherwise
