"""All live annotations in columns: what a table of 100,000 needs to filter, sort and group them, and no more.

A record of an annotation takes 1 to 2 KB in memory; here it is the words that are looked through, and 60 bytes.
Records are read for the rows that are on the screen.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from reader.errors import Feedback
from reader.library.failures import told_in_words
from reader.library.models import COLOURS, Annotation
from reader.library.words import folded

if TYPE_CHECKING:
    from reader.library.store import Library

NOTE, TAG, LINK, REPLY, BOOKMARK, UNDERLINE, HIGHLIGHT = (1 << n for n in range(7))  # bits of `flags`
STATES = {"orphan": 1, "ambiguous": 2, "edited": 4}  # bits of `states`
NOWHERE = 0xFFFFFFFF  # the number of no text
LONGEST = 4_000  # code points of a quotation and of a note that are looked through; the search looks at all
_EVERY = 2_000  # annotations read between two looks at whether they are still wanted
_DIGITS = re.compile(r"\D")


class Item(NamedTuple):
    """What the columns take of one annotation; `targets` are (text id, start, exact, provision, state)."""

    id: str
    targets: Sequence[tuple[str, int, str, int, str]]
    body: str
    tags: tuple[str, ...]
    colour: str
    style: str
    motivation: str
    link: bool
    reply: bool
    modified: str


def item(note: Annotation) -> Item:
    """A record as the columns take it."""
    targets = [(t.text_id, t.start, t.exact, t.provision, t.state) for t in note.targets]
    return Item(
        note.id, targets, note.body, note.tags, note.colour, note.style, note.motivation, note.link_key is not None,
        note.reply_to is not None, note.modified,
    )  # fmt: skip


class Listing:
    """Columns of equal length. Row numbers stay what they are; a row that is taken out is `gone`."""

    def __init__(self, text_ids: Iterable[str] = ()) -> None:
        """`text_ids`: the texts in the order of the library."""
        self.text_ids = list(text_ids)
        self._texts = {id_: i for i, id_ in enumerate(self.text_ids)}
        self.known_texts = len(self.text_ids)  # those after are not in the library
        self.ids: list[str] = []
        self.hays: list[str] = []  # quotations, note and #tags, folded, blanks evened out
        self.bodies: array[int] = array("I")  # where the note begins in that
        self.tails: array[int] = array("I")  # where the tags begin
        self.texts: array[int] = array("I")  # of the first target
        self.starts: array[int] = array("I")
        self.provisions: array[int] = array("I")
        self.colours = bytearray()
        self.colour_names = list(COLOURS)
        self.flags = bytearray()
        self.states = bytearray()
        self.moments: array[int] = array("Q")  # 20260131103000
        self.tag_names: dict[str, str] = {}  # every tag, and as it is compared
        self.tag_sets: list[tuple[str, ...]] = [()]
        self._sets: dict[tuple[str, ...], int] = {(): 0}
        self.tags: array[int] = array("I")  # index into `tag_sets`
        self.further: dict[int, tuple[int, ...]] = {}  # texts of the other targets
        self.gone: set[int] = set()
        self._at: dict[str, int] | None = None

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def live(self) -> int:
        """How many rows are not gone."""
        return len(self.ids) - len(self.gone)

    def at(self, id_: str) -> int | None:
        """The row of an annotation; None when it is not here."""
        if self._at is None:  # made when first asked for: reading alone needs it not
            self._at = {id_: i for i, id_ in enumerate(self.ids) if i not in self.gone}
        return self._at.get(id_)

    def add(self, new: Item) -> int:
        """Put an annotation at the end; its row."""
        i = len(self.ids)
        self.ids.append(new.id)
        self.hays.append("")
        for column in (self.bodies, self.tails, self.texts, self.starts, self.provisions, self.moments, self.tags):
            column.append(0)
        for bits in (self.colours, self.flags, self.states):
            bits.append(0)
        if self._at is not None:
            self._at[new.id] = i
        self.put(i, new)
        return i

    def put(self, i: int, new: Item) -> None:
        """Let a row say what an annotation is now."""
        quote = _plain(" ".join(exact[:LONGEST] for _, _, exact, _, _ in new.targets))
        body, tail = _plain(new.body[:LONGEST]), "".join(f" #{tag}" for tag in new.tags)
        head = folded(quote) + " "
        note = folded(body)
        self.hays[i] = f"{head}{note}{folded(tail)}"
        self.bodies[i], self.tails[i] = len(head), len(head) + len(note)
        first = new.targets[0] if new.targets else None
        self.texts[i] = self._text(first[0]) if first else NOWHERE
        self.starts[i] = min(first[1], NOWHERE) if first else NOWHERE
        self.provisions[i] = first[3] if first else 0
        others = tuple({self._text(t[0]) for t in new.targets[1:]} - {self.texts[i]})
        if others:
            self.further[i] = others
        else:
            self.further.pop(i, None)
        self.colours[i] = self._colour(new.colour)
        self.flags[i] = _flags(new)
        self.states[i] = sum({STATES.get(t[4], 0) for t in new.targets})
        self.moments[i] = moment(new.modified)
        self.tags[i] = self._tag_set(new.tags)

    def take(self, id_: str) -> int | None:
        """Take an annotation out; its row, or None when it was not here."""
        i = self.at(id_)
        if i is not None and self._at is not None:
            del self._at[id_]
            self.gone.add(i)
        return i

    def settle(self) -> None:
        """Put all rows in the order of place; only for a listing that nobody looks at yet."""
        keys = [(text << 32) + start for text, start in zip(self.texts, self.starts, strict=True)]
        order = sorted(range(len(keys)), key=keys.__getitem__)
        self.ids = [self.ids[i] for i in order]
        self.hays = [self.hays[i] for i in order]
        for name in ("bodies", "tails", "texts", "starts", "provisions", "moments", "tags"):
            column = getattr(self, name)
            setattr(self, name, array(column.typecode, map(column.__getitem__, order)))
        for name in ("colours", "flags", "states"):
            setattr(self, name, bytearray(map(getattr(self, name).__getitem__, order)))
        if self.further:
            self.further = {k: self.further[i] for k, i in enumerate(order) if i in self.further}
        self._at = None

    def _text(self, id_: str) -> int:
        if id_ not in self._texts:
            self._texts[id_] = len(self.text_ids)
            self.text_ids.append(id_)
        return self._texts[id_]

    def _colour(self, name: str) -> int:
        if name not in self.colour_names:
            if len(self.colour_names) > 254:
                return 0
            self.colour_names.append(name)
        return self.colour_names.index(name)

    def _tag_set(self, tags: tuple[str, ...]) -> int:
        code = self._sets.get(tags)
        if code is None:
            code = self._sets[tags] = len(self.tag_sets)
            self.tag_sets.append(tags)
            self.tag_names |= {tag: folded(tag) for tag in tags if tag not in self.tag_names}
        return code


def moment(iso: str) -> int:
    """A moment (or a part of one) as a number that sorts like it: 14 digits, zeros where it says nothing."""
    return int(_DIGITS.sub("", iso)[:14].ljust(14, "0"))


def _plain(s: str) -> str:
    return " ".join(s.split())


def _flags(new: Item) -> int:
    bare = not new.body and new.style == "highlight" and new.motivation != "bookmarking"
    return (
        NOTE * bool(new.body) | TAG * bool(new.tags) | LINK * new.link | REPLY * new.reply
        | BOOKMARK * (new.motivation == "bookmarking") | UNDERLINE * (new.style == "underline") | HIGHLIGHT * bare
    )  # fmt: skip


def listing_of(library: Library, feedback: Feedback | None = None) -> Listing:
    """The live annotations of a library; `feedback` may cancel."""
    conn = library._db.conn
    with told_in_words(library.path):
        texts = [id_ for (id_,) in conn.execute("SELECT id FROM texts ORDER BY added, id")]
        found = Listing(texts)
        total = int(conn.execute("SELECT count(*) FROM annotations WHERE trashed IS NULL").fetchone()[0])
        targets = _Run(conn.execute(
            "SELECT annotation, text_id, start, exact, provision, state FROM targets WHERE live = 1"
            " ORDER BY annotation, position"
        ))  # fmt: skip
        tags = _Run(
            conn.execute("SELECT annotation, tag FROM annotation_tags WHERE live ORDER BY annotation, position")
        )
        heads = conn.execute(
            "SELECT seq, id, body, colour, style, motivation, link_key IS NOT NULL, reply_to IS NOT NULL, modified"
            " FROM annotations WHERE trashed IS NULL ORDER BY seq"
        )
        for n, (seq, id_, body, colour, style, motivation, link, reply, modified) in enumerate(heads):
            if feedback is not None and n % _EVERY == 0:
                feedback.step(n, total)
            named = tuple(tag for (tag,) in tags.of(seq))
            found.add(Item(id_, targets.of(seq), body, named, colour, style, motivation, link, reply, modified))
    found.settle()
    return found


class _Run:
    """Rows in the order of their first column, taken in step with another query in that order."""

    def __init__(self, rows: Iterator[Sequence[object]]) -> None:
        self._rows = rows
        self._next = next(rows, None)

    def of(self, key: int) -> list[tuple]:  # type: ignore[type-arg]  # as many columns as the query has
        """The rest of the rows that begin with `key`; keys must be asked for in rising order."""
        found = []
        while self._next is not None and self._next[0] <= key:  # type: ignore[operator]
            if self._next[0] == key:
                found.append(tuple(self._next[1:]))
            self._next = next(self._rows, None)
        return found
