"""Our Markdown in: records from the block at the end, words from where the reader may have changed them.

A file without that block (written with `data` off, or cut) still gives its quotations, notes and tags.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any, NamedTuple

from reader.errors import UserError
from reader.exchange import escape, frontmatter, names
from reader.exchange.contain import contain
from reader.exchange.markdown import DATA, REPLY, letter, tags_in, tags_line
from reader.exchange.model import Import, ImportProblem
from reader.exchange.records import TextStub, decode
from reader.library.models import Annotation, Decision, Tag, Target

_DATA = re.compile(rf"^(%%|<!--) {DATA} 1[ \t]*\n(.*?)^(?:%%|-->)[ \t]*$", re.MULTILINE | re.DOTALL)
_MARK = re.compile(
    r"^(?:%% (?:begin|end) declaration-reader:[^\n]*%%|<!-- (?:begin|end) declaration-reader:[^\n]*-->)[ \t]*$",
    re.MULTILINE,
)
_TAGS = re.compile(r"(?:(?:^|(?<=\s))#[\w/-]+[ \t]*)+\Z")
_OPEN_LINK = re.compile(r"\[[^\]\n]*\]\(declaration-reader://[^)\n]*\)\Z")


class Row(NamedTuple):
    """A record of the data: the note, the entry it stands in, fingerprints of its body as kept and as shown."""

    annotation: Annotation
    entry: str
    was: str
    shown: str
    first: bool  # of its entry
    inline: tuple[str, ...] = ()  # tags that stand in its words, and are not said again below them

    @property
    def below(self) -> tuple[str, ...]:
        """The tags that stand below its words."""
        return tuple(tag for tag in self.annotation.tags if tag not in self.inline)


def read(document: str) -> Import:
    """The notes of a Markdown export; UserError if it holds none of ours."""
    document = document.replace("\r\n", "\n").replace("\r", "\n")
    blocks = list(_DATA.finditer(document))
    if not blocks:
        return _without_data(document)
    visible = _MARK.sub("", _DATA.sub("", frontmatter.split(document)[1]))
    lines = visible.split("\n")
    problems: list[ImportProblem] = []
    rows: list[Row] = []
    stubs: list[TextStub] = []
    tags: list[Tag] = []
    decisions: list[Decision] = []
    flavour = "obsidian"
    for number, given in enumerate((row for block in blocks for row in block[2].splitlines()), start=1):
        try:
            row = json.loads(given)
            match next(iter(row), ""):
                case "flavour":
                    flavour = str(row["flavour"])
                case "text":
                    stubs.append(decode(TextStub, row["text"]))
                case "tag":
                    tags.append(decode(Tag, row["tag"]))
                case "decision":
                    decisions.append(decode(Decision, row["decision"]))
                case "annotation":
                    rows.append(_row(row, rows))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            problems.append(ImportProblem(f"record {number} of the data", f"It could not be read: {error}."))
    notes, edited = _words(rows, decisions, lines, flavour, problems)
    was = tuple((row.annotation.id, row.was) for row in rows)
    return Import(
        tuple(notes), (), tuple(stubs), tuple(tags), tuple(decisions), tuple(problems),
        edited=frozenset(edited), was=was, format="markdown",
    )  # fmt: skip


def _row(row: Mapping[str, Any], before: list[Row]) -> Row:
    note = decode(Annotation, row["annotation"])
    entry = str(row.get("entry", note.id))
    first = not before or before[-1].entry != entry
    inline = row.get("inline")
    return Row(
        note, entry, str(row.get("was", names.digest(note.body, 16))), str(row.get("shown", "")), first,
        tuple(tag for tag in inline if tag in note.tags) if isinstance(inline, list) else (),
    )  # fmt: skip


def _words(
    rows: list[Row], decisions: list[Decision], lines: list[str], flavour: str, problems: list[ImportProblem]
) -> tuple[list[Annotation], set[str]]:
    finder = _Blocks(lines, flavour, [row.entry for row in rows])
    whys = {decision.link.key: decision.link.why.summary for decision in decisions}
    notes: list[Annotation] = []
    edited: set[str] = set()
    for row in rows:
        note = row.annotation
        if not row.shown:
            # Nothing to read above, or the template or the flavour hides where the words stand: the record has them.
            notes.append(note)
            continue
        seen = finder.body(row, whys.get(note.link_key or "", ""), tags_line(row.below, flavour))
        if seen is None:
            if note.body:
                notes.append(note)
            else:
                problems.append(ImportProblem(note.id, "Its words are no longer in the file; the note was left out."))
            continue
        body, tags = seen
        body = as_kept(body, note, row.shown, flavour)
        tags = tags_of(row, body, tags) if flavour == "obsidian" else tags
        if tags is not None:
            note = note._replace(tags=tags)
        changed = names.digest(body, 16) != row.was or tags is not None
        notes.append(note._replace(body=body))
        if changed:
            edited.add(note.id)
    return notes, edited


def as_kept(body: str, note: Annotation, shown: str, flavour: str) -> str:
    """The body that stands in a file as the library keeps it; `note` is its record, `shown` what stood there then."""
    if names.digest(body, 16) == shown:
        return note.body or body
    body = _loosened(body, note.body, flavour)
    return re.sub(rf"\[\^([^\]\s]{{1,60}})-{names.digest(note.id, 6)}\]", r"[^\1]", body)


def tags_of(row: Row, body: str, below: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """The tags of a note with these words, `below` which stand these tags (None: as before); None for those it had."""
    if names.digest(body, 16) == row.was and below is None:
        return None
    before = row.annotation.tags
    under = row.below if below is None else below
    standing = tags_in(body) if "#" in body else {}
    kept = [tag for tag in before if tag in under or (tag in row.inline and names.tag(tag).casefold() in standing)]
    known = {names.tag(tag).casefold() for tag in (*before, *under)}
    # A tag that stands in the words by now, as it did before it was edited, was no tag of the note's then.
    new = [name for key, name in standing.items() if key not in known]
    tags = tuple(dict.fromkeys((*kept, *under, *new)))
    return None if tags == before else tags


def rows_of(document: str) -> list[Row]:
    """The records of notes in the data of a file, as they were when it was written; damaged ones are left out."""
    rows: list[Row] = []
    for block in _DATA.finditer(document.replace("\r\n", "\n")):
        for line in block[2].splitlines():
            if line.startswith('{"annotation"'):
                with contextlib.suppress(ValueError, TypeError, KeyError, AttributeError, RecursionError):
                    rows.append(_row(json.loads(line), rows))
    return rows


def _loosened(body: str, before: str, flavour: str) -> str:
    """An edited body without what `contain` had put around the one before: closers and moved headings."""
    if not before:
        return body
    held = contain(before, shift=2, flavour=flavour).text.split("\n")
    plain = contain(before, shift=0, flavour=flavour).text.split("\n")
    source = before.replace("\r\n", "\n").strip("\n").rstrip().split("\n")
    extra = plain[len(source) :]
    rows = body.split("\n")
    if extra and rows[-len(extra) :] == extra:
        rows = rows[: -len(extra)]
        while rows and not rows[-1].strip():
            rows.pop()
    if held != plain:
        rows = [
            re.sub(r"^([ \t]*(?:(?:>|[-+*]|\d{1,9}[.)])[ \t]*){0,40})##(#{1,4})(?=[ \t]|\Z)", r"\1\2", row)
            for row in rows
        ]
    return "\n".join(rows)


def parted(body: str, own_line: bool, row: Row, tail_line: str, flavour: str) -> tuple[str, tuple[str, ...] | None]:
    """A note as it stands, parted into its words and its tags (None: the tags are as they were)."""
    if tail_line and (body == tail_line or body.endswith((f" {tail_line}", f"\n{tail_line}"))):
        return body[: len(body) - len(tail_line)].rstrip(), None
    last = body.rsplit("\n", 1)[-1]
    if flavour == "obsidian":
        tail = _TAGS.search(last) if not own_line or last.startswith("#") else None
        if tail is not None:
            said = [tag[1:] for tag in tail[0].split()]
            mine = {names.tag(tag) for tag in row.inline}  # tags that end its words stay there
            at = max((i + 1 for i, tag in enumerate(said) if tag in mine), default=0)
            cut = len(" ".join(f"#{tag}" for tag in said[at:]))
            words = body.rstrip()
            return words[: len(words) - cut].rstrip(), _known(tuple(said[at:]), row.annotation.tags) if cut else (
                () if tail_line else None
            )
    elif last.startswith("Tags: "):
        given = tuple(unescape(re.sub(r"\\(\W)", r"\1", tag.strip())) for tag in last[6:].split(","))
        return body[: len(body) - len(last)].rstrip(), _known(given, row.annotation.tags)
    return body, () if tail_line else None


def _known(shown: tuple[str, ...], before: tuple[str, ...]) -> tuple[str, ...]:
    """Tags as the library writes them where only Obsidian's spelling is seen."""
    spelt = {names.tag(tag): tag for tag in before}
    return tuple(dict.fromkeys(spelt.get(tag, tag) for tag in shown if tag))


