"""Files that are zip archives (DOCX, ODT, EPUB), opened with limits so that no bomb fills memory or disk."""

from __future__ import annotations

import io
import zipfile
import zlib

from reader.errors import UserError

MAX_ENTRIES = 10_000
MAX_TOTAL = 256 * 2**20  # bytes of all members together
MAX_RATIO = 200  # a text packs 3 to 20 times; bombs a thousand times
_SMALL = 4 * 2**20  # under this a high ratio does no harm


class Container:
    """A checked archive; `read` gives the bytes of a member, `has` says whether it is there."""

    def __init__(self, data: bytes, name: str) -> None:
        self._name = name
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            entries = self._zip.infolist()
        except (
            zipfile.BadZipFile,
            zipfile.LargeZipFile,
            OSError,
            ValueError,
            NotImplementedError,
            IndexError,
        ) as error:  # fmt: skip -- IndexError: an entry without a name
            raise damaged(name) from error
        total = sum(e.file_size for e in entries)
        if len(entries) > MAX_ENTRIES or total > MAX_TOTAL or (total > _SMALL and total > MAX_RATIO * len(data)):
            raise UserError(
                f"{name} unpacks to more than is allowed ({total / 2**20:.0f} MB in {len(entries)} parts).",
                "If you trust it, save the text alone and add that.",
            )
        if any(e.flag_bits & 1 for e in entries):
            raise UserError(f"{name} is protected by a password.", "Save it without a password and add it again.")
        self.names = [e.filename for e in entries]
        self.total = total  # bytes, as the directory says
        self._left = MAX_TOTAL

    def has(self, member: str) -> bool:
        """Whether there is such a member."""
        return member in self.names

    def read(self, member: str) -> bytes:
        """The bytes of a member; what it really holds counts, not what its header says."""
        try:
            with self._zip.open(member) as stream:
                data = stream.read(self._left + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            OSError,
            EOFError,
            NotImplementedError,
            RuntimeError,
            KeyError,
            ValueError,  # a place before the beginning of the file
        ) as error:
            raise damaged(self._name) from error
        self._left -= len(data)
        if self._left < 0:
            raise UserError(f"{self._name} unpacks to more than is allowed.", "Save the text alone and add that.")
        return data


def damaged(name: str) -> UserError:
    """The error for an archive or document that is broken."""
    return UserError(
        f"{name} is damaged and cannot be opened.", "Open it in the program that wrote it, and save it anew."
    )
