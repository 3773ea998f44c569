"""What can be typed into "Go to": a provision, a title with one, a quoted phrase."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from reader.text.citing import find_label, split_query
from reader.text.fold import Folded, fold
from reader.text.model import Text

_NUMBERED = re.compile(r"^(?P<title>.*?)\s*[§#]?\s*(?P<n>\d{1,6})(?:\.(?P<sentence>\d{1,4}))?$")
_QUOTES = "\"'“”„«»‘’「」"


class Place(NamedTuple):
    """Where to go: `[start, end)` in a text; an empty span is a place, a longer one is selected."""

    text_id: str
    start: int
    end: int


def find_place(query: str, texts: Sequence[Text]) -> Place | None:
    """The place that a query names, looked for in the texts in their order (the active one first); None if nowhere.

    `§9` or `9` is a provision of the first text, `9.2` a sentence of it, `2007 §4` one of the text whose title holds
    the words before; `Article 4(2)` is what the source itself numbers so; everything else, and all that stands in
    quotes, is a phrase.
    """
    asked = query.strip()
    if asked[:1] not in _QUOTES and "§" not in asked:
        place = _labelled(asked, texts)
        if place is not None:
            return place
    numbered = _NUMBERED.match(asked)
    if numbered is not None and asked[:1] not in _QUOTES:
        place = _provision(numbered, texts)
        if place is not None or "§" in asked:
            return place
    return _phrase(asked.strip(_QUOTES), texts)


def find_tag(query: str, tags: Sequence[str]) -> str | None:
    """The tag that a query names: `#law`, `#law/sea`, or the plain name; a part of one after `#` will do."""
    asked = fold(query.strip().lstrip("#").strip())
    names = {fold(name): name for name in tags}
    if not asked or query.strip()[:1] in _QUOTES:
        return None
    if asked in names:
        return names[asked]
    if query.strip().startswith("#"):
        return next((name for folded, name in sorted(names.items()) if asked in folded), None)
    return None


def _provision(found: re.Match[str], texts: Sequence[Text]) -> Place | None:
    words = fold(found["title"]).split()
    for text in texts:
        name = fold(f"{text.short_title} {text.title} {text.id} {text.date}")
        if all(word in name for word in words):
            n = int(found["n"])
            if not 1 <= n <= len(text.provisions):
                continue
            start = text.provisions[n - 1].start
            if found["sentence"]:
                sentences = text.sentences(n)
                start, end = sentences[min(int(found["sentence"]), len(sentences)) - 1]
                return Place(text.id, start, end)
            return Place(text.id, start, start)
    return None


def _labelled(asked: str, texts: Sequence[Text]) -> Place | None:
    title, number = split_query(asked)
    words = fold(title).split()
    for text in texts if number else ():
        name = fold(f"{text.short_title} {text.title} {text.id} {text.date}")
        found = find_label(text, number) if all(word in name for word in words) else None
        if found is not None:
            return Place(text.id, found.start, found.start)
    return None


def _phrase(phrase: str, texts: Sequence[Text]) -> Place | None:
    wanted = fold(phrase).strip()
    if not wanted:
        return None
    for text in texts:
        folded = Folded(text.canonical)
        at = folded.text.find(wanted)
        if at >= 0:
            start, end = folded.span(at, at + len(wanted))
            return Place(text.id, start, end)
    return None
