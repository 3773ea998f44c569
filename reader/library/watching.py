"""A folder that is watched for texts: what in it is new, what has changed, and what was dealt with before.

A file counts once it has come to rest: half-written ones wait. What was dealt with is remembered in the library by
size, time and content, so that each file is offered once, and a copy of what the library holds never.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from reader.errors import UserError
from reader.text.model import Text

KEY = "watched:"  # with the folder, the key among the library's values
SUFFIXES = frozenset(
    ".txt .text .md .markdown .html .htm .xhtml .docx .odt .pdf .epub .xml .tei .akn .rtf .mht .mhtml".split()  # noqa: SIM905
)
REST = 2.0  # seconds without a change after which a file counts as written
MOST, DEEP = 5000, 8  # files that are looked at, folders in folders
UNFINISHED = (".part", ".crdownload", ".tmp", ".download", ".partial", "~")  # endings of files on their way

KEPT, PASSED, UNREADABLE = "kept", "passed", "unreadable"


class Entry(NamedTuple):
    """A file of the folder: its name there (with `/`), its size in bytes, its time in nanoseconds."""

    path: Path
    name: str
    size: int
    time: int


class Seen(NamedTuple):
    """How a file was dealt with: the text that it became (`kept`), or why it is not offered again.

    `sha256` is the hash of the words as they were read, before any correction.
    """

    size: int
    time: int
    sha256: str
    text_id: str
    how: str


class Offer(NamedTuple):
    """A file to be looked at: a new text, or another wording of the text `text_id`."""

    entry: Entry
    sha256: str
    text_id: str = ""

    @property
    def changed(self) -> bool:
        """Whether it is another wording of a text."""
        return bool(self.text_id)


def entries(folder: Path) -> list[Entry]:
    """The files of a folder and the folders in it that may be texts, by name; links are not followed.

    UserError where the folder is gone or cannot be read; what vanishes meanwhile is passed over.
    """
    found: list[Entry] = []
    todo = [(folder, 0)]
    while todo and len(found) < MOST:
        here, depth = todo.pop()
        try:
            with os.scandir(here) as listing:
                items = sorted(listing, key=lambda item: os.fsencode(item.name))
        except OSError as error:
            if here is folder:
                what = (error.strerror or "it cannot be read").lower()
                raise UserError(f"The watched folder cannot be looked at ({what}).", "Choose another.") from error
            continue
        for item in items:
            if item.name.startswith((".", "~$")) or item.name.casefold().endswith(UNFINISHED):
                continue
            try:
                info = item.stat(follow_symlinks=False)
            except OSError:
                continue
            if stat.S_ISDIR(info.st_mode) and depth < DEEP:
                todo.append((here / item.name, depth + 1))
            elif stat.S_ISREG(info.st_mode) and info.st_size and Path(item.name).suffix.lower() in SUFFIXES:
                path = here / item.name
                found.append(Entry(path, path.relative_to(folder).as_posix(), info.st_size, info.st_mtime_ns))
    return sorted(found[:MOST], key=lambda entry: os.fsencode(entry.name))


def at_rest(found: Iterable[Entry], before: Mapping[str, Entry], now: float) -> tuple[list[Entry], list[Entry]]:
    """The files that are written, and those that may still be growing.

    `before` is how they stood at an earlier look, at least `REST` ago; `now` is in seconds, as the times of files.
    A time in the future (another machine's clock) says nothing: then only two looks that agree do.
    """
    done: list[Entry] = []
    waiting: list[Entry] = []
    for entry in found:
        age = now - entry.time / 1e9
        (done if age >= REST or before.get(entry.name) == entry else waiting).append(entry)
    return done, waiting


def unseen(found: Iterable[Entry], seen: Mapping[str, Seen]) -> list[Entry]:
    """The files that were not dealt with as they are now."""
    old = {name: (one.size, one.time) for name, one in seen.items()}
    return [entry for entry in found if old.get(entry.name) != (entry.size, entry.time)]


def judged(entry: Entry, text: Text | None, seen: Mapping[str, Seen], hashes: Mapping[str, str]) -> Offer | Seen:
    """What a file is: an offer, or something to be remembered without asking.

    `text` is what it holds (None: it cannot be read), `hashes` are the ids of the library's texts by content hash.
    """
    if text is None:
        return Seen(entry.size, entry.time, "", "", UNREADABLE)
    sha, old = text.sha256, seen.get(entry.name)
    if sha in hashes:
        return Seen(entry.size, entry.time, sha, hashes[sha], KEPT)
    if old is not None and old.sha256 == sha:
        return old._replace(size=entry.size, time=entry.time)
    if old is not None and old.how == KEPT and old.text_id in hashes.values():
        return Offer(entry, sha, old.text_id)
    moved = next((one for one in seen.values() if one.sha256 == sha), None)  # renamed: dealt with under another name
    if moved is not None:
        return moved._replace(size=entry.size, time=entry.time)
    return Offer(entry, sha)


def dealt(entry: Entry, sha256: str, text_id: str) -> Seen:
    """The file became a text ("" as id: it was passed over)."""
    return Seen(entry.size, entry.time, sha256, text_id, KEPT if text_id else PASSED)


def to_json(seen: Mapping[str, Seen]) -> str:
    """What is remembered, as it is kept."""
    return json.dumps({name: list(one) for name, one in sorted(seen.items())})


def from_json(kept: str) -> dict[str, Seen]:
    """What was kept; what cannot be read is left out."""
    try:
        items = json.loads(kept) if kept else {}
    except (ValueError, RecursionError):
        return {}
    found = {}
    for name, one in items.items() if isinstance(items, dict) else ():
        if isinstance(one, list) and len(one) == 5 and all(isinstance(n, int) for n in one[:2]):
            found[name] = Seen(one[0], one[1], *(str(word) for word in one[2:]))
    return found


def key_of(folder: Path) -> str:
    """The key under which the library remembers a folder."""
    return KEY + os.fsencode(folder.absolute()).decode("utf-8", "backslashreplace")


def shown(name: str) -> str:
    """A file's name fit to be shown: no control characters, no marks that turn the line around."""
    words = name.encode("utf-8", "replace").decode("utf-8")
    return "".join(c if c.isprintable() else "�" for c in words)
