"""The tags of a note: chips that can be taken off, and a field that completes and checks new ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QEvent, QObject, QSize, QStringListModel, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QCompleter, QFrame, QHBoxLayout, QLabel, QLineEdit, QToolButton, QVBoxLayout, QWidget

from reader.ui.notes import completing
from reader.ui.notes.flow import FlowLayout
from reader.ui.notes.labels import WrapLabel
from reader.ui.notes.tag_names import judge

LONGEST = 230  # pixels of a chip at 100 %; a longer tag is elided in the middle, its end tells it from its likes


class Chip(QFrame):
    """One tag: click or Return shows what carries it, × or Delete takes it off."""

    removed = Signal(str)
    activated = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self.setObjectName("chip")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(f"Tag {name}")
        self.setAccessibleDescription("Return shows its notes, Delete takes it off")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(name)
        self._label = QLabel(self)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setMinimumWidth(8)
        self._remove = QToolButton(self)
        self._remove.setObjectName("chip-x")
        self._remove.setText("×")
        self._remove.setToolTip("Take this tag off")
        self._remove.setAccessibleName(f"Take off {name}")
        self._remove.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._remove.clicked.connect(lambda: self.removed.emit(self.name))
        line = QHBoxLayout(self)
        line.setContentsMargins(8, 0, 4, 0)
        line.setSpacing(3)
        line.addWidget(self._label, 1)
        line.addWidget(self._remove)

    def set_editable(self, editable: bool) -> None:
        """Whether the tag can be taken off."""
        self._remove.setVisible(editable)

    def sizeHint(self) -> QSize:
        metrics = self._metrics()
        cross = self._remove.sizeHint().width() + 3 if not self._remove.isHidden() else 0
        width = min(metrics.horizontalAdvance(self.name) + 2, LONGEST) + 14 + cross
        return QSize(width, metrics.height() + 5)

    def resizeEvent(self, event: QResizeEvent) -> None:
        cross = self._remove.sizeHint().width() + 3 if not self._remove.isHidden() else 0
        room = self.width() - 14 - cross
        self._label.setText(self._metrics().elidedText(self.name, Qt.TextElideMode.ElideMiddle, room))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and not self._remove.isHidden():
            self.removed.emit(self.name)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.activated.emit(self.name)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.activated.emit(self.name)

    def _metrics(self) -> QFontMetrics:
        return QFontMetrics(self._label.font())


class TagField(QLineEdit):
    """Where a tag is typed. Return or a comma adds it; Down opens the list; Backspace in the empty field goes back."""

    wanted = Signal(str)
    back = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("add-tag")
        self.setPlaceholderText("+ tag")
        self.setAccessibleName("Add a tag")
        self.setMaxLength(200)
        self.known: Callable[[], Iterable[tuple[str, int]]] = tuple
        self.without: Sequence[str] = ()
        self._model = QStringListModel(self)
        completer = QCompleter(self._model, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        # Queued: the field first writes the chosen words into itself.
        completer.activated.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self.setCompleter(completer)
        self.textEdited.connect(self._typed)
        self.textChanged.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        width = metrics.horizontalAdvance(self.text() or self.placeholderText()) + 26
        return QSize(max(64, min(width, LONGEST)), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(60, self.sizeHint().height())

    def offers(self) -> list[str]:
        """The tags that the list shows now, best first."""
        return self._model.stringList()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or (event.text() == "," and self.text().strip()):
            self._take(self.text())
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() == Qt.Key.Key_Backspace and not self.text():
            self.back.emit()
        elif event.key() == Qt.Key.Key_Down:
            self._typed(self.text())
            self.completer().complete()
        else:
            super().keyPressEvent(event)

    def _typed(self, text: str) -> None:
        choices = completing.tags(text, self.known(), without=self.without)
        self._model.setStringList([choice.insert for choice in choices])

    def _take(self, text: str) -> None:
        if text.strip():
            self.wanted.emit(text)


class ChipLine(QWidget):
    """Holds the chips and never lets a short pane cut their last line off."""

    def minimumSizeHint(self) -> QSize:
        return QSize(60, max(0, self.heightForWidth(self.width())))

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()


class TagChips(QWidget):
    """The tags of one or several annotations; it says what is wanted and changes nothing itself."""

    added = Signal(str)
    removed = Signal(str)
    activated = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chips: list[Chip] = []
        self._editable = True
        self.field = TagField(self)
        self.field.wanted.connect(self._judge)
        self.field.back.connect(self._last)
        self._line = ChipLine(self)
        self._flow = FlowLayout(self._line, gap=5)
        self._flow.addWidget(self.field)
        self._problem = WrapLabel(self, name="problem")
        self._offer = QToolButton(self)
        self._offer.clicked.connect(self._take_offer)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._line)
        column.addWidget(self._problem)
        column.addWidget(self._offer)
        self._say("")
        self.field.textEdited.connect(lambda: self._say(""))
        self.field.installEventFilter(self)

    def tags(self) -> tuple[str, ...]:
        """The tags that are shown."""
        return tuple(chip.name for chip in self._chips)

    def set_known(self, known: Callable[[], Iterable[tuple[str, int]]]) -> None:
        """Say where the completions come from: `(name, uses)`."""
        self.field.known = known

    def set_editable(self, editable: bool) -> None:
        """Whether tags can be added and taken off."""
        self._editable = editable
        self.field.setVisible(editable)
        for chip in self._chips:
            chip.set_editable(editable)

    def set_tags(self, names: Sequence[str]) -> None:
        """Show these tags; what is being typed stays."""
        if tuple(names) == self.tags():
            return
        focused = next((i for i, chip in enumerate(self._chips) if chip.hasFocus()), None)
        for chip in self._chips:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = []
        for i, name in enumerate(names):
            chip = Chip(name, self._line)
            chip.set_editable(self._editable)
            chip.removed.connect(self.removed)
            chip.activated.connect(self.activated)
            self._flow.insert(i, chip)
            chip.show()
            self._chips.append(chip)
        self.field.without = tuple(names)
        if focused is not None:
            (self._chips[min(focused, len(self._chips) - 1)] if self._chips else self.field).setFocus()
        self._line.updateGeometry()
        self.updateGeometry()

    def problem(self) -> str:
        """Why the last tag was not taken; empty when it was."""
        return self._problem.text()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut and watched is self.field and not self.field.text():
            self._say("")
        return False

    def _judge(self, typed: str) -> None:
        verdict = judge(typed)
        if verdict.problem:
            self._say(verdict.problem, verdict.name)
            return
        self._say("")
        self.field.clear()
        if verdict.name and verdict.name not in self.tags():
            self.added.emit(verdict.name)

    def _last(self) -> None:
        if self._chips:
            self._chips[-1].setFocus()

    def _say(self, problem: str, offered: str = "") -> None:
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        self._offer.setText(f"Use “{offered}”")
        self._offer.setProperty("offered", offered)
        self._offer.setVisible(bool(offered))

    def _take_offer(self) -> None:
        offered = self._offer.property("offered")
        self._say("")
        self.field.clear()
        self.field.setFocus()
        if offered and offered not in self.tags():
            self.added.emit(offered)
