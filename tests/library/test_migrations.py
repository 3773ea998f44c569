"""Old libraries come up to date step by step, each whole or not at all, with a backup before."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from reader.errors import UserError
from reader.library import Library, backup, schema
from tests.library.helpers import content, open_library

DATA = Path(__file__).with_name("data")
ROOT = Path(__file__).resolve().parent.parent.parent


def _stored() -> list[Path]:
    return sorted(DATA.glob("v*.sqlite"))


@pytest.fixture
def more_steps() -> Iterator[None]:
    """Two steps that do not exist yet, as a later version would add them."""
    before = list(schema.migrations._migrations)

    @schema.migrations()
    def m998_one(db: Database) -> None:
        db.execute("ALTER TABLE tags ADD COLUMN icon TEXT")

    @schema.migrations()
    def m999_two(db: Database) -> None:
        db.execute("CREATE TABLE more (id INTEGER PRIMARY KEY)")

    yield
    schema.migrations._migrations[:] = before


def test_every_version_that_shipped_is_stored() -> None:
    assert [p.stem for p in _stored()] == [f"v{n}" for n in range(1, schema.version() + 1)]


@pytest.mark.parametrize("stored", _stored(), ids=lambda p: p.stem)
def test_a_stored_library_opens_with_all_that_was_in_it(stored: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    shutil.copy(stored, path)
    with open_library(path) as library:
        assert library.check() == []
        assert [t.id for t in library.texts()] == ["lake"]
        assert {a.body for a in library.annotations()} == {"a **note**", ""}
        assert [t.tag.name for t in library.tags()] == ["un", "un/charter"]
        assert library.decisions()[0].link.status == "confirmed" and library.saved_searches()[0].name == "open"
        assert library.search("glaciers")
        assert [v.body for a in library.annotations(query="has:note") for v in library.history(a.id)] == ["first"]


@pytest.mark.usefixtures("more_steps")
def test_steps_run_once_in_order_with_a_backup_before(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    shutil.copy(_stored()[-1], path)
    with open_library(path) as library:
        assert library.texts() and library._db.conn.execute("PRAGMA user_version").fetchone()[0] == schema.version()
        assert library._db["more"].exists()
    (made,) = backup.backups(path)
    assert made.why == "migration" and backup.preview(made.path).texts == 1
    open_library(path).close()
    assert len(backup.backups(path)) == 1


@pytest.mark.usefixtures("more_steps")
def test_an_older_library_that_can_only_be_read_is_told_of(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    shutil.copy(_stored()[-1], path)
    with pytest.raises(UserError, match="older version"):
        Library.open(path, read_only=True)


@pytest.mark.usefixtures("more_steps")
def test_a_step_that_fails_leaves_the_library_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    shutil.copy(_stored()[-1], path)
    with Library.open(_stored_copy(tmp_path)) as library:
        assert library.texts()

    @schema.migrations()
    def m999z_fails(db: Database) -> None:
        db.execute("DELETE FROM annotations")
        raise sqlite3.IntegrityError("stop")

    with pytest.raises(sqlite3.IntegrityError):
        open_library(path)
    schema.migrations._migrations.pop()
    with open_library(path) as library:
        assert len(library.annotations()) == 2 and library.check() == []


def _stored_copy(folder: Path) -> Path:
    shutil.copy(_stored()[-1], folder / "b.sqlite")
    return folder / "b.sqlite"


_KILLED = """
import os, signal, sys
from pathlib import Path
from reader.library import Library, schema

@schema.migrations()
def m998_one(db):
    db.execute("ALTER TABLE tags ADD COLUMN icon TEXT")
    if sys.argv[2] == "1": os.kill(os.getpid(), signal.SIGKILL)

@schema.migrations()
def m999_two(db):
    db.execute("CREATE TABLE more (id INTEGER PRIMARY KEY)")
    db.execute("UPDATE annotations SET body = 'half done'")
    if sys.argv[2] == "2": os.kill(os.getpid(), signal.SIGKILL)
    db.execute("UPDATE annotations SET body = ''")

Library.open(Path(sys.argv[1])).close()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
@pytest.mark.parametrize("step", [1, 2])
def test_killed_at_a_step_the_next_start_goes_on_from_there(tmp_path: Path, step: int) -> None:
    path = tmp_path / "a.sqlite"
    shutil.copy(_stored()[-1], path)
    known = schema.version()
    done = subprocess.run(
        [sys.executable, "-c", _KILLED, str(path), str(step)], env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False
    )
    assert done.returncode == -signal.SIGKILL
    conn = sqlite3.connect(path)
    assert conn.execute("PRAGMA user_version").fetchone()[0] == known + step - 1
    assert {b for (b,) in conn.execute("SELECT body FROM annotations")} == {"a **note**", ""}
    conn.close()
    assert [b.why for b in backup.backups(path)] == ["migration"]
    if step == 1:
        with open_library(path) as library:
            assert library.check() == [] and content(library)["notes"]
    done = subprocess.run(
        [sys.executable, "-c", _KILLED, str(path), "0"], env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False
    )
    assert done.returncode == 0
    conn = sqlite3.connect(path)
    assert conn.execute("PRAGMA user_version").fetchone()[0] == known + 2
    conn.close()
