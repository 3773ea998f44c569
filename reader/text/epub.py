"""EPUB books: the chapters in reading order, each through the reader of web pages."""

from __future__ import annotations

import posixpath
import xml.etree.ElementTree as ET
from urllib.parse import unquote

from reader.errors import UserError
from reader.text import dates
from reader.text.clean import clean
from reader.text.container import Container, damaged
from reader.text.decode import decode
from reader.text.document import Block, Document
from reader.text.webpage import read as read_page


def read(container: Container, name: str) -> Document:
    """The document of an EPUB archive; navigation pages go to the furniture. UserError for damaged ones."""
    root = _xml(container.read("META-INF/container.xml"), name)
    rootfile = root.find(".//{*}rootfile")
    path = rootfile.get("full-path") if rootfile is not None else None
    if not path or not container.has(path):
        raise damaged(name)
    package = _xml(container.read(path), name)
    items = {i.get("id"): i for i in package.iterfind(".//{*}manifest/{*}item")}
    blocks: list[Block] = []
    furniture: list[str] = []
    for ref in package.iterfind(".//{*}spine/{*}itemref"):
        item = items.get(ref.get("idref"))
        if item is None:
            continue
        member = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(item.get("href") or "")))
        if not container.has(member) or "html" not in (item.get("media-type") or "html"):
            continue
        page = read_page(clean(decode(container.read(member), f"{name}/{member}")[0])[0])
        navigation = "nav" in (item.get("properties") or "").split()
        furniture.extend(page.furniture)
        if navigation:
            furniture.extend(b.text for b in page.blocks)
        else:
            blocks.extend(page.blocks)
    if not blocks:
        raise UserError(f"{name} has no readable chapter.", "It may be protected, or hold pictures only.")
    title = _first(package, "title")
    date = dates.parse(_first(package, "date")[:10])
    return Document(blocks, title=title, date=date, lang=_first(package, "language")[:2], furniture=furniture)


def _first(package: ET.Element, name: str) -> str:
    found = package.find(f".//{{http://purl.org/dc/elements/1.1/}}{name}")
    return " ".join((found.text or "").split()) if found is not None else ""


def _xml(data: bytes, name: str) -> ET.Element:
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root: ET.Element = fromstring(data)
    except (ET.ParseError, DefusedXmlException, ValueError) as error:
        raise damaged(name) from error
    return root
