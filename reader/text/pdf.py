"""PDF files through PDFium, in a process of their own; columns, tables, notes, running heads and hyphens settled."""

from __future__ import annotations

import re
from itertools import pairwise

from reader.errors import UserError
from reader.text.child import ask
from reader.text.clean import clean
from reader.text.document import Block, Document
from reader.text.labels import label_of
from reader.text.pdf_layout import Line
from reader.text.plain import continues, is_heading, join_line

SECONDS = 120  # for the parser; 1,000 full pages take about 50
MEMORY = 2 * 2**30  # bytes for the parser
_NOTE = re.compile(r"\[?(\d{1,3}|[*†‡])[\].)]?\s*")
_ENDS = '.!?:;。！？；：…”»"'


def read(data: bytes, name: str) -> Document:
    """The document of a PDF; UserError for encrypted, damaged and endless ones, and for pictures of text."""
    answer = _ask(data, name)
    found = answer["lines"]
    lines = [Line(*item)._replace(text=clean(str(item[0]))[0].strip()) for item in found]  # type: ignore[attr-defined]
    lines = [line for line in lines if line.text]
    if not lines:
        raise UserError(f"{name} holds no text, only pictures of it.", "Run it through text recognition (OCR) first.")
    title = str(answer.get("title") or "").strip()
    if title.lower().endswith((".doc", ".docx", ".pdf", ".indd", ".qxd")) or title.lower().startswith(
        ("microsoft word", "untitled", "(anonymous)")
    ):
        title = ""
    meta: dict[str, object] = {"pages": answer["pages"]}
    if answer.get("empty"):
        meta["pages_without_text"] = answer["empty"]
    furniture = [str(line) for line in answer["furniture"]]  # type: ignore[attr-defined]
    return Document(_blocks(lines), title=title, furniture=furniture, meta=meta)


def _ask(data: bytes, name: str) -> dict[str, object]:
    """What the parser's process says: {"lines": […], "furniture": […], "title": …}."""
    answer = ask("reader.text.pdf_child", data, name, memory=MEMORY, seconds=SECONDS)
    problem = answer.get("problem")
    if problem == "missing":
        raise UserError(
            f"PDF files such as {name} need one more package.", 'Install it: pip install "declaration-reader[pdf]"'
        )
    if problem == "encrypted":
        raise UserError(f"{name} is protected by a password.", "Save it without a password and add it again.")
    if problem == "endless":
        raise UserError(f"{name} holds far more words than a document does.", "Save its text alone and add that.")
    if problem:
        raise UserError(f"{name} is damaged and cannot be opened.", "Open it in a PDF reader and save it anew.")
    return dict(answer)


def _blocks(lines: list[Line]) -> list[Block]:
    """Paragraphs, headings and tables in the order of the pages; notes at the end, each with its mark."""
    text = [line for line in lines if line.role != "note"]
    usual = _usual_size(text) if text else 10.0
    blocks: list[Block] = []
    run: list[Line] = []
    for line in text:
        if run and not _goes_on(run, line):
            blocks.append(_block(run, usual))
            run = []
        run.append(line)
    if run:
        blocks.append(_block(run, usual))
    first = next((i for i, b in enumerate(blocks) if b.level == 1), None)
    for i, b in enumerate(blocks):
        if b.level == 1 and (i != first or i > 3):
            blocks[i] = b._replace(level=2)
    return [*_short_headings(blocks), *_notes([line for line in lines if line.role == "note"])]


def _usual_size(lines: list[Line]) -> float:
    sizes = sorted((line.size, len(line.text)) for line in lines)
    half = sum(n for _, n in sizes) / 2
    for size, n in sizes:
        half -= n
        if half <= 0:
            return size
    return sizes[-1][0]


