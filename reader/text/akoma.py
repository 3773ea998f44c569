"""Akoma Ntoso acts and debates: articles and paragraphs keep their numbers, notes and tables are kept as text."""

from __future__ import annotations

from collections.abc import Mapping

from reader.text import dates
from reader.text.document import Document
from reader.text.xmltext import Reader, Rules, parse

_LANGUAGES = {"eng": "en", "rus": "ru", "zho": "zh", "chi": "zh", "fra": "fr", "fre": "fr", "spa": "es", "ara": "ar",
              "deu": "de", "ger": "de", "ita": "it", "por": "pt",
              "kaz": "kk", "kir": "ky", "tgk": "tg", "uzb": "uz"}  # fmt: skip

_RULES = Rules(
    paragraphs=frozenset(("p", "block", "longTitle", "listIntroduction", "listWrapUp", "intro", "wrapUp", "content",
                          "article", "section", "chapter", "part", "preamble", "recital", "citation", "conclusions")),
    headings=frozenset(("heading", "subheading", "crossHeading")),
    dropped=frozenset(("meta",)),
    notes=frozenset(("authorialNote",)),
    rows=frozenset(("tr",)), cells=frozenset(("td", "th")), tables=frozenset(("table",)),
    breaks=frozenset(("br", "eol")), numbers=frozenset(("num",)),
    numbered=frozenset(("paragraph", "subparagraph", "point", "indent", "item", "alinea", "list", "clause", "subclause",
                        "recital", "citation", "subsection", "transitional", "level", "speech")),
)  # fmt: skip


class _Akoma(Reader):
    rules = _RULES

    def __init__(self) -> None:
        super().__init__()
        self.title = ""
        self.date = ""
        self.lang = ""

    def start(self, tag: str, attrs: Mapping[str, str]) -> None:
        name = tag.rpartition("}")[2]
        if name == "FRBRdate" and not self.date:
            self.date = dates.parse(attrs.get("date", "")[:10])
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
    akoma = _Akoma()
    parse(data, akoma, name)
    return Document(akoma.blocks, title=akoma.title, date=akoma.date, lang=akoma.lang)
