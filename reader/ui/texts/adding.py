"""Adding texts with a look first: what was understood of each file is shown, corrected, and then kept as one step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import count
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from reader.errors import Feedback, UserError
from reader.text.model import Text
from reader.text.review import edited
from reader.ui.dialogs.base import Dialog, title_label
from reader.ui.jobs import Outcome
from reader.ui.notes.labels import WrapLabel
from reader.ui.session import Session
from reader.ui.texts.fields import TextForm
from reader.ui.texts.incoming import Incoming, find_work, read_incoming
from reader.ui.texts.provisions import ProvisionEditor

Source = tuple[Path | bytes, str]  # a file or its bytes, and what it is called
_numbers = count(1)  # each window has slots of its own


class _Entry:
    """One file: what it is called, and what was read or went wrong."""

    def __init__(self, source: Source) -> None:
        self.source, self.name = source
        self.incoming: Incoming | None = None
        self.text: Text | None = None  # as corrected
        self.past: list[Text] = []
        self.problem = ""
        self.wanted = True


class AddTextsDialog(Dialog):
    """The files at the left, what was understood of one at the right."""

    looked_at = Signal(list)  # files with the ids of the texts that they became ("": not wanted), when all is done

    def __init__(
        self,
        session: Session,
        sources: Sequence[Source],
        parent: QWidget | None = None,
        *,
        then: Callable[[str], None] | None = None,
    ) -> None:
        """`then` is told the id of the last text that was added."""
        super().__init__(session, "Add text" if len(sources) == 1 else f"Add {len(sources)} texts", parent)
        self._slot = f"review-{next(_numbers)}"
        self.entries = [_Entry(source) for source in sources]
        self._then = then
        self._left = len(self.entries)
        self._loading = False
        self._build()
        self.resize(980 if len(sources) > 1 else 820, 640)
        self._show_row(0)
        self._read()

    def _build(self) -> None:
        self.files = QListWidget(self)
        self.files.setAccessibleName("Files")
        self.files.setWordWrap(True)
        for entry in self.entries:
            self.files.addItem(QListWidgetItem(f"{entry.name}\nwaiting …"))
        self.files.setVisible(len(self.entries) > 1)
        self.about = WrapLabel(self)
        self.wanted = QCheckBox("Add this text", self)
        self.form = TextForm(self, with_id=True)
        self.form.lines["collections"].setToolTip("Sets of texts, for filtering the library")
        self.editor = ProvisionEditor(self)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its fields come into sight as they get the focus
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.sheet = QWidget(area)
        column = QVBoxLayout(self.sheet)
        column.setContentsMargins(10 if len(self.entries) > 1 else 0, 0, 10, 0)
        column.addWidget(self.about)
        column.addWidget(self.wanted)
        column.addWidget(title_label("About the text", self))
        column.addWidget(self.form)
        column.addStretch(1)
        area.setWidget(self.sheet)
        halves = QSplitter(Qt.Orientation.Horizontal, self)
        for widget, stretch in ((self.files, 2), (area, 3), (self.editor, 4)):
            halves.addWidget(widget)
            halves.setStretchFactor(halves.count() - 1, stretch)
        halves.setSizes([190, 330, 440])
        halves.setChildrenCollapsible(False)
        self.progress = QProgressBar(self)
        self.progress.setMaximum(len(self.entries))
        self.progress.setAccessibleName("Files read")
        self.progress.setVisible(len(self.entries) > 1)
        self.body.addWidget(halves, 1)
        self.body.addWidget(self.progress)
        self.add = self.add_button("&Add", self.keep, default=True)
        self.add.setEnabled(False)
        self.add_close("Cancel")
        self.files.currentRowChanged.connect(self._show_row)
        self.form.changed.connect(self._typed)
        self.editor.changed.connect(self._corrected)
        self.editor.failed.connect(lambda words: self.say(words, problem=True))
        self.wanted.toggled.connect(self._toggled)

    # Reading

    def _read(self) -> None:
        infos = self.session.text_infos()
        for row, entry in enumerate(self.entries):
            slot = self.uses(f"{self._slot}-{row}")

            def work(feedback: Feedback, entry: _Entry = entry) -> Incoming:
                return read_incoming(entry.source, infos, feedback)

            self.session.jobs.start(slot, work, partial(self._arrived, row))

    def _compare(self, row: int, text: Text) -> None:
        """Look on the worker whether this is an edition of something; it can be added meanwhile."""
        library, infos = self.session.library, self.session.text_infos()
        path = library.path if library is not None else None

        def work(feedback: Feedback) -> tuple[str, str, int] | None:
            return find_work(text, path, infos, feedback)

        self.session.jobs.start(self.uses(f"{self._slot}-{row}-work"), work, partial(self._compared, row))

    def _compared(self, row: int, outcome: Outcome) -> None:
        entry = self.entries[row]
        if outcome.error is not None:
            self.session.job_failed(outcome)
        elif outcome.value is not None and entry.incoming is not None and entry.text is not None:
            id_, title, shared = outcome.value
            entry.incoming = entry.incoming._replace(work=(id_, title), shared=shared)
            if entry.text.edition_of is None:
                entry.text = edited(entry.text, {"edition_of": id_})
                entry.past[:] = [edited(text, {"edition_of": id_}) for text in entry.past]
            self.files.item(row).setText(f"{entry.name}\n{_state(entry)}")
            if entry is self.entry:
                self._say_about(entry)
                self.form.choose_work(id_)
                self.editor.model.text = entry.text

    def _arrived(self, row: int, outcome: Outcome) -> None:
        entry = self.entries[row]
        self._left -= 1
        self.progress.setValue(len(self.entries) - self._left)
        self.progress.setVisible(self._left > 0)
        if isinstance(outcome.error, UserError):
            entry.problem = str(outcome.error)
        elif outcome.error is not None:
            self.session.job_failed(outcome)
            entry.problem = "This file could not be read."
        else:
            entry.incoming = self._apart(row, outcome.value)
            entry.text = entry.incoming.text
            entry.wanted = entry.incoming.same is None
            if entry.incoming.same is None and entry.incoming.work is None:
                self._compare(row, entry.text)
        self.files.item(row).setText(f"{entry.name}\n{_state(entry)}")
        if row == max(0, self.files.currentRow()):
            self._show_row(row)
        self._count_up()

    def _apart(self, row: int, new: Incoming) -> Incoming:
        """Two files of this window may hold one text, or want one id."""
        others = [e.text for i, e in enumerate(self.entries) if i != row and e.text is not None]
        twin = next((text for text in others if text.sha256 == new.text.sha256), None)
        if twin is not None and new.same is None:
            return new._replace(same=(twin.id, twin.short_title))
        taken, n, own = {text.id for text in others}, 2, new.text.id
        while new.text.id in taken:
            new = new._replace(text=edited(new.text, {"id": f"{own}-{n}"}))
            n += 1
        return new

    # Looking

    def _say_about(self, entry: _Entry) -> None:
        self.about.setText(_about(entry))
        self.about.setVisible(bool(self.about.text()))  # empty, it would still hold room

    def _show_row(self, row: int) -> None:
        if not 0 <= row < len(self.entries):
            return
        entry = self.entries[row]
        self._loading = True
        if self.files.currentRow() != row:
            self.files.setCurrentRow(row)
        self._say_about(entry)
        self.about.setObjectName("problem" if entry.problem else "")
        self.about.setStyleSheet(f"color: {self.theme.css('error')};" if entry.problem else "")
        ready = entry.text is not None
        self.wanted.setVisible(ready and (len(self.entries) > 1 or entry.incoming.same is not None))  # type: ignore[union-attr]
        self.wanted.setChecked(entry.wanted)
        self.form.setEnabled(ready)
        self.editor.setEnabled(ready)
        if entry.text is not None:
            self.form.load([entry.text], self.session.text_infos())
        self.editor.show_text(entry.text, entry.past)
        self._loading = False
        self.say("")

    @property
    def entry(self) -> _Entry:
        """The file that is shown."""
        return self.entries[max(0, self.files.currentRow())]

    def _typed(self) -> None:
        """Take what was typed into the shown text; says what is wrong, and then nothing can be added."""
        entry = self.entry
        if self._loading or entry.text is None:
            return
        try:
            fields = self.form.values()
        except UserError as error:
            self.say(str(error), problem=True)
            self.add.setEnabled(False)
            return
        entry.text = edited(entry.text, fields)
        entry.past[:] = [edited(text, fields) for text in entry.past]
        self.editor.model.text = entry.text
        self.say("")
        self._count_up()

    def _corrected(self, text: Text) -> None:
        self.entry.text = text
        self.say("")

    def _toggled(self, on: bool) -> None:
        if not self._loading:
            self.entry.wanted = on
            row = max(0, self.files.currentRow())
            self.files.item(row).setText(f"{self.entry.name}\n{_state(self.entry)}")
            self._count_up()

    def chosen(self) -> list[Text]:
        """The texts that would be added, in order."""
        return [entry.text for entry in self.entries if entry.text is not None and entry.wanted]

    def _count_up(self) -> None:
        many = len(self.chosen())
        self.add.setEnabled(bool(many) and not self._left and self.session.can_write)
        self.add.setText("&Add" if len(self.entries) == 1 else f"&Add {many} {'text' if many == 1 else 'texts'}")

    # Keeping

    def keep(self) -> None:
        """Add what is chosen, as one step of undo."""
        texts = self.chosen()
        ids = [text.id for text in texts]
        twice = next((id_ for id_ in ids if ids.count(id_) > 1), None)
        if twice is not None:
            self.say(f"Two of these texts have the id “{twice}”. Give one of them another.", problem=True)
            return
        taken = next((id_ for id_ in ids if self.session.library and self.session.library.has_text(id_)), None)
        if taken is not None:
            self.say(f"A text with the id “{taken}” is in the library already. Give this one another.", problem=True)
            return
        if self.session.keep_texts(texts):
            then = self._then
            self.looked_at.emit([
                (entry.source, entry.text.id if entry.wanted and entry.text is not None else "")
                for entry in self.entries
                if isinstance(entry.source, Path) and not entry.problem
            ])
            self.accept()
            if then is not None:
                then(ids[-1])


def _state(entry: _Entry) -> str:
    if entry.problem:
        return "cannot be read"
    if entry.incoming is None or entry.text is None:
        return "waiting …"
    if entry.incoming.same is not None:
        return f"the same as {entry.incoming.same[1]}"
    if not entry.wanted:
        return "not added"
    if entry.incoming.work is not None:
        return f"an edition of {entry.incoming.work[1]}"
    return f"{len(entry.text.provisions):,} provisions"


def _about(entry: _Entry) -> str:
    if entry.problem:
        return entry.problem
    new = entry.incoming
    if new is None:
        return f"Reading {entry.name} …"
    if new.same is not None:
        return f"These words are in the library already, as “{new.same[1]}”."
    if new.work is not None:
        shared = f": {new.shared} of its {len(new.text.provisions)} provisions are found there" if new.shared else ""
        return f"An edition of {new.work[1]}{shared}. Its cross-references will be carried over."
    aside = new.text.meta.get("furniture")
    return f"{len(aside)} lines were set aside as furniture of the page." if isinstance(aside, list) and aside else ""
