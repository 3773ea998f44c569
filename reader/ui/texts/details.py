"""The metadata of a text that is in the library, or of several at once; and its provisions, corrected afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from reader.errors import UserError
from reader.text.model import Text
from reader.ui.dialogs.base import Dialog
from reader.ui.notes.labels import WrapLabel
from reader.ui.session import Session
from reader.ui.texts.fields import TextForm


class TextDetailsDialog(Dialog):
    """The form of one text; of several, with what they may have alike."""

    def __init__(self, session: Session, ids: Sequence[str], parent: QWidget | None = None) -> None:
        texts = [text for id_ in ids if (text := session.text(id_)) is not None]
        several = len(texts) != 1
        super().__init__(session, f"Details of {len(texts)} texts" if several else "Text details", parent)
        self._ids = [text.id for text in texts]
        self.about = WrapLabel(self, name="muted")
        self.about.setText(_about(texts))
        self.form = TextForm(self, several=several)
        self.form.load(texts, session.text_infos())
        self.body.addWidget(self.about)
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self.save = self.add_button("&Save", self.keep, default=True)
        self.save.setEnabled(bool(texts) and session.can_write)
        self.add_close("Cancel")
        self.form.changed.connect(lambda: self.say(""))
        self.resize(520, 420 if not several else 380)

    def keep(self) -> None:
        """Save what was typed, as one step of undo."""
        try:
            fields: dict[str, Any] = self.form.values()
        except UserError as error:
            self.say(str(error), problem=True)
            return
        if self.session.edit_texts(self._ids, **fields):
            self.accept()


def _about(texts: Sequence[Text]) -> str:
    if len(texts) == 1:
        text = texts[0]
        return f"{len(text.provisions):,} provisions, {len(text.canonical):,} characters. Its id is “{text.id}”."
    names = ", ".join(text.short_title for text in texts[:4])
    more = f" and {len(texts) - 4} more" if len(texts) > 4 else ""
    return f"{names}{more}. A field that you leave alone stays as it is in each text."
