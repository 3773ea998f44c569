from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget

from tests.ui.notes.worlds import harbour, market, no_blocking_dialogs, session

__all__ = ["harbour", "market", "no_blocking_dialogs", "session", "settle", "window"]


@pytest.fixture
def window(qtbot) -> QWidget:
    """What dialogs stand over, as in the program: it owns them."""
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def settle(qtbot, session):
    """Wait until the worker has answered."""
    return lambda: qtbot.waitUntil(lambda: not session.jobs.busy, timeout=20000)
