"""Rows read straight from the pages of a damaged file, when the tree that leads to them is broken.

The format is that of sqlite.org/fileformat2.html, sections 1.6 (b-tree pages) and 2.1 (records).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_LEAF = 13  # the kind of page that holds the rows of a table
_INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
_LARGEST = 200_000_000  # bytes of one row that are believed


def rows_in(raw: bytes) -> Iterator[tuple[int, list[Any]]]:
    """Row number and values of every row that can be read from a leaf page, whatever table it was in.

    Rows that were deleted may be among them: the caller believes only those that it can verify.
    """
    size = int.from_bytes(raw[16:18], "big")
    size = 65536 if size == 1 else size
    if size < 512 or size & (size - 1):
        size = 4096
    usable = size - (raw[20] if len(raw) > 20 else 0)
    for start in range(0, len(raw) - size + 1, size):
        head = start + (100 if start == 0 else 0)
        if raw[head] != _LEAF:
            continue
        count = int.from_bytes(raw[head + 3 : head + 5], "big")
        for n in range(min(count, size // 4)):
            at = head + 8 + 2 * n
            offset = int.from_bytes(raw[at : at + 2], "big")
            if not 8 <= offset < size:
                continue
            try:
                yield _cell(raw, start + offset, start + usable, size, usable)
            except (ValueError, IndexError, OverflowError):
                continue


def _cell(raw: bytes, at: int, end: int, size: int, usable: int) -> tuple[int, list[Any]]:
    payload, at = _varint(raw, at)
    rowid, at = _varint(raw, at)
    if payload > _LARGEST:
        raise ValueError("too long to be true")
    if payload <= usable - 35:
        body = raw[at : at + payload]
        if at + payload > end:
            raise ValueError("runs over the page")
    else:
        least = (usable - 12) * 32 // 255 - 23
        here = least + (payload - least) % (usable - 4)
        here = here if here <= usable - 35 else least
        body = raw[at : at + here] + _overflow(raw, at + here, payload - here, size, usable)
    if len(body) != payload:
        raise ValueError("cut off")
    return rowid, _record(body)


def _overflow(raw: bytes, at: int, left: int, size: int, usable: int) -> bytes:
    parts, seen = [], set()
    page = int.from_bytes(raw[at : at + 4], "big")
    while left > 0:
        if page == 0 or page in seen or page * size > len(raw):
            raise ValueError("the chain is broken")
        seen.add(page)
        start = (page - 1) * size
        take = min(left, usable - 4)
        parts.append(raw[start + 4 : start + 4 + take])
        page = int.from_bytes(raw[start : start + 4], "big")
        left -= take
    return b"".join(parts)


def _varint(raw: bytes, at: int) -> tuple[int, int]:
    value = 0
    for n in range(9):
        byte = raw[at + n]
        if n == 8:
            return value << 8 | byte, at + 9
        value = value << 7 | byte & 127
        if byte < 128:
            return value, at + n + 1
    raise ValueError("unreachable")


def _record(body: bytes) -> list[Any]:
    length, at = _varint(body, 0)
    kinds = []
    while at < length:
        kind, at = _varint(body, at)
        kinds.append(kind)
    at = length
    values: list[Any] = []
    for kind in kinds:
        if kind == 0:
            values.append(None)
        elif kind in _INTEGERS:
            width = _INTEGERS[kind]
            values.append(int.from_bytes(body[at : at + width], "big", signed=True))
            at += width
        elif kind in (8, 9):
            values.append(kind - 8)
        elif kind >= 12:
            width = (kind - 12) // 2
            piece = body[at : at + width]
            values.append(piece.decode("utf-8") if kind % 2 else piece)
            at += width
        else:
            raise ValueError("not a value that we write")
    if at > len(body):
        raise ValueError("values run over the row")
    return values
