"""`rank`: for every passage of one list, the passages of another that make the same point, best first."""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from heapq import nsmallest
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

from reader.crossref.fine import Fine
from reader.crossref.matters import SAMPLE, Matters, matters_of, trust
from reader.crossref.matters import Vectors as Directions
from reader.crossref.neighbours import STRICT, WINDOW, along, mutual, neighbourhood, order_kept
from reader.crossref.sparse import Bits, Floats, Ints, Rows, dots, falling, proposals, rows_of, transposed, united
from reader.crossref.weights import prior, rarity, saturated
from reader.crossref.words import language, stems_for, tokens
from reader.errors import Feedback

if TYPE_CHECKING:
    from reader.crossref.embedding import Embedding, Sense

PROPOSERS = 400  # only words in at most so many passages propose candidates: the same recall at a tenth of the time
HEAD, HEADS = 4, 0.4  # letters of a beginning, and its weight against a stem, where no stemmer knows the language
POOL = 32  # candidates of a query that are weighed in full
CLOSEST = 16  # of these, how many are weighed by parts of words and neighbouring words too
# What the passages around a pair add where two lists run in parallel for stretches only, and how soon that is believed:
# on gospels side by side adding twice their mean did best of 96 ways tried (average precision .225 to .313).
BESIDE, SURE = 2.0, 2.5
ABOUT = 0.6  # what matters of declarations count against words, in passages that speak of such
SEARCHED = 4_000_000  # pairs up to which they find passages too that share no word, in time that grows with the product
CLOSE = 12  # of these, how many are weighed with their neighbours
_CYRILLIC, _HAN = re.compile("[\u0400-\u04ff]"), re.compile("[\u4e00-\u9fff]")
_CHUNK = 500  # passages read between two signs of life
# Two versions of one text have a mean best similarity of .41 to .70, and .82 to .95 of their passages are best to each
# other; verses that merely speak of the same .35 to .45 and .43 to .45, gospels .42 and .67, declarations .06 to .2.
_ALIKE, _TWINS = (0.25, 0.35), (0.7, 0.8)


def rank(
    queries: Sequence[str],
    candidates: Sequence[str],
    *,
    top: int = 10,
    ordered: bool | None = None,
    embedding: Embedding | Path | None = None,
    feedback: Feedback | None = None,
) -> list[list[tuple[int, float]]]:
    """For every query the `top` most similar candidates as `(index, score)`, best first, score 0 to 1.

    Passages that share nothing are not listed, so an answer may be shorter than `top`. Passages of declarations (in
    English, Russian or Chinese) are compared by their matters too; in short lists these find what shares no word.
    Near-linear in the number of passages, a few hundred bytes each; the answer does not depend on threads or hashing.
    Where both lists visibly run in the same order, neighbours support each other; `ordered` forces that or forbids it
    (then the answer does not depend on the order of the lists either). `embedding` adds static word vectors in place
    of the matters, as `Embedding` or the folder of a model (`UserError` if there is none): then passages are found that
    share no word, in time that grows with the product of the lists.
    """
    feedback = feedback or Feedback()
    if top <= 0 or not queries or not candidates:
        return [[] for _ in queries]
    vectors = Vectors.of(queries, candidates, feedback)
    if embedding is not None:
        from reader.crossref.embedding import Sense  # late: off by default

        vectors.sense = Sense.of(queries, candidates, embedding, feedback)
    else:
        vectors.sense = _about(queries, candidates, feedback)
    q, c, s = vectors.similar(max(POOL, 2 * top), max(CLOSEST, top + 6), feedback)
    if ordered is not False:
        q, c, s = _in_order(vectors, q, c, s, max(CLOSE, top), ordered, feedback)
    return _listed(q, c, s, len(queries), top)


