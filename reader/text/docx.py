"""Word documents through python-docx: headings by style, the numbers that Word counts itself, tables, notes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any, NamedTuple

from reader.errors import UserError
from reader.text.container import Container, damaged
from reader.text.document import Block, Document
from reader.text.docx_numbers import Numbering, W, on
from reader.text.docx_words import Words
from reader.text.labels import label_of
from reader.text.plain import is_heading

CELL_GAP = " · "
_LAYOUT = 300  # a table with a longer cell arranges the page and is no table, as in web pages
_PARTS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml", "word/numbering.xml", "word/styles.xml",
          "word/comments.xml")  # fmt: skip
_WRAPPERS = frozenset(f"{W}{t}" for t in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"))
_CONTENTS = ("toc ", "table of contents", "table of figures")  # styles of a list of contents: the headings once more


def read(data: bytes, container: Container, name: str) -> Document:
    """The document of a DOCX archive (already checked for its size); UserError for damaged ones."""
    for member in _PARTS:
        if container.has(member):
            _refuse_entities(container.read(member), name)
    try:
        import docx as python_docx
        from docx.opc.exceptions import PackageNotFoundError
    except ImportError:
        raise UserError(
            f"Word documents such as {name} need one more package.",
            'Install it: pip install "declaration-reader[docx]"',
        ) from None
    from lxml.etree import LxmlError  # python-docx stands on it

    try:
        return _Docx(python_docx.Document(io.BytesIO(data)), container).document()
    except (
        PackageNotFoundError, LxmlError, zipfile.BadZipFile, LookupError, ValueError, AttributeError, TypeError,
        NotImplementedError, OSError, RecursionError, AssertionError,
    ) as error:  # fmt: skip
        raise damaged(name) from error


def _refuse_entities(xml: bytes, name: str) -> None:
    if b"<!DOCTYPE" in xml[:4096] or b"<!ENTITY" in xml[:65536]:
        raise UserError(f"{name} defines XML entities, which is not allowed here.", "Save it anew in a word processor.")


class _Style(NamedTuple):
    name: str
    outline: int | None  # level of heading from 0; 9 is body text
    based: str


class _Docx:
    """One pass over the body of a document."""

    def __init__(self, docx: Any, container: Container) -> None:
        self._docx = docx
        self._container = container
        root = docx.styles.element
        self._styles = {s.get(f"{W}styleId") or "": _style(s) for s in root.iterchildren(f"{W}style")}
        self._usual = next(
            (s.get(f"{W}styleId") or "" for s in root.iterchildren(f"{W}style")
             if s.get(f"{W}type") == "paragraph" and s.get(f"{W}default") in ("1", "true")), "",
        )  # fmt: skip
        numbering = self._part("/numbering")
        self._numbering = Numbering(numbering, root)
        self._words = Words(self._part("/settings"))
        self._furniture: list[str] = []
        self._held = ""  # a paragraph whose mark was deleted: the next one goes on with it

    def _part(self, kind: str) -> Any:
        """The root element of a part that the document points to, or None."""
        from docx.oxml.parser import parse_xml  # type: ignore[import-not-found, unused-ignore]

        for relation in self._docx.part.rels.values():
            if relation.reltype.endswith(kind) and not relation.is_external:
                element = getattr(relation.target_part, "element", None)
                return element if element is not None else parse_xml(relation.target_part.blob)
        return None

    def document(self) -> Document:
        blocks = list(self._of(self._docx.element.body))
        if self._held:
            blocks.append(Block("para", self._held))
        blocks.extend(Block("para", text) for text in self._words.notes(self._part))
        self._furniture.extend(self._words.aside)
        self._furniture.extend(self._words.comments(self._part("/comments")))
        self._furniture.extend(self._edges())
        title = (self._docx.core_properties.title or "").strip()
        lang = (self._docx.core_properties.language or "")[:2].lower()
        heading = next((b for b in blocks if b.kind == "heading" and b.level == 1), None)
        if title.lower().startswith("microsoft word") or title.lower().endswith((".doc", ".docx")):
            title = ""
        title = title or (heading.text if heading else "")
        return Document(blocks, title=title, lang=lang, furniture=list(dict.fromkeys(self._furniture)))

    def _edges(self) -> list[str]:
        """The words of headers and footers."""
        out: list[str] = []
        for relation in self._docx.part.rels.values():
            if relation.reltype.endswith(("/header", "/footer")) and not relation.is_external:
                element = getattr(relation.target_part, "element", None)
                if element is not None:
                    out.extend(" ".join(self._words.of(p).split()) for p in element.iter(f"{W}p"))
        return [line for line in dict.fromkeys(out) if line]

    def _of(self, parent: Any) -> Iterator[Block]:
        todo = [iter(parent)]  # no recursion: content controls may be nested by a hostile hand
        while todo:
            element = next(todo[-1], None)
            if element is None:
                todo.pop()
            elif element.tag == f"{W}p":
                yield from self._paragraph(element)
            elif element.tag == f"{W}tbl":
                yield from self._table(element)
            elif element.tag in _WRAPPERS:
                todo.append(iter(element))

    def _paragraph(self, p: Any) -> Iterator[Block]:
        properties = p.find(f"{W}pPr")
        found = properties.find(f"{W}pStyle") if properties is not None else None
        key = (found.get(f"{W}val") if found is not None else None) or self._usual
        style = self._styles.get(key, _NONE)
        number = self._numbering.label(properties, key)
        text = self._words.of(p)
        boxes = self._words.boxes
        self._words.boxes = []
        if self._held:
            text, self._held = self._held + text, ""
        if properties is not None and properties.find(f"{W}rPr/{W}del") is not None:
            self._held = text
            text = ""
        text = text.strip()
        if style.name.lower().startswith(_CONTENTS):
            self._furniture.extend([text] if text else [])
        elif text or (number and any(c.isalpha() for c in number)):
            yield self._block(p, properties, style, number, text)
        for box in boxes:
            yield from self._of(box)

    def _block(self, p: Any, properties: Any, style: _Style, number: str, text: str) -> Block:
        whole = f"{number} {text}".strip()
        label = (label_of(whole) or number) if number else None
        level = self._level(properties, style)
        if not text:
            return Block("heading", whole, label=label, level=level)
        if level:
            whole = whole.replace("\n", " ")
            return Block("heading", whole, label=label or label_of(whole), level=level)
        if is_heading(whole) and _all_bold(p):
            return Block("heading", whole, label=label or label_of(whole))
        return Block("para", whole, label=label, item=bool(number))

    def _level(self, properties: Any, style: _Style) -> int:
        """The level of a heading: 1 for the title of the whole, 0 for what is no heading."""
        if style.name == "Title":
            return 1
        own = properties.find(f"{W}outlineLvl") if properties is not None else None
        outline = _digit(own.get(f"{W}val")) if own is not None else None
        for _ in range(20):
            name = style.name.lower()
            if outline is None and name.startswith("heading"):
                digits = name[7:].strip()
                outline = int(digits) - 1 if digits.isdecimal() and 0 < int(digits) < 10 else 0
            outline = style.outline if outline is None else outline
            if outline is not None or not style.based:
                break
            style = self._styles.get(style.based, _NONE)
        return outline + 2 if outline is not None and outline < 9 else 0

    def _table(self, table: Any) -> Iterator[Block]:
        """A table as one block, a row a line; the paragraphs of one that only arranges the page."""
        rows: list[list[list[Block]]] = []
        for row in table.iter(f"{W}tr"):
            if next(row.iterancestors(f"{W}tbl"), None) is not table:
                continue  # of a table in a cell: comes with the cell
            cells = [c for c in row.iter(f"{W}tc") if next(c.iterancestors(f"{W}tr"), None) is row]
            rows.append([list(self._of(c)) for c in cells])
        every = [cell for row in rows for cell in row]
        size = max((sum(len(b.text) for b in cell) for cell in every), default=0)
        if size > _LAYOUT or any(len(cell) > 3 for cell in every) or all(len(row) == 1 for row in rows):
            for cell in every:
                yield from cell
            return
        lines = [CELL_GAP.join(" ".join(" ".join(b.text.split()) for b in cell) for cell in row) for row in rows]
        text = "\n".join(line for line in lines if line.strip(" ·"))
        if text:
            yield Block("para", text)


_NONE = _Style("", None, "")


def _style(element: Any) -> _Style:
    name = element.find(f"{W}name")
    level = element.find(f"{W}pPr/{W}outlineLvl")
    based = element.find(f"{W}basedOn")
    return _Style(
        (name.get(f"{W}val") if name is not None else "") or "",
        _digit(level.get(f"{W}val")) if level is not None else None,
        (based.get(f"{W}val") if based is not None else "") or "",
    )


def _digit(value: str | None) -> int | None:
    return int(value) if value is not None and len(value) == 1 and value.isdecimal() else None


def _all_bold(p: Any) -> bool:
    runs = [r for r in p.iter(f"{W}r") if any((t.text or "").strip() for t in r.iter(f"{W}t"))]
    bold = [r.find(f"{W}rPr/{W}b") for r in runs]
    return bool(bold) and all(b is not None and on(b) for b in bold)
