"""OpenDocument texts: content.xml read directly, for only words, headings, lists, tables and notes are wanted of it."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Mapping

from reader.text.container import Container
from reader.text.document import Document
from reader.text.odt_numbers import Numbers
from reader.text.xmltext import Reader, Rules, parse

_RULES = Rules(
    paragraphs=frozenset(("p",)),
    headings=frozenset(("h",)),
    dropped=frozenset(("tracked-changes", "font-face-decls", "automatic-styles", "styles", "scripts", "sequence-decls",
                       "forms", "title", "desc", "number", "table-of-content-source", "bibliography-configuration",
                       "script", "hidden-text")),
    aside=frozenset(("annotation", "table-of-content", "header", "footer", "header-left", "footer-left",
                     "header-first", "footer-first")),
    notes=frozenset(("note",)), marks=frozenset(("note-citation",)), boxes=frozenset(("text-box",)),
    rows=frozenset(("table-row",)), cells=frozenset(("table-cell",)), tables=frozenset(("table",)),
    spaces=frozenset(("s", "tab")), breaks=frozenset(("line-break",)),
)  # fmt: skip


class _Odt(Reader):
    rules = _RULES

    def __init__(self, numbers: Numbers) -> None:
        super().__init__()
        self._numbers = numbers

    def start(self, tag: str, attrs: Mapping[str, str]) -> None:
        name = tag.rpartition("}")[2]
        own = {key.rpartition("}")[2]: value for key, value in attrs.items()}
        self._numbers.start(name, own)
        super().start(tag, attrs)
        if name not in ("p", "h") or self._silent or self._aside is not None:
            return
        number = self._numbers.label(own, heading=name == "h") if not self._kept else ""
        self._prefix, self._listed = number, bool(number)
        if name == "h":
            level = own.get("outline-level", "1")
            self._level = int(level) + 1 if level.isdecimal() and len(level) < 3 else 2
        elif self._numbers.is_title(own.get("style-name", "")) and not self.blocks:
            self._level = 1

    def end(self, tag: str) -> None:
        super().end(tag)
        self._numbers.end(tag.rpartition("}")[2])


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
    numbers = Numbers()
    edges: list[str] = []
    if container.has("styles.xml"):
        styles = _Odt(numbers)
        parse(container.read("styles.xml"), styles, name)
        edges = list(dict.fromkeys(styles.furniture))
    odt = _Odt(numbers)
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
        except (ET.ParseError, DefusedXmlException, LookupError, ValueError):
            meta.found = {}  # the text itself was sound
        title, lang = meta.found.get("title", "").strip(), meta.found.get("language", "")[:2]
    first = next((b.text for b in odt.blocks if b.kind == "heading" and b.level == 1), "")
    return Document(odt.blocks, title=title or first, lang=lang, furniture=[*odt.furniture, *edges])
