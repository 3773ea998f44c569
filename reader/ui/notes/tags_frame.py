"""The parts of the Tags pane and where they stand; what they do is in `tags_pane`."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QToolButton,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from reader.ui.notes.chips import TagField
from reader.ui.notes.flow import FlowLayout
from reader.ui.notes.labels import WrapLabel
from reader.ui.notes.tag_tree import TagTreeModel

ACTS = ("Rename", "Colour", "Split …", "Delete")
HOW = {  # what the buttons say that show notes: of several tags, and of one
    False: {"any": "With any", "all": "With all", "none": "With none"},
    True: {"any": "Notes with it", "all": "", "none": "Without it"},
}


def asked(names: Sequence[str], how: str) -> str:
    """The query for notes that carry any, all or none of some tags."""
    fields = [f'tag:"{name}"' if " " in name else f"tag:{name}" for name in names]
    if how == "none":
        return " ".join(f"-{field}" for field in fields)
    return (" OR " if how == "any" else " ").join(fields)


class TagsFrame(QWidget):
    """Filter and tree, below them what can be done with the chosen tags."""

    def __init__(self, model: TagTreeModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = model
        model.setParent(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 10)
        column.setSpacing(6)
        column.addLayout(self._head())
        self.empty = WrapLabel(self, name="empty")
        column.addWidget(self.empty)
        self._build_tree()
        column.addWidget(self.tree, 1)
        self.problem = WrapLabel(self, name="problem")
        column.addWidget(self.problem)
        self._build_detail()
        column.addWidget(self.detail)
        self.setFocusProxy(self.tree)

    def _head(self) -> QHBoxLayout:
        self.filter = QLineEdit(self)
        self.filter.setPlaceholderText("Filter tags …")
        self.filter.setAccessibleName("Filter tags")
        self.filter.setClearButtonEnabled(True)
        self.order = QToolButton(self)
        self.order.setText("A–Z")
        self.order.setCheckable(True)
        self.order.setToolTip("Order by name or by use")
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self.filter, 1)
        head.addWidget(self.order)
        return head

    def _build_tree(self) -> None:
        self.tree = QTreeView(self)
        self.tree.setObjectName("tags")
        self.tree.setAccessibleName("Tags")
        self.tree.setModel(self.model)
        self.tree.setHeaderHidden(True)
        self.tree.header().setStretchLastSection(False)
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.tree.setUniformRowHeights(True)
        self.tree.setIndentation(14)
        self.tree.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.tree.setSelectionMode(QTreeView.SelectionMode.ExtendedSelection)
        self.tree.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.tree.setDragDropMode(QTreeView.DragDropMode.InternalMove)
        self.tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

    def _build_detail(self) -> None:
        self.detail = QWidget(self)
        self.about = WrapLabel(self, name="muted")
        self.description = QLineEdit(self)
        self.description.setPlaceholderText("What this tag means")
        self.description.setAccessibleName("Meaning of the tag")
        self.merge = self._field("Merge into …", "Merge the chosen tags into")
        self.under = self._field("Move under …", "Move the chosen tags under")
        self.under.setToolTip("Type / to put them at the top")
        fields = QHBoxLayout()
        fields.setSpacing(6)
        fields.addWidget(self.merge, 1)
        fields.addWidget(self.under, 1)
        self.show_buttons = {how: self._button(words) for how, words in HOW[False].items()}
        for how, button in self.show_buttons.items():
            button.setAccessibleName(f"Notes with {how} of the chosen tags")
        self.acts = [self._button(words) for words in ACTS]
        showing, acting = QWidget(self), QWidget(self)
        for holder, buttons in ((showing, self.show_buttons.values()), (acting, self.acts)):
            flow = FlowLayout(holder, gap=4)
            for button in buttons:
                flow.addWidget(button)
        below = QVBoxLayout(self.detail)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(6)
        for part in (self.about, showing, self.description):
            below.addWidget(part)
        below.addLayout(fields)
        below.addWidget(acting)

    def _field(self, words: str, name: str) -> TagField:
        field = TagField(self)
        field.setObjectName("")
        field.setPlaceholderText(words)
        field.setAccessibleName(name)
        return field

    def _button(self, words: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(words)
        return button
