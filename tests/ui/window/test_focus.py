"""Everything that Tab reaches shows that it has the focus, in every theme."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from reader.ui.theme import available
from reader.ui.window.furnishing import Parts

LEAST = 12  # pixels that differ


def picture(window: QWidget) -> np.ndarray:
    image = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), np.uint32).copy()


@pytest.mark.parametrize("theme", available())
def test_the_focus_is_seen_wherever_tab_leads(parts: Parts, qtbot: QtBot, theme: str) -> None:
    parts.showing.choose_theme(theme)
    window = parts.window
    window.resize(900, 560)
    window.activateWindow()
    parts.session.add_annotation("harbour", 4, 30, body="Who pays?", tags=["money"])
    parts.desk.view.setFocus()
    blind: list[str] = []
    seen: set[int] = set()
    shows: Callable[[], None]
    for shows in (parts.inspector.focus_connections, parts.inspector.focus_notes, parts.inspector.focus_tags):
        shows()
        qtbot.wait(20)
        for _ in range(60):
            widget = QApplication.focusWidget()
            if widget is None or id(widget) in seen:
                break
            seen.add(id(widget))
            on = picture(window)
            widget.clearFocus()
            off = picture(window)
            widget.setFocus(Qt.FocusReason.TabFocusReason)
            if on.size == off.size and int((on != off).sum()) < LEAST:
                blind.append(f"{type(widget).__name__} {widget.accessibleName()}")
            qtbot.keyClick(widget, Qt.Key.Key_Tab)
    assert len(seen) > 15
    assert blind == []
