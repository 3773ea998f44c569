"""The acts that open the windows about texts: on a text that is named, or on the one in the active pane."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from reader.ui.session import Session

if TYPE_CHECKING:
    from reader.text.model import Text
    from reader.ui.texts.collecting import CollectionRun

Here = Callable[[], str | None]


class TextWindows(QObject):
    """Opens each window late: nobody needs one before asking for it."""

    opened = Signal(str)  # a text to be shown in the pane that is not active
    level = Signal(str, int, str, int)  # two places: text and position each

    def __init__(self, session: Session, window: QWidget, here: Here, selected: Callable[[], str]) -> None:
        """`here` is the id of the text in the active pane, `selected` the words that are selected in it."""
        super().__init__(window)
        self._session, self._window, self._here, self._selected = session, window, here, selected
        self._runs: dict[str, CollectionRun] = {}

    def details(self, ids: Sequence[str] = ()) -> None:
        """Edit the metadata of these texts, or of the one in the active pane."""
        from reader.ui.texts.details import TextDetailsDialog

        wanted = list(ids) or self._of()
        if wanted:
            self._show(TextDetailsDialog(self._session, wanted, self._window))

    def correct(self, text_id: str = "", *, fresh: bool = False) -> None:
        """Correct the provisions and the metadata of a text; `fresh`: nobody has looked at it yet."""
        from reader.ui.texts.correcting import CorrectTextDialog

        for id_ in [text_id] if text_id else self._of():
            self._show(CorrectTextDialog(self._session, id_, self._window, fresh=fresh))

    def update_text(self, text_id: str = "") -> None:
        """Give a text another wording."""
        from reader.ui.texts.updating import UpdateTextDialog

        for id_ in [text_id] if text_id else self._of():
            self._show(UpdateTextDialog(self._session, id_, self._window))

    def related(self, text_id: str = "", *, link: bool = False) -> None:
        """Find the texts that are nearest to one; `link` finds the cross-references with them at once."""
        from reader.ui.texts.relating import RelatedDialog

        for id_ in [text_id] if text_id else self._of():
            text = self._session.text(id_)
            if text is None:
                continue
            dialog = RelatedDialog(self._session, self.run_of(text), self._window)
            dialog.opened.connect(self.opened)
            dialog.level.connect(self.level)
            self._show(dialog)
            if link:
                dialog.link_when_ready()

    def run_of(self, text: Text) -> CollectionRun:
        """The search for one text, which outlives its window."""
        from reader.ui.texts.collecting import CollectionRun

        run = self._runs.get(text.id)
        if run is None or run.text.sha256 != text.sha256:
            run = self._runs[text.id] = CollectionRun(self._session, text, self)
            run.ended.connect(lambda words: self._session.said.emit(words) if words else None)
        return run

    def names(self, text_id: str = "") -> None:
        """Show the names that a text seems to use, and those that were learned."""
        from reader.ui.texts.naming import NamesDialog

        for id_ in [text_id] if text_id else self._of():
            self._show(NamesDialog(self._session, id_, self._window))

    def learn(self) -> None:
        """Learn the selected words as a name; without a selection, show the proposed ones."""
        words, here = self._selected(), self._here()
        text = self._session.text(here) if here else None
        if not words.strip() or text is None:
            self.names()
            return
        from reader.ui.texts.naming import LearnNameDialog

        self._show(LearnNameDialog(self._session, words, text.lang, self._window))

    def watch(self) -> None:
        """Choose the folder that is watched for new texts."""
        from reader.ui.texts.watch_line import WatchDialog

        self._show(WatchDialog(self._session, self._window))

    def manage(self) -> None:
        """Show all texts as a table."""
        from reader.ui.texts.managing import TextsDialog

        dialog = TextsDialog(self._session, self._window)
        dialog.opened.connect(self.opened)
        dialog.details_wanted.connect(self.details)
        dialog.related_wanted.connect(self.related)
        self._show(dialog)

    def _of(self) -> list[str]:
        here = self._here()
        return [here] if here and self._session.library is not None and self._session.library.has_text(here) else []

    def _show(self, dialog: QDialog) -> None:
        dialog.show()
        dialog.raise_()
