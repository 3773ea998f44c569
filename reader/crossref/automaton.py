"""One compiled trie over words: every name of the authority is looked for in one pass over a text.

The text is cut at spaces; each different run of signs between two spaces is taken apart once and remembered, so the
pass itself is a look-up per run. Only where a run can begin a name does the trie walk on: linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, compress, count
from operator import itemgetter
from threading import RLock
from typing import Any, NamedTuple

from reader.crossref.authority import Name
from reader.crossref.names_fold import BREAK, COMMA, FIRST_CJK, JOINED, SKIP, norm, pieces, plain, spellings
from reader.errors import Feedback

ANY, CAPITAL, EXACT = 0, 1, 2  # how the case of a wording must be met
TRIGGER = 1  # the walker stops here: a name can begin in this run
DATEISH = 2  # a numeral or the name of a month: a date can begin in this run

_FLAGS = itemgetter(0)
_MARKS = {",": COMMA, ".": BREAK}
_BLOCK, _WIDEST = 1 << 16, 1 << 18  # code points taken apart at a time, and where one provision holds more
_LONG = 48  # a run without spaces longer than this is not worth remembering (Chinese has no others)
_MANY = 400_000  # runs remembered before we start anew
_NUMERALS = frozenset("0123456789〇零一二三四五六七八九十")


Word = str | int  # a normal form, or COMMA, BREAK, SKIP


class Wording(NamedTuple):
    """What stands at the end of a path: which name it is, and how the case must be."""

    name_id: str
    case: int


class Hit(NamedTuple):
    """A wording found at `[start, end)`; several names when the wording is theirs alike."""

    start: int
    end: int
    name_ids: tuple[str, ...]


class Run(NamedTuple):
    """A run of signs between two spaces: what can begin here, its words, and where they stand in it."""

    flags: int
    words: tuple[Word, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]


class Wordings(NamedTuple):
    """What ends at a node; `free` are the names if no wording cares for case, else nothing."""

    all: tuple[Wording, ...]
    free: tuple[str, ...]


class Scan(NamedTuple):
    """What one pass over a text found: hits in order of start, and places where a date can begin."""

    hits: list[Hit]
    dates: list[int]


Node = dict[str | int, Any]  # from a word to the node below; under `_END` the Wordings that end here
_Waiting = tuple[str, str, int | None]  # a wording not yet compiled, its name, how its case must be (None: by rule)
_END = 0


class Lexicon:
    """The compiled names. `extended` adds a text's own definitions without touching what is shared.

    Wordings wait until a text holds a word that begins like them, then until it holds their first word: of 4,000 in
    three languages a pair of declarations needs some hundreds, and compiling all takes 0.15 s.
    """

    def __init__(self, names: Iterable[Name] = (), nouns: Iterable[tuple[str, str, int]] = ()) -> None:
        """`nouns` are wordings of no name, as `(wording, "!" + wording, case)`: common nouns that trigger a rule."""
        self.root: Node = {}
        self.dateish: frozenset[str] = _month_forms()
        self._base: Lexicon | None = None
        self._runs = _Runs(self.run)
        self._lock = RLock()
        self._letters: dict[str, list[_Waiting]] = {}
        self._firsts: dict[str, list[_Waiting]] = {}
        self._packed: dict[str, str] = {}  # wordings taken apart ahead, by their first words
        for name in names:
            for wordings in name.aliases.values():
                for wording in wordings:
                    self._letters.setdefault(_letter(wording), []).append((wording, name.id, None))
        for noun in nouns:
            self._letters.setdefault(_letter(noun[0]), []).append(noun)

    @classmethod
    def unpacked(cls, packed: Mapping[str, str]) -> Lexicon:
        """The lexicon whose wordings `packed` gave."""
        lexicon = cls()
        lexicon._packed = dict(packed)
        return lexicon

    def packed(self) -> dict[str, str]:
        """Every wording in every spelling by its first word: words, name and case, one a line; a base has no share."""
        rows: dict[str, list[str]] = {}
        for waiting in self._letters.values():
            for wording, name_id, case in waiting:
                rule = case_rule(wording) if case is None else case
                for way in ways(wording):
                    rows.setdefault(way[0], []).append(f"{' '.join(way)}\t{name_id}\t{rule}")
        return {first: "\n".join(some) for first, some in sorted(rows.items())}

    def extended(self, wordings: Iterable[tuple[str, str]]) -> Lexicon:
        """A lexicon that also knows these `(wording, name id)`; a wording known before now means the new name."""
        new = Lexicon.__new__(Lexicon)
        new.root = {}
        new.dateish = self.dateish
        new._base = self
        new._runs = _Runs(new.run)
        new._lock = self._lock
        new._letters = new._firsts = {}
        new._packed = {}
        copied: set[int] = {id(new.root)}
        for wording, name_id in wordings:
            for way in ways(wording):
                new._known(way[0])
                new._add(way, name_id, case_rule(wording), over=True, copied=copied)
        return new

    def _known(self, form: str) -> bool:
        """Whether a wording begins with this word; from now on those that do stand in `root`, compiled."""
        with self._lock:  # another thread must not find a letter or a node half done
            if form in self.root:
                return True
            if self._base is not None:
                if self._base._known(form):
                    self.root[form] = self._base.root[form]
            else:
                self._compile(form)
            return form in self.root

    def _compile(self, form: str) -> None:
        for row in self._packed.pop(form, "").splitlines():
            words, name_id, rule = row.split("\t")
            self._add(words.split(" "), name_id, int(rule))
        for waiting in self._letters.pop(form[0], ()):
            for first in _first_words(waiting[0]):
                self._firsts.setdefault(first, []).append(waiting)
        for wording, name_id, case in self._firsts.pop(form, ()):
            for way in ways(wording):
                if way[0] == form:
                    self._add(way, name_id, case_rule(wording) if case is None else case)

    def _add(
        self, way: Sequence[str], name_id: str, case: int, *, over: bool = False, copied: set[int] | None = None
    ) -> None:
        node = self.root
        for form in way:
            key = _MARKS.get(form) or form
            below = node.get(key)
            if below is None:
                below = {}
            elif copied is not None and id(below) not in copied:
                below = dict(below)
            if copied is not None:
                copied.add(id(below))
            node[key] = below
            node = below
        here = () if over or _END not in node else node[_END].all
        before = next((w.case for w in here if w.name_id == name_id), case)
        others = tuple(w for w in here if w.name_id != name_id)
        node[_END] = _wordings((*others, Wording(name_id, min(before, case))))

    def run(self, chunk: str) -> Run:
        """A run of signs between two spaces, taken apart."""
        words: list[Word] = []
        starts: list[int] = []
        ends: list[int] = []
        flags = 0
        for form, start, end in pieces(chunk):
            if form == ",":
                word: Word = COMMA
            elif form == ".":
                word = BREAK
            elif not form:
                word = SKIP
            else:
                word = form
                if self._known(form):
                    flags |= TRIGGER
                if form[0] in _NUMERALS or form in self.dateish:
                    flags |= DATEISH
            words.append(word)
            starts.append(start)
            ends.append(end)
        return Run(flags, tuple(words), tuple(starts), tuple(ends))

    def scan(self, text: str, feedback: Feedback | None = None) -> Scan:
        """Every longest hit, one for each place where a name begins, and the places where a date can begin."""
        hits: list[Hit] = []
        dates: list[int] = []
        root = self.root
        for offset, block in blocks(text):
            if feedback is not None:
                feedback.step(offset, len(text))
            chunks = block.split(" ")
            runs = [*map(self._runs.__getitem__, chunks)]
            ends = [*accumulate(map(len, chunks))]
            for i in [*compress(count(), map(_FLAGS, runs))]:
                flags, words, starts, _ = runs[i]
                position = offset + ends[i] - len(chunks[i]) + i
                if flags & DATEISH:
                    dates.extend(position + start for start in self._dates(chunks[i], runs[i]))
                if flags & TRIGGER:
                    last = len(words) - 1
                    after = runs[i + 1][1] if i + 1 < len(runs) else ()
                    for t, word in enumerate(words):
                        node = root.get(word)
                        if node is not None:
                            if t == last and _END not in node and after and after[0] not in node and after[0] != SKIP:
                                continue  # most places where a name could begin end here: spare the walk
                            found = self._walk(text, runs, ends, i, t, offset)
                            if found:
                                hits.append(Hit(position + starts[t], *found))
        return Scan(hits, dates)

    def _dates(self, chunk: str, found: Run) -> Iterator[int]:
        last = -1
        for start, end in zip(found.starts, found.ends, strict=True):
            form = chunk[start:end]
            numeral = form[0] in _NUMERALS
            if (numeral or form.casefold().rstrip(".") in self.dateish) and start != last:
                yield start
            last = end if numeral and len(form) == 1 and not form.isascii() else -1  # 二〇〇一 begins but once

    def _walk(
        self, text: str, runs: Sequence[Run], ends: Sequence[int], i: int, t: int, offset: int
    ) -> tuple[int, tuple[str, ...]] | None:
        """End and names of the longest wording that begins at word `t` of run `i`, its case being right."""
        node: Any = self.root
        best = None
        start = -1
        while True:
            _, words, starts, stops = runs[i]
            base = offset + i + (ends[i - 1] if i else 0)
            if start < 0:
                start = base + starts[t]
            for at in range(t, len(words)):
                word = words[at]
                below = node.get(word)
                if below is None:
                    if word == SKIP:
                        continue
                    return best
                node = below
                wordings = node.get(_END)
                if wordings:
                    end = base + stops[at]
                    ids = wordings.free or _allowed(text, start, end, wordings.all)
                    if ids:
                        best = (end, ids)
            i += 1
            t = 0
            if i >= len(runs):
                return best


class _Runs(dict[str, Run]):
    """Runs of signs taken apart once; long ones (Chinese, mostly) are not worth remembering."""

    def __init__(self, take_apart: Callable[[str], Run]) -> None:
        super().__init__()
        self._take_apart = take_apart

    def __missing__(self, chunk: str) -> Run:
        found = self._take_apart(chunk)
        if len(chunk) <= _LONG:
            if len(self) > _MANY:
                self.clear()
            self[chunk] = found
        return found


def blocks(text: str) -> Iterator[tuple[int, str]]:
    """The text in parts of some 65,000 code points, cut between provisions (at a space in one of over 250,000)."""
    start, n = 0, len(text)
    while start < n:
        end = min(n, start + _BLOCK)
        if end < n:
            cut = text.rfind("\n\n", start + 1, end)
            if cut < 0:
                end = min(n, start + _WIDEST)
                cut = text.find("\n\n", start + 1, end)
            if cut < 0 and end < n:
                cut = text.rfind(" ", start + 1, end)
            end = cut if cut > start else end
        yield start, text[start:end]
        start = end


def ways(wording: str) -> list[list[str]]:
    """The normal forms of a wording's words, in every spelling."""
    forms = [form for form, _, _ in pieces(wording) if form]
    while forms and forms[-1] in _MARKS:
        forms.pop()
    return spellings(forms) if forms else []


