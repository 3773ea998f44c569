"""The session: the one door through which the window reads and changes what is kept.

Panes hold the session and nothing of each other. They call its acts, each of which names a wish of the user's, and
follow `changed`, which says what was touched and who asked.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject

from reader.settings import Settings
from reader.text.model import Text
from reader.ui.jobs import Jobs
from reader.ui.session_acts import TagActs, TextActs
from reader.ui.session_links import LinkActs
from reader.ui.session_texts import WholeTextActs
from reader.ui.session_threads import ThreadActs


class Session(ThreadActs, TagActs, TextActs, WholeTextActs, LinkActs):
    """The texts that are open, the library, the undo stack and the cross-references, with every act on them."""

    def __init__(
        self, settings: Settings, texts: Sequence[Text] = (), *, jobs: Jobs | None = None, parent: QObject | None = None
    ) -> None:
        """`texts` are those that stand in the panes from the first paint on, from left to right."""
        super().__init__(settings, texts, jobs=jobs, parent=parent)
        self._start_links()
