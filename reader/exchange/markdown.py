"""Markdown out: one document, or one file per text, note or tag; for Obsidian, CommonMark or Pandoc."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from reader.exchange import escape, frontmatter, names
from reader.exchange.contain import Contained, contain
from reader.exchange.document import Document, Region, render
from reader.exchange.entries import Entry, Passage, entries, texts_of
from reader.exchange.options import Options
from reader.exchange.records import encode, stub, urn
from reader.exchange.templates import ENTRY, compile_template, shipped
from reader.library.models import Annotation, Snapshot
from reader.text.model import Text

GENERATOR = "Declaration Reader"
DATA = "declaration-reader:data"
IDENTITY = "declaration-reader-id"  # the key of the front matter by which a file that was renamed is found
ADDRESS = "declaration-reader://annotation/"
# Words that look like our own marks: such a note is read from its record, whatever stands above.
_CONFUSING = re.compile(
    r"\^[A-Za-z0-9-]+[ \t]*$|^↳|declaration-reader|\{#|<a id=|^(?:Why: |— |Tags: |## )|\A\s|[^\S\n]\Z", re.MULTILINE
)
_FOOTNOTE = re.compile(r"^ {0,3}\[\^([^\]\s]{1,60})\]:", re.MULTILINE)
REPLY = "↳"  # over an answer, once for each level
_ODD = re.compile("[\x7f\x85\u2028\u2029\ufeff\ud800-\udfff]")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def write(snapshot: Snapshot, options: Options | Mapping[str, Any] | None, now: datetime) -> bytes | dict[str, bytes]:
    """The notes as Markdown: bytes for one document, else relative paths to bytes. UTF-8 without BOM, LF."""
    options = Options.of(options)
    made = documents(snapshot, options, now)
    if options.shape == "document":
        return _bytes(render(made[""], managed=options.managed))
    return {path: _bytes(render(document, managed=options.managed)) for path, document in made.items()}


def documents(snapshot: Snapshot, options: Options, now: datetime) -> dict[str, Document]:
    """The files of an export before they are written, by relative path ("" for the one document)."""
    found = entries(snapshot, links=options.links)
    make = _Maker(snapshot, options, now)
    if options.shape == "document":
        return {"": make.document(found, options.title or _title(texts_of(found, snapshot) or snapshot.texts))}
    free = names.Names()
    made: dict[str, Document] = {}
    for title, identity, part, front in _parts(found, snapshot, options.shape):
        path = free.take(title, ".md", folder=_folder(options.folder), identity=identity)
        if options.managed:
            front[IDENTITY] = f"{options.shape}:{_lasting(part, identity, options.shape)}"
        made[path] = make.document(part, title, front)
    return made


def _folder(folder: str) -> str:
    parts = [names.file_name(part) for part in folder.replace("\\", "/").split("/") if part.strip(" .")]
    return "".join(f"{part}/" for part in parts)


def _parts(
    found: Sequence[Entry], snapshot: Snapshot, shape: str
) -> Iterable[tuple[str, str, list[Entry], dict[str, frontmatter.Value]]]:
    if shape == "text":
        for text in snapshot.texts:
            part = [entry for entry in found if any(passage.text_id == text.id for passage in entry.passages)]
            if part:
                yield text.short_title, text.id, part, {"aliases": [text.title]}
        known = {text.id for text in snapshot.texts}
        rest = [entry for entry in found if not any(passage.text_id in known for passage in entry.passages)]
        if rest:
            yield "Notes without a text", "", rest, {}
    elif shape == "note":
        for entry in found:
            yield entry.heading.split(" · ")[0], entry.id, [entry], {}
    else:
        for tag in sorted({tag for entry in found for tag in entry.tags}):
            yield tag.replace("/", " - "), tag, [entry for entry in found if tag in entry.tags], {}
        rest = [entry for entry in found if not entry.tags]
        if rest:
            yield "No tag", "", rest, {}


def _lasting(part: list[Entry], identity: str, shape: str) -> str:
    """The name of a file that stays when a cross-reference gets its first note."""
    decision = part[0].decision if shape == "note" else None
    return decision.link.key if decision is not None else identity


def _title(texts: Sequence[Text]) -> str:
    shown = [text.short_title for text in texts]
    if not shown:
        return "Notes"
    if len(shown) > 4:
        return f"Notes on {len(shown)} texts"
    return "Notes on " + (", ".join(shown[:-1]) + " and " if len(shown) > 1 else "") + shown[-1]


def _bytes(document: str) -> bytes:
    return document.encode("utf-8", "replace")


class _Maker:
    """The parts of a file in one flavour; knows the whole snapshot, so that data can be written with each file."""

    def __init__(self, snapshot: Snapshot, options: Options, now: datetime) -> None:
        self.snapshot = snapshot
        self.options = options
        self.flavour = options.flavour
        self.now = now
        self.fill: Callable[[Mapping[str, Any]], str] = compile_template(
            options.template or shipped()[ENTRY], options.flavour
        )

    def document(
        self, found: Sequence[Entry], title: str, extra: Mapping[str, frontmatter.Value] | None = None
    ) -> Document:
        self.labels: set[str] = set()
        texts = texts_of(found, self.snapshot)
        tags = sorted({names.tag(tag) for entry in found for tag in entry.tags} - {""})
        plain = title if self.flavour != "pandoc" else escape.inline(title, "pandoc")
        front: dict[str, frontmatter.Value] = {"title": plain, "aliases": [], "tags": tags, **(extra or {})}
        front["texts"] = [self._source(text) for text in texts]
        front["sources"] = [urn(text.id, text.sha256) for text in texts]
        front["exported"] = self.now
        front["generator"] = GENERATOR
        regions = [Region("head", self._head(title, texts))]
        edited: dict[str, str] = {}
        for entry in found:
            regions.append(self.entry(entry, edited))
        if self.options.data:
            regions.append(Region("data", self._data(found, texts, edited)))
        return Document(front, tuple(regions), self.flavour)

    def _source(self, text: Text) -> str:
        where = ", ".join(part for part in (text.place, text.date) if part)
        whole = f"{text.title} ({where})" if where else text.title
        return escape.inline(whole, "pandoc") if self.flavour == "pandoc" else whole

    def _head(self, title: str, texts: Sequence[Text]) -> str:
        lines = [f"# {escape.inline(title, self.flavour)}"]
        for text in texts:
            where = ", ".join(escape.inline(part, self.flavour) for part in (text.place, text.date) if part)
            short = escape.inline(text.short_title, self.flavour)
            full = escape.inline(text.title, self.flavour)
            lines.append(f"**{short}**: {full}{f', {where}' if where else ''}.")
        return "\n\n".join(lines)

    def entry(self, entry: Entry, edited: dict[str, str]) -> Region:
        """An entry by the template; bodies that do not stand as they are go into `edited` by id of the note."""
        first = names.block_id(entry.id, "n-" if entry.notes else "l-")
        bare = len(entry.passages) == 1 and bool(entry.notes) and not entry.notes[0].body and not entry.notes[0].tags
        passages = [
            {
                "title": passage.title,
                "place": passage.place,
                "words": passage.words,
                "block": self._quote(passage, first if bare else f"{first}-{letter(i)}"),
            }
            for i, passage in enumerate(entry.passages)
        ]
        depths = entry.depths
        notes = [self._note(note, edited, depths[note.id]) for note in entry.notes if note.body or note.tags]
        anchor = {"obsidian": "", "commonmark": f' <a id="{first}"></a>', "pandoc": f" {{#{first}}}"}[self.flavour]
        filled = self.fill(
            {
                "heading": escape.inline(entry.heading, self.flavour),
                "anchor": anchor,
                "passages": passages,
                "why": escape.inline(entry.why, self.flavour) if entry.why else "",
                "notes": notes,
                "address": f"{ADDRESS}{entry.id}" if self.options.deep_links else "",
                "kind": entry.decision.link.kind if entry.decision else "",
                "status": entry.decision.link.status if entry.decision else "",
                "flavour": self.flavour,
            }
        )
        return Region(first, filled.strip("\n"))

    def _quote(self, passage: Passage, block: str) -> str:
        title = escape.inline(passage.title, self.flavour)
        quoted = escape.quote(passage.words, self.flavour)
        if self.flavour == "obsidian":
            return f"> [!quote] {title}\n{quoted}\n\n^{block}"
        return f"{quoted}\n\n— {title}"

    def _note(self, note: Annotation, edited: dict[str, str], depth: int = 0) -> dict[str, Any]:
        held = contain(note.body, shift=2, flavour=self.flavour)
        held = held._replace(text=self._own_footnotes(held.text, note.id))
        if held.text != note.body:
            edited[note.id] = held.text
        inline = inline_tags(note) if self.flavour == "obsidian" else ()
        tags = tags_line([tag for tag in note.tags if tag not in inline], self.flavour)
        return {
            "block": _reply(note, depth) + self._block(held, tags, names.block_id(note.id)),
            "depth": depth,
            "body": held.text,
            "tags": list(note.tags),
            "tags_line": tags,
            "colour": note.colour,
            "created": note.created,
            "modified": note.modified,
            "id": note.id,
        }

    def _own_footnotes(self, body: str, identity: str) -> str:
        """Footnotes under labels that an earlier note of the file has taken get labels of their own."""
        labels = set(_FOOTNOTE.findall(body))
        for label in labels & self.labels:
            body = body.replace(f"[^{label}]", f"[^{label}-{names.digest(identity, 6)}]")
        self.labels |= labels
        return body

    def _block(self, held: Contained, tags: str, block: str) -> str:
        if self.flavour != "obsidian":
            return "\n\n".join(part for part in (held.text, tags) if part)
        tail = f"{tags} ^{block}" if tags else f"^{block}"
        if not held.text:
            return tail
        return held.text + (" " if held.ends_plainly else "\n\n") + tail

    def _data(self, found: Sequence[Entry], texts: Sequence[Text], edited: Mapping[str, str]) -> str:
        library = {"library": self.options.library} if self.options.library else {}
        rows: list[dict[str, Any]] = [{"flavour": self.flavour, **library}]
        rows += [{"text": encode(stub(text))} for text in texts]
        tags = {tag for entry in found for tag in entry.tags}
        rows += [{"tag": encode(tag)} for tag in self.snapshot.tags if tag.name in tags]
        exact = not self.options.template
        for entry in found:
            if entry.decision is not None:
                rows.append({"decision": encode(entry.decision)})
            several = len(entry.notes) > 1 and self.flavour != "obsidian"
            for note in entry.notes:
                row: dict[str, Any] = {"annotation": encode(note), "entry": entry.id}
                if note.body:
                    if self.flavour == "obsidian" and (inline := inline_tags(note)):
                        row["inline"] = inline
                    row["was"] = names.digest(note.body, 16)
                    if exact and not several and not _CONFUSING.search(edited.get(note.id, note.body)):
                        row["shown"] = names.digest(edited.get(note.id, note.body), 16)
                        if note.id not in edited:
                            row["annotation"].pop("body", None)  # it stands above, as it was written
                rows.append(row)
        left, right = ("%%", "%%") if self.flavour == "obsidian" else ("<!--", "-->")
        return "\n".join([f"{left} {DATA} 1", *map(_json, rows), right])


def _reply(note: Annotation, depth: int) -> str:
    """The line over an answer, one arrow for each level; `markdown_read` takes it away again."""
    return f"{REPLY * depth} *Reply*{f' · {note.created[:10]}' if note.created else ''}\n\n" if depth else ""


def inline_tags(note: Annotation) -> list[str]:
    """Those of its tags that stand in the words of a note, as Obsidian reads them: they need not be said again."""
    if "#" not in note.body:
        return []
    folded = note.body.casefold()
    if not any(f"#{names.tag(tag).casefold()}" in folded for tag in note.tags):
        return []
    standing = tags_in(note.body)
    return [tag for tag in note.tags if names.tag(tag).casefold() in standing]


def tags_in(body: str) -> dict[str, str]:
    """The `#tags` in a body, code aside, by their casefolded names."""
    from reader.render.highlight import markdown_tokens  # late: Pygments is for those who write tags into their words

    typed = (body[t.start + 1 : t.start + t.length] for t in markdown_tokens(body) if t.role == "syntax.tag")
    return {names.tag(name).casefold(): name for name in typed if names.tag(name)}


def tags_line(tags: Iterable[str], flavour: str) -> str:
    """The tags of a note as they stand under it."""
    if flavour == "obsidian":
        return " ".join(f"#{name}" for name in dict.fromkeys(map(names.tag, tags)) if name)
    shown = ", ".join(escape.inline(tag, flavour) for tag in tags if tag.strip())
    return f"Tags: {shown}" if shown else ""


def _json(row: Mapping[str, Any]) -> str:
    packed = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
    for mark, spelt in (("%", "\\u0025"), ("--", "\\u002d\\u002d"), ("<", "\\u003c"), (">", "\\u003e")):
        packed = packed.replace(mark, spelt)
    return _ODD.sub(lambda found: f"\\u{ord(found[0]):04x}", packed)


def letter(i: int) -> str:
    """The letter of the quotation with index `i`: a to z, then a1, b1, …"""
    return _LETTERS[i] if i < 26 else f"{_LETTERS[i % 26]}{i // 26}"
