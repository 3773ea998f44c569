"""A pane on the screen for `test_at_spi`: a text with a highlight, a note and links. Runs until its input ends."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from PySide6.QtCore import QSocketNotifier, QTimer
from PySide6.QtWidgets import QApplication

from reader.ui.reading.marks import Mark, MarkIndex
from reader.ui.reading.pane import TextPane
from tests.ui.reading.helpers import make_text

WORDS = (
    "The towns share their harbour.",
    "The Harbour Charter binds every town, and quarrels are settled at the round table.",
    "They plan a school of pilots.",
)


def main() -> None:
    """Show the pane; say READY, then each mark that is clicked."""
    app = QApplication([])
    text = make_text(*WORDS, title="Charter of the Harbour")
    second = text.provisions[1].start
    pane = TextPane()
    pane.resize(560, 480)
    pane.set_text(text)
    pane.view.set_overlay(
        MarkIndex(
            [
                Mark(second + 4, second + 19, "link", "link.instrument", "charter"),
                Mark(second + 42, second + 60, "highlight", "highlight.yellow", "mine", True),
                Mark(second, second + 82, "link", "link.parallel", "same"),
            ]
        )
    )
    pane.view.clicked.connect(lambda ids, position: print("CLICKED", *ids, flush=True))
    pane.show()
    pane.view.woke.connect(lambda: QTimer.singleShot(200, lambda: print("READY", flush=True)))
    end = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
    end.activated.connect(app.quit)
    app.exec()


if __name__ == "__main__":
    main()
