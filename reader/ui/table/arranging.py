"""The order and the groups of a table of annotations, over columns in memory. No Qt.

A library of 100,000 annotations is sorted once a column; a keystroke in the filter only goes through that order, and
through what is left of it while one types on.
"""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from itertools import chain, compress
from typing import Any, NamedTuple

from reader.library.listing import NOWHERE, Item, Listing
from reader.library.query import And, Query, Words, parse
from reader.ui.table.masks import mask_of, needle

COLUMNS = ("Passage", "Quote", "Note", "Tags", "Colour", "Changed")
PASSAGE, QUOTE, NOTE, TAGS, COLOUR, CHANGED = range(len(COLUMNS))
GROUPS = ("", "text", "provision", "tag", "colour", "date")
LAST = "\U0010ffff"  # sorts behind all words
KEPT = 64  # masks that are kept: what is deleted from the box and typed again costs nothing
_KEY = 40  # code points by which words are sorted
_RUN = 10_000  # annotations sorted at once by the worker, some 10 ms; the runs are joined in one pass
_NONE = {"tag": "No tag", "text": "No text", "provision": "No passage", "date": "No date", "colour": "No colour"}


class Group(NamedTuple):
    """The title of a group and how many entries it has."""

    title: str
    size: int


class Lines(NamedTuple):
    """The rows of a table: the row of an annotation in the listing, or -1 - k for the title of `groups[k]`."""

    rows: list[int]
    groups: list[Group]


class Filter(NamedTuple):
    """What the box asks for: `nodes` must all hold, in the order in which they were typed."""

    nodes: tuple[Query, ...]


def filter_of(query: str) -> Filter | None:
    """What the box holds as a filter; None when it holds nothing to look for."""
    parsed = parse(query)
    if parsed is None:
        return None
    return Filter(parsed.parts if isinstance(parsed, And) else (parsed,))


class _Step(NamedTuple):
    """A part of a filter and what it left, after the parts before it."""

    node: Query
    left: list[int]


