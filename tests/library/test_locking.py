"""The writer's lock, on this system and on Windows by a module that stands in for `msvcrt`."""

from __future__ import annotations

import errno
import importlib.util
import os
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from reader.library import locking


class Regions(types.ModuleType):
    """What `msvcrt` does, as its documentation says: `nbytes` from where the file stands, refused at once if taken.

    Regions belong to the open file that locked them; one that is closed lets go, but nobody promises when.
    """

    LK_UNLCK, LK_LOCK, LK_NBLCK = 0, 1, 2

    def __init__(self) -> None:
        super().__init__("msvcrt")
        self.held: dict[tuple[int, int], int] = {}

    def locking(self, fd: int, mode: int, nbytes: int) -> None:
        key = (os.fstat(fd).st_ino, os.lseek(fd, 0, os.SEEK_CUR))
        assert nbytes == 1
        if mode == self.LK_UNLCK:
            if self.held.pop(key, None) != fd:
                raise OSError(errno.EACCES, "not locked by this file")
        elif mode == self.LK_NBLCK:
            if key in self.held:
                raise OSError(errno.EACCES, "locked")
            self.held[key] = fd
        else:
            raise AssertionError("would wait for ten seconds")


@pytest.fixture(params=["here", "windows"])
def module(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    if request.param == "here":
        yield locking
        return
    regions = Regions()
    monkeypatch.setitem(sys.modules, "msvcrt", regions)
    monkeypatch.setattr(sys, "platform", "win32")
    spec = importlib.util.spec_from_file_location("locking_on_windows", locking.__file__)
    assert spec is not None and spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    monkeypatch.undo()
    yield made
    assert regions.held == {}, "a region was left to the system"


def test_one_at_a_time_and_free_when_it_is_let_go(module: Any, tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite"
    assert module.is_free(path)
    lock = module.WriterLock(path, "2026-01-31T10:00:00Z")
    assert lock.left == "" and not module.is_free(path)
    with pytest.raises(module.Taken):
        module.WriterLock(path, "other")
    assert lock.path.read_text() == "2026-01-31T10:00:00Z"  # others can read since when
    lock.release()
    lock.release()
    assert module.is_free(path) and lock.path.read_text() == ""
    again = module.WriterLock(path, "2026-01-31T11:00:00Z")
    assert again.left == ""
    again.release(clean=False)


def test_what_an_unclean_end_left_is_read_with_its_count(module: Any, tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite"
    lock = module.WriterLock(path, "2026-01-31T10:00:00Z")
    lock.count(7)
    lock.count(12)
    lock.release(clean=False)
    lock.count(13)  # after its end it says no more
    again = module.WriterLock(path, "2026-01-31T11:00:00Z")
    assert again.left == "2026-01-31T10:00:00Z 00000000000000000012"
    assert again.path.read_text() == "2026-01-31T11:00:00Z"
    again.release()


def test_a_full_disk_leaves_no_lock_behind(module: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(fd: int, data: bytes) -> int:
        raise OSError(errno.ENOSPC, "no space")

    path = tmp_path / "l.sqlite"
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with pytest.raises(OSError, match="no space"):
            module.WriterLock(path, "x")
    module.WriterLock(path, "x").release()


def test_where_no_file_can_be_made_that_is_told(module: Any, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        module.WriterLock(tmp_path / "none" / "l.sqlite", "x")
    assert module.is_free(tmp_path / "none" / "l.sqlite")