def _letter(wording: str) -> str:
    """The letter with which the first word's normal form begins, found without taking the wording apart."""
    chunk = wording.partition(" ")[0]
    if chunk.isalpha() and chunk.lower() not in ("a", "an", "the"):
        return plain(chunk[0])[:1]
    return next((way[0][0] for way in ways(wording)), "")


def _joined(word: str) -> bool:
    """Whether `spellings` may write the word in two, or together with the next."""
    return word.startswith(JOINED) and (word[:2] != "co" or word in JOINED or word.startswith("counter"))


def _first_words(wording: str) -> Iterable[str]:
    """The normal form of the first word, in every spelling."""
    chunk = wording.partition(" ")[0]
    if chunk.isascii() and chunk.isalpha() and not _joined(chunk.lower()):
        form = norm(chunk)
        if form not in ("a", "an", "the"):
            return (form,)
    return {way[0]: None for way in ways(wording)}


def case_rule(wording: str) -> int:
    """How a wording must be written to be its name, from how the authority writes it.

    One word in capitals ("US", "IT") only so; one capitalised word ("Turkey") with a capital; all else in any case.
    """
    bare = wording.replace(".", "").replace("-", "")
    if " " in wording or max(wording, default="") >= FIRST_CJK:
        return ANY
    if bare.isupper() and len(bare) <= 6:
        return EXACT
    return CAPITAL if wording[:1].isupper() else ANY


