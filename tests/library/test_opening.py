"""What may be in the way of opening a library: told in words, and the file left as it is."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from reader import paths
from reader.errors import Busy, UserError
from reader.library import Library, backup, opening, repair, schema
from reader.library.failures import Damaged
from tests.library.helpers import Clock, make_text, open_library


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _filled(path: Path) -> Path:
    with open_library(path) as library:
        library.apply(library.plan.add_text(make_text()))
    return path


@pytest.mark.parametrize("content", [b"", b"x", b"\x00" * 5000, b"SQLite format 3\x00" + b"z" * 50, os.urandom(9000)])
def test_what_is_no_library_is_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "notes.sqlite"
    path.write_bytes(content)
    for read_only in (False, True):
        with pytest.raises(UserError):
            Library.open(path, read_only=read_only)
    assert path.read_bytes() == content and sorted(p.name for p in tmp_path.iterdir()) == ["notes.sqlite"]


def test_a_database_of_another_program_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    conn = sqlite3.connect(path)
    conn.execute("CREATE TABLE texts (id)")
    conn.commit()
    conn.close()
    before = _hash(path)
    with pytest.raises(UserError, match="another program"):
        Library.open(path)
    assert _hash(path) == before


def test_a_folder_a_missing_folder_and_a_dangling_link(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "gone.sqlite")
    for path in (tmp_path, tmp_path / "no" / "a.sqlite", tmp_path / "link"):
        with pytest.raises(UserError):
            Library.open(path)
    with pytest.raises(UserError, match="no library"):
        Library.open(tmp_path / "none.sqlite", create=False)
    assert [p.name for p in tmp_path.iterdir()] == ["link"]


def test_a_link_to_a_library_is_the_library(tmp_path: Path) -> None:
    _filled(tmp_path / "a.sqlite")
    (tmp_path / "link").symlink_to(tmp_path / "a.sqlite")
    with open_library(tmp_path / "link") as library:
        assert library.has_text("lake") and not library.read_only


def test_the_folder_of_the_users_own_library_is_made(tmp_path: Path) -> None:
    assert not paths.default_library().exists()
    with Library.open(paths.default_library()) as library:
        assert library.texts() == []


def test_a_newer_library_is_refused_and_not_a_byte_changes(tmp_path: Path) -> None:
    path = _filled(tmp_path / "a.sqlite")
    conn = sqlite3.connect(path)
    conn.execute("PRAGMA journal_mode = DELETE")
    conn.execute(f"PRAGMA user_version = {schema.version() + 1}")
    conn.close()
    before, names = _hash(path), sorted(p.name for p in tmp_path.iterdir())
    for read_only in (False, True):
        with pytest.raises(UserError, match="newer version"):
            Library.open(path, read_only=read_only)
    assert _hash(path) == before and sorted(p.name for p in tmp_path.iterdir()) == names


def test_reading_only_by_choice(tmp_path: Path) -> None:
    path = _filled(tmp_path / "a.sqlite")
    with Library.open(path, read_only=True) as library:
        assert library.read_only and library.reason and library.has_text("lake")
        assert library.search("lake") and library.check() == []
        for wish in (
            lambda: library.apply(library.plan.remove_texts(["lake"])),
            lambda: library.set_meta("a", "b"),
            library.empty_trash,
            library.rebuild_index,
        ):
            with pytest.raises(UserError, match="only be read"):
                wish()


def test_a_second_window_reads_along(tmp_path: Path) -> None:
    path = _filled(tmp_path / "a.sqlite")
    with open_library(path) as first, open_library(path) as second:
        assert not first.read_only and second.read_only and second.reason == opening.ANOTHER
        seen = second.data_version()
        assert second.data_version() == seen
        first.apply(first.plan.add_text(make_text("sea")))
        assert second.data_version() != seen and second.has_text("sea")
    with open_library(path) as again:
        assert not again.read_only and again.recovered == ""


def test_a_library_used_by_another_program_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "WAIT", 0.2)
    path = _filled(tmp_path / "a.sqlite")
    with open_library(path) as library:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(UserError, match="Another program"):
            library.apply(library.plan.add_text(make_text("sea")))
        assert library.has_text("lake") and not library.has_text("sea")
        other.execute("ROLLBACK")
        other.close()
        library.apply(library.plan.add_text(make_text("sea")))
        assert library.has_text("sea")


def test_a_library_locked_as_a_whole_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "WAIT", 0.2)
    path = _filled(tmp_path / "a.sqlite")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("PRAGMA journal_mode = DELETE")
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(UserError, match="Another program"):
        Library.open(path)
    other.execute("ROLLBACK")
    other.close()
    with open_library(path) as library:
        assert library.has_text("lake") and not library.read_only


_AS_NOBODY = """
import os, sys
from pathlib import Path
from reader.library import Library
if os.getuid() == 0:
    os.setgid(65534); os.setuid(65534)
with Library.open(Path(sys.argv[1])) as library:
    texts = [t.id for t in library.texts()]
    print(library.read_only, "|", library.reason, "|", texts, len(library.search("lake")), library.check())
