"""The words and names of a text by provision, as packed numbers: thousands of texts are asked without reading them.

A table depends on nothing but the wording (and, for names, on the authority), so it can be kept by content hash.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from reader.text.fold import fold
from reader.text.model import Text

if TYPE_CHECKING:
    from reader.crossref.authority import Authority

FORMAT = 1  # of `pack`; a table of another format is made anew
STEM = 6  # letters of a word that count: enough to tell words apart, few enough to lose most endings
MOST = 255  # a word more often than that in one provision counts as often as that
_WORD = re.compile(r"[^\W_]{2,}")
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")
_HEAD = np.dtype("<u4")

Numbers = NDArray[np.uint32]


class Table(NamedTuple):
    """What stands in each provision: hashes of stems (ascending within a provision), how often, where each begins.

    `starts` has one entry more than there are provisions.
    """

    terms: Numbers
    counts: NDArray[np.uint8]
    starts: Numbers

    @property
    def passages(self) -> int:
        """The number of provisions."""
        return len(self.starts) - 1


def words_table(text: Text) -> Table:
    """The stems of each provision; Chinese and Japanese by pairs of characters."""
    return _packed(_stems(fold(text.canonical[p.start : p.end])) for p in text.provisions)


def names_table(text: Text, authority: Authority | None = None) -> Table:
    """The names that the authority knows and the dates in each provision; what only this text defines is left out."""
    from reader.crossref.mentions import find_mentions  # late: the names cost 0.3 s

    found: list[Counter[str]] = [Counter() for _ in text.provisions]
    for m in find_mentions(text, authority):
        if not m.name_id.startswith("text:"):
            found[text.provisions.index_at(m.start)][f"date:{m.iso}" if m.iso else m.name_id] += 1
    return _packed(found)


def pack(table: Table) -> bytes:
    """A table as bytes, the same on every machine."""
    head = np.array([FORMAT, len(table.starts), len(table.terms)], _HEAD)
    parts = (head, table.starts.astype(_HEAD), table.terms.astype(_HEAD), table.counts.astype(np.uint8))
    return zlib.compress(b"".join(part.tobytes() for part in parts), 1)


def unpack(packed: bytes) -> Table | None:
    """The inverse of `pack`; None for what it did not write."""
    try:
        raw = zlib.decompress(packed)
    except zlib.error:
        return None
    if len(raw) < 12:
        return None
    form, starts, terms = (int(n) for n in np.frombuffer(raw, _HEAD, 3))
    if form != FORMAT or starts < 1 or len(raw) != 12 + 4 * starts + 5 * terms:
        return None
    at = 12 + 4 * starts
    made = Table(
        np.frombuffer(raw, _HEAD, terms, at),
        np.frombuffer(raw, np.uint8, terms, at + 4 * terms),
        np.frombuffer(raw, _HEAD, starts, 12),
    )
    return made if int(made.starts[-1]) == terms and bool(np.all(np.diff(made.starts.astype(np.int64)) >= 0)) else None


def hash_of(word: str) -> int:
    """The number that stands for a stem or the id of a name."""
    return zlib.crc32(word.encode("utf-8", "replace"))


_hashed = lru_cache(maxsize=50_000)(hash_of)


def _stems(folded: str) -> Counter[str]:
    counts = Counter(word[:STEM] for word in _WORD.findall(_DENSE.sub(" ", folded)))
    for run in _DENSE.findall(folded):
        counts.update(run[i : i + 2] for i in range(max(1, len(run) - 1)))
    return counts


def _packed(rows: Iterable[Counter[str]]) -> Table:
    terms: list[int] = []
    counts: list[int] = []
    starts = [0]
    for row in rows:
        hashed = sorted((_hashed(word), count) for word, count in row.items())
        terms.extend(term for term, _ in hashed)
        counts.extend(min(MOST, count) for _, count in hashed)
        starts.append(len(terms))
    return Table(np.array(terms, np.uint32), np.array(counts, np.uint8), np.array(starts, np.uint32))
