"""Hyphenation: where a word may be parted at the end of a line, and soft hyphens there for Qt to break at.

Qt has no dictionary but honours U+00AD. The patterns are Liang's, in the form and the files that pyphen brings along;
they are read as data, for importing the package and letting it look costs 130 ms, and this 4.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from functools import cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

from reader.ui.offsets import Utf16Map

SHY = "\u00ad"
LONG = 7  # letters: shorter words are not parted
SHORT = 5  # letters of nearly all patterns
KEPT = 60_000  # words whose places are remembered
_WORD = re.compile(rf"[^\W\d_]{{{LONG},}}")
_USUAL = {"en": "en_GB", "de": "de_DE", "pt": "pt_PT", "no": "nb_NO", "sr": "sr"}


class Hyphenator:
    """The patterns of one language."""

    def __init__(self, source: bytes) -> None:
        """`source` is a hyphenation dictionary: its encoding on the first line, then options and patterns."""
        encoding, _, rest = source.partition(b"\n")
        code = encoding.strip().decode("ascii")
        head, _, inner = rest.partition(b"NEXTLEVEL")
        if (
            head.count(b"\n") > 200 and inner
        ):  # German: needs its seams of compounds first; alone it parts words wrongly
            raise ValueError("patterns of two levels")
        options = head[:400].split()
        self._left, self._right = 2, 3
        for name, value in pairwise(options):
            if value.isdigit() and name == b"LEFTHYPHENMIN":
                self._left = max(2, int(value))
            elif value.isdigit() and name == b"RIGHTHYPHENMIN":
                self._right = max(3, int(value))
        patterns = (inner or head).replace(b"\r", b"")
        lines = patterns.decode(code).split("\n")
        letters = patterns.translate(None, b"0123456789").decode(code).split("\n")
        self._patterns = dict(zip(letters, lines, strict=True))  # what each says is read when it is first met
        # Most patterns are short; to look for the few long ones at every letter would take most of the time.
        self._long = {part[:SHORT] for part in letters if len(part) > SHORT}
        self._longest = max(map(len, letters), default=0)
        self._values: dict[str, tuple[tuple[int, int], ...]] = {}
        self._known: dict[str, tuple[int, ...]] = {}

    def places(self, word: str) -> tuple[int, ...]:
        """Before which of its letters a word may be parted."""
        low = word.lower()
        found = self._known.get(low)
        if found is None:
            if len(self._known) >= KEPT:
                self._known.clear()
            found = self._known[low] = self._find(low)
        return found

    def _find(self, word: str) -> tuple[int, ...]:
        s = f".{word}."
        n = len(s)
        points = [0] * (n + 1)
        patterns, values, long = self._patterns, self._values, self._long
        for i in range(n):
            reach = i + (self._longest if s[i : i + SHORT] in long else SHORT)
            for j in range(i + 1, min(n, reach) + 1):
                part = s[i:j]
                if part in patterns:
                    for at, value in values.get(part) or self._read(part):
                        if points[i + at] < value:
                            points[i + at] = value
        last = len(word) - self._right
        return tuple(k for k in range(self._left, last + 1) if points[k + 1] % 2)

    def _read(self, part: str) -> tuple[tuple[int, int], ...]:
        values, at = [], 0
        for c in self._patterns[part].partition("/")[0]:
            if c.isdigit():
                values.append((at, int(c)))
            else:
                at += 1
        found = self._values[part] = tuple(values) or ((0, 0),)
        return found


@cache
def hyphenator(lang: str) -> Hyphenator | None:
    """The patterns of a language ("en", "en-US", "ru"); None where there are none."""
    folder = _folder()
    if folder is None or not lang:
        return None
    tag = lang.replace("-", "_")
    base = tag.partition("_")[0].lower()
    names = dict.fromkeys((tag, _USUAL.get(base, ""), base, f"{base}_{base.upper()}"))
    paths = [folder / f"hyph_{name}.dic" for name in names if name]
    paths += sorted(folder.glob(f"hyph_{base}_*.dic"))[:1] if base.isalpha() else []
    for path in paths:
        try:
            return Hyphenator(path.read_bytes())
        except OSError:
            continue
        except (LookupError, ValueError):
            return None
    return None


@cache
def _folder() -> Path | None:
    spec = find_spec("pyphen")  # finds, imports nothing
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(spec.submodule_search_locations[0]) / "dictionaries"
    return folder if folder.is_dir() else None


class SoftMap(Utf16Map):
    """Offsets between a string and the same one with soft hyphens in it, which count as nothing of the text."""

    __slots__ = ("_after", "_before")

    def __init__(self, s: str, points: array[int]) -> None:
        """`points` are the code points of `s` before which a soft hyphen was put in, ascending."""
        super().__init__(s)
        plain = super().to_utf16
        self._before = array("I", map(plain, points))  # where each hyphen stands, in units of the plain string
        self._after = array("I", (unit + k for k, unit in enumerate(self._before)))  # and in those of the soft one
        self.length += len(points)

    @property
    def identity(self) -> bool:
        return False

    def to_utf16(self, i: int) -> int:
        """The offset of a code point: after the hyphen, where one stands before it."""
        unit = super().to_utf16(i)
        return unit + bisect_right(self._before, unit)

    def to_code_point(self, j: int) -> int:
        """The code point at an offset; both sides of a hyphen are the code point that follows it."""
        return super().to_code_point(j - bisect_right(self._after, j - 1))


def soften(s: str, words: Hyphenator, start: int = 0) -> tuple[str, Utf16Map]:
    """`s` with soft hyphens where its words from `start` on may be parted, and the way between their offsets.

    Words with a capital are mostly names and stay whole; so does the last word, for half of it would stand alone.
    """
    parts: list[str] = []
    points = array("I")
    done = 0
    rest = len(s.rstrip()) - 1  # a word that reaches this far, but for a stop, is the last one
    for m in _WORD.finditer(s, start):
        word = m[0]
        if m.end() >= rest or word[0].isupper():
            continue
        start = m.start()
        for place in words.places(word):
            parts.append(s[done : start + place])
            done = start + place
            points.append(done)
    if not points:
        return s, Utf16Map(s)
    parts.append(s[done:])
    return SHY.join(parts), SoftMap(s, points)
