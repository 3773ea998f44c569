"""Handing a wish to the window that has the library open: one message there, one answer back.

By a local socket in a folder of the user's own (a named pipe on Windows); no network. A message is its length in
four bytes, most significant first, and that many bytes of JSON. Qt is not needed on this side.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import stat
import struct
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reader.errors import Busy, UserError
from reader.exchange.records import decode, decode_text, encode, encode_text
from reader.library.models import Annotation, Decision, Edit, Record, SavedSearch, Tag, TextRecord, identity

WAIT = 5.0  # seconds for an answer; a hung window must not keep a script waiting for good
LONG = 900.0  # seconds: a restore or salvage of a large library checks every row
OPEN_WAIT = 1.5  # seconds: a hung window must not keep the reader from starting another
LONGEST = 256 << 20  # bytes of a message: an import of 100,000 notes fits
_KINDS = {"annotation": Annotation, "tag": Tag, "decision": Decision, "search": SavedSearch}
_SIZE = struct.Struct("!i")


def address(library: Path) -> str | None:
    """Where the window on a library listens; None where no place is safe from other users.

    Not in the user's runtime folder, which a script started by the system does not know, and not beside the library,
    whose path may be longer than the 107 bytes that a socket may have.
    """
    user = os.getuid() if hasattr(os, "getuid") else os.environ.get("USERNAME", "")
    digest = hashlib.sha256(f"{user}:{library.resolve()}".encode("utf-8", "surrogatepass")).hexdigest()[:24]
    if sys.platform == "win32":
        return rf"\\.\pipe\declaration-reader-{digest}"
    folder = Path("/tmp") / f"declaration-reader-{user}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
    except OSError:
        return None
    # Anybody may have made a folder of this name in a place that all share.
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != user or stat.S_IMODE(found.st_mode) & 0o077:
        return None
    return str(folder / digest)


def ask(library: Path, wish: Mapping[str, Any], *, wait: float = WAIT) -> dict[str, Any] | None:
    """Hand a wish to the window on `library`: its answer, or None when there is none or it does not answer."""
    where = address(library)
    if where is None or (sys.platform != "win32" and not Path(where).exists()):
        return None
    try:
        packed = json.dumps(wish, ensure_ascii=False).encode("utf-8", "replace")
        answer = json.loads(_exchange(where, packed, wait))
    except (OSError, EOFError, ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) else None


def hand_over(library: Path, texts: list[str]) -> bool:
    """Hand texts (ids, addresses, or files by their full path) to the window on the library; False if none answers."""
    given = [str(Path(text).absolute()) if _is_file(text) else text for text in texts]
    answer = ask(library, {"act": "open", "texts": given}, wait=OPEN_WAIT)
    return answer is not None and answer.get("done") is True


def _is_file(text: str) -> bool:
    try:
        return Path(text).exists()
    except (OSError, ValueError):  # too long for a name, or holding what none may hold
        return False


if sys.platform == "win32":

    def _exchange(where: str, packed: bytes, wait: float) -> bytes:
        # On a thread that is left behind when no answer comes: reading from a pipe has no limit of its own.
        import threading
        from queue import Empty, SimpleQueue

        answers: SimpleQueue[bytes | Exception] = SimpleQueue()

        def talk() -> None:
            try:
                answers.put(_over_pipe(where, packed, time.monotonic() + wait))
            except (OSError, EOFError) as error:
                answers.put(error)

        threading.Thread(target=talk, name="reader-handing", daemon=True).start()
        try:
            answer = answers.get(timeout=wait)
        except Empty:
            raise EOFError from None
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _over_pipe(where: str, packed: bytes, until: float) -> bytes:
        with _opened(where, until) as pipe:
            left = memoryview(_SIZE.pack(len(packed)) + packed)
            while left:  # unbuffered: a pipe may take a part
                left = left[pipe.write(left) or 0 :]
            [size] = _SIZE.unpack(_exactly(pipe, _SIZE.size))
            return _exactly(pipe, min(size, LONGEST))

    def _opened(where: str, until: float) -> Any:
        while True:
            try:
                return open(where, "r+b", buffering=0)  # noqa: PTH123 -- a pipe has no path that Path knows
            except OSError as error:
                # ERROR_PIPE_BUSY: every instance speaks with somebody else (Named Pipe Client, learn.microsoft.com).
                if getattr(error, "winerror", None) != 231 or time.monotonic() > until:
                    raise
            time.sleep(0.02)

    def _exactly(pipe: Any, size: int) -> bytes:
        parts = bytearray()
        while len(parts) < size:
            got = pipe.read(size - len(parts))
            if not got:
                raise EOFError
            parts += got
        return bytes(parts)
else:

    def _exchange(where: str, packed: bytes, wait: float) -> bytes:
        from multiprocessing.connection import Client  # late: only when a window has the library open

        with contextlib.closing(Client(where, family="AF_UNIX")) as line:
            line.send_bytes(packed)
            if not line.poll(wait):
                raise EOFError
            return line.recv_bytes(LONGEST)


class ThroughWindow:
    """The writer of a library that a window has open: every edit goes there, and is on disk when the call returns."""

    def __init__(self, library: Path) -> None:
        self._library = library

    def ready(self) -> bool:
        """Whether a window is there; it has put on disk what was being typed in it."""
        answer = ask(self._library, {"act": "ready"})
        return answer is not None and answer.get("done") is True

    def __call__(self, edit: Edit) -> None:
        """Have an edit made; UserError with the window's own words where it could not, `Busy` where it may later."""
        self._have({"act": "edit", "edit": encode_edit(edit)}, 120.0)

    def restore(self, path: Path) -> dict[str, Any]:
        """Have a backup put in the library's place; `kept` is where the state before is."""
        return self._have({"act": "restore", "path": str(path.absolute())}, LONG)

    def salvage(self) -> dict[str, Any]:
        """Have what is whole put in the library's place; the report, and where the file is `kept`."""
        return self._have({"act": "salvage"}, LONG)

    def _have(self, wish: Mapping[str, Any], wait: float) -> dict[str, Any]:
        answer = ask(self._library, wish, wait=wait)
        if answer is None:
            raise UserError(
                "The window that has this library open does not answer.",
                "Whether it was done is not known; look there, or close it and try again.",
            )
        if answer.get("done") is not True:
            kind = Busy if answer.get("busy") is True else UserError
            raise kind(str(answer.get("error") or "The window refused the change."), str(answer.get("hint") or ""))
        return answer


