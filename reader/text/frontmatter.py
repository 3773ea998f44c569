"""The metadata block at the top of a Markdown file: the simple subset of YAML by hand, the rest through PyYAML."""

from __future__ import annotations

FENCE = "---"


def take(s: str) -> tuple[dict[str, object], str]:
    """The metadata and the body of `s`; no metadata (and `s` whole) where it has no front matter.

    Values are strings, or lists of strings. What is not `key: value` or `key: [a, b]` is read by PyYAML.
    """
    if not s.startswith(FENCE + "\n"):
        return {}, s
    end = s.find("\n" + FENCE, 3)
    while end != -1 and s[end + 4 : end + 5] not in ("\n", ""):
        end = s.find("\n" + FENCE, end + 1)
    if end == -1:
        return {}, s
    head, body = s[4 : end + 1], s[end + 5 :]
    found = _simple(head)
    if found is None:
        found = _yaml(head)
    return (found, body) if found is not None else ({}, s)


def _simple(head: str) -> dict[str, object] | None:
    found: dict[str, object] = {}
    for line in head.split("\n"):
        if not line.strip() or line.startswith("#"):
            continue
        key, colon, value = line.partition(":")
        value = value.strip()
        plain = key.replace("_", "").replace("-", "")
        if not colon or not plain.isalnum() or not value or (line.partition(":")[2][:1] not in (" ", "\t")):
            return None
        if value[0] == "[":
            items = _items(value)
            if items is None:
                return None
            found[key] = items
        else:
            item = _scalar(value)
            if item is None:
                return None
            found[key] = item
    return found


def _items(value: str) -> list[str] | None:
    if value[-1] != "]":
        return None
    inner = value[1:-1].strip()
    if not inner:
        return []
    if any(c in inner for c in "\"'[]{}#"):
        quoted = inner.split('", "')  # the one quoted form that is read here: ["a", "b"]
        sound = inner[0] == inner[-1] == '"' and inner.count('"') == 2 * len(quoted)
        if sound and "\\" not in inner:
            return [q.strip('"') for q in quoted]
        return None
    return [item.strip() for item in inner.split(",") if item.strip()]


def _scalar(value: str) -> str | None:
    first = value[0]
    if first in "\"'":
        inner = value[1:-1]
        plain = len(value) > 1 and value[-1] == first and first not in inner and "\\" not in inner
        return inner if plain else None
    if first in "{}&*!|>%@`[]#?-" or " #" in value or ": " in value or value[-1] == ":":
        return None
    return value


def _yaml(head: str) -> dict[str, object] | None:
    import yaml  # late: 20 ms, and bundled texts never come here

    try:
        found = yaml.load(head, Loader=yaml.BaseLoader)  # strings stay strings: "2001-06-15", "no"
    except (yaml.YAMLError, RecursionError, ValueError):
        return None
    if not isinstance(found, dict):
        return None
    return {str(k): _plain(v) for k, v in found.items()}


def _plain(value: object, depth: int = 0) -> object:
    if isinstance(value, list) and depth < 4:
        return [_plain(v, depth + 1) for v in value]
    if isinstance(value, dict) and depth < 4:
        return {str(k): _plain(v, depth + 1) for k, v in value.items()}
    return str(value)
