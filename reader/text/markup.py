"""Markup cut into tags and words, in time linear in the page whatever is wrong with it.

The standard library's HTMLParser takes quadratic time on some broken pages before Python 3.13.6, and lxml returned
nothing for a page of 200,000 nested elements; this reads what is there and recovers nothing from the network.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

_TAG = re.compile(r"""<(/?)([a-zA-Z][^\s/><]{0,80})((?:[^>"']++|"[^"]*+"|'[^']*+')*+)>""")
_BARE_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/><]{0,80})([^<>]*+)>")
_LONGEST_TAG = 2_000_000  # a picture may be written into a tag
_PATIENCE = 20  # unclosed quotes after which quotes are no longer minded: each costs a scan of a longest tag
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]{1,100})(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?""")
_RAW = frozenset(("script", "style", "textarea", "title", "xmp"))
_LONGEST = 4096  # of attributes that are looked into; longer ones are embedded pictures


class Token(NamedTuple):
    """A piece of a page: `kind` is "text", "start", "end" or "raw" (the words of a script, style or title)."""

    kind: str
    name: str  # of the element, lower case; empty for text
    text: str  # words with entities resolved, or the attributes as written


def tokens(s: str) -> Iterator[Token]:
    """The tags and words of `s` in order; comments, declarations and processing instructions are left out."""
    at, end = 0, len(s)
    missing: set[str] = set()
    gt = -1  # the next ">", looked for once
    failures = 0
    while at < end:
        lt = s.find("<", at)
        if lt == -1:
            yield Token("text", "", html.unescape(s[at:]))
            return
        if lt > at:
            yield Token("text", "", html.unescape(s[at:lt]))
        follows = s[lt + 1 : lt + 2]
        if follows in ("!", "?"):
            at, words = _declaration(s, lt, missing)
            if words:
                yield Token("text", "", words)
            continue
        if gt < lt and gt != end:
            gt = s.find(">", lt)
            gt = end if gt == -1 else gt
        m = None
        if gt < end and (follows == "/" or follows.isalpha()):
            pattern = _TAG if failures < _PATIENCE else _BARE_TAG
            m = pattern.match(s, lt, lt + _LONGEST_TAG)
            if m is None:
                failures += 1  # a quote that is never closed
                m = _BARE_TAG.match(s, lt, lt + _LONGEST_TAG)
        if m is None:
            yield Token("text", "", "<")  # "a < b"
            at = lt + 1
            continue
        at = m.end()
        name = m.group(2).lower()
        if m.group(1):
            yield Token("end", name, "")
            continue
        if name not in _RAW or m.group(3).endswith("/"):
            yield Token("start", name, m.group(3))
            continue
        close = None if name in missing else re.compile(rf"</{name}\b[^>]{{0,200}}>", re.I).search(s, at)
        if close is None:
            missing.add(name)  # the tag is passed over: what follows is read as usual, so nothing is lost
            continue
        yield Token("start", name, m.group(3))
        yield Token("raw", name, s[at : close.start()])
        yield Token("end", name, "")
        at = close.end()


def _declaration(s: str, lt: int, missing: set[str]) -> tuple[int, str]:
    """Where a comment, doctype or instruction ends, and the words it holds (of a CDATA section).

    `missing` keeps the ends that are not found any more, so that each is looked for to the end of the page once.
    """
    if s.startswith("<!--", lt):
        opening, closing = "<!--", "-->"
    elif s.startswith("<![CDATA[", lt):
        opening, closing = "<![CDATA[", "]]>"
    else:
        opening, closing = "<!", ">"
    close = -1 if closing in missing else s.find(closing, lt + len(opening))
    if close == -1:
        missing.add(closing)
        return lt + len(opening), ""  # never closed: the words behind it are text rather than lost
    return close + len(closing), s[lt + 9 : close] if closing == "]]>" else ""


def attributes(written: str) -> dict[str, str]:
    """The attributes of a start tag, names in lower case, entities resolved."""
    if len(written) > _LONGEST:
        written = written[:_LONGEST]
    found: dict[str, str] = {}
    for m in _ATTRIBUTE.finditer(written):
        found.setdefault(m.group(1).lower(), html.unescape(m.group(2) or m.group(3) or m.group(4) or ""))
    return found
