from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QFont
from PySide6.QtWidgets import QTextBrowser

from reader.render.links import Passage
from reader.ui.notes.preview import NotePreview
from reader.ui.theme import load_theme

HOSTILE = [
    "![x](https://example.invalid/a.png)",
    "![x](file:///etc/passwd)",
    '<img src="https://example.invalid/a.png">',
    '<script>alert(1)</script><link rel="stylesheet" href="http://example.invalid/x.css">',
    '<div style="background:url(file:///etc/hostname)">x</div>',
    "[x](javascript:alert(1))",
    "[![i](http://example.invalid/i.gif)](http://example.invalid)",
    "![ref][r]\n\n[r]: http://example.invalid/r.png",
    "<!-- x --><iframe src='file:///etc/passwd'></iframe>",
]


@pytest.fixture
def preview(qtbot) -> NotePreview:
    made = NotePreview()
    qtbot.addWidget(made)
    made.set_look(load_theme("light"), QFont("Noto Serif"))
    made.resize(300, 200)
    made.show()
    return made


@pytest.mark.parametrize("body", HOSTILE)
def test_nothing_is_fetched_or_read(preview, qtbot, monkeypatch, body: str) -> None:
    asked = []
    monkeypatch.setattr(NotePreview, "loadResource", lambda self, kind, name: asked.append((kind, name)))
    preview.show_note(body + "\n\nlast words")
    preview.grab()
    assert "last words" in preview.toPlainText()
    assert asked == []  # the rendered note names nothing; the override below is the second lock


def test_the_second_lock_holds_even_for_html_that_names_things(preview, tmp_path) -> None:
    secret = tmp_path / "secret.html"
    secret.write_text("<b>secret words</b>")
    for url in (QUrl.fromLocalFile(str(secret)), QUrl("https://example.invalid/x.png")):
        assert preview.loadResource(2, url) is None
    preview.setSource(QUrl.fromLocalFile(str(secret)))
    assert "secret" not in preview.toPlainText()


def test_raw_html_and_scripts_stand_as_text(preview) -> None:
    preview.show_note("<b>bold?</b> <script>alert(1)</script>")
    assert "<b>bold?</b>" in preview.toPlainText()
    assert "<script>" in preview.toPlainText()


def test_a_passage_link_is_announced(preview, qtbot) -> None:
    preview.show_note("see [[Bishkek 2007 §4]]")
    with qtbot.waitSignal(preview.passage_activated, timeout=500) as heard:
        preview.anchorClicked.emit(QUrl("passage:Bishkek%202007%20%C2%A74"))
    assert heard.args == [Passage("Bishkek 2007", 4)]


@pytest.mark.parametrize(("url", "opened"), [("https://un.org/x", True), ("file:///etc/passwd", False), ("x:y", False)])
def test_only_web_and_mail_addresses_leave_the_program(preview, monkeypatch, url: str, opened: bool) -> None:
    seen = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: seen.append(url.toString()))
    preview.anchorClicked.emit(QUrl(url))
    assert seen == ([url] if opened else [])


@pytest.mark.parametrize(
    "body", ["> " * 5000 + "deep", "[" * 20000, "- a\n" * 30000, "*" * 50000, "x" * 2_000_000, "| a " * 40000]
)
def test_hostile_notes_are_shown_soon(preview, body: str) -> None:
    began = time.perf_counter()
    preview.show_note(body)
    assert time.perf_counter() - began < 4
    assert isinstance(preview, QTextBrowser)
    assert preview.toPlainText().strip()
