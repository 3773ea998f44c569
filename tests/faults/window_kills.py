"""Windows that are killed in the middle of random acts, with words typed a moment ago; a model says what must be there.

What was typed a second before the kill must be there, whether or not anything was done to save it.
"""

from __future__ import annotations

import random
import signal
import time
from pathlib import Path
from typing import Any

from reader.library import Library
from tests.faults.processes import WindowProcess

SURE = 1.0  # seconds after which typed words must be on the disk


class Model:
    """What every answered act has made of the library: bodies by id, and what is in the trash."""

    def __init__(self) -> None:
        self.bodies: dict[str, str] = {}
        self.gone: set[str] = set()
        self.typed: dict[str, list[tuple[float, str]]] = {}  # since the last act that saves

    def live(self) -> list[str]:
        return [id_ for id_ in self.bodies if id_ not in self.gone]

    def settle(self) -> None:
        """Whatever act follows saves what is being typed."""
        for id_, chunks in self.typed.items():
            self.bodies[id_] += "".join(words for _, words in chunks)
        self.typed.clear()


def act(window: WindowProcess, model: Model, chance: random.Random, number: int) -> str:
    """One random act, answered; its kind."""
    kind = chance.choice(["add", "add", "edit", "type", "type", "type", "trash", "tag", "pause"])
    live = model.live()
    if kind == "add" or not live:
        body = f"note {number} " + "word " * chance.choice([1, 40, 900])
        note_id = window.tell("add", body)
        assert note_id
        model.bodies[note_id] = body
        return "add"
    id_ = chance.choice(live)
    if kind == "type":
        words = f" [{number}]" + " more" * chance.choice([0, 3, 60])
        if set(model.typed) - {id_}:
            model.settle()  # opening another note saves the one before
        window.tell("type", [id_, words])
        model.typed.setdefault(id_, []).append((time.monotonic(), words))
    elif kind == "pause":
        time.sleep(chance.uniform(0, 0.5))
    else:
        model.settle()
        assert window.tell("flush") is True
        if kind == "edit":
            body = f"edited {number} " + "text " * chance.choice([1, 200])
            assert window.tell("edit", [id_, body]) is True
            model.bodies[id_] = body
        elif kind == "trash":
            assert window.tell("trash", id_) is True
            model.gone.add(id_)
        else:
            assert window.tell("tag", [id_, f"t{number % 5}"]) is True
    return kind


def run(path: Path, rounds: int, seed: int) -> dict[str, Any]:
    """Kill a window `rounds` times on one library, which goes on from kill to kill; the counts."""
    chance = random.Random(seed)
    model = Model()
    counts: dict[str, Any] = {
        "kills": 0, "acts": 0, "typed": 0, "typed a second before": 0, "restored": 0, "losses": 0, "damaged": 0,
        "unannounced": 0, "told": [],
    }  # fmt: skip
    number = 0
    for n in range(rounds):
        with WindowProcess(path) as window:
            state = window.tell("state")
            announced = any("did not end properly" in line or "is restored" in line for line in state["lines"])
            counts["unannounced"] += n > 0 and not announced
            for _ in range(chance.randrange(4, 16)):
                number += 1
                counts["typed"] += act(window, model, chance, number) == "type"
                counts["acts"] += 1
            if model.live() and chance.random() < 0.7:  # most are killed soon after words that nothing has saved yet
                id_ = next(iter(model.typed), chance.choice(model.live()))
                window.tell("type", [id_, f" [end of {n}]"])
                model.typed.setdefault(id_, []).append((time.monotonic(), f" [end of {n}]"))
                counts["typed"] += 1
            if chance.random() < 0.8:
                time.sleep(chance.uniform(0, 2.0))
            killed = time.monotonic()
            window.signal(signal.SIGKILL)
        counts["kills"] += 1
        with Library.open(path) as library:
            counts["damaged"] += bool(library.check(full=n % 5 == 0)) or "are gone" in library.recovered
            found = {a.id: a.body for a in library.annotations()}
            trashed = {a.id: a.body for a in library.annotations(trashed=True)}
        for id_, body in model.bodies.items():
            chunks = model.typed.get(id_, [])
            sure = sum(killed - moment >= SURE for moment, _ in chunks)
            counts["typed a second before"] += sure
            may = [body + "".join(words for _, words in chunks[:k]) for k in range(sure, len(chunks) + 1)]
            is_ = (trashed if id_ in model.gone else found).get(id_)
            if is_ not in may:
                counts["losses"] += 1
                counts["told"].append(f"round {n}: {id_} is {str(is_)[-60:]!r}, not {[m[-60:] for m in may]}")
            model.bodies[id_] = is_ if is_ is not None else body
        extra = (set(found) | set(trashed)) - set(model.bodies)
        counts["losses"] += len(extra)
        model.typed.clear()
        path.with_name(path.name + ".lock").write_text("left\n")  # the look of this test itself was a clean end,
        path.with_name(path.name + "-wal").touch()  # the window's was not
    return counts
