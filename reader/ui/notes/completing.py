"""What is being typed at the caret of a note: a passage (`[[Bish…`) or a tag (`#prin…`); and what fits it. No Qt."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import NamedTuple

_PASSAGE = re.compile(r"\[\[([^\[\]\n]{0,120})\Z")
_TAG = re.compile(r"(?:^|(?<=[\s(\[{,;]))#([\w/\-]{0,80})\Z")
LIMIT = 12  # as many as fit under the caret without scrolling far


class Wanted(NamedTuple):
    """A beginning at `[start, caret)`, without its marks: `kind` is "passage" or "tag"."""

    kind: str
    start: int
    prefix: str


class Known(NamedTuple):
    """A text that can be linked to: `openings` are the first words of each provision (they may be read late).

    `near` says that it stands in a pane: only then its openings are searched for words.
    """

    title: str
    openings: Sequence[str]
    near: bool = True


class Choice(NamedTuple):
    """An answer: what is written for it, and what the list shows behind it."""

    insert: str
    detail: str = ""


def wanted(line: str, caret: int) -> Wanted | None:
    """What is being typed before the caret of a line, or None; inside code nothing is offered."""
    before = line[:caret]
    if before.count("`") % 2:
        return None
    if (found := _PASSAGE.search(before)) is not None:
        return Wanted("passage", found.start(1), found[1])
    if (found := _TAG.search(before)) is not None:
        return Wanted("tag", found.start(1), found[1])
    return None


def folded(s: str) -> str:
    """A string as it is compared here: without case and accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", s.casefold()) if not unicodedata.combining(c))


def tags(prefix: str, known: Iterable[tuple[str, int]], *, without: Sequence[str] = ()) -> list[Choice]:
    """Tags that fit the beginning, from `(name, uses)`: by how they fit (whole, a later part, inside), then by use."""
    key = folded(prefix.strip().lstrip("#"))
    skip = {folded(name) for name in without}
    ranked = []
    for name, uses in known:
        low = folded(name)
        if low in skip:
            continue
        rank = _fit(low, key)
        if rank is not None:
            ranked.append((rank, -uses, low, name, uses))
    ranked.sort()
    return [Choice(name, str(uses) if uses else "") for _, _, _, name, uses in ranked[:LIMIT]]


def _fit(low: str, key: str) -> int | None:
    if low.startswith(key):
        return 0
    if any(part.startswith(key) for part in re.split(r"[/\-_]", low)):
        return 1
    return 2 if key in low else None


def passages(prefix: str, texts: Iterable[Known]) -> list[Choice]:
    """Passages that fit: "Bish" offers texts, "Bishkek 2007 §1" the provisions 1 and 10 to 19.

    Words that are no title are looked for in the first words of the provisions of the texts at hand.
    """
    title, mark, number = prefix.partition("§")
    key, number = folded(title.strip()), number.strip()
    found: list[Choice] = []
    inside: list[Choice] = []
    for short, openings, near in texts:
        low = folded(short)
        fits = low.startswith(key) or any(word.startswith(key) for word in low.split())
        if fits and not mark and key != low:
            found.append(Choice(short, f"{len(openings)} provisions"))
        if fits and (mark or key == low):
            found += _numbered(short, openings, number)
        elif near and not fits and len(key) >= 3:
            words_in = (Choice(f"{short} §{n}", words) for n, words in enumerate(openings, 1) if key in folded(words))
            inside += islice(words_in, LIMIT)
    return (found + inside)[:LIMIT]


def _numbered(short: str, openings: Sequence[str], number: str) -> list[Choice]:
    if number and not number.isdigit():
        key = folded(number)
        fits = (n for n, words in enumerate(openings, 1) if key in folded(words))
    else:
        fits = (n for n in range(1, len(openings) + 1) if str(n).startswith(number))
    return [Choice(f"{short} §{n}", openings[n - 1]) for n in islice(fits, LIMIT)]  # stops early in a long text
