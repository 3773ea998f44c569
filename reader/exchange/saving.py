"""Exports onto the disk: whole or not at all, and never outside the folder that was chosen."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath

from reader.errors import UserError
from reader.exchange import names

Written = Callable[[Path, bytes], None]


def save(result: bytes | Mapping[str, bytes], path: str | os.PathLike[str]) -> Path:
    """Write an export to a file, or a folder of files; returns the path.

    Each file is written beside its place, synced, and moved there in one step: a full disk or a killed process
    leaves the old file whole. A folder is written wholly beside the old files before the first is replaced.
    UserError says what the system refused.
    """
    target = Path(path)
    try:
        if isinstance(result, Mapping):
            _save_folder(result, target)
        else:
            _save_file(result, target)
    except OSError as error:
        raise UserError(
            f"The export could not be written to {target.name or target} ({error.strerror or error}).",
            "What was there before is unchanged. Choose another place, or make room.",
        ) from error
    return target


def _save_file(data: bytes, target: Path) -> None:
    if target.is_dir():
        raise UserError(f"{target.name} is a folder.", "Choose the name of a file.")
    target.parent.mkdir(parents=True, exist_ok=True)
    # A link is followed to the file that it means: replacing the link itself would leave that file stale.
    real = Path(os.path.realpath(target)) if target.is_symlink() else target
    temporary = _beside(real, data)
    try:
        os.replace(temporary, real)  # noqa: PTH105 -- the atomic rename, named as such
    finally:
        _remove(temporary)  # it is there only if the rename failed
    _sync_folder(real.parent)


def _beside(target: Path, data: bytes) -> Path:
    """A synced temporary file in the folder of `target`, with its permissions."""
    handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=target.parent)
    temporary = Path(name)
    whole = False
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(_mode(target))
        whole = True
    finally:
        if not whole:
            _remove(temporary)
    return temporary


def _mode(target: Path) -> int:
    try:
        return stat.S_IMODE(target.stat().st_mode)
    except OSError:
        mask = os.umask(0o077)
        os.umask(mask)
        return 0o666 & ~mask


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()


def _sync_folder(folder: Path) -> None:
    """Make the rename itself durable, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def inside(folder: Path, relative: str) -> Path:
    """The place of `relative` in `folder`; UserError if it would lie outside, or go through a link that leads out."""
    parts = PurePosixPath(relative.replace("\\", "/")).parts
    safe = parts and all(names.file_name(part) == part or _with_suffix(part) for part in parts)
    if not safe or ".." in parts or PurePosixPath(relative).is_absolute():
        raise UserError(f"“{relative[:80]}” is not a name for a file in {folder.name}.")
    root = Path(os.path.realpath(folder))
    place = folder.joinpath(*parts)
    real = Path(os.path.realpath(place))
    if real != root and root not in real.parents:
        raise UserError(
            f"“{relative[:80]}” is a link that leads out of {folder.name}.",
            "Remove the link, or choose another folder.",
        )
    return place


def _with_suffix(part: str) -> bool:
    stem, dot, suffix = part.rpartition(".")
    return bool(dot) and names.file_name(stem) == stem and suffix.isascii() and suffix.isalnum()


def _save_folder(files: Mapping[str, bytes], folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise UserError(f"{folder.name} is a file.", "Choose a folder.")
    folder.mkdir(parents=True, exist_ok=True)
    _save_all([(inside(folder, relative), data) for relative, data in files.items()])


def save_over(files: Mapping[Path, bytes]) -> None:
    """Write files whose places are known to be right, as `save` writes a folder."""
    try:
        _save_all(list(files.items()))
    except OSError as error:
        raise UserError(
            f"The files could not be written ({error.strerror or error}).",
            "What was there before is unchanged. Make room, or look whether the folder can be written to.",
        ) from error


def _save_all(places: list[tuple[Path, bytes]]) -> None:
    ready: list[tuple[Path, Path]] = []
    try:
        for place, data in places:
            if place.is_dir():
                raise UserError(f"{place.name} is a folder.", "Choose another folder.")
            place.parent.mkdir(parents=True, exist_ok=True)
            ready.append((_beside(place, data), place))
        while ready:
            temporary, place = ready[-1]
            os.replace(temporary, place)  # noqa: PTH105 -- as above
            ready.pop()
    finally:
        for temporary, _ in ready:
            _remove(temporary)
    for parent in {place.parent for place, _ in places}:
        _sync_folder(parent)
