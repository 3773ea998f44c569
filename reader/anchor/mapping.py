"""Old spans in a new text, when the old text is known: a whole-text map, then each span's own judgement.

Sources of the method: patience and histogram diff (unique anchors first), the boundary sliding of line diffs, and
the rule of one-to-one claims that this project's measurements favoured over searching for each quote.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from reader.anchor.align import LONG_RUN, Alignment, seed_and_extend, slide
from reader.anchor.gaps import fill, segments, weights
from reader.anchor.index import TokenIndex
from reader.anchor.model import Ambiguous, Candidate, Orphan, Placed
from reader.anchor.quote import best_place
from reader.anchor.tokens import Vocabulary, tokenise

ALIVE = 0.5  # share of a span's weight that must have survived in one place
REWRITTEN = 0.2  # … or this much, when the rest was replaced word for word in the same sentence
SUPPORT = 0.3  # share of the surrounding sentence that must have come along, for a short span
FOREIGN = 3  # tokens of other old passages inside an image: more of them, and the passage is torn there
LIKELY = 0.3  # share of a lost passage's weight that makes another place worth a look
OFFERED = 3  # such places
SEARCHES = 500  # lost passages that are looked for in one text, some milliseconds each
INSERTED = 120  # new tokens that may stand inside an image


class _Image(NamedTuple):
    first: int  # tokens of the new text, inclusive
    last: int
    exact: float  # weight of the tokens that are the same
    held: float  # weight of all that have an image here


class Map:
    """The alignment of two texts, and what carries a span over it."""

    def __init__(self, old: str, new: str) -> None:
        self.old = old
        self.new = new
        vocabulary = Vocabulary()
        a, b = tokenise(old, vocabulary), tokenise(new, vocabulary)
        self.vocabulary = vocabulary
        self.alignment = Alignment(a, b)
        seed_and_extend(self.alignment)
        slide(self.alignment)
        self.weight = weights(a, len(vocabulary))
        fill(self.alignment, self.weight)
        self.sentences, self.sentence_of = segments(a)
        self._index: TokenIndex | None = None
        self._searched = 0

    def carry(self, start: int, end: int) -> Placed | Ambiguous | Orphan:
        """Where the span `[start, end)` of the old text is in the new one."""
        old = self.alignment.old
        t0, t1 = bisect_right(old.ends, start), bisect_left(old.starts, end)
        if t0 >= t1:
            return self._between(start, end, t0)
        keys, weight = old.keys, self.weight
        total = sum(weight[keys[t]] for t in range(t0, t1))
        found = self._images(t0, t1)
        best = max(found, key=lambda im: (im.exact, im.held), default=None)
        if best is None:
            return Orphan("The passage was deleted.", (*self._likely(t0, t1), *self._vicinity(t0, t1)))
        exact, held = best.exact / total, best.held / total
        alive = exact >= ALIVE or (exact >= REWRITTEN and held >= 0.75)
        alive = alive and (t1 - t0 >= LONG_RUN or self._support(t0, t1, best) >= SUPPORT)
        placed = self._place(start, end, t0, t1, best)
        if not alive:
            reason = "Most of the passage was deleted or moved apart." if exact else "The passage was rewritten."
            here = Candidate(placed[0], placed[1], round(exact, 3))
            others = [c for c in self._likely(t0, t1) if c.end <= here.start or c.start >= here.end]
            return Orphan(reason, tuple(sorted((here, *others), key=lambda c: -c.score)))
        same = self.old[start:end] == self.new[placed[0] : placed[1]]
        return Placed(*placed, 1.0 if same else round(min(0.99, 0.3 + 0.7 * exact), 3), "map" if same else "edited")

    def _images(self, t0: int, t1: int) -> list[_Image]:
        """The places where parts of the span are now: clusters of images with little foreign matter between."""
        al, keys, weight = self.alignment, self.alignment.old.keys, self.weight
        pairs = sorted((al.image[t], t) for t in range(t0, t1) if al.image[t] >= 0)
        found: list[_Image] = []
        for j, t in pairs:
            value = weight[keys[t]]
            exact = value if al.exact[t] else 0.0
            if found and not self._torn(found[-1].last, j, t0, t1):
                last = found[-1]
                found[-1] = _Image(last.first, j, last.exact + exact, last.held + value)
            else:
                found.append(_Image(j, j, exact, value))
        return found

    def _torn(self, j0: int, j1: int, t0: int, t1: int) -> bool:
        if j1 - j0 == 1:
            return False
        if j1 - j0 > INSERTED:
            return True
        origin = self.alignment.origin
        return sum(origin[j] >= 0 and not t0 <= origin[j] < t1 for j in range(j0 + 1, j1)) > FOREIGN

    def _support(self, t0: int, t1: int, im: _Image) -> float:
        """The share of the weight of the span's sentences that stands around its image.

        A few words of a deleted sentence may survive in a lookalike; then their sentence does not stand around them.
        """
        of, found, al, keys = self.sentence_of, self.sentences, self.alignment, self.alignment.old.keys
        a, b = found[of[t0]].start, found[of[t1 - 1]].end
        reach = b - a + 12
        low, high = im.first - reach, im.last + reach
        here = sum(self.weight[keys[t]] for t in range(a, b) if al.exact[t] and low <= al.image[t] <= high)
        return here / sum(self.weight[keys[t]] for t in range(a, b))

    def _place(self, start: int, end: int, t0: int, t1: int, im: _Image) -> tuple[int, int]:
        """Code points of the image, with the punctuation and the parts of words that the span had at its ends."""
        old, new, al = self.alignment.old, self.alignment.new, self.alignment
        begin, finish = new.starts[im.first], new.ends[im.last]
        if al.image[t0] == im.first:
            begin = self._edge_left(start, old.starts[t0], old.ends[t0], begin, new.ends[im.first])
        if al.image[t1 - 1] == im.last:
            finish = self._edge_right(end, old.starts[t1 - 1], old.ends[t1 - 1], new.starts[im.last], finish)
        return (begin, finish) if begin < finish else (new.starts[im.first], new.ends[im.last])

    def _edge_left(self, start: int, a0: int, a1: int, b0: int, b1: int) -> int:
        if start >= a0:  # inside the word, or at its start
            return b0 + (start - a0) if self.old[a0:a1] == self.new[b0:b1] else b0
        at = b0
        for c in reversed(self.old[start:a0]):
            if c.isspace():
                while at > 0 and self.new[at - 1].isspace():
                    at -= 1
            elif at > 0 and not self.new[at - 1].isspace() and not self.new[at - 1].isalnum():
                at -= 1
            else:
                break
        while at < b0 and self.new[at].isspace():  # a span never begins with the space of an edge that was cut
            at += 1
        return at

    def _edge_right(self, end: int, a0: int, a1: int, b0: int, b1: int) -> int:
        if end <= a1:
            return b0 + (end - a0) if self.old[a0:a1] == self.new[b0:b1] else b1
        at = b1
        for c in self.old[a1:end]:
            if c.isspace():
                while at < len(self.new) and self.new[at].isspace():
                    at += 1
            elif at < len(self.new) and not self.new[at].isspace() and not self.new[at].isalnum():
                at += 1
            else:
                break
        while at > b1 and self.new[at - 1].isspace():
            at -= 1
        if end > a1 and self.old[end - 1].isspace() and at < len(self.new) and self.new[at].isspace():
            at += 1
        return at

    def _between(self, start: int, end: int, t: int) -> Placed | Orphan:
        """A span without a word: found between the images of its neighbours, when they still are neighbours."""
        al, exact = self.alignment, self.old[start:end]
        low = al.new.ends[al.image[t - 1]] if t > 0 and al.image[t - 1] >= 0 else 0 if t == 0 else -1
        high = -1
        if t < len(al.image):
            high = al.new.starts[al.image[t]] if al.image[t] >= 0 else -1
        else:
            high = len(self.new)
        if exact and 0 <= low <= high:
            at = self.new.find(exact, low, high)
            if at >= 0:
                return Placed(at, at + len(exact), 1.0, "map")
        return Orphan("The passage has no word to be found by, and what stood around it has changed.")

    def _likely(self, t0: int, t1: int) -> tuple[Candidate, ...]:
        """Places like a lost passage that are not the image of another one, best first; for the reader to judge."""
        if self._searched >= SEARCHES or t1 - t0 < 3:
            return ()
        self._searched += 1
        al = self.alignment
        if self._index is None:
            self._index = TokenIndex(self.new, (self.vocabulary, al.new))
        quote = al.old.keys[t0:t1]
        found: list[Candidate] = []
        for low, high in self._index.windows(quote):
            place = best_place(self._index, quote, low, high)
            if place is None or place[0] < LIKELY or any(place[1] < c.end and c.start < place[2] for c in found):
                continue
            first, last = bisect_right(al.new.ends, place[1]), bisect_left(al.new.starts, place[2])
            if 2 * sum(al.origin[j] >= 0 for j in range(first, last)) <= last - first:
                found.append(Candidate(place[1], place[2], round(place[0], 3)))
        return tuple(sorted(found, key=lambda c: (-c.score, c.start))[:OFFERED])

    def _vicinity(self, t0: int, t1: int) -> tuple[Candidate, ...]:
        """Where a deleted passage stood: the paragraph between its neighbours, for the reader to look at."""
        al = self.alignment
        for t in range(t0 - 1, max(-1, t0 - 200), -1):
            if al.image[t] >= 0:
                at = al.new.ends[al.image[t]]
                return (Candidate(at, min(len(self.new), at + self._length(t0, t1)), 0.0),)
        return ()

    def _length(self, t0: int, t1: int) -> int:
        return self.alignment.old.ends[t1 - 1] - self.alignment.old.starts[t0]


def carry(old: str, new: str, spans: Sequence[tuple[int, int]]) -> list[Placed | Ambiguous | Orphan]:
    """Carry spans of an old text over to a new one, in the order given.

    `old` and `new` are canonical texts; spans are `[start, end)` in code points of `old`. Returns for each a `Placed`
    (`how` is "map" where the wording is untouched, "edited" where it changed) or an `Orphan` with its reason.
    Raises ValueError for a span outside `old`.
    """
    for start, end in spans:
        if not 0 <= start <= end <= len(old):
            raise ValueError(f"the span {start}:{end} is outside the text of {len(old)} code points")
    if old == new:
        return [Placed(start, end, 1.0, "map") for start, end in spans]
    if not spans:
        return []
    mapped = Map(old, new)
    return [mapped.carry(start, end) for start, end in spans]
