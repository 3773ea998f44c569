"""XML documents become blocks by a table of what their elements mean; entities and external files are refused."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Mapping
from typing import NamedTuple

from reader.errors import UserError
from reader.text.document import Block
from reader.text.labels import label_of

MAX_DEPTH = 2000
CELL_GAP = " · "


class Rules(NamedTuple):
    """What the elements of a vocabulary mean, by local name."""

    paragraphs: frozenset[str]
    headings: frozenset[str] = frozenset()
    dropped: frozenset[str] = frozenset()  # no words of the text
    aside: frozenset[str] = frozenset()  # words that go to the furniture
    notes: frozenset[str] = frozenset()
    rows: frozenset[str] = frozenset()
    cells: frozenset[str] = frozenset()
    tables: frozenset[str] = frozenset()
    spaces: frozenset[str] = frozenset()
    breaks: frozenset[str] = frozenset()
    pages: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()  # the number of the element around it
    numbered: frozenset[str] = frozenset()  # elements whose number begins their paragraph, not a heading


class Reader:
    """A parser target that collects blocks; subclasses look at what else they need in `start`."""

    rules: Rules

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.furniture: list[str] = []
        self.path: list[str] = []
        self._words: list[str] = []
        self._kept: list[tuple[list[str], str]] = []  # what a note interrupts
        self._notes: list[str] = []
        self._silent = 0
        self._aside: list[str] | None = None
        self._aside_depth = 0
        self._rows: list[str] = []
        self._cells: list[str] | None = None
        self._tables = 0
        self._page: str | None = None
        self._prefix = ""

    def start(self, tag: str, attrs: Mapping[str, str]) -> None:
        """A tag opens (called by the parser)."""
        name = tag.rpartition("}")[2]
        self.path.append(name)
        if len(self.path) > MAX_DEPTH:
            raise _TooDeepError
        rules = self.rules
        if self._silent or name in rules.dropped:
            self._silent += 1
            return
        if self._aside is None and name in rules.aside:
            self._aside, self._aside_depth = [], len(self.path)
            return
        if name in rules.paragraphs or name in rules.headings or name in rules.tables:
            self.flush()
            self._tables += name in rules.tables
        elif name in rules.rows:
            self.flush()
            self._cells = []
        elif name in rules.spaces:
            self._words.append(" ")
        elif name in rules.breaks:
            self._words.append("\n")
        elif name in rules.pages:
            number = _local(attrs, "n")
            if number:
                self._page = number
        elif name in rules.notes:
            self._words.append(f"[{len(self._notes) + 1}]")
            self._notes.append("")
            self._kept.append((self._words, self._prefix))
            self._words, self._prefix = [], ""
        elif name in rules.numbers:
            self.flush()

    def end(self, tag: str) -> None:
        """A tag closes (called by the parser)."""
        name = self.path.pop()
        rules = self.rules
        if self._silent:
            self._silent -= 1
            return
        if self._aside is not None:
            if len(self.path) + 1 == self._aside_depth:
                words = " ".join("".join(self._aside).split())
                self.furniture.extend([words] if words else [])
                self._aside = None
            return
        if name in rules.notes and self._kept:
            text = " ".join("".join(self._words).split())
            self._words, self._prefix = self._kept.pop()
            self._notes[self._notes.index("")] = f"[{self._notes.index('') + 1}] {text}"
        elif name in rules.headings:
            self.flush(heading=True)
        elif name in rules.paragraphs:
            self.flush()
        elif name in rules.numbers:
            self._number()
        elif name in rules.cells:
            self.flush()
        elif name in rules.rows and self._cells is not None:
            row = CELL_GAP.join(self._cells)
            self._rows.extend([row] if row.strip(" ·") else [])
            self._cells = None
        elif name in rules.tables:
            self._tables -= 1
            if self._rows and not self._tables:
                self.blocks.append(Block("para", "\n".join(self._rows), page=self._page))
                self._rows = []

    def data(self, words: str) -> None:
        """Words between tags (called by the parser)."""
        if self._silent:
            return
        if self._aside is not None:
            self._aside.append(words)
        else:
            self._words.append(words)

    def close(self) -> None:
        """The document ends (called by the parser)."""
        self.flush()
        self.blocks.extend(Block("para", note) for note in self._notes if note)

    def flush(self, *, heading: bool = False) -> None:
        """Finish the block at hand; its line breaks are those of `breaks` only."""
        text = "\n".join(" ".join(line.split()) for line in "".join(_softened(self._words)).split("\n")).strip()
        self._words = []
        if not text:
            return
        if self._kept:
            self._words = [text, " "]  # a paragraph of a note
            return
        if self._cells is not None:
            self._cells.append(text.replace("\n", " "))
            return
        if heading:
            self.blocks.append(Block("heading", text, label=label_of(text)))
            return
        prefix, self._prefix = self._prefix, ""
        self.blocks.append(Block("para", f"{prefix} {text}" if prefix else text, page=self._page))

    def _number(self) -> None:
        parent = self.path[-1] if self.path else ""
        if parent in self.rules.numbered:
            self._prefix = " ".join([self._prefix, *"".join(self._words).split()]).strip()
            self._words = []
        else:
            self.flush(heading=True)


class _TooDeepError(Exception):
    """Raised inside the parser, which has no other way to stop."""


def _softened(words: list[str]) -> list[str]:
    return [w if w == "\n" else w.replace("\n", " ") for w in words]


def _local(attrs: Mapping[str, str], name: str) -> str:
    return next((v for k, v in attrs.items() if k.rpartition("}")[2] == name), "")


def parse(data: bytes, reader: Reader, name: str) -> None:
    """Feed `data` to `reader`; UserError for broken XML, entities, external references, and nesting without end."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import DefusedXMLParser

    parser = DefusedXMLParser(target=reader)
    try:
        parser.feed(data)
        parser.close()
    except DefusedXmlException as error:
        raise UserError(
            f"{name} defines entities or refers to other files, which is not allowed here.",
            "Save it with the entities resolved.",
        ) from error
    except _TooDeepError:
        raise UserError(
            f"{name} is nested deeper than {MAX_DEPTH} elements.", "It is hardly a text; check it."
        ) from None
    except (ET.ParseError, LookupError, ValueError) as error:
        raise UserError(f"{name} is not well-formed XML ({error}).", "Open it in the program that wrote it.") from error
