"""The parts of the open note and where they stand; what they do is in `note_box`."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSplitter, QToolButton, QVBoxLayout, QWidget

from reader.ui.notes import markup
from reader.ui.notes.chips import TagChips
from reader.ui.notes.editor import KEYS, MarkdownEditor, _by_key
from reader.ui.notes.labels import WrapLabel
from reader.ui.notes.preview import NotePreview

_BUTTONS = (
    ("B", markup.bold),
    ("I", markup.italic),
    ("❝", markup.quote),
    ("•", markup.bullets),
    ("[[ ]]", markup.passage_link),
)


class NoteFrame(QWidget):
    """Title and buttons, source, tags, preview, one under the other."""

    def __init__(self, colour: Callable[[str], QColor], parent: QWidget | None = None) -> None:
        """`colour` gives the colour of a theme role."""
        super().__init__(parent)
        self.title = QLabel("NOTE ON THIS PASSAGE", self)
        self.title.setObjectName("section")
        self.more = QToolButton(self)
        self.more.setObjectName("format")
        self.more.setText("⋯")
        self.more.setToolTip("Colour, style, history, delete")
        self.more.setAccessibleName("More about this note")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = QMenu(self.more)
        self.more.setMenu(self.menu)
        head = QHBoxLayout()
        head.setContentsMargins(3, 0, 0, 0)
        head.setSpacing(0)
        head.addWidget(self.title, 1)
        head.addWidget(self.more)
        self.context = WrapLabel(self, name="muted")
        self.ends = WrapLabel(self, name="muted")  # both ends of a cross-reference: a line of their own
        self.ends.setContentsMargins(3, 0, 0, 0)
        self.ends.hide()
        self.buttons = [self._button(face, act) for face, act in _BUTTONS]
        line = QHBoxLayout()
        line.setContentsMargins(3, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(self.context, 1)
        for button in self.buttons:
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
        self.editor = MarkdownEditor(colour, self)
        self.chips = TagChips(self)
        self.notice = WrapLabel(self, name="problem")
        self.notice.hide()
        self.preview = NotePreview(self)
        self.preview_title = QLabel("PREVIEW", self)
        self.preview_title.setObjectName("section")
        upper, lower = QWidget(self), QWidget(self)
        top = QVBoxLayout(upper)
        top.setContentsMargins(0, 0, 0, 0)
        top.setSpacing(3)
        top.addLayout(head)
        top.addWidget(self.ends)
        top.addLayout(line)
        top.addWidget(self.editor, 1)
        top.addWidget(self.notice)
        top.addWidget(self.chips)
        bottom = QVBoxLayout(lower)
        bottom.setContentsMargins(0, 4, 0, 0)
        bottom.setSpacing(5)
        bottom.addWidget(self.preview_title)
        bottom.addWidget(self.preview, 1)
        self.split = QSplitter(Qt.Orientation.Vertical, self)
        self.split.addWidget(upper)
        self.split.addWidget(lower)
        self.split.setChildrenCollapsible(False)
        self.split.setSizes([190, 130])
        self.split.setStretchFactor(0, 1)
        self.split.setStretchFactor(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.split)

    def _button(self, face: str, act: object) -> QToolButton:
        title = next(title for _, title, known in KEYS if known is act)
        key = next((key for key, known in _by_key.items() if known is act), "")
        button = QToolButton(self)
        button.setObjectName("format")
        button.setText(face)
        button.setToolTip(f"{title} ({key})" if key else title)
        button.setAccessibleName(title)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the editor keeps its selection; the keys are in its help
        font = button.font()
        font.setBold(face == "B")
        font.setItalic(face == "I")
        button.setFont(font)
        button.clicked.connect(lambda: self.editor.act(act))  # type: ignore[arg-type]
        return button
