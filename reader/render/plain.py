"""Markdown of one line as it is spoken: without its escapes."""

from __future__ import annotations

import re
from html import unescape


def spoken(line: str) -> str:
    """A line that was escaped for Markdown as the plain words that it shows."""
    return unescape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", line))
