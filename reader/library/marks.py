"""Where the words of a query stand in a passage, and the piece of the passage that is shown."""

from __future__ import annotations

from collections.abc import Sequence

from reader.library.query import Words
from reader.library.words import words

_SHOWN = 160  # characters of a snippet, about two lines of the result list
_READ = 400_000  # characters of a passage that are looked through; more would be felt while typing


def find(passage: str, wanted: Sequence[Words]) -> list[tuple[int, int]]:
    """The spans of `passage` that the words and phrases match, sorted and disjoint."""
    if not wanted:
        return []
    tokens = words(passage[:_READ])
    spans = []
    by_first: dict[str, list[Words]] = {}
    loose = []
    for w in wanted:
        if len(w.parts) == 1 and w.prefix:
            loose.append(w.parts[0])
        else:
            by_first.setdefault(w.parts[0], []).append(w)
    stems = tuple(loose)
    for i, (start, end, word) in enumerate(tokens):
        if stems and word.startswith(stems):
            spans.append((start, end))
        for w in by_first.get(word, ()):
            run = tokens[i : i + len(w.parts)]
            if len(run) == len(w.parts) and _same(run, w):
                spans.append((start, run[-1][1]))
    return _merged(spans)


def _same(run: Sequence[tuple[int, int, str]], w: Words) -> bool:
    last = len(w.parts) - 1
    return all(
        token[2].startswith(part) if w.prefix and i == last else token[2] == part
        for i, (token, part) in enumerate(zip(run, w.parts, strict=True))
    )


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    spans.sort()
    found: list[tuple[int, int]] = []
    for start, end in spans:
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def snippet(passage: str, spans: Sequence[tuple[int, int]]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The piece around the first span, cut at spaces, with "…" where it was cut, and the spans within it."""
    first = spans[0][0] if spans else 0
    start = 0 if first <= _SHOWN // 2 else first - _SHOWN // 3
    if start:
        space = passage.find(" ", start, first)
        start = space + 1 if space >= 0 else start
    end = min(len(passage), start + _SHOWN)
    if end < len(passage):
        space = passage.rfind(" ", max(start, first + 1), end)
        end = space if space > start + _SHOWN // 2 else end
    head, tail = ("…" if start else ""), ("…" if end < len(passage) else "")
    shift = len(head) - start
    inside = tuple((a + shift, min(b, end) + shift) for a, b in spans if start <= a < end)
    return head + passage[start:end].replace("\n", " ") + tail, inside
