"""Plain text: blank lines, hard-wrapped lines and hyphens at their ends become paragraphs."""

from __future__ import annotations

import re
from itertools import pairwise

from reader.text.document import Block
from reader.text.labels import label_of

_BLANK = re.compile(r"\n(?:[^\S\n]*\n)+")
_LINK = re.compile(r"\[([^\[\]\n]{1,300})\]\((?:#|https?://|mailto:|/|\.\./|www\.)?[^()\s]{0,500}\)")
_ONLY_LINK = re.compile(rf"(?:[-*•]\s+)?{_LINK.pattern}")
_HEADING = re.compile(r"(#{1,6})\s+(\S.*?)\s*#*\s*$")
_CJK_END = re.compile(r"[\u3000-\u9fff\uff00-\uffef]$")
_ITEM = re.compile(r"(?:[-*•–—▪‣·]|\(?\w{1,4}[.)])\s")
_NOT_HEADING = '.!?;:,…。！？；，、”"»—–'
MAX_WRAP = 130  # a longer line was not wrapped by an editor
HEADING_LENGTH = 120


def read(s: str) -> list[Block]:
    """The blocks of a plain text; `s` is clean (LF, NFC)."""
    pieces = _BLANK.split(s.strip("\n")) if "\n" in s.strip("\n") else [s]
    if len(pieces) > 4 and _spread(pieces):
        pieces = ["\n".join(pieces)]
    wrapped = any("\n" in p for p in pieces)
    blank_lines = len(pieces) > 1
    # Some lines far longer than any editor wraps: then no line end of this text is a wrap.
    unwrapped = wrapped and sum(len(p) > 2 * MAX_WRAP and "\n" not in p.strip("\n") for p in pieces) >= 2
    out: list[Block] = []
    for piece in pieces:
        if wrapped and "\n" in piece:
            for text in _paragraphs(piece, blank_lines, unwrapped):
                out.append(_block(text))
        elif piece.strip():
            out.append(_block(piece.strip()))
    return _headings(out)


def _spread(pieces: list[str]) -> bool:
    """Whether a blank line stands between all lines of a hard-wrapped text, rather than between its paragraphs."""
    if any("\n" in p or len(p) > MAX_WRAP for p in pieces):
        return False
    torn = sum(len(a) >= 40 and a.rstrip()[-1:].isalnum() and b.lstrip()[:1].islower() for a, b in pairwise(pieces))
    return torn >= 3 and torn * 3 >= len(pieces) - 1


def unlink(s: str) -> str:
    """Link markup of saved pages, `[words](#)`, is reduced to its words."""
    return _LINK.sub(r"\1", s)


def _block(text: str) -> Block:
    if "](" in text:
        link = _ONLY_LINK.fullmatch(text) is not None
        text = unlink(text)
        if link:
            return Block("para", text, link=True)
    if text[0] == "#" and len(text) <= 500:
        m = _HEADING.match(text)
        if m and "\n" not in text:
            return Block("heading", m.group(2), level=len(m.group(1)))
    return Block("para", text)


def _headings(blocks: list[Block]) -> list[Block]:
    """Short lines without a stop that have a paragraph below are headings."""
    for i, block in enumerate(blocks):
        if block.kind == "para" and i + 1 < len(blocks) and is_heading(block.text):
            blocks[i] = block._replace(kind="heading", label=label_of(block.text))
    return blocks


def is_heading(text: str) -> bool:
    """Whether a block on its own reads like a heading: one short line, no stop at its end, no small first letter."""
    if "\n" in text or len(text) > HEADING_LENGTH or text[-1] in _NOT_HEADING or text[0].islower():
        return False
    if text[0] in "-*•–—▪‣·|" or not any(c.isalpha() for c in text):
        return False
    limit = 40 if _CJK_END.search(text) else HEADING_LENGTH
    return len(text) <= limit


def _paragraphs(piece: str, blank_lines: bool, unwrapped: bool) -> list[str]:
    """The paragraphs of lines that stand together."""
    lines = [line.rstrip() for line in piece.split("\n")]
    lines = [line for line in lines if line]
    if not lines:
        return []
    width = max(len(line) for line in lines)
    long = [line for line in lines if len(line) > 60]
    whole = len(long) > 2 and all(line[-1] in '.!?…。！？”"»)' for line in long)
    wrapped = width <= MAX_WRAP and not unwrapped and not whole  # a wrapped line rarely ends where a sentence does
    indent = min(len(line) - len(line.lstrip()) for line in lines)
    out = [lines[0].strip()]
    short = [len(lines[0]) <= 60]
    for before, line in pairwise(lines):
        bare = line.strip()
        if wrapped and continues(before, line, width, indent):
            join_line(out, bare)
            short[-1] = False
        else:
            out.append(bare)
            short.append(len(bare) <= 60)
    if blank_lines and all(short) and len(out) > 1 and not any(label_of(t) or _HEADING.match(t) for t in out):
        return ["\n".join(out)]  # an address, a signature, verse: lines that belong together
    return out


def continues(before: str, line: str, width: int, indent: int) -> bool:
    """Whether `line` goes on with the paragraph of the line `before` it, in a text wrapped at `width` characters."""
    bare = line.lstrip()
    if _ITEM.match(bare) and (label_of(bare) or bare[0] in "-*•–—▪‣·"):
        return False
    if _HEADING.match(bare) or _HEADING.match(before):
        return False
    if len(line) - len(bare) >= indent + 2 and len(before) - len(before.lstrip()) < indent + 2:
        return False  # the first line of an indented paragraph
    if _CJK_END.search(before):
        first = 2
    else:
        first = len(bare.split(None, 1)[0]) if bare else 0
    full = len(before) + 1 + first > width - (0 if before[-1] in ".!?。！？" else 6)
    if full and width >= 35:
        return True
    if before[-1] == "-" and before[-2:-1].isalpha():
        return bare[:1].islower()
    ends = before[-1] in ".!?:;。！？；"
    return not ends and bare[:1].islower() and len(before) >= 35


def join_line(out: list[str], line: str) -> None:
    """Put `line` behind the last paragraph of `out`, with the hyphen at its end resolved."""
    last = out[-1]
    if last.endswith("-") and last[-2:-1].isalpha() and line[:1].islower():
        out[-1] = dehyphenate(last, line)
    elif _CJK_END.search(last) and "\u3000" <= line[:1] <= "\uffef":
        out[-1] = last + line
    else:
        out[-1] = f"{last} {line}"


_COMPOUNDS = frozenset(
    """anti co counter cross cyber ex eco extra five four full good half high inter intra inner less long low many mid
    multi neo non one open post pre pro pseudo re self semi short six so socio sub super three trans two ultra un under
    well world north south east west agreed all arms broad drug decision far law mutual nuclear peace people
    win military political trade state third weapon weapons""".split()  # noqa: SIM905 -- a list of words reads better than 60 quoted ones
)


def dehyphenate(first: str, second: str) -> str:
    """Two pieces of a word that a line end divided: the hyphen stays after a first part that makes compounds."""
    word = first[:-1].rpartition(" ")[2].strip("\"'“‘(«").lower()
    keep = "-" in word or word in _COMPOUNDS
    return first + second if keep else first[:-1] + second
