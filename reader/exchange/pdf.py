"""PDF out: the two texts in facing columns with the notes, or the notes alone. The only module here that needs Qt."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, QSizeF
from PySide6.QtGui import QFont, QGuiApplication, QPageLayout, QPageSize, QPainter, QPdfWriter, QTextDocument

from reader.exchange.options import Options
from reader.exchange.page import Page, words
from reader.library.models import Snapshot
from reader.text.model import Text

_DOTS = 300
_STYLE = """
body { font-family: Georgia, "Noto Serif", "DejaVu Serif", serif; }
h1 { font-size: 17pt; } h2 { font-size: 13pt; } h3 { font-size: 10.5pt; }
blockquote { margin-left: 14px; color: #333333; } .where, .meta, .tags { color: #6b6459; font-size: 9pt; }
a { color: #24211c; text-decoration: none; } .number { color: #8a3b12; font-size: 8pt; }
mark, .yellow { background-color: #ffe99a; } .green { background-color: #cfeac6; } .blue { background-color: #c9e2f7; }
.pink { background-color: #f6cfe0; } .orange { background-color: #ffd9b0; }
.underline, .end { background-color: transparent; text-decoration: underline; } .none { background-color: transparent; }
pre, code { font-family: "DejaVu Sans Mono", monospace; font-size: 9pt; }
"""


def write(snapshot: Snapshot, options: Options | Mapping[str, Any] | None, now: datetime) -> bytes:
    """The document as PDF (A4); works without a display. Call it on the thread of the application, if there is one."""
    options = Options.of(options)
    application = _application()
    page = Page(snapshot, options, now, numbered=True)
    html = _html(page, snapshot.texts[:2] if options.pages == "texts" else ())
    made = _typeset(html, page.title)
    del application
    return made


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
    marked = f"<h2>Notes</h2>\n{notes}" if page.entries else ""
    made = f'<p class="meta">{page.now:%Y-%m-%d}</p>'
    body = f"<h1>{words(page.title)}</h1>{made}{columns}{marked}"
    html = f"<html><head><style>{_STYLE}</style></head><body>{body}</body></html>"
    return html.replace("<mark", "<span").replace("</mark", "</span")  # Qt's rich text knows no <mark>


def _head(text: Text, width: int) -> str:
    where = ", ".join(words(part) for part in (text.place, text.date) if part)
    return f'<td width="{width}%"><h2>{words(text.title)}</h2><p class="where">{where}</p></td>'


def _provision(page: Page, text: Text, index: int) -> str:
    if index >= len(text.provisions):
        return ""
    p = text.provisions[index]
    shown = page.passage(text, p.start, p.end).replace("\n", "<br>")
    return f'<span class="number">§{p.n}</span> {shown}'


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
            painter.drawText(0, height - foot // 4, f"{n + 1} / {pages}")
    finally:
        painter.end()
    buffer.close()
    return bytes(data.data())
