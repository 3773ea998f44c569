"""Long texts are compared in a process of their own; where none can be started, on the worker thread."""

from __future__ import annotations

import subprocess
from collections.abc import Callable

import pytest

from reader.crossref import apart
from reader.ui import session_links
from reader.ui.window.furnishing import Parts


@pytest.mark.parametrize("broken", [False, True])
def test_long_texts_are_compared_apart_with_the_same_answer(
    start: Callable[..., Parts], monkeypatch: pytest.MonkeyPatch, broken: bool
) -> None:
    usual = [link.key for link in start().session.links("harbour", "market")]
    started: list[object] = []

    def popen(*args: object, **more: object) -> object:
        started.append(args)
        if broken:
            raise OSError("no more processes")
        return subprocess.Popen(*args, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(session_links, "LONG", 10)
    monkeypatch.setattr(apart.subprocess, "Popen", popen) if broken else monkeypatch.setattr(
        apart, "find_links_apart", _noting(apart.find_links_apart, started)
    )
    again = start().session.links("harbour", "market")
    assert started
    assert [link.key for link in again] == usual
    assert usual


def _noting(find: Callable[..., object], started: list[object]) -> Callable[..., object]:
    def noted(*args: object, **more: object) -> object:
        started.append(args)
        return find(*args, **more)

    return noted
