"""REFI-QDA out: a project (.qdpx) and a codebook (.qdc) that QualCoder and the commercial programs import.

Schema: REFI-QDA 1.5, Project.xsd and Codebook.xsd of qdasoftware.org. Traps (GUIDs, names, bare selections) were
found with QualCoder 3.8 and 4.0.
"""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import chain, count
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element, SubElement, tostring

from reader.exchange.entries import decisions_shown
from reader.exchange.jsonld import SPACE
from reader.exchange.options import Options
from reader.exchange.package import pack
from reader.exchange.records import encode, stub
from reader.library.models import Annotation, Snapshot, Tag, Target
from reader.text.model import Text

PROJECT = "urn:QDA-XML:project:1.0"
CODEBOOK = "urn:QDA-XML:codebook:1.0"
ORIGIN = "Declaration Reader"
OURS = "declaration-reader.json"
COLOURS = {"yellow": "#F4C64E", "green": "#7BC47F", "blue": "#6FA8DC", "pink": "#E58BB1", "orange": "#F0A35E"}
_INVALID = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def guid(identity: str) -> str:
    """The GUID of a record: stable, upper case, no braces."""
    return str(uuid.uuid5(SPACE, "refi\n" + identity.encode("utf-8", "replace").decode())).upper()


def _xml(root: Element) -> bytes:
    made: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return made


def clean(words: str) -> str:
    """Words without what XML cannot hold."""
    return _INVALID.sub("\ufffd", words)


class _Selection(NamedTuple):
    guid: str
    start: int
    end: int
    words: list[str]
    codes: tuple[str, ...]
    created: str
    modified: str


def write(snapshot: Snapshot, options: Options | Mapping[str, Any] | None, now: datetime) -> bytes:
    """A project as .qdpx: texts as sources, tags as codes, highlights as coded selections, notes as memos, links.

    Beside it lies our own record of what REFI has no word for; it counts only while the project is as we wrote it.
    """
    options = Options.of(options)
    writer = _Writer(snapshot, options, now)
    project = _xml(writer.project())
    decisions = decisions_shown(snapshot, options.links)
    ours = {
        "project": hashlib.sha256(project).hexdigest(),
        "texts": [encode(stub(text)) for text in snapshot.texts],
        "annotations": [encode(note) for note in snapshot.annotations],
        "tags": [encode(tag) for tag in snapshot.tags],
        "decisions": [encode(decision) for decision in decisions],
    }
    return pack({"project.qde": project, **writer.files, OURS: json.dumps(ours).encode()}, now)


def write_codebook(snapshot: Snapshot, options: Options | Mapping[str, Any] | None, now: datetime) -> bytes:
    """The tags as a .qdc codebook."""
    Options.of(options)
    root = Element("CodeBook", {"xmlns": CODEBOOK, "origin": ORIGIN})
    book = _Codes(snapshot.tags, {tag for note in snapshot.annotations for tag in note.tags})
    codes = SubElement(root, "Codes")
    book.into(codes)
    if not len(codes):  # the schema wants one at least
        SubElement(codes, "Code", {"guid": guid("code\nno tags"), "name": "no tags", "isCodable": "true"})
    return _xml(root)


class _Codes:
    """Tags as nested codes whose names are unique in the whole book, letter case aside."""

    def __init__(self, tags: Iterable[Tag], used: Iterable[str]) -> None:
        self.tags = {tag.name: tag for tag in tags}
        self.names: dict[str, str] = {}
        taken: set[str] = set()
        for full in sorted({*self.tags, *used}, key=lambda name: (name.count("/"), name)):
            parts = [part for part in full.split("/") if part.strip()]
            for i in range(len(parts)):
                path = "/".join(parts[: i + 1])
                if path in self.names:
                    continue
                free = chain((parts[i], path), (f"{path} ({n})" for n in count(2)))
                name = next(name for name in free if clean(name).strip().casefold() not in taken)
                taken.add(clean(name).strip().casefold())
                self.names[path] = clean(name).strip()

    def guid_of(self, tag: str) -> str | None:
        path = "/".join(part for part in tag.split("/") if part.strip())
        return guid(f"code\n{path}") if path in self.names else None

    def into(self, parent: Element) -> None:
        elements: dict[str, Element] = {"": parent}
        for path in sorted(self.names, key=lambda path: path.split("/")):
            above = path.rpartition("/")[0]
            tag = self.tags.get(path, Tag(path))
            attributes = {"guid": guid(f"code\n{path}"), "name": self.names[path], "isCodable": "true"}
            colour = COLOURS.get(tag.colour, tag.colour)
            if re.fullmatch(r"#(?:[A-Fa-f0-9]{6}|[A-Fa-f0-9]{3})", colour):
                attributes["color"] = colour
            element = SubElement(elements[above], "Code", attributes)
            if tag.description:
                SubElement(element, "Description").text = clean(tag.description)
            elements[path] = element


