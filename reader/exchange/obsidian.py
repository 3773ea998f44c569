"""An Obsidian folder, written again and again: what the user wrote around and inside our regions is never lost.

Each entry stands between marks that carry the hash of what we wrote. A second export renews the regions whose
words still have that hash; an edited one is a conflict, which is returned as data and changed only as decided.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from reader.exchange import frontmatter
from reader.exchange.document import BEGIN, END, Document, Region, fingerprint, marked, render
from reader.exchange.markdown import documents
from reader.exchange.names import block_id
from reader.exchange.options import Options
from reader.library.models import Snapshot

_HEAD = re.compile(r"\^[nl]-[a-z0-9-]+|Why: .*|\[[^\]\n]*\]\(declaration-reader://[^)\n]*\)")
POLICIES = ("skip", "replace", "append", "bring-back")


class Conflict(NamedTuple):
    """A region that was edited since we wrote it: `yours` stands in the file, `new` is what we would write.

    `old` is what we had written, where it can still be known (an unchanged export would write it again), else "".
    `gone`: the entry is no longer part of the export. `removed`: the entry was taken out of the file there, and
    `yours` is empty. `notes` are the ids of its annotations; `returns`: "bring-back" can take the edit in.
    """

    path: str
    region: str
    old: str
    yours: str
    new: str
    gone: bool = False
    removed: bool = False
    notes: tuple[str, ...] = ()
    returns: bool = True


_BLOCK_IDS = re.compile(r"[ \t]*\^[nl]-[a-z0-9-]+[ \t]*$\n?", re.MULTILINE)


def readable(words: str) -> str:
    """An entry without its block ids: what a person wants to see of it."""
    return re.sub(r"\n{3,}", "\n\n", _BLOCK_IDS.sub("\n", words)).strip("\n")


def write(snapshot: Snapshot, options: Options | Mapping[str, Any] | None, now: datetime) -> dict[str, bytes]:
    """The folder as it is when nothing is there yet: relative paths to bytes. A document becomes one file per text."""
    made = _documents(snapshot, Options.of(options), now)
    return {path: render(document, managed=True).encode("utf-8", "replace") for path, document in made.items()}


def _documents(snapshot: Snapshot, options: Options, now: datetime) -> dict[str, Document]:
    shape = "text" if options.shape == "document" else options.shape
    return documents(snapshot, options._replace(shape=shape, managed=True, flavour="obsidian"), now)


class _Found(NamedTuple):
    """A region in a file: its marks' ends, its words, the hash that its mark carries."""

    name: str
    start: int
    end: int
    words: str
    hash: str


def regions(words: str) -> list[_Found]:
    """The regions of a file in order; one whose end mark is missing reaches to the next begin, or to the end."""
    found: list[_Found] = []
    at = 0
    while begin := BEGIN.search(words, at):
        whole = begin[1] or begin[3]
        name = whole.removeprefix("declaration-reader:")
        following = BEGIN.search(words, begin.end())
        limit = following.start() if following is not None else len(words)
        close = next(
            (end for end in END.finditer(words, begin.end(), limit) if end[1 if begin[1] else 2] == whole), None
        )
        if close is None:
            inner, at = words[begin.end() : limit], limit
        else:
            inner, at = words[begin.end() : close.start()], close.end()
        found.append(_Found(name, begin.start(), at, inner.strip("\n"), begin[2] or begin[4]))
    return found


def _mixed(new: str, old: str, left: set[str]) -> str:
    """The new data with the old rows of the entries in `left`, also of those that the new one has no longer."""
    before: dict[str, list[str]] = {}
    for row in old.split("\n"):
        if (name := _entry(row)) in left:
            before.setdefault(name, []).append(row)
    *rows, end = new.split("\n")
    out: list[str] = []
    for row in rows:
        name = _entry(row)
        out += [row] if name not in left else before.pop(name, [])
    return "\n".join([*out, *(row for group in before.values() for row in group), end])


def _entry(row: str) -> str:
    """The region that a row of the data belongs to."""
    try:
        if row.startswith('{"annotation"'):
            return block_id(str(json.loads(row)["entry"]))
        if row.startswith('{"decision"'):
            return block_id(str(json.loads(row)["decision"]["link"]["key"]), "l-")
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
    return ""


def written(data: str) -> set[str]:
    """The names of the regions that a file had when its data was written."""
    return {_entry(row) for row in data.split("\n")} - {""}


def _head(words: str) -> str:
    """What stands above a note in its entry: heading and quotations, as a fingerprint."""
    lines = parted(words)[0].split("\n")
    return fingerprint("\n".join(line for line in lines if line.strip() and not line.startswith("^")))


def parted(words: str) -> tuple[str, str]:
    """An entry as its head (heading, quotations with their block ids, evidence, address) and what follows."""
    lines = words.split("\n")
    at = 1 if lines[0].startswith("## ") else 0
    end = at
    while at < len(lines):
        if lines[at].startswith("> [!quote] "):
            while at < len(lines) and lines[at].startswith(">"):
                at += 1
            end = at
        elif not lines[at].strip():
            at += 1
        elif _HEAD.fullmatch(lines[at].rstrip()):
            at = end = at + 1
        else:
            break
    return "\n".join(lines[:end]).rstrip("\n"), "\n".join(lines[end:]).strip("\n")


