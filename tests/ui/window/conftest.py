"""A whole window on two small texts of our own, with its library in a temporary folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QFileDialog, QInputDialog, QMessageBox

from reader import paths
from reader.settings import Settings
from reader.ui.theme import apply, load_theme
from reader.ui.window import furnishing
from reader.ui.window.furnishing import Parts
from reader.ui.window.opening import read_texts
from reader.ui.window.window import Window

HARBOUR = """---
id: harbour
title: Charter of the Harbour
short_title: Harbour 1901
date: 1901-05-02
place: Eastmouth
---

The towns on the river agree to share their harbour and to keep its lights burning.

The Harbour Charter binds every town: quarrels are settled at the round table and never by closing the locks.

They plan a school of pilots in Eastmouth, which is to teach the masters of every ship.
"""
MARKET = """---
id: market
title: Market Declaration
short_title: Market 1907
date: 1907-08-16
place: Westmouth
---

Six years later the towns met again and opened a market 😀 beside the river.

No town may close the locks: the Harbour Charter binds every town, and quarrels are settled at the round table.

The school of pilots in Eastmouth has taught forty masters and has earned praise.
"""


@pytest.fixture(autouse=True)
def no_blocking_dialogs(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dialog that would wait for somebody fails the test instead of hanging it."""

    def blocked(*args: object, **more: object) -> None:
        raise AssertionError("a dialog would block here")

    monkeypatch.setattr(QDialog, "exec", blocked)
    for name in ("information", "question", "warning", "critical", "about"):
        monkeypatch.setattr(QMessageBox, name, blocked)
    for name in ("getOpenFileName", "getOpenFileNames", "getSaveFileName", "getExistingDirectory"):
        monkeypatch.setattr(QFileDialog, name, blocked)
    for name in ("getText", "getItem", "getInt", "getMultiLineText"):
        monkeypatch.setattr(QInputDialog, name, blocked)


def bundle(folder: Path, monkeypatch: pytest.MonkeyPatch, **texts: str) -> list[Path]:
    """Texts as files by their names, which are then also the bundled ones."""
    made = []
    for name, words in texts.items():
        path = folder / f"{name.strip('_').replace('_', '-')}.md"
        path.write_text(words, encoding="utf-8")
        made.append(path)
    monkeypatch.setattr(paths, "bundled_texts", lambda: made)
    return made


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The two texts as files, which are also the bundled ones here."""
    return bundle(tmp_path, monkeypatch, _1901_harbour=HARBOUR, _1907_market=MARKET)


@pytest.fixture
def start(qtbot, qapp, tmp_path: Path, files: list[Path]) -> Iterator[Callable[..., Parts]]:
    """Starts the window as `app.run` does, on a library that outlives it; waits for the cross-references."""
    windows: list[Window] = []

    def begin(texts: list[str] | None = None, *, library: Path | None = None, wait: bool = True) -> Parts:
        path = library or tmp_path / "library.sqlite"
        settings = Settings(tmp_path / "settings.json")
        opening = read_texts(texts or [], path, settings)
        theme = load_theme(settings["theme"])
        apply(qapp, theme, style_sheet=False)
        window = Window(settings, opening.texts, theme)
        windows.append(window)
        window.show()
        qtbot.waitExposed(window)
        furnishing.furnish(window, settings, theme, path, opening)
        parts: Parts = window.parts
        session = parts.session
        qtbot.waitUntil(lambda: session.library is not None or session.library_error is not None, timeout=60_000)
        if wait:
            qtbot.waitUntil(lambda: not session.jobs.busy, timeout=60_000)
        return parts

    yield begin
    for window in windows:
        window.close()
        window.deleteLater()


@pytest.fixture
def parts(start: Callable[..., Parts]) -> Parts:
    """A window that has just been opened."""
    return start()
