"""Word documents through python-docx: headings by style, tables as text, footnotes, the document's own properties."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from typing import Any

from reader.errors import UserError
from reader.text.container import Container, damaged
from reader.text.document import Block, Document
from reader.text.labels import label_of

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
CELL_GAP = " · "


def read(data: bytes, container: Container, name: str) -> Document:
    """The document of a DOCX archive (already checked for its size); UserError for damaged ones."""
    for member in ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml"):
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
    from lxml.etree import XMLSyntaxError  # python-docx stands on it

    try:
        docx: Any = python_docx.Document(io.BytesIO(data))
        blocks = list(_blocks(docx))
        notes = _notes(container)
        title = (docx.core_properties.title or "").strip()
        lang = (docx.core_properties.language or "")[:2].lower()
    except (PackageNotFoundError, XMLSyntaxError, zipfile.BadZipFile, KeyError, ValueError, AttributeError) as error:
        raise damaged(name) from error
    heading = next((b for b in blocks if b.kind == "heading" and b.level == 1), None)
    title = title or (heading.text if heading else "")
    return Document([*blocks, *notes], title=title, lang=lang)


def _refuse_entities(xml: bytes, name: str) -> None:
    if b"<!DOCTYPE" in xml[:4096] or b"<!ENTITY" in xml[:65536]:
        raise UserError(f"{name} defines XML entities, which is not allowed here.", "Save it anew in a word processor.")


def _blocks(docx: Any) -> Iterator[Block]:
    for item in docx.iter_inner_content():
        if hasattr(item, "rows"):
            text = _table(item)
            if text:
                yield Block("para", text)
            continue
        text = _words(item._p).strip()
        if not text:
            continue
        style = (item.style.name if item.style is not None else "") or ""
        if style == "Title":
            yield Block("heading", text.replace("\n", " "), level=1)
        elif style.lower().startswith("heading"):
            digits = style[7:].strip()
            level = int(digits) + 1 if digits.isdecimal() else 2
            yield Block("heading", text.replace("\n", " "), label=label_of(text), level=level)
        else:
            yield Block("para", text)


def _words(paragraph: Any) -> str:
    """The words of a paragraph with its line breaks and the marks of its notes; deleted words are not in it."""
    out: list[str] = []
    for element in paragraph.iter():
        tag = element.tag
        if tag == f"{_W}t":
            out.append(element.text or "")
        elif tag == f"{_W}tab":
            out.append(" ")
        elif tag in (f"{_W}br", f"{_W}cr"):
            out.append("\n")
        elif tag == f"{_W}noBreakHyphen":
            out.append("-")
        elif tag == f"{_W}footnoteReference":
            out.append(f"[{element.get(f'{_W}id')}]")
        elif tag == f"{_W}endnoteReference":
            out.append(f"[e{element.get(f'{_W}id')}]")
    return "".join(out)


def _table(table: Any) -> str:
    rows: list[str] = []
    for row in table._tbl.iter(f"{_W}tr"):
        cells = [
            " ".join(" ".join(_words(p) for p in cell.iter(f"{_W}p")).split()) for cell in row.iterchildren(f"{_W}tc")
        ]
        line = CELL_GAP.join(cells)
        if line.strip(" ·"):
            rows.append(line)
    return "\n".join(rows)


def _notes(container: Container) -> list[Block]:
    from defusedxml.ElementTree import fromstring

    out: list[Block] = []
    for member, tag, mark in (("word/footnotes.xml", "footnote", ""), ("word/endnotes.xml", "endnote", "e")):
        if not container.has(member):
            continue
        root: ET.Element = fromstring(container.read(member))
        for note in root.iterfind(f"{_W}{tag}"):
            text = " ".join(" ".join(_words(p) for p in note.iter(f"{_W}p")).split())
            if text:
                out.append(Block("para", f"[{mark}{note.get(f'{_W}id')}] {text}"))
    return out
