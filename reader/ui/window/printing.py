"""A text on paper: its provisions with highlights at the left, the notes beside the lines that they are about."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QMarginsF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QKeySequence,
    QPageLayout,
    QPainter,
    QTextCharFormat,
    QTextDocument,
    QTextLayout,
    QTextLine,
)
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo, QPrintPreviewDialog
from PySide6.QtWidgets import QComboBox, QLineEdit, QToolBar, QToolButton, QWidget

from reader.library.models import Annotation
from reader.settings import Settings
from reader.text.model import Text
from reader.ui.offsets import Utf16Map
from reader.ui.reading.hyphens import hyphenator, soften
from reader.ui.reading.layout import RTL, bidi_runs, set_direction, starts_rtl
from reader.ui.reading.page import NARROW
from reader.ui.reading.pane import subtitle
from reader.ui.reading.typography import SAMPLE, Face, Type, sans
from reader.ui.theme import load_theme

SIZE = 10.5  # points: what is comfortable on a screen is large on paper
NOTES = 0.30  # of the width of the page, for the margin with the notes; without notes there is none
MEASURE = 72  # characters of the widest line
MARGINS = QMarginsF(18, 16, 14, 16)  # millimetres
LONG_NOTE = 20_000  # characters; Qt needs seconds for hostile Markdown of megabytes
LONGEST = 600_000  # code points: more would take the window some seconds, and the printer some hundred pages


_LINK = re.compile(r"\[\[([^\[\]\n]+)\]\]")  # on paper a link is its words


class _Note:
    """The lines of a note, and how many of them are on paper."""

    __slots__ = ("done", "layout", "lines", "number")

    def __init__(self, number: int, words: str, font: QFont, width: float, device: QPrinter) -> None:
        self.number = number
        plain, looks = _plain(words)
        self.layout, self.lines = _set(plain, font, width, device, looks)
        self.done = 0


class Sheets:
    """Paints a part of one text, from provision to provision (from 1, both printed), page by page."""

    def __init__(
        self, text: Text, notes: Sequence[Annotation], settings: Settings, *, first: int = 1, last: int | None = None
    ) -> None:
        self._text = text
        self._first, self._last = first, last or len(text.provisions)
        self._family = settings["text.family"]
        self._theme = load_theme("light")
        places = [
            (target.start, target.end, note)
            for note in notes
            for target in note.targets
            if target.text_id == text.id and target.state in ("placed", "edited")
        ]
        self._places = sorted(places, key=lambda place: place[:2])
        self._mirrored = starts_rtl(text.canonical[:200])
        self._hyphens = settings["text.hyphens"]
        self.pages = 0

    def paint(self, printer: QPrinter) -> None:
        """Paint every page; what `QPrintPreviewDialog.paintRequested` asks for."""
        p = QPainter()
        if not p.begin(printer):
            return
        try:
            self._begin(p, printer)
            self._title()
            for n in range(self._first, self._last + 1):
                self._provision(n)
            while self._waiting:
                self._turn()
        finally:
            p.end()

    def _begin(self, p: QPainter, printer: QPrinter) -> None:
        self._p, self._printer = p, printer
        face = Face(Type(self._family, SIZE), self._text.lang, self._text.canonical[:400], self._last)
        self._serif, self._bold = face.font, face.bold
        self._sans, self._small, self._raised = sans(SIZE * 0.78), sans(SIZE * 0.7), sans(SIZE * 0.52, bold=True)
        self._bidi = RTL.search(self._text.canonical) is not None
        page = printer.pageRect(QPrinter.Unit.DevicePixel)
        self._width, self._height = page.width(), page.height()
        self._line = QFontMetricsF(self._serif, printer).height() * 1.28
        self._note_line = QFontMetricsF(self._sans, printer).height() * 1.12
        self._indent = QFontMetricsF(self._small, printer).horizontalAdvance(f"§{self._last}") + self._line * 0.5
        self._arrange(face, printer)
        self._bottom = self._height - self._line * 1.6
        self._y = self._note_y = 0.0
        self._next = 0  # the first of `_places` not yet on paper
        self._number = 0
        self._waiting: deque[_Note] = deque()
        while self._next < len(self._places) and self._places[self._next][0] < self._start(self._first):
            self._next += 1
        self.pages = 1
        self._foot()

    def _arrange(self, face: Face, printer: QPrinter) -> None:
        """Number, text and notes from left to right; from right to left for texts that run so."""
        low, high = self._start(self._first), self._text.provisions[self._last - 1].end
        noted = any(low <= start < high and (note.body.strip() or note.tags) for start, _, note in self._places)
        average = QFontMetricsF(self._serif, printer).horizontalAdvance(SAMPLE) / len(SAMPLE)
        room = self._width * ((1 - NOTES) if noted else 1) - self._indent - self._line * (0.8 if noted else 0)
        self._column = min(room, average * MEASURE)
        # Without notes the text stands in the middle of the page, as in a book.
        self._left = 0.0 if noted else (self._width - self._indent - self._column) / 2
        self._text_x = self._left + self._indent
        self._notes_x, self._notes_w = self._width * (1 - NOTES), self._width * NOTES - self._line
        if self._mirrored:
            self._text_x = self._width - self._left - self._indent - self._column
            self._notes_x = 0.0
        narrow = self._hyphens == "narrow" and self._column / average < NARROW
        self._words = hyphenator(self._text.lang) if narrow or self._hyphens == "always" else None

    def _start(self, n: int) -> int:
        return self._text.provisions[n - 1].start

    def _title(self) -> None:
        font = QFont(self._bold)
        font.setPointSizeF(SIZE * 1.5)
        width = self._width - 2 * self._left
        layout, lines = _set(self._text.title, font, width, self._printer)
        self._p.setPen(self._theme.colour("text"))
        height = QFontMetricsF(font, self._printer).height()
        for line in lines:
            line.draw(self._p, QPointF(self._left, self._y - line.y()))
            self._y += height
        del layout
        self._p.setFont(self._sans)
        self._p.setPen(self._theme.colour("muted"))
        words = subtitle(self._text)
        x = self._left
        if self._mirrored:
            x = self._width - x - QFontMetricsF(self._sans, self._printer).horizontalAdvance(words)
        self._p.drawText(QPointF(x, self._y + self._note_line), words)
        self._y += self._note_line * 2.6
        self._note_y = self._y

    def _provision(self, n: int) -> None:
        provision = self._text.provisions[n - 1]
        s = self._text.canonical[provision.start : provision.end]
        cut = max(0, provision.body - provision.start)
        parts = [(provision.start, s[:cut].rstrip("\n"), self._bold)] if cut else []
        parts.append((provision.start + cut, s[cut:], self._serif))
        first = True
        for start, words, font in parts:
            units = Utf16Map(words)
            if self._words is not None and font is self._serif and not self._mirrored:
                words, units = soften(words, self._words)
            layout, lines = _set(words, font, self._column, self._printer)
            together = 3 if len(lines) == 3 else 2  # two and one would leave one alone, wherever they are parted
            if (font is self._bold or first) and self._y + together * self._line > self._bottom:
                self._turn()  # a heading, or a first line, does not stand alone at the foot
            for k, line in enumerate(lines):
                widow = k == len(lines) - 2 > 1 and self._y + 2 * self._line > self._bottom
                if widow or self._y + self._line > self._bottom:  # a last line does not stand alone at the head
                    self._turn()
                if first:
                    self._number_provision(n, self._y + line.ascent())
                    first = False
                low = start + units.to_code_point(line.textStart())
                high = start + units.to_code_point(line.textStart() + line.textLength())
                self._marks(line, start, units, low, high)
                self._p.setPen(self._theme.colour("text"))
                line.draw(self._p, QPointF(self._text_x, self._y - line.y()))
                self._begin_notes(line, start, units, high)
                self._y += self._line
            del layout
        self._y += self._line * 0.45

    def _number_provision(self, n: int, baseline: float) -> None:
        self._p.setFont(self._small)
        self._p.setPen(self._theme.colour("muted"))
        x = self._left
        if self._mirrored:
            x = self._width - x - QFontMetricsF(self._small, self._printer).horizontalAdvance(f"§{n}")
        self._p.drawText(QPointF(x, baseline), f"§{n}")

    def _marks(self, line: QTextLine, start: int, units: Utf16Map, low: int, high: int) -> None:
        for a, b, note in self._places:
            if a >= high:
                break
            if b <= low or note.style == "none":
                continue
            unit0, unit1 = (units.to_utf16(min(max(at, low), high) - start) for at in (a, b))
            if self._bidi:
                runs = bidi_runs(line, unit0, unit1)
            else:
                x0, x1 = _x(line, unit0), line.naturalTextWidth() if b >= high else _x(line, unit1)
                runs = [(x0, x1 - x0)] if x1 > x0 else []
            role = f"highlight.{note.colour}"
            for x, width in runs:
                if note.style == "underline":
                    box = QRectF(self._text_x + x, self._y + line.ascent() * 1.15, width, self._line * 0.06)
                    self._p.fillRect(box, self._theme.strong(role))
                else:
                    box = QRectF(self._text_x + x, self._y, width, line.height())
                    self._p.fillRect(box, self._theme.colour(role))

    def _begin_notes(self, line: QTextLine, start: int, units: Utf16Map, high: int) -> None:
        """Put the notes that begin on this line into the margin, numbered; what has no room goes on overleaf."""
        while self._next < len(self._places) and self._places[self._next][0] < high:
            at, _, note = self._places[self._next]
            self._next += 1
            words = note.body.strip()
            if note.tags:
                words = f"{words}\n{' '.join('#' + tag for tag in note.tags)}".strip()
            if not words:
                continue
            self._number += 1
            self._p.setFont(self._raised)
            self._p.setPen(self._theme.colour("accent"))
            x = self._text_x + _x(line, units.to_utf16(max(0, at - start)))
            capitals = QFontMetricsF(self._serif, self._printer).capHeight()  # it stands in the leading over these
            self._p.drawText(QPointF(x, self._y + line.ascent() - capitals * 1.04), str(self._number))
            self._waiting.append(_Note(self._number, words, self._sans, self._notes_w, self._printer))
            self._note_y = max(self._note_y, self._y)
        self._draw_notes()

    def _draw_notes(self) -> None:
        while self._waiting:
            note = self._waiting[0]
            for line in note.lines[note.done :]:
                if self._note_y + self._note_line > self._bottom:
                    return
                if note.done == 0:
                    self._p.setFont(self._small)
                    self._p.setPen(self._theme.colour("accent"))
                    self._p.drawText(QPointF(self._notes_x, self._note_y + line.ascent()), str(note.number))
                self._p.setPen(self._theme.colour("text"))
                line.draw(self._p, QPointF(self._notes_x + self._line * 0.9, self._note_y - line.y()))
                self._note_y += self._note_line
                note.done += 1
            self._note_y += self._note_line * 0.5
            self._waiting.popleft()

    def _turn(self) -> None:
        self._printer.newPage()
        self.pages += 1
        self._y = self._note_y = 0.0
        self._foot()
        self._draw_notes()

    def _foot(self) -> None:
        self._p.setFont(self._small)
        self._p.setPen(self._theme.colour("muted"))
        self._p.drawText(QPointF(0, self._height - self._line * 0.3), self._text.short_title)
        number = str(self.pages)
        width = QFontMetricsF(self._small, self._printer).horizontalAdvance(number)
        self._p.drawText(QPointF(self._width - width, self._height - self._line * 0.3), number)


def _plain(markdown: str) -> tuple[str, list[QTextLayout.FormatRange]]:
    """A note without the signs of its markup, and where it is bold or slanted; a very long one as it is typed."""
    if len(markdown) > LONG_NOTE:
        return markdown, []
    document = QTextDocument()
    markdown = _LINK.sub(r"\1", markdown)
    document.setMarkdown(markdown, QTextDocument.MarkdownFeature.MarkdownNoHTML)
    words, looks = "", []
    block = document.begin()
    while block.isValid():
        words += ("\n" if words else "") + ("• " if block.textList() is not None else "")
        for look in block.textFormats():
            if look.format.fontItalic() or look.format.fontWeight() > QFont.Weight.Normal.value:
                found = QTextLayout.FormatRange()
                found.start, found.length = len(words.encode("utf-16-le")) // 2 + look.start, look.length
                form = QTextCharFormat()
                form.setFontItalic(look.format.fontItalic())
                form.setFontWeight(look.format.fontWeight())
                found.format = form
                looks.append(found)
        words += block.text()
        block = block.next()
    return words, looks


def _set(
    words: str, font: QFont, width: float, device: QPrinter, looks: Sequence[QTextLayout.FormatRange] = ()
) -> tuple[QTextLayout, list[QTextLine]]:
    """Words in lines of a width; the layout owns the lines and has to be kept as long as they are."""
    layout = QTextLayout(words.replace("\n", "\u2028"), font, device)
    layout.setFormats(list(looks))
    if RTL.search(words):
        set_direction(layout, True, starts_rtl(words))
    lines = []
    layout.beginLayout()
    line = layout.createLine()
    while line.isValid():
        line.setLineWidth(width)
        lines.append(line)
        line = layout.createLine()
    layout.endLayout()
    return layout, lines


def _x(line: QTextLine, unit: int) -> float:
    found: Any = line.cursorToX(unit)  # a pair, whatever the stubs say
    return float(found[0] if isinstance(found, tuple) else found)


def printer_for(text: Text) -> QPrinter:
    """A printer with our margins; into a PDF file where the system knows no printer."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    if not QPrinterInfo.availablePrinterNames():
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setDocName(text.short_title)
    printer.setPageMargins(MARGINS, QPageLayout.Unit.Millimeter)
    return printer


