"""Front matter: flat YAML that PyYAML, js-yaml and yaml read alike, and user's keys kept line by line."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TypeAlias

Value: TypeAlias = str | int | float | bool | date | datetime | Sequence[str]

_ODD = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")
_KEY = re.compile(r"([A-Za-z_][\w.-]*)[ \t]*:(?=[ \t]|$)")


def text(value: str) -> str:
    """A string as YAML: always in double quotes, so that `1e3`, `no` and `: ` stay strings."""
    return _ODD.sub(lambda m: f"\\u{ord(m[0]):04x}", json.dumps(value, ensure_ascii=False))


def scalar(value: Value) -> str:
    """A value as YAML on one line: strings quoted, `2026-01-31`, `2026-01-31T10:30:00`, lists in brackets."""
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case datetime():
            return value.replace(microsecond=0, tzinfo=None).isoformat()
        case date():
            return value.isoformat()
        case str():
            return text(value)
        case _:
            return f"[{', '.join(text(item) for item in value)}]"


def write(values: Mapping[str, Value]) -> str:
    """A block of front matter with its fences; ends in a line feed."""
    return "---\n" + "".join(f"{key}: {scalar(value)}\n" for key, value in values.items()) + "---\n"


def split(document: str) -> tuple[str, str]:
    """A document as `(front matter without fences, rest)`; the first is empty if there is none."""
    found = re.match(r"\ufeff?---[ \t]*\n((?:.*\n)*?)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", document)
    return (found[1], document[found.end() :]) if found else ("", document)


def keys(block: str) -> dict[str, str]:
    """The top-level keys of front matter, each with its lines as they stand (comments go with the key above)."""
    found: dict[str, str] = {}
    at = ""
    for line in block.splitlines(keepends=True):
        key = _KEY.match(line)
        if key is not None:
            at = key[1]
        found[at] = found.get(at, "") + line
    return found


def merge(old: str, new: Mapping[str, Value]) -> str:
    """Front matter (without fences) with our keys renewed in their places and the user's keys as they were.

    `tags`, `aliases` and `cssclasses` are joint property: what the user added there is kept.
    """
    before = keys(old)
    lines: list[str] = []
    for key, source in before.items():
        if key not in new:
            lines.append(source)
        elif key in ("tags", "aliases", "cssclasses"):
            ours = new[key]
            both = [*ours] if isinstance(ours, Sequence) and not isinstance(ours, str) else [str(ours)]
            both += [item for item in _items(source) if item not in both]
            lines.append(f"{key}: {scalar(both)}\n")
        else:
            lines.append(f"{key}: {scalar(new[key])}\n")
    lines += [f"{key}: {scalar(value)}\n" for key, value in new.items() if key not in before]
    return "".join(line if line.endswith("\n") else line + "\n" for line in lines)


def plain(value: str) -> str:
    """A scalar as `scalar` wrote it, or as another program spelt it again: without its quotes."""
    if value.startswith('"'):
        try:
            return str(json.loads(value))
        except ValueError:
            return value.strip('"')
    return value.strip("'")


def _items(source: str) -> list[str]:
    with contextlib.suppress(ValueError, RecursionError):  # as we write it; YAML costs a thousand times more
        plain_list = json.loads(source.partition(":")[2])
        if isinstance(plain_list, list) and all(isinstance(item, str) for item in plain_list):
            return plain_list
    import yaml  # late: 20 ms, and only a second export comes here

    try:
        found = yaml.safe_load(source)
    except (yaml.YAMLError, ValueError, RecursionError):
        return []
    value = next(iter(found.values()), None) if isinstance(found, dict) else None
    if isinstance(value, str):
        return [value]
    return [str(item) for item in value if item is not None] if isinstance(value, list) else []
