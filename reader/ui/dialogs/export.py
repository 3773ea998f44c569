"""Export notes: choose, look, copy or save. What is chosen is remembered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from reader import exchange
from reader.errors import Feedback, UserError
from reader.exchange.formats import FORMATS, Format
from reader.exchange.vault import Plan, Written
from reader.library.models import Snapshot
from reader.ui.dialogs.base import Dialog, title_label
from reader.ui.dialogs.conflicts import ConflictsView
from reader.ui.dialogs.export_choices import OWN, ExportForm
from reader.ui.dialogs.template_editor import TemplateEditor
from reader.ui.dialogs.vaulting import Vaulting
from reader.ui.jobs import Outcome
from reader.ui.notes import look
from reader.ui.notes.highlighter import MarkdownHighlighter
from reader.ui.session import Session
from reader.ui.theme import Theme

LOOK_AFTER = 250  # ms of rest before the preview is made anew
SHOWN = 40_000  # code points of an export that the preview shows
READABLE = (".md", ".csv", ".jsonld", ".html", ".qdc", "")  # suffixes of formats that a person can look at


class ExportDialog(Dialog):
    """Form at the left, the first pages of what would be written at the right."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, "Export notes", parent)
        self._whole: str | None = None  # the one document, for the clipboard
        self._asked: Path | None = None  # the folder whose conflicts are being decided
        self._done = False  # what was done is told until the reader chooses anew, however late the preview comes
        self._vaulting = Vaulting(session, self.uses("export-vault"), self._refused)
        self._build()
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.look)
        self._slot = self.uses("export-preview")
        self.uses("export-save")
        self.form.load(session.settings["export.options"])
        self.template.set_text(self.form.source)
        self.form.changed.connect(self._choices_changed)
        self.template.changed.connect(self._template_typed)
        self._show_template()
        session.changed.connect(self._follow)
        session.library_opened.connect(self.look)
        self.resize(960, 640)
        self.look()

    def _build(self) -> None:
        session = self.session
        shown = [(id_, text.short_title) for id_ in session.shown if (text := session.text(id_)) is not None]
        self.form = ExportForm(shown, self)
        self.preview = QPlainTextEdit(self)
        self.preview.setReadOnly(True)
        self.preview.setAccessibleName("Preview of the export")
        self.preview.setFont(look.monospaced(self.font()))
        self.preview.document().setDocumentMargin(10)
        self.colours = MarkdownHighlighter(self.preview.document(), self.theme.colour)
        self.summary = QLabel(self)
        self.summary.setObjectName("muted")
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addWidget(title_label("What", self))
        left.addWidget(self.form)
        left.addStretch(1)
        self.template = TemplateEditor(self.theme, self)
        self.template.anew_button.clicked.connect(self._template_anew)
        upper = QWidget(self)
        column = QVBoxLayout(upper)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(title_label("Preview", self))
        column.addWidget(self.preview, 1)
        column.addWidget(self.summary)
        split = QSplitter(Qt.Orientation.Vertical, self)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(12)
        split.addWidget(upper)
        split.addWidget(self.template)
        self.conflicts = ConflictsView(self.theme, self)
        self.pages = QStackedWidget(self)
        self.pages.addWidget(split)
        self.pages.addWidget(self.conflicts)
        right.addWidget(self.pages, 1)
        row = QHBoxLayout()
        row.setSpacing(18)
        row.addLayout(left, 2)
        row.addLayout(right, 3)
        self.body.addLayout(row, 1)
        self.copy_button = self.add_button("&Copy", self.copy)
        self.save_button = self.add_button("&Save as …", self.ask_where, default=True)
        self.add_close()

    def dress(self, theme: Theme) -> None:
        super().dress(theme)
        if hasattr(self, "conflicts"):
            self.colours.set_colours(theme.colour)
            self.conflicts.dress(theme)
            self.template.dress(theme)

    @property
    def format(self) -> Format:
        """The format that is chosen."""
        return FORMATS[self.form.format.currentData()]

    def snapshot(self) -> Snapshot | None:
        """The notes that are chosen, as they are now; None while there is no library."""
        library = self.session.library
        if library is None:
            return None
        self.session.flush()
        if self.format.key == "archive":
            from reader.library.whole import whole  # late: only an archive needs it

            return whole(library)
        scope = self.form.chosen()
        return library.snapshot(texts=scope.texts, tags=[scope.tag] if scope.tag else None, query=scope.query or None)

    # The template

    def _show_template(self) -> None:
        own = self.form.template.currentData() == OWN and self.form.form.isRowVisible(self.form.template)
        if own and not self.form.source:
            self._template_anew()
        self.template.setVisible(own)

    def _template_anew(self) -> None:
        from reader.exchange.templates import ENTRY, shipped  # late: Jinja2 is for those who write one

        self.template.set_text(shipped()[ENTRY])
        self._template_typed()

    def _template_typed(self) -> None:
        self.form.source = self.template.text()
        self._timer.start(LOOK_AFTER)

    def _choices_changed(self) -> None:
        self._asked, self._done = None, False
        self.pages.setCurrentIndex(0)
        self.save_button.setText("&Save as …")
        self._show_template()
        self._timer.start(LOOK_AFTER)

    # Looking

    def _follow(self) -> None:
        self._timer.start(LOOK_AFTER)  # a method, not a lambda: Qt lets it go with the window

    def look(self) -> None:
        """Make the preview anew, on the worker."""
        self._timer.stop()
        self._whole = None
        try:
            snapshot = self.snapshot()
        except UserError as error:
            self.say(str(error), problem=True)
            return
        ready = snapshot is not None and bool(snapshot.annotations or snapshot.decisions)
        self.save_button.setEnabled(ready)
        self.copy_button.setEnabled(False)
        if snapshot is None or not ready:
            why = "The library is being opened …" if snapshot is None else "There are no notes to export here."
            self._show("", why)
            return
        if self.format.suffix not in READABLE:
            self._show("", f"{_count(snapshot)}. This format has no preview.")
            return
        self._write(snapshot, self._slot, lambda result: self._looked(snapshot, result))

    def _refused(self, error: UserError) -> None:
        self.save_button.setEnabled(True)
        self.say(str(error), problem=True)
        self.template.show_fault(getattr(error, "line", 0))

    def _looked(self, snapshot: Snapshot, result: bytes | dict[str, bytes]) -> None:
        if isinstance(result, bytes):
            self._whole = result.decode("utf-8", "replace")
            rest = len(self._whole) - SHOWN
            words = f"{_count(snapshot)} · {_size(len(result))}"
            self._show(self._whole[:SHOWN], f"{words} · the first part is shown" if rest > 0 else words)
            self.copy_button.setEnabled(True)
            return
        pages, total = [], 0
        for name, data in result.items():
            if total < SHOWN and name.endswith(".md"):
                pages.append(f"─── {name} ───\n\n{data.decode('utf-8', 'replace')[: SHOWN - total]}")
                total += len(pages[-1])
        size = _size(sum(map(len, result.values())))
        self._show("\n\n".join(pages), f"{_count(snapshot)} in {len(result)} files · {size}")

    def _show(self, words: str, summary: str) -> None:
        if self._asked is None and not self._done:
            self.say("")
        self.template.show_fault(0)
        bar = self.preview.verticalScrollBar()
        line = bar.value()
        self.preview.setPlainText(words)
        if not line and not self.template.isHidden():  # an entry is what a template makes
            heading = words[: max(0, words.find("\n## "))].count("\n")
            line = self.preview.document().findBlockByNumber(heading).firstLineNumber()
        bar.setValue(line)
        self.summary.setText(summary)

    # Leaving

    def copy(self) -> None:
        """Put the whole document on the clipboard."""
        if self._whole is None:
            return
        QGuiApplication.clipboard().setText(self._whole)
        self._remember()
        self._done = True
        self.say(f"Copied: {_size(len(self._whole.encode()))}.")

    def ask_where(self) -> None:
        """Choose a file, or a folder for a format of many files; a second time, with what was decided there."""
        if self._asked is not None:
            self.save(str(self._asked))
            return
        dialog = QFileDialog(self, "Export notes")
        folder = self._many()
        if folder:
            dialog.setFileMode(QFileDialog.FileMode.Directory)
            dialog.setOption(QFileDialog.Option.ShowDirsOnly, True)
        else:
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            suffix = self.format.suffix
            dialog.setNameFilters([f"{self.format.title} (*{suffix})", "All files (*)"])
            dialog.setDefaultSuffix(suffix.lstrip("."))
            dialog.selectFile(f"{self.form.title.text().strip() or 'notes'}{suffix}")
        dialog.fileSelected.connect(self.save)
        dialog.open()

    def save(self, path: str) -> None:
        """Write the export; a failure leaves what was there before and is told."""
        try:
            snapshot = self.snapshot()
        except UserError as error:
            self.say(str(error), problem=True)
            return
        if snapshot is None:
            return
        self._remember()
        self.say("Writing …")
        self.save_button.setEnabled(False)
        if self.format.key == "obsidian":
            self._compare(snapshot, Path(path))
            return
        self._write(snapshot, "export-save", lambda written: self._saved(written, snapshot), path=Path(path))

    def _saved(self, written: Path, snapshot: Snapshot) -> None:
        self._done = True
        self.say(f"Saved {_count(snapshot)} to {written.name}.")
        self.session.said.emit(f"Exported {_count(snapshot)}.")

    def _compare(self, snapshot: Snapshot, folder: Path) -> None:
        """A folder is looked at first: what was edited in it is shown, and changed as it is decided."""
        policy = str(self.form.policy.currentData())
        asks = policy == "ask" and self._asked != folder
        self._vaulting.look(
            folder, self.form.options(), lambda plan: self._compared(plan, snapshot, asks=asks),
            policy="skip" if policy == "ask" else policy,
            choices=self.conflicts.chosen if self._asked == folder else None, snapshot=snapshot,
        )  # fmt: skip

    def _compared(self, plan: Plan, snapshot: Snapshot, *, asks: bool) -> None:
        if asks and plan.conflicts:
            self._asked = plan.folder
            self.save_button.setEnabled(True)
            self.save_button.setText("&Save so")
            self.conflicts.show_conflicts(plan.conflicts)
            self.pages.setCurrentWidget(self.conflicts)
            self.conflicts.list.setFocus()
            self.say(
                f"{_entries(len(plan.conflicts))} that you edited there: nothing is written yet. Say what is to be."
            )
            return
        self._vaulting.carry_out(plan, lambda done: self._synced(plan, done, snapshot))

    def _synced(self, plan: Plan, done: Written, snapshot: Snapshot) -> None:
        self.save_button.setEnabled(True)
        self._choices_changed()
        self._timer.stop()
        self._done = True
        self.say(_told(plan, done))
        self.session.said.emit(f"Exported {_count(snapshot)}.")

    def _many(self) -> bool:
        return self.format.folder or (self.format.key == "markdown" and self.form.shape.currentData() != "document")

    def _write(self, snapshot: Snapshot, slot: str, then: Any, *, path: Path | None = None) -> None:
        assert self.session.library is not None  # there is a snapshot of it
        chosen, options, now = self.format, self.form.options(), self.session.library.now()

        def work(feedback: Feedback) -> Any:
            result = chosen.write(snapshot, options, now)
            return result if path is None else exchange.save(result, path)

        def done(outcome: Outcome) -> None:
            self.save_button.setEnabled(True)
            if isinstance(outcome.error, UserError):
                self._refused(outcome.error)
            elif outcome.error is not None:
                self.session.job_failed(outcome)
            else:
                then(outcome.value)

        self.session.jobs.start(slot, work, done)

    def _remember(self) -> None:
        self.session.settings["export.options"] = self.form.kept()


def _told(plan: Plan, done: Written) -> str:
    words = f"{plan.folder.name}: {len(done.files)} files written, {len(plan.unchanged)} unchanged."
    if plan.returned:
        words += (
            f" {len(plan.returned)} of the notes that you edited there are in the library now; Undo takes them back."
        )
    if plan.conflicts:
        words += f" {_entries(len(plan.conflicts))} that you edited there stay as they are."
    if done.late:
        words += f" {len(done.late)} changed this very moment and wait for the next time."
    return words


def _entries(count: int) -> str:
    return f"{count} {'entry' if count == 1 else 'entries'}"


def _count(snapshot: Snapshot) -> str:
    notes = len(snapshot.annotations)
    return f"{notes:,} {'note' if notes == 1 else 'notes'}"


def _size(count: int) -> str:
    return f"{count:,} bytes" if count < 2000 else f"{count / 1000:,.0f} KB"
