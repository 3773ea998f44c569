"""Report a problem: what the program knows of its own faults, to be read, copied and sent by hand. Nothing is sent."""

from __future__ import annotations

import platform
from pathlib import Path

from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from reader import paths
from reader.ui.dialogs.base import Dialog
from reader.ui.notes import look
from reader.ui.notes.labels import WrapLabel
from reader.ui.session import Session

MOST = 3  # reports of faults that are shown, the latest ones
LONGEST = 20_000  # characters of each


class ReportDialog(Dialog):
    """Versions and the latest reports of faults; they hold no word of any text or note."""

    def __init__(self, session: Session, parent: QWidget | None = None, *, folder: Path | None = None) -> None:
        """`folder`: where the reports are; None: where the program writes them."""
        super().__init__(session, "Report a problem", parent)
        about = WrapLabel(self)
        about.setText(
            "Nothing is sent by the program. Say what you did and what you saw, and add what stands below; it holds "
            "no word of your texts and notes."
        )
        self.words = QPlainTextEdit(self)
        self.words.setReadOnly(True)
        self.words.setAccessibleName("What to add to a report")
        self.words.setFont(look.monospaced(self.font()))
        self.words.setPlainText(self._gathered(folder or paths.log_dir()))
        self.body.addWidget(about)
        self.body.addWidget(self.words, 1)
        self.add_button("&Copy", self.copy, default=True)
        self.add_close()
        self.resize(600, 420)

    def copy(self) -> None:
        """Put it on the clipboard."""
        QGuiApplication.clipboard().setText(self.words.toPlainText())
        self.say("Copied.")

    def _gathered(self, folder: Path) -> str:
        from importlib.metadata import PackageNotFoundError, version  # late: 14 to 24 ms

        try:
            number = version("declaration-reader")
        except PackageNotFoundError:
            number = "from a checkout"
        library = self.session.library
        held = f"{len(library.texts())} texts" if library is not None else "not open"
        lines = [
            f"Declaration Reader {number}",
            f"Python {platform.python_version()}, Qt {qVersion()}, {platform.platform()}",
            f"Library: {held}{', read-only' if library is not None and library.read_only else ''}",
        ]
        for path in _latest(folder):
            try:
                lines += ["", path.name, path.read_text(encoding="utf-8", errors="replace")[:LONGEST].rstrip()]
            except OSError as error:
                lines += ["", f"{path.name}: {error.strerror}"]
        log = _log(folder)
        if log:
            lines += ["", "What the program did last:", *log]
        return "\n".join(lines)


def _log(folder: Path) -> list[str]:
    from reader.ui.window.log import last_lines  # late, as the rest

    return last_lines(folder)


def _latest(folder: Path) -> list[Path]:
    return sorted(folder.glob("report-*.txt"))[::-1][:MOST] if folder.is_dir() else []
