"""The words of a search marked in every open text and on its ruler, while they stand in the box."""

from __future__ import annotations

import re
from array import array

from PySide6.QtCore import QObject

from reader.library.query import Words, parse, wanted
from reader.text.fold import Folded, fold
from reader.text.model import Text
from reader.ui.reading.find import MOST
from reader.ui.window.desk import Desk

LONGEST = 4_000_000  # code points of a text that are looked through; folding it takes 0.1 s for each million, once


def expression(asked: list[Words]) -> re.Pattern[str] | None:
    """What finds the words and phrases of a query in a folded text; None when there are none."""
    found = []
    for words in asked:
        parts = [re.escape(fold(part)) for part in words.parts if part.strip()]
        if not parts or words.column == "body":
            continue
        dense = [len(part) == 1 and not part.isascii() for part in words.parts]  # Han and Kana: no blanks between
        body = parts[0]
        for k in range(1, len(parts)):
            body += (r"\W*" if dense[k] and dense[k - 1] else r"\W+") + parts[k]
        start = "" if dense[0] else r"(?<!\w)"
        end = "" if dense[-1] else r"\w*" if words.prefix else r"(?!\w)"
        found.append(f"{start}{body}{end}")
    return re.compile("|".join(sorted(found, key=len, reverse=True))) if found else None


class SearchMarks(QObject):
    """Puts the hits of the search box into the views, as their find bars do."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._query = ""
        self._folded: dict[str, Folded] = {}  # by the hash of the text; only of those that are open

    def show(self, query: str) -> None:
        """Mark what a query looks for; "" marks nothing."""
        if not query.strip() and not self._query:
            return
        self._query = query
        found = expression(wanted(parse(query, typing=True))) if query.strip() else None
        shown = {pane.view.text.sha256 for pane in self._desk.panes if pane.view.text is not None}
        self._folded = {key: kept for key, kept in self._folded.items() if key in shown}
        for pane in self._desk.panes:
            view = pane.view
            if view.text is None or len(view.text.canonical) > LONGEST:
                continue
            hits = view.hits
            hits.query, hits.current = query, -1
            hits.starts, hits.ends = self._spans(view.text, found)
            view.surface.update()
            view.found.emit(0, len(hits))

    def again(self) -> None:
        """Other texts stand in the panes: mark them too."""
        if self._query:
            self.show(self._query)

    def _spans(self, text: Text, found: re.Pattern[str] | None) -> tuple[array[int], array[int]]:
        starts, ends = array("I"), array("I")
        if found is None:
            return starts, ends
        if text.sha256 not in self._folded:
            self._folded[text.sha256] = Folded(text.canonical)
        folded = self._folded[text.sha256]
        for m in found.finditer(folded.text):
            a, b = folded.span(m.start(), m.end())
            if a < b:
                starts.append(a)
                ends.append(b)
            if len(starts) >= MOST:
                break
        return starts, ends
