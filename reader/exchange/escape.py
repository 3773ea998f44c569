"""Words of others inside Markdown: whatever a quote holds, it is shown as it stands.

Rules: CommonMark 0.31 (backslash escapes, entities, block starts), GFM (tables, autolinks), Obsidian (comments,
highlights, tags, block ids, inline fields), Pandoc (citations, smart punctuation, superscripts, definition lists).
Proved by rendering (tests/exchange/test_escape.py), not by reading.
"""

from __future__ import annotations

import re

FLAVOURS = ("obsidian", "commonmark", "pandoc")

_ALWAYS = re.compile(
    r"[\\`*_\[\]<>|$^#{}]|~(?=\S)|(?<=\S)~|&(?=#|\w)|!(?=\[)|==+|%%+|:(?=//)|:(?=[\w+-]+:)|::+|(?<=:):"
    r"|\.{2,}|-{2,}|,{2,}|[?!]{2,}"
)
_PANDOC = re.compile(r"""[@"']""")
_SYMBOL = re.compile(r"\((?=(?:c|r|p|tm)\))|\+(?=-)", re.IGNORECASE)  # typographers make signs of (c) and +-
_LINE_START = re.compile(r"[-+=:%?~]|(?:\(?(?:\d{1,9}|[A-Za-z]|[ivxlcdmIVXLCDM]{1,9}|#|@))(?=[.)])")
_SPACE = "".join(c for c in map(chr, range(0x3001)) if c.isspace()) + "\ufeff"
_LINE_BREAKING = re.compile("[\t\r\u2028\u2029]")
# Markdown-it refuses numeric references to these, and strips them raw at the ends of a paragraph.
_UNSAYABLE = re.compile("[\x0b\x1c-\x1f\x85]")
_EDGE = re.compile(f"{_UNSAYABLE.pattern}+|.", re.DOTALL)
_LOST = re.compile("[\x00\ud800-\udfff]")  # CommonMark itself replaces NUL; a lone surrogate is not UTF-8


def _every(found: re.Match[str]) -> str:
    return "".join("\\" + c for c in found[0])


def _edge(found: re.Match[str]) -> str:
    return f"`{found[0]}`" if _UNSAYABLE.match(found[0]) else f"&#{ord(found[0])};"


def _line(line: str, flavour: str) -> str:
    core = line.lstrip(_SPACE)
    head = line[: len(line) - len(core)]
    line = core.rstrip(_SPACE)
    tail = core[len(line) :]
    out = _ALWAYS.sub(_every, _SYMBOL.sub(lambda m: "\0" + m[0], line)).replace("\0", "\\")
    if flavour == "pandoc":
        out = _PANDOC.sub(_every, out)
    if not head:
        start = _LINE_START.match(out)
        if start is not None:
            at = start.end() if start[0][-1].isalnum() or start[0][-1] in "#@" else 0
            out = f"{out[:at]}\\{out[at:]}"
    out = _LINE_BREAKING.sub(lambda m: f"&#{ord(m[0])};", out)
    return _EDGE.sub(_edge, head) + out + _EDGE.sub(_edge, tail)


def inline(words: str, flavour: str = "obsidian") -> str:
    """Words on one line (a title, a citation): escaped, line breaks and runs of space made single spaces."""
    return _line(" ".join(_LOST.sub("\ufffd", words).split()), flavour)


def lines(words: str, flavour: str = "obsidian") -> list[str]:
    """A quotation as lines of Markdown; paragraphs are divided by an empty string.

    Rendered by a CommonMark program the text is `words` again, character by character (NUL and lone surrogates
    aside), with a line feed for every line break and a paragraph for every blank line.
    """
    # Obsidian shows each line end as one.
    broken = "" if flavour == "obsidian" else "\\"
    words = _LOST.sub("\ufffd", words)
    body = words.strip("\n")
    if not body:
        return ["&#10;" * len(words)]
    # Line ends before and after the words have no paragraph to stand between: they are written out.
    before, after = len(words) - len(words.lstrip("\n")), len(words) - len(words.rstrip("\n"))
    out: list[str] = []
    parts = re.split(r"(\n+)", body)
    for i in range(0, len(parts), 2):
        text = _line(parts[i], flavour)
        gap = len(parts[i + 1]) if i + 1 < len(parts) else 0
        if gap == 1:
            # commonmark.js takes even a written-out space off the end of a line, but not before a backslash.
            text += "\\" if text.endswith("&#32;") else broken
        out.append(text + "&#10;" * (gap - 2))
        if gap > 1:
            out.append("")
    out[0] = "&#10;" * before + out[0]
    out[-1] += "&#10;" * after
    return out


def quote(words: str, flavour: str = "obsidian") -> str:
    """A quotation as a Markdown block quote."""
    return "\n".join(f"> {line}" if line else ">" for line in lines(words, flavour))
