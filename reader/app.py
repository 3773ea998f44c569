"""The composition root of the window: what is needed for the first paint first, everything else after it.

FACTS of the toolkit decide the order: what is not Qt is imported before Qt (PySide6 scans the source of every module
that is imported after it), and what the first paint can do without is imported behind it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from reader import paths
from reader.errors import UserError
from reader.settings import Settings
from reader.ui.window.opening import read_texts

EXIT_AFTER_PAINT = "DECLARATION_READER_EXIT_AFTER_PAINT"


def run(texts: list[str], *, library: Path | None, scratch: bool) -> int:
    """Open the window on the texts (ids or files; none: the last ones, at first the bundled two); returns its status.

    `library` None is the user's own; `scratch` works on a temporary one and keeps no settings.
    """
    path = None if scratch else (library or paths.default_library()).expanduser().absolute()
    if path is not None and _handed_over(path, texts):
        return 0
    settings = Settings(None if scratch else paths.settings_file())
    opening = read_texts(texts, path, settings)

    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from reader.ui.theme import apply, load_theme
    from reader.ui.window.window import Window

    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationDisplayName("Declaration Reader")
    app.setDesktopFileName(paths.APP)
    try:
        theme = load_theme(settings["theme"])
    except UserError as error:
        opening.errors.append(error)
        theme = load_theme("light")
    apply(app, theme, style_sheet=False)
    window = Window(settings, opening.texts, theme)

    def painted() -> None:
        if os.environ.get(EXIT_AFTER_PAINT):
            app.exit(0)  # the event loop ends once this paint is through
        else:
            QTimer.singleShot(0, furnish)

    def furnish() -> None:
        from reader.ui.window import furnishing  # late: everything that is not the texts

        furnishing.furnish(window, settings, theme, path, opening)

    window.desk.painted.connect(painted)
    window.show()
    return app.exec()


def _handed_over(library: Path, texts: list[str]) -> bool:
    """Whether a window on the same library has taken these texts; a look at a file where there is none."""
    lock = library.with_name(library.name + ".lock")
    try:
        if not lock.stat().st_size:
            return False
    except OSError:
        return False
    from reader.exchange.handing import hand_over  # late: only when another window may be there

    return hand_over(library, texts)