def encode_edit(edit: Edit) -> dict[str, Any]:
    """An edit as JSON-able values."""
    return {"name": edit.name, "before": [_packed(r) for r in edit.before], "after": [_packed(r) for r in edit.after]}


def decode_edit(given: Any) -> Edit:
    """The edit that `encode_edit` was given; ValueError for anything else."""
    if not isinstance(given, Mapping) or not isinstance(given.get("name"), str):
        raise ValueError("this is no edit")
    return Edit(given["name"], *(tuple(_record(r) for r in _list(given.get(side))) for side in ("before", "after")))


def _packed(record: Record) -> list[Any]:
    kind = identity(record)[0]
    if isinstance(record, TextRecord):
        return [kind, {"text": encode_text(record.text), "added": record.added, "trashed": record.trashed}]
    return [kind, encode(record)]


def _record(given: Any) -> Record:
    if not isinstance(given, list) or len(given) != 2 or not isinstance(given[1], Mapping):
        raise ValueError("this is no record")
    kind, fields = given
    if kind == "text":
        trashed = fields.get("trashed")
        added = str(fields.get("added") or "")
        return TextRecord(decode_text(fields.get("text")), added, None if trashed is None else str(trashed))
    if kind not in _KINDS:
        raise ValueError("this is no kind of record")
    made: Record = decode(_KINDS[kind], fields)
    return made


def _list(given: Any) -> list[Any]:
    if not isinstance(given, list):
        raise ValueError("this is no list of records")
    return given
