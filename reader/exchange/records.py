"""Records as JSON and back: what every format that can be read again carries."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from typing import Any, TypeVar, Union

from reader.crossref.model import Link
from reader.library.models import Annotation, Decision, Tag, Target
from reader.text.model import Provision, Provisions, Text

T = TypeVar("T")


class TextStub(typing.NamedTuple):
    """What an export says of a text without its words: enough to find it again."""

    id: str
    title: str = ""
    short_title: str = ""
    date: str = ""
    lang: str = "en"
    sha256: str = ""
    place: str = ""


def stub(text: Text) -> TextStub:
    """The stub of a text."""
    return TextStub(text.id, text.title, text.short_title, text.date, text.lang, text.sha256, text.place)


def urn(text_id: str, sha256: str) -> str:
    """The absolute name of a text with its wording, as other programs may keep it."""
    from urllib.parse import quote

    return f"urn:x-declaration-reader:text:{quote(text_id, safe='')}:sha256:{sha256}"


def encode(value: object) -> Any:
    """A record as JSON-able values; fields that hold their default are left out."""
    fields = getattr(value, "_fields", None)
    if fields is not None:
        defaults = value._field_defaults  # type: ignore[attr-defined]
        return {
            name: encode(item)
            for name, item in zip(fields, value, strict=True)  # type: ignore[call-overload]
            if name not in defaults or item != defaults[name]
        }
    if isinstance(value, tuple | list):
        return [encode(item) for item in value]
    return value


LARGEST = 1 << 53  # what every program that reads JSON can count to; SQLite counts a little further
_HINTS: dict[Any, dict[str, Any]] = {}


def _hints(kind: Any) -> dict[str, Any]:
    if kind not in _HINTS:
        _HINTS[kind] = typing.get_type_hints(kind)
    return _HINTS[kind]


def _value(hint: Any, given: Any, where: str) -> Any:
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (Union, types.UnionType):
        if given is None and type(None) in args:
            return None
        return _value(next(arg for arg in args if arg is not type(None)), given, where)
    if origin is tuple:
        if not isinstance(given, list | tuple):
            raise ValueError(f"{where} is not a list")
        if len(args) == 2 and args[1] is Ellipsis:
            return tuple(_value(args[0], item, where) for item in given)
        if len(given) != len(args):
            raise ValueError(f"{where} has {len(given)} parts, not {len(args)}")
        return tuple(_value(arg, item, where) for arg, item in zip(args, given, strict=True))
    if hasattr(hint, "_fields"):
        return decode(hint, given, where)
    if isinstance(given, int) and abs(given) > LARGEST:
        raise ValueError(f"{where} is too large a number")
    if hint is float and isinstance(given, int) and not isinstance(given, bool):
        return float(given)
    if not isinstance(given, hint) or (hint is int and isinstance(given, bool)):
        raise ValueError(f"{where} is not of type {hint.__name__}")
    return given


def decode(kind: type[T], given: Any, where: str = "") -> T:
    """The record that `encode` was given; ValueError says which field is missing or of another type.

    Keys that are not known are left out, so that a file of a later version can be read.
    """
    where = where or kind.__name__.lower()
    if not isinstance(given, Mapping):
        raise ValueError(f"{where} is not an object")
    values = {
        name: _value(hint, given[name], f"{where}.{name}") for name, hint in _hints(kind).items() if name in given
    }
    missing = [name for name in kind._fields if name not in values and name not in kind._field_defaults]  # type: ignore[attr-defined]
    if missing:
        raise ValueError(f"{where} has no {missing[0]}")
    return kind(**values)


def encode_text(text: Text) -> dict[str, Any]:
    """A whole text as JSON-able values."""
    provisions = [
        [p.start, p.end, p.body, p.label, p.page] if p.label is not None or p.page is not None else
        ([p.start, p.end, p.body] if p.body != p.start else [p.start, p.end])
        for p in text.provisions
    ]  # fmt: skip
    return {
        "id": text.id, "title": text.title, "short_title": text.short_title, "date": text.date, "place": text.place,
        "issuers": list(text.issuers), "lang": text.lang, "source": text.source, "edition": text.edition,
        "edition_of": text.edition_of, "meta": text.meta, "sha256": text.sha256, "provisions": provisions,
        "canonical": text.canonical,
    }  # fmt: skip


def decode_text(given: Any) -> Text:
    """The text that `encode_text` was given; ValueError if its words do not have the hash that stands beside them."""
    if not isinstance(given, Mapping):
        raise ValueError("text is not an object")
    words = {}
    for key in ("id", "title", "canonical"):
        if not isinstance(given.get(key), str):
            raise ValueError(f"text has no {key}")
    for key in ("id", "title", "canonical", "short_title", "date", "place", "lang", "source", "edition"):
        if isinstance(given.get(key), str):
            words[key] = given[key]
    size = len(words["canonical"])
    provisions = []
    at = 0
    for n, row in enumerate(given.get("provisions") or [], start=1):
        if not isinstance(row, list) or not 2 <= len(row) <= 5 or not all(isinstance(i, int) for i in row[:3]):
            raise ValueError(f"text.provisions: the {n}th is damaged")
        start, end, body = row[0], row[1], row[2] if len(row) > 2 else row[0]
        if not at <= start <= body <= end <= size:
            raise ValueError(f"text.provisions: the {n}th lies outside the text")
        label, page = (row[3], row[4]) if len(row) == 5 else (None, None)
        provisions.append(Provision(n, start, end, body, label, page))
        at = end
    edition_of = given.get("edition_of")
    meta = given.get("meta")
    text = Text(
        **words,
        provisions=Provisions.of(provisions),
        issuers=[str(issuer) for issuer in given.get("issuers") or []],
        edition_of=edition_of if isinstance(edition_of, str) else None,
        meta=meta if isinstance(meta, dict) else None,
    )
    if given.get("sha256") not in (None, text.sha256):
        raise ValueError(f"the words of “{text.title}” are not those that were exported")
    return text


__all__ = [
    "Annotation", "Decision", "Link", "Tag", "Target", "TextStub", "decode", "decode_text", "encode", "encode_text",
    "stub", "urn",
]  # fmt: skip
