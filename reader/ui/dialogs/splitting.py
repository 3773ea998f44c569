"""A tag parted: some of its notes get another tag in its place."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from reader.library.models import Changes
from reader.library.words import folded
from reader.ui.dialogs.base import Dialog
from reader.ui.notes import words
from reader.ui.notes.chips import TagField
from reader.ui.notes.places import titles
from reader.ui.notes.tag_names import judge
from reader.ui.session import Session

ID = Qt.ItemDataRole.UserRole
MOST = 5_000  # notes that are listed


class SplitTagDialog(Dialog):
    """The notes of a tag; those that are ticked get the tag that is typed instead, as one step of undo."""

    def __init__(self, session: Session, tag: str, parent: QWidget | None = None) -> None:
        super().__init__(session, f"Split the tag {tag}", parent)
        self._tag = tag
        self.filter = QLineEdit(self)
        self.filter.setPlaceholderText("Show only notes with these words; ticked ones stay ticked")
        self.filter.setAccessibleName("Filter the notes of the tag")
        self.filter.setClearButtonEnabled(True)
        self.list = QListWidget(self)
        self.list.setAccessibleName(f"Notes tagged {tag}")
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setUniformItemSizes(True)
        self.field = TagField(self)
        self.field.setObjectName("")
        self.field.setPlaceholderText(f"The tag that the ticked notes get in place of {tag}")
        self.field.setAccessibleName("The new tag")
        self.field.known = lambda: [(info.tag.name, info.uses) for info in session.tags()]
        self.field.without = [tag]
        self.body.addWidget(self.filter)
        self.body.addWidget(self.list, 1)
        self.body.addWidget(self.field)
        self.add_button("&All Shown", self.tick_shown, left=True)
        self.split_button = self.add_button("&Split", lambda: self.split(self.field.text()), default=True)
        self.add_close()
        self.filter.textChanged.connect(self._narrow)
        self.field.wanted.connect(self.split)
        self.list.itemChanged.connect(self._enable)
        self.field.textChanged.connect(self._enable)
        session.changed.connect(self._follow)
        self.resize(560, 460)
        self.reload()

    def reload(self) -> None:
        """List the notes that carry the tag itself."""
        kept, known = set(self.ticked()), titles(self.session)
        self.list.clear()
        for note in self.session.annotations(tag=self._tag)[:MOST]:
            if self._tag in note.tags:
                about = words.first_words(note.body, 100) or words.quoted(note)[:100]
                item = QListWidgetItem(f"{words.where(note, known)}: {about}")
                item.setData(ID, note.id)
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                item.setCheckState(Qt.CheckState.Checked if note.id in kept else Qt.CheckState.Unchecked)
                self.list.addItem(item)
        self._narrow()
        self._enable()

    def ticked(self) -> list[str]:
        """The ids of the ticked notes."""
        return [str(i.data(ID)) for i in self._items() if i.checkState() == Qt.CheckState.Checked]

    def tick_shown(self) -> None:
        """Tick every note that the filter shows."""
        for item in self._items():
            if not item.isHidden():
                item.setCheckState(Qt.CheckState.Checked)

    def split(self, typed: str) -> bool:
        """Give the ticked notes the typed tag in place of the one that is split."""
        verdict, ids = judge(typed), self.ticked()
        if verdict.problem:
            self.say(f"{verdict.problem} Try “{verdict.name}”." if verdict.name else verdict.problem, problem=True)
            return False
        if not verdict.name or not ids or verdict.name == self._tag:
            return False
        if not self.session.split_tag(self._tag, verdict.name, ids):
            return False
        self.field.clear()
        self.say(f"{words.counted(len(ids), 'note')} now tagged {verdict.name}. Undo takes it back.")
        return True

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(row) for row in range(self.list.count())]

    def _narrow(self) -> None:
        wanted = folded(self.filter.text()).split()
        for item in self._items():
            line = folded(item.text())
            item.setHidden(not all(word in line for word in wanted))

    def _enable(self) -> None:
        ready = bool(self.ticked()) and bool(self.field.text().strip()) and self.session.can_write
        self.split_button.setEnabled(ready)

    def _follow(self, changes: Changes) -> None:
        if self._tag in changes.tags:
            self.reload()
