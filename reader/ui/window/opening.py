"""Which texts the window opens on, and how they are had before the library is open. No Qt in here."""

from __future__ import annotations

import os
from pathlib import Path

from reader import paths
from reader.errors import UserError
from reader.settings import Settings
from reader.text.model import Text


class Opening:
    """What the command line asked for, as far as it can be had before the library is open."""

    __slots__ = ("addresses", "errors", "files", "fresh", "missing", "texts")

    def __init__(self) -> None:
        self.texts: list[Text] = []
        self.files: set[str] = set()  # ids of texts that were read from files the library need not know
        self.fresh: set[str] = set()  # of these, the ones that no library held: nobody has looked at them
        self.missing: list[str] = []  # ids that are looked for again once the library is open
        self.addresses: list[str] = []  # of passages and notes, to be visited once the library is open
        self.errors: list[UserError] = []


def read_texts(asked: list[str], library: Path | None, settings: Settings) -> Opening:
    """The texts for the first paint: files, then the library through plain SQLite, then the bundled ones."""
    opening = Opening()
    opening.addresses = [name for name in asked if name.lower().startswith("declaration-reader:")]
    asked = [name for name in asked if name not in opening.addresses]  # an address never names a file
    wanted = asked or _last_texts(settings, library) or bundled_ids()
    for name in wanted:
        try:
            text = _read(name, library, opening)
        except UserError as error:
            opening.errors.append(error)
            continue
        if text is None:
            opening.missing.append(name)
        else:
            opening.texts.append(text)
    return opening


def bundled_ids() -> list[str]:
    """The bundled files, to be read as files."""
    return [str(path) for path in paths.bundled_texts()]


def _read(name: str, library: Path | None, opening: Opening) -> Text | None:
    is_file = os.sep in name or "." in name or os.path.exists(name)  # noqa: PTH110 -- no Path made for an id
    if not is_file:
        found = _kept(name, library)
        if found is not None:
            return found
        return next((text for text in map(_load, paths.bundled_texts()) if text.id == name), None)
    text = _load(Path(name))
    kept = _kept(text.id, library)
    if kept is not None and (kept.sha256 == text.sha256 or name in bundled_ids()):
        return kept  # the library's edition is the one that notes were made on
    if kept is not None:  # another wording under an id that is taken: a text of its own, nothing is replaced
        text = _load(Path(name), f"{text.id}-{text.sha256[:6]}")
    opening.files.add(text.id)
    if name not in bundled_ids():
        opening.fresh.add(text.id)
    return text


def _kept(text_id: str, library: Path | None) -> Text | None:
    if library is None or not library.is_file():
        return None
    from reader.library import quick  # late: in the first session there is nothing to read

    found = quick.read_texts(library, [text_id])
    return found[0] if found else None


def _load(path: Path, text_id: str | None = None) -> Text:
    from reader.text import load  # late: with a library, no file is parsed

    return load(path, id=text_id)


def _last_texts(settings: Settings, library: Path | None) -> list[str]:
    state = settings["window.state"]
    kept = state.get("texts") if state.get("library") == str(library) else None
    return [name for name in kept if isinstance(name, str)] if isinstance(kept, list) else []
