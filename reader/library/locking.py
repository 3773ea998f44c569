"""One writer at a time: a lock that the system lets go when its holder dies, and the mark of an unclean end.

The lock is on a file beside the library, not on the library: SQLite's own locks come and go with every change.
While the library is open for writing the file says since when; a clean end empties it.
"""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _lock(fd: int) -> None:
        os.lseek(fd, 1 << 20, os.SEEK_SET)  # beyond the words, so that others can read them
        msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)

    def _unlock(fd: int) -> None:
        # Windows frees what a closed file still holds only when it finds the time; the next start may come before.
        os.lseek(fd, 1 << 20, os.SEEK_SET)
        msvcrt.locking(fd, msvcrt.LK_UNLCK, 1)
else:
    import fcntl

    def _lock(fd: int) -> None:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _unlock(fd: int) -> None:
        fcntl.flock(fd, fcntl.LOCK_UN)


class Taken(Exception):  # noqa: N818 -- a state of the world, caught where the library is opened
    """Another process (or another `Library` of this one) is the writer."""


def is_free(library: Path) -> bool:
    """Whether nobody is the writer now; looks without leaving a mark."""
    try:
        fd = os.open(library.with_name(library.name + ".lock"), os.O_RDWR)
    except OSError:
        return True
    try:
        _lock(fd)
        _unlock(fd)
    except OSError:
        return False
    finally:
        os.close(fd)
    return True


class WriterLock:
    """Held from construction until `release`; raises `Taken`, or OSError where no file can be made."""

    def __init__(self, library: Path, mark: str) -> None:
        """`mark` is written into the file; `left` is what an unclean end left there ("" after a clean one)."""
        self.path = library.with_name(library.name + ".lock")
        self._fd: int | None = os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        try:
            _lock(self._fd)
        except OSError as error:
            os.close(self._fd)
            self._fd = None
            raise Taken from error
        try:
            os.lseek(self._fd, 0, os.SEEK_SET)
            self.left = os.read(self._fd, 200).decode("utf-8", "replace").strip()
            os.ftruncate(self._fd, 0)
            os.lseek(self._fd, 0, os.SEEK_SET)
            os.write(self._fd, mark.encode("utf-8"))
            self._mark = mark
        except OSError:  # a full disk: the lock must not outlive the object that was not made
            self.release(clean=False)
            raise

    def count(self, commits: int) -> None:
        """Note that so many changes are on the disk: after a crash, fewer in the library are a loss that shows.

        Some microseconds and not synced: a process that dies leaves it, and after a power cut an older count says less.
        """
        if self._fd is None:
            return
        with contextlib.suppress(OSError):
            os.lseek(self._fd, 0, os.SEEK_SET)
            os.write(self._fd, f"{self._mark} {commits:020}".encode())

    def release(self, *, clean: bool = True) -> None:
        """Let go; `clean` takes the mark away."""
        if self._fd is None:
            return
        fd, self._fd = self._fd, None
        try:
            if clean:
                os.ftruncate(fd, 0)
            _unlock(fd)
        except OSError:
            return  # the disk is gone: the mark stays, and the lock goes with the file that is closed
        finally:
            os.close(fd)
