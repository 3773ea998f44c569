"""The menu that recolours and restyles annotations, wherever they are listed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from reader.library.models import COLOURS, STYLES, Annotation
from reader.ui.notes import look
from reader.ui.session import Session

STYLE_TITLES = {"highlight": "Highlight", "underline": "Underline", "none": "Mark in the margin only"}


def fill_menu(menu: QMenu, session: Session, notes: Sequence[Annotation], ids: Sequence[str] | None = None) -> None:
    """Add colours and styles to a menu, those of the notes checked; each act is one step of undo.

    `ids` are those that are changed, where they are more than `notes`.
    """
    theme = look.theme_of(session.settings)
    ids = [note.id for note in notes] if ids is None else ids
    for field, values in (("colour", COLOURS), ("style", STYLES)):
        group = QActionGroup(menu)
        for value in values:
            action = QAction(STYLE_TITLES.get(value, value.capitalize()), group)
            action.setCheckable(True)
            action.setChecked(all(getattr(note, field) == value for note in notes))
            if field == "colour":
                action.setIcon(look.dot(theme.colour(f"highlight.{value}"), edge=theme.colour("muted")))
            action.triggered.connect(partial(_set, session, ids, field, value))
            menu.addAction(action)
        menu.addSeparator()


def _set(session: Session, ids: Sequence[str], field: str, value: str, checked: bool = False) -> None:
    session.edit_annotations(ids, **{field: value})
