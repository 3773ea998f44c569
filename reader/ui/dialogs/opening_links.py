"""The box in the preferences that makes the desktop know our addresses; nothing is done before it is ticked."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QCheckBox, QWidget

from reader.errors import UserError
from reader.exchange.registering import registrar


class OpeningLinks(QCheckBox):
    """Ticked while a click on `declaration-reader://…` opens this program."""

    def __init__(self, say: Callable[..., None], parent: QWidget | None = None) -> None:
        """`say` shows a line, with `problem=True` one that went wrong."""
        super().__init__("Links to passages and notes open this program", parent)
        self.setToolTip("Addresses that begin with declaration-reader:// in other programs, for you alone")
        self._say = say
        self.reload()
        self.clicked.connect(self._set)

    def reload(self) -> None:
        """Show how it is."""
        try:
            self.setChecked(registrar().registered())
        except UserError as error:
            self.setChecked(False)
            self.setEnabled(False)
            self.setToolTip(str(error))

    def _set(self, wanted: bool) -> None:
        try:
            self._say(registrar().register() if wanted else registrar().unregister())
        except UserError as error:
            self._say(str(error), problem=True)
        self.reload()
