from __future__ import annotations

import sys

import pytest

from reader.exchange.registering import FILE
from reader.ui.dialogs import PreferencesDialog


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the way of Linux")
def test_ticking_makes_the_desktop_know_the_addresses(qtbot, window, session, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "d"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "c"))
    dialog = PreferencesDialog(session, parent=window)
    dialog.show()
    assert not dialog.opening.isChecked()
    assert not (tmp_path / "d").exists()  # nothing before it is asked for
    dialog.opening.click()
    assert (tmp_path / "d" / "applications" / FILE).exists()
    assert dialog.opening.isChecked()
    assert "open this program now" in dialog.message.text()
    dialog.opening.click()
    assert not (tmp_path / "d" / "applications" / FILE).exists()
    (tmp_path / "c" / "mimeapps.list").write_bytes(b"\xff")
    dialog.opening.click()
    assert not dialog.opening.isChecked()
    assert "cannot be read" in dialog.message.text()
