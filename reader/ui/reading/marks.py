"""Marks over a text, and the index that finds those of a passage without looking at the others."""

from __future__ import annotations

import gc
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol

BARS = ("link.parallel", "link.development", "link.reuse")  # shown in the margin: they are about whole passages
MANY = 10_000  # marks from which a text is a large one
LAYERS = ("highlight", "underline", "link", "find")  # bottom to top


class Mark(NamedTuple):
    """Something shown over `[start, end)` (code points). `layer` is one of `LAYERS`, `role` a role of the theme.

    Several marks may share an `id`: the targets of one annotation, the mentions of one name. `note` says that
    words of the reader's hang on it. An empty span is a bare note at a place.
    """

    start: int
    end: int
    layer: str
    role: str
    id: str
    note: bool = False


class Overlay(Protocol):
    """Whatever can say which marks lie over a passage."""

    def spans(self, start: int, end: int) -> Sequence[Mark]:
        """The marks that touch `[start, end)`, in order of start."""
        ...


class _Length:
    """The marks of one class of length, by start: four packed columns."""

    __slots__ = ("ends", "ids", "looks", "starts")

    def __init__(self) -> None:
        self.starts: array[int] = array("I")
        self.ends: array[int] = array("I")
        self.looks: array[int] = array("H")
        self.ids: list[str] = []


