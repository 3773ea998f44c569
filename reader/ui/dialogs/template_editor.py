"""The source of a template for an entry, while the preview beside it shows what it makes."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QTextEdit, QVBoxLayout, QWidget

from reader.ui.dialogs.base import title_label
from reader.ui.notes import look
from reader.ui.notes.labels import WrapLabel
from reader.ui.theme import Theme

FIELDS = (
    "heading, anchor, why, kind, status, address, flavour · passages: block, title, place, words · notes: block, body, "
    "tags, tags_line, colour, created, modified, id · {{ … | md }} shows any words as they stand. What you edit in "
    "files made by a template of your own cannot be taken back into the library."
)


class TemplateEditor(QWidget):
    """Jinja2 source; `changed` while one types."""

    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.source = QPlainTextEdit(self)
        self.source.setAccessibleName("Template of an entry")
        self.source.setFont(look.monospaced(self.font()))
        self.source.setTabChangesFocus(True)
        self.source.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.anew_button = QPushButton("Begin a&new from the shipped one", self)
        fields = WrapLabel(self, name="muted")
        fields.setText(FIELDS)
        head = QHBoxLayout()
        head.addWidget(title_label("Template", self), 1)
        head.addWidget(self.anew_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(head)
        column.addWidget(self.source, 1)
        column.addWidget(fields)
        self.source.textChanged.connect(self._typed)

    def text(self) -> str:
        """The source."""
        return self.source.toPlainText()

    def set_text(self, source: str) -> None:
        """Take a source without telling anybody."""
        self.source.blockSignals(True)
        self.source.setPlainText(source)
        self.source.blockSignals(False)
        self.show_fault(0)

    def show_fault(self, line: int) -> None:
        """Mark the line with a mistake; 0 takes the mark away."""
        block = self.source.document().findBlockByNumber(line - 1)
        if line < 1 or not block.isValid():
            self.source.setExtraSelections([])
            return
        mark = QTextEdit.ExtraSelection()
        shape = QTextCharFormat()
        shape.setBackground(self._theme.colour("highlight.pink"))
        shape.setProperty(QTextCharFormat.Property.FullWidthSelection, True)
        mark.format = shape
        mark.cursor = QTextCursor(block)
        self.source.setExtraSelections([mark])

    def dress(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme

    def _typed(self) -> None:
        self.show_fault(0)
        self.changed.emit()
