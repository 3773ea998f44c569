"""Names that the program does not know yet: proposed from a text, taught from a selection, given away as TOML."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCompleter,
    QFileDialog,
    QFormLayout,
    QHeaderView,
    QLineEdit,
    QTabWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from reader.crossref.authority import Name
from reader.crossref.learned import TAUGHT, authority_with, learn, to_toml
from reader.crossref.names_proposed import Proposal
from reader.errors import Feedback, UserError
from reader.ui.dialogs.base import Dialog
from reader.ui.jobs import Outcome
from reader.ui.notes.choice import Choice
from reader.ui.session import Session

ITEM = Qt.ItemDataRole.UserRole


class LearnNameDialog(Dialog):
    """One name: its wording, its kind, and the known name that it is another wording of, if any."""

    def __init__(self, session: Session, words: str, lang: str, parent: QWidget | None = None) -> None:
        super().__init__(session, "Learn this name", parent)
        self._lang = lang
        self.words = QLineEdit(" ".join(words.split()), self)
        self.words.setCursorPosition(0)
        self.words.setAccessibleName("Wording")
        self.kind = _kinds(self)
        self.same = QLineEdit(self)
        self.same.setAccessibleName("Another wording of")
        self.same.setPlaceholderText("a name that is known, or nothing")
        self._known: dict[str, str] = {}
        for name in authority_with(session.kept_names).names:
            for wording in (name.canonical, *(word for of in name.aliases.values() for word in of)):
                self._known.setdefault(wording, name.id)
        completer = QCompleter(sorted(self._known), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.same.setCompleter(completer)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for title, field in (("Wording", self.words), ("Kind", self.kind), ("Same as", self.same)):
            form.addRow(title, field)
        self.body.addLayout(form)
        self.body.addStretch(1)
        self.say("The name is found in every text of this library from now on.")
        self.add_button("&Learn", self.keep, default=True)
        self.add_close("Cancel")
        self.resize(440, 200)

    def keep(self) -> None:
        """Learn it."""
        same = self.same.text().strip()
        if same and same not in self._known:
            self.say(f"No name “{same}” is known. Choose one of the list, or leave the field empty.", problem=True)
            return
        try:
            kind = self.kind.currentData()
            names = learn(self.session.names(), self.words.text(), kind, self._lang, self._known.get(same, ""))
        except UserError as error:
            self.say(str(error), problem=True)
            return
        if self.session.set_names(names):
            self.accept()


class NamesDialog(Dialog):
    """What a text seems to name, to accept or leave; and the names that were learned."""

    def __init__(self, session: Session, text_id: str, parent: QWidget | None = None) -> None:
        text = session.text(text_id)
        super().__init__(session, f"Names in {text.short_title if text is not None else text_id}", parent)
        self._text = text
        self._slot = self.uses("names")
        self.tabs = QTabWidget(self)
        self.tabs.setDocumentMode(True)
        self.proposed = _list(["Name", "Kind", "Times"], "Names that the text seems to use")
        self.kind = _kinds(self)
        self.kind.setToolTip("The kind of the chosen names")
        self.learned = _list(["Name", "Kind", "Wordings"], "Learned names")
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 6, 0, 0)
        column.addWidget(self.proposed, 1)
        column.addWidget(self.kind)
        self.tabs.addTab(page, "Proposed")
        self.tabs.addTab(self.learned, "Learned")
        self.body.addWidget(self.tabs, 1)
        self.learn_button = self.add_button("&Learn the chosen ones", self.accept_chosen, default=True)
        self.forget_button = self.add_button("&Forget", self.forget, left=True)
        self.save_button = self.add_button("&Save as TOML …", self.ask_to_save, left=True)
        self.add_close()
        self.kind.activated.connect(self._rekind)
        self.proposed.itemSelectionChanged.connect(self._enable)
        self.learned.itemSelectionChanged.connect(self._enable)
        self.tabs.currentChanged.connect(self._enable)
        self.resize(600, 520)
        self._show_learned()
        self.look()

    def look(self) -> None:
        """Look for names on the worker."""
        text, kept = self._text, self.session.kept_names
        if text is None:
            return

        def work(feedback: Feedback) -> list[Proposal]:
            from reader.crossref.names_proposed import propose_names  # late: compiling the names takes time

            return propose_names(text, authority=authority_with(kept))

        self.say("Looking for names …")
        self.session.jobs.start(self._slot, work, self._found)

    def accept_chosen(self) -> None:
        """Learn the names that are chosen."""
        names, lang = self.session.names(), self._text.lang if self._text is not None else "en"
        items = self.proposed.selectedItems()
        try:
            for item in items:
                names = learn(names, item.text(0), item.data(1, ITEM), lang)
        except UserError as error:
            self.say(str(error), problem=True)
            return
        if items and self.session.set_names(names):
            self._show_learned()
            self.look()

    def forget(self) -> None:
        """Forget the chosen learned names."""
        gone = {item.data(0, ITEM) for item in self.learned.selectedItems()}
        if gone and self.session.set_names([name for name in self.session.names() if name.id not in gone]):
            self._show_learned()
            self.look()

    def ask_to_save(self) -> None:
        """Choose a file for the learned names."""
        dialog = QFileDialog(self, "Save the learned names")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("toml")
        dialog.selectFile("names.toml")
        dialog.fileSelected.connect(self.save)
        dialog.open()

    def save(self, path: str) -> None:
        """Write the learned names as TOML."""
        from reader import exchange  # late, as everything that writes

        try:
            exchange.save(to_toml(self.session.names()).encode(), Path(path))
        except UserError as error:
            self.say(str(error), problem=True)
        else:
            self.say(f"Saved to {Path(path).name}.")

    def _found(self, outcome: Outcome) -> None:
        if outcome.error is not None:
            self.say("")
            self.session.job_failed(outcome)
            return
        self.proposed.clear()
        for proposal in outcome.value[:500]:
            item = QTreeWidgetItem([proposal.surface, proposal.kind, f"{proposal.times}"])
            item.setData(1, ITEM, proposal.kind)
            if self._text is not None:
                around = self._text.canonical[max(0, proposal.start - 80) : proposal.end + 80]
                item.setToolTip(0, f"… {' '.join(around.split())} …")
            self.proposed.addTopLevelItem(item)
        self.say("" if outcome.value else "Every name of this text is known.")
        self._enable()

    def _show_learned(self) -> None:
        names: list[Name] = self.session.names()
        self.learned.clear()
        for name in sorted(names, key=lambda n: n.canonical.casefold()):
            words = "; ".join(word for of in name.aliases.values() for word in of)
            item = QTreeWidgetItem([name.canonical, name.kind, words])
            item.setData(0, ITEM, name.id)
            item.setToolTip(2, words)
            self.learned.addTopLevelItem(item)
        self.tabs.setTabText(1, f"Learned · {len(names)}" if names else "Learned")
        self._enable()

    def _rekind(self) -> None:
        for item in self.proposed.selectedItems():
            item.setText(1, self.kind.currentText())
            item.setData(1, ITEM, self.kind.currentData())

    def _enable(self) -> None:
        first = self.tabs.currentIndex() == 0
        chosen = self.proposed.selectedItems()
        self.kind.setEnabled(bool(chosen))
        if chosen:
            self.kind.setCurrentIndex(max(0, self.kind.findData(chosen[0].data(1, ITEM))))
        self.learn_button.setEnabled(first and bool(chosen) and self.session.can_write)
        self.forget_button.setEnabled(not first and bool(self.learned.selectedItems()) and self.session.can_write)
        self.save_button.setEnabled(self.learned.topLevelItemCount() > 0)


def _kinds(parent: QWidget) -> Choice:
    box = Choice(parent)
    box.setAccessibleName("Kind")
    for kind in TAUGHT:
        box.addItem(kind, kind)
    return box


def _list(heads: list[str], name: str) -> QTreeWidget:
    made = QTreeWidget()
    made.setAccessibleName(name)
    made.setHeaderLabels(heads)
    made.setRootIsDecorated(False)
    made.setUniformRowHeights(True)
    made.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    made.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    made.header().setStretchLastSection(False)
    made.setColumnWidth(1, 110)
    return made
