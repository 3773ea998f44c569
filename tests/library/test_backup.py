"""Backups: whole, checked, bounded, and never driven out by bad ones or by a clock that jumps."""

from __future__ import annotations

import os
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.errors import UserError
from reader.library import Library, backup, repair
from reader.library.backup import Backup
from tests.library.helpers import content, make_text, open_library

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A library with something in it, closed."""
    path = tmp_path / "a.sqlite"
    with open_library(path) as library:
        library.apply(library.plan.add_text(make_text()))
        library.apply(library.plan.add_annotation([], body="kept", tags=["t"]))
    return path


def test_a_backup_holds_what_is_still_in_the_wal(path: Path, tmp_path: Path) -> None:
    with open_library(path) as library:
        library.apply(library.plan.add_annotation([], body="fresh"))
        assert library.backup(tmp_path / "b.sqlite") == []
        before = content(library)
    with open_library(tmp_path / "b.sqlite") as copy:
        assert content(copy) == before and copy.check() == []
    assert not list(tmp_path.glob(".b*"))


def test_a_backup_is_not_made_over_the_library_or_a_folder(path: Path, tmp_path: Path) -> None:
    with open_library(path) as library:
        for bad in (path, tmp_path, tmp_path / "none" / "b.sqlite"):
            with pytest.raises(UserError):
                library.backup(bad)
        assert library.check() == []


def test_one_is_due_on_the_first_open_of_a_day_and_hourly_while_there_are_changes(path: Path) -> None:
    assert backup.if_due(path, NOON) is not None
    assert backup.if_due(path, NOON + timedelta(minutes=5)) is None
    with open_library(path) as library:
        library.apply(library.plan.add_annotation([], body="more"))
    assert backup.if_due(path, NOON + timedelta(minutes=5)) is None
    assert backup.if_due(path, NOON + timedelta(minutes=65)) is not None
    assert backup.if_due(path, NOON + timedelta(minutes=130)) is None
    assert backup.if_due(path, NOON + timedelta(days=1)) is not None
    assert [b.sequence for b in backup.backups(path)] == [3, 2, 1]


def test_the_list_and_the_preview_say_what_a_backup_holds(path: Path, tmp_path: Path) -> None:
    made = backup.make(path, "asked", NOON, tmp_path / "elsewhere")
    assert backup.backups(path, tmp_path / "elsewhere") == [made]
    seen = backup.preview(made.path)
    assert (seen.texts, seen.annotations, seen.notes, seen.tags, seen.decisions) == (1, 1, 1, 1, 0)
    assert seen.last_change.startswith("2026-01-31")


def test_restoring_keeps_the_state_before(path: Path) -> None:
    with open_library(path) as library:
        first = content(library)
        made = library.backup_now()
        library.apply(library.plan.add_annotation([], body="later"))
        later = content(library)
        kept = library.restore(made.path)
        assert content(library) == first and library.check() == []
        library.apply(library.plan.add_annotation([], body="on it goes"))
        library.restore(kept.path)
        assert content(library) == later
    with open_library(path) as library:
        assert content(library) == later and library._db.conn.execute("PRAGMA journal_mode").fetchone()[0] == "wal"


def test_a_damaged_backup_is_not_restored(path: Path) -> None:
    with open_library(path) as library:
        before = content(library)
        made = library.backup_now()
        raw = made.path.read_bytes()
        at = raw.index(b"kept")
        made.path.write_bytes(raw[:at] + b"kepT" + raw[at + 4 :])
        for bad in (made.path, path.parent / "none.sqlite", Path(__file__)):
            with pytest.raises(UserError):
                library.restore(bad)
        assert content(library) == before


def test_backups_of_a_damaged_library_drive_no_good_one_out(path: Path) -> None:
    good = [backup.make(path, "regular", NOON + timedelta(days=n)) for n in range(3)]
    raw = path.read_bytes()
    at = raw.index(b"kept")
    path.write_bytes(raw[:at] + b"kEpt" + raw[at + 4 :])
    for n in range(10):
        assert backup.make(path, "regular", NOON + timedelta(days=10 + n)).why == backup.DAMAGED
    left = backup.backups(path)
    assert {b.path for b in good} <= {b.path for b in left} and len(left) <= 3 + backup.SPECIAL
    newest = backup.newest_good(path)
    assert newest is not None and newest.path == good[-1].path
    kept = repair.restore_in_place(path, newest.path, now=lambda: NOON)
    assert kept is not None and b"kEpt" in kept.read_bytes()
    with open_library(path) as library:
        assert library.check() == [] and library.annotations()[0].body == "kept"


def test_a_backup_that_cannot_be_made_leaves_nothing(path: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(UserError):
        backup.make(path, "asked", NOON, tmp_path / "file")
    with pytest.raises(UserError):
        backup.make(tmp_path / "none.sqlite", "asked", NOON)
    assert backup.backups(path) == []


def _made(moments: list[datetime], size: int = 10) -> list[Backup]:
    return [Backup(Path(str(n)), n, m, backup.ROUTINE, size) for n, m in enumerate(moments)]


def test_years_of_backups_stay_within_bounds() -> None:
    kept: list[Backup] = []
    for n in range(24 * 250):
        kept.append(Backup(Path(str(n)), n, NOON + timedelta(hours=n), backup.ROUTINE, 10))
        if n % 7 == 0 or n > 5900:
            gone = set(backup.superfluous(kept))
            kept = [b for b in kept if b not in gone]
    assert len(kept) <= backup.HOURS + backup.DAYS + backup.WEEKS
    ages = sorted((kept[-1].made - b.made).days for b in kept)
    assert ages[-1] > 150 and ages.count(0) >= 20


def test_size_is_bounded_but_the_newest_two_stay() -> None:
    made = _made([NOON + timedelta(days=n) for n in range(10)], size=400)
    gone = backup.superfluous(made, largest=1000)
    assert {b.sequence for b in made} - {b.sequence for b in gone} == {8, 9}


@settings(max_examples=100)
@given(st.lists(st.integers(-4000, 4000), min_size=3, max_size=40))
def test_a_clock_that_jumps_never_makes_the_newest_go(days: list[int]) -> None:
    kept: list[Backup] = []
    for n, day in enumerate(days):
        kept.append(Backup(Path(str(n)), n, NOON + timedelta(days=day), backup.ROUTINE, 10))
        gone = set(backup.superfluous(kept))
        kept = [b for b in kept if b not in gone]
        newest = sorted({b.sequence for b in kept}, reverse=True)
        assert newest[: min(2, n + 1)] == list(range(n, max(-1, n - 2), -1))
        assert len(kept) >= min(n + 1, len(set(days[: n + 1])), backup.DAYS)


def test_a_clock_that_goes_back_and_a_day_makes_one_more(path: Path) -> None:
    backup.make(path, "regular", NOON + timedelta(days=3650))
    made = backup.if_due(path, NOON)
    assert made is not None and [b.sequence for b in backup.backups(path)] == [2, 1]


def test_foreign_files_in_the_folder_are_left_alone(path: Path) -> None:
    folder = backup.folder_of(path)
    folder.mkdir()
    for name in (
        "notes.txt",
        "b-000001-20260131T120000Z-regular.sqlite",
        "a-000001-20260131T120000Z-regular.sqlite.bak",
    ):
        (folder / name).write_text("x")
    backup.make(path, "regular", NOON)
    assert len(backup.backups(path)) == 1 and len(list(folder.iterdir())) == 4


def test_a_library_that_is_open_can_be_backed_up_from_another_connection(path: Path) -> None:
    with Library.open(path) as library:
        edit = library.plan.add_annotation([], body="x")
        library.apply(edit)
        made = backup.make(path, "regular", NOON)
        conn = sqlite3.connect(made.path)
        assert conn.execute("SELECT count(*) FROM annotations").fetchone()[0] == 2
        conn.close()


def test_a_backup_before_an_act_is_made_only_where_the_newest_lacks_something(path: Path) -> None:
    regular = backup.make(path, "regular", NOON)
    point = backup.before(path, "import", NOON + timedelta(minutes=1))
    assert (point.sequence, point.why) == (regular.sequence, "import")  # kept for this from now on
    assert backup.before(path, "import", NOON + timedelta(minutes=2)) == point
    with open_library(path) as library:
        library.apply(library.plan.add_annotation([], body="one more"))
    again = backup.before(path, "import", NOON + timedelta(minutes=3))
    assert again.sequence == point.sequence + 1 and again.why == "import"
    assert [b.path for b in backup.backups(path)] == [again.path, point.path]


def test_changes_under_a_clock_that_went_back_are_backed_up_all_the_same(path: Path) -> None:
    made = backup.make(path, "regular", NOON)
    assert backup.if_due(path, NOON - timedelta(hours=3)) is None  # nothing is new
    with open_library(path) as library:
        library.apply(library.plan.add_annotation([], body="after the jump"))
    early = made.path.stat().st_mtime - 10_000
    os.utime(path, (early, early))  # the file system's clock jumped too
    assert backup.if_due(path, NOON - timedelta(minutes=30)) is None
    assert backup.if_due(path, NOON - timedelta(hours=3)) is not None


def test_years_of_hours_on_real_files(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two years of a clock that also goes back a week now and then: within bounds of number and size, newest kept."""
    copied = path.read_bytes()
    monkeypatch.setattr(backup, "copy", lambda source, target, full: target.write_bytes(copied) and [])
    now, size = NOON, len(copied)
    monkeypatch.setattr(backup, "LARGEST", 40 * size)
    monkeypatch.setattr(backup.superfluous, "__kwdefaults__", {"largest": 40 * size})
    for n in range(730):
        now += timedelta(hours=24) if n % 90 else -timedelta(days=7)
        os.utime(path, ns=(n, n))
        made = backup.if_due(path, now)
        assert made is not None and backup.backups(path)[0] == made
    kept = backup.backups(path)
    assert 30 <= len(kept) <= 40 and sum(b.size for b in kept) <= 40 * size
    assert (kept[0].made - kept[-1].made) > timedelta(days=100)
    assert sum(kept[0].made - b.made < timedelta(days=backup.DAYS) for b in kept) >= backup.DAYS


def test_a_backup_of_a_newer_version_or_of_another_program_is_not_restored(path: Path) -> None:
    with open_library(path) as library:
        made = library.backup_now()
        before = content(library)
        for sql in ("PRAGMA user_version = 99", "PRAGMA application_id = 5"):
            other = path.with_name("other.sqlite")
            shutil.copy(made.path, other)
            conn = sqlite3.connect(other)
            conn.execute(sql)
            conn.close()
            with pytest.raises(UserError, match="not a backup that"):
                library.restore(other)
        assert content(library) == before
