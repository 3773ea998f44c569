"""The chips of the top bar: one for each group of kinds, with its count, to show or hide it."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QWidget

from reader.ui.models.kinds import GROUPS, Filter, Group
from reader.ui.reading.initials import LETTERS
from reader.ui.reading.typography import sans
from reader.ui.session import Session
from reader.ui.theme import Theme

HEIGHT = 26
DOT = 9


class Chip(QAbstractButton):
    """A rounded switch with a coloured dot; the dot is a ring and the words are muted while it is off."""

    def __init__(self, text: str, role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(text)
        self.role = role
        self.letter = ""  # that names the kind in the margins, where letters are shown there
        self.theme: Theme | None = None
        self.setCheckable(bool(role))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self.text()) + 22 + (DOT + 9 if self.role else 0)
        return QSize(width, max(HEIGHT, self.fontMetrics().height() + 8))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self.theme
        if theme is None:
            return
        on = self.isChecked() or not self.role
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            box = self.rect().toRectF().adjusted(1, 1, -1, -1)
            ground = "selected" if self.isDown() else "chip" if self.underMouse() else "card"
            painter.setPen(QPen(theme.colour("accent" if self.hasFocus() else "border"), 2 if self.hasFocus() else 1))
            painter.setBrush(theme.colour(ground) if on else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
            left = 11
            if self.role:
                dot = self.rect().toRectF().adjusted(left, 0, 0, 0)
                size = DOT + 3 if self.letter else DOT
                dot.setWidth(size)
                dot.setTop((self.height() - size) / 2)
                dot.setHeight(size)
                painter.setPen(QPen(theme.colour(self.role), 1.5))
                painter.setBrush(theme.colour(self.role) if on else Qt.BrushStyle.NoBrush)
                painter.drawEllipse(dot.adjusted(0.5, 0.5, -0.5, -0.5))
                if self.letter:
                    painter.setFont(sans(6.5, bold=True))
                    painter.setPen(theme.colour("card" if on else self.role))
                    painter.drawText(dot, Qt.AlignmentFlag.AlignCenter, self.letter)
                    painter.setFont(self.font())
                left += DOT + 6 + (3 if self.letter else 0)
            enabled = on and self.isEnabled()
            painter.setPen(theme.colour("text" if enabled else "muted"))
            where = self.rect().adjusted(left, 0, -6, 0)
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
            painter.drawText(where, flags, self.text())
        finally:
            painter.end()


class Chips(QWidget):
    """A chip for each group of kinds that the open texts have."""

    hidden_kinds_wanted = Signal(list)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._chips: dict[str, Chip] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for group in GROUPS:
            chip = Chip(group.title, group.role, self)
            chip.setChecked(True)
            chip.toggled.connect(self._toggled)
            row.addWidget(chip)
            self._chips[group.id] = chip

    def set_theme(self, theme: Theme) -> None:
        """Draw in another theme."""
        for chip in self._chips.values():
            chip.theme = theme
            chip.update()

    def refresh(self, wanted: Filter) -> None:
        """Count again, and show which groups are hidden."""
        session = self._session
        counts: Counter[str] = Counter()
        every = wanted._replace(hidden_kinds=frozenset())
        for a_id, b_id in session.pairs:
            counts.update(link.kind for link in session.links(a_id, b_id) if every.shows(link))
        for group in GROUPS:
            chip = self._chips[group.id]
            count = sum(counts[kind] for kind in group.kinds)
            chip.letter = LETTERS[group.role] if session.settings["text.initials"] else ""
            on = not wanted.hidden_kinds.issuperset(group.kinds)
            blocked = chip.blockSignals(True)
            chip.setChecked(on)
            chip.blockSignals(blocked)
            chip.setText(f"{group.title} {count}" if count or session.pairs else group.title)
            chip.setToolTip(f"{'Hide' if on else 'Show'} {group.title.lower()}: {_kinds(group)}")
            chip.setAccessibleName(f"{group.title}, {count}, {'shown' if on else 'hidden'}")
            chip.setVisible(group.always or count > 0)
            chip.updateGeometry()
            chip.update()

    def _toggled(self) -> None:
        hidden = [kind for group in GROUPS if not self._chips[group.id].isChecked() for kind in group.kinds]
        self.hidden_kinds_wanted.emit(hidden)


def _kinds(group: Group) -> str:
    return ", ".join(group.kinds)
