"""Damage is found, and what is whole comes through: bits flipped, pages zeroed, files cut off."""

from __future__ import annotations

import random
import shutil
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from reader.errors import UserError
from reader.library import Library, checking, repair
from reader.library.models import Tag
from tests.library.helpers import content, id_source, make_link, make_text, open_library

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)


def _fill(path: Path, notes: int = 60) -> Path:
    with open_library(path) as library:
        library.apply(library.plan.add_text(make_text()))
        library.apply(
            library.plan.add_text(make_text("long", (f"Clause {i} of the long text stands." for i in range(300))))
        )
        text = library.text("long")
        for n in range(notes):
            target = library.make_target(text, n * 20, n * 20 + 9)
            edit = library.plan.add_annotation(
                [target], body=f"note {n} " + "and more " * (n % 30), tags=[f"t/{n % 7}"]
            )
            library.apply(edit)
            if n % 5 == 0:
                library.apply(library.plan.edit_annotation(edit.after[0].id, body=f"changed {n}"))  # type: ignore[union-attr]
        library.apply(library.plan.set_tag(Tag("t", "blue", "all of them")))
        for n in range(20):
            library.apply(library.plan.decide(make_link(f"k{n}"), "lake", "long", status="confirmed"))
    return path


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with something of everything, closed."""
    return _fill(tmp_path_factory.mktemp("sound") / "a.sqlite")


def _values(path: Path) -> dict[str, object] | None:
    try:
        with Library.open(path, read_only=True) as library:
            return {**content(library), "history": [library.history(a.id) for a in library.annotations()]}
    except (UserError, sqlite3.Error, ValueError, KeyError, TypeError, IndexError):
        return None


def _findings(path: Path) -> list[str]:
    try:
        with Library.open(path, read_only=True) as library:
            return [p.what for p in library.check()]
    except UserError as error:
        return [error.message]


def test_a_sound_library_has_no_findings(sound: Path) -> None:
    assert _findings(sound) == []
    with Library.open(sound, read_only=True) as library:
        assert library.check(full=False) == []


def _flips(sound: Path, folder: Path, count: int) -> tuple[int, int]:
    chance = random.Random(11)
    raw, whole = sound.read_bytes(), _values(sound)
    harmed = missed = 0
    for n in range(count):
        at, bit = chance.randrange(100, len(raw)), chance.randrange(8)
        path = folder / f"{n}.sqlite"
        path.write_bytes(raw[:at] + bytes([raw[at] ^ (1 << bit)]) + raw[at + 1 :])
        differs = _values(path) != whole
        harmed += differs
        missed += differs and not _findings(path)
        for left in folder.glob(f"{n}.*"):
            left.unlink()
    return harmed, missed


def test_flipped_bits_that_change_what_is_read_are_found(sound: Path, tmp_path: Path) -> None:
    harmed, missed = _flips(sound, tmp_path, 40)
    assert harmed >= 5 and missed == 0


@pytest.mark.slow
def test_many_flipped_bits(sound: Path, tmp_path: Path) -> None:
    harmed, missed = _flips(sound, tmp_path, 1000)
    print(f"1000 flips, {harmed} changed what is read, {missed} of them not found")
    assert harmed >= 100 and missed == 0


@pytest.mark.parametrize(
    ("act", "found"),
    [
        ("UPDATE annotations SET body = body || '.' WHERE seq = 3", "not what was written"),
        ("UPDATE targets SET start = start + 1 WHERE annotation = 4", "not what was written"),
        ("DELETE FROM targets WHERE annotation = 4", "not what was written"),
        ("UPDATE annotation_tags SET tag = 't/x' WHERE annotation = 4", "not what was written"),
        ("UPDATE annotation_tags SET live = 0 WHERE annotation = 4", "not what was written"),
        ("UPDATE canonical_texts SET canonical = replace(canonical, 'lake', 'cake')", "wording of a text"),
        ("UPDATE texts SET title = 'other' WHERE id = 'lake'", "not what was written"),
        ("UPDATE decisions SET status = 'dismissed' WHERE key = 'k1'", "not what was written"),
        ("UPDATE tags SET colour = 'red'", "not what was written"),
        ("UPDATE history SET body = 'other' WHERE seq = 1", "not what was written"),
        ("DELETE FROM ft_notes WHERE rowid = 5", "search index"),
        ("UPDATE ft_notes SET body = 'other' WHERE rowid = 5", "search index"),
        ("UPDATE ft_texts SET words = 'other' WHERE rowid = (1 << 20 | 2)", "search index"),
        ("UPDATE ft_notes_data SET block = zeroblob(length(block)) WHERE id > 10", "search index"),
        ("DELETE FROM canonical_texts", "is not there"),
    ],
)
def test_every_kind_of_inconsistency_is_found(sound: Path, tmp_path: Path, act: str, found: str) -> None:
    path = tmp_path / "a.sqlite"
    shutil.copy(sound, path)
    conn = sqlite3.connect(path)
    conn.execute(act)
    conn.commit()
    conn.close()
    assert any(found in line for line in _findings(path))


def test_an_index_that_is_out_of_step_is_made_anew(sound: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    shutil.copy(sound, path)
    with open_library(path) as library:
        before = content(library)
        for table in ("ft_notes", "ft_texts", "ft_links"):
            library._db.execute(f"DELETE FROM {table}")
        assert library.check(full=False) and library.search("clause") == []
        library.rebuild_index()
        assert library.check() == [] and content(library) == before and library.search("clause")


def test_what_is_whole_comes_through(sound: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    shutil.copy(sound, path)
    report, kept = repair.salvage_in_place(path, now=lambda: NOON, new_id=id_source())
    assert report.lost == report.changed == report.mended == () and report.path == path
    assert kept.read_bytes() == sound.read_bytes() and _values(path) == _values(sound) and _findings(path) == []


def test_a_note_with_a_flipped_bit_is_mended_from_the_index(sound: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    shutil.copy(sound, path)
    conn = sqlite3.connect(path)
    conn.execute("UPDATE annotations SET body = replace(body, 'note 7', 'nope 7') WHERE body LIKE 'note 7 %'")
    conn.execute("UPDATE canonical_texts SET canonical = replace(canonical, 'rivers', 'ravers')")
    conn.commit()
    conn.close()
    report, _ = repair.salvage_in_place(path, now=lambda: NOON, new_id=id_source())
    assert len(report.mended) == 2 and report.changed == report.lost == ()
    assert _values(path) == _values(sound) and _findings(path) == []


@pytest.mark.parametrize("seed", range(6))
def test_damaged_pages_take_only_what_was_on_them(sound: Path, tmp_path: Path, seed: int) -> None:
    path = tmp_path / "a.sqlite"
    raw = bytearray(sound.read_bytes())
    chance = random.Random(seed)
    pages = len(raw) // 4096
    for _ in range(3):
        page = chance.randrange(8, pages)
        raw[page * 4096 : (page + 1) * 4096] = bytes(4096) if seed % 2 else chance.randbytes(4096)
    path.write_bytes(raw)
    damaged = path.read_bytes()
    report, kept = repair.salvage_in_place(path, now=lambda: NOON, new_id=id_source())
    assert kept.read_bytes() == damaged and str(report)
    with open_library(path) as library:
        assert library.check() == []
        with Library.open(sound, read_only=True) as before:
            bodies = {a.body for a in before.annotations()}
        came = {a.body for a in library.annotations()}
        assert len(came & bodies) >= 20
        assert library.search("clause") or not library.has_text("long")


@pytest.mark.parametrize("table", ["annotations", "targets", "texts", "canonical_texts", "decisions", "sqlite_master"])
def test_a_table_whose_first_page_is_lost_is_read_from_its_other_pages(sound: Path, tmp_path: Path, table: str) -> None:
    path = tmp_path / "a.sqlite"
    shutil.copy(sound, path)
    page = 1
    if table != "sqlite_master":
        conn = sqlite3.connect(path)
        page = conn.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", [table]).fetchone()[0]
        conn.close()
    raw = bytearray(path.read_bytes())
    start = (page - 1) * 4096 + (100 if page == 1 else 0)
    raw[start : page * 4096] = bytes(page * 4096 - start)
    path.write_bytes(raw)
    repair.salvage_in_place(path, now=lambda: NOON, new_id=id_source())
    with open_library(path) as library, Library.open(sound, read_only=True) as before:
        assert library.check() == []
        assert {a.body for a in library.annotations()} >= {a.body for a in before.annotations()}
        if table != "texts":  # small enough to have been on the lost page itself
            assert library.text("long").canonical == before.text("long").canonical


@pytest.mark.parametrize("size", [0, 50, 4096, 3 * 4096 + 17])
def test_a_library_that_was_cut_off_is_told_of(sound: Path, tmp_path: Path, size: int) -> None:
    path = tmp_path / "a.sqlite"
    path.write_bytes(sound.read_bytes()[:size])
    assert _findings(path)
    with pytest.raises(UserError), Library.open(path) as library:
        library.texts()
        library.annotations()
        raise UserError("whatever was read, the check found it")
    assert path.read_bytes()[:100] == sound.read_bytes()[: min(size, 100)]


def test_a_lost_wal_is_no_disaster(sound: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    shutil.copy(sound, path)
    with open_library(path) as library:
        library.apply(library.plan.add_annotation([], body="only in the wal"))
        shutil.copy(path, tmp_path / "b.sqlite")
    with open_library(tmp_path / "b.sqlite") as library:
        assert library.check() == [] and not library.annotations(query='"only in the wal"')
    (tmp_path / "b.sqlite-wal").write_bytes(b"foreign" * 1000)
    with open_library(tmp_path / "b.sqlite") as library:
        assert library.check() == [] and library.recovered == ""


def test_a_wal_that_is_lost_after_a_kill_is_told_of(sound: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    shutil.copy(sound, path)
    for left in ("-wal", ""):
        path.with_name("a.sqlite.lock").write_text("2026-01-31T10:00:00Z")  # as a session leaves it that is killed
        path.with_name("a.sqlite-wal").write_bytes(b"") if left else None
        with open_library(path) as library:
            assert ("latest changes are gone" in library.recovered) == (not left)
            assert ("every saved change is here" in library.recovered) == bool(left)


@pytest.mark.parametrize("damage", ["cut", "bit", "lost", "older"])
def test_changes_that_were_in_a_damaged_wal_are_missed(sound: Path, tmp_path: Path, damage: str) -> None:
    path, wal = tmp_path / "a.sqlite", tmp_path / "a.sqlite-wal"
    shutil.copy(sound, path)
    with open_library(path) as library:
        for n in range(5):
            library.apply(library.plan.add_annotation([], body=f"note {n}"))
            if n == 3:
                older = wal.read_bytes()
        left = {p.name: p.read_bytes() for p in (path, wal, tmp_path / "a.sqlite.lock")}
    for name, bytes_ in left.items():  # as a kill leaves them
        (tmp_path / name).write_bytes(bytes_)
    whole = left["a.sqlite-wal"]
    if damage == "lost":
        wal.write_bytes(b"")
    elif damage == "older":
        wal.write_bytes(older)
    else:
        at = len(whole) - 2000
        wal.write_bytes(whole[:at] if damage == "cut" else whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1 :])
    with open_library(path) as library:
        assert "latest changes are gone" in library.recovered
        assert library.check() == []
    with open_library(path) as library:
        assert library.recovered == ""


def test_a_wal_of_another_library_is_found(sound: Path, tmp_path: Path) -> None:
    path, other = tmp_path / "a.sqlite", tmp_path / "b.sqlite"
    shutil.copy(sound, path)
    with open_library(other) as library:
        library.apply(library.plan.add_text(make_text("canal")))
        for n in range(30):
            library.apply(library.plan.add_annotation([], body=f"other {n} " * 90))
        shutil.copy(tmp_path / "b.sqlite-wal", tmp_path / "a.sqlite-wal")
    assert _findings(path)


def test_words_of_sqlite_that_are_damaged_themselves(sound: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    raw = sound.read_bytes()
    at = raw.index(b"CREATE TABLE annotations") if b"CREATE TABLE annotations" in raw else raw.index(b"CREATE TABLE")
    path.write_bytes(raw[:at] + b"CREATE T\xccBLE" + raw[at + 12 :])
    found = _findings(path)
    assert found and all("UnicodeDecodeError" not in what for what in found)
    assert checking.check_file(path)
