"""The process that reads one PDF from standard input under limits of memory and time, and answers in JSON."""

from __future__ import annotations

import contextlib
import ctypes
import json
import math
import sys
from collections import Counter
from typing import Any

from reader.text import pdf_layout
from reader.text.pdf_layout import Word

MAX_CHARS = 40_000_000  # of all pages together: more is no document
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st",
              0x02: "-", 0xFFFE: "-", 0xA0: " "}  # fmt: skip
_PASSWORD = 4  # FPDF_ERR_PASSWORD
_SECURITY = 5  # FPDF_ERR_SECURITY


def main() -> None:
    """Read the PDF on standard input; `{"lines", "furniture", …}` or `{"problem"}` goes to standard output."""
    memory, seconds = int(sys.argv[1]), int(sys.argv[2])
    with contextlib.suppress(ImportError, ValueError, OSError):  # not every system has limits
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    sys.stdout.write(json.dumps(answer(sys.stdin.buffer.read())))


def answer(data: bytes) -> dict[str, object]:
    """What is in the PDF, or what is wrong with it."""
    try:
        import pypdfium2
        import pypdfium2.raw as raw
    except ImportError:
        return {"problem": "missing"}
    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        locked = raw.FPDF_GetLastError() in (_PASSWORD, _SECURITY)
        return {"problem": "encrypted" if locked else "damaged"}
    try:
        return _read(pdf, raw)
    except (pypdfium2.PdfiumError, ValueError, MemoryError, OSError, RecursionError):
        return {"problem": "damaged"}


def _read(pdf: Any, raw: Any) -> dict[str, object]:
    pages: list[list[Word]] = []
    labels: list[str] = []
    left = MAX_CHARS
    for i in range(len(pdf)):
        page = pdf[i]
        text = page.get_textpage()
        left -= raw.FPDFText_CountChars(text)
        if left < 0:
            return {"problem": "endless"}
        pages.append(words_of(text, raw))
        labels.append(pdf.get_page_label(i))
        text.close()
        page.close()
    lines, furniture = pdf_layout.lines_of(pages, labels)
    title = str(pdf.get_metadata_dict().get("Title") or "")
    empty = [labels[i] or str(i + 1) for i, words in enumerate(pages) if not words]
    return {"lines": lines, "furniture": furniture, "title": title, "pages": len(pages), "empty": empty}


def words_of(text: Any, raw: Any) -> list[Word]:
    """The words of a page: what stands between two spaces, or between two places far apart."""
    count = raw.FPDFText_CountChars(text)
    box, matrix, x, y = raw.FS_RECTF(), raw.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
    turn = _turn(text, raw, count)
    out: list[Word] = []
    letters: list[str] = []
    x0 = x1 = base = size = 0.0
    first = 0
    glued = spaced = False

    def end() -> None:
        if letters:
            bold = _bold(text, raw, first)
            out.append(Word(x0, x1, base, size, bold, "".join(letters), glued))
            letters.clear()

    i = 0
    while i < count:
        code, at = raw.FPDFText_GetUnicode(text, i), i
        i += 1
        if 0xD800 <= code < 0xDC00 and i < count:
            low = raw.FPDFText_GetUnicode(text, i)
            if 0xDC00 <= low < 0xE000:
                code, i = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00), i + 1
        if code in (9, 10, 13, 32, 0xA0, 0x3000, 0) or not raw.FPDFText_GetLooseCharBox(text, at, box):
            end()
            spaced = True
            continue
        raw.FPDFText_GetCharOrigin(text, at, x, y)
        left, right, line, tall = _upright(turn, box, x.value, y.value)
        if raw.FPDFText_GetMatrix(text, at, matrix):  # boxes differ from sign to sign, sizes of type do not
            tall = raw.FPDFText_GetFontSize(text, at) * math.hypot(matrix.c, matrix.d) or tall
        letter = _LIGATURES.get(code) or chr(code)
        apart = letters and (abs(line - base) > 0.15 * size or left - x1 > 0.6 * size or left < x0 - size)
        if apart or (letters and abs(tall - size) > 0.15 * size):
            end()
        if not letters:
            x0, base, size, first, glued, spaced = left, line, tall, at, not spaced, False
        letters.append(letter)
        x1 = right
    end()
    return out


def _turn(text: Any, raw: Any, count: int) -> int:
    """By how many quarter turns the words of the page stand, as most of a sample do."""
    sample = range(0, count, max(1, count // 100))
    turns = Counter(round(raw.FPDFText_GetCharAngle(text, i) / 1.5708) % 4 for i in sample)
    return turns.most_common(1)[0][0] if turns else 0


def _upright(turn: int, box: Any, x: float, y: float) -> tuple[float, float, float, float]:
    """Left, right, baseline and height of a character, on a page turned so that its words stand upright."""
    if turn == 1:
        return -box.top, -box.bottom, x, box.right - box.left
    if turn == 2:
        return -box.right, -box.left, -y, box.top - box.bottom
    if turn == 3:
        return box.bottom, box.top, -x, box.right - box.left
    return box.left, box.right, y, box.top - box.bottom


def _bold(text: Any, raw: Any, i: int) -> bool:
    if raw.FPDFText_GetFontWeight(text, i) >= 600:
        return True
    flags, name = ctypes.c_int(), ctypes.create_string_buffer(96)
    raw.FPDFText_GetFontInfo(text, i, name, len(name), flags)
    return b"Bold" in name.value or b"Black" in name.value


if __name__ == "__main__":
    main()
