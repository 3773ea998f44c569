"""Processes that are killed while they write: what they had said was saved is there, and nothing blocks the next."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from reader.errors import UserError
from tests.library.helpers import make_text, open_library

CHILD = Path(__file__).with_name("child_writer.py")


def _run_and_kill(path: Path, seed: int, after: float) -> list[str]:
    """Start a writer, kill it `after` seconds from its first acknowledgement; the lines that it acknowledged."""
    child = subprocess.Popen(
        [sys.executable, str(CHILD), str(path), str(seed)],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        env={**os.environ, "PYTHONPATH": str(CHILD.parent.parent.parent)},
    )  # fmt: skip
    assert child.stdout is not None
    first = child.stdout.readline()
    assert first, "the writer did not start"
    time.sleep(after)
    child.send_signal(signal.SIGKILL)
    rest = child.stdout.read()
    child.wait()
    child.stdout.close()
    lines = (first + rest).split("\n")
    return lines[:-1]  # a line without its end was not said to its end


def _check_against(path: Path, before: dict[str, str], said: list[str]) -> dict[str, str]:
    """The library must hold what was acknowledged, or that and the one act that was under way; what it holds."""
    want = dict(before)
    for line in said:
        act, id_, body = line.split(" ", 2)
        if act == "trash":
            want.pop(id_, None)
        else:
            want[id_] = body
    with open_library(path) as library:
        assert not library.read_only
        live = {a.id: a.body for a in library.annotations()}
        differ = {id_ for id_ in (*want, *live) if want.get(id_) != live.get(id_)}
        assert len(differ) <= 1, differ
        assert library.check() == []
    return live


def _kills(tmp_path: Path, count: int) -> None:
    path = tmp_path / "a.sqlite"
    chance = random.Random(7)
    holds: dict[str, str] = {}
    acts = 0
    for n in range(count):
        said = _run_and_kill(path, n, chance.uniform(0, 0.12))
        holds = _check_against(path, holds, said)
        acts += len(said)
    assert acts > count
    print(f"{count} kills, {acts} acknowledged acts, 0 lost")


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_killed_writers_lose_nothing(tmp_path: Path) -> None:
    _kills(tmp_path, 8)


@pytest.mark.slow
def test_many_killed_writers_lose_nothing(tmp_path: Path) -> None:
    _kills(tmp_path, 300)


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_an_unclean_end_is_noticed_once(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    _run_and_kill(path, 1, 0.05)
    with open_library(path) as library:
        assert "did not end properly" in library.recovered and "\n" not in library.recovered
    with open_library(path) as library:
        assert library.recovered == ""


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork semantics of the shell")
def test_a_living_writer_keeps_the_second_process_reading(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    child = subprocess.Popen(
        [sys.executable, str(CHILD), str(path), "3"], stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(CHILD.parent.parent.parent)},
    )  # fmt: skip
    assert child.stdout is not None
    try:
        child.stdout.readline()
        with open_library(path) as library:
            assert library.read_only
            seen = library.data_version()
            for _ in range(20):
                child.stdout.readline()
            assert library.data_version() != seen and library.annotations()
    finally:
        child.kill()
        child.wait()
        child.stdout.close()
    with open_library(path) as library:
        assert not library.read_only and library.check() == []


def test_a_lock_file_that_was_left_never_blocks(tmp_path: Path) -> None:
    (tmp_path / "a.sqlite.lock").write_text("2020-01-01T00:00:00Z\n")
    with open_library(tmp_path / "a.sqlite") as library:
        assert not library.read_only


def test_a_full_disk_is_told_of_and_writing_goes_on_when_there_is_room(tmp_path: Path) -> None:
    with open_library(tmp_path / "a.sqlite") as library:
        library.apply(library.plan.add_text(make_text()))
        conn = library._db.conn
        pages = conn.execute("PRAGMA page_count").fetchone()[0]
        conn.execute(f"PRAGMA max_page_count = {pages + 8}")
        kept = 0
        with pytest.raises(UserError, match="no room left"):
            for kept in range(1000):
                library.apply(library.plan.add_annotation([], body=f"{kept} " + "long " * 400))
        assert len(library.annotations()) == kept and library.check() == []
        library.save_draft("new", "what was being typed")
        conn.execute("PRAGMA max_page_count = 1000000")
        library.apply(library.plan.add_annotation([], body="after"))
        assert len(library.annotations()) == kept + 1 and library.drafts()[0].text == "what was being typed"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0 or not shutil.which("mount"), reason="needs root")
def test_a_small_file_system_filled_to_the_last_byte(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)], capture_output=True, check=False
    ).returncode:
        pytest.skip("no right to mount")
    try:
        with open_library(disk / "a.sqlite") as library:
            kept = 0
            with pytest.raises(UserError):
                for kept in range(10_000):
                    library.apply(library.plan.add_annotation([], body=f"{kept} " + "long " * 2000))
            (disk / "filler").write_bytes(b"")
            assert len(library.annotations()) == kept and kept > 3
            library.save_draft("new", "typed " * 5000)
            assert library.drafts()[0].text.startswith("typed")
            with pytest.raises(UserError):
                library.backup(disk / "b.sqlite")
            assert not (disk / "b.sqlite").exists() and not list(disk.glob(".b*"))
        with open_library(disk / "a.sqlite") as library:
            assert len(library.annotations()) == kept
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=False)


def test_an_interrupted_act_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_library(tmp_path / "a.sqlite") as library:
        library.apply(library.plan.add_text(make_text()))
        edit = library.plan.add_annotation([library.make_target(library.text("lake"), 0, 3)], body="x", tags=["a"])
        from reader.library import writing

        real = writing.insert

        def fail(db: object, table: str, items: object) -> None:
            if table == "ft_notes":
                raise sqlite3.IntegrityError("stop here")
            real(db, table, items)  # type: ignore[arg-type]

        monkeypatch.setattr(writing, "insert", fail)
        with pytest.raises(sqlite3.IntegrityError):
            library.apply(edit)
        monkeypatch.undo()
        assert library.annotations() == [] and library.check() == []
        library.apply(edit)
        assert len(library.annotations()) == 1
