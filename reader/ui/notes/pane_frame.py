"""The parts of the Notes pane and where they stand; what they do is in `pane`."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QListView, QSplitter, QVBoxLayout, QWidget

from reader.ui.notes import look
from reader.ui.notes.choice import Choice
from reader.ui.notes.note_box import NoteBox
from reader.ui.notes.note_card import NoteCards
from reader.ui.notes.note_list import NotesModel
from reader.ui.notes.orphan_box import OrphanBox
from reader.ui.session import Session

SCOPES = ("Open texts", "This text", "Whole library")


class NotesFrame(QWidget):
    """Filter and list, below them the open note, with candidates over it when its place is lost."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = NotesModel(self)
        self._build_list(session)
        self.box = NoteBox(session, self)
        self.orphan = OrphanBox(session, self)
        self._build()

    def _build(self) -> None:
        self.filter = QLineEdit(self)
        self.filter.setPlaceholderText("Filter notes …")
        self.filter.setAccessibleName("Filter notes")
        self.filter.setToolTip("Words, “a phrase”, tag:a/b, colour:green, has:note, is:orphan, after:2026-01, OR, NOT")
        self.filter.setClearButtonEnabled(True)
        self.scope = Choice(self)
        self.scope.setAccessibleName("Which notes")
        self.scope.addItems(SCOPES)
        self.scope.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.scope.setMinimumContentsLength(7)
        self.empty = QLabel(self)
        self.empty.setObjectName("empty")
        self.empty.setWordWrap(True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.orphan.hide()
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self.filter, 1)
        head.addWidget(self.scope)
        upper, lower = QWidget(self), QWidget(self)
        top = QVBoxLayout(upper)
        top.setContentsMargins(0, 0, 0, 0)
        top.setSpacing(6)
        top.addLayout(head)
        top.addWidget(self.empty)
        top.addWidget(self.list, 1)
        bottom = QVBoxLayout(lower)
        bottom.setContentsMargins(0, 4, 0, 0)
        bottom.setSpacing(6)
        bottom.addWidget(self.orphan)
        bottom.addWidget(self.box, 1)
        split = QSplitter(Qt.Orientation.Vertical, self)
        split.addWidget(upper)
        split.addWidget(lower)
        split.setChildrenCollapsible(False)
        split.setSizes([380, 420])
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 10)
        column.addWidget(split)

    def _build_list(self, session: Session) -> None:
        self.list = QListView(self)
        self.list.setObjectName("notes")
        self.list.setAccessibleName("Notes")
        self.list.setModel(self.model)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.setMouseTracking(False)
        self._cards = NoteCards(look.theme_of(session.settings), self.font(), self.list)
        self.list.setItemDelegate(self._cards)
