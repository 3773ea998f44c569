"""The search box's language over annotations in memory: a keystroke asks the library nothing. No Qt.

What the library finds by whole words is found here by parts of words, because the last one is still being typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeAlias

from reader.library.models import Annotation
from reader.library.query import And, Field, Not, Or, Query, Words, parse
from reader.library.tags import under
from reader.library.words import folded

_DATE = re.compile(r"\d{4}(?:-\d{1,2}(?:-\d{1,2})?)?")
_HAY = 4_000  # code points of a note that the filter looks at; the search box looks at all


class Entry:
    """An annotation with what the filter compares, folded once."""

    __slots__ = ("hay", "note")

    def __init__(self, note: Annotation) -> None:
        self.note = note
        self.hay = haystack(note)


Test: TypeAlias = Callable[[Entry], bool]


def haystack(note: Annotation) -> str:
    """Quotes, note and tags as one string without case and accents, the white space evened out."""
    parts = [target.exact[:_HAY] for target in note.targets]
    return folded(" ".join(" ".join((*parts, note.body[:_HAY], *(f"#{tag}" for tag in note.tags))).split()))


class Filter(NamedTuple):
    """What the box asks for: `parts` must all hold, in the order in which they were typed.

    A part that is a string must be in `hay`, for a faster way. `nodes` are the parts as they were read: two filters
    that begin with the same nodes ask for the same there.
    """

    nodes: tuple[Query, ...]
    parts: tuple[str | Test, ...]

    def passes(self, entry: Entry) -> bool:
        """Whether an annotation is asked for."""
        return all(part in entry.hay if isinstance(part, str) else part(entry) for part in self.parts)


def filter_of(query: str, titles: Mapping[str, str]) -> Filter | None:
    """What the box holds as a filter; None when it holds nothing to look for. `titles`: short titles by text id."""
    parsed = parse(query)
    if parsed is None:
        return None
    nodes = parsed.parts if isinstance(parsed, And) else (parsed,)
    parts = [_needle(n) if isinstance(n, Words) and not n.column else _compile(n, titles) for n in nodes]
    return Filter(tuple(nodes), tuple(parts))


def going_on(query: str) -> str:
    """A query whose last bare word may go on, for the library, which looks for whole words."""
    last = query.split(" ")[-1]
    bare = len(last) > 1 and last[-1].isalnum() and ":" not in last and query.count('"') % 2 == 0
    return f"{query}*" if bare and last not in ("AND", "OR", "NOT") else query


def _needle(wanted: Words) -> str:
    return folded(" ".join(wanted.raw.split()))


def _compile(query: Query, titles: Mapping[str, str]) -> Test:
    match query:
        case Words():
            return _words(query)
        case Field(name, value):
            return _field(name, value.strip(), titles)
        case Not(what):
            inner = _compile(what, titles)
            return lambda entry: not inner(entry)
        case And(parts):
            every = [_compile(part, titles) for part in parts]
            return lambda entry: all(test(entry) for test in every)
        case Or(parts):
            some = [_compile(part, titles) for part in parts]
            return lambda entry: any(test(entry) for test in some)
    raise TypeError(query)


def _words(wanted: Words) -> Test:
    needle = _needle(wanted)
    if wanted.column == "body":
        return lambda entry: needle in folded(entry.note.body)
    if wanted.column == "quote":
        return lambda entry: any(needle in folded(" ".join(t.exact.split())) for t in entry.note.targets)
    return lambda entry: needle in entry.hay


def _field(name: str, value: str, titles: Mapping[str, str]) -> Test:
    word = folded(value)
    if name == "tag":
        return _tagged(word)
    if name == "text":
        ids = {id_ for id_, title in titles.items() if word in folded(title) or word == folded(id_)}
        return lambda entry: not ids.isdisjoint([target.text_id for target in entry.note.targets])
    if name == "colour":
        return lambda entry: entry.note.colour.startswith(word)
    if name in ("before", "after"):
        return _dated(name, value)
    if name in ("kind", "in") and word in ("note", "notes", "annotation", "annotations"):
        return lambda entry: True
    return _KINDS.get(word if name == "is" else word.rstrip("s"), _nothing)


def _tagged(word: str) -> Test:
    root = word.strip("#/").rstrip("*")
    if not root:
        return _nothing
    sign = f"#{root}"  # as it stands in `hay`: most annotations are out after one look
    if word.endswith("*"):
        return lambda entry: sign in entry.hay and any(folded(tag).startswith(root) for tag in entry.note.tags)
    return lambda entry: sign in entry.hay and any(under(folded(tag), root) for tag in entry.note.tags)


def _dated(name: str, value: str) -> Test:
    found = _DATE.match(value.replace("/", "-").replace(".", "-"))
    if found is None:
        return _nothing
    date = "-".join(part.zfill(2) for part in found[0].split("-"))
    if name == "before":
        return lambda entry: entry.note.modified < date
    return lambda entry: entry.note.modified >= date


def _nothing(entry: Entry) -> bool:
    return False


def _in_state(name: str) -> Test:
    return lambda entry: any(target.state == name for target in entry.note.targets)


_KINDS: dict[str, Test] = {
    "note": lambda entry: bool(entry.note.body),
    "tag": lambda entry: bool(entry.note.tags),
    "link": lambda entry: entry.note.link_key is not None,
    "reply": lambda entry: entry.note.reply_to is not None,
    "bookmark": lambda entry: entry.note.motivation == "bookmarking",
    "highlight": lambda entry: not entry.note.body and entry.note.style == "highlight",
    "underline": lambda entry: entry.note.style == "underline",
    "orphan": _in_state("orphan"),
    "ambiguous": _in_state("ambiguous"),
    "edited": _in_state("edited"),
}