class MarkIndex:
    """An overlay for 100,000 marks: 18 bytes a mark beside its id, O(log n + k) for the k marks of a passage.

    Marks are kept by length, in classes that double: a mark of class c that touches a passage starts at most
    2^c code points before it, so that two binary searches a class bound the candidates, and at least half of
    the window searched is hits where marks are spread evenly. Adding and removing move some kilobytes.
    """

    def __init__(self, marks: Iterable[Mark] = ()) -> None:
        self._classes: dict[int, _Length] = {}
        self._looks: list[tuple[str, str, bool]] = []
        self._look_codes: dict[tuple[str, str, bool], int] = {}
        self._hidden: frozenset[str] = frozenset()
        self._shown: list[bool] = []
        self.extend(marks)

    def __len__(self) -> int:
        return sum(len(c.starts) for c in self._classes.values())

    def __iter__(self) -> Iterator[Mark]:
        """Every mark, hidden ones too, in no order that means anything."""
        for c in self._classes.values():
            for i in range(len(c.starts)):
                yield Mark(c.starts[i], c.ends[i], *self._looks[c.looks[i]][:2], c.ids[i], self._looks[c.looks[i]][2])

    def spans(self, start: int, end: int) -> list[Mark]:
        """The marks shown that touch `[start, end)`, by start, longer ones first."""
        found: list[Mark] = []
        looks, shown = self._looks, self._shown
        for size, c in self._classes.items():
            starts, ends = c.starts, c.ends
            first = bisect_left(starts, max(0, start - (1 << size) + 1))
            for i in range(first, bisect_left(starts, end, first)):
                if (ends[i] > start or starts[i] >= start) and shown[c.looks[i]]:
                    layer, role, note = looks[c.looks[i]]
                    found.append(Mark(starts[i], ends[i], layer, role, c.ids[i], note))
        found.sort(key=_by_place)
        return found

    def add(self, mark: Mark) -> None:
        """Add one mark; the same mark may be there twice."""
        c = self._classes.setdefault(_size(mark), _Length())
        i = bisect_right(c.starts, mark.start)
        c.starts.insert(i, mark.start)
        c.ends.insert(i, mark.end)
        c.looks.insert(i, self._look(mark))
        c.ids.insert(i, mark.id)

    def extend(self, marks: Iterable[Mark]) -> None:
        """Add many marks at once, which is cheaper than one by one."""
        classes: dict[int, list[Mark]] = {}
        for mark in marks:
            classes.setdefault(_size(mark), []).append(mark)
        for size, new in classes.items():
            old = self._classes.get(size)
            if old is not None:
                if len(new) * 20 < len(old.starts):
                    for mark in new:
                        self.add(mark)
                    continue
                new.extend(self._all(old))
            new.sort(key=_by_place)
            c = self._classes[size] = _Length()
            c.starts = array("I", (m.start for m in new))
            c.ends = array("I", (m.end for m in new))
            c.looks = array("H", (self._look(m) for m in new))
            c.ids = [m.id for m in new]
        if sum(map(len, classes.values())) >= MANY:
            # What stands behind so many marks (links, their reasons, annotations) is there to stay: else the collector
            # searches it again and again while the reader scrolls, 20 to 50 ms each time.
            gc.freeze()

    def remove(self, mark: Mark) -> bool:
        """Remove one mark equal to `mark`; False if there is none."""
        c = self._classes.get(_size(mark))
        look = self._look_codes.get((mark.layer, mark.role, mark.note))
        if c is None or look is None:
            return False
        for i in range(bisect_left(c.starts, mark.start), bisect_right(c.starts, mark.start)):
            if c.ends[i] == mark.end and c.looks[i] == look and c.ids[i] == mark.id:
                self._drop(c, i)
                return True
        return False

    def remove_id(self, mark_id: str) -> list[Mark]:
        """Remove every mark with this id and return them; one pass over the ids (1 ms for 100,000)."""
        gone: list[Mark] = []
        for c in self._classes.values():
            while mark_id in c.ids:
                i = c.ids.index(mark_id)
                layer, role, note = self._looks[c.looks[i]]
                gone.append(Mark(c.starts[i], c.ends[i], layer, role, mark_id, note))
                self._drop(c, i)
        return gone

    def clear(self) -> None:
        """Remove every mark; what is hidden stays hidden."""
        self._classes.clear()

    def hide(self, roles: Iterable[str]) -> None:
        """Show every mark but those of these roles: the live filter costs nothing but the repaint."""
        self._hidden = frozenset(roles)
        self._shown = [role not in self._hidden for _, role, _ in self._looks]

    def ticks(self, length: int, buckets: int) -> dict[str, set[int]]:
        """For an overview: the buckets (of `buckets` over `length` code points) that each role shown stands in."""
        sets: list[set[int]] = [set() for _ in self._looks]
        for c in self._classes.values():
            i = 0
            for bucket in range(buckets):  # by bucket, not by mark: 6 ms for 100,000 marks, not 70
                j = bisect_left(c.starts, -(-(bucket + 1) * length // buckets), i)
                if j > i:
                    for look in set(c.looks[i:j]):
                        sets[look].add(bucket)
                    i = j
                    if i == len(c.starts):
                        break
        out: dict[str, set[int]] = {}
        for (_, role, note), shown, found in zip(self._looks, self._shown, sets, strict=True):
            if shown and found:
                out.setdefault(role, set()).update(found)
                if note:
                    out.setdefault("badge", set()).update(found)
        return out

    def _all(self, c: _Length) -> Iterator[Mark]:
        for start, end, look, mark_id in zip(c.starts, c.ends, c.looks, c.ids, strict=True):
            layer, role, note = self._looks[look]
            yield Mark(start, end, layer, role, mark_id, note)

    def _look(self, mark: Mark) -> int:
        key = (mark.layer, mark.role, mark.note)
        code = self._look_codes.get(key)
        if code is None:
            code = self._look_codes[key] = len(self._looks)
            self._looks.append(key)
            self._shown.append(mark.role not in self._hidden)
        return code

    @staticmethod
    def _drop(c: _Length, i: int) -> None:
        del c.starts[i], c.ends[i], c.looks[i], c.ids[i]


def _size(mark: Mark) -> int:
    return max(0, mark.end - mark.start).bit_length()  # a mark of class c is shorter than 2^c


def _by_place(mark: Mark) -> tuple[int, int]:
    return mark.start, -mark.end