class _Blocks:
    """Finds the note of an entry in the lines of a file."""

    def __init__(self, lines: list[str], flavour: str, entries: list[str]) -> None:
        self.lines = lines
        self.flavour = flavour
        self.ends: dict[str, list[int]] = {}  # block ids at line ends, to the lines that have each
        for i, line in enumerate(lines):
            found = re.search(r"(?:^|\s)\^([A-Za-z0-9-]+)[ \t]*\Z", line)
            if found is not None:
                self.ends.setdefault(found[1], []).append(i)
        self.heads: dict[str, int] = {}
        wanted = {names.block_id(entry) for entry in entries}
        for i, line in enumerate(lines):
            found = (
                re.search(r'(?:<a id="([a-z0-9-]+)"></a>|\{#([a-z0-9-]+)\})[ \t]*\Z', line)
                if line[:3] == "## "
                else None
            )
            name = (found[1] or found[2]) if found is not None else ""
            if name in wanted:
                self.heads.setdefault(name, i)

    def body(self, row: Row, why: str, tail_line: str) -> tuple[str, tuple[str, ...] | None] | None:
        """The words of a note, and its tags if they are no longer the same; None if the note is not there."""
        best = None
        for region, own_line in self._regions(row, why):
            whole = "\n".join(region).strip("\n").rstrip()
            found = parted(whole, own_line, row, tail_line, self.flavour)
            if names.digest(found[0], 16) == row.shown:
                return found
            if names.digest(whole, 16) == row.shown:
                return whole, () if tail_line else None
            best = best or found
        return best

    def _regions(self, row: Row, why: str) -> Iterator[tuple[list[str], bool]]:
        """The rows that may be the note, likeliest first, each with whether its tags and id stand on their own line."""
        first = names.block_id(row.entry)
        if self.flavour == "obsidian":
            for end in self.ends.get(names.block_id(row.annotation.id), ()):
                start = self._after_quotes(row, first, end)
                last = re.sub(r"(?:^|[ \t]+)\^[A-Za-z0-9-]+[ \t]*\Z", "", self.lines[end])
                rows = _without_sign([*self.lines[start:end], last])
                yield (self._without_head(rows, why) if row.first else rows), not last.strip()
            return
        at = self.heads.get(first)
        if at is None:
            return
        end = next((i for i in range(at + 1, len(self.lines)) if self.lines[i].startswith("## ")), len(self.lines))
        start = at + 1
        for _ in row.annotation.targets:
            start = next((i + 1 for i in range(start, end) if self.lines[i].startswith("— ")), start)
        yield self._without_head(self.lines[start:end], why), False

    def _after_quotes(self, row: Row, first: str, end: int) -> int:
        at = [self.ends.get(f"{first}-{letter(i)}", ()) for i in range(max(2, len(row.annotation.targets)))]
        marks = [i for found in at for i in found if i < end]
        if row.first or not marks:
            return max(marks, default=self._heading_before(end)) + 1
        return max((i for found in self.ends.values() for i in found if i < end), default=-1) + 1

    def _heading_before(self, end: int) -> int:
        return next((i for i in range(end, -1, -1) if self.lines[i].startswith("## ")), -1)

    def _without_head(self, rows: list[str], why: str) -> list[str]:
        """The rows after the evidence and the address that stand between the quotations and the note."""
        line = f"Why: {escape.inline(why, self.flavour)}" if why else ""
        at = 0
        while at < len(rows) and (not rows[at].strip() or rows[at] == line or _OPEN_LINK.match(rows[at])):
            at += 1
        return rows[at:]


