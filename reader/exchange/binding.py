"""Which folder belongs to a library, and how it is written: what the library remembers of its vault."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from reader.errors import UserError
from reader.exchange.options import LINKS, Options

META = "vault"  # the key under which the library keeps it
SHAPES = ("text", "note", "tag")


class Binding(NamedTuple):
    """A bound folder; `library` is the name that its files carry, so that two libraries do not mix in one folder."""

    folder: Path
    library: str
    shape: str = "text"
    links: str = "confirmed"
    deep_links: bool = False

    @classmethod
    def read(cls, kept: str) -> Binding | None:
        """What `kept` says; None if nothing was bound, or it cannot be understood."""
        try:
            given = json.loads(kept)
            folder, library = given["folder"], given["library"]
        except (ValueError, KeyError, TypeError):
            return None
        if not (isinstance(folder, str) and folder and isinstance(library, str) and library):
            return None
        shape, links = given.get("shape"), given.get("links")
        return cls(
            Path(folder), library, shape if shape in SHAPES else "text", links if links in LINKS else "confirmed",
            given.get("deep_links") is True,
        )  # fmt: skip

    @classmethod
    def to(cls, folder: Path, before: Binding | None = None) -> Binding:
        """A binding to a folder; the library keeps the name that it had."""
        whole = folder.expanduser().absolute()
        if whole.is_file():
            raise UserError(f"{whole.name} is a file.", "Choose a folder.")
        return before._replace(folder=whole) if before is not None else cls(whole, uuid.uuid4().hex)

    def changed(self, given: Mapping[str, Any]) -> Binding:
        """The same with other choices; what is None stays."""
        return self._replace(**{key: value for key, value in given.items() if value is not None})

    def kept(self) -> str:
        """As the library keeps it."""
        return json.dumps({**self._asdict(), "folder": str(self.folder)}, ensure_ascii=False)

    def options(self) -> Options:
        """The choices of an export into it."""
        return Options(
            shape=self.shape, links=self.links, deep_links=self.deep_links, library=self.library, managed=True
        )
