"""The old and the new wording as one reads them: words marked, ribbons between what changed, notes at both ends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QToolButton, QWidget

from reader.library.models import STATES
from reader.library.plan_replace import Move
from reader.text.model import Text
from reader.ui.dialogs.comparing import compare
from reader.ui.reading.gutter import Ribbon, RibbonGutter
from reader.ui.reading.marks import Mark, MarkIndex
from reader.ui.reading.ruler import OverviewRuler
from reader.ui.reading.tie import Anchor, ScrollTie, level
from reader.ui.reading.typography import Type
from reader.ui.reading.view import ReadingView
from reader.ui.session import Session
from reader.ui.theme import Theme

GONE, NEW, NOTED = "highlight.pink", "highlight.green", "highlight.blue"
LOST = STATES[2:]  # of a note: nobody knows where it stands
COMPARED = 400  # provisions whose words are compared; the others are marked as a whole


class Row(NamedTuple):
    """One line of the comparison: the numbers of the provisions (0: there is none), and their words."""

    old: int
    new: int
    old_words: str
    new_words: str


class Drawn(NamedTuple):
    """What is shown of a comparison: marks of both sides, ribbons, places that are held level, stops on the way."""

    left: list[Mark]
    right: list[Mark]
    ribbons: list[Ribbon]
    anchors: list[Anchor]
    stops: list[tuple[int, int]]


def drawn(old: Text, new: Text, rows: Sequence[Row], moves: Sequence[Move]) -> Drawn:
    """Marks, ribbons and anchors of two wordings; `rows` are the provisions that differ, in order."""
    out = Drawn([], [], [], anchors(old, new, rows), [])
    for n, row in enumerate(rows):
        a = old.provisions[row.old - 1] if row.old else None
        b = new.provisions[row.new - 1] if row.new else None
        if a is not None and b is not None:
            _compared(out, row, a.start, b.start, words=n < COMPARED)
            out.ribbons.append(Ribbon(f"row:{n}", (a.start, a.end), (b.start, b.end), "link.development", 0.5))
        elif a is not None:
            out.left.append(Mark(a.start, a.end, "highlight", GONE, f"row:{n}"))
        elif b is not None:
            out.right.append(Mark(b.start, b.end, "highlight", NEW, f"row:{n}"))
        here = a.start if a is not None else None
        there = b.start if b is not None else None
        out.stops.append(_stop(out.anchors, here, there))
    for n, move in enumerate(moves):
        before, after = move.before, move.after
        if before.text_id != old.id or before.state in LOST:
            continue
        key = f"note:{n}"
        out.left.append(Mark(before.start, before.end, "underline", NOTED, key, True))
        if after.state not in LOST:
            out.right.append(Mark(after.start, after.end, "underline", NOTED, key, True))
            ends = (before.start, before.end), (after.start, after.end)
            out.ribbons.append(Ribbon(key, *ends, "link.parallel", 1.0))
    return out


def _compared(out: Drawn, row: Row, a: int, b: int, *, words: bool) -> None:
    if not words:
        out.left.append(Mark(a, a + len(row.old_words), "highlight", GONE, f"row:{row.old}"))
        out.right.append(Mark(b, b + len(row.new_words), "highlight", NEW, f"row:{row.old}"))
        return
    for piece in compare(row.old_words, row.new_words):
        size = len(piece.words)
        if piece.how == "gone":
            out.left.append(Mark(a, a + size, "highlight", GONE, f"row:{row.old}"))
        elif piece.how == "new":
            out.right.append(Mark(b, b + size, "highlight", NEW, f"row:{row.old}"))
        a += size if piece.how != "new" else 0
        b += size if piece.how != "gone" else 0


def anchors(old: Text, new: Text, rows: Sequence[Row]) -> list[Anchor]:
    """The beginnings of provisions that belong together: those of the rows, and all that are the same between them."""
    found: list[Anchor] = []
    i = j = 0
    a, b = old.provisions, new.provisions
    gone = {row.old for row in rows if row.old}
    come = {row.new for row in rows if row.new}
    pairs = {row.old: row.new for row in rows if row.old and row.new}
    while i < len(a) and j < len(b):
        if i + 1 in gone:
            if i + 1 in pairs:
                found.append(Anchor(a[i].start, b[pairs[i + 1] - 1].start, 1.0, True))
                j = pairs[i + 1]
            i += 1
        elif j + 1 in come:
            j += 1
        else:
            found.append(Anchor(a[i].start, b[j].start, 1.0, True))
            i, j = i + 1, j + 1
    return found


def _stop(found: Sequence[Anchor], left: int | None, right: int | None) -> tuple[int, int]:
    """The places to be held level at a change; where one side has nothing, what comes next there."""
    if left is None and right is not None:
        left = next((a.left for a in found if a.right > right), found[-1].left if found else 0)
    elif right is None and left is not None:
        right = next((a.right for a in found if a.left > left), found[-1].right if found else 0)
    return left or 0, right or 0


class SideBySide(QWidget):
    """Two views that scroll together, with their rulers and the ribbons between them."""

    stepped = Signal(int, int)  # the number of the change (from 1), and of how many

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.left, self.right = ReadingView(self), ReadingView(self)
        settings = session.settings
        self._drawn = Drawn([], [], [], [], [])
        self._at = -1
        for view, name in ((self.left, "Old wording"), (self.right, "New wording")):
            view.setAccessibleName(name)
            view.set_typography(Type(settings["text.family"], max(9.0, settings["text.size"] - 1.5), 1.5, 60))
        self.gutter = RibbonGutter(self.left, self.right, self)
        self.gutter.setFixedWidth(52)
        self.tie = ScrollTie(self.left, self.right, self)
        self.rulers = OverviewRuler(self.left, self), OverviewRuler(self.right, self)
        self.back, self.on = QToolButton(self), QToolButton(self)
        for button, sign, name, by in ((self.back, "↑", "Previous change", -1), (self.on, "↓", "Next change", 1)):
            button.setText(sign)
            button.setToolTip(name)
            button.setAccessibleName(name)
            button.clicked.connect(lambda checked=False, by=by: self.step(by))
        self.told = QLabel(self)
        self.told.setObjectName("muted")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 8, 0, 0)
        grid.setVerticalSpacing(4)
        grid.setHorizontalSpacing(0)
        for column, part in enumerate((self.left, self.rulers[0], self.gutter, self.right, self.rulers[1])):
            grid.addWidget(part, 1, column)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(3, 1)
        for column, words in ((0, "OLD"), (3, "NEW")):
            label = QLabel(words, self)
            label.setObjectName("section")
            grid.addWidget(label, 0, column)
        bar = QGridLayout()
        bar.setSpacing(6)
        bar.addWidget(self.told, 0, 0)
        bar.addWidget(self.back, 0, 1)
        bar.addWidget(self.on, 0, 2)
        bar.setColumnStretch(0, 1)
        grid.addLayout(bar, 2, 0, 1, 5)
        self._enable()

    def show_change(self, old: Text, new: Text, rows: Sequence[Row], moves: Sequence[Move]) -> None:
        """Show two wordings; the first change is in sight."""
        self._drawn, self._at = drawn(old, new, rows, moves), -1
        for view, text, marks in ((self.left, old, self._drawn.left), (self.right, new, self._drawn.right)):
            view.set_text(text)
            view.set_overlay(MarkIndex(marks))
            view.after_first_paint()
        for ruler in self.rulers:
            ruler.after_first_paint()
        self.gutter.after_first_paint()
        self.gutter.set_links(self._drawn.ribbons)
        self.tie.set_anchors(self._drawn.anchors)
        self.tie.set_on(True)
        self._enable()
        if self._drawn.stops:
            self.step(1)

    def step(self, by: int) -> None:
        """Go to the next (1) or previous (-1) change, round at the ends."""
        stops = self._drawn.stops
        if stops:
            self._at = (self._at + by) % len(stops)
            a, b = stops[self._at]
            with self.tie.held():
                level(self.left, a, self.right, b, None)
            self.gutter.set_active([f"row:{self._at}"])
            self._enable()
            self.stepped.emit(self._at + 1, len(stops))

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""
        for view in (self.left, self.right):
            view.set_theme(theme)

    def _enable(self) -> None:
        count = len(self._drawn.stops)
        self.back.setEnabled(count > 0)
        self.on.setEnabled(count > 0)
        self.told.setText(f"Change {self._at + 1} of {count:,}" if count else "")
