"""TEI editions: headings, paragraphs, verse, tables, notes, page numbers; the header gives title and date."""

from __future__ import annotations

from collections.abc import Mapping

from reader.text import dates
from reader.text.document import Document
from reader.text.xmltext import Reader, Rules, parse

_RULES = Rules(
    paragraphs=frozenset(("p", "ab", "lg", "item", "quote", "salute", "signed", "closer", "opener", "dateline",
                          "byline", "titlePart", "docTitle", "div", "div1", "div2", "list", "said", "epigraph",
                          "trailer")),
    headings=frozenset(("head",)),
    dropped=frozenset(("sic", "orig", "facsimile", "standOff", "figDesc", "encodingDesc", "revisionDesc",
                       "profileDesc")),
    aside=frozenset(("fw", "publicationStmt", "respStmt", "sourceDesc", "editionStmt", "titleStmt", "extent",
                     "seriesStmt", "notesStmt")),
    notes=frozenset(("note",)),
    rows=frozenset(("row",)), cells=frozenset(("cell",)), tables=frozenset(("table",)),
    breaks=frozenset(("l",)), spaces=frozenset(("lb",)), pages=frozenset(("pb",)),
)  # fmt: skip


class _Tei(Reader):
    rules = _RULES

    def __init__(self) -> None:
        super().__init__()
        self.title = ""
        self.date = ""
        self.lang = ""

    def start(self, tag: str, attrs: Mapping[str, str]) -> None:
        name = tag.rpartition("}")[2]
        if name == "date" and "teiHeader" in self.path and not self.date:
            self.date = dates.parse((attrs.get("when") or attrs.get("from") or "")[:10])
        if name in ("TEI", "text", "TEI.2") and not self.lang:
            self.lang = next((v for k, v in attrs.items() if k.endswith("}lang")), "")
        super().start(tag, attrs)

    def data(self, words: str) -> None:
        if self.path[-1:] == ["title"] and "titleStmt" in self.path and not self.title:
            self.title = " ".join(words.split())
        super().data(words)


def read(data: bytes, name: str) -> Document:
    """The document of a TEI file; UserError for broken or hostile XML."""
    tei = _Tei()
    parse(data, tei, name)
    lang = tei.lang.split("-")[0].lower()
    return Document(tei.blocks, title=tei.title, date=tei.date, lang=lang, furniture=tei.furniture)
