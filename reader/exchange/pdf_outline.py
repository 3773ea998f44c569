"""Bookmarks into a PDF that Qt wrote: an incremental update (ISO 32000-1, 7.5.6 and 12.3.3), nothing of it is changed.

Qt's writer has no call for an outline. Each bookmark leads to one of the named places that Qt writes for anchors.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

_TRAILER = re.compile(rb"trailer\s*<<(.*?)>>\s*startxref\s*(\d+)\s*%%EOF\s*\Z", re.DOTALL)


class Bookmark(NamedTuple):
    """A line of the outline: its words, the anchor that it leads to, and the lines below it."""

    title: str
    anchor: str
    below: tuple[Bookmark, ...] = ()


def with_outline(pdf: bytes, bookmarks: Sequence[Bookmark]) -> bytes:
    """The document with these bookmarks; as it was, where it is not built as Qt builds it."""
    trailer = _TRAILER.search(pdf[-4096:])
    if trailer is None or not bookmarks:
        return pdf
    root, size = re.search(rb"/Root (\d+) 0 R", trailer[1]), re.search(rb"/Size (\d+)", trailer[1])
    if root is None or size is None:
        return pdf
    catalog = re.search(rb"(?<=\n)" + root[1] + rb" 0 obj\s*<<(.*?)>>\s*endobj", pdf, re.DOTALL)
    if catalog is None or b"<<" in catalog[1] or b"/Outlines" in catalog[1]:
        return pdf
    objects: dict[int, bytes] = {}
    top = int(size[1])
    count = _lay(bookmarks, top, objects)
    first, last = top + 1, _number(bookmarks, top)
    objects[top] = b"<< /Type /Outlines /First %d 0 R /Last %d 0 R /Count %d >>" % (first, last, count)
    objects[int(root[1])] = (
        b"<<%s/Outlines %d 0 R\n/PageMode /UseOutlines\n/ViewerPreferences << /DisplayDocTitle true >>\n>>"
        % (catalog[1], top)
    )
    return pdf + _update(objects, len(pdf), trailer[1], int(trailer[2]))


def _size(bookmark: Bookmark) -> int:
    return 1 + sum(map(_size, bookmark.below))


def _number(bookmarks: Sequence[Bookmark], above: int) -> int:
    """The number of the last of these objects, which follow `above` each with what is below it."""
    return above + 1 + sum(map(_size, bookmarks[:-1]))


def _lay(bookmarks: Sequence[Bookmark], parent: int, objects: dict[int, bytes]) -> int:
    """Make the objects of these lines, from `parent + 1` on; how many lines are seen when the outline is opened."""
    at, before = parent + 1, 0
    for i, bookmark in enumerate(bookmarks):
        following = at + _size(bookmark)
        parts = [b"/Title %s /Parent %d 0 R /Dest %s" % (_string(bookmark.title), parent, _string(bookmark.anchor))]
        if before:
            parts.append(b"/Prev %d 0 R" % before)
        if i + 1 < len(bookmarks):
            parts.append(b"/Next %d 0 R" % following)
        if bookmark.below:
            hidden = _lay(bookmark.below, at, objects)  # closed: the count is negative
            parts.append(b"/First %d 0 R /Last %d 0 R /Count -%d" % (at + 1, _number(bookmark.below, at), hidden))
        objects[at] = b"<< %s >>" % b" ".join(parts)
        before, at = at, following
    return len(bookmarks)


def _string(words: str) -> bytes:
    return b"<FEFF" + words.encode("utf-16-be", "replace").hex().upper().encode() + b">"


def _update(objects: dict[int, bytes], at: int, trailer: bytes, previous: int) -> bytes:
    out = bytearray()
    rows = [b"0 1\n0000000000 65535 f \n"]
    for number in sorted(objects):
        rows.append(b"%d 1\n%010d 00000 n \n" % (number, at + len(out)))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, objects[number])
    start = at + len(out)
    kept = re.sub(rb"/Size \d+|/Prev \d+", b"", trailer).strip()
    size = max(objects) + 1
    out += b"xref\n%strailer\n<<\n/Size %d\n/Prev %d\n%s\n>>\n" % (b"".join(rows), size, previous, kept)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)
