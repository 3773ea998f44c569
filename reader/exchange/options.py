"""What a user can choose about an export: one table, so that the window, the command line and the settings agree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from reader.errors import UserError

SHAPES = ("document", "text", "note", "tag")
FLAVOURS = ("obsidian", "commonmark", "pandoc")
LINKS = ("none", "confirmed", "all")
_WORDS = {"one document": "document", "per text": "text", "per note": "note", "per tag": "tag"}


class Options(NamedTuple):
    """The choices of an export; every field has a default, so that `Options()` is a good export.

    `shape`: one document, or one file per text, note or tag. `links`: which cross-references come along beside
    those that carry a note. `deep_links`: an address that opens the program at the place. `data`: a block at the
    end from which everything can be read back exactly. `managed`: marks around our regions, so that a second
    export keeps what was written between them. `template`: source of a Jinja2 template for an entry ("" is the
    shipped one). `pages`: the PDF has "texts" in facing columns with the notes, or "notes" alone. `library`: the name
    of the library, written into the files of a folder that is bound to it.
    """

    shape: str = "document"
    flavour: str = "obsidian"
    links: str = "confirmed"
    deep_links: bool = False
    data: bool = True
    managed: bool = False
    title: str = ""
    template: str = ""
    folder: str = ""
    pages: str = "texts"
    library: str = ""

    @classmethod
    def of(cls, given: Mapping[str, Any] | Options | None) -> Options:
        """Options from a mapping (the settings, the command line); UserError for a value that is not offered."""
        if given is None:
            return cls()
        if isinstance(given, Options):
            return given
        known = {key: value for key, value in given.items() if key in cls._fields and value is not None}
        shape = known.get("shape")
        if isinstance(shape, str):
            known["shape"] = _WORDS.get(shape, shape)
        links = known.get("links")
        if isinstance(links, bool):
            known["links"] = "confirmed" if links else "none"
        options = cls(**known)
        for key, allowed in (("shape", SHAPES), ("flavour", FLAVOURS), ("links", LINKS), ("pages", ("texts", "notes"))):
            if getattr(options, key) not in allowed:
                raise UserError(
                    f"An export has no {key} “{getattr(options, key)}”.", f"It can be: {', '.join(allowed)}."
                )
        return options
