"""Our own resource files, read ten times faster than by `tomllib`, which costs 0.1 s for the names and the thesaurus.

They are written one entry to a line, in strings and lists that JSON reads alike; a file that is not goes to `tomllib`.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

_NAMES = re.compile(r"[\w-]+")
_FIELD = re.compile(r'([\w-]+) = ("[^"]*"|\[[^]]*\]|[\d.]+|true|false)(?:, |$)', re.A)


class _Unusual(Exception):  # noqa: N818 -- no error: the general reader takes over
    """A line that only a full reader of TOML understands."""


def read_tables(path: Path) -> dict[str, Any]:
    """What `tomllib.load` gives for the file; its `TOMLDecodeError` (a `ValueError`) for a broken one."""
    text = path.read_text(encoding="utf-8")
    try:
        return _read(text)
    except (_Unusual, ValueError):
        import tomllib  # late: 5 ms that our own files never need

        return tomllib.loads(text)


def _read(text: str) -> dict[str, Any]:
    if "\\" in text or '"""' in text or "'''" in text:
        raise _Unusual
    whole: dict[str, Any] = {}
    table = whole
    rows: list[Any] | None = None
    for raw in text.split("\n"):
        line = raw.strip()
        if not line or line[0] == "#":
            continue
        if rows is not None:
            if line == "]":
                rows = None
            elif line[0] == "{":
                rows.append(_value(line.removesuffix(",")))
            else:
                raise _Unusual
        elif line[0] == "[":
            table = _header(whole, line)
        else:
            key, _, value = line.partition(" = ")
            if key in table or not _NAMES.fullmatch(key):
                raise _Unusual
            if value == "[":
                rows = table[key] = []
            else:
                table[key] = _value(value)
    if rows is not None:
        raise _Unusual
    return whole


def _header(whole: dict[str, Any], line: str) -> dict[str, Any]:
    """The table that `[name]` or `[[name]]` begins."""
    many = line.startswith("[[")
    name = line[2:-2] if many else line[1:-1]
    if line != (f"[[{name}]]" if many else f"[{name}]") or not _NAMES.fullmatch(name):
        raise _Unusual
    new: dict[str, Any] = {}
    if many:
        rows = whole.setdefault(name, [])
        if not isinstance(rows, list):
            raise _Unusual
        rows.append(new)
    elif name in whole:
        raise _Unusual
    else:
        whole[name] = new
    return new


def _value(source: str) -> Any:
    """A string, number, list or one-line table; `ValueError` where JSON does not read it alike."""
    if source[:1] != "{":
        return _plain(source)
    if not source.endswith(" }"):
        raise _Unusual
    fields: dict[str, Any] = {}
    at, inner = 0, source[2:-2]
    while at < len(inner):
        field = _FIELD.match(inner, at)
        if field is None or field[1] in fields:
            raise _Unusual
        fields[field[1]] = _plain(field[2])
        at = field.end()
    return fields


def _plain(source: str) -> Any:
    if source[:1] == '"' and source.find('"', 1) == len(source) - 1:
        return source[1:-1]
    if source[:1] in "nNI-":  # null, NaN, Infinity: words of JSON only
        raise _Unusual
    return json.loads(source)
