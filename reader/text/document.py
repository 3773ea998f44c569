"""What a format hands over: blocks and what is known about them; and how blocks become a canonical text."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable
from typing import NamedTuple

from reader.text.model import GAP, Provisions

_SPACES = r"[^\S\n]+"
_BREAKS = r" ?\n\s*"


class Block(NamedTuple):
    """A piece of a document in reading order.

    `kind` is "para", "heading" (goes to the provision below it) or "page" (a page begins; `page` is its number).
    `level` is that of a heading (1 is the highest, 0 unknown). `link` says that the block was nothing
    but a link, `item` that it was an item of a list.
    """

    kind: str
    text: str
    label: str | None = None
    page: str | None = None
    level: int = 0
    link: bool = False
    item: bool = False


class Document:
    """What a reader of a format found: blocks in order, and metadata where the format carries them."""

    __slots__ = ("blocks", "date", "furniture", "lang", "meta", "title")

    def __init__(
        self,
        blocks: list[Block],
        *,
        title: str = "",
        date: str = "",
        lang: str = "",
        furniture: list[str] | None = None,
        meta: dict[str, object] | None = None,
    ) -> None:
        self.blocks = blocks
        self.title = title
        self.date = date
        self.lang = lang
        self.furniture = furniture if furniture is not None else []
        self.meta = meta if meta is not None else {}


def tidy(s: str) -> str:
    """One block's text with runs of spaces made one, no blank lines, nothing at the edges."""
    if "  " in s or not s.replace("\n", "").isprintable():  # every space but the plain one counts as unprintable
        s = re.sub(_SPACES, " ", s)
    if "\n" in s:
        s = re.sub(_BREAKS, "\n", s)
    return s.strip()


def compose(blocks: Iterable[Block]) -> tuple[str, Provisions]:
    """The canonical text of the blocks and its provisions.

    Headings are the first lines of the provision below them; a heading with nothing below is a provision itself.
    """
    out: list[str] = []
    found = Provisions(array("I"), array("I"))
    at = 0
    page: str | None = None
    heads: list[str] = []
    head_label: str | None = None

    def put(text: str, label: str | None, page: str | None) -> None:
        nonlocal at
        i = len(found.starts)
        head = "".join(h + "\n" for h in heads)
        if label:
            found.labels[i] = label
        if page:
            found.pages[i] = page
        if head and text:
            found.bodies[i] = at + len(head)
        whole = head + text if text else head[:-1]
        out.append(whole)
        found.starts.append(at)
        at += len(whole)
        found.ends.append(at)
        at += len(GAP)

    for block in blocks:
        if block.kind == "page":
            page = block.page
            continue
        text = tidy(block.text)
        if not text:
            continue
        if block.kind == "heading":
            heads.append(text)
            head_label = block.label or head_label
            continue
        put(text, block.label or head_label, block.page or page)
        heads, head_label = [], None
    if heads:
        put("", head_label, page)
    return GAP.join(out), found
