"""What the reader's decisions on cross-references teach: the effect can be seen, switched off and forgotten."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QCheckBox, QHeaderView, QLabel, QTreeWidget, QTreeWidgetItem, QWidget

from reader.crossref.model import Link
from reader.crossref.reweigh import effect, lessons
from reader.ui.dialogs.base import Dialog, title_label
from reader.ui.models.kinds import TITLES
from reader.ui.notes.words import counted
from reader.ui.session import Session

RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEAST = 0.005  # a change of score below this is not seen
SHOWN = 500  # rows of a list; more would be read by nobody
ABOUT = (
    "What you confirm lifts other cross-references that rest on the same names and words, what you dismiss lowers "
    "them. Only the order changes: nothing is hidden or decided for you."
)


class LessonsDialog(Dialog):
    """Two lists: the pieces of evidence with what was decided on them, and the links whose score that moved."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, "What my decisions teach", parent)
        about = QLabel(ABOUT, self)
        about.setWordWrap(True)
        self.switch = QCheckBox("&Let my decisions re-weigh the order", self)
        self.switch.setChecked(session.weighing().on)
        self.taught = _list(["Rests on", "Confirmed", "Dismissed", "Odds"], "What was taught", self)
        self.moved = _list(["Cross-reference", "Between", "Was", "Now"], "Cross-references that moved", self)
        self.body.addWidget(about)
        self.body.addWidget(self.switch)
        self.body.addWidget(title_label("Taught", self))
        self.body.addWidget(self.taught, 3)
        self.body.addWidget(title_label("Moved in the open texts", self))
        self.body.addWidget(self.moved, 2)
        self.forget_button = self.add_button("&Forget what was taught", self.forget, left=True)
        self.add_close()
        self.switch.toggled.connect(self._switch)
        session.links_changed.connect(self.reload)
        self.resize(720, 560)
        self.reload()

    def reload(self) -> None:
        """Show what counts now."""
        session = self.session
        found = lessons(session.teaching())
        self.taught.clear()
        for lesson in found[:SHOWN]:
            row = [_capital(lesson.rests_on), str(lesson.confirmed), str(lesson.dismissed), f"× {lesson.pull:.2f}"]
            self.taught.addTopLevelItem(_item(row, lesson.rests_on))
        self.moved.clear()
        links = [link for pair in session.pairs for link in session.links(*pair) if abs(effect(link)) >= LEAST]
        links.sort(key=lambda link: -abs(effect(link)))
        for link in links[:SHOWN]:
            self.moved.addTopLevelItem(_item(_moved(link), link.why.summary))
        known = session.library is not None
        self.switch.setEnabled(known and session.can_write)
        self.forget_button.setEnabled(known and session.can_write and bool(found))
        if not self.switch.isChecked():
            self.say("Switched off: the order is the engine’s own.")
        elif not found:
            self.say("Nothing yet: confirm or dismiss a few cross-references.")
        else:
            self.say(f"{counted(len(links), 'cross-reference')} moved in the open texts.")

    def forget(self) -> None:
        """Only decisions still to come teach; what was decided stays decided."""
        if self.session.set_weighing(self.switch.isChecked(), forget=True):
            self.reload()
            self.say("Forgotten. What you confirmed and dismissed stays so; only its effect on others is gone.")

    def _switch(self, on: bool) -> None:
        if not self.session.set_weighing(on):
            blocked = self.switch.blockSignals(True)
            self.switch.setChecked(not on)
            self.switch.blockSignals(blocked)
        self.reload()


def _list(heads: list[str], meaning: str, parent: QWidget) -> QTreeWidget:
    tree = QTreeWidget(parent)
    tree.setAccessibleName(meaning)
    tree.setHeaderLabels(heads)
    tree.setRootIsDecorated(False)
    tree.setUniformRowHeights(True)
    tree.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    header = tree.header()
    header.setStretchLastSection(False)
    header.setMinimumSectionSize(72)
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    for column in range(1, len(heads)):
        tree.headerItem().setTextAlignment(column, RIGHT)
    return tree


def _item(cells: list[str], tip: str) -> QTreeWidgetItem:
    item = QTreeWidgetItem(cells)
    item.setToolTip(0, tip)
    for column in range(1, len(cells)):
        item.setTextAlignment(column, RIGHT)
    return item


def _moved(link: Link) -> list[str]:
    what = f"{TITLES[link.kind]} · {link.name or ' '.join(link.a.exact.split())[:80]}"
    return [what, f"§{link.a.provision} ↔ §{link.b.provision}", f"{link.score - effect(link):.2f}", f"{link.score:.2f}"]


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
