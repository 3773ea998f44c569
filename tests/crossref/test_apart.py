"""The search in a process of its own: the same answer, cancelled at once, a failure that is told."""

from __future__ import annotations

import subprocess
import time

import pytest

from reader import paths
from reader.crossref import apart, find_links
from reader.errors import Cancelled, Feedback
from reader.text import load

A, B = (load(path) for path in paths.bundled_texts()[:2])


class Steps(Feedback):
    def __init__(self, stop_after: float = 1e9) -> None:
        self.seen: list[float] = []
        self.until = time.monotonic() + stop_after

    def step(self, done: int, total: int) -> None:
        self.seen.append(done / total)
        if time.monotonic() > self.until:
            raise Cancelled


def test_the_answer_is_the_same_and_progress_is_told() -> None:
    steps = Steps()
    assert apart.find_links_apart(A, B, feedback=steps) == find_links(A, B)
    assert steps.seen == sorted(steps.seen)
    assert steps.seen[-1] > 0.5


def test_it_stops_when_it_is_no_longer_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    children: list[subprocess.Popen[bytes]] = []

    class Watched(subprocess.Popen):  # type: ignore[type-arg]
        def __init__(self, *args: object, **more: object) -> None:
            super().__init__(*args, **more)  # type: ignore[call-overload]
            children.append(self)

    monkeypatch.setattr(apart.subprocess, "Popen", Watched)
    long = "\n\n".join(f"The towns of the coast {n} agree on lights, pilots and tolls." for n in range(4000))
    text = load(long.encode(), name="long.txt")
    with pytest.raises(Cancelled):
        apart.find_links_apart(text, text, feedback=Steps(stop_after=0.6))
    assert children[0].returncode not in (None, 0)


def test_a_child_that_dies_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart.sys, "executable", "/bin/false")
    with pytest.raises(RuntimeError, match="ended early"):
        apart.find_links_apart(A, B)
