"""OpenDocument texts: content.xml read directly, for only words, headings, tables and notes are wanted of it."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Mapping

from reader.text.container import Container
from reader.text.document import Document
from reader.text.xmltext import Reader, Rules, parse

_RULES = Rules(
    paragraphs=frozenset(("p",)),
    headings=frozenset(("h",)),
    dropped=frozenset(("tracked-changes", "note-citation", "font-face-decls", "automatic-styles", "scripts",
                       "sequence-decls", "forms", "title", "desc")),
    aside=frozenset(("annotation",)),
    notes=frozenset(("note",)),
    rows=frozenset(("table-row",)), cells=frozenset(("table-cell",)), tables=frozenset(("table",)),
    spaces=frozenset(("s", "tab")), breaks=frozenset(("line-break",)),
)  # fmt: skip


class _Odt(Reader):
    rules = _RULES


class _Meta:
    """A parser target for meta.xml: the words of a few elements."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}
        self._name = ""

    def start(self, tag: str, attrs: Mapping[str, str]) -> None:
        self._name = tag.rpartition("}")[2]

    def end(self, tag: str) -> None:
        self._name = ""

    def data(self, words: str) -> None:
        if self._name in ("title", "language"):
            self.found[self._name] = self.found.get(self._name, "") + words

    def close(self) -> None:
        return


def read(container: Container, name: str) -> Document:
    """The document of an ODT archive; UserError for damaged or hostile ones."""
    odt = _Odt()
    parse(container.read("content.xml"), odt, name)
    title = lang = ""
    if container.has("meta.xml"):
        from defusedxml.common import DefusedXmlException
        from defusedxml.ElementTree import DefusedXMLParser

        meta = _Meta()
        try:
            parser = DefusedXMLParser(target=meta)
            parser.feed(container.read("meta.xml"))
            parser.close()
        except (ET.ParseError, DefusedXmlException):
            meta.found = {}  # the text itself was sound
        title, lang = meta.found.get("title", "").strip(), meta.found.get("language", "")[:2]
    return Document(odt.blocks, title=title, lang=lang, furniture=odt.furniture)
