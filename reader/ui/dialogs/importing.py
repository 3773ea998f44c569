"""Import notes: what a file would bring is shown before anything is written; then it is one step of undo."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QTextBrowser, QWidget

from reader import exchange
from reader.errors import Feedback, UserError
from reader.exchange.model import Import
from reader.library import backup
from reader.library.models import Annotation
from reader.ui.dialogs.base import Dialog
from reader.ui.jobs import Outcome
from reader.ui.notes import words
from reader.ui.notes.places import titles
from reader.ui.notes.preview import NotePreview
from reader.ui.session import Session

FILES = "Notes (*.md *.markdown *.jsonld *.json *.qdpx *.qdc *.drzip);;All files (*)"
LISTED = 60  # items of each sort that the report names


class ImportDialog(Dialog):
    """A report of what comes in, and the button that lets it in."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, "Import notes", parent)
        self._merge: Any = None
        self.report = _Report(self)
        self.report.setAccessibleName("What the file would bring")
        choose = QPushButton("Choose a &file …", self)
        folder = QPushButton("Choose a f&older …", self)
        choose.clicked.connect(self.ask_for_file)
        folder.clicked.connect(self.ask_for_folder)
        row = QHBoxLayout()
        row.addWidget(choose)
        row.addWidget(folder)
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addWidget(self.report, 1)
        self.import_button = self.add_button("&Import", self.bring_in, default=True)
        self.import_button.setEnabled(False)
        self.add_close()
        self._slot = self.uses("import")
        self.resize(640, 480)
        choose.setFocus()
        self._show(
            "Markdown written by this program, W3C Web Annotation (JSON-LD), REFI-QDA projects and codebooks, and "
            "project archives can be read. Nothing is written before you have seen what would come in."
        )

    def ask_for_file(self) -> None:
        """Choose a file."""
        dialog = QFileDialog(self, "Import notes")
        dialog.setNameFilters(FILES.split(";;"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.look)
        dialog.open()

    def ask_for_folder(self) -> None:
        """Choose a folder of Markdown files."""
        dialog = QFileDialog(self, "Import notes")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly, True)
        dialog.fileSelected.connect(self.look)
        dialog.open()

    def look(self, path: str) -> None:
        """Read a file on the worker and show what it would bring."""
        library = self.session.library
        if library is None or (refusal := self.session.why_not) is not None:
            self.say(str(refusal if library is not None else self.session.why_not), problem=True)
            return
        self.session.flush()
        self._merge = None
        self.import_button.setEnabled(False)
        self.say(f"Reading {Path(path).name} …")
        from reader.library.whole import with_trash  # late: only an import needs it

        snapshot, now = with_trash(library), library.now()

        def work(feedback: Feedback) -> tuple[Import, Any]:
            from reader.exchange import merging  # late: only an import needs it

            found = exchange.place(exchange.read(path), snapshot.texts)
            return found, merging.plan(found, snapshot, now)

        self.session.jobs.start(self._slot, work, self._looked)

    def bring_in(self) -> None:
        """Back up the library, then let it in, as one step of undo."""
        library = self.session.library
        if self._merge is None or library is None:
            return
        self.session.flush()
        merge, self._merge = self._merge, None
        self.import_button.setEnabled(False)
        self.say("Backing up first …")
        path, now, folder = library.path, library.now(), library.backup_folder

        def work(feedback: Feedback) -> None:
            backup.before(path, "import", now, folder)

        def done(outcome: Outcome) -> None:
            if isinstance(outcome.error, UserError):
                self.say(f"No backup could be made before it: {outcome.error}", problem=True)
                self._merge = merge
                self.import_button.setEnabled(True)
            elif outcome.error is not None:
                self.session.job_failed(outcome)
            elif self.session.perform_edit(merge.edit):
                self._keep_past(merge)
                self.say(f"{_sum(merge)} Undo takes it all back.")

        self.session.jobs.start(self._slot, work, done)

    def _keep_past(self, merge: Any) -> None:
        """Take in what is no record: former bodies of the notes that came, and what texts were before."""
        from reader.library.whole import keep_past  # late, as above

        library = self.session.library
        if library is not None and (merge.past or merge.wordings):
            try:
                keep_past(library, merge.past, merge.wordings)
            except UserError as error:
                self.session.failed.emit(error)

    def _looked(self, outcome: Outcome) -> None:
        if isinstance(outcome.error, UserError):
            self.say(str(outcome.error), problem=True)
            return
        if outcome.error is not None:
            self.session.job_failed(outcome)
            return
        found, merge = outcome.value
        self._merge = merge
        nothing = merge.edit.before == merge.edit.after
        self.import_button.setEnabled(not nothing)
        self.say("Everything in it is here already." if nothing else _sum(merge))
        self._show_merge(found, merge)

    def _show_merge(self, found: Import, merge: Any) -> None:
        known = titles(self.session) | {text.id: text.short_title for text in found.texts}
        notes = {record.id: record for record in merge.edit.after if isinstance(record, Annotation)}
        parts = []
        for title, ids in (("New", merge.added), ("Changed in the file", merge.updated),
                           ("Without a place in your texts", merge.orphaned)):  # fmt: skip
            parts.append(_section(title, [_line(notes[id_], known) for id_ in ids if id_ in notes], len(ids)))
        parts.append(_section("Texts", [escape(known.get(id_, id_)) for id_ in merge.texts], len(merge.texts)))
        both = [_both(clash) for clash in merge.clashes]
        parts.append(_section("Changed on both sides", both, len(both)))
        worries = [escape(f"{problem.where}: {problem.what}") for problem in merge.problems]
        parts.append(_section("Could not be read as it stands", worries, len(worries)))
        if merge.unchanged:
            parts.append(f"<p>{len(merge.unchanged)} were here already.</p>")
        self._show("".join(parts))

    def _show(self, html: str) -> None:
        self.report.setHtml(html)


class _Report(QTextBrowser):
    loadResource = NotePreview.loadResource


def _line(note: Annotation, known: dict[str, str]) -> str:
    body = words.first_words(note.body, 90) or f"“{words.quoted(note)[:80]}”"
    reason = next((target.reason for target in note.targets if target.reason), "")
    return f"<b>{escape(words.where(note, known))}</b> {escape(body)}" + (f" <i>{escape(reason)}</i>" if reason else "")


def _both(clash: Any) -> str:
    mine, theirs = (words.first_words(getattr(side, "body", ""), 60) for side in (clash.mine, clash.theirs))
    said = f"{clash.what} “{mine or clash.id}”: yours stays"
    if clash.what == "decision":
        said = f"cross-reference: yours stays {clash.mine.link.status}, theirs was {clash.theirs.link.status}"
    elif clash.kept_as:
        said += f", theirs comes beside it{f' (“{theirs}”)' if theirs else f' as {clash.kept_as}'}"
    return escape(said)


def _section(title: str, lines: list[str], count: int) -> str:
    if not count:
        return ""
    more = f"<li>and {count - LISTED} more</li>" if count > LISTED else ""
    return f"<h4>{title} · {count}</h4><ul>{''.join(f'<li>{line}</li>' for line in lines[:LISTED])}{more}</ul>"


def _sum(merge: Any) -> str:
    parts = [f"{len(merge.added)} new", f"{len(merge.updated)} changed", f"{len(merge.unchanged)} unchanged"]
    if merge.orphaned:
        parts.append(f"{len(merge.orphaned)} without a place")
    if merge.clashes:
        parts.append(f"{len(merge.clashes)} changed on both sides")
    return ", ".join(parts) + "."
