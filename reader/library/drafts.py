"""Drafts: what was typed and is not in the library yet, in files of their own.

They do not need the library: when it cannot be written (read-only, full disk, lost folder) they go where there is room.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from reader import paths
from reader.errors import UserError
from reader.library.context import clean
from reader.library.ids import iso


class Draft(NamedTuple):
    """Typed text by the key that it was saved under (the id of a note, or any word); `saved` is ISO 8601 UTC."""

    key: str
    text: str
    saved: str


def places(library: Path) -> tuple[Path, ...]:
    """Folders for drafts, in the order in which they are tried: beside the library, the user's data, temporary."""
    name = hashlib.blake2b(str(library).encode("utf-8", "surrogateescape"), digest_size=6).hexdigest()
    return (
        library.with_name(f"{library.name}.drafts"),
        paths.user_data() / "drafts" / name,
        Path(tempfile.gettempdir()) / f"declaration-reader-drafts-{name}",
    )


class Drafts:
    """The drafts of one library."""

    def __init__(self, folders: Sequence[Path], now: Callable[[], datetime]) -> None:
        self._folders = folders
        self._now = now

    def save(self, key: str, text: str) -> None:
        """Keep what is being typed, whole and on the disk; UserError only when no folder takes it."""
        packed = json.dumps(Draft(key, clean(text), iso(self._now()))._asdict(), ensure_ascii=False).encode("utf-8")
        trouble = ""
        for i, folder in enumerate(self._folders):
            try:
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                self._write(folder / self._name(key), packed)
            except OSError as error:
                trouble = (error.strerror or str(error)).lower()
                continue
            for older in self._folders[:i]:
                self._unlink(older / self._name(key))
            return
        raise UserError(f"What is being typed cannot be saved anywhere ({trouble}).", "Copy it to a safe place.")

    def discard(self, key: str) -> None:
        """The text is in the library now, or is not wanted."""
        for folder in self._folders:
            self._unlink(folder / self._name(key))
            try:
                folder.rmdir()
            except OSError:
                continue

    def all(self) -> list[Draft]:
        """The drafts that were left, latest last; of one key the latest only. Damaged files are passed over."""
        found: dict[str, Draft] = {}
        for folder in self._folders:
            if not folder.is_dir():
                continue
            for path in sorted(folder.glob("*.json")):
                draft = self._read(path)
                if draft is not None and (draft.key not in found or found[draft.key].saved < draft.saved):
                    found[draft.key] = draft
        return sorted(found.values(), key=lambda d: d.saved)

    @staticmethod
    def _name(key: str) -> str:
        return hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest() + ".json"

    @staticmethod
    def _write(path: Path, packed: bytes) -> None:
        new = path.with_suffix(f".{os.getpid()}.new")
        try:
            with new.open("wb") as file:
                file.write(packed)
                file.flush()
                os.fsync(file.fileno())
            new.replace(path)
        except OSError:
            Drafts._unlink(new)
            raise

    @staticmethod
    def _unlink(path: Path) -> None:
        try:
            path.unlink(missing_ok=True)
        except OSError:
            return  # a folder that cannot be written to keeps an old draft; the newer one wins by its date

    @staticmethod
    def _read(path: Path) -> Draft | None:
        try:
            found = json.loads(path.read_bytes())
            return Draft(str(found["key"]), str(found["text"]), str(found["saved"]))
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None