def _about(queries: Sequence[str], candidates: Sequence[str], feedback: Feedback) -> Sense | None:
    """The passages among the matters of declarations, if they are such as speak of them."""
    some = [_some(queries), _some(candidates)]
    scripts = {_script(passages) for passages in some}
    matters = matters_of(scripts.pop(), language([*some[0], *some[1]])) if len(scripts) == 1 else None
    if matters is None:
        return None
    sure = trust(matters.middles, [_among(matters, passages, feedback) for passages in some])
    if sure <= 0:
        return None
    from reader.crossref.embedding import Sense  # late: many lists are none of ours

    a = _among(matters, queries, feedback)
    b = a if candidates is queries else _among(matters, candidates, feedback)
    return Sense(a, b, ABOUT * sure, search=len(queries) * len(candidates) <= SEARCHED)


def _some(passages: Sequence[str]) -> Sequence[str]:
    """A few hundred passages of a list, the same in whatever order it is."""
    return nsmallest(SAMPLE, passages, key=lambda passage: (crc32(passage.encode("utf-8", "surrogatepass")), passage))


def _script(passages: Sequence[str]) -> str:
    """The language of the thesaurus that is written as most of these letters are."""
    counts = {"en": 0, "ru": 0, "zh": 0}
    for passage in passages[:100]:
        cyrillic = len(_CYRILLIC.findall(passage))
        han = len(_HAN.findall(passage))
        counts["ru"] += cyrillic
        counts["zh"] += 3 * han  # as long as a word's letters
        counts["en"] += len(passage) - cyrillic - han
    return max(counts, key=lambda lang: (counts[lang], lang))


def _among(matters: Matters, passages: Sequence[str], feedback: Feedback) -> Directions:
    """Passages as directions among the matters."""
    return matters.centred(matters.vectors(matters.rows(map(tokens, passages), feedback), None, feedback))


def _listed(q: Ints, c: Ints, s: Floats, count: int, top: int) -> list[list[tuple[int, float]]]:
    """The answer, from pairs ascending by query and candidate: ties go to the earlier candidate."""
    s = np.round(s, 9)  # sums differ in the last bits with the order of the lists
    order = falling(q, s)
    starts = np.searchsorted(q, np.arange(count + 1))
    place = np.arange(len(order)) - starts[q]  # `order` keeps the queries where they are
    order = order[(place < top) & (s[order] > 0)]
    ends = np.searchsorted(q[order], np.arange(count + 1)).tolist()
    cells = list(zip(c[order].tolist(), np.minimum(s[order], 1.0).tolist(), strict=True))
    return [cells[a:b] for a, b in pairwise(ends)]


def _in_order(
    vectors: Vectors, q: Ints, c: Ints, s: Floats, close: int, forced: bool | None, feedback: Feedback
) -> tuple[Ints, Ints, Floats]:
    """Weigh the closest candidates with their neighbours, if the best ones run in the same order on both sides."""
    order = falling(q, s)
    starts = np.flatnonzero(np.diff(q, prepend=-1))
    best = order[starts]
    trust = order_kept(q[best], c[best], s[best], vectors.count_b)
    if forced:
        trust = max(trust, 0.5)
    if trust <= 0:
        return q, c, s
    place = np.arange(len(q)) - np.repeat(starts, np.diff(np.append(starts, len(q))))
    near = order[place < close]
    width = vectors.count_b
    packed = [q[near] * width + c[near]]
    for step in (-1, 0, 1):  # what stands beside a best match is a candidate too, whatever its words
        for ahead in (-1, 1):
            x, y = q[best] + ahead, c[best] + ahead + step
            inside = (x >= 0) & (x < vectors.count_a) & (y >= 0) & (y < width)
            packed.append(x[inside] * width + y[inside])
    pairs = np.unique(np.concatenate(packed))
    q, c = pairs // width, pairs % width
    s = vectors.scores(q, c, feedback)
    if trust > STRICT:
        return q, c, s * neighbourhood(q, c, s + 0.02, width, trust, feedback)
    weight = BESIDE * min(1.0, SURE * trust)
    margin = width + 2 * WINDOW + 2  # a step over the edge of a row must not land in the next
    return q, c, (s + weight * along(q * margin + c, s, margin, feedback)) / (1.0 + weight)


