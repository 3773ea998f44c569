"""What two texts in different languages share though no word is alike: names, dates, numbers, and their order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from math import log1p, sqrt

from reader.crossref.mentions import find_mentions
from reader.errors import Feedback
from reader.text.model import Text

PROPOSERS = 400  # a token in more provisions than that says nothing of any of them
TOP = 8  # provisions of the other text that are considered for each
ORDER = 0.15  # share of the score that the like place in the text makes up: it parts provisions that name the same
FILLED = 0.25  # the score of a pair that only its neighbours speak for
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def differ(a: Text, b: Text) -> bool:
    """Whether two texts are in different languages."""
    one, two = a.lang.partition("-")[0], b.lang.partition("-")[0]
    return bool(one and two) and one != two


def tokens_of(text: Text, feedback: Feedback | None = None) -> list[Counter[str]]:
    """For each provision the ids of what it names, its dates, its numbers, and the number that it bears itself."""
    found: list[Counter[str]] = [Counter() for _ in text.provisions]
    dated: set[int] = set()
    for m in find_mentions(text, feedback=feedback):
        if m.name_id.startswith("text:"):
            continue  # what only this text defines has no wording in the other
        found[text.provisions.index_at(m.start)][f"date:{m.iso}" if m.iso else m.name_id] += 1
        dated.update(range(m.start, m.end))
    for p, tokens in zip(text.provisions, found, strict=True):
        for number in _NUMBER.finditer(text.canonical, p.start, p.end):
            if number.start() not in dated:
                tokens[f"number:{re.sub('[.,]', '', number.group())}"] += 1
    return found


def scores_of(a: Text, b: Text, feedback: Feedback | None = None) -> dict[tuple[int, int], float]:
    """How near provisions of two texts are by what they name, 0 to 1, by `(index in a, index in b)`."""
    of_a, of_b = tokens_of(a, feedback), tokens_of(b, feedback)
    held = Counter(token for tokens in (*of_a, *of_b) for token in tokens)
    size = len(of_a) + len(of_b)
    rare = {token: log1p(size / count) - log1p(1) + 0.05 for token, count in held.items()}
    where: dict[str, list[int]] = {}
    for j, tokens in enumerate(of_b):
        for token in tokens:
            where.setdefault(token, []).append(j)
    usual = sorted(rare.values())[len(rare) // 2] ** 2 if rare else 1.0
    lengths = [_length(tokens, rare) for tokens in of_b]
    found: dict[tuple[int, int], float] = {}
    for i, tokens in enumerate(of_a):
        sums: dict[int, float] = {}
        for token, count in tokens.items():
            if len(where.get(token, ())) <= PROPOSERS:
                for j in where.get(token, ()):
                    sums[j] = sums.get(j, 0.0) + sqrt(count * of_b[j][token]) * rare[token] ** 2
        own = _length(tokens, rare)
        near = []
        for j, value in sums.items():
            # One common name in both is no evidence yet: the usual weight in the denominator keeps it low.
            score = value / (own * lengths[j] + 0.5 * usual)
            apart = abs((i + 0.5) / len(of_a) - (j + 0.5) / len(of_b))
            near.append((min(1.0, score) * (1.0 - ORDER * min(1.0, 4 * apart)), j))
        for score, j in sorted(near, key=lambda item: (-item[0], item[1]))[:TOP]:
            found[i, j] = score
    return found


def filled(chain: Sequence[tuple[int, int]], count_a: int, count_b: int) -> list[tuple[int, int]]:
    """Pairs for the gaps of a chain that are as long on either side: there a translation goes on line by line."""
    if len(chain) < 2:
        return []
    found = []
    for (i, j), (k, m) in pairwise([(-1, -1), *chain, (count_a, count_b)]):
        if 0 < k - i - 1 == m - j - 1:
            found += [(i + step, j + step) for step in range(1, k - i)]
    return found


def _length(tokens: Counter[str], rare: dict[str, float]) -> float:
    return sqrt(sum(count * rare[token] ** 2 for token, count in tokens.items()))