class Arrangement:
    """A listing with its orders by column, made when first asked for."""

    def __init__(self, listing: Listing, titles: Mapping[str, str]) -> None:
        """`titles`: short titles by text id."""
        self.listing = listing
        self.titles = titles
        self._orders: dict[int, list[int]] = {}
        self._masks: dict[Query, bytes] = {}
        self._steps: list[_Step] = []  # of the last filter, by the column `_steps_by`
        self._steps_by = PASSAGE
        self._plain = not listing.gone  # the rows stand in the order of place, as they were read

    def prepare(self, step: Callable[[int, int], object]) -> None:
        """Sort by every column, in short pieces, so that a window stays awake beside this; `step` may stop it."""
        for column in range(len(COLUMNS)):
            step(column, len(COLUMNS))
            self._order(column, gently=True)

    def lines(
        self, wanted: Filter | None, *, column: int, falling: bool, group: str, closed: Iterable[str] = ()
    ) -> Lines:
        """The rows that pass, by a column, in groups (those of `closed` as their titles alone)."""
        kept = self._kept(wanted, column)
        if falling:
            kept = kept[::-1]
        return self._grouped(kept, group, set(closed)) if group else Lines(kept, [])

    # What changes

    def change(self, new: Item) -> None:
        """Take the new state of an annotation, or one that was not there, and move it to its place in every order."""
        i = self.listing.at(new.id)
        self._forget()
        if i is None:
            i = self.listing.add(new)
            for column, order in self._orders.items():
                self._insert(order, column, i)
            return
        before = {column: self._key(column, i) for column in self._orders}
        places = {column: self._find(order, column, i) for column, order in self._orders.items()}
        self.listing.put(i, new)
        for column, order in self._orders.items():
            if self._key(column, i) != before[column]:
                del order[places[column]]
                self._insert(order, column, i)

    def drop(self, id_: str) -> bool:
        """Take an annotation out; says whether it was there."""
        i = self.listing.at(id_)
        if i is None:
            return False
        self._forget()
        for column, order in self._orders.items():
            del order[self._find(order, column, i)]
        self.listing.take(id_)
        return True

    def _forget(self) -> None:
        self._masks.clear()
        self._steps = []
        self._plain = False

    def _find(self, order: list[int], column: int, i: int) -> int:
        """Where a row stands in an order: near where its key belongs."""
        at = bisect_left(order, self._key(column, i), key=partial(self._key, column))
        try:
            return order.index(i, max(0, at - 2), at + 2)
        except ValueError:  # many rows with the same key
            return order.index(i)

    def _insert(self, order: list[int], column: int, i: int) -> None:
        order.insert(bisect_left(order, self._key(column, i), key=partial(self._key, column)), i)

    # Filter

    def _kept(self, wanted: Filter | None, column: int) -> list[int]:
        order = self._order(column)
        if wanted is None:
            return order
        old = self._steps if self._steps_by == column else []
        steps: list[_Step] = []
        for k, node in enumerate(wanted.nodes):
            before = old[k] if k < len(old) else None
            if before is not None and before.node == node:
                step = before
            else:
                if before is not None and _longer(before.node, node):  # it can only stand where the shorter one stood
                    order = before.left
                step, old = _Step(node, self._passing(node, order)), []
            steps.append(step)
            order = step.left
        self._steps, self._steps_by = steps, column
        return order

    def _passing(self, node: Query, order: Sequence[int]) -> list[int]:
        few = len(order) * 4 < len(self.listing)
        if few and node not in self._masks and isinstance(node, Words) and not node.column:
            sought, hays = needle(node), self.listing.hays
            return [i for i in order if sought in hays[i]]
        mask = self._mask(node)
        if self._plain and len(order) == len(mask) and order is self._orders.get(PASSAGE):
            return list(compress(order, mask))
        return list(compress(order, map(mask.__getitem__, order)))

    def _mask(self, node: Query) -> bytes:
        if node not in self._masks:
            if len(self._masks) >= KEPT:
                del self._masks[next(iter(self._masks))]
            self._masks[node] = mask_of(node, self.listing, self.titles)
        return self._masks[node]

    # Order

    def _order(self, column: int, *, gently: bool = False) -> list[int]:
        found = self._orders.get(column)
        if found is None:
            if column == PASSAGE:
                gone = self.listing.gone
                base: Sequence[int] = [i for i in range(len(self.listing)) if i not in gone]
            else:
                base = self._order(PASSAGE, gently=gently)
            # Sorting is stable: what a column leaves equal stays in the order of place.
            found = self._sorted(base, column, gently)
            self._orders[column] = found
        return found

    def _sorted(self, base: Sequence[int], column: int, gently: bool) -> list[int]:
        if not gently or len(base) <= _RUN:
            keys = self._keys(column, base)
            return [base[k] for k in sorted(range(len(base)), key=keys.__getitem__)]
        found: list[int] = []
        for start in range(0, len(base), _RUN):
            found += self._sorted(base[start : start + _RUN], column, gently)
            time.sleep(0.001)  # the window's turn
        return self._sorted(found, column, False)  # what is sorted in runs already takes a few passes

    def _keys(self, column: int, rows: Iterable[int]) -> list[Any]:
        return [self._key(column, i) for i in rows]

    def _key(self, column: int, i: int) -> Any:
        table = self.listing
        if column == PASSAGE:
            return (table.texts[i] << 32) + table.starts[i]  # annotations without a text come last
        if column == CHANGED:
            return table.moments[i]
        if column == COLOUR:
            return table.colours[i]
        hay = table.hays[i]
        if column == QUOTE:
            return hay[: min(_KEY, table.bodies[i])]
        if column == NOTE:  # bare highlights come last
            start, end = table.bodies[i], table.tails[i]
            return hay[start : min(start + _KEY, end)] if start < end else LAST
        return hay[table.tails[i] :] or LAST

    # Groups

    def _grouped(self, order: Sequence[int], group: str, closed: set[str]) -> Lines:
        found = self._by_title(order, group)
        if group in ("tag", "colour", "date"):
            found = dict(sorted(found.items(), key=lambda item: (not item[0], item[0].casefold())))
        lines = Lines([], [])
        for title, members in found.items():
            shown = title or _NONE.get(group, "")
            lines.rows.append(-1 - len(lines.groups))
            lines.groups.append(Group(shown, len(members)))
            if shown not in closed:
                lines.rows.extend(members)
        return lines

    def _by_title(self, order: Sequence[int], group: str) -> dict[str, list[int]]:
        """The rows by the titles of their groups, in the order in which those come."""
        codes = self._codes(group)
        by_code: dict[Any, list[int]] = {}
        for i, code in zip(order, map(codes, order), strict=True):
            members = by_code.get(code)
            if members is None:
                members = by_code[code] = []
            members.append(i)
        parts: dict[str, list[list[int]]] = {}
        for code, members in by_code.items():
            for title in self._titles_of(group, code):
                parts.setdefault(title, []).append(members)
        place: list[int] = []
        if any(len(runs) > 1 for runs in parts.values()):  # several codes under one title: back into order
            place = [0] * len(self.listing)
            for k, i in enumerate(order):
                place[i] = k
        found = {}
        for title, runs in parts.items():
            found[title] = runs[0] if len(runs) == 1 else sorted(chain(*runs), key=place.__getitem__)
        return found

    def _codes(self, group: str) -> Callable[[int], Any]:
        table = self.listing
        if group == "provision":
            texts, provisions = table.texts, table.provisions
            return lambda i: texts[i] << 32 | provisions[i]
        if group == "date":
            moments = table.moments
            return lambda i: moments[i] // 100_000_000
        column: Any = {"tag": table.tags, "colour": table.colours}.get(group, table.texts)
        return column.__getitem__  # type: ignore[no-any-return]

    def _titles_of(self, group: str, code: int) -> Sequence[str]:
        table = self.listing
        if group == "tag":
            return table.tag_sets[code] or ("",)
        if group == "colour":
            return (table.colour_names[code],)
        if group == "date":
            return (f"{code // 100:04}-{code % 100:02}",) if code else ("",)
        text, provision = (code >> 32, code & NOWHERE) if group == "provision" else (code, 0)
        if text >= len(table.text_ids):
            return ("",)
        id_ = table.text_ids[text]
        if group == "text":
            return (self.titles.get(id_, ""),)
        title = self.titles.get(id_, id_)
        return (f"{title} §{provision}" if provision else title,)


def _longer(old: Query, new: Query) -> bool:
    """Whether a word became longer at its end or beginning, so that it holds nowhere else than before."""
    plain = isinstance(old, Words) and isinstance(new, Words) and old.column == new.column
    return plain and needle(old) in needle(new)  # type: ignore[arg-type]
