"""Where things are. The only module that knows the folders `texts/` and `resources/`."""

from __future__ import annotations

import os
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
APP = "declaration-reader"


def _data(folder: str) -> Path:
    inside = _PACKAGE / "_data" / folder  # a wheel; beside it there may be another project's folder of that name
    return inside if inside.is_dir() else _PACKAGE.parent / folder  # a checkout, or an editable install


def texts() -> Path:
    """The folder of the bundled texts and of `crossrefs.toml`."""
    return _data("texts")


def resources() -> Path:
    """The folder of the authority, the thesaurus, the themes and the templates."""
    return _data("resources")


def bundled_texts() -> list[Path]:
    """The files of the bundled texts, in the order in which the window opens them."""
    return sorted(texts().glob("*.md"))


def user_data() -> Path:
    """The folder of the user's library and backups; not created here."""
    override = os.environ.get("DECLARATION_READER_HOME")
    if override:
        return Path(override)
    import platformdirs  # late: not needed when the override or `--library` says where

    return Path(platformdirs.user_data_dir(APP, appauthor=False))


def default_library() -> Path:
    """Where the library is when `--library` does not say."""
    return user_data() / "library.sqlite"


def settings_file() -> Path:
    """Where the options and the state of the window are kept (JSON)."""
    override = os.environ.get("DECLARATION_READER_HOME")
    if override:
        return Path(override) / "settings.json"
    import platformdirs  # late, as above

    return Path(platformdirs.user_config_dir(APP, appauthor=False)) / "settings.json"


def log_dir() -> Path:
    """Where the log file and crash reports are written."""
    return user_data() / "log"
