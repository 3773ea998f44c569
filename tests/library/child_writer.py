"""A process that writes without end and says each act once it is on the disk; started by `test_crash.py`."""

from __future__ import annotations

import random
import sys
from pathlib import Path

from reader.library import Library


def main(path: str, seed: str) -> None:
    """Random acts; a line `act id body` follows each."""
    chance = random.Random(int(seed))
    with Library.open(Path(path)) as library:
        while True:
            live = [a.id for a in library.annotations()]
            act = chance.choice(["add", "add", "edit", "trash"]) if live else "add"
            body = f"{chance.random()} " + "words " * chance.randrange(300)
            body = body.strip()
            if act == "add":
                edit = library.plan.add_annotation([], body=body, tags=["t"])
                id_ = edit.after[0].id  # type: ignore[union-attr]
            elif act == "edit":
                id_ = chance.choice(live)
                edit = library.plan.edit_annotation(id_, body=body)
            else:
                id_ = chance.choice(live)
                edit = library.plan.trash_annotations([id_])
            library.apply(edit)
            print(act, id_, body, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