class Vectors:
    """Two lists of passages as sparse counts over one vocabulary, with the rarity of every word."""

    def __init__(self, a: Rows, b: Rows, rare: Floats, fine: Fine) -> None:
        self._a, self._b, self._rare, self._fine = a, b, rare, fine
        self._width = len(rare)
        self._power = 1.0
        self.count_a, self.count_b = a.size, b.size
        self.sense: Sense | None = None

    @classmethod
    def of(cls, queries: Sequence[str], candidates: Sequence[str], feedback: Feedback) -> Vectors:
        """Read, stem and count the passages of both lists."""
        latin = language([*queries[:400], *candidates[:400]])
        same = len(queries) == len(candidates) and all(x is y for x, y in zip(queries, candidates, strict=True))
        lists = (queries,) if same else (queries, candidates)
        total = sum(len(passages) for passages in lists)
        numbers = _Numbers(latin)
        flat, lengths = array("q"), array("q")
        for passages in lists:
            for passage in passages:
                if len(lengths) % _CHUNK == 0:
                    feedback.step(len(lengths), 2 * total)
                words = tokens(passage)
                flat.extend(map(numbers.__getitem__, words))
                lengths.append(len(words))
        ids = numbers.ids
        said, sizes = np.array(flat, np.int64), np.array(lengths, np.int64)
        usual = prior(stems_for(latin))
        shares = np.fromiter((usual(word) for word in ids), np.float64, len(ids))
        fine = Fine.of(list(ids), said, sizes, 0 if same else len(queries), shares, feedback)
        counts = rows_of(*numbers.with_heads(said, sizes))
        width = max(1, len(ids))
        df = np.bincount(counts.cols, minlength=width).astype(np.float64) * (2 if same else 1)
        rare = rarity(df, len(queries) + len(candidates), list(ids), usual)
        rare[np.fromiter((k[-1] == "-" for k in ids), bool, len(ids))] *= HEADS
        rows = saturated(counts, float(counts.vals.sum()) / max(1, total))
        if same:
            return cls(rows, rows, rare, fine)
        cut = int(rows.ptr[len(queries)])
        a = Rows(rows.ptr[: len(queries) + 1], rows.cols[:cut], rows.vals[:cut])
        b = Rows(rows.ptr[len(queries) :] - cut, rows.cols[cut:], rows.vals[cut:])
        return cls(a, b, rare, fine)

    def similar(self, pool: int, closest: int, feedback: Feedback) -> tuple[Ints, Ints, Floats]:
        """Every `(query, candidate, similarity)`, the `pool` best of each query, ascending by query and candidate.

        How much rarity counts follows the lists: passages that merely touch the same matter are told by their rare
        words, two versions of one text by all their words together.
        """
        a, b = self._weighed(1.0)
        pairs = self._candidates(a, b, pool, feedback)
        if self.sense is not None and self.sense.search:
            pairs = united([pairs, self.sense.nearest(closest, feedback)], feedback)
        q, c = pairs // b.size, pairs % b.size
        s = dots(a, b, q, c, self._width, feedback)
        same_text = _versions(q, c, s, min(a.size, b.size))
        if same_text > 0:
            self._power = 1.0 - 0.5 * same_text
            s = dots(*self._weighed(self._power), q, c, self._width, feedback)
        starts = np.flatnonzero(np.diff(q, prepend=-1))
        place = np.arange(len(q)) - np.repeat(starts, np.diff(np.append(starts, len(q))))
        if self.sense is not None and self.sense.search:
            return q, c, self._blended(q, c, s, feedback)
        near = np.sort(falling(q, s)[place < closest])
        return q[near], c[near], self._blended(q[near], c[near], s[near], feedback)

    def scores(self, q: Ints, c: Ints, feedback: Feedback) -> Floats:
        """The similarity of each pair, `q` ascending, with rarity counted as these lists ask for."""
        words = dots(*self._weighed(self._power), q, c, self._width, feedback)
        return self._blended(q, c, words, feedback)

    def _blended(self, q: Ints, c: Ints, words: Floats, feedback: Feedback) -> Floats:
        """The similarity of whole words, with that of their parts and neighbours, and of vectors if any."""
        seen = self._fine.blended(q, c, words, feedback)
        return seen if self.sense is None else self.sense.blended(q, c, seen)

    def _weighed(self, power: float) -> tuple[Rows, Rows]:
        weight = self._rare**power
        a = self._a.with_values(self._a.vals * weight[self._a.cols]).normalised()
        if self._b is self._a:
            return a, a
        return a, self._b.with_values(self._b.vals * weight[self._b.cols]).normalised()

    def _candidates(self, a: Rows, b: Rows, pool: int, feedback: Feedback) -> Ints:
        """The pairs to be weighed, ascending, each as `query * candidates + candidate`."""
        held = np.bincount(b.cols, minlength=self._width).astype(np.int64)
        proposing = (held[a.cols] <= PROPOSERS) | _rarest(a, held)
        found = [np.zeros(0, np.int64)]
        for q, c, _w, done in proposals(a.only(proposing), transposed(b, self._width), pool):
            pairs = q * b.size + c
            pairs.sort()
            found.append(pairs)
            feedback.step(a.size + done, 2 * a.size)
        return np.concatenate(found)


