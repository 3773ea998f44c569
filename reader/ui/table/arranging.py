"""The order and the groups of a table of annotations, over what is in memory. No Qt.

A library of 100,000 annotations is sorted once a column; a keystroke in the filter only goes through that order, and
through what is left of it while one types on.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from reader.library.models import COLOURS, Annotation
from reader.library.query import Query
from reader.library.words import folded
from reader.ui.notes import words
from reader.ui.notes.filtering import Entry, Filter, Test

COLUMNS = ("Passage", "Quote", "Note", "Tags", "Colour", "Changed")
PASSAGE, QUOTE, NOTE, TAGS, COLOUR, CHANGED = range(len(COLUMNS))
GROUPS = ("", "text", "provision", "tag", "colour", "date")
_FAR = 1 << 62
_NONE = {"tag": "No tag", "text": "No text", "provision": "No passage", "date": "No date", "colour": "No colour"}


class Group(NamedTuple):
    """The title of a group and how many entries it has."""

    title: str
    size: int


class Lines(NamedTuple):
    """The rows of a table: the number of an entry, or -1 - k for the title of `groups[k]`."""

    rows: list[int]
    groups: list[Group]


class _Step(NamedTuple):
    """A part of a filter and what it left, after the parts before it."""

    node: Query
    part: str | Test
    left: list[int]


class Arrangement:
    """Entries with their orders by column, made when first asked for."""

    def __init__(self, entries: Sequence[Entry], titles: Mapping[str, str]) -> None:
        """`titles`: short titles by text id, in the order of the library."""
        self.entries = list(entries)
        self.titles = titles
        self.at = {entry.note.id: i for i, entry in enumerate(self.entries)}
        self._rank = {text_id: i for i, text_id in enumerate(titles)}
        self._hays = [entry.hay for entry in self.entries]
        self._orders: dict[int, list[int]] = {}
        self._steps: list[_Step] = []  # of the last filter, by the column `_steps_by`
        self._steps_by = PASSAGE

    def lines(
        self, wanted: Filter | None, *, column: int, falling: bool, group: str, closed: Iterable[str] = ()
    ) -> Lines:
        """The rows that pass, by a column, in groups (those of `closed` as their titles alone)."""
        kept = self._kept(wanted, column)
        if falling:
            kept = kept[::-1]
        return self._grouped(kept, group, set(closed)) if group else Lines(kept, [])

    def change(self, note: Annotation) -> bool:
        """Take an entry's new state, moving it in the orders where its key is another; says whether it was there."""
        i = self.at.get(note.id)
        if i is None:
            return False
        old, new = self.entries[i].note, Entry(note)
        self.entries[i], self._hays[i], self._steps = new, new.hay, []
        for column, order in list(self._orders.items()):
            if column == PASSAGE and old.targets != note.targets:
                self._orders.clear()  # all others stand on this one
                break
            before, after = self._key(old, column), self._key(note, column)
            if before != after:
                order.remove(i)
                order.insert(bisect_left(order, after, key=partial(self._key_at, column)), i)
        return True

    def _kept(self, wanted: Filter | None, column: int) -> list[int]:
        order = self._order(column)
        if wanted is None:
            return order
        old = self._steps if self._steps_by == column else []
        steps: list[_Step] = []
        for k, (node, part) in enumerate(zip(wanted.nodes, wanted.parts, strict=True)):
            before = old[k] if k < len(old) else None
            if before is not None and before.node == node:
                step = before
            else:
                # A longer word can only stand where the shorter one stood.
                longer = before is not None and isinstance(before.part, str) and isinstance(part, str)
                if longer and before is not None and before.part in part:  # type: ignore[operator]
                    order = before.left
                step, old = _Step(node, part, self._passing(part, order)), []
            steps.append(step)
            order = step.left
        self._steps, self._steps_by = steps, column
        return order

    def _passing(self, part: str | Test, order: Sequence[int]) -> list[int]:
        if isinstance(part, str):
            hays = self._hays
            return [i for i in order if part in hays[i]]
        entries = self.entries
        return [i for i in order if part(entries[i])]

    def _order(self, column: int) -> list[int]:
        if column not in self._orders:
            keys = [self._key(entry.note, column) for entry in self.entries]
            # Sorting is stable: what a column leaves equal stays in the order of place.
            start = range(len(keys)) if column == PASSAGE else self._order(PASSAGE)
            self._orders[column] = sorted(start, key=keys.__getitem__)
        return self._orders[column]

    def _key_at(self, column: int, i: int) -> Any:
        return self._key(self.entries[i].note, column)

    def _key(self, note: Annotation, column: int) -> Any:
        if column == PASSAGE:
            first = note.targets[0] if note.targets else None
            return _FAR if first is None else (self._rank.get(first.text_id, len(self._rank)) << 40) + first.start
        if column == QUOTE:
            return folded(words.quoted(note)[:40])
        if column == NOTE:
            return folded(note.body[:40]) or "\U0010ffff"  # bare highlights come last
        if column == TAGS:
            return folded(", ".join(note.tags)) or "\U0010ffff"
        if column == COLOUR:
            return COLOURS.index(note.colour) if note.colour in COLOURS else len(COLOURS)
        return note.modified

    def _grouped(self, order: Sequence[int], group: str, closed: set[str]) -> Lines:
        titles_of = self._group_titles(group)
        found: dict[str, list[int]] = {}
        for i in order:
            for title in titles_of(self.entries[i].note):
                found.setdefault(title, []).append(i)
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

    def _group_titles(self, group: str) -> Callable[[Annotation], Sequence[str]]:
        if group == "tag":
            return lambda note: note.tags or ("",)
        if group == "colour":
            return lambda note: (note.colour,)
        if group == "date":
            return lambda note: (note.modified[:7],)
        if group == "provision":
            return lambda note: (words.cite(note.targets[0], self.titles),) if note.targets else ("",)
        return lambda note: (self.titles.get(note.targets[0].text_id, ""),) if note.targets else ("",)