def _without_sign(rows: list[str]) -> list[str]:
    """The rows after the line that says that what follows is an answer."""
    at = next((i for i, row in enumerate(rows) if row.strip()), 0)
    return rows[at + 1 :] if rows and rows[at].startswith(REPLY) else rows


def _without_data(document: str) -> Import:
    """What can be read from the words alone: quotations become orphan targets that `place` may find."""
    front, rest = frontmatter.split(document)
    if "Declaration Reader" not in front and "[!quote]" not in rest:
        raise UserError("There are no notes of this program in the file.", "Import a file that it exported.")
    notes: list[Annotation] = []
    stubs: dict[str, TextStub] = {}
    for heading, rows in _sections(_MARK.sub("", rest).split("\n")):
        targets, identity, after = _quotes(rows)
        if not targets:
            continue
        for target in targets:
            stubs.setdefault(target.text_id, TextStub(target.text_id, target.text_id, target.text_id))
        words = "\n".join(row for row in after if not row.startswith("Why: ") and not _OPEN_LINK.match(row)).strip()
        found = re.search(r"(?:^|\s)\^n-([a-z0-9-]+)\Z", words)
        if found is not None:
            identity, words = found[1], words[: found.start()].rstrip()
        tail = _TAGS.search(words)
        tags = tuple(tag[1:] for tag in tail[0].split()) if tail is not None else ()
        words = words[: tail.start()].rstrip() if tail is not None else words
        identity = identity or names.digest(heading + "\n".join(rows), 22)
        motivation = "commenting" if words else "highlighting"
        notes.append(Annotation(identity, tuple(targets), words, tags, motivation=motivation))
    problem = ImportProblem("file", "It has no data of ours: colours, dates and exact places could not be read.")
    return Import(tuple(notes), stubs=tuple(stubs.values()), problems=(problem,), format="markdown")


