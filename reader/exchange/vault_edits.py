"""What was edited in the files of a vault, as a change of the library: three sides of each note are compared.

The third side, the note as it was when the file was written, is in the file's own data: its tags, and a fingerprint
of its words. What one side changed alone is taken; tags are joined; words that both sides changed are a conflict.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from reader.errors import UserError
from reader.exchange import markdown_read as reading
from reader.exchange.document import fingerprint
from reader.exchange.markdown import tags_line
from reader.exchange.names import block_id, digest
from reader.exchange.obsidian import parted, regions
from reader.library.models import Annotation

LONGEST_TAG = 200  # characters; the library's own limit


class Back(NamedTuple):
    """What comes back: notes before and after, the regions `(path, name)` whose words the library then has.

    `notes` are the ids of the annotations of every edited region; `clashes` the edited regions whose notes were
    changed on both sides, or differently in two files.
    """

    before: tuple[Annotation, ...]
    after: tuple[Annotation, ...]
    returned: frozenset[tuple[str, str]]
    notes: dict[tuple[str, str], tuple[str, ...]]
    clashes: frozenset[tuple[str, str]]


class _Edit(NamedTuple):
    """A note as it stands in an edited region, and its record when the file was written."""

    path: str
    region: str
    row: reading.Row
    body: str
    tags: tuple[str, ...]


def brought_back(
    pages: Iterable[tuple[str, str]],
    notes: Mapping[str, Annotation],
    moment: str,
    *,
    policy: str = "skip",
    choices: Mapping[tuple[str, str], str] | None = None,
    freely: bool = True,
) -> Back:
    """Compare files (path and words) with `notes`, which are all of the library, those in the trash too.

    `freely`: an edit comes back unless the library changed the note too; else only where "bring-back" was chosen.
    """
    now = dict(notes)
    returned: set[tuple[str, str]] = set()
    ids: dict[tuple[str, str], tuple[str, ...]] = {}
    clashes: set[tuple[str, str]] = set()
    for path, words in pages:
        for name, edits in _edited(path, words).items():
            where = (path, name)
            ids[where] = tuple(edit.row.annotation.id for edit in edits)
            forced = (choices or {}).get(where, policy) == "bring-back"
            if not (forced or freely):
                continue
            made = [
                _joined(edit, now.get(id_), moment, forced, beside=now.get(id_) != notes.get(id_))
                for edit, id_ in zip(edits, ids[where], strict=True)
            ]
            if any(note is None for note in made):
                if all(now.get(id_) is not None and now[id_].trashed is None for id_ in ids[where]):
                    clashes.add(where)
                continue
            now.update((note.id, note) for note in made if note is not None)
            returned.add(where)
    changed = [id_ for id_, note in now.items() if notes.get(id_) != note]
    return Back(
        tuple(notes[id_] for id_ in changed if id_ in notes),
        tuple(now[id_] for id_ in changed),
        frozenset(returned),
        ids,
        frozenset(clashes),
    )


def _edited(path: str, words: str) -> dict[str, list[_Edit]]:
    """The notes of those regions of a file that were edited, by region; only those that can be read."""
    touched = {
        found.name: found.words
        for found in reversed(regions(words))  # of two with one name the first is ours
        if fingerprint(found.words) != found.hash and found.name not in ("head", "data")
    }
    if not touched:
        return {}
    rows: dict[str, list[reading.Row]] = {}
    for row in reading.rows_of(words):
        name = block_id(row.entry)
        if name in touched:
            rows.setdefault(name, []).append(row)
    found: dict[str, list[_Edit]] = {}
    whole: dict[str, Annotation] | None = None
    for name, group in rows.items():
        if any(row.annotation.body and not row.shown for row in group):
            continue  # written by a template, or too like our own marks to be read
        if len(group) == 1 or any(block_id(row.annotation.id) not in touched[name] for row in group):
            first = _single(path, name, group[0], touched[name]) if len(group) == 1 else None
            if first is not None:
                found[name] = [first]
            continue
        if whole is None:
            whole = _whole(words)
        there = [(row, whole.get(row.annotation.id)) for row in group]
        found[name] = [_Edit(path, name, row, note.body, note.tags) for row, note in there if note is not None]
    return found


def _whole(words: str) -> dict[str, Annotation]:
    try:
        return {note.id: note for note in reading.read(words).annotations}
    except UserError:
        return {}


def _single(path: str, name: str, row: reading.Row, words: str) -> _Edit:
    """The one note of an entry: whatever stands under its quotations, also behind its block id."""
    note = row.annotation
    lines = parted(words)[1].split("\n")
    anchor = re.compile(rf"(?:^|[ \t]+)\^{re.escape(block_id(note.id))}[ \t]*\Z")
    at = next((i for i in range(len(lines) - 1, -1, -1) if anchor.search(lines[i])), None)
    after: list[str] = []
    own_line = False
    if at is not None:
        last = anchor.sub("", lines[at])
        own_line = not last.strip()
        lines, after = [*lines[:at], last], lines[at + 1 :]
    tail = tags_line(row.below, "obsidian")
    body, tags = reading.parted("\n".join(lines).strip("\n").rstrip(), own_line, row, tail, "obsidian")
    body = "\n\n".join(part for part in (body, "\n".join(after).strip()) if part)
    if row.shown:
        body = reading.as_kept(body, note, row.shown, "obsidian")
    tags = reading.tags_of(row, body, tags)
    return _Edit(path, name, row, body.replace("\0", "\ufffd"), note.tags if tags is None else tags)


def _joined(edit: _Edit, mine: Annotation | None, moment: str, forced: bool, *, beside: bool) -> Annotation | None:
    """The note with what was edited in the file; None where that takes a decision.

    `beside`: another page that holds the note has brought an edit back already; then both are kept.
    """
    base, was = edit.row.annotation, edit.row.was
    if mine is None or mine.trashed is not None:
        if not forced:
            return None
        mine = (mine or base)._replace(trashed=None, body=edit.body, tags=edit.tags)
        return _dressed(mine, moment)
    there, here = digest(edit.body, 16) != was, digest(mine.body, 16) != was
    body = mine.body
    if there and edit.body != mine.body:
        if here and not forced:
            return None
        body = _both(mine.body, edit.body) if here and beside else edit.body
    gone = {*base.tags} - {*edit.tags}
    tags = [tag for tag in mine.tags if tag not in gone]
    tags += [tag for tag in edit.tags if tag not in base.tags and tag not in tags and len(tag) <= LONGEST_TAG]
    if (body, tuple(tags)) == (mine.body, mine.tags):
        return mine
    return _dressed(mine._replace(body=body, tags=tuple(tags)), moment)


def _both(one: str, other: str) -> str:
    """The words of one page, then the lines that only another page has."""
    had = {*one.split("\n")}
    more = [line for line in other.split("\n") if line not in had]
    return "\n".join([one, "", *more]).strip("\n") if more else one


def _dressed(note: Annotation, moment: str) -> Annotation:
    if note.body and note.motivation == "highlighting":
        note = note._replace(motivation="commenting")
    return note._replace(modified=moment)