def _wordings(found: tuple[Wording, ...]) -> Wordings:
    return Wordings(found, tuple(w.name_id for w in found) if all(w.case == ANY for w in found) else ())


def _allowed(text: str, start: int, end: int, wordings: tuple[Wording, ...]) -> tuple[str, ...]:
    surface = text[start:end]
    bare = surface if surface.isalnum() else surface.replace("’s", "").replace("'s", "").replace(".", "")
    letters = bare[:-1] if bare[-1:] == "s" and len(bare) > 3 else bare
    found = []
    for wording in wordings:
        if wording.case == EXACT:
            fits = letters.isupper() or (len(letters) >= 4 and letters[:1].isupper())
            if fits and len(letters) <= 3 and _shouting(text, start, end):
                fits = False
        else:
            fits = wording.case == ANY or surface[:1].isupper()
        if fits:
            found.append(wording.name_id)
    return tuple(found)


def _shouting(text: str, start: int, end: int) -> bool:
    """Whether the words on both sides are written in capitals too: then capitals tell nothing."""
    before = re.search(r"([^\W\d_]+)\W*$", text[max(0, start - 24) : start])
    after = re.match(r"\W*([^\W\d_]+)", text[end : end + 24])
    sides = [m.group(1) for m in (before, after) if m]
    return bool(sides) and all(len(word) > 1 and word.isupper() for word in sides)


def _month_forms() -> frozenset[str]:
    from reader.crossref.dates import month_words

    words = month_words()
    return words | {norm(word) for word in words}
