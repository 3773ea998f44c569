"""What every test shares: no screen needed, and nothing of the user's touched."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# A loaded machine may need more than the five seconds of pytest-qt; a wait that is fulfilled costs nothing more.
for _wait in (QtBot.waitUntil, QtBot.waitSignal):
    if _wait.__kwdefaults__:
        _wait.__kwdefaults__["timeout"] = 60_000

ROOT = Path(__file__).resolve().parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--renew", action="store_true", help="write the golden files anew and show what changed")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_sessionfinish(exitstatus: int) -> Generator[None, None, None]:
    """Leave at once when the summary is printed, whatever plugins would still take apart.

    Thousands of Qt objects dismantled in the interpreter's own order can crash after the last test. That says nothing
    about the program: the tests start its processes, end them and judge them by their status.
    """
    yield
    if "PySide6.QtWidgets" in sys.modules:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(int(exitstatus))


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has its own user folder: the library and settings of the person who runs the tests stay as they are."""
    monkeypatch.setenv("DECLARATION_READER_HOME", str(tmp_path_factory.mktemp("home")))


@pytest.fixture
def sources() -> Path:
    """The folder of the source reports beside the checkout; the test is skipped where it is not there."""
    folder = ROOT.parent / "shared" / "sources"
    if not folder.is_dir():
        pytest.skip("the source reports are not beside this checkout")
    return folder
