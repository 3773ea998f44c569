"""What the window remembers from one session to the next, and how it comes back to it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QTabWidget

from reader.ui.reading.page import Place
from reader.ui.session import Session
from reader.ui.window.window import Window

PLACES = 200  # texts whose place is remembered


def remember(window: Window, session: Session, tabs: QTabWidget, library: Path | None) -> None:
    """Write size, panes, texts and places into the settings."""
    old = session.settings["window.state"]
    places = old.get("places")
    kept = dict(places) if isinstance(places, dict) else {}
    for i, pane in enumerate(window.desk.panes):
        text_id = window.desk.text_id_of(i)
        if text_id:
            kept.pop(text_id, None)
            kept[text_id] = [*pane.view.place(), pane.view.caret()]
    session.settings["window.state"] = {
        **window.state(),
        "tab": tabs.currentIndex(),
        "menubar": bool(window.menuBar().actions()) and window.menuBar().isVisibleTo(window),
        "library": str(library),
        "texts": list(session.shown),
        "places": dict(list(kept.items())[-PLACES:]),
    }


def come_back(window: Window, session: Session) -> None:
    """Bring every pane to the place where its text was left."""
    places = session.settings["window.state"].get("places")
    if not isinstance(places, dict):
        return
    with window.desk.alone():
        for i, pane in enumerate(window.desk.panes):
            found = places.get(window.desk.text_id_of(i))
            if not (isinstance(found, list) and len(found) == 3 and all(isinstance(n, int | float) for n in found)):
                continue
            text = pane.view.text
            if text is not None and 0 <= found[0] <= len(text.canonical):
                pane.view.restore(Place(int(found[0]), int(found[1])))
                pane.view.select(int(found[2]), int(found[2]))
