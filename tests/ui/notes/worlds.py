"""A small library and a session on it, for the tests of everything that shows or changes notes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QDialog, QFileDialog, QInputDialog, QMessageBox

from reader.library import Library
from reader.settings import Settings
from reader.text.model import GAP, Provision, Provisions, Text
from reader.ui.session import Session

HARBOUR = [
    "The towns on the river agree to share their harbour.",
    "Each town keeps its own flag, its own court and its own toll.",
    "Quarrels are settled at the round table and never by closing the locks.",
]
MARKET = [
    "Six years later the towns met again and opened a market 😀.",
    "The round table has settled eleven quarrels since it was set up.",
    "No town may close the locks on market days.",
]


def make_text(id_: str, title: str, paragraphs: list[str]) -> Text:
    provisions, at = [], 0
    for n, words in enumerate(paragraphs, 1):
        provisions.append(Provision(n, at, at + len(words), at))
        at += len(words) + len(GAP)
    whole = GAP.join(paragraphs)
    return Text(id=id_, title=title, short_title=title, canonical=whole, provisions=Provisions.of(provisions))


def span(text: Text, words: str) -> tuple[int, int]:
    at = text.canonical.index(words)
    return at, at + len(words)


@pytest.fixture
def harbour() -> Text:
    return make_text("harbour", "Harbour 1901", HARBOUR)


@pytest.fixture
def market() -> Text:
    return make_text("market", "Market 1907", MARKET)


@pytest.fixture
def session(qtbot, harbour: Text, market: Text, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    """A session whose library holds both texts and nothing else; every failure that it tells fails the test."""
    monkeypatch.setattr(Session, "want_links", lambda self: None)  # notes need no engine
    with Library.scratch() as library:
        for text in (harbour, market):
            library.apply(library.plan.add_text(text))
        new = Session(Settings(None), [harbour, market])
        new.told = []
        new.failed.connect(new.told.append)
        new.attach(library)
        yield new
        assert new.told == []
        new.close()


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