def _sections(lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    heading = ""
    rows: list[str] = []
    for line in lines:
        if line.startswith("## "):
            if heading:
                yield heading, rows
            heading, rows = line[3:], []
        else:
            rows.append(line)
    if heading:
        yield heading, rows


def _quotes(rows: list[str]) -> tuple[list[Target], str, list[str]]:
    targets: list[Target] = []
    identity = ""
    at = 0
    while at < len(rows):
        if not rows[at].strip():
            at += 1
        elif rows[at].startswith("> [!quote] "):
            place = _plain(rows[at][11:])
            at += 1
            quoted = []
            while at < len(rows) and rows[at].startswith(">"):
                quoted.append(rows[at][1:].removeprefix(" "))
                at += 1
            title, _, number = place.partition("§")
            provision = int(found[0]) if (found := re.match(r"\d{1,9}", number)) else 0
            exact = _plain("\n".join(quoted))
            name = title.strip().rstrip(",").strip()
            targets.append(
                Target(name, 0, 0, exact, provision=provision, state="orphan", reason="Read from words alone.")
            )
        elif found := re.fullmatch(r"\^n-([a-z0-9-]+?)(?:-[a-z]\d*)?", rows[at].strip()):
            identity = found[1]
            at += 1
        else:
            break
    return targets, identity, rows[at:]


def _plain(markdown: str) -> str:
    """What an escaped quotation says: the opposite of `escape.lines`."""
    return unescape(re.sub(r"\\(?:\n|([!-/:-@\[-`{-~]))", lambda m: m[1] or "\n", re.sub(r"&(?=#\d)", "&", markdown)))
