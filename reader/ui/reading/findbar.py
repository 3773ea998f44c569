"""The bar to find words in one text."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from reader.ui.reading.view import ReadingView


class FindBar(QWidget):
    """Finds while one types; Enter and Shift+Enter go on and back, Escape closes."""

    closed = Signal()

    def __init__(self, view: ReadingView, parent: QWidget) -> None:
        super().__init__(parent)
        self._view = view
        self.field = QLineEdit(self)
        self.field.setPlaceholderText("Find in this text")
        self.field.setAccessibleName("Find in this text")
        self.field.setClearButtonEnabled(True)
        self.field.setMinimumWidth(90)
        self.count = QLabel(self)
        self.case = QCheckBox("Aa", self)  # in full it leaves no room for the words in a narrow pane
        self.case.setToolTip("Match case")
        self.case.setAccessibleName("Match case")
        self.back = self._button("↑", "Previous hit (Shift+Enter)", self._previous)
        self.on = self._button("↓", "Next hit (Enter)", self._next)
        close = self._button("✕", "Close (Esc)", self.close_bar)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 6, 4)
        row.setSpacing(4)
        for widget in (self.field, self.count, self.back, self.on, self.case, close):
            row.addWidget(widget, 1 if widget is self.field else 0)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(80)  # 5 MB take 60 ms: once for a run of keys
        self._timer.timeout.connect(self._find)
        self.field.textChanged.connect(lambda: self._timer.start())
        self.case.toggled.connect(self._find)
        self.field.installEventFilter(self)
        view.found.connect(self._say)

    def _button(self, sign: str, tip: str, act: Any) -> QToolButton:
        button = QToolButton(self)
        button.setText(sign)
        button.setToolTip(tip)
        button.setAccessibleName(tip.split(" (")[0])
        button.clicked.connect(act)
        return button

    def begin(self, words: str) -> None:
        """Take `words` (or keep the last) and wait for more."""
        if words:
            self.field.setText(words)
        self.field.selectAll()
        self.field.setFocus()
        if self.field.text():
            self._find()

    def close_bar(self) -> None:
        """Forget the hits and go away."""
        self._timer.stop()
        hits = self._view.hits
        if 0 <= hits.current < len(hits):
            self._view.select(hits.starts[hits.current], hits.ends[hits.current])
        self._view.find("")
        self.closed.emit()

    def _find(self) -> None:
        self._timer.stop()
        self._view.find(self.field.text(), case=self.case.isChecked())

    def _next(self) -> None:
        if self._timer.isActive():
            self._find()
        else:
            self._view.find_next()

    def _previous(self) -> None:
        if self._timer.isActive():
            self._find()
        else:
            self._view.find_previous()

    def _say(self, current: int, count: int) -> None:
        words = f"{current:,} of {count:,}" if count else ("not found" if self.field.text().strip() else "")
        self.count.setText(words)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and event.type() == QEvent.Type.KeyPress:
            key = event.key()  # type: ignore[attr-defined]
            if key == Qt.Key.Key_Escape:
                self.close_bar()
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier  # type: ignore[attr-defined]
                self._previous() if shift else self._next()
                return True
        return super().eventFilter(watched, event)