class _Numbers(dict[str, int]):
    """From a word to the number of its stem; where nothing stems the language its beginning counts too."""

    def __init__(self, latin: str) -> None:
        super().__init__()
        self.ids: dict[str, int] = {}
        self._stem, self._heads = stems_for(latin), not latin
        self._head_of: dict[int, int] = {}

    def __missing__(self, word: str) -> int:
        root = self._stem(word)
        number = self.ids.setdefault(root, len(self.ids))
        if self._heads and len(root) > HEAD and root.isalpha():
            self._head_of[number] = self.ids.setdefault(root[:HEAD] + "-", len(self.ids))
        self[word] = number
        return number

    def with_heads(self, flat: Ints, lengths: Ints) -> tuple[Ints, Ints]:
        """The numbers of passages that follow one another, with those of the beginnings."""
        if not self._head_of:
            return flat, lengths
        head = np.full(len(self.ids), -1, np.int64)
        head[list(self._head_of)] = list(self._head_of.values())
        owners = np.repeat(np.arange(len(lengths)), lengths)
        begun = head[flat] >= 0
        whole = np.concatenate((owners, owners[begun]))
        order = np.argsort(whole, kind="stable")
        return np.concatenate((flat, head[flat][begun]))[order], np.bincount(whole, minlength=len(lengths))


def _versions(q: Ints, c: Ints, s: Floats, fewer: int) -> float:
    """How far two lists seem to be versions of one text, 0 to 1: their best pairs are alike, and best on both sides.

    Passages that stand word for word in both are left out: a list compared with itself is no version of itself.
    """
    differ = s < 0.9999
    q, c, s = q[differ], c[differ], s[differ]
    if not len(q):
        return 0.0
    alike = float(np.mean(np.maximum.reduceat(s, np.flatnonzero(np.diff(q, prepend=-1)))))
    twins = np.count_nonzero(mutual(q, c, s)) / fewer
    shares = [(value - low) / (high - low) for value, (low, high) in ((alike, _ALIKE), (twins, _TWINS))]
    return float(np.prod(np.clip(shares, 0.0, 1.0)))


def _rarest(rows: Rows, held: Ints) -> Bits:
    """The two rarest words of each row, so that a passage of common words finds something too."""
    keep = np.zeros(len(rows.cols), bool)
    if len(rows.cols):
        order = falling(rows.owners(), -held[rows.cols].astype(np.float64))
        place = np.arange(len(order)) - rows.ptr[rows.owners()]
        keep[order[place < 2]] = True
        keep &= held[rows.cols] <= 10 * PROPOSERS
    return keep
