"""Markdown becomes blocks of plain text: our own block rules, for python-markdown gives HTML and costs start-up."""

from __future__ import annotations

import re

from reader.text.document import Block
from reader.text.inline import plain
from reader.text.labels import label_of
from reader.text.plain import is_heading

_HEADING = re.compile(r" {0,3}(#{1,6})(?=[ \t]|$)")
_RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_UNDER = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_ITEM = re.compile(r"(\s*)(?:([-*+])|(\d{1,9})([.)]))(?:[ \t]+|$)")
_TASK = re.compile(r"\[[ xX]\]\s+")
_CALLOUT = re.compile(r"\[!\w+\][-+]?\s*")
_DEFINITION = re.compile(r" {0,3}\[([^\]^][^\]]{0,200})\]:[ \t]*\S+")
_NOTE = re.compile(r" {0,3}\[\^([^\]\s]{1,60})\]:[ \t]*")
_DELIMITER = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_HIDDEN = re.compile(r"<(script|style)\b[^<>]{0,500}>|</(script|style)\s{0,9}>|<!(--)|(--)>", re.I)
_CELL = re.compile(r"(?<!\\)\|")
_ONLY_BOLD = re.compile(r"(\*\*|__)[^*_\n]{1,200}\1:?")
_ONLY_LINK = re.compile(r"\[[^\[\]]+\]\([^()\s]*\)")
SHORT_ITEM = 100  # a bullet list of only such items is one provision of lines; longer items are provisions
CELL_GAP = " · "  # what stands between the cells of a table row


def read(s: str) -> list[Block]:
    """The blocks of a Markdown text without its front matter; `s` is clean (LF, NFC)."""
    if "<" in s:
        s = _without_hidden(s)
    reader = _Reader()
    reader.run(s.split("\n"))
    return reader.blocks


def _without_hidden(s: str) -> str:
    """The text without comments, scripts and styles; one that is never closed stays, so that nothing is lost."""
    out: list[str] = []
    at = opened = 0
    waiting = ""
    for m in _HIDDEN.finditer(s):
        script, closed, comment, end = m.groups()
        if not waiting and (script or comment):
            waiting, opened = (script or comment).lower(), m.start()
        elif waiting and waiting == (closed or end or "").lower():
            out.append(s[at:opened])
            at, waiting = m.end(), ""
    out.append(s[at:])
    return "".join(out)


