"""Printing: every provision on paper, notes beside their lines, long notes overleaf, a part only."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtPrintSupport import QPrinter, QPrintPreviewDialog

from reader.ui.window.furnishing import Parts
from reader.ui.window.printing import Sheets, _plain, part_of, printer_for
from tests.ui.reading.helpers import long_text


def printed(sheets: Sheets, text, path: Path) -> bytes:
    printer = printer_for(text)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    sheets.paint(printer)
    return path.read_bytes()


def test_a_text_fills_as_many_pages_as_its_file_has(parts: Parts, tmp_path: Path) -> None:
    text = long_text(60)
    sheets = Sheets(text, [], parts.session.settings)
    data = printed(sheets, text, tmp_path / "a.pdf")
    assert data.startswith(b"%PDF") and sheets.pages > 2
    assert data.count(b"/Type /Page\n") == sheets.pages
    part = Sheets(text, [], parts.session.settings, first=3, last=5)
    printed(part, text, tmp_path / "b.pdf")
    assert part.pages == 1


def test_notes_stand_in_the_margin_and_a_long_one_goes_on_overleaf(parts: Parts, tmp_path: Path) -> None:
    text = parts.session.text("harbour")
    assert text is not None
    plain = Sheets(text, [], parts.session.settings)
    without = printed(plain, text, tmp_path / "a.pdf")
    parts.session.add_annotation("harbour", 4, 30, body="**Who** pays?", tags=["money"])
    short = Sheets(text, parts.session.annotations("harbour"), parts.session.settings)
    assert len(printed(short, text, tmp_path / "b.pdf")) > len(without)
    assert short.pages == plain.pages == 1
    parts.session.add_annotation("harbour", 40, 50, body="a long thought\n\n" * 150)
    long = Sheets(text, parts.session.annotations("harbour"), parts.session.settings)
    printed(long, text, tmp_path / "c.pdf")
    assert long.pages > 1 and not long._waiting


def test_marks_of_markup_are_not_printed() -> None:
    words, looks = _plain("**Sovereignty first**: *between* members\n\n- one\n- two")
    assert words == "Sovereignty first: between members\n• one\n• two"
    assert [(look.start, look.length) for look in looks][:2] == [(0, 17), (19, 7)]


def test_what_is_too_long_asks_for_a_selection() -> None:
    text = long_text(9000)
    assert part_of(text, None) is None
    assert part_of(text, (text.provisions[4].start, text.provisions[6].start + 2)) == (5, 7)


@pytest.mark.filterwarnings("ignore")
def test_the_preview_opens_from_the_menu(parts: Parts, qtbot) -> None:
    parts.actions["file.print"].trigger()
    [dialog] = parts.window.findChildren(QPrintPreviewDialog)
    assert dialog.isVisible() and "Harbour" in dialog.windowTitle()
    dialog.close()
    dialog.deleteLater()
    qtbot.wait(1)
    assert QEvent
