"""Entries that were changed in a file and in the library: each with its difference, and what shall become of it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from reader.exchange.differing import Row, rows
from reader.exchange.obsidian import Conflict, readable
from reader.render.plain import spoken
from reader.ui.dialogs.base import title_label
from reader.ui.notes.choice import Choice
from reader.ui.notes.preview import NotePreview
from reader.ui.theme import Theme

WAYS = (
    ("skip", "Leave the file as it is"),
    ("bring-back", "Take the file’s words into the library"),
    ("replace", "Put the library’s words into the file"),
    ("append", "Keep the file’s words, put the library’s below"),
)


class ConflictsView(QWidget):
    """The conflicts at the left, the difference of the chosen one at the right, the choice below it."""

    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._conflicts: list[Conflict] = []
        self.chosen: dict[tuple[str, str], str] = {}
        self.list = QListWidget(self)
        self.list.setAccessibleName("Entries that differ")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # the number stands at the end of a title
        self.view = _Difference(self)
        self.view.setAccessibleName("What differs: what the file has is struck out, what the library has is added")
        self.way = Choice(self)
        self.way.setAccessibleName("What shall become of it")
        self.all_button = QPushButton("The same for &all", self)
        left, right, below = QVBoxLayout(), QVBoxLayout(), QHBoxLayout()
        for column in (left, right):
            column.setSpacing(8)
        left.addWidget(title_label("Changed in both", self))
        left.addWidget(self.list, 1)
        right.addWidget(title_label("− in the file   + in the library", self))
        right.addWidget(self.view, 1)
        below.addWidget(self.way, 1)
        below.addWidget(self.all_button)
        right.addLayout(below)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addLayout(left, 2)
        row.addLayout(right, 5)
        self.list.currentRowChanged.connect(self._show)
        self.way.activated.connect(self._choose)
        self.all_button.clicked.connect(self._choose_all)

    def show_conflicts(self, conflicts: Sequence[Conflict]) -> None:
        """Put these conflicts up; choices that were made for those among them stay."""
        self._conflicts = list(conflicts)
        known = {(c.path, c.region) for c in conflicts}
        self.chosen = {where: way for where, way in self.chosen.items() if where in known}
        row = max(0, self.list.currentRow())
        self.list.clear()
        for conflict in self._conflicts:
            self.list.addItem(QListWidgetItem(""))
            self._label(self.list.count() - 1, conflict)
        self.list.setCurrentRow(min(row, len(self._conflicts) - 1))

    def dress(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self._show()

    def _at_hand(self) -> Conflict | None:
        row = self.list.currentRow()
        return self._conflicts[row] if 0 <= row < len(self._conflicts) else None

    def _label(self, row: int, conflict: Conflict) -> None:
        way = self.chosen.get((conflict.path, conflict.region), "skip")
        mark = {"skip": "", "bring-back": "← ", "replace": "→ ", "append": "→ + "}[way]
        item = self.list.item(row)
        item.setText(f"{mark}{heading(conflict)}\n{conflict.path}")
        item.setToolTip(dict(WAYS)[way])
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{heading(conflict)}, {conflict.path}. {dict(WAYS)[way]}")

    def _show(self) -> None:
        conflict = self._at_hand()
        self.way.clear()
        self.way.setEnabled(conflict is not None)
        if conflict is None:
            self.view.clear()
            return
        for key, words in WAYS:
            if key in ways(conflict):
                self.way.addItem(words, key)
        at = self.way.findData(self.chosen.get((conflict.path, conflict.region), "skip"))
        self.way.setCurrentIndex(max(0, at))
        self.view.setHtml(_page(conflict, self._theme))

    def _choose(self) -> None:
        conflict = self._at_hand()
        if conflict is not None:
            self.chosen[conflict.path, conflict.region] = str(self.way.currentData())
            self._label(self.list.currentRow(), conflict)
            self.changed.emit()

    def _choose_all(self) -> None:
        way = str(self.way.currentData())
        for row, conflict in enumerate(self._conflicts):
            if way in ways(conflict):
                self.chosen[conflict.path, conflict.region] = way
                self._label(row, conflict)
        self.changed.emit()


def ways(conflict: Conflict) -> tuple[str, ...]:
    """What can be chosen for a conflict."""
    if conflict.removed:
        return ("skip", "replace")
    return tuple(key for key, _ in WAYS if key != "bring-back" or conflict.returns)


def heading(conflict: Conflict) -> str:
    """What a conflict is about, in words."""
    words = conflict.yours or conflict.new
    first = next((line[3:] for line in words.split("\n") if line.startswith("## ")), conflict.region)
    what = spoken(first)
    if conflict.removed:
        return f"{what} · taken out of the file"
    return f"{what} · gone from the library" if conflict.gone else what


def _page(conflict: Conflict, theme: Theme) -> str:
    note = ""
    if not conflict.returns and not conflict.removed:
        note = (
            "<p><i>What was edited here is not the note itself (the quotation, a heading), so it cannot come back "
            "into the library.</i></p>"
        )
    body = "".join(_row(row, theme) for row in rows(readable(conflict.yours), readable(conflict.new), around=3))
    return note + (body or "<p><i>Only blank lines and block ids differ.</i></p>")


def _row(row: Row, theme: Theme) -> str:
    if row.sign == "…":
        return f'<p style="margin:2px 0; color:{theme.css("muted")}">⋯ {escape(row.words)}</p>'
    role = {"-": "highlight.pink", "+": "highlight.green"}.get(row.sign)
    out, at = [], 0
    for start, end in row.spans:
        out.append(escape(row.words[at:start]))
        out.append(f"<b><u>{escape(row.words[start:end])}</u></b>")
        at = end
    words = "".join([*out, escape(row.words[at:])]) or "&nbsp;"
    sign = {"-": "−", "+": "+"}.get(row.sign, "&nbsp;")
    back = f' style="margin:0; background-color:{theme.css(role)}"' if role else ' style="margin:0"'
    return f'<p dir="auto"{back}>{sign}&nbsp;{words}</p>'


class _Difference(QTextBrowser):
    """Shows HTML that `_page` made and loads nothing."""

    loadResource = NotePreview.loadResource