def part_of(text: Text, selection: tuple[int, int] | None) -> tuple[int, int] | None:
    """The provisions to print: those of the selection, else all; None when that is too much."""
    first, last = 1, len(text.provisions)
    if selection is not None:
        first, last = text.provision_at(selection[0]).n, text.provision_at(selection[1] - 1).n
    length = text.provisions[last - 1].end - text.provisions[first - 1].start
    return (first, last) if length <= LONGEST else None


class PrintPreview(QPrintPreviewDialog):
    """The pages of a text, from where they can be printed; it keeps the printer, which Qt only borrows."""

    def __init__(self, text: Text, sheets: Sheets, parent: QWidget) -> None:
        printer = printer_for(text)
        super().__init__(printer, parent)
        self._printer = printer
        self._sheets = sheets
        self.setWindowTitle(f"Print {text.short_title}")
        self.paintRequested.connect(sheets.paint)
        self._fit_bar()
        self.resize(980, 720)

    def _fit_bar(self) -> None:
        """Qt's own bar with our padding is wider than its dialog, and the button that prints would be out of sight."""
        for bar in self.findChildren(QToolBar):
            bar.setIconSize(QSize(20, 20))
            bar.setMovable(False)
            bar.setStyleSheet("QToolButton { padding: 3px; margin: 0; } QToolBar { spacing: 2px; }")
            for action in bar.actions():
                part = bar.widgetForAction(action)
                if isinstance(part, QToolButton):
                    part.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # Qt's own cannot be reached by the keyboard
                    part.setAccessibleName(action.text())
            if bar.actions():
                bar.actions()[-1].setShortcut(QKeySequence.StandardKey.Print)
        for box in self.findChildren(QComboBox):
            box.setMinimumContentsLength(6)
            box.setAccessibleName("Size")
        for line in self.findChildren(QLineEdit):
            if not isinstance(line.parent(), QComboBox):
                line.setAccessibleName("Page")
            box.setMinimumWidth(box.fontMetrics().horizontalAdvance("100.0%") + 48)


def preview(
    text: Text, notes: Sequence[Annotation], settings: Settings, part: tuple[int, int], parent: QWidget
) -> PrintPreview:
    """Show the pages."""
    dialog = PrintPreview(text, Sheets(text, notes, settings, first=part[0], last=part[1]), parent)
    dialog.open()
    return dialog
