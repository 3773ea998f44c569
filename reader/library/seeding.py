"""The bundled texts in a library: added when it is new, brought up to date when the program brings a new edition."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from reader.text import load

if TYPE_CHECKING:
    from reader.library.store import Library


def seed(library: Library, files: Iterable[Path]) -> list[str]:
    """Make sure that the bundled texts are in `library`; returns the ids that were added or brought up to date.

    A text that the user put in the trash stays there. Notes on an older edition are carried over to the new one.
    A library that can only be read is left as it is.
    """
    if library.read_only:
        return []
    live = {info.id: info.sha256 for info in library.texts()}
    trashed = {info.id for info in library.texts(trashed=True)}
    touched = []
    for path in files:
        text = load(path)
        if text.id in trashed or live.get(text.id) == text.sha256:
            continue
        plan = library.plan
        edit = plan.replace_text(text.id, text) if text.id in live else plan.add_text(text)
        library.apply(edit, who="seed")
        touched.append(text.id)
    return touched
