"""Selectors of a passage, and the passage again from selectors alone.

What is known here is a quote with its context and perhaps a position, not the old text. The steps, cheapest first,
each verified against the quote: the exact quote (every occurrence, judged by context, then by position); the quote
with typography, case, accents and wrapping folded; trigrams of words as seeds and an alignment around them. A quote
under `SHORT` characters is never looked for by similarity: it would be found everywhere.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from rapidfuzz.distance import Indel, LCSseq

from reader.anchor.index import TokenIndex
from reader.anchor.model import Ambiguous, Candidate, Orphan, Placed, Selectors

CONTEXT = 32  # code points of context, the habit of W3C implementations; lengthened until the quote is unique
LONGEST = 2048
SHORT = 12
FUZZY = 0.7  # share of the quote's weight that must be found
CLEAR = 0.08  # how far the best place must lead to be believed
ENOUGH = 400  # exact occurrences that are judged one by one; a quote more frequent than that says nothing


def describe(text: str, start: int, end: int) -> Selectors:
    """Selectors for the span `[start, end)` in code points: quote, context that makes it unique, position, provision.

    Raises ValueError for a span outside the text.
    """
    if not 0 <= start <= end <= len(text):
        raise ValueError(f"the span {start}:{end} is outside the text of {len(text)} code points")
    exact = text[start:end]
    size = CONTEXT
    while True:
        prefix, suffix = _prefix(text, start, size), _suffix(text, end, size)
        whole = prefix + exact + suffix
        first = text.find(whole)
        if text.find(whole, first + 1) < 0 or size >= LONGEST or len(whole) == len(text):
            break
        size *= 2
    return Selectors(exact, prefix, suffix, start, end, text.count("\n\n", 0, start) + 1)


def _prefix(text: str, start: int, size: int) -> str:
    at = max(0, start - size)
    while 0 < at < start and _continues(text[at]):
        at += 1
    return text[at:start]


def _suffix(text: str, end: int, size: int) -> str:
    at = min(len(text), end + size)
    while end < at < len(text) and _continues(text[at]):
        at -= 1
    return text[end:at]


def _continues(c: str) -> bool:
    """Whether a character belongs to the grapheme cluster before it."""
    return bool(unicodedata.combining(c)) or c in "\u200d\ufe0e\ufe0f" or "\U0001f3fb" <= c <= "\U0001f3ff"


@lru_cache(maxsize=3)
def _index(text: str) -> TokenIndex:
    return TokenIndex(text)


def resolve(text: str, selectors: Selectors) -> Placed | Ambiguous | Orphan:
    """Find in `text` the passage that `selectors` describe.

    Returns `Placed` with `how` "position" (only a position is known), "exact", "folded" or "fuzzy"; `Ambiguous` when
    several places fit equally well; `Orphan` with the nearest candidates otherwise.
    """
    exact = selectors.exact
    if not exact:
        return _by_position(text, selectors)
    hits = _occurrences(text, exact)
    if hits:
        return _choose(text, selectors, [(h, h + len(exact)) for h in hits], "exact")
    index = _index(text)
    folded = index.exact(exact)
    if folded:
        return _choose(text, selectors, folded[:ENOUGH], "folded")
    if len(exact) < SHORT:
        return Orphan("The quote no longer stands in the text, and it is too short to be recognised when changed.")
    return _fuzzy(text, selectors, index)


def _by_position(text: str, selectors: Selectors) -> Placed | Orphan:
    start, end = selectors.start, selectors.end
    if start is None or end is None:
        return Orphan("There is neither a quote nor a position to look for.")
    if 0 <= start <= end <= len(text):
        return Placed(start, end, 0.5 if start < end else 0.4, "position")
    return Orphan("The position lies outside the text.")


def _occurrences(text: str, exact: str) -> list[int]:
    hits: list[int] = []
    at = text.find(exact)
    while at >= 0 and len(hits) < ENOUGH:
        hits.append(at)
        at = text.find(exact, at + 1)
    return hits


def _likeness(a: str, b: str) -> float:
    """Similarity of two contexts, 0 to 1, white space and case aside."""
    a, b = " ".join(a.split()).casefold(), " ".join(b.split()).casefold()
    return 1.0 if a == b else Indel.normalized_similarity(a, b)


def _context(text: str, selectors: Selectors, start: int, end: int) -> float | None:
    """How well the context fits at a place, 0 to 1; None when the selectors have no context."""
    prefix, suffix = selectors.prefix, selectors.suffix
    scores = []
    if prefix:
        scores.append(_likeness(prefix[-64:], text[max(0, start - len(prefix)) : start][-64:]))
        if len(prefix) > 64:
            scores.append(_likeness(prefix, text[max(0, start - len(prefix)) : start]))
    if suffix:
        scores.append(_likeness(suffix[:64], text[end : end + len(suffix)][:64]))
        if len(suffix) > 64:
            scores.append(_likeness(suffix, text[end : end + len(suffix)]))
    return sum(scores) / len(scores) if scores else None


def _choose(text: str, selectors: Selectors, hits: list[tuple[int, int]], how: str) -> Placed | Ambiguous | Orphan:
    """One of several places that carry the quote: by context, then by position, then by provision; else ask."""
    scored = []
    for start, end in hits:
        fit = _context(text, selectors, start, end)
        scored.append((0.5 if fit is None else fit, start, end))
    scored.sort(key=lambda s: (-s[0], _distance(selectors, s[1]), s[1]))
    best = scored[0]
    informed = bool(selectors.prefix or selectors.suffix)
    length = len(selectors.exact.split()) if " " in selectors.exact else len(selectors.exact) // 4
    needed = 0.0 if not informed or length >= 8 else 0.3 if length >= 4 else 0.45
    candidates = tuple(Candidate(s, e, round(f, 3)) for f, s, e in scored[:5])
    if best[0] < needed and best[1] != selectors.start:
        return Orphan("The words stand elsewhere, but in other surroundings.", candidates)
    rivals = [s for s in scored if best[0] - s[0] < (CLEAR if best[0] < 0.999 else 0.001)]
    if len(rivals) > 1:
        pick = _tie(text, selectors, rivals)
        if pick is None:
            return Ambiguous(candidates)
        best = pick
    score = 1.0 if how == "exact" and best[0] >= 0.999 else round(0.7 + 0.29 * best[0], 3)
    return Placed(best[1], best[2], score, how)


def _distance(selectors: Selectors, start: int) -> int:
    return 0 if selectors.start is None else abs(start - selectors.start)


def _tie(text: str, selectors: Selectors, rivals: list[tuple[float, int, int]]) -> tuple[float, int, int] | None:
    for rival in rivals:
        if rival[1] == selectors.start:
            return rival
    if selectors.provision is not None:
        there = [r for r in rivals if text.count("\n\n", 0, r[1]) + 1 == selectors.provision]
        if len(there) == 1:
            return there[0]
    if selectors.start is not None:
        near = sorted(rivals, key=lambda r: _distance(selectors, r[1]))
        first, second = _distance(selectors, near[0][1]), _distance(selectors, near[1][1])
        # A text that grew elsewhere shifts all rivals alike; only a clear difference in distance decides.
        if first * 4 < second and first < 2000:
            return near[0]
    return None


def _fuzzy(text: str, selectors: Selectors, index: TokenIndex) -> Placed | Ambiguous | Orphan:
    quote = index.keys_of(selectors.exact)
    if not quote:
        return Orphan("The quote no longer stands in the text.")
    found: list[tuple[float, float, int, int]] = []
    for low, high in index.windows(quote):
        place = best_place(index, quote, low, high)
        if place is not None:
            share, start, end = place
            fit = _context(text, selectors, start, end)
            found.append((share if fit is None else 0.75 * share + 0.25 * fit, share, start, end))
    found.sort(key=lambda f: (-f[0], _distance(selectors, f[2])))
    distinct: list[tuple[float, float, int, int]] = []
    for item in found:
        if all(item[3] <= d[2] or item[2] >= d[3] for d in distinct):
            distinct.append(item)
    candidates = tuple(Candidate(s, e, round(f, 3)) for f, _, s, e in distinct[:5])
    if not distinct or distinct[0][1] < FUZZY:
        return Orphan("Nothing in the text is close enough to the quote.", candidates)
    best = distinct[0]
    fit = _context(text, selectors, best[2], best[3])
    if fit is not None and fit < 0.35 and best[1] < 0.85:
        return Orphan("Something like the quote stands in other surroundings.", candidates)
    if len(distinct) > 1 and best[0] - distinct[1][0] < CLEAR and distinct[1][1] >= FUZZY:
        return Ambiguous(candidates)
    return Placed(best[2], best[3], round(min(0.99, best[0]), 3), "fuzzy")


def best_place(index: TokenIndex, quote: list[int], low: int, high: int) -> tuple[float, int, int] | None:
    """The best place for the quote among tokens `[low, high)`: share of its weight found, start and end."""
    window = index.tokens.keys[low:high]
    pairs = [
        (op.src_start + k, op.dest_start + k)
        for op in LCSseq.opcodes(quote, window)
        if op.tag == "equal"
        for k in range(op.src_end - op.src_start)
    ]
    if not pairs:
        return None
    # Matches far from the rest are chance: keep the densest stretch no longer than the quote allows.
    limit = len(quote) + max(4, len(quote) // 2)
    weight = [index.weight(quote[q]) for q, _ in pairs]
    best, total, left = 0.0, 0.0, 0
    span = (0, 0)
    for right in range(len(pairs)):
        total += weight[right]
        while pairs[right][1] - pairs[left][1] >= limit:
            total -= weight[left]
            left += 1
        if total > best:
            best, span = total, (left, right)
    first, last = pairs[span[0]], pairs[span[1]]
    share = best / sum(index.weight(k) for k in quote)
    # A changed word at either end is part of the passage: as many tokens as the quote had there.
    begin = max(low, low + first[1] - (first[0] if first[0] <= 2 else 0))
    finish = min(high - 1, low + last[1] + (len(quote) - 1 - last[0] if len(quote) - 1 - last[0] <= 2 else 0))
    return share, index.tokens.starts[begin], index.tokens.ends[finish]