def _goes_on(run: list[Line], line: Line) -> bool:
    """Whether a line belongs to the paragraph (or table, or heading) of the lines before it."""
    before = run[-1]
    if (before.role == "row") != (line.role == "row"):
        return False
    if line.role == "row":
        return 0 < line.gap < 3
    if line.hang:
        return False
    if abs(before.size - line.size) > 0.12 * max(before.size, line.size):
        return False
    if before.bold != line.bold and (len(run) == 1 or line.bold) and (all(x.bold for x in run) or line.bold):
        return False
    em = line.size
    if line.gap > 1.45:
        return False
    heading = is_heading(before.text) and (before.bold or before.x0 - before.left > 2 * em)
    if heading:
        return line.gap > 0 and line.bold == before.bold and line.x0 - line.left > 2 * em and is_heading(line.text)
    characters = max(20, round(len(before.text) * (before.right - before.left) / max(before.x1 - before.x0, 1.0)))
    numbered = run[0].hang or label_of(run[0].text)
    hanging = (
        abs(line.x0 - run[0].hang) < 0.5 * em if run[0].hang else bool(numbered) and line.x0 > run[0].x0 + 0.8 * em
    )
    if line.gap > 0 and line.x0 - line.left > 0.8 * em and before.x0 - before.left < 0.5 * em and not hanging:
        return False  # the first line of an indented paragraph
    wide, width = before.right - before.left, line.right - line.left
    if line.gap == 0 and before.text[-1] in _ENDS and abs(wide - width) > 0.2 * max(wide, width):
        return False  # from a line over all columns into one of them
    letter = (before.x1 - before.x0) / max(len(before.text), 1)
    first = 2 if line.text[:1] > "\u2e7f" else len(line.text.split(None, 1)[0]) + 1
    full = before.x1 + first * letter > before.right + 0.5 * letter  # the next word found no room on that line
    if not full and before.text[-1] in _ENDS:
        return False
    if label_of(line.text) and before.text[-1] in _ENDS + ",":
        return False
    if full and before.text[-1] not in _ENDS:
        return True
    if line.gap > 0 and full:
        return not label_of(line.text)
    return continues(before.text, line.text, characters, 0)


def _block(run: list[Line], usual: float) -> Block:
    if run[0].role == "row":
        return Block("para", "\n".join(line.text for line in run), page=run[0].page, level=-1)
    text = _joined([line.text for line in run])
    size = max(line.size for line in run)
    big = size > 1.15 * usual
    if len(run) <= 4 and (big or all(line.bold for line in run)) and len(text) <= 250 and text[-1] not in ".;,。；，":
        level = 1 if size > 1.3 * usual else 2
        return Block("heading", text, label=label_of(text), page=run[0].page, level=level)
    centred = (
        run[0].x0 - run[0].left > 3 * usual and abs((run[0].x0 - run[0].left) - (run[0].right - run[0].x1)) < usual
    )
    short = run[0].x1 < run[0].right - 0.2 * (run[0].right - run[0].left)
    label = label_of(text)
    item = label is not None and not (label[0].isalpha() and len(label) > 3)  # "(i) in spring", not "Article 3"
    kind = "heading" if len(run) == 1 and (centred or short) and not item and is_heading(text) else "para"
    return Block(kind, text, label=label, page=run[0].page)


def _joined(lines: list[str]) -> str:
    """The lines as one paragraph; each is joined to the one before it only, so that a thousand pages stay linear."""
    done: list[str] = []
    last = lines[0]
    for line in lines[1:]:
        two = [last]
        join_line(two, line)
        cut = len(two[0]) - len(line)
        done.append(two[0][: max(cut, 0)])
        last = two[0][max(cut, 0) :]
    return "".join(done) + last


def _short_headings(blocks: list[Block]) -> list[Block]:
    """Short lines at the end, or over nothing but another table, are no headings."""
    out = list(blocks)
    for i, (b, after) in enumerate(pairwise([*blocks, None])):
        if b is not None and b.kind == "heading" and b.level == 0 and after is None:
            out[i] = b._replace(kind="para")
    return out


def _notes(lines: list[Line]) -> list[Block]:
    notes: list[tuple[str, list[str]]] = []
    last = ""
    for line in lines:
        m = _NOTE.match(line.text)
        mark = m.group(1) if m is not None and m.end() < len(line.text) else ""
        anew = not notes or line.page != notes[-1][0]
        follows = mark.isdecimal() and last.isdecimal() and int(mark) == int(last) + 1
        if m is not None and mark and (anew or follows or not mark.isdecimal() or not last.isdecimal()):
            notes.append((line.page, [f"[{mark}] {line.text[m.end() :]}"]))
            last = mark
        elif notes:
            join_line(notes[-1][1], line.text)
        else:
            notes.append((line.page, [line.text]))
    return [Block("para", " ".join(out), page=page) for page, out in notes]
