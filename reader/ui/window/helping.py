"""Help: every shortcut as the actions declare it, and what the program is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMessageBox, QWidget

from reader.ui.session import Session
from reader.ui.window.actions import ActionSet

if TYPE_CHECKING:
    from reader.ui.window.shortcuts import ShortcutDialog


def shortcuts(session: Session, actions: ActionSet, parent: QWidget) -> ShortcutDialog:
    """A window with all shortcuts, by menu, in which they can be changed."""
    from reader.ui.window.shortcuts import ShortcutDialog  # late: as every dialog

    dialog = ShortcutDialog(session, actions, parent)
    dialog.open()
    return dialog


def about(parent: QWidget) -> QMessageBox:
    """What the program is and which one."""
    from importlib.metadata import PackageNotFoundError, version  # late: 14 to 24 ms

    try:
        number = version("declaration-reader")
    except PackageNotFoundError:
        number = "from a checkout"
    box = QMessageBox(parent)
    box.setWindowTitle("About Declaration Reader")
    box.setText(f"Declaration Reader {number}")
    box.setInformativeText(
        "Reads declarations side by side: cross-references explained, notes kept, Markdown out.\n\n"
        "Free software under the MIT licence. It opens no network connection."
    )
    box.open()
    return box