class _Reader:
    """One pass over the lines; `blocks` is what came out."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._lines: list[str] = []  # of the paragraph at hand
        self._prefix = ""  # the number of the list item or note that the paragraph belongs to
        self._bullet = False
        self._bullets: list[str] = []  # of the bullet list at hand
        self._refs: set[str] = set()
        self._code: str | None = None

    def run(self, lines: list[str]) -> None:
        self._refs = {m.group(1).lower() for line in lines if (m := _DEFINITION.match(line))}
        lines = [_QUOTE_DEEP.sub("", line) if line.lstrip()[:1] == ">" else line for line in lines]
        table = False
        for i, line in enumerate(lines):
            if self._fence(line):
                continue
            if table and line.strip() and "|" in line:
                self._row(line)
                continue
            table = False
            if i + 1 < len(lines) and "|" in line and "-" in lines[i + 1] and self._table_starts(line, lines[i + 1]):
                self._end()
                self._row(line)
                table = True
                continue
            self._line(line)
        self._end()
        self._end_list()

    def _fence(self, line: str) -> bool:
        m = _FENCE.match(line)
        if self._code is not None:
            if m and m.group(1).startswith(self._code) and not line.strip().strip(self._code[0]):
                self._code = None
                self._end(code=True)
            else:
                self._lines.append(line)
            return True
        if m and not (m.group(1)[0] == "`" and "`" in line[m.end() :]):
            self._end()
            self._end_list()
            self._code = m.group(1)
            return True
        return False

    @staticmethod
    def _table_starts(line: str, below: str) -> bool:
        return not below.strip(" \t|:-") and bool(_DELIMITER.match(below)) and len(_cells(line)) == len(_cells(below))

    def _row(self, line: str) -> None:
        if "-" in line and not line.strip(" \t|:-") and _DELIMITER.match(line):
            return
        row = CELL_GAP.join(plain(c.replace("\\|", "|").strip(), self._refs) for c in _cells(line))
        if self.blocks and self.blocks[-1].level == -1:
            self.blocks[-1] = self.blocks[-1]._replace(text=self.blocks[-1].text + "\n" + row)
        else:
            self._end_list()
            self.blocks.append(Block("para", row, level=-1))  # -1: a table that grows

    def _line(self, line: str) -> None:
        if not line.strip():
            self._end()
            if self.blocks and self.blocks[-1].level == -1:
                self.blocks[-1] = self.blocks[-1]._replace(level=0)
            return
        first = line.lstrip()[0]
        if self._lines and first in "=-" and (m := _UNDER.match(line)) and not self._prefix and not self._bullet:
            text = " ".join(x.strip() for x in self._lines)
            self._lines = []
            self._heading(text, 1 if m.group(1)[0] == "=" else 2)
        elif first == "#" and (m := _HEADING.match(line)):
            self._end()
            text = line[m.end() :].strip()
            bare = text.rstrip("#")
            self._heading(bare.rstrip() if bare != text and (not bare or bare[-1] in " \t") else text, len(m.group(1)))
        elif first in "*-_" and _RULE.match(line):
            self._end()
            self._end_list()
        elif first == "[" and (m := _NOTE.match(line)):
            self._end()
            self._end_list()
            self._prefix = f"[{m.group(1)}]"
            self._lines.append(line[m.end() :])
        elif first == "[" and (not self._lines or self._prefix[:1] == "[") and _DEFINITION.match(line):
            self._end()
        elif m := _ITEM.match(line):
            self._item(line, m)
        else:
            if not self._lines and line[0] not in " \t":
                self._end_list()
            self._lines.append(line)

    def _item(self, line: str, m: re.Match[str]) -> None:
        rest = line[m.end() :]
        number = m.group(3)
        if self._lines and (not rest or (number and number != "1")) and not self._prefix and not self._bullet:
            self._lines.append(line)  # "in the year\n1986. was": a number that wraps to a line's start is no list
            return
        self._end()
        if number:
            self._end_list()
            self._prefix = number + (m.group(4) or ".")
        else:
            self._bullet = True
            rest = _TASK.sub("", rest, count=1)
        self._lines.append(rest)

    def _heading(self, text: str, level: int) -> None:
        self._end_list()
        text = plain(text.strip(), self._refs)
        if text.strip():
            self.blocks.append(Block("heading", text, label=label_of(text), level=level))

    def _end(self, *, code: bool = False) -> None:
        if not self._lines:
            return
        if code:
            text = "\n".join(x.strip() for x in self._lines)
            link = bold = False
        else:
            raw = "\n".join(x.strip() + ("\n" if x.endswith(("  ", "\\")) else "") for x in self._lines)
            bold = _ONLY_BOLD.fullmatch(raw.strip()) is not None and not self._prefix and not self._bullet
            link = _ONLY_LINK.fullmatch(raw.strip()) is not None
            text = _unwrap(plain(_CALLOUT.sub("", raw, count=1), self._refs))
        self._lines = []
        if self._prefix:
            text = f"{self._prefix} {text}"
            self._prefix = ""
        if self._bullet:
            self._bullet = False
            self._bullets.append(text)
        elif bold and is_heading(text):
            self._heading(text, 0)
        elif text.strip():
            if not code:
                self._end_list()
            self.blocks.append(Block("para", text, link=link))

    def _end_list(self) -> None:
        items = self._bullets
        if not items:
            return
        self._bullets = []
        if all(len(t) <= SHORT_ITEM for t in items):
            self.blocks.append(Block("para", "\n".join(items)))
        else:
            self.blocks.extend(Block("para", t, item=True) for t in items)


_QUOTE_DEEP = re.compile(r"(?: {0,3}> ?)+")


def _unwrap(s: str) -> str:
    """Line ends become spaces; doubled ones were hard breaks and stay as one."""
    return "\n".join(part.replace("\n", " ") for part in re.split(r"\\?\n\n", s))


def _cells(line: str) -> list[str]:
    return _CELL.split(line.strip().removeprefix("|").removesuffix("|"))
