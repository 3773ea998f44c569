"""Two processes that write to one library at the same time, for as long as one likes; each knows what it wrote."""

from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from reader.library import Library
from tests.faults.processes import WindowProcess, command


class Writer:
    """Adds and edits notes of its own; `wrote` is what was acknowledged."""

    def __init__(self, name: str, seed: int) -> None:
        self.name = name
        self.wrote: dict[str, str] = {}
        self.failed: list[str] = []
        self.acts = 0
        self._chance = random.Random(seed)

    def go_on(self, add: Callable[[str], str], edit: Callable[[str, str], None], until: float) -> None:
        while time.monotonic() < until or self.acts < 2:
            self.acts += 1
            body = f"{self.name} {self.acts} " + "word " * self._chance.choice([1, 30, 400])
            try:
                if self.wrote and self._chance.random() < 0.4:
                    id_ = self._chance.choice(list(self.wrote))
                    edit(id_, body)
                else:
                    id_ = add(body)
                self.wrote[id_] = body
            except AssertionError as error:
                self.failed.append(str(error)[:500])


def by_command(path: Path, writer: Writer, until: float) -> None:
    def run(*args: str) -> Any:
        done = command(path, *args, "--json")
        assert done.status == 0, done.err
        return json.loads(done.out)

    writer.go_on(
        lambda body: str(run("note", "add", "shanghai-2001", "--span", "0:9", "--body", body)["id"]),
        lambda id_, body: run("note", "edit", id_, "--body", body),
        until,
    )


def by_window(window: WindowProcess, writer: Writer, until: float) -> None:
    def add(body: str) -> str:
        id_ = window.tell("add", body, 60)
        assert isinstance(id_, str), id_
        return id_

    def edit(id_: str, body: str) -> None:
        assert window.tell("edit", [id_, body], 60) is True

    writer.go_on(add, edit, until)


def run(path: Path, seconds: float, seed: int, *, window: bool) -> dict[str, Any]:
    """Two commands after one another without end, or commands beside a window; the counts."""
    assert command(path, "texts").status == 0
    until = time.monotonic() + seconds
    first, second = Writer("first", seed), Writer("second", seed + 1)
    other = threading.Thread(target=by_command, args=(path, second, until))
    if window:
        with WindowProcess(path) as one:
            other.start()
            by_window(one, first, until)
            other.join()
            seen = one.until(lambda state: len(state["bodies"]) >= len(first.wrote) + len(second.wrote))["bodies"]
            one.tell("close")
            one.child.wait(30)
    else:
        other.start()
        by_command(path, first, until)
        other.join()
        seen = None
    want = {**first.wrote, **second.wrote}
    with Library.open(path) as library:
        found = {a.id: a.body for a in library.annotations()}
        damaged = len(library.check())
    lost = [id_ for id_, body in want.items() if found.get(id_) != body]
    unseen = 0 if seen is None else sum(body not in set(seen) for body in want.values())
    return {
        "seconds": seconds, "acts of the one": first.acts, "acts of the other": second.acts,
        "refused": len(first.failed) + len(second.failed), "losses": len(lost), "unwanted": len(set(found) - set(want)),
        "not seen in the window": unseen, "damaged": damaged, "told": (first.failed + second.failed)[:3],
    }  # fmt: skip
