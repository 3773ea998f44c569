"""Printing: every provision on paper, notes beside their lines, long notes overleaf, a part only."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtPrintSupport import QPrinter, QPrintPreviewDialog
from PySide6.QtWidgets import QToolButton

from reader.ui.window.furnishing import Parts
from reader.ui.window.printing import PrintPreview, Sheets, _plain, _set, part_of, printer_for
from tests.ui.reading.helpers import long_text, make_text


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


def test_the_note_margin_is_there_only_for_notes_and_the_line_is_never_too_long(parts: Parts, tmp_path: Path) -> None:
    text = parts.session.text("harbour")
    assert text is not None
    bare = Sheets(text, [], parts.session.settings)
    printed(bare, text, tmp_path / "a.pdf")
    parts.session.add_annotation("harbour", 4, 30, body="Who pays?")
    noted = Sheets(text, parts.session.annotations("harbour"), parts.session.settings)
    printed(noted, text, tmp_path / "b.pdf")
    assert noted._left == 0 and noted._text_x + noted._column < noted._notes_x
    assert bare._left > 0 and bare._column > noted._column
    assert bare._left == pytest.approx(bare._width - bare._text_x - bare._column)  # in the middle of the page
    elsewhere = Sheets(text, parts.session.annotations("harbour"), parts.session.settings, first=2)
    printed(elsewhere, text, tmp_path / "c.pdf")
    assert elsewhere._column == bare._column  # the note is not on these pages


def test_what_runs_from_right_to_left_is_printed_so(parts: Parts, tmp_path: Path) -> None:
    text = make_text("تؤكد الدول الأعضاء التزامها بالقانون الدولي.", lang="ar", title="إعلان")
    sheets = Sheets(text, [], parts.session.settings)
    printed(sheets, text, tmp_path / "a.pdf")
    assert sheets._text_x + sheets._column + sheets._indent == pytest.approx(sheets._width - sheets._left)
    layout, lines = _set("تؤكد الدول", sheets._serif, 2000.0, printer_for(text))
    assert lines[0].naturalTextRect().right() == pytest.approx(2000, abs=2)
    del layout


def test_a_last_line_does_not_stand_alone_on_the_next_page(parts: Parts, tmp_path: Path, monkeypatch) -> None:
    text, number = long_text(60), Sheets._number_provision
    firsts: list[float] = []
    monkeypatch.setattr(Sheets, "_number_provision", lambda self, n, y: (firsts.append(self._y), number(self, n, y))[1])
    pages = 0
    for first in range(1, 9):  # the pages are cut elsewhere each time
        sheets = Sheets(text, [], parts.session.settings, first=first)
        printed(sheets, text, tmp_path / "a.pdf")
        pages += sheets.pages
    assert pages > 24
    assert [y for y in firsts if 0 < y < 1.9 * sheets._line] == []  # one line at the head, then another provision


def test_a_link_in_a_note_is_printed_as_its_words() -> None:
    assert _plain("see [[Harbour 1901 §2]].")[0] == "see Harbour 1901 §2."


def test_the_preview_prints_by_the_keyboard(parts: Parts, qtbot) -> None:
    parts.actions["file.print"].trigger()
    dialog = parts.window.findChild(PrintPreview)
    qtbot.waitExposed(dialog)
    buttons = {part.text(): part for part in dialog.findChildren(QToolButton) if part.text()}
    assert {name for name, part in buttons.items() if not part.focusPolicy() & Qt.FocusPolicy.TabFocus} == set()
    [action] = [a for a in buttons["Print"].actions() if a.shortcuts()]
    assert action.shortcut().toString() == "Ctrl+P"
    dialog.reject()
