"""The window's one command for the vault."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from reader.ui.dialogs.syncing import SyncDialog
from reader.ui.window.furnishing import Parts


def test_the_action_asks_for_the_folder_once_and_then_just_does_it(
    qtbot, start: Callable[..., Parts], tmp_path: Path
) -> None:
    parts = start()
    qtbot.waitUntil(lambda: parts.session.library is not None, timeout=10000)
    parts.session.add_annotation("harbour", 0, 9, body="From the window.")
    for n in range(2):
        parts.actions["file.sync"].trigger()
        [dialog] = parts.window.findChildren(SyncDialog)
        if n == 0:
            dialog.bind(str(tmp_path / "vault"))
            qtbot.waitUntil(lambda: not parts.session.jobs.busy, timeout=20000)
            dialog.synchronise()
        qtbot.waitUntil(lambda: not parts.session.jobs.busy, timeout=20000)
        said = dialog.message.text()
        dialog.close()
        dialog.deleteLater()
        qtbot.waitUntil(lambda: not parts.window.findChildren(SyncDialog), timeout=5000)
        assert said.startswith("1 file written" if n == 0 else "Both sides agree")
    assert "From the window." in (tmp_path / "vault" / "Harbour 1901.md").read_text("utf-8")
