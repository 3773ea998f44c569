"""PDF files through pypdf, in a process of their own; running heads, page numbers and hyphens are cleaned."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from reader.errors import UserError
from reader.text.clean import clean
from reader.text.document import Block, Document
from reader.text.labels import label_of
from reader.text.plain import continues, is_heading, join_line

SECONDS = 120  # for the parser; 1,000 pages take about 40
MEMORY = 2 * 2**30  # bytes for the parser
_NUMBER = re.compile(
    r"[-–—\s]*(?:page\s+|с\.\s*|第\s*)?(\d{1,4}|[ivxl]{1,7})(?:\s*(?:/|of|из)\s*\d{1,4}|\s*页)?[-–—\s]*$", re.I
)
_DIGITS = re.compile(r"\d+")
_EDGE = 2  # lines at either edge of a page that may be running heads


class _Line(NamedTuple):
    page: str
    text: str


def read(data: bytes, name: str) -> Document:
    """The document of a PDF; UserError for encrypted, damaged and endless ones, and for pictures of text."""
    answer = _ask(data, name)
    pages = [clean(str(p))[0].split("\n") for p in answer["pages"]]
    lines, furniture = _without_heads([[line.strip() for line in page if line.strip()] for page in pages])
    if not lines:
        raise UserError(f"{name} holds no text, only pictures of it.", "Run it through text recognition (OCR) first.")
    title = str(answer.get("title") or "").strip()
    if title.lower().endswith((".doc", ".docx", ".pdf", ".indd", ".qxd")) or title.lower().startswith("microsoft word"):
        title = ""
    return Document(_paragraphs(lines), title=title, furniture=furniture, meta={"pages": len(pages)})


def _ask(data: bytes, name: str) -> dict[str, list[object]]:
    """What the parser's process says: {"pages": [text…], "title": …}."""
    environment = dict(os.environ, PYTHONPATH=str(Path(__file__).resolve().parents[2]), PYTHONIOENCODING="utf-8")
    try:
        done = subprocess.run(
            [sys.executable, "-m", "reader.text.pdf_child", str(MEMORY)],
            input=data, capture_output=True, timeout=SECONDS, env=environment, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise UserError(f"{name} was not read within {SECONDS} seconds.", "Save its text alone and add that.") from None
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        raise UserError(
            f"{name} could not be read within the limits of memory, or is damaged.", "Save its text alone."
        ) from None
    problem = answer.get("problem")
    if problem == "missing":
        raise UserError(
            f"PDF files such as {name} need one more package.", 'Install it: pip install "declaration-reader[pdf]"'
        )
    if problem == "encrypted":
        raise UserError(f"{name} is protected by a password.", "Save it without a password and add it again.")
    if problem:
        raise UserError(f"{name} is damaged and cannot be opened.", "Open it in a PDF reader and save it anew.")
    return dict(answer)


def _without_heads(pages: list[list[str]]) -> tuple[list[_Line], list[str]]:
    """The lines of the pages, and apart their running heads and page numbers; a printed number names its page."""
    seen: Counter[str] = Counter()
    for page in pages:
        seen.update({_DIGITS.sub("#", line) for line in (*page[:_EDGE], *page[_EDGE:][-_EDGE:])})
    often = max(2, min(3, len(pages) // 2))
    lines: list[_Line] = []
    furniture: list[str] = []
    for n, page in enumerate(pages, 1):
        number = str(n)
        kept: list[str] = []
        for i, line in enumerate(page):
            edge = i < _EDGE or i >= len(page) - _EDGE
            m = _NUMBER.match(line) if edge and (i == 0 or i == len(page) - 1) else None
            if m and len(pages) > 1:
                number = m.group(1)
                furniture.append(line)
            elif edge and len(pages) > 2 and len(line) < 120 and seen[_DIGITS.sub("#", line)] > often:
                furniture.append(line)
            else:
                kept.append(line)
        lines.extend(_Line(number, line) for line in kept)
    return lines, list(dict.fromkeys(furniture))


def _paragraphs(lines: list[_Line]) -> list[Block]:
    lengths = sorted(len(line.text) for line in lines)
    width = lengths[int(len(lengths) * 0.9)]
    out: list[str] = [lines[0].text]
    pages = [lines[0].page]
    for before, line in pairwise(lines):
        if continues(before.text, line.text, width, 0):
            join_line(out, line.text)
        else:
            out.append(line.text)
            pages.append(line.page)
    blocks: list[Block] = []
    for i, (text, page) in enumerate(zip(out, pages, strict=True)):
        heading = len(text) < width * 0.8 and i + 1 < len(out) and is_heading(text)
        blocks.append(Block("heading" if heading else "para", text, label=label_of(text), page=page))
    return blocks
