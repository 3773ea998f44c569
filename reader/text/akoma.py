"""Akoma Ntoso acts and debates: articles and paragraphs keep their numbers, notes and tables are kept as text."""

from __future__ import annotations

from collections.abc import Mapping

from reader.text.document import Document
from reader.text.xmltext import Reader, Rules, document

_LANGUAGES = {"eng": "en", "rus": "ru", "zho": "zh", "chi": "zh", "fra": "fr", "fre": "fr", "spa": "es", "ara": "ar",
              "deu": "de", "ger": "de", "ita": "it", "por": "pt",
              "kaz": "kk", "kir": "ky", "tgk": "tg", "uzb": "uz"}  # fmt: skip
_DIVISIONS = ("book", "part", "title", "chapter", "section", "article", "debateSection", "division", "subchapter",
              "subpart", "subtitle", "tome", "hcontainer")  # fmt: skip

_RULES = Rules(
    paragraphs=frozenset(("p", "block", "longTitle", "listIntroduction", "listWrapUp", "intro", "wrapUp", "content",
                          "preamble", "recital", "citation", "conclusions", "from", "formula", "attachment",
                          *_DIVISIONS)),
    headings=frozenset(("heading", "subheading", "crossHeading")),
    dropped=frozenset(("meta",)),
    notes=frozenset(("authorialNote",)),
    rows=frozenset(("tr",)), cells=frozenset(("td", "th")), tables=frozenset(("table",)),
    breaks=frozenset(("br", "eol")), numbers=frozenset(("num",)),
    numbered=frozenset(("paragraph", "subparagraph", "point", "indent", "item", "alinea", "list", "clause", "subclause",
                        "recital", "citation", "subsection", "transitional", "level", "speech")),
    sections=frozenset(_DIVISIONS),
)  # fmt: skip


class _Akoma(Reader):
    rules = _RULES

    def start(self, tag: str, attrs: Mapping[str, str]) -> None:
        name = tag.rpartition("}")[2]
        if name == "FRBRdate" and not self.date:
            self.date = attrs.get("date", "")
        elif name == "FRBRlanguage" and not self.lang:
            self.lang = _LANGUAGES.get(attrs.get("language", ""), attrs.get("language", "")[:2])
        elif name == "FRBRalias" and not self.title and attrs.get("name") in ("title", "shortTitle", None):
            self.title = attrs.get("value", "")
        super().start(tag, attrs)

    def data(self, words: str) -> None:
        if "docTitle" in self.path and not self.title:
            self.title = " ".join(words.split())
        super().data(words)


def read(data: bytes, name: str) -> Document:
    """The document of an Akoma Ntoso file; UserError for broken or hostile XML."""
    return document(data, _Akoma(), name)
