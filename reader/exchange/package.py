"""Zip packages: read with limits that hold whatever their own directory says, and written the same each time."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping
from datetime import datetime

from reader.errors import UserError
from reader.exchange.model import Import

MAX_ENTRIES = 20_000
MAX_TOTAL = 512 * 1024 * 1024
MAX_RATIO = 200  # text deflates 3 to 10 times, XML 30 times
FREE = 4 * 1024 * 1024  # below this size no ratio is suspicious


class Package:
    """A zip whose members are read one at a time, each and all together bounded."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            infos = self._zip.infolist()
        except (
            zipfile.BadZipFile, zipfile.LargeZipFile, OSError, ValueError, NotImplementedError, IndexError,
        ) as error:  # fmt: skip -- IndexError: an entry without a name
            raise UserError("The package is damaged.", "Export it again from the program that wrote it.") from error
        if len(infos) > MAX_ENTRIES:
            raise UserError(f"The package holds more than {MAX_ENTRIES:,} files.", "It is not an export of notes.")
        self._infos = {info.filename.replace("\\", "/").lower(): info for info in infos if not info.is_dir()}
        if len(self._infos) < sum(not info.is_dir() for info in infos):
            raise UserError("The package holds two files of one name.", "It is damaged, or made to deceive.")
        self._left = MAX_TOTAL

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._infos

    @property
    def names(self) -> list[str]:
        """The names of its files, as they are written in it."""
        return [info.filename for info in self._infos.values()]

    def read(self, name: str) -> bytes:
        """The bytes of a member (letter case aside); UserError if it is not there, damaged, or a bomb."""
        info = self._infos.get(name.lower())
        if info is None:
            raise UserError(f"The package has no {name}.", "It is damaged, or from another program.")
        limit = min(self._left, max(FREE, info.compress_size * MAX_RATIO))
        try:
            with self._zip.open(info) as member:
                data = member.read(limit + 1)
        except (
            zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError,
        ) as error:  # fmt: skip -- ValueError: a place before the beginning of the file
            raise UserError(f"{name} in the package is damaged or locked.", "Export it again.") from error
        if len(data) > limit:
            raise UserError(f"{name} in the package unpacks to far more than it should.", "It was not read.")
        self._left -= len(data)
        return data


def pack(files: Mapping[str, bytes], now: datetime) -> bytes:
    """Files as a zip; the same files and moment give the same bytes."""
    out = io.BytesIO()
    moment = (max(1980, now.year), now.month, now.day, now.hour, now.minute, now.second)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, moment)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            package.writestr(info, data)
    return out.getvalue()


def read(data: bytes) -> Import:
    """A package in: our archive or a REFI-QDA project."""
    package = Package(data)
    if "manifest.json" in package:
        from reader.exchange.archive import read_package as read_archive  # late: only this one is needed

        return read_archive(package)
    if "project.qde" in package:
        from reader.exchange.refi_read import read_project  # late, as above

        return read_project(package)
    raise UserError("The package is neither a project archive nor a REFI-QDA project.", "Choose another file.")
