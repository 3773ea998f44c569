"""A view on the screen, with a text in it."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from reader.text.model import Text
from tests.ui.reading.helpers import Show, Watched


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    """A function that shows a text in a view of a size and waits until it is painted."""

    def make(text: Text, width: int = 460, height: int = 520) -> Watched:
        view = Watched()
        qtbot.addWidget(view)
        view.resize(width, height)
        view.set_text(text)
        with qtbot.waitSignal(view.painted):
            view.show()
        view.after_first_paint()
        qtbot.wait(1)
        return view

    return make
