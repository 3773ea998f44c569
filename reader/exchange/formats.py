"""The table of formats: what the export window, the command line and the settings choose from."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from reader.exchange.options import Options
from reader.library.models import Snapshot

Result = bytes | dict[str, bytes]


class Format(NamedTuple):
    """A format that notes can leave in. `folder`: it is always many files. `reads`: it comes back without loss.

    `module` is imported when it is first asked to write: most exports need no zip, no XML and no Qt.
    """

    key: str
    title: str
    suffix: str
    module: str
    function: str = "write"
    folder: bool = False
    reads: bool = False
    fixed: tuple[tuple[str, Any], ...] = ()

    def write(self, snapshot: Snapshot, options: Options | Mapping[str, Any] | None, now: datetime) -> Result:
        """The export as bytes, or as relative paths to bytes (a folder). Nothing is written to disk; UserError."""
        chosen = Options.of(options)._replace(**dict(self.fixed))
        function = getattr(importlib.import_module(f"reader.exchange.{self.module}"), self.function)
        result: Result = function(snapshot, chosen, now)
        return result


FORMATS: dict[str, Format] = {
    entry.key: entry
    for entry in (
        Format("markdown", "Markdown", ".md", "markdown", reads=True),
        Format("obsidian", "Obsidian folder", "", "obsidian", folder=True, reads=True),
        Format("json-ld", "W3C Web Annotation", ".jsonld", "jsonld", reads=True),
        Format("refi-qda", "REFI-QDA project", ".qdpx", "refi", reads=True),
        Format("codebook", "REFI-QDA codebook", ".qdc", "refi", function="write_codebook", reads=True),
        Format("csv", "CSV of notes", ".csv", "table"),
        Format("csv-links", "CSV of cross-references", ".csv", "table", function="write_links"),
        Format("html", "Web page", ".html", "page"),
        Format("pdf", "PDF", ".pdf", "pdf"),
        Format("archive", "Project archive", ".drzip", "archive", reads=True),
    )
}
