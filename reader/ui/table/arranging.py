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
from reader.library.words import folded
from reader.ui.notes import words
from reader.ui.notes.filtering import Entry, Filter

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
        self._last: tuple[int, tuple[str, ...], list[int]] | None = None  # column, needles and what they left

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
        self.entries[i], self._hays[i], self._last = new, new.hay, None
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
        needles, last, entries, hays = wanted.needles, self._last, self.entries, self._hays
        narrower = needles is not None and last is not None and last[0] == column
        if narrower and last is not None and all(any(old in new for new in needles or ()) for old in last[1]):
            order = last[2]
        for part in wanted.parts:
            if isinstance(part, str):
                order = [i for i in order if part in hays[i]]
            else:
                order = [i for i in order if part(entries[i])]
        self._last = (column, needles, order) if needles is not None else None
        return order

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