"""


def _as_nobody(path: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", _AS_NOBODY, str(path)], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def reachable() -> Iterator[Path]:
    """A folder that another user can reach; pytest keeps its own folders to their owner."""
    folder = Path(tempfile.mkdtemp(prefix="reader-test-"))
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.skipif(sys.platform == "win32" or not shutil.which("true"), reason="needs Unix permissions")
@pytest.mark.parametrize("left", [False, True])
def test_a_read_only_folder_is_read(reachable: Path, left: bool) -> None:
    path = _filled(reachable / "a.sqlite")
    if left:  # changes that a crash left in the `-wal`
        with open_library(path) as library:
            library.apply(library.plan.add_text(make_text("sea")))
            for name in ("a.sqlite", "a.sqlite-wal"):
                shutil.copy(reachable / name, reachable / f"copy-{name}")
        path = reachable / "copy-a.sqlite"
        (reachable / "copy-a.sqlite-wal").chmod(0o444)
    before = _hash(path)
    path.chmod(0o444)
    reachable.chmod(0o555)
    try:
        out = _as_nobody(path)
    finally:
        reachable.chmod(0o755)
    texts = "['lake', 'sea']" if left else "['lake']"
    assert out.startswith("True | its folder cannot be written to") and texts in out and out.strip().endswith("[]")
    assert _hash(path) == before


@pytest.mark.skipif(sys.platform == "win32", reason="needs Unix permissions")
def test_a_read_only_file_is_read(reachable: Path) -> None:
    path = _filled(reachable / "a.sqlite")
    path.chmod(0o444)
    (reachable / "a.sqlite.lock").unlink()
    reachable.chmod(0o777)
    assert _as_nobody(path).startswith("True | the file cannot be written to | ['lake']")


@pytest.mark.skipif(sys.platform == "win32", reason="needs Unix permissions")
def test_an_unreadable_file_is_told_of(reachable: Path) -> None:
    path = _filled(reachable / "a.sqlite")
    path.chmod(0o000)
    head, _ = _AS_NOBODY.split("with Library")
    tail = "try: Library.open(Path(sys.argv[1]))\nexcept UserError as e: sys.exit(str(e))"
    script = f"from reader.errors import Busy, UserError\n{head}{tail}"
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1 and "cannot be used" in done.stderr and "Traceback" not in done.stderr


def test_half_made_libraries_are_not_taken_for_one(tmp_path: Path) -> None:
    (tmp_path / ".a.sqlite.new").write_bytes(b"half")
    with open_library(tmp_path / "a.sqlite") as library:
        assert library.texts() == [] and library.check() == []
    assert not (tmp_path / ".a.sqlite.new").exists()


@pytest.mark.parametrize("left", ["backups", "wal", "damaged"])
def test_where_a_library_was_none_is_made_silently(tmp_path: Path, left: str) -> None:
    path = tmp_path / "a.sqlite"
    with open_library(path) as library:
        library.apply(library.plan.add_annotation([], body="kept"))
        if left == "backups":
            library.backup_now()
    content = path.read_bytes()
    path.unlink()
    if left == "wal":
        path.with_name("a.sqlite-wal").write_bytes(b"changes")
    if left == "damaged":  # as a rescue leaves it that is killed between its two renames
        (tmp_path / "a damaged 2026-01-31 120000.sqlite").write_bytes(content)
    for create in (True, False):
        with pytest.raises(Damaged, match="is gone") as told:
            open_library(path, create=create)
        assert told.value.kind == "gone" and not path.exists()
    if left == "backups":
        repair.restore_in_place(path, backup.backups(path)[0].path)
        with open_library(path) as library:
            assert [a.body for a in library.annotations()] == ["kept"]
    else:
        assert repair.begin_anew(path) is None
        with open_library(path) as library:
            assert library.annotations() == []


def test_a_program_that_holds_the_file_is_waited_for_with_patience(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    with open_library(path, wait=0.05) as library:
        with closing(sqlite3.connect(path)) as foreign:
            foreign.execute("BEGIN EXCLUSIVE")
            with pytest.raises(Busy, match="Another program"):
                library.apply(library.plan.add_annotation([], body="x"))
            with pytest.raises(Busy):
                library.set_meta("a", "b")
            waits: list[float] = []

            def patience(waited: float) -> bool:
                waits.append(waited)
                if len(waits) == 3:
                    foreign.rollback()
                return True

            library.patience = patience
            library.apply(library.plan.add_annotation([], body="x"))
            assert len(waits) == 3 and waits == sorted(waits) and waits[0] >= 0.05
        assert [a.body for a in library.annotations()] == ["x"] and library.check() == []
    with closing(sqlite3.connect(path)) as foreign:
        foreign.execute("PRAGMA locking_mode = EXCLUSIVE")
        foreign.execute("INSERT INTO meta VALUES ('foreign', '1')")
        foreign.commit()  # keeps even readers out
        for read_only in (False, True):
            with pytest.raises(Busy):
                open_library(path, wait=0.05, read_only=read_only)
        with pytest.raises(UserError):
            backup.make(path, "asked", Clock()())
    with open_library(path) as library:
        assert library.meta("foreign") == "1"
