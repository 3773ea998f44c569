"""Damaged, emptied and foreign files through the command line and the window: told in words, kept, mended by choice."""

from __future__ import annotations

import hashlib
import os
import random
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from reader.library import Library, backup
from tests.faults.processes import WindowProcess, command
from tests.library.helpers import make_text, open_library

NOTES = 40
Damage = Callable[[bytes], bytes]


def filled(path: Path) -> bytes:
    """A library with a text, notes and a backup of them; its bytes."""
    with open_library(path) as library:
        library.apply(library.plan.add_text(make_text()))
        text = library.text("lake")
        for i in range(NOTES):
            library.apply(library.plan.add_annotation([library.make_target(text, 0, 3)], body=f"note {i} " * 40))
        library.backup_now()
    return path.read_bytes()


def zero_page(content: bytes, at: int) -> bytes:
    return content[: at * 4096] + bytes(4096) + content[(at + 1) * 4096 :]


def torn(content: bytes) -> bytes:
    """Half of a page is of another moment."""
    at = len(content) // 4096 // 2 * 4096
    return content[:at] + content[at + 4096 : at + 6144] + content[at + 2048 :]


UNUSABLE: dict[str, Damage] = {
    "empty": lambda content: b"",
    "zeroed": lambda content: bytes(len(content)),
    "foreign": lambda content: b"\x89PNG\r\n" + random.Random(1).randbytes(5000),
    "first page zeroed": lambda content: zero_page(content, 0),
    "cut in half": lambda content: content[: len(content) // 2],
}


@pytest.mark.parametrize("kind", UNUSABLE)
def test_a_command_says_in_words_what_is_wrong_and_leaves_the_file(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "l.sqlite"
    content = UNUSABLE[kind](filled(path))
    path.write_bytes(content)
    for args in (["texts"], ["note", "add", "lake", "--span", "0:3"])[: 2 if kind == "empty" else 1]:
        done = command(path, *args)
        assert done.status == 1 and done.err.count("\n") == 1 and "Traceback" not in done.err, done
        assert "--salvage" in done.err and "restore “" in done.err, done
    assert path.read_bytes() == content
    found = command(path, "check", "--json")
    assert found.status == 1 and found.json["ok"] is False and found.json["problems"]
    # The bundled texts stay readable.
    assert command(path, "show", "shanghai-2001").status == 0


@pytest.mark.parametrize("kind", UNUSABLE)
def test_salvage_or_the_newest_backup_bring_the_notes_back_and_the_file_is_kept(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "l.sqlite"
    content = UNUSABLE[kind](filled(path))
    path.write_bytes(content)
    [newest] = backup.backups(path)
    done = command(path, "check", "--salvage")
    if kind in ("first page zeroed", "cut in half"):
        assert done.status == 0 and "Saved" in done.out, done
        [kept] = tmp_path.glob("l damaged *.sqlite")
        assert kept.read_bytes() == content
        with Library.open(path) as library:
            assert library.check() == [] and len(library.annotations()) == (NOTES if "zeroed" in kind else 1)
    else:
        assert done.status == 1 and "Nothing can be saved" in done.err and path.read_bytes() == content, done
    done = command(path, "restore", str(newest.path))
    assert done.status == 0, done
    with Library.open(path) as library:
        assert len(library.annotations()) == NOTES and library.check() == []


def faults(content: bytes, chance: random.Random) -> bytes:
    """One fault at a random place behind the first page."""
    kind = chance.choice(["bit", "bit", "zero", "torn", "cut"])
    at = chance.randrange(4096, len(content))
    if kind == "bit":
        return content[:at] + bytes([content[at] ^ (1 << chance.randrange(8))]) + content[at + 1 :]
    if kind == "zero":
        return zero_page(content, at // 4096)
    if kind == "torn":
        start = at // 4096 * 4096
        other = chance.randrange(1, len(content) // 4096) * 4096
        return content[:start] + content[other : other + 2048] + content[start + 2048 :]
    return content[:at]


def mutate_many(tmp_path: Path, count: int, seed: int) -> dict[str, int]:
    """Damage a library `count` times; what was found, and what a salvage brought."""
    chance = random.Random(seed)
    path = tmp_path / "l.sqlite"
    content = filled(path)
    with Library.open(path) as library:
        bodies = {a.id: a.body for a in library.annotations()}
        texts = {info.id: info.sha256 for info in library.texts()}
    counts = {"faults": count, "found": 0, "harmless": 0, "silent": 0, "wrong words passed as whole": 0}
    for n in range(count):
        damaged = tmp_path / f"d{n}.sqlite"
        damaged.write_bytes(faults(content, chance))
        try:
            with Library.open(damaged) as library:
                found = library.check()
                same = {a.id: a.body for a in library.annotations()} == bodies if not found else True
        except Exception as error:  # noqa: BLE001 -- counted: only words for the reader may come
            assert type(error).__name__ in ("Damaged", "UserError"), error
            found, same = ["unreadable"], True  # type: ignore[list-item]
        counts["found"] += bool(found)
        counts["harmless"] += not found and same
        counts["silent"] += not found and not same
        before = hashlib.sha256(damaged.read_bytes()).digest()
        if found:
            from reader.errors import UserError
            from reader.library.repair import salvage_in_place

            try:
                report, kept = salvage_in_place(damaged)
            except UserError:
                assert hashlib.sha256(damaged.read_bytes()).digest() == before
                continue
            assert kept.exists()
            with Library.open(damaged) as library:
                assert library.check() == [], n
                doubtful = " ".join(report.changed)
                for a in library.annotations():
                    if bodies.get(a.id) != a.body and a.id not in doubtful:
                        counts["wrong words passed as whole"] += 1
                assert all(texts.get(t.id) == t.sha256 or t.id in doubtful for t in library.texts()), n
            kept.unlink()
        for left in tmp_path.glob(f"d{n}*"):
            if left.is_file():
                left.unlink()
    return counts


def test_random_faults_are_found_and_what_is_saved_is_what_was_written(tmp_path: Path) -> None:
    counts = mutate_many(tmp_path, 25, 5)
    print(counts)
    assert counts["silent"] == 0 and counts["wrong words passed as whole"] == 0


@pytest.mark.slow
def test_many_random_faults(tmp_path: Path) -> None:
    counts = mutate_many(tmp_path, 600, 11)
    print(counts)
    assert counts["silent"] == 0 and counts["wrong words passed as whole"] == 0


@pytest.mark.skipif(sys.platform == "win32", reason="the windows here are heard through pipes")
@pytest.mark.parametrize(
    ("kind", "way"), [("cut in half", "restore"), ("first page zeroed", "salvage"), ("empty", "anew")]
)
def test_the_window_stays_readable_and_offers_the_ways_out(tmp_path: Path, kind: str, way: str) -> None:
    path = tmp_path / "l.sqlite"
    content = UNUSABLE[kind](filled(path))
    path.write_bytes(content)
    with WindowProcess(path) as window:
        state = window.tell("state")
        assert not state["open"] and state["rescue"] and state["banner"] and all(state["readable"])
        assert path.read_bytes() == content
        window.until(lambda state: window.tell("rescue", way) is True)
        state = window.until(lambda state: state["writes"])
        assert len(state["bodies"]) == (0 if way == "anew" else NOTES)
        assert window.tell("add", "after the rescue")
        [kept] = tmp_path.glob("l damaged *.sqlite")
        assert kept.read_bytes() == content
        window.tell("close")
        assert window.child.wait(15) == 0
    with Library.open(path) as library:
        assert library.check() == [] and os.path.getsize(path)  # noqa: PTH202
