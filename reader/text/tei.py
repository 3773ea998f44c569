"""TEI editions: headings, paragraphs, verse, tables, notes, page numbers; the header gives title and date."""

from __future__ import annotations

from collections.abc import Mapping

from reader.text.document import Document
from reader.text.numerals import Counters, written
from reader.text.xmltext import Reader, Rules, document

_DIVISIONS = ("div", "div1", "div2", "div3", "div4", "div5", "div6", "div7")
_RULES = Rules(
    paragraphs=frozenset(("p", "ab", "lg", "sp", "item", "quote", "salute", "signed", "closer", "opener", "dateline",
                          "byline", "titlePart", "docTitle", "list", "said", "epigraph", "trailer", "front", "body",
                          "back", "argument", "imprimatur", "docImprint", "docAuthor", "docDate", "postscript",
                          *_DIVISIONS)),
    headings=frozenset(("head", "speaker")),
    dropped=frozenset(("facsimile", "standOff", "figDesc", "encodingDesc", "revisionDesc", "profileDesc")),
    alternatives=frozenset(("sic", "orig", "abbr")),
    aside=frozenset(("fw", "del",  "publicationStmt", "respStmt", "sourceDesc", "editionStmt", "titleStmt", "extent",
                     "seriesStmt", "notesStmt")),
    notes=frozenset(("note",)),
    rows=frozenset(("row",)), cells=frozenset(("cell",)), tables=frozenset(("table",)),
    breaks=frozenset(("l",)), spaces=frozenset(("lb", "gap")), pages=frozenset(("pb",)),
    sections=frozenset(_DIVISIONS), numbers=frozenset(("label",)),
    numbered=frozenset(("list", "p", "ab", "item", *_DIVISIONS)), counted=frozenset(("p", "ab", "item")),
)  # fmt: skip

_ORDERED = (("loweralpha", "a"), ("upperalpha", "A"), ("lowerroman", "i"), ("upperroman", "I"), ("ordered", "decimal"),
            ("numbered", "decimal"))  # fmt: skip


class _Tei(Reader):
    rules = _RULES

    def __init__(self) -> None:
        super().__init__()
        self._lists: list[tuple[str, Counters]] = []  # how the items of each open list are numbered; "" for not

    def start(self, tag: str, attrs: Mapping[str, str]) -> None:
        name = tag.rpartition("}")[2]
        if name == "date" and "teiHeader" in self.path and not self.date:
            self.date = attrs.get("when") or attrs.get("from") or ""
        if name in ("TEI", "text", "TEI.2") and not self.lang:
            self.lang = next((v for k, v in attrs.items() if k.endswith("}lang")), "")
        super().start(tag, attrs)
        if name == "list":
            sort = f"{attrs.get('type', '')} {attrs.get('rend', '')}".lower()
            ways = (way for word, way in _ORDERED if word in sort)
            self._lists.append((next(ways, ""), Counters()))
        elif name == "item" and self._lists and self._lists[-1][0] and not self._prefix:
            way, counters = self._lists[-1]
            self._prefix = f"{written(counters.next(0, 1), way)}."

    def end(self, tag: str) -> None:
        if tag.endswith("list") and self._lists and self.path[-1:] == ["list"]:
            self._lists.pop()
        super().end(tag)

    def data(self, words: str) -> None:
        if self.path[-1:] == ["title"] and "titleStmt" in self.path and not self.title:
            self.title = " ".join(words.split())
        super().data(words)


def read(data: bytes, name: str) -> Document:
    """The document of a TEI file; UserError for broken or hostile XML."""
    return document(data, _Tei(), name)
