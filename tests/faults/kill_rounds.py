"""Rounds of a writer that is killed in the middle of random acts; started by `test_kills.py`, prints counts as JSON.

The writer is forked from this process, which has everything imported: a round costs some hundredths of a second, so
that thousands of moments can be tried. Before each act the writer says what must be there after it, by a model that
knows nothing of the library's own plans; after the act it says "done". What is found after the kill must be the
state of the last act that was done, or of the one that was under way: nothing else, and nothing in between.
"""

from __future__ import annotations

import json
import os
import random
import select
import signal
import sys
import time
from pathlib import Path
from typing import Any

from reader.library import Library
from reader.library.models import Annotation, Edit
from tests.library.helpers import make_text

State = dict[str, list[Any]]  # id → body, tags, in the trash


def state_of(library: Library) -> State:
    return {
        a.id: [a.body, sorted(a.tags), a.trashed is not None]
        for trashed in (False, True)
        for a in library.annotations(trashed=trashed)
    }


def act(library: Library, chance: random.Random, model: State, undo: list[tuple[Edit, State]]) -> tuple[Edit, State]:
    """A random wish: the edit, and what must be there after it."""
    want = {id_: list(row) for id_, row in model.items()}
    live = [id_ for id_, row in want.items() if not row[2]]
    gone = [id_ for id_, row in want.items() if row[2]]
    kind = chance.choice(["add", "add", "edit", "edit", "tags", "trash", "restore", "rename", "bulk", "undo"])
    body = f"{chance.random()} " + "words " * chance.choice([1, 30, 400, 3000])
    if kind == "undo" and undo:
        edit, before = undo[-1]
        return edit.inverse(), before
    if kind == "restore" and gone:
        id_ = chance.choice(gone)
        want[id_][2] = False
        return library.plan.restore_annotations([id_]), want
    if kind == "add" or not live:
        text = library.text("lake")
        tags = tuple(chance.sample(["a", "a/b", "c"], chance.randrange(3)))
        edit = library.plan.add_annotation([library.make_target(text, 0, 3)], body=body, tags=tags)
        [new] = [r for r in edit.after if isinstance(r, Annotation)]
        want[new.id] = [body, sorted(tags), False]
        return edit, want
    id_ = chance.choice(live)
    if kind == "trash":
        want[id_][2] = True
        return library.plan.trash_annotations([id_]), want
    if kind == "tags":
        want[id_][1] = ["c", "d/e"]
        return library.plan.edit_annotation(id_, tags=("c", "d/e")), want
    if kind == "rename" and any("c" in want[i][1] for i in live):
        for row in want.values():
            row[1] = sorted({"f" if tag == "c" else tag for tag in row[1]})
        return library.plan.rename_tag("c", "f"), want
    if kind == "bulk":
        for i in live:
            want[i][2] = True
        return library.plan.trash_annotations(live), want
    want[id_][0] = body
    return library.plan.edit_annotation(id_, body=body), want


def write_until_killed(path: Path, seed: int, out: int) -> None:
    chance = random.Random(seed)
    undo: list[tuple[Edit, State]] = []
    with Library.open(path) as library:
        model = state_of(library)
        while True:
            edit, want = act(library, chance, model, undo)
            changed = {i: want.get(i) for i in {*want, *model} if want.get(i) != model.get(i)}
            os.write(out, b"try " + json.dumps(changed).encode() + b"\n")
            library.apply(edit)
            os.write(out, b"done\n")
            undo.append((edit, model))
            if edit == (undo[-2][0].inverse() if len(undo) > 1 else None):
                del undo[-2:]
            model = want


def read_until_killed(child: int, fd: int, after: float) -> list[bytes]:
    """Hear the writer for `after` seconds from its first word, kill it, hear the rest."""
    came = b""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        ready, _, _ = select.select([fd], [], [], max(0.0, end - time.monotonic()))
        if ready:
            if not came:
                end = time.monotonic() + after
            came += os.read(fd, 1 << 20)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while more := os.read(fd, 1 << 20):
        came += more
    return came.split(b"\n")[:-1]  # what was not said to its end was not said


def main(path: Path, rounds: int, seed: int) -> None:
    """Run the rounds on one library, which goes on from kill to kill."""
    chance = random.Random(seed)
    with Library.open(path) as library:
        library.apply(library.plan.add_text(make_text()))
        model = state_of(library)
    counts = {"kills": 0, "acts": 0, "in the middle": 0, "losses": 0, "damaged": 0}
    for n in range(rounds):
        near, far = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(near)
            try:
                write_until_killed(path, seed * 100_000 + n, far)
            finally:
                os._exit(1)
        os.close(far)
        lines = read_until_killed(child, near, chance.uniform(0, 0.06))
        os.close(near)
        counts["kills"] += 1
        pending: dict[str, Any] | None = None
        for line in lines:
            if line == b"done" and pending is not None:
                for id_, row in pending.items():
                    model.pop(id_, None) if row is None else model.update({id_: row})
                pending = None
                counts["acts"] += 1
            elif line.startswith(b"try "):
                pending = json.loads(line[4:])
        with Library.open(path) as library:
            found = state_of(library)
            counts["damaged"] += bool(library.check(full=n % 10 == 0))
            if found != model and pending is not None:
                counts["in the middle"] += 1
                for id_, row in pending.items():
                    model.pop(id_, None) if row is None else model.update({id_: row})
            if found != model:
                counts["losses"] += 1
                model = found
            if len(model) > 120:
                library.apply(library.plan.trash_annotations([i for i, row in model.items() if not row[2]]))
                library.empty_trash()
                model = state_of(library)
    print(json.dumps(counts))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
