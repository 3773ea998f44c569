"""Random faults in the files of a library: each is found or does no harm, and what is salvaged is what was written.

The library has a text, notes, tags, a link, a backup, and changes that are still in its `-wal`, as a kill leaves it.
"""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from typing import Any

from reader.errors import UserError
from reader.library import Library, backup
from reader.library.repair import restore_in_place, salvage_in_place
from tests.library.helpers import make_link, make_text, open_library

NOTES = 40
PAGE = 4096
Files = dict[str, bytes]


def filled(path: Path) -> bytes:
    """A library with a text, notes and a backup of them; its bytes."""
    with open_library(path) as library:
        library.apply(library.plan.add_text(make_text()))
        text = library.text("lake")
        for i in range(NOTES):
            target = library.make_target(text, 0, 3)
            library.apply(library.plan.add_annotation([target], body=f"note {i} " * 40, tags=["a", f"b/{i % 3}"]))
        library.backup_now()
    return path.read_bytes()


def killed(path: Path) -> tuple[Files, Files]:
    """The files of a library whose program was killed, and of the same one a while before."""
    filled(path)
    names = [path.name + end for end in ("", "-wal", ".lock")]

    def taken() -> Files:
        return {name: path.with_name(name).read_bytes() for name in names}

    with open_library(path) as library:
        text = library.text("lake")
        library.apply(library.plan.decide(make_link(), "lake", "lake", status="confirmed"))
        older = taken()
        for i in range(12):
            target = library.make_target(text, 4, 13)
            library.apply(library.plan.add_annotation([target], body=f"in the wal {i} " * 40))
        return taken(), older


def zero_page(content: bytes, at: int) -> bytes:
    return content[: at * PAGE] + bytes(PAGE) + content[(at + 1) * PAGE :]


def damage(files: Files, older: Files, foreign: Files, chance: random.Random) -> tuple[str, Files]:
    """One fault; its kind and the files after it."""
    library, wal, _ = files
    kind = chance.choice(
        ["bit", "bit", "bit", "bits", "zeroed page", "torn page", "stale page", "cut", "grown", "wal bit", "wal cut",
         "wal lost", "wal emptied", "wal zeroed", "wal stale", "wal foreign", "emptied", "foreign", "older",
         "first page"]
    )  # fmt: skip
    where = wal if kind.startswith("wal") else library
    content = files[where]
    at = chance.randrange(100 if where == library else 0, len(content))
    page = at // PAGE * PAGE
    made: dict[str, Any] = {
        "bit": lambda: _flip(content, at, chance), "wal bit": lambda: _flip(content, at, chance),
        "bits": lambda: _flip(_flip(content, at, chance), chance.randrange(100, len(content)), chance),
        "zeroed page": lambda: zero_page(content, at // PAGE),
        "torn page": lambda: content[:page] + _other(content, chance) + content[page + 2048 :],
        "stale page": lambda: content[:page] + older_page(older[library], page) + content[page + PAGE :],
        "cut": lambda: content[:at], "wal cut": lambda: content[:at],
        "grown": lambda: content + chance.randbytes(PAGE),
        "wal lost": lambda: None, "wal emptied": lambda: b"", "wal zeroed": lambda: bytes(len(content)),
        "wal stale": lambda: older[wal], "wal foreign": lambda: foreign[wal],
        "emptied": lambda: b"", "foreign": lambda: chance.randbytes(len(content)),
        "older": lambda: older[library], "first page": lambda: bytes(PAGE) + content[PAGE:],
    }  # fmt: skip
    after = dict(files)
    changed = made[kind]()
    if changed is None:
        del after[where]
    else:
        after[where] = changed
    return kind, after


def older_page(content: bytes, page: int) -> bytes:
    return content[page : page + PAGE].ljust(PAGE, b"\0")


def _flip(content: bytes, at: int, chance: random.Random) -> bytes:
    return content[:at] + bytes([content[at] ^ (1 << chance.randrange(8))]) + content[at + 1 :]


def _other(content: bytes, chance: random.Random) -> bytes:
    other = chance.randrange(len(content) // PAGE) * PAGE
    return content[other : other + 2048]


def held(library: Library) -> tuple[dict[str, Any], dict[str, str], int]:
    notes = {a.id: (a.body, a.tags, a.targets) for a in library.annotations()}
    return notes, {info.id: info.sha256 for info in library.texts()}, len(library.decisions())


def run(folder: Path, count: int, seed: int) -> dict[str, Any]:
    """Damage a library `count` times; what was found, and what a salvage or the backup brought."""
    chance = random.Random(seed)
    path = folder / "l.sqlite"
    (folder / "other").mkdir()
    foreign, _ = killed(folder / "other" / "l.sqlite")
    files, older = killed(path)
    _write(folder, files)
    with Library.open(path) as library:
        whole = held(library)
    newest = backup.backups(path)[0]
    counts: dict[str, Any] = {"faults": count, "found": 0, "harmless": 0, "salvaged": 0, "restored": 0, "losses": 0}
    kinds: Counter[str] = Counter()
    told: list[str] = []
    for n in range(count):
        kind, after = damage(files, older, foreign, chance)
        kinds[kind] += 1
        _write(folder, after)
        try:
            with Library.open(path) as library:
                found = [problem.what for problem in library.check()]
                if "are gone" in library.recovered:
                    found.append(library.recovered)
                elif not found and held(library) != whole:
                    told.append(f"{n}: {kind} went unseen")
        except UserError as error:  # anything else is a defect, and ends the run
            found = [error.message]
        counts["found" if found else "harmless"] += 1
        if not found:
            continue
        _write(folder, after)
        wrong = _salvaged(path, after, whole)
        counts["salvaged"] += wrong is not None
        told += [f"{n}: {kind}: {wrong}"] if wrong else []
        _write(folder, after)
        restore_in_place(path, newest.path)
        counts["restored"] += 1
        with Library.open(path) as library:
            if len(library.annotations()) != NOTES or library.check():
                told.append(f"{n}: {kind}: the backup did not come back")
    counts["losses"] = len(told)
    return {**counts, "kinds": dict(sorted(kinds.items())), "told": told[:10]}


def _salvaged(path: Path, after: Files, whole: Any) -> str | None:
    """What is wrong with what a salvage brings, "" if nothing; None where there was nothing to save."""
    try:
        report, kept = salvage_in_place(path)
    except UserError:
        return "a file that could not be salvaged was changed" if path.read_bytes() != after[path.name] else None
    if kept.read_bytes() != after[path.name]:
        return "the damaged file was not kept as it was"
    doubtful = " ".join((*report.changed, *report.lost))
    with Library.open(path) as library:
        problems = library.check()
        notes, texts, _ = held(library)
    if problems:
        return f"the new library is not whole: {problems[0].what}"
    for id_, note in notes.items():
        if whole[0].get(id_) != note and id_ not in doubtful:
            return f"note {id_} is not what was written, and passed as whole"
    if any(whole[1].get(id_) != sha for id_, sha in texts.items() if id_ not in doubtful):
        return "a text is not what was written, and passed as whole"
    return ""


def _write(folder: Path, files: Files) -> None:
    """These files, and nothing else of a library but its backups."""
    for left in folder.iterdir():
        if left.is_file():
            left.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content)
