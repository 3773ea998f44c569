"""The tab of the matrix: which pair, which kinds, how large; the cell of the cursor in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from reader.crossref.model import KINDS
from reader.crossref.overview_matrix import Matrix
from reader.text.model import Text
from reader.ui.models.kinds import GROUPS
from reader.ui.notes import look
from reader.ui.notes.labels import WrapLabel
from reader.ui.overview.choice import Choice
from reader.ui.overview.drawing import Drawing
from reader.ui.overview.loading import Pair
from reader.ui.overview.matrix import MatrixView
from reader.ui.overview.words import LETTERS
from reader.ui.theme import Theme


class MatrixPage(QWidget):
    """One pair of texts at a time."""

    link_opened = Signal(str)  # the key of a link to go to
    level = Signal(str, int, str, int)  # text and position, text and position: to be brought to one height

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._texts: Sequence[Text] = ()
        self._matrices: Mapping[Pair, Matrix] = {}
        self.pair = Choice(self)
        self.pair.setAccessibleName("Which two texts")
        self.view = MatrixView(self)
        self.line = WrapLabel(self, name="muted")
        self.groups = {group.id: self._switch(group.title, group.id) for group in GROUPS}
        self.smaller, self.larger, self.fit = (
            self._button(*words) for words in (("−", "Smaller (−)"), ("+", "Larger (+)"), ("Fit", "All of it (0)"))
        )
        top = QHBoxLayout()
        top.setSpacing(6)
        top.addWidget(self.pair)
        for part in self.groups.values():
            top.addWidget(part)
        top.addStretch(1)
        for button in (self.smaller, self.larger, self.fit):
            top.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 10, 0, 0)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self.view, 1)
        column.addWidget(self.line)
        self._connect()

    def _switch(self, title: str, group_id: str) -> QToolButton:
        group = next(g for g in GROUPS if g.id == group_id)
        button = QToolButton(self)
        button.setText(f"{title} ({LETTERS[group.kinds[0]]})")
        button.setToolTip(f"Show or hide: {title.casefold()}. Their cells carry the letter {LETTERS[group.kinds[0]]}.")
        button.setCheckable(True)
        button.setChecked(True)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.toggled.connect(self.redraw)
        return button

    def _button(self, words: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(words)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        return button

    def _connect(self) -> None:
        self.pair.currentIndexChanged.connect(self.redraw)
        self.smaller.clicked.connect(lambda: self.view.zoom(-1))
        self.larger.clicked.connect(lambda: self.view.zoom(1))
        self.fit.clicked.connect(lambda: self.view.zoom(0))
        self.view.moved.connect(self.line.setText)
        self.view.activated.connect(self.go)

    # What can be asked

    @property
    def hidden(self) -> list[str]:
        """The kinds that are switched off."""
        shown = {kind for group in GROUPS if self.groups[group.id].isChecked() for kind in group.kinds}
        return [kind for kind in KINDS if kind not in shown]

    def fill(self, texts: Sequence[Text], matrices: Mapping[Pair, Matrix]) -> None:
        """Show the matrices of these texts, the same pair as before where it is still there."""
        old = [t.id for t in self._texts]
        kept = self.pair.currentData()
        self._texts, self._matrices = texts, matrices
        blocked = self.pair.blockSignals(True)
        self.pair.clear()
        for i, j in matrices:
            self.pair.addItem(f"{texts[i].short_title} × {texts[j].short_title}", (i, j))
        same = kept is not None and old == [t.id for t in texts]
        self.pair.setCurrentIndex(max(0, list(matrices).index(tuple(kept))) if same and tuple(kept) in matrices else 0)
        self.pair.setVisible(len(matrices) > 1)
        self.pair.blockSignals(blocked)
        self.redraw()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        for group in GROUPS:
            self.groups[group.id].setIcon(look.dot(theme.colour(group.role), ratio=2.0))
        self.redraw()

    def redraw(self) -> None:
        """Draw what is chosen now."""
        chosen = self.pair.currentData()
        matrix = self._matrices.get(tuple(chosen)) if chosen is not None else None
        if matrix is None or not matrix.rows or not matrix.columns:
            self.view.set_drawing(None)
            self.line.setText("")
            return
        i, j = chosen
        drawing = Drawing(self._texts[i], self._texts[j], matrix, self._theme, self.font(), self.hidden)
        self.view.set_drawing(drawing)

    def go(self, row: int, column: int) -> None:
        """Go to the strongest link of a cell; without one, bring its two provisions to one height."""
        drawing = self.view.drawing
        if drawing is None:
            return
        links = drawing.matrix.links(row, column, drawing.hidden)
        if links:
            self.link_opened.emit(links[0].key)
            return
        a, b = drawing.a, drawing.b
        n, m = drawing.matrix.row_range(row)[0], drawing.matrix.column_range(column)[0]
        self.level.emit(a.id, a.provisions[n - 1].start, b.id, b.provisions[m - 1].start)
