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
from reader.text.model import Text

EXIT_AFTER_PAINT = "DECLARATION_READER_EXIT_AFTER_PAINT"


class Opening:
    """What the command line asked for, as far as it can be had before the library is open."""

    __slots__ = ("errors", "files", "missing", "texts")

    def __init__(self) -> None:
        self.texts: list[Text] = []
        self.files: set[str] = set()  # ids of texts that were read from files the library need not know
        self.missing: list[str] = []  # ids that are looked for again once the library is open
        self.errors: list[UserError] = []


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


def read_texts(asked: list[str], library: Path | None, settings: Settings) -> Opening:
    """The texts for the first paint: files, then the library through plain SQLite, then the bundled ones."""
    opening = Opening()
    wanted = asked or _last_texts(settings, library) or bundled_ids()
    for name in wanted:
        try:
            text = _read(name, library, opening)
        except UserError as error:
            opening.errors.append(error)
            continue
        if text is None:
            opening.missing.append(name)
        else:
            opening.texts.append(text)
    return opening


def bundled_ids() -> list[str]:
    """The bundled files, to be read as files."""
    return [str(path) for path in paths.bundled_texts()]


def _read(name: str, library: Path | None, opening: Opening) -> Text | None:
    is_file = os.sep in name or "." in name or os.path.exists(name)  # noqa: PTH110 -- no Path made for an id
    if not is_file:
        found = _kept(name, library)
        if found is not None:
            return found
        return next((text for text in map(_load, paths.bundled_texts()) if text.id == name), None)
    text = _load(Path(name))
    kept = _kept(text.id, library)  # the library's edition is the one that notes were made on
    if kept is not None and (kept.sha256 == text.sha256 or name in bundled_ids()):
        return kept
    opening.files.add(text.id)
    return text


def _kept(text_id: str, library: Path | None) -> Text | None:
    if library is None or not library.is_file():
        return None
    from reader.library import quick  # late: in the first session there is nothing to read

    found = quick.read_texts(library, [text_id])
    return found[0] if found else None


def _load(path: Path) -> Text:
    from reader.text import load  # late: with a library, no file is parsed

    return load(path)


def _last_texts(settings: Settings, library: Path | None) -> list[str]:
    state = settings["window.state"]
    kept = state.get("texts") if state.get("library") == str(library) else None
    return [name for name in kept if isinstance(name, str)] if isinstance(kept, list) else []


def _handed_over(library: Path, texts: list[str]) -> bool:
    """Whether a window on the same library has taken these texts; a look at a file where there is none."""
    lock = library.with_name(library.name + ".lock")
    try:
        if not lock.stat().st_size:
            return False
    except OSError:
        return False
    from reader.ui.window.handover import ask  # late: only when another window may be there

    return ask(library, texts)