class _Writer:
    def __init__(self, snapshot: Snapshot, options: Options, now: datetime) -> None:
        self.snapshot = snapshot
        self.options = options
        self.now = now.strftime("%Y-%m-%dT%H:%M:%SZ")
        self.user = guid("user")
        self.files: dict[str, bytes] = {}
        bare = {_bare(note) for note in snapshot.annotations if not note.body and not note.tags}
        self.codes = _Codes(
            [*snapshot.tags, *(Tag(name, name.rpartition("/")[2]) for name in bare)],
            {tag for note in snapshot.annotations for tag in note.tags} | bare,
        )
        self.selections: dict[str, list[_Selection]] = {text.id: [] for text in snapshot.texts}
        self.uncoded: dict[tuple[str, int, int], _Selection] = {}
        self.links: list[tuple[str, str, str, str]] = []
        self.notes: list[tuple[Annotation, str]] = []
        self.texts = {text.id: text for text in snapshot.texts}

    def project(self) -> Element:
        title = self.options.title or "Notes on " + ", ".join(text.short_title for text in self.snapshot.texts[:4])
        root = Element("Project", {
            "xmlns": PROJECT, "name": clean(title), "origin": ORIGIN, "creatingUserGUID": self.user,
            "creationDateTime": self.now, "modifyingUserGUID": self.user, "modifiedDateTime": self.now,
        })  # fmt: skip
        users = SubElement(root, "Users")
        SubElement(users, "User", {"guid": self.user, "name": "Reader"})
        for note in self.snapshot.annotations:
            self._select(note)
        self._link()
        if self.codes.names:
            self.codes.into(SubElement(SubElement(root, "CodeBook"), "Codes"))
        if self.snapshot.texts:
            self._sources(SubElement(root, "Sources"))
        if self.notes:
            self._notes(SubElement(root, "Notes"))
        if self.links:
            links = SubElement(root, "Links")
            for name, identity, origin, target in self.links:
                SubElement(links, "Link", {
                    "guid": guid(identity), "name": clean(name), "direction": "Associative",
                    "originGUID": origin, "targetGUID": target,
                })  # fmt: skip
        return root

    def _select(self, note: Annotation) -> None:
        placed = [target for target in note.targets if self._fits(target)]
        if not placed:
            lost = "\n\n".join(f"“{target.exact}”" for target in note.targets if target.exact)
            self.notes.append((note, "\n\n".join(part for part in (lost, note.body) if part)))
            return
        tags = note.tags or (() if note.body else (_bare(note),))
        codes = tuple(code for tag in tags if (code := self.codes.guid_of(tag)) is not None)
        made = []
        for i, target in enumerate(placed):
            words = [f"↳ {note.body}" if note.reply_to else note.body] if note.body and i == 0 else []
            identity = guid(f"selection\n{note.id}\n{i}")
            selection = _Selection(identity, target.start, target.end, words, codes, note.created, note.modified)
            made.append(self._add(target.text_id, selection))
        for i, other in enumerate(made[1:], start=1):
            self.links.append(("note", f"link\n{note.id}\n{i}", made[0], other))

    def _fits(self, target: Target) -> bool:
        text = self.texts.get(target.text_id)
        return text is not None and target.state != "orphan" and 0 <= target.start < target.end <= len(text.canonical)

    def _add(self, text_id: str, selection: _Selection) -> str:
        """Two selections without a code on one range must be one: QualCoder's import fails on the second."""
        if not selection.codes:
            other = self.uncoded.setdefault((text_id, selection.start, selection.end), selection)
            if other is not selection:
                other.words.extend(selection.words)
                return other.guid
        self.selections[text_id].append(selection)
        return selection.guid

    def _link(self) -> None:
        for decision in decisions_shown(self.snapshot, self.options.links):
            link = decision.link
            ends = []
            for side, text_id, end in (("a", decision.a_text, link.a), ("b", decision.b_text, link.b)):
                if not self._fits(Target(text_id, end.start, end.end, end.exact)):
                    break
                words = [f"{link.kind}, {link.status}: {link.why.summary or link.name or ''}".rstrip(": ")]
                identity = guid(f"end\n{link.key}\n{side}")
                moment = decision.decided or self.now
                ends.append(self._add(text_id, _Selection(identity, end.start, end.end, words, (), moment, moment)))
            if len(ends) == 2:
                self.links.append((link.kind, f"link\n{link.key}", ends[0], ends[1]))

    def _sources(self, parent: Element) -> None:
        taken: set[str] = set()
        for text in self.snapshot.texts:
            identity = guid(f"text\n{text.id}")
            name = _free(clean(text.short_title).replace("/", "-").strip() or "text", taken)
            source = SubElement(parent, "TextSource", {
                "guid": identity, "name": name, "plainTextPath": f"internal://{identity}.txt",
                "creatingUser": self.user, "creationDateTime": self.now,
            })  # fmt: skip
            SubElement(source, "Description").text = clean(_described(text))
            self.files[f"Sources/{identity}.txt"] = text.canonical.encode("utf-8", "replace")
            for selection in sorted(self.selections[text.id], key=lambda s: (s.start, s.end)):
                self._selection(source, selection, text)

    def _selection(self, source: Element, selection: _Selection, text: Text) -> None:
        attributes = {
            "guid": selection.guid,
            "name": clean(" ".join(text.canonical[selection.start : selection.end].split())[:60]),
            "startPosition": str(selection.start),
            "endPosition": str(selection.end),
            **self._dates(selection.created, selection.modified),
        }
        element = SubElement(source, "PlainTextSelection", attributes)
        if selection.words:
            SubElement(element, "Description").text = clean("\n\n---\n\n".join(selection.words))
        for code in dict.fromkeys(selection.codes):
            coding = SubElement(element, "Coding", {
                "guid": guid(f"coding\n{selection.guid}\n{code}"), "creatingUser": self.user,
                "creationDateTime": selection.created or self.now,
            })  # fmt: skip
            SubElement(coding, "CodeRef", {"targetGUID": code})

    def _dates(self, created: str, modified: str) -> dict[str, str]:
        dates = {"creatingUser": self.user, "creationDateTime": created or self.now}
        if modified:
            dates |= {"modifyingUser": self.user, "modifiedDateTime": modified}
        return dates

    def _notes(self, parent: Element) -> None:
        taken: set[str] = set()
        for note, words in self.notes:
            identity = guid(f"note\n{note.id}")
            name = _free(clean(" ".join(words.split())[:50]).replace("/", "-").strip() or "note", taken)
            SubElement(parent, "Note", {
                "guid": identity, "name": name, "plainTextPath": f"internal://{identity}.txt",
                **self._dates(note.created, note.modified),
            })  # fmt: skip
            self.files[f"Sources/{identity}.txt"] = _lines(words)


def _lines(words: str) -> bytes:
    return words.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace")


def _bare(note: Annotation) -> str:
    if note.motivation == "bookmarking":
        return "Bookmark"
    return f"Highlight/{note.colour or 'plain'}"


def _free(name: str, taken: set[str]) -> str:
    free = next(n for n in chain((name,), (f"{name} ({i})" for i in count(2))) if n.casefold() not in taken)
    taken.add(free.casefold())
    return free


def _described(text: Text) -> str:
    where = ", ".join(part for part in (text.place, text.date) if part)
    return f"{text.title} ({where})" if where else text.title
