"""How the panes stood for each set of texts, and where each text was left."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from reader.ui.reading.page import Place
from reader.ui.session import Session
from reader.ui.window.desk import Desk

MOST = 60  # sets that are remembered; the one not used for longest is forgotten
SOON = 400  # ms after the last change until it is written: a gutter that is dragged is one change


class Layouts(QObject):
    """Keeps sizes, widths and order by set of texts in the settings; gives them back when the set is open again."""

    single_wanted = Signal(bool)

    def __init__(self, session: Session, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._desk = desk
        self._set = ""
        self.left: dict[str, tuple[Place, int]] = {}  # where texts were left in this session
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON)
        self._soon.timeout.connect(self.keep)

    def begin(self) -> None:
        """Take back how the panes stood for the texts that are open now."""
        self._set = ""
        self.follow()

    def follow(self) -> None:
        """Other texts stand in the panes: take back how these stood, unless only their order is new."""
        now = name_of(self._session.shown)
        if now != self._set:
            self._set = now
            kept = self._session.settings["layouts"].get(now)
            if isinstance(kept, dict) and kept.get("order") == list(self._session.shown):
                self._desk.arrange(kept)
            if isinstance(kept, dict) and kept.get("single") is True and not self._desk.single:
                self.single_wanted.emit(True)
        self.later()

    def later(self) -> None:
        """Something of the arrangement changed: keep it soon."""
        self._soon.start()

    def keep(self) -> None:
        """Write how the panes stand for the texts that are open."""
        self._soon.stop()
        shown = list(self._session.shown)
        if not shown:
            return
        layouts: dict[str, Any] = self._session.settings["layouts"]
        layouts.pop(name_of(shown), None)
        layouts[name_of(shown)] = {"order": shown, **self._desk.arrangement()}
        self._session.settings["layouts"] = dict(list(layouts.items())[-MOST:])

    def leave(self, pane: int) -> None:
        """The text of a pane is about to go: remember its place."""
        view = self._desk.panes[pane].view
        if view.text is not None:
            self.left[view.text.id] = (view.place(), view.caret())

    def come_back(self) -> None:
        """Bring texts that were left in this session to where they were left."""
        with self._desk.alone():
            for pane in self._desk.panes:
                text = pane.view.text
                found = self.left.pop(text.id, None) if text is not None else None
                if text is not None and found is not None and pane.view.caret() == 0 and pane.view.page.first == 0:
                    pane.view.restore(found[0])
                    pane.view.select(found[1], found[1])

    def ask(self) -> None:
        """Choose one of the sets of texts that were open together."""
        from reader.ui.window.picker import Choice, Picker  # late: as every choice

        titles = {info.id: info.short_title for info in self._session.text_infos()}
        choices = []
        for name, kept in reversed(self._session.settings["layouts"].items()):
            order = kept.get("order") if isinstance(kept, dict) else None
            if isinstance(order, list) and order and all(text_id in titles for text_id in order):
                choices.append(Choice(name, " ⇄ ".join(titles[text_id] for text_id in order)))
        picker = Picker("Open which texts together?", choices, self._desk)
        picker.chosen.connect(self.open)
        picker.open()

    def open(self, name: str) -> None:
        """Open a set of texts as it last stood."""
        kept = self._session.settings["layouts"].get(name)
        if isinstance(kept, dict) and isinstance(kept.get("order"), list):
            self.keep()
            self._set = ""
            self._session.show_texts([str(text_id) for text_id in kept["order"]])


def name_of(ids: tuple[str, ...] | list[str]) -> str:
    """The name of a set of texts: its ids, in an order of their own."""
    return " + ".join(sorted(ids))
