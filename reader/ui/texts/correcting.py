"""A text that is in the library, corrected as before it was added: provisions joined, split, left out; its metadata.

What was corrected is saved as another wording of the text, in one step of undo: its notes move along.
"""

from __future__ import annotations

from itertools import count

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QSplitter, QVBoxLayout, QWidget

from reader.errors import Feedback, UserError
from reader.library.models import Changes
from reader.library.plan_replace import moves
from reader.text.model import Text
from reader.text.review import edited
from reader.ui.dialogs.base import Dialog, title_label
from reader.ui.jobs import Outcome
from reader.ui.notes.labels import WrapLabel
from reader.ui.session import Session
from reader.ui.texts.fields import TextForm
from reader.ui.texts.incoming import find_work
from reader.ui.texts.provisions import ProvisionEditor

_numbers = count(1)  # each window has a slot of its own


class CorrectTextDialog(Dialog):
    """The form at the left, the provisions at the right."""

    removed = Signal(str)  # the text was taken out of the library again

    def __init__(
        self, session: Session, text_id: str, parent: QWidget | None = None, *, fresh: bool = False
    ) -> None:
        """`fresh`: the text was added a moment ago as it was understood, and nobody has looked at it yet."""
        text = session.text(text_id)
        super().__init__(session, f"Correct {text.short_title if text is not None else text_id}", parent)
        self._id = text_id
        self._fresh = fresh
        self._saved = text  # as the library has it
        self._agreed: Text | None = None  # this text is saved though notes lose their place
        self._past: list[Text] = []
        self._build()
        self._show()
        if fresh and text is not None and text.edition_of is None:
            self._look_for_work(text)
        session.changed.connect(self._follow)
        self.resize(860, 640)

    def _build(self) -> None:
        self.about = WrapLabel(self)
        self.form = TextForm(self)
        self.editor = ProvisionEditor(self)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its fields come into sight as they get the focus
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        sheet = QWidget(area)
        column = QVBoxLayout(sheet)
        column.setContentsMargins(0, 0, 10, 0)
        column.addWidget(self.about)
        column.addWidget(title_label("About the text", self))
        column.addWidget(self.form)
        column.addStretch(1)
        area.setWidget(sheet)
        halves = QSplitter(Qt.Orientation.Horizontal, self)
        for widget, stretch in ((area, 3), (self.editor, 4)):
            halves.addWidget(widget)
            halves.setStretchFactor(halves.count() - 1, stretch)
        halves.setSizes([340, 500])
        halves.setChildrenCollapsible(False)
        self.body.addWidget(halves, 1)
        self.remove_button = self.add_button("&Take out again", self.remove, left=True)
        self.remove_button.setVisible(self._fresh)
        self.save_button = self.add_button("&Save", self.keep, default=True)
        self.add_close("Close" if self._fresh else "Cancel")
        self.form.changed.connect(self._typed)
        self.editor.changed.connect(self._corrected)
        self.editor.failed.connect(lambda words: self.say(words, problem=True))

    def _show(self) -> None:
        text = self._saved
        if text is None:
            self.say("This text is no longer in the library.", problem=True)
        else:
            words = f"{len(text.provisions):,} provisions, {len(text.canonical):,} characters."
            if self._fresh:
                words = f"Added as it was understood: {words} Correct it here, now or later."
            self.about.setText(words)
            self.form.load([text], self.session.text_infos())
        self._past.clear()
        self.editor.show_text(text, self._past)
        self._enable()

    def text(self) -> Text | None:
        """The text as it would be saved; UserError for a field that cannot be one."""
        if self.editor.text is None:
            return None
        return edited(self.editor.text, self.form.values())

    def keep(self) -> None:
        """Save what was corrected, as one step of undo; where notes would lose their place, only when asked twice."""
        self.session.flush()
        library = self.session.library
        try:
            new = self.text()
            if new is None or library is None:
                return
            edit = library.plan.replace_text(self._id, new, name="Correct text")
        except UserError as error:
            self.say(str(error), problem=True)
            return
        lost = sum(1 for move in moves(edit) if move.after.state in ("orphan", "ambiguous"))
        if lost and self._agreed is not self.editor.text:
            self._agreed = self.editor.text
            what = "A passage with a note loses its" if lost == 1 else f"{lost:,} passages with notes lose their"
            self.say(f"{what} place. Their notes are kept and listed; Save once more to go on.", problem=True)
            return
        if self.session.perform(lambda: edit) is not None:
            self.session.said.emit("Corrected. Undo takes it back.")
            self.accept()

    def remove(self) -> None:
        """Take the text out of the library again."""
        if self.session.remove_texts([self._id]):
            self.removed.emit(self._id)
            self.accept()

    def _look_for_work(self, text: Text) -> None:
        library, infos = self.session.library, self.session.text_infos()
        path = library.path if library is not None else None
        others = [info for info in infos if info.id != text.id]

        def work(feedback: Feedback) -> tuple[str, str, int] | None:
            return find_work(text, path, others, feedback)

        self.session.jobs.start(self.uses(f"correct-{next(_numbers)}"), work, self._found_work)

    def _found_work(self, outcome: Outcome) -> None:
        if outcome.error is not None:
            self.session.job_failed(outcome)
        elif outcome.value is not None:
            id_, title, shared = outcome.value
            self.form.choose_work(id_)
            self.about.setText(f"{self.about.text()} It looks like an edition of {title}: {shared} provisions agree.")
            self._enable()

    def _typed(self) -> None:
        try:
            self.form.values()
        except UserError as error:
            self.say(str(error), problem=True)
            self.save_button.setEnabled(False)
            return
        self.say("")
        self._enable()

    def _corrected(self, text: Text) -> None:
        self.say("")
        self._enable()

    def _enable(self) -> None:
        try:
            new = self.text()
        except UserError:
            new = None
        self.save_button.setEnabled(self.session.can_write and new is not None and _differ(new, self._saved))
        self.remove_button.setEnabled(self.session.can_write)

    def _follow(self, changes: Changes) -> None:
        """The text became another meanwhile (an undo, an update): begin with that one."""
        if self._id not in changes.renewed:
            return
        library = self.session.library
        here = library is not None and library.has_text(self._id)
        self._saved = self.session.text(self._id) if here else None
        self._show()


def _differ(a: Text, b: Text | None) -> bool:
    if b is None:
        return False
    fields = ("title", "short_title", "date", "place", "issuers", "lang", "edition", "source", "edition_of", "meta")
    return (
        a.sha256 != b.sha256
        or a.provisions != b.provisions
        or any(getattr(a, field) != getattr(b, field) for field in fields)
    )
