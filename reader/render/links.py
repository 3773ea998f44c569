"""Links to passages as they are written in notes: `[[Bishkek 2007 §4]]`."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import quote, unquote

SCHEME = "passage:"
WIKI_LINK = re.compile(r"\[\[([^\[\]\n|]{1,300})(?:\|([^\[\]\n]{1,300}))?\]\]")
_PASSAGE = re.compile(r"\s*(?P<text>[^§]*?)[\s,]*§{1,2}\s*(?P<n>\d{1,9})(?:\s*\.\s*\d{1,9}|\s*[-–—]\s*\d{1,9})?\s*\Z")


class Passage(NamedTuple):
    """A place that a note points to: the short title of a text ("" for the text at hand) and its provision."""

    short_title: str
    provision: int


def parse_passage(target: str) -> Passage | None:
    """Read "Bishkek 2007 §4" (also "Bishkek 2007, § 4", "§4.2", "§4–6": the first provision); None if no place."""
    if len(target) > 300:
        return None
    found = _PASSAGE.match(target)
    if found is None:
        return None
    return Passage(" ".join(found["text"].split()), int(found["n"]))


def passage_href(target: str) -> str | None:
    """The address that stands for a passage in rendered notes; None if `target` is no place."""
    return SCHEME + quote(" ".join(target.split()), safe="") if parse_passage(target) else None


def passage_of(href: str) -> Passage | None:
    """The place that an address made by `passage_href` stands for; None for every other address."""
    return parse_passage(unquote(href[len(SCHEME) :])) if href.startswith(SCHEME) else None
