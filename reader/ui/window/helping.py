"""Help: every shortcut as the actions declare it, and what the program is."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QSize
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QMessageBox, QTextBrowser, QVBoxLayout, QWidget

from reader.ui.window.actions import MENUS, ActionSet, plain

VIEW_KEYS = (
    ("Move the caret", "arrows, Ctrl+arrows, Home, End"),
    ("Select", "Shift with any of these"),
    ("Scroll one pane alone", "Ctrl+wheel"),
    ("Preview of a cross-reference, freeze it", "point at it, Shift"),
    ("Menu of the place", "Menu key, Shift+F10"),
)


def shortcuts(actions: ActionSet, parent: QWidget) -> QDialog:
    """A window with all shortcuts, by menu."""
    rows = []
    for menu in MENUS:
        rows.append(f"<tr><td colspan='2'><h3>{menu}</h3></td></tr>")
        for act, action in actions:
            keys = ", ".join(k.toString(QKeySequence.SequenceFormat.NativeText) for k in action.shortcuts())
            if keys and act.menu.split("/")[0] == menu:
                rows.append(_row(plain(act.text).rstrip("…"), keys))
    rows.append("<tr><td colspan='2'><h3>In a text</h3></td></tr>")
    rows += [_row(what, keys) for what, keys in VIEW_KEYS]
    page = QTextBrowser()
    page.setHtml(f"<table cellpadding='3' width='100%'>{''.join(rows)}</table>")
    dialog = QDialog(parent)
    dialog.setWindowTitle("Keyboard shortcuts")
    column = QVBoxLayout(dialog)
    column.addWidget(page)
    close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    close.rejected.connect(dialog.reject)
    column.addWidget(close)
    dialog.resize(QSize(460, 620))
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


def _row(what: str, keys: str) -> str:
    return f"<tr><td>{escape(what)}</td><td align='right'>{escape(keys)}</td></tr>"
