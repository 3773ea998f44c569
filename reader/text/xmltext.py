"""XML documents become blocks by a table of what their elements mean; entities and external files are refused."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Mapping
from typing import NamedTuple

from reader.errors import UserError
from reader.text import dates
from reader.text.document import Block, Document
from reader.text.labels import label_of

MAX_DEPTH = 2000
CELL_GAP = " · "


class Rules(NamedTuple):
    """What the elements of a vocabulary mean, by local name."""

    paragraphs: frozenset[str]
    headings: frozenset[str] = frozenset()
    dropped: frozenset[str] = frozenset()  # no words of the text
    alternatives: frozenset[str] = frozenset()  # inside <choice>: the same words in another form
    aside: frozenset[str] = frozenset()  # words that go to the furniture
    notes: frozenset[str] = frozenset()
    marks: frozenset[str] = frozenset()  # inside a note: the mark that the reader sees
    boxes: frozenset[str] = frozenset()  # paragraphs inside a paragraph that do not divide it
    rows: frozenset[str] = frozenset()
    cells: frozenset[str] = frozenset()
    tables: frozenset[str] = frozenset()
    spaces: frozenset[str] = frozenset()
    breaks: frozenset[str] = frozenset()
    pages: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()  # the number of the element around it
    numbered: frozenset[str] = frozenset()  # elements whose number begins their paragraph, not a heading
    sections: frozenset[str] = frozenset()  # divisions, which say how deep a heading stands
    counted: frozenset[str] = frozenset()  # elements whose attribute `n` is their number where they begin with none


class _Note:
    __slots__ = ("mark", "place", "text")

    def __init__(self, mark: str, place: int) -> None:
        self.mark = mark
        self.place = place  # of the mark among the words of the paragraph
        self.text = ""


class Reader:
    """A parser target that collects blocks; subclasses look at what else they need in `start`."""

    rules: Rules

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.furniture: list[str] = []
        self.path: list[str] = []
        self.title = ""
        self.date = ""
        self.lang = ""
        self._words: list[str] = []
        self._kept: list[tuple[list[str], str, _Note]] = []  # what a note interrupts
        self._boxed: list[tuple[list[str], str, bool, int]] = []  # what a box interrupts
        self._notes: list[_Note] = []
        self._silent = 0
        self._aside: list[str] | None = None
        self._aside_depth = 0
        self._rows: list[str] = []
        self._cells: list[list[str]] = []  # the open rows, outermost first
        self._tables = 0
        self._page: str | None = None
        self._prefix = ""
        self._listed = False  # the paragraph at hand is an item of a list
        self._level = 0  # of the paragraph at hand, if it is a heading
        self._depth = 0  # of divisions

    def start(self, tag: str, attrs: Mapping[str, str]) -> None:
        """A tag opens (called by the parser)."""
        name = tag.rpartition("}")[2]
        self.path.append(name)
        if len(self.path) > MAX_DEPTH:
            raise _TooDeepError
        rules = self.rules
        other = name in rules.alternatives and self.path[-2:-1] == ["choice"]
        if self._silent or name in rules.dropped or other:
            self._silent += 1
            return
        if self._aside is None and name in rules.aside:
            self._aside, self._aside_depth = [], len(self.path)
            return
        if self._aside is not None:
            if name in rules.paragraphs or name in rules.headings or name in rules.spaces:
                self._aside.append(" ")
            return
        self._depth += name in rules.sections
        if name in rules.paragraphs or name in rules.headings or name in rules.tables:
            self.flush()
            self._tables += name in rules.tables
            number = _local(attrs, "n") if name in rules.counted else ""
            if number and not self._kept and len(number) <= 12:
                self._prefix = number if not number.isalnum() else f"{number}."
        elif name in rules.rows:
            self.flush()
            self._cells.append([])
        elif name in rules.cells and self._cells:
            self._cells[-1].append("")
        elif name in rules.spaces:
            self._words.append(" ")
        elif name in rules.breaks:
            self._words.append("\n")
        elif name in rules.pages:
            number = _local(attrs, "n")
            if number:
                self._page = number
        elif name in rules.notes:
            mark = _local(attrs, "n") or _local(attrs, "marker") or str(len(self._notes) + 1)
            note = _Note(mark.strip("[]()") or mark, len(self._words))
            self._notes.append(note)
            self._words.append(f"[{note.mark}]")
            self._kept.append((self._words, self._prefix, note))
            self._words, self._prefix = [], ""
        elif name in rules.numbers:
            self.flush()
        elif name in rules.boxes:
            self._boxed.append((self._words, self._prefix, self._listed, self._level))
            self._words, self._prefix, self._listed, self._level = [], "", False, 0

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
        self._depth -= name in rules.sections
        if name in rules.notes and self._kept:
            text = " ".join("".join(self._words).split())
            self._words, self._prefix, note = self._kept.pop()
            note.text = text
        elif name in rules.marks and self._kept:
            mark = "".join(self._words).strip()
            self._words = []
            outer, _, note = self._kept[-1]
            if mark and note.place < len(outer):
                note.mark = mark
                outer[note.place] = f"[{mark}]"
        elif name in rules.boxes and self._boxed:
            self.flush()
            self._words, self._prefix, self._listed, self._level = self._boxed.pop()
        elif name in rules.headings:
            self.flush(heading=True)
        elif name in rules.paragraphs:
            self.flush()
        elif name in rules.numbers:
            self._number()
        elif name in rules.cells:
            self.flush()
        elif name in rules.rows and self._cells:
            self._end_row()
        elif name in rules.tables:
            self._tables -= 1
            if self._rows and not self._tables:
                self.blocks.append(Block("para", "\n".join(self._rows), page=self._page))
                self._rows = []

    def _end_row(self) -> None:
        row = CELL_GAP.join(self._cells.pop())
        if not row.strip(" ·"):
            return
        if self._cells and self._cells[-1]:
            self._cells[-1][-1] = f"{self._cells[-1][-1]} {row}".strip()  # a table in a cell
        else:
            self._rows.append(row)

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
        if self._rows:
            self.blocks.append(Block("para", "\n".join(self._rows), page=self._page))
        self.blocks.extend(Block("para", f"[{note.mark}] {note.text}") for note in self._notes if note.text)

    def flush(self, *, heading: bool = False) -> None:
        """Finish the block at hand; its line breaks are those of `breaks` only."""
        text = "\n".join(" ".join(line.split()) for line in "".join(_softened(self._words)).split("\n")).strip()
        self._words = []
        level, self._level = self._level, 0
        listed, self._listed = self._listed, False
        if not text and not (heading and self._prefix):
            if text or level:
                self._prefix = ""
            return
        if self._kept:
            self._words = [text, " "]  # a paragraph of a note
            return
        prefix, self._prefix = self._prefix, ""
        if prefix and not label_starts(text, prefix):
            text = f"{prefix} {text}".strip()
        if self._cells and self._cells[-1]:
            self._cells[-1][-1] = f"{self._cells[-1][-1]} {text}".replace("\n", " ").strip()
            return
        label = (label_of(text) or prefix or None) if prefix else None
        if heading or level:
            label = label or label_of(text)
            self.blocks.append(Block("heading", text.replace("\n", " "), label=label, level=level or self._depth + 1))
        else:
            self.blocks.append(Block("para", text, label=label, page=self._page, item=listed))

    def _number(self) -> None:
        parent = self.path[-1] if self.path else ""
        if parent in self.rules.numbered:
            self._prefix = " ".join([self._prefix, *"".join(self._words).split()]).strip()
            self._words = []
        else:
            self.flush(heading=True)


class _TooDeepError(Exception):
    """Raised inside the parser, which has no other way to stop."""


def label_starts(text: str, number: str) -> bool:
    """Whether `text` begins with its number already ("3. …" with the number "3.")."""
    rest = text.removeprefix(number.rstrip(".)"))
    return rest != text and not rest[:1].isalnum()


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


def document(data: bytes, reader: Reader, name: str) -> Document:
    """The document that `reader` makes of `data`; UserError as in `parse`."""
    parse(data, reader, name)
    return Document(
        reader.blocks, title=reader.title, date=dates.parse(reader.date[:10]),
        lang=reader.lang.split("-")[0].lower(), furniture=reader.furniture,
    )  # fmt: skip
