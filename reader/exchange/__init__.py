"""Annotations and links leave, and come back: one module a format.

Out: `formats.FORMATS[key].write(snapshot, options, now)`, then `save(result, path)`.
In: `read(path_or_bytes, name)`, `place(import_, texts)`, then `merging.plan(import_, snapshot, now)`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reader.exchange.model import Import
    from reader.text.model import Text


def save(result: bytes | Mapping[str, bytes], path: str | os.PathLike[str]) -> Path:
    """Write an export to a file or folder, whole or not at all; UserError says what the system refused."""
    from reader.exchange.saving import save as save_  # late: the window imports this room before its first paint

    return save_(result, path)


def read(source: str | os.PathLike[str] | bytes, name: str | None = None) -> Import:
    """What a file (or a folder of Markdown) holds: annotations, texts, tags, decisions, problems; UserError."""
    from reader.exchange.reading import read as read_  # late, as above

    return read_(source, name)


def place(found: Import, texts: Sequence[Text]) -> Import:
    """The same with its targets found in `texts`: by source, title or quotation; the others become orphans."""
    from reader.exchange.placing import place as place_  # late, as above

    return place_(found, texts)
