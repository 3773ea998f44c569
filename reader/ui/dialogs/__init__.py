"""The windows that come and go: export, import, preferences, history, trash, backups, help.

Each takes the session (and what it is about), shows itself with `show()` or `open()`, and never blocks.
"""

from __future__ import annotations

import importlib
from typing import Any

_WHERE = {
    "BackupsDialog": "backups",
    "ExportDialog": "export",
    "HistoryDialog": "history",
    "ImportDialog": "importing",
    "LessonsDialog": "lessons",
    "NotesTableDialog": "table",
    "PreferencesDialog": "preferences",
    "ReportDialog": "report",
    "SyncDialog": "syncing",
    "TrashDialog": "trash",
}
__all__ = sorted(_WHERE)


def __getattr__(name: str) -> Any:
    # One at a time: a dialog that is never opened is never imported.
    if name in _WHERE:
        return getattr(importlib.import_module(f"{__name__}.{_WHERE[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
