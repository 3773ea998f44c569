"""REFI-QDA in: projects and codebooks, ours and those of other programs."""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from reader.crossref.model import KINDS, End, Link, Why
from reader.errors import UserError
from reader.exchange.jsonld import SPACE
from reader.exchange.model import Import, ImportProblem
from reader.exchange.names import digest
from reader.exchange.package import Package
from reader.exchange.plain import Plain
from reader.exchange.records import TextStub, decode
from reader.exchange.refi import COLOURS, ORIGIN, OURS
from reader.library.models import Annotation, Decision, Tag, Target
from reader.text.model import Text

_CONTEXT = 32


def _parse(data: bytes | str, what: str) -> Element:
    try:
        root: Element = fromstring(data.encode() if isinstance(data, str) else data, forbid_dtd=True)
    except DefusedXmlException as error:
        raise UserError(f"{what} holds definitions that a file of notes does not need; it was not read.") from error
    except (ParseError, ValueError, LookupError, RecursionError) as error:
        raise UserError(
            f"{what} is not valid XML ({error}).", "Export it again from the program that wrote it."
        ) from error
    return root


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _children(element: Element | None, name: str) -> Iterator[Element]:
    if element is not None:
        yield from (child for child in element if _name(child) == name)


def _child(element: Element | None, name: str) -> Element | None:
    return next(_children(element, name), None)


def _words(element: Element, name: str) -> str:
    found = _child(element, name)
    return (found.text or "") if found is not None else ""


def _key(guid: str | None) -> str:
    return (guid or "").strip("{} \n").upper()


def _codes(parent: Element | None, above: str = "", depth: int = 0) -> Iterator[tuple[str, Tag]]:
    for code in _children(parent, "Code"):
        name = " ".join((code.get("name") or "").split()) or "unnamed"
        # Our own codebooks spell the whole path where a short name was taken; others use any sign in a name.
        path = name if above and name.startswith(f"{above}/") else f"{above}/{name}" if above else name
        path = re.sub(r" \(\d+\)\Z", "", path) if "/" in name else path
        yield _key(code.get("guid")), Tag(path, _colour(code.get("color")), _words(code, "Description"))
        if depth < 100:
            yield from _codes(code, path, depth + 1)


def _colour(given: str | None) -> str:
    wanted = (given or "").upper()
    return next((name for name, value in COLOURS.items() if value == wanted), wanted.lower())


def read_codebook(words: str) -> Import:
    """The tags of a .qdc codebook; UserError if the XML is no codebook."""
    root = _parse(words, "The codebook")
    if _name(root) != "CodeBook":
        raise UserError("This XML is not a REFI-QDA codebook.", "Choose a .qdc or .qdpx file.")
    tags = tuple(tag for _, tag in _codes(_child(root, "Codes")))
    return Import(tags=tuple({tag.name: tag for tag in tags}.values()), format="codebook")


def read_project(package: Package) -> Import:
    """The texts, notes and tags of a .qdpx project; what cannot be read is named in the problems."""
    data = package.read("project.qde")
    if OURS in package:
        ours = _ours(package, hashlib.sha256(data).hexdigest())
        if ours is not None:
            return ours
    root = _parse(data, "The project")
    if _name(root) != "Project":
        raise UserError("The package holds no REFI-QDA project.", "Choose another file.")
    return _Project(root, package).read()


