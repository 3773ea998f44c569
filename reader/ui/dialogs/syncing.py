"""Synchronise with an Obsidian folder: it is chosen once; then one command does it, and asks only where it must."""

from __future__ import annotations

from html import escape
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QTextBrowser,
    QWidget,
)

from reader.errors import UserError
from reader.exchange.binding import META, Binding
from reader.ui.dialogs.base import Dialog
from reader.ui.dialogs.conflicts import ConflictsView
from reader.ui.dialogs.export_choices import LINKS, SHAPES, choice
from reader.ui.dialogs.vaulting import Vaulting
from reader.ui.notes.labels import WrapLabel
from reader.ui.notes.preview import NotePreview
from reader.ui.session import Session
from reader.ui.theme import Theme

if TYPE_CHECKING:
    from reader.exchange.vault import Plan, Written

LISTED = 40  # files of each sort that the report names
ABOUT = (
    "<p>Choose a folder of your Obsidian vault. Your notes are written into it as Markdown, one file for each text, "
    "and what you write there comes back: a note that you edited in Obsidian is taken into the library, one that you "
    "edited here is written there. Where both were edited you are asked. Pages, paragraphs and properties of your own "
    "are never touched.</p>"
)


class SyncDialog(Dialog):
    """The folder and its choices above, below what was done, or what there is to decide."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, "Synchronise vault", parent)
        library = session.library
        self.binding = Binding.read(library.meta(META)) if library is not None else None
        self._known = self.binding
        self._plan: Plan | None = None
        self._vaulting = Vaulting(session, self.uses("vault"), self._failed)
        self._build()
        self.resize(860, 560)
        self._show_binding()
        if (refusal := session.why_not) is not None:
            self._failed(refusal)
        elif self.binding is None:
            self.report.setHtml(ABOUT)
        elif not self.binding.folder.is_dir():
            self._failed(UserError("The folder is not there.", "Connect its disk, or choose another one."))
        else:
            self.look(at_once=True)

    def _build(self) -> None:
        self.where = WrapLabel(self)
        self.choose_button = QPushButton("Choose &folder …", self)
        self.choose_button.clicked.connect(self.ask_where)
        self.forget_button = QPushButton("For&get it", self)
        self.forget_button.setToolTip("The files stay as they are")
        self.forget_button.clicked.connect(self.forget)
        top = QHBoxLayout()
        top.addWidget(self.where, 1)
        top.addWidget(self.choose_button)
        top.addWidget(self.forget_button)
        self.shape = choice([pair for pair in SHAPES if pair[0] != "document"], "Files")
        self.links = choice(LINKS, "Cross-references")
        self.deep_links = QCheckBox("Addresses that open the place in this program", self)
        form = QFormLayout()
        form.addRow("Files", self.shape)
        form.addRow("Cross-references", self.links)
        form.addRow("", self.deep_links)
        self.report = _Report(self)
        self.report.setAccessibleName("What was done")
        self.conflicts = ConflictsView(self.theme, self)
        self.pages = QStackedWidget(self)
        self.pages.addWidget(self.report)
        self.pages.addWidget(self.conflicts)
        self.prune = QCheckBox(self)
        self.prune.hide()
        self.body.addLayout(top)
        self.body.addLayout(form)
        self.body.addWidget(self.pages, 1)
        self.body.addWidget(self.prune)
        self.sync_button = self.add_button("&Synchronise", self.synchronise, default=True)
        self.add_close()
        view = self.conflicts
        order = (self.choose_button, self.forget_button, self.shape, self.links, self.deep_links, self.report,
                 view.list, view.view, view.way, view.all_button, self.prune, self.sync_button)  # fmt: skip
        for first, second in pairwise(order):
            self.setTabOrder(first, second)
        self.shape.activated.connect(self._choices_changed)
        self.links.activated.connect(self._choices_changed)
        self.deep_links.clicked.connect(self._choices_changed)

    def dress(self, theme: Theme) -> None:
        super().dress(theme)
        if hasattr(self, "conflicts"):
            self.conflicts.dress(theme)

    # The folder

    def ask_where(self) -> None:
        """Choose the folder."""
        dialog = QFileDialog(self, "The folder of the notes")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly, True)
        dialog.fileSelected.connect(self.bind)
        dialog.open()

    def bind(self, folder: str) -> None:
        """Take a folder and show what would be done in it; it is remembered at the first synchronisation."""
        try:
            self.binding = Binding.to(Path(folder), self.binding)
        except UserError as error:
            self._failed(error)
            return
        self._show_binding()
        self.look()

    def forget(self) -> None:
        """Let the folder go; its files stay."""
        if self.session.library is None:
            return
        try:
            self.session.library.set_meta(META, "")
        except UserError as error:
            self._failed(error)
            return
        self.binding = self._known = self._plan = None
        self._show_binding()
        self.pages.setCurrentWidget(self.report)
        self.report.setHtml(ABOUT)
        self.prune.hide()
        self.say("The folder is forgotten; its files are as they were.")

    def _show_binding(self) -> None:
        binding = self.binding
        self.where.setText(str(binding.folder) if binding is not None else "No folder belongs to this library yet.")
        self.choose_button.setText("Choose &folder …" if binding is None else "Choose another &folder …")
        self.forget_button.setVisible(self._known is not None)
        for field in (self.shape, self.links, self.deep_links):
            field.setEnabled(binding is not None)
        self.sync_button.setEnabled(binding is not None and self.session.why_not is None)
        if binding is not None:
            self.shape.setCurrentIndex(self.shape.findData(binding.shape))
            self.links.setCurrentIndex(self.links.findData(binding.links))
            self.deep_links.setChecked(binding.deep_links)

    def _choices_changed(self) -> None:
        if self.binding is not None:
            self.binding = self.binding.changed({
                "shape": self.shape.currentData(), "links": self.links.currentData(),
                "deep_links": self.deep_links.isChecked(),
            })  # fmt: skip
            self.look()

    # Looking and doing

    def look(self, *, at_once: bool = False) -> None:
        """Compare; with `at_once` go on and do it, if there is nothing to decide."""
        if self.binding is None:
            return
        self._plan = None
        self.sync_button.setEnabled(False)
        self.say(f"Looking through {self.binding.folder.name} …")
        self._vaulting.look(
            self.binding.folder, self.binding.options(), lambda plan: self._looked(plan, at_once),
            choices=self.conflicts.chosen,
        )  # fmt: skip

    def synchronise(self) -> None:
        """Do it: the choices for conflicts are taken into account, and the plan is made anew from what is there now."""
        if self.binding is None:
            return
        self.sync_button.setEnabled(False)
        self.say("Synchronising …")
        self._vaulting.look(self.binding.folder, self.binding.options(), self._carry_out, choices=self.conflicts.chosen)

    def _looked(self, plan: Plan, at_once: bool) -> None:
        self._plan = plan
        if at_once and not plan.conflicts:
            self._carry_out(plan)
            return
        self.sync_button.setEnabled(True)
        self._show_plan(plan)
        self.say(str(plan) if not plan.nothing else "Both sides agree.")

    def _carry_out(self, plan: Plan) -> None:
        library = self.session.library
        if library is None or self.binding is None:
            return
        try:
            if self.binding != self._known:
                library.set_meta(META, self.binding.kept())
                self._known = self.binding
        except UserError as error:
            self._failed(error)
            return
        prune = self.prune.isChecked() and not self.prune.isHidden()
        self._vaulting.carry_out(plan, lambda done: self._carried_out(plan, done), prune=prune)

    def _carried_out(self, plan: Plan, done: Written) -> None:
        self.sync_button.setEnabled(True)
        self._show_binding()
        left = [path for path in plan.stale if path not in done.binned]
        self._show_plan(plan._replace(stale=tuple(left)), done)
        words = told(plan, done)
        self.say(words)
        self.session.said.emit(f"{plan.folder.name}: {words}")

    def _show_plan(self, plan: Plan, done: Written | None = None) -> None:
        self.conflicts.show_conflicts(plan.conflicts)
        self.pages.setCurrentWidget(self.conflicts if plan.conflicts else self.report)
        (self.conflicts.list if plan.conflicts else self.sync_button).setFocus()
        self.prune.setVisible(bool(plan.stale))
        count, more = len(plan.stale), " …" if len(plan.stale) > 2 else ""
        what = "the file of a note that is gone" if count == 1 else f"{count} files of notes that are gone"
        self.prune.setText(f"Move {what} into the folder’s .trash ({', '.join(plan.stale[:2])}{more})")
        new = [path for path in plan.files if path in plan.fresh]
        changed = [path for path in plan.files if path not in plan.fresh]
        does = "Written" if done is not None else "To be written"
        parts = [
            _section(f"{does} anew", new),
            _section(f"{does}", changed),
            _section("Moved into .trash", done.binned if done is not None else ()),
            _section("Changed this very moment, left for the next time", done.late if done is not None else ()),
            _section("Left alone", plan.problems),
        ]
        if plan.returned:
            came = "came" if done is not None else "would come"
            parts.insert(0, f"<p>{_notes(len(plan.returned))} edited there {came} into the library.</p>")
        if plan.unchanged:
            parts.append(f"<p>{len(plan.unchanged)} files were up to date.</p>")
        self.report.setHtml("".join(parts) or "<p>There are no notes yet.</p>")

    def _failed(self, error: UserError) -> None:
        self.say(str(error), problem=True)
        self.sync_button.setEnabled(self.binding is not None and self.session.why_not is None)


class _Report(QTextBrowser):
    loadResource = NotePreview.loadResource


def told(plan: Plan, done: Written) -> str:
    """What was done, in a line."""
    parts = []
    if done.files:
        parts.append(f"{len(done.files)} {'file' if len(done.files) == 1 else 'files'} written")
    if plan.returned:
        them = "it" if len(plan.returned) == 1 else "them"
        parts.append(f"{_notes(len(plan.returned))} taken into the library (Undo takes {them} back)")
    if done.binned:
        parts.append(f"{len(done.binned)} moved into .trash")
    if plan.conflicts:
        parts.append(f"{len(plan.conflicts)} left as they are, for you to decide")
    return (", ".join(parts) or "Both sides agree, nothing was to be done") + "."


def _notes(count: int) -> str:
    return f"{count} {'note' if count == 1 else 'notes'}"


def _section(title: str, lines: tuple[str, ...] | list[str]) -> str:
    if not lines:
        return ""
    more = f"<li>and {len(lines) - LISTED} more</li>" if len(lines) > LISTED else ""
    return f"<h4>{title} · {len(lines)}</h4><ul>{''.join(f'<li>{escape(x)}</li>' for x in lines[:LISTED])}{more}</ul>"
