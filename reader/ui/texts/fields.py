"""The metadata of a text (or of several) as a form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QLineEdit, QWidget

from reader.errors import UserError
from reader.library.models import TextInfo
from reader.text.model import Text
from reader.text.review import collections_of
from reader.ui.notes.choice import Choice

LINES = (("title", "Title"), ("short_title", "Short title"), ("date", "Date"), ("place", "Place"),
         ("issuers", "Issued by"), ("lang", "Language"), ("edition", "Edition"), ("source", "Source"),
         ("collections", "Collections"), ("id", "Id"))  # fmt: skip
HINTS = {
    "date": "2001-06-15, 2001-06 or 2001", "issuers": "names, separated by semicolons",
    "lang": "en, ru, zh, …", "collections": "names, separated by semicolons", "id": "letters, digits and dashes",
}  # fmt: skip
SHARED = ("date", "place", "issuers", "lang", "edition", "source", "collections")  # what several texts may have alike


class TextForm(QWidget):
    """A line for each field; `changed` when the reader typed. Fields that stay empty for several texts are kept."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None, *, several: bool = False, with_id: bool = False) -> None:
        super().__init__(parent)
        self._several = several
        self._loaded: dict[str, str] = {}
        self.lines: dict[str, QLineEdit] = {}
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for key, title in LINES:
            if (several and key not in SHARED) or (key == "id" and not with_id):
                continue
            line = self.lines[key] = QLineEdit(self)
            line.setAccessibleName(title)
            line.setPlaceholderText(HINTS.get(key, ""))
            line.textEdited.connect(self.changed)
            form.addRow(title, line)
        self.work = Choice(self)
        self.work.setAccessibleName("Edition of")
        self.work.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.work.setMinimumContentsLength(12)
        self.work.activated.connect(self.changed)
        if not several:
            form.addRow("Edition of", self.work)

    def load(self, texts: Sequence[Text], infos: Sequence[TextInfo]) -> None:
        """Show the metadata of a text, or what several have alike; `infos` are the texts it may be an edition of."""
        shown = [fields_of(text) for text in texts]
        for key, line in self.lines.items():
            values = {fields[key] for fields in shown}
            value = next(iter(values)) if len(values) == 1 else ""
            self._loaded[key] = value
            line.setText(value)
            line.setCursorPosition(0)
            if self._several:
                line.setPlaceholderText("various, kept as they are" if len(values) > 1 else HINTS.get(key, ""))
        self.work.clear()
        self.work.addItem("no other text", "")
        own = {text.id for text in texts}
        for info in infos:
            if info.id not in own:
                self.work.addItem(info.short_title, info.id)
        current = texts[0].edition_of or "" if texts else ""
        if current and self.work.findData(current) < 0:
            self.work.addItem(current, current)
        self.work.setCurrentIndex(max(0, self.work.findData(current)))

    def choose_work(self, text_id: str) -> None:
        """Say which text this is an edition of, as far as the reader has not said so."""
        if not self.work.currentData():
            self.work.setCurrentIndex(max(0, self.work.findData(text_id)))

    def values(self) -> dict[str, Any]:
        """What was changed, as fields of `Text` (and "collections"); UserError for what cannot be one."""
        found: dict[str, Any] = {}
        for key, line in self.lines.items():
            typed = line.text().strip()
            if typed != self._loaded.get(key, ""):
                found[key] = _value(key, typed)
        if not self._several:
            found["edition_of"] = self.work.currentData() or None
        return found


def fields_of(text: Text) -> dict[str, str]:
    """The metadata as it is typed."""
    short = "" if text.short_title == text.title else text.short_title
    return {
        "title": text.title, "short_title": short, "date": text.date, "place": text.place,
        "issuers": "; ".join(text.issuers), "lang": text.lang, "edition": text.edition, "source": text.source,
        "collections": "; ".join(collections_of(text)), "id": text.id,
    }  # fmt: skip


def _value(key: str, typed: str) -> Any:
    if key in ("issuers", "collections"):
        return tuple(dict.fromkeys(part for word in typed.split(";") if (part := " ".join(word.split()))))
    if key == "date" and typed:
        from reader.text.dates import parse  # late: as the forms themselves

        found = parse(typed)
        if not found:
            raise UserError(f"“{typed}” is not a date.", "Write it like 2001-06-15, 2001-06 or 2001.")
        return found
    if key == "lang":
        parts = typed.split("-")
        if not parts[0].isascii() or not parts[0].isalpha() or not 2 <= len(parts[0]) <= 3:
            raise UserError(f"“{typed}” is not a language.", "Write its code: en, ru, zh, fr …")
    if key in ("title", "id") and not typed:
        raise UserError(f"A text needs {'an id' if key == 'id' else 'a title'}.")
    return typed
