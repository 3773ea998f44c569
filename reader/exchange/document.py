"""A Markdown file in parts: front matter, and regions that a second export can find again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from reader.exchange import frontmatter
from reader.exchange.names import digest

_NAME = r"declaration-reader:[\w.-]+"
BEGIN = re.compile(
    rf"^(?:%% begin ({_NAME}) ([0-9a-f]{{12}}) %%|<!-- begin ({_NAME}) ([0-9a-f]{{12}}) -->)[ \t]*$", re.MULTILINE
)


END = re.compile(rf"^(?:%% end ({_NAME}) %%|<!-- end ({_NAME}) -->)[ \t]*$", re.MULTILINE)


class Region(NamedTuple):
    """A part of a file that is ours: its name, stable over exports, and its Markdown without line ends around it."""

    name: str
    text: str

    @property
    def hash(self) -> str:
        """What tells whether it was edited since."""
        return fingerprint(self.text)


class Document(NamedTuple):
    """A file before it is written."""

    front: Mapping[str, frontmatter.Value]
    regions: tuple[Region, ...]
    flavour: str = "obsidian"


def fingerprint(text: str) -> str:
    """The hash of a region; blank lines around it and spaces at line ends do not count: editors change them."""
    return digest("\n".join(line.rstrip() for line in text.strip("\n").split("\n")), 12)


def marked(region: Region, flavour: str) -> str:
    """A region between its marks."""
    begin, end = marks(region.name, region.hash, flavour)
    return f"{begin}\n\n{region.text}\n\n{end}"


def marks(name: str, hash_: str, flavour: str) -> tuple[str, str]:
    """The lines before and after a region."""
    left, right = ("%%", "%%") if flavour == "obsidian" else ("<!--", "-->")
    return (
        f"{left} begin declaration-reader:{name} {hash_} {right}",
        f"{left} end declaration-reader:{name} {right}",
    )


def render(document: Document, *, managed: bool = False) -> str:
    """The whole file: LF line ends, one at its end."""
    if managed:
        parts = [marked(region, document.flavour) for region in document.regions]
    else:
        parts = [region.text for region in document.regions]
    return frontmatter.write(document.front) + "\n" + "\n\n".join(parts) + "\n"