def _ours(package: Package, project: str) -> Import | None:
    """Our own record, if the project beside it is still the one that we wrote."""
    try:
        given = json.loads(package.read(OURS))
        if given["project"] != project:
            return None
        return Import(
            tuple(decode(Annotation, row) for row in given["annotations"]),
            (),
            tuple(decode(TextStub, row) for row in given["texts"]),
            tuple(decode(Tag, row) for row in given["tags"]),
            tuple(decode(Decision, row) for row in given["decisions"]),
            format="refi-qda",
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


class _Project:
    def __init__(self, root: Element, package: Package) -> None:
        self.root = root
        self.package = package
        codes = list(_codes(_child(_child(root, "CodeBook"), "Codes")))
        self.codes = dict(codes)
        self.problems: list[ImportProblem] = []
        self.texts: list[Text] = []
        self.notes: dict[str, Annotation] = {}
        self.of_selection: dict[str, str] = {}
        self.decisions: dict[str, Decision] = {}
        self.note_elements = {_key(n.get("guid")): n for n in _children(_child(root, "Notes"), "Note")}
        self.memos: set[str] = set()  # notes that are the memo of something, so that they are no notes of their own
        self.same: dict[tuple[Target, str, str], str] = {}
        self.bare: set[str] = set()  # annotations that are nothing but the end of a link
        self.ours = root.get("origin") == ORIGIN

    def read(self) -> Import:
        for source in _child(self.root, "Sources") if _child(self.root, "Sources") is not None else ():  # type: ignore[union-attr]
            self._source(source)
        self._links()
        for guid, note in self.note_elements.items():
            if guid not in self.memos:
                self._free_note(note)
        tags = {tag.name: tag for tag in self.codes.values()}
        return Import(
            tuple(self.notes.values()), tuple(self.texts), (), tuple(tags.values()), tuple(self.decisions.values()),
            tuple(self.problems), format="refi-qda",
        )  # fmt: skip

    def _problem(self, element: Element, what: str) -> None:
        self.problems.append(ImportProblem(element.get("name") or element.get("guid") or _name(element), what))

    def _plain(self, source: Element) -> str | None:
        content = _child(source, "PlainTextContent")
        if content is not None:
            return content.text or ""
        path = source.get("plainTextPath") or ""
        name = re.sub(r"^internal://", "Sources/", path)
        if not path or (name not in self.package and path not in self.package):
            return None
        data = self.package.read(name if name in self.package else path)
        # A byte order mark counts in no program's positions.
        return data.decode("utf-8-sig", "replace")

    def _source(self, source: Element) -> None:
        if _name(source) != "TextSource":
            inner = _child(source, "Representation")
            if inner is None:
                inner = _child(source, "TextDescription")
            if inner is None:
                self._problem(source, f"A {_name(source)} has no words that this program can show.")
                return
            source = inner
        raw = self._plain(source)
        if raw is None:
            self._problem(source, "Its words are not in the package; its notes came without a place.")
        plain = Plain(raw or "")
        title = source.get("name") or "Untitled"
        text_id = f"refi-{_key(source.get('guid')).lower()[:13] or hashlib.sha256(title.encode()).hexdigest()[:8]}"
        text = plain.text(id=text_id, title=title)
        if raw:
            self.texts.append(text)
        for selection in _children(source, "PlainTextSelection"):
            self._selection(selection, raw or "", plain, text)
        for ref in _children(source, "NoteRef"):  # how QualCoder keeps a memo on a passage that has no code
            note = self.note_elements.get(_key(ref.get("targetGUID")))
            place = _child(note, "PlainTextSelection")
            if note is not None and place is not None and _child(place, "Coding") is None:
                self.memos.add(_key(note.get("guid")))
                self._selection(place, raw or "", plain, text, note)
        whole = [tag for coding in _children(source, "Coding") for tag in self._tags(coding)]
        if whole:
            self._problem(
                source, f"Codes of the whole source ({', '.join(whole)}) were left out: tags belong to passages."
            )

    def _tags(self, coding: Element) -> Iterator[str]:
        for ref in _children(coding, "CodeRef"):
            tag = self.codes.get(_key(ref.get("targetGUID")))
            if tag is not None:
                yield tag.name
            else:
                self._problem(coding, "It names a code that the codebook does not have.")

    def _selection(self, selection: Element, raw: str, plain: Plain, text: Text, note: Element | None = None) -> None:
        try:
            start, end = int(selection.get("startPosition", "")), int(selection.get("endPosition", ""))
        except ValueError:
            start = end = -1
        target = Target(
            text.id, 0, 0, selection.get("name") or "", state="orphan", reason="Its position is not in the text."
        )
        if 0 <= start < end <= len(raw):
            a, b = plain.position(start), plain.position(end)
            canonical = text.canonical
            target = Target(
                text.id, a, b, canonical[a:b], canonical[max(0, a - _CONTEXT) : a], canonical[b : b + _CONTEXT],
                text.provision_at(a).n if len(text.provisions) else 0, text.sha256,
            )  # fmt: skip
        else:
            self._problem(selection, "Its position is not in the text; it came without a place.")
        tags = list(dict.fromkeys(tag for coding in _children(selection, "Coding") for tag in self._tags(coding)))
        codings = [memo for coding in _children(selection, "Coding") for memo in self._memos(coding)]
        body = "\n\n".join(
            part for part in (_words(selection, "Description"), *self._memos(selection), *codings) if part
        )
        if note is not None:
            self._keep(note, (target,), self._note_words(note), [])
            return
        # QualCoder writes a passage with several codes several times.
        same = self.same.setdefault(
            (target, body, selection.get("creationDateTime") or ""), _key(selection.get("guid"))
        )
        other = self.notes.get(self.of_selection.get(same, ""))
        if other is not None and tags and other.tags:
            self.of_selection[_key(selection.get("guid"))] = other.id
            self.notes[other.id] = other._replace(tags=tuple(dict.fromkeys((*other.tags, *tags))))
            return
        self._keep(selection, (target,), body, tags)

    def _memos(self, element: Element) -> Iterator[str]:
        """The words of the notes that an element refers to: so MAXQDA, ATLAS.ti and NVivo keep memos."""
        for ref in _children(element, "NoteRef"):
            guid = _key(ref.get("targetGUID"))
            note = self.note_elements.get(guid)
            if note is None:
                self._problem(element, "It names a note that is not in the project.")
                continue
            self.memos.add(guid)
            yield self._note_words(note)

    def _keep(self, element: Element, targets: tuple[Target, ...], body: str, tags: list[str]) -> None:
        guid = _key(element.get("guid")) or f"{_name(element)} {len(self.notes)}"
        identity = uuid.uuid5(SPACE, guid).hex
        colour = next((self._colour_of(tag) for tag in tags if self._colour_of(tag)), "yellow")
        bare = next((tag for tag in tags if tag.startswith("Highlight/") and tag[10:] in COLOURS), None)
        if bare is not None:
            colour = bare[10:]
            tags = [tag for tag in tags if tag != bare]
        motivation = "commenting" if body else "highlighting"
        created = _moment(element.get("creationDateTime"))
        modified = _moment(element.get("modifiedDateTime")) or created
        self.notes[identity] = Annotation(
            identity, targets, body, tuple(tags), colour, motivation=motivation, created=created, modified=modified
        )
        self.of_selection[guid] = identity
        if bare is None and not tags and not body:
            self.bare.add(identity)

    def _colour_of(self, name: str) -> str:
        colour = next((tag.colour for tag in self.codes.values() if tag.name == name), "")
        return colour if colour in COLOURS else ""

    def _note_words(self, note: Element) -> str:
        words = self._plain(note)
        if words is None:
            words = _words(note, "Description")
            if not words:
                self._problem(note, "The words of the note are not in the package.")
        return words.replace("\r\n", "\n").replace("\r", "\n").strip("\n")

    def _free_note(self, note: Element) -> None:
        words = self._note_words(note)
        title = note.get("name") or ""
        body = words if not title or words.replace("\n", " ").startswith(title[:20]) else f"**{title}**\n\n{words}"
        self._keep(note, (), body.rstrip(), [])

    def _links(self) -> None:
        """Links between passages become cross-references; a link of a passage and a note makes the note its memo."""
        ends: set[str] = set()
        for link in _children(_child(self.root, "Links"), "Link"):
            guids = [_key(link.get(key)) for key in ("originGUID", "targetGUID")]
            found = [self.notes.get(self.of_selection.get(guid, "")) for guid in guids]
            notes = [self.note_elements.get(guid) for guid in guids]
            first, second = found
            if first is not None and second is not None:
                ends |= self._link(link, first, second)
            elif (selection := first or second) is not None and (
                note := notes[0] if notes[0] is not None else notes[1]
            ) is not None:
                self.memos |= {guid for guid in guids if guid in self.note_elements}
                body = "\n\n".join(part for part in (selection.body, self._note_words(note)) if part)
                self.notes[selection.id] = selection._replace(body=body, motivation="commenting")
            else:
                self._problem(link, "It links something that is not a passage; it was left out.")
        for id_ in ends:
            if id_ in self.bare and not self.notes[id_].body:
                del self.notes[id_]  # the cross-reference says all that it said

    def _link(self, link: Element, first: Annotation, second: Annotation) -> set[str]:
        """A cross-reference that the reader made; the ids of its ends, which need not be notes as well."""
        name = " ".join((link.get("name") or "").split())
        if self.ours and name == "note":  # how `refi` writes a note on several passages
            self.notes[first.id] = first._replace(targets=(*first.targets, *second.targets))
            if not second.body and {*second.tags} <= {*first.tags}:
                self.bare.add(second.id)
            return {second.id}
        if any(target.state == "orphan" for target in (*first.targets[:1], *second.targets[:1])):
            self._problem(link, "One end of it has no place; it was left out.")
            return set()
        ends = [self._end(note.targets[0]) for note in (first, second)]
        kind = name.casefold() if name.casefold() in KINDS else "parallel"
        said = "" if name.casefold() == kind else f": {name}"
        directed = {"OneWay": " (one way)", "Bidirectional": " (both ways)"}.get(link.get("direction") or "", "")
        key = f"refi-{digest(_key(link.get('guid')) or repr(sorted(end.exact for end in ends)), 20)}"
        why = Why(f"linked by hand in another program{said}{directed}" if not self.ours else f"linked by hand{said}")
        status = "confirmed"
        if self.ours:
            status = "suggested" if first.body.startswith(f"{name}, suggested") else status
            for note in (first, second):
                if note.body.startswith((f"{name}, confirmed", f"{name}, suggested")):  # how `refi` describes an end
                    self.notes[note.id] = note._replace(body="")
                    self.bare |= set() if note.tags else {note.id}
        made = Link(key, kind, 1.0, "user", status, None, ends[0], ends[1], why)
        a, b = first.targets[0], second.targets[0]
        self.decisions[key] = Decision(a.text_id, b.text_id, made, first.created)
        memo = "\n\n".join(self._memos(link))
        if memo:
            id_ = uuid.uuid5(SPACE, f"memo\n{_key(link.get('guid')) or key}").hex
            self.notes[id_] = Annotation(
                id_, (a, b), memo, motivation="linking", link_key=key, created=first.created, modified=first.modified
            )
        return {first.id, second.id}

    def _end(self, target: Target) -> End:
        text = next(text for text in self.texts if text.id == target.text_id)
        return End(target.start, target.end, target.exact, target.provision, text.sentence_at(target.start))


def _moment(given: str | None) -> str:
    found = re.match(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d)?\Z", given or "")
    if found is None:
        return ""
    if found[2] in (None, "Z"):
        return f"{found[1]}Z"
    from reader.exchange.jsonld_read import moment  # late: the same rules for offsets

    return moment(given)
