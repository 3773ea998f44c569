"""A note inside a larger file: its words as written, but it cannot run on into what follows it.

What is left open (fences, comments, raw HTML, formulas) is closed after it; its headings are moved below the
entry that it belongs to. Block rules: CommonMark 0.31, sections 4.3 to 4.6; comments `%%`: Obsidian.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_FENCE = re.compile(r"( {0,3})(`{3,}|~{3,})(.*)\Z")
_ATX = re.compile(r"( {0,3})(#{1,6})(?=[ \t]|\Z)")
_SETEXT = re.compile(r" {0,3}(=+|-+)[ \t]*\Z")
_ITEM = re.compile(r"( {0,3})([-+*]|\d{1,9}[.)])([ \t]{1,4}(?=\S)|[ \t]*\Z|[ \t])")
_INNER = re.compile(r"[ \t]*(?:(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t]))[ \t]*){0,40}")
_RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})\Z")
_HTML_ENDS = (
    (re.compile(r" {0,3}<(?:script|pre|style|textarea)(?:[\s>]|\Z)", re.IGNORECASE),
     re.compile(r"</(?:script|pre|style|textarea)>", re.IGNORECASE)),
    (re.compile(r" {0,3}<!--"), re.compile(r"-->")),
    (re.compile(r" {0,3}<\?"), re.compile(r"\?>")),
    (re.compile(r" {0,3}<!\[CDATA\["), re.compile(r"\]\]>")),
    (re.compile(r" {0,3}<![A-Za-z]"), re.compile(r">")),
)  # fmt: skip
_HTML_CLOSERS = ("", "-->", "?>", "]]>", ">")
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>")
_UNENDED = re.compile(r"<[A-Za-z/][^<>]*\Z")
_VOID = frozenset(re.findall(r"\w+", "area base br col embed hr img input link meta param source track wbr p li"))
_CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`)[^`](?:.{0,2000}?[^`])?\1(?!`)", re.DOTALL)
_MARKER = re.compile(r"(?:%%|<!--)(?= *(?:begin|end) declaration-reader:)|(?<=<)!--(?=declaration-reader)")
_PLAIN_START = re.compile(r"[^\W_]|[(“‘\"'«„…*]")


class Contained(NamedTuple):
    """A note made safe to stand in a file: `text` may be followed by anything after a blank line.

    `ends_plainly`: the last block is a paragraph of one kind, so that tags and a block id may stand on its last line.
    """

    text: str
    ends_plainly: bool


class _Walk:
    """The state of a note, line by line: what is open, and the lines with headings moved."""

    def __init__(self, shift: int, flavour: str) -> None:
        self.shift = shift
        self.flavour = flavour
        self.out: list[str] = []
        self.outside: list[str] = []  # what is neither code nor comment: where tags, %% and $$ count
        self.fence = ""
        self.html: int | None = None
        self.inner = ""  # a fence that is open inside a list item or a quotation
        self.content = 0  # how far a line must be indented to belong to the list item above; 0: no list
        self.paragraph: list[int] = []  # the lines (of `out`) of the paragraph at hand

    def line(self, line: str, following: str) -> None:
        if self.fence:
            self._in_fence(line)
        elif self.html is not None:
            self.out.append(line)
            if _HTML_ENDS[self.html][1].search(line):
                self.html = None
        else:
            self._plain(line, following)

    def _in_fence(self, line: str) -> None:
        self.out.append(line)
        found = _FENCE.match(line)
        if found and found[2].startswith(self.fence) and not found[3].strip():
            self.fence = ""

    def _plain(self, line: str, following: str) -> None:
        indent = len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip(" "))
        if not line.strip():
            self.paragraph = []
            self.out.append(line)
            self.outside.append("")
            return
        inside_list = bool(self.content) and indent >= self.content
        if self.content and not inside_list and not self.paragraph:
            self.content = 0
        item = _ITEM.match(line)
        if inside_list or line.lstrip().startswith(">"):
            # A list item or a quotation closes what it holds when it ends; code in it may look like anything.
            self.paragraph = []
            self._keep(self._inner(line, indent))
            return
        begins = item is not None and (item[2] in "-+*" or not self.paragraph or item[2][:-1] == "1")
        if item is not None and begins and not _RULE.match(line):
            self.content = len(item[0]) if item[3].strip(" \t") == "" and item[3] else len(item[1]) + len(item[2]) + 1
            self.paragraph, self.inner = [], ""
            self._keep(self._inner(line, 0))
            return
        if indent >= 4 and not self.paragraph:
            self.out.append(line)  # indented code
            return
        self._block(line, following)

    def _inner(self, line: str, indent: int) -> str:
        """A line of a list item or a quotation, with its heading moved, unless it is code."""
        lead = _INNER.match(line)
        head = lead[0] if lead else ""
        fence = _FENCE.match(line[len(head) :].lstrip(" "))
        if fence is not None and (not self.inner or fence[2].startswith(self.inner)):
            self.inner = "" if self.inner else fence[2]
        if self.inner or self.shift == 0 or indent >= self.content + 4 > 4:
            return line
        heading = _ATX.match(line[len(head) :])
        if heading is None:
            return line
        marks = "#" * min(6, len(heading[2]) + self.shift)
        return f"{head}{heading[1]}{marks}{line[len(head) + heading.end() :]}"

    def _block(self, line: str, following: str) -> None:
        fence = _FENCE.match(line)
        if fence is not None and not (fence[2][0] == "`" and "`" in fence[3]):
            self.fence, self.paragraph, self.content = fence[2], [], 0
            self.out.append(line)
            return
        for kind, (start, end) in enumerate(_HTML_ENDS):
            opened = start.match(line)
            if opened is not None:
                self.paragraph, self.content = [], 0
                self.out.append(line)
                if not end.search(line, opened.end()):
                    self.html = kind
                return
        heading = _ATX.match(line)
        if heading is not None:
            self.paragraph, self.content = [], 0
            marks = "#" * min(6, len(heading[2]) + self.shift)
            self._keep(f"{heading[1]}{marks}{line[heading.end() :]}")
            return
        under = _SETEXT.match(line)
        if under is not None and self.paragraph:
            self._setext(1 if under[1][0] == "=" else 2)
            return
        if _RULE.match(line):
            # Pandoc reads `---` above a line of words as the start of metadata, anywhere in a file.
            metadata = self.flavour == "pandoc" and line.strip() == "---" and following.strip()
            self.paragraph = []
            self._keep("***" if metadata else line)
            return
        self.paragraph.append(len(self.out))
        self._keep(line)

    def _setext(self, level: int) -> None:
        if self.shift == 0:
            self._keep("=" * 3 if level == 1 else "-" * 3)
        else:
            words = " ".join(self.out[i].strip() for i in self.paragraph)
            del self.out[self.paragraph[0] :]
            self.out.append(f"{'#' * min(6, level + self.shift)} {words}")
        self.paragraph = []

    def _keep(self, line: str) -> None:
        self.out.append(line)
        self.outside.append(line)

    def closers(self) -> list[str]:
        found: list[str] = []
        if self.fence:
            found.append(self.fence)
        if self.html is not None:
            opened = next((m[0] for line in reversed(self.out) if (m := _HTML_ENDS[0][0].match(line))), "<script")
            found.append(_HTML_CLOSERS[self.html] or f"</{opened.strip(' <>').lower().strip()}>")
        outside = _CODE_SPAN.sub(" ", "\n".join(self.outside))
        if self.flavour == "obsidian" and outside.count("%%") % 2:
            found.append("%%")
        if self.flavour != "commonmark" and len(re.findall(r"(?<!\\)\$\$", outside)) % 2:
            found.append("$$")
        return [*found, *_open_tags(outside)]


def _open_tags(outside: str) -> list[str]:
    stack: list[str] = []
    for closing, name, _ in _TAG.findall(re.sub(r"<!--.*?-->", "", outside, flags=re.DOTALL)):
        name = name.lower()
        if name in _VOID or "-" in name[:1]:
            continue
        if not closing:
            stack.append(name)
        elif name in stack:
            while stack and stack.pop() != name:
                pass
    unended = _UNENDED.search(_TAG.sub("", outside))
    lines = []
    if unended is not None and re.match(r"</?[A-Za-z][\w-]*(?:\s|\Z)", unended[0]):
        quotes = "".join(mark for mark in "\"'" if unended[0].count(mark) % 2)
        lines.append(f"{quotes[:1]}>")
        name = re.match(r"<([A-Za-z][\w-]*)", unended[0])
        if name is not None and name[1].lower() not in _VOID:
            stack.append(name[1].lower())
    return lines + [f"</{name}>" for name in reversed(stack)]


def contain(body: str, *, shift: int = 2, flavour: str = "obsidian") -> Contained:
    """A note body as it may stand in a file below a heading of level `shift`; linear in its length.

    Line ends become LF. Words are not changed but for heading marks, for what must not be read as our own marks,
    and in Pandoc a rule that would begin metadata.
    """
    source = body.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd")
    source = source.encode("utf-8", "replace").decode("utf-8").strip("\n").rstrip()
    source = _MARKER.sub(lambda m: "\\" + m[0], source)
    walk = _Walk(shift, flavour)
    rows = source.split("\n")
    for i, row in enumerate(rows):
        walk.line(row, rows[i + 1] if i + 1 < len(rows) else "")
    closers = walk.closers()
    text = "\n".join(walk.out)
    if closers:
        # A fence or comment that is open swallows a blank line; a closing tag needs one before it to be HTML.
        inside = bool(walk.fence) or walk.html is not None
        text += ("\n" if inside else "\n\n") + "\n".join(closers)
    plain = not closers and bool(walk.paragraph) and _plain_end(text, [walk.out[i] for i in walk.paragraph])
    return Contained(text, plain)


def _plain_end(text: str, paragraph: list[str]) -> bool:
    """Whether more words may follow on the last line without being read as part of something."""
    last = text.rsplit("\n\n", 1)[-1]
    if last.split("\n") != paragraph or not all(_PLAIN_START.match(row) for row in paragraph):
        return False
    if re.search(r"\\\Z|(?:^|\s)\^[\w-]+\Z|[<|`$]|\]\(|:\Z|::", last):
        return False
    return not any(_RULE.match(row) or _ITEM.match(row) for row in paragraph)
