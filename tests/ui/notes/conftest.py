from __future__ import annotations

from tests.ui.notes.worlds import harbour, market, no_blocking_dialogs, session

__all__ = ["harbour", "market", "no_blocking_dialogs", "session"]
