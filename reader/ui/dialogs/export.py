"""Export notes: choose, look, copy or save. What is chosen is remembered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from reader import exchange
from reader.errors import Feedback, UserError
from reader.exchange.formats import FORMATS, Format
from reader.exchange.obsidian import Merged
from reader.library.models import Snapshot
from reader.ui.dialogs.base import Dialog, title_label
from reader.ui.dialogs.export_choices import ExportForm
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
        self._build()
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.look)
        self._slot = self.uses("export-preview")
        self.uses("export-save")
        self.form.load(session.settings["export.options"])
        self.form.changed.connect(lambda: self._timer.start(LOOK_AFTER))
        session.changed.connect(lambda changes: self._timer.start(LOOK_AFTER))
        session.library_opened.connect(self.look)
        self.resize(920, 620)
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
        right.addWidget(title_label("Preview", self))
        right.addWidget(self.preview, 1)
        right.addWidget(self.summary)
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
        if hasattr(self, "colours"):
            self.colours.set_colours(theme.colour)

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
        scope = self.form.chosen()
        return library.snapshot(texts=scope.texts, tags=[scope.tag] if scope.tag else None, query=scope.query or None)

    # Looking

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
        self.preview.setPlainText(words)
        self.summary.setText(summary)

    # Leaving

    def copy(self) -> None:
        """Put the whole document on the clipboard."""
        if self._whole is None:
            return
        QGuiApplication.clipboard().setText(self._whole)
        self._remember()
        self.say(f"Copied: {_size(len(self._whole.encode()))}.")

    def ask_where(self) -> None:
        """Choose a file, or a folder for a format of many files."""
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
        self._write(snapshot, "export-save", lambda written: self._saved(written, snapshot), path=Path(path))

    def _saved(self, written: Any, snapshot: Snapshot) -> None:
        where = written.name if isinstance(written, Path) else str(written)
        self.say(f"Saved {_count(snapshot)} to {where}." if isinstance(written, Path) else where)
        self.session.said.emit(f"Exported {_count(snapshot)}.")

    def _many(self) -> bool:
        return self.format.folder or (self.format.key == "markdown" and self.form.shape.currentData() != "document")

    def _write(self, snapshot: Snapshot, slot: str, then: Any, *, path: Path | None = None) -> None:
        assert self.session.library is not None  # there is a snapshot of it
        chosen, options, now = self.format, self.form.options(), self.session.library.now()
        policy = str(self.form.policy.currentData())

        def work(feedback: Feedback) -> Any:
            if path is not None and chosen.key == "obsidian":
                from reader.exchange import obsidian  # late: only this format looks at what is there already

                return _told(obsidian.sync(snapshot, options, now, path, policy=policy), path)
            result = chosen.write(snapshot, options, now)
            return result if path is None else exchange.save(result, path)

        def done(outcome: Outcome) -> None:
            self.save_button.setEnabled(True)
            if isinstance(outcome.error, UserError):
                self.say(str(outcome.error), problem=True)
            elif outcome.error is not None:
                self.session.job_failed(outcome)
            else:
                then(outcome.value)

        self.session.jobs.start(slot, work, done)

    def _remember(self) -> None:
        self.session.settings["export.options"] = self.form.kept()


def _told(merged: Merged, path: Path) -> str:
    words = f"{path.name}: {len(merged.files)} files written, {len(merged.unchanged)} unchanged."
    if merged.conflicts:
        count = len(merged.conflicts)
        words += f" {count} {'entry that you edited there was' if count == 1 else 'entries that you edited there were'}"
        words += " left as they are." if count > 1 else " left as it is."
    return words


def _count(snapshot: Snapshot) -> str:
    notes = len(snapshot.annotations)
    return f"{notes:,} {'note' if notes == 1 else 'notes'}"


def _size(count: int) -> str:
    return f"{count:,} bytes" if count < 2000 else f"{count / 1000:,.0f} KB"
