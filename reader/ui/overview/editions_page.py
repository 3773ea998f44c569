"""The tab of the editions: what meets what, and below it the words of the chosen line against each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QTextBrowser, QVBoxLayout, QWidget

from reader.crossref.overview_editions import Meeting
from reader.crossref.overview_tables import words_of
from reader.text.model import Text
from reader.ui.dialogs.comparing import compare, to_html
from reader.ui.notes import look
from reader.ui.overview.choice import Choice
from reader.ui.overview.loading import OfEditions, Pair
from reader.ui.overview.page import ListPage
from reader.ui.overview.rows import Row
from reader.ui.session import Session
from reader.ui.theme import Theme


class EditionsPage(ListPage):
    """One pair of editions at a time."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        columns = (("", 14), ("", 14), ("State", 26), ("Alike", 7), ("", 0), ("", 0))
        super().__init__("Editions", columns, ("line", "lines"), parent)
        self._theme = theme
        self._texts: Sequence[Text] = ()
        self._editions: Mapping[Pair, OfEditions] = {}
        self._row: Row | None = None
        self.pair = Choice(self)
        self.pair.setAccessibleName("Which two editions")
        self.top.addWidget(self.pair)
        self.words = QTextBrowser(self)
        self.words.setAccessibleName("The words of both editions")
        self.words.setOpenLinks(False)
        self.words.setFont(look.serif(session.settings, self.font()))
        self.words.document().setDocumentMargin(10)
        below = QWidget(self)
        inside = QVBoxLayout(below)
        inside.setContentsMargins(0, 6, 0, 0)
        inside.addWidget(self.words)
        self.splitter = QSplitter(self)
        self.splitter.setOrientation(Qt.Orientation.Vertical)
        self.column.replaceWidget(self.table, self.splitter)
        self.splitter.addWidget(self.table)
        self.splitter.addWidget(below)
        self.splitter.setStretchFactor(0, 3)
        self.splitter.setStretchFactor(1, 2)
        self.splitter.setChildrenCollapsible(False)
        self.column.setStretchFactor(self.splitter, 1)
        self.pair.currentIndexChanged.connect(self._show_pair)
        self.chosen.connect(self.show_words)

    def fill_editions(self, texts: Sequence[Text], editions: Mapping[Pair, OfEditions]) -> None:
        """Show these alignments, the first of them."""
        self._texts, self._editions = texts, editions
        blocked = self.pair.blockSignals(True)
        self.pair.clear()
        for i, j in editions:
            self.pair.addItem(f"{texts[i].short_title} × {texts[j].short_title}", (i, j))
        self.pair.setVisible(len(editions) > 1)
        self.pair.blockSignals(blocked)
        self._show_pair()

    @property
    def shown_pair(self) -> tuple[Text, Text, OfEditions] | None:
        """The two texts and their alignment."""
        chosen = self.pair.currentData()
        if chosen is None:
            return None
        i, j = chosen
        return self._texts[i], self._texts[j], self._editions[i, j]

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        super().set_theme(theme)
        self._theme = theme
        self.show_words(self._row)

    def show_words(self, row: Row | None) -> None:
        """Show both wordings of a line in one: what is gone struck, what is new underlined."""
        self._row = row
        shown = self.shown_pair
        if row is None or shown is None or not isinstance(row.item, Meeting):
            self.words.clear()
            self.words.setPlaceholderText("Choose a line to see the words of both editions.")
            return
        a, b, _ = shown
        first, second = (
            "\n".join(words_of(text, n) for n in ns) for text, ns in ((a, row.item.a), (b, row.item.b))
        )
        gone, new = self._theme.css("highlight.pink"), self._theme.css("highlight.green")
        if a.lang.partition("-")[0] != b.lang.partition("-")[0] and first and second:
            self.words.setPlainText(f"{first}\n\n{second}")  # two languages have no words in common
        else:
            sides = " and ".join(
                f"{how} what only {escape(text.short_title)} has"
                for how, text, own in (("struck", a, first), ("underlined", b, second)) if own
            )  # fmt: skip
            legend = f'<p style="color:{self._theme.css("muted")}">{sides[:1].upper()}{sides[1:]}.</p>'
            self.words.setHtml(legend + to_html(compare(first, second), gone, new))

    def _show_pair(self) -> None:
        shown = self.shown_pair
        if shown is None:
            self.fill([])
            return
        a, b, editions = shown
        only = (f"Only in {a.short_title}", f"Only in {b.short_title}")
        self.model.set_titles((a.short_title, b.short_title, "State", "Alike", *only))
        self.set_choices(
            self.group, "Which lines",
            (("All lines", ""), (only[0], "only a"), (only[1], "only b"), ("Other words", "differs"),
             ("Same words", "same")),
        )  # fmt: skip
        self.fill(editions.rows)
        self.show_words(None)
