"""The binding itself: a build of PySide6 that loses references to None aborts the process some hours later."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject


def test_a_void_call_keeps_the_count_of_none() -> None:
    thing = QObject()
    calls = 2000
    thing.setObjectName("x")
    before = sys.getrefcount(None)
    for _ in range(calls):
        thing.setObjectName("x")
    lost = before - sys.getrefcount(None)
    assert lost < calls / 10, "this build of PySide6 loses references to None: use another version (see pyproject.toml)"
