"""Golden files: what an export looked like when a person last read it."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "golden"


def check(request: pytest.FixtureRequest, name: str, found: bytes) -> None:
    """Compare with `golden/<name>`; with `--renew` write it anew and show what changed."""
    path = FOLDER / name
    old = path.read_bytes() if path.exists() else b""
    if request.config.getoption("--renew"):
        if old != found:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(found)
            before, after = old.decode().splitlines(), found.decode().splitlines()
            print("\n".join(difflib.unified_diff(before, after, name, name, lineterm="")))
        return
    assert found.decode() == old.decode()
