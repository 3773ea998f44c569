"""PDF out: the two texts in facing columns with the notes, or the notes alone. The only module here that needs Qt."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QFont,
    QGuiApplication,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)

from reader.exchange.names import digest
from reader.exchange.options import Options
from reader.exchange.page import Page, words
from reader.exchange.pdf_outline import Bookmark, with_outline
from reader.library.models import Snapshot
from reader.text.model import Text

_DOTS = 300
_BLOCKS = 6000  # a document of more is set as it comes: each break lays out what follows it anew
_ANCHORS = re.compile(r'(?:<span id="[^"]+"></span>){2,}')
_STYLE = """
body { font-family: Georgia, "Noto Serif", "DejaVu Serif", serif; }
h1 { font-size: 17pt; } h2 { font-size: 13pt; } h3 { font-size: 10.5pt; }
blockquote { margin-left: 14px; color: #333333; } .where, .meta, .tags { color: #6b6459; font-size: 9pt; }
a { color: #24211c; text-decoration: none; } sup a, .where a { color: #8a3b12; }
.number { color: #8a3b12; font-size: 8pt; }
mark, .yellow { background-color: #ffe99a; } .green { background-color: #cfeac6; } .blue { background-color: #c9e2f7; }
.r1 { margin-left: 20px; } .r2 { margin-left: 40px; } .r3 { margin-left: 60px; } .r4 { margin-left: 80px; }
.r5, .r6, .r7, .r8 { margin-left: 100px; }
.pink { background-color: #f6cfe0; } .orange { background-color: #ffd9b0; }
.underline, .end { background-color: transparent; text-decoration: underline; } .none { background-color: transparent; }
pre, code { font-family: "DejaVu Sans Mono", monospace; font-size: 9pt; }
"""


def write(snapshot: Snapshot, options: Options | Mapping[str, Any] | None, now: datetime) -> bytes:
    """The document as PDF (A4); works without a display. Call it on the thread of the application, if there is one."""
    options = Options.of(options)
    application = _application()
    page = Page(snapshot, options, now, numbered=True)
    texts = snapshot.texts[:2] if options.pages == "texts" else ()
    made = _typeset(_html(page, texts), page.title)
    del application
    return with_outline(made, _bookmarks(page, texts))


def _bookmarks(page: Page, texts: Sequence[Text]) -> list[Bookmark]:
    """The texts with their provisions, then the notes."""
    found = []
    for text in texts:
        below = [
            Bookmark(f"§{p.n} {_first_words(text.canonical[p.start : p.end])}", page.provision_anchor(text, p.n))
            for p in text.provisions
        ]
        found.append(Bookmark(text.title, _text_anchor(text), tuple(below)))
    notes = tuple(
        Bookmark(f"{n}. {entry.heading}", page.anchor(entry)) for n, entry in enumerate(page.entries, start=1)
    )
    return [*found, Bookmark("Notes", "notes", notes)] if notes else found


def _first_words(words: str) -> str:
    shown = " ".join(words[:200].split())
    return shown if len(shown) <= 60 else f"{shown[:60].rsplit(' ', 1)[0]} …"


def _text_anchor(text: Text) -> str:
    return f"t-{digest(text.id)}"


def _application() -> object:
    running = QGuiApplication.instance()
    if running is not None:
        return running
    on_linux = sys.platform.startswith("linux")
    if on_linux and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return QGuiApplication([])


def _html(page: Page, texts: Sequence[Text]) -> str:
    columns = ""
    if texts:
        head = "".join(_head(text, 100 // len(texts)) for text in texts)
        rows = []
        for n in range(max(len(text.provisions) for text in texts)):
            cells = "".join(f'<td dir="auto">{_provision(page, text, n)}</td>' for text in texts)
            rows.append(f"<tr>{cells}</tr>")
        columns = f'<table width="100%" cellspacing="8"><tr>{head}</tr>{"".join(rows)}</table>'
    shown = (page.entry(entry, n) for n, entry in enumerate(page.entries, start=1))
    notes = "\n".join(part.replace("<article", "<div").replace("</article", "</div") for part in shown)
    marked = f'<h2><a name="notes"></a>Notes</h2>\n{notes}' if page.entries else ""
    made = f'<p class="meta">{page.now:%Y-%m-%d}</p>'
    body = f"<h1>{words(page.title)}</h1>{made}{columns}{marked}"
    html = f"<html><head><style>{_STYLE}</style></head><body>{body}</body></html>"
    return _one_anchor(html.replace("<mark", "<span").replace("</mark", "</span"))  # Qt's rich text knows no <mark>


def _one_anchor(html: str) -> str:
    """Of several anchors in one place Qt keeps the first: links to the others are led there."""
    led: dict[str, str] = {}
    for run in _ANCHORS.findall(html):
        first, *others = re.findall(r'id="([^"]+)"', run)
        led.update(dict.fromkeys(others, first))
    return re.sub(r'(?<=href="#)([^"]+)', lambda found: led.get(found[1], found[1]), html) if led else html


def _head(text: Text, width: int) -> str:
    where = ", ".join(words(part) for part in (text.place, text.date) if part)
    title = f'<a name="{_text_anchor(text)}"></a>{words(text.title)}'
    return f'<td width="{width}%"><h2>{title}</h2><p class="where">{where}</p></td>'


def _provision(page: Page, text: Text, index: int) -> str:
    if index >= len(text.provisions):
        return ""
    p = text.provisions[index]
    shown = page.passage(text, p.start, p.end).replace("\n", "<br>")
    return f'<a name="{page.provision_anchor(text, p.n)}"></a><span class="number">§{p.n}</span> {shown}'


def _keep_together(document: QTextDocument, page: int) -> None:
    """No heading at the foot of a page and no citation alone at the head of one: a page break goes before them."""
    layout = document.documentLayout()
    block = document.begin()
    while block.isValid() and document.blockCount() <= _BLOCKS:
        following = block.next()
        joined = following.isValid() and (block.blockFormat().headingLevel() > 0 or following.text().startswith("— "))
        if joined and QTextCursor(block).currentTable() is None:
            top, below = layout.blockBoundingRect(block), layout.blockBoundingRect(following)
            apart = int(top.top() // page) != int(below.bottom() // page) and below.height() < page / 3
            if apart and top.height() < page / 3 and top.top() % page > page / 2:
                form = block.blockFormat()
                form.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
                QTextCursor(block).setBlockFormat(form)
                # A changed block alone would leave what follows it, and the number of pages, as they were.
                document.markContentsDirty(block.position(), document.characterCount() - block.position())
        block = following


def _typeset(html: str, title: str) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_DOTS)
    writer.setTitle(title)
    writer.setCreator("Declaration Reader")
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(18, 18, 18, 20), QPageLayout.Unit.Millimeter)
    document = QTextDocument()
    font = QFont("Georgia", 10)
    font.setStyleHint(QFont.StyleHint.Serif)
    document.setDefaultFont(font)
    document.documentLayout().setPaintDevice(writer)
    document.setDocumentMargin(0)
    document.setHtml(html)
    width, height = writer.width(), writer.height()
    foot = _DOTS // 4
    document.setPageSize(QSizeF(width, height - foot))
    _keep_together(document, height - foot)
    painter = QPainter(writer)
    try:
        pages = document.pageCount()
        small = QFont(font)
        small.setPointSize(8)
        for n in range(pages):
            if n:
                writer.newPage()
            painter.save()
            painter.translate(0, -n * (height - foot))
            document.drawContents(painter, QRectF(0, n * (height - foot), width, height - foot))
            painter.restore()
            painter.setFont(small)
            line = QRectF(0, height - foot // 2, width, foot // 2)
            shown = painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, int(width * 0.8))
            painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, shown)
            painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, f"{n + 1} / {pages}")
    finally:
        painter.end()
    buffer.close()
    return bytes(data.data())