class Merge:
    """Documents into the files that are there; what was decided, and what was found, is kept over all of them."""

    def __init__(
        self,
        policy: str,
        choices: Mapping[tuple[str, str], str],
        *,
        returned: Collection[tuple[str, str]] = (),
        notes: Mapping[tuple[str, str], tuple[str, ...]] | None = None,
        watchful: bool = False,
    ) -> None:
        """`returned`: regions whose words the library has by now. `watchful`: an entry taken out there stays out."""
        self.policy = policy
        self.choices = choices
        self.returned = returned
        self.notes = notes or {}
        self.watchful = watchful
        self.conflicts: list[Conflict] = []
        self.left: set[str] = set()  # regions of the file at hand that stay as the user edited them

    def file(self, path: str, old: str, document: Document) -> str:
        """The new words of a file that is there already."""
        front, _ = frontmatter.split(old)
        body = old[len(old) - len(frontmatter.split(old)[1]) :]
        fresh = {region.name: region for region in document.regions}
        out: list[str] = []
        at = 0
        seen: set[str] = set()
        self.left = set()
        for found in regions(body):
            out.append(body[at : found.start])
            at = found.end
            region = fresh.get(found.name)
            if found.name in seen:
                out.append(body[found.start : found.end])  # a copy that the user made: theirs
                continue
            seen.add(found.name)
            out.append(self._region(path, body[found.start : found.end], found, region))
            if region is None and not out[-1]:
                at = self._after_blank(body, at)
        out.append(body[at:])
        missing = [region for region in document.regions if region.name not in seen]
        whole = self._added(
            "".join(out), self._wanted(path, body, missing), [region.name for region in document.regions]
        )
        if self.left and "data" in seen and "data" in fresh:
            # Of an entry that was left as it is, the record too: it says what the edit was made on.
            data = next(found for found in regions(whole) if found.name == "data")
            before = next(found for found in regions(body) if found.name == "data")
            mixed = Region("data", _mixed(data.words, before.words, self.left))
            whole = whole[: data.start] + marked(mixed, "obsidian") + whole[data.end :]
        head = "---\n" + frontmatter.merge(front, document.front) + "---\n"
        return head + (whole if whole.startswith("\n") or front else "\n" + whole)

    def _wanted(self, path: str, body: str, missing: list[Region]) -> list[Region]:
        """Of the entries that are not in the file, those that were not taken out of it by the user."""
        data = next((found for found in regions(body) if found.name == "data"), None)
        if not self.watchful or data is None:
            return missing
        before = written(data.words)
        wanted = []
        for region in missing:
            if region.name in before and self._choice(path, region.name) not in ("replace", "append"):
                self.left.add(region.name)
                self._conflict(Conflict(path, region.name, "", "", region.text, removed=True, returns=False))
            else:
                wanted.append(region)
        return wanted

    def _choice(self, path: str, region: str) -> str:
        return self.choices.get((path, region), self.policy)

    def _conflict(self, conflict: Conflict) -> None:
        self.conflicts.append(conflict._replace(notes=self.notes.get((conflict.path, conflict.region), ())))

    def _after_blank(self, body: str, at: int) -> int:
        while body[at : at + 1] == "\n":
            at += 1
        return at

    def _region(self, path: str, raw: str, found: _Found, region: Region | None) -> str:
        """What stands in the place of a region that was found."""
        untouched = fingerprint(found.words) == found.hash
        if region is None and found.name in ("data", "head"):
            # What is left of the entries needs its record; a heading that was changed is the user's.
            return raw if found.name == "data" and self.left else "" if untouched else found.words
        if region is not None and region.hash == fingerprint(found.words):
            return marked(region, "obsidian") if not untouched else raw
        if found.name in ("data", "head") and region is not None and (untouched or found.name == "data"):
            return marked(region, "obsidian")
        if untouched:
            return marked(region, "obsidian") if region is not None else ""
        new = region.text if region is not None else ""
        written_before = region.text if region is not None and region.hash == found.hash else ""
        if region is not None and (path, found.name) in self.returned and _head(found.words) == _head(region.text):
            return marked(region, "obsidian")  # all that was edited is in the library
        choice = self._choice(path, found.name)
        if choice == "replace":
            return marked(region, "obsidian") if region is not None else ""
        if choice == "append":
            return f"{found.words}\n\n{marked(region, 'obsidian')}" if region is not None else found.words
        returned = (path, found.name) in self.returned
        if not returned:
            self.left.add(found.name)
        gone = region is None
        self._conflict(Conflict(path, found.name, written_before, found.words, new, gone, returns=not returned))
        return raw

    def _added(self, body: str, new: list[Region], order: list[str]) -> str:
        """New entries go before the entry that follows them in the export, else before the data, or to the end."""
        for region in reversed(new):
            there = regions(body)
            following = set(order[order.index(region.name) + 1 :])
            at = next((found.start for found in there if found.name in following), None)
            if at is None:
                body = f"{body.rstrip(chr(10))}\n\n{marked(region, 'obsidian')}\n"
            else:
                body = f"{body[:at]}{marked(region, 'obsidian')}\n\n{body[at:]}"
        return body
