"""Exports arrive whole or not at all, inside the folder that was chosen."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.errors import UserError
from reader.exchange import save, saving
from reader.exchange.names import MAX_BYTES, Names, file_name


def test_a_file(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.md"
    save(b"one", path)
    save(b"two", path)
    assert path.read_bytes() == b"two"
    assert [p.name for p in path.parent.iterdir()] == ["a.md"]


def test_permissions_of_the_old_file_stay(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"old")
    path.chmod(0o640)
    save(b"new", path)
    assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("what", ["fsync", "replace", "fdopen"])
def test_a_failed_export_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"old")
    folder = tmp_path / "f"
    save({"a.md": b"old", "b.md": b"old"}, folder)

    def full(*args: object, **more: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(saving.os, what, full)
    with pytest.raises(UserError, match="No space left"):
        save(b"new", path)
    with pytest.raises(UserError, match="No space left"):
        save({"a.md": b"new", "b.md": b"new"}, folder)
    monkeypatch.undo()
    assert path.read_bytes() == b"old"
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == {"a.md": b"old", "b.md": b"old"}
    assert {p.name for p in tmp_path.iterdir()} == {"a.md", "f"}


def test_a_folder_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "a.md").mkdir()
    with pytest.raises(UserError, match="folder"):
        save(b"x", tmp_path / "a.md")
    (tmp_path / "file").write_bytes(b"x")
    with pytest.raises(UserError, match="is a file"):
        save({"a.md": b"x"}, tmp_path / "file")


@pytest.mark.skipif(os.geteuid() == 0 if hasattr(os, "geteuid") else True, reason="root may write anywhere")
def test_a_read_only_folder(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(UserError, match="could not be written"):
        save(b"x", tmp_path / "a.md")
    tmp_path.chmod(0o700)


@pytest.mark.parametrize(
    "name", ["../a.md", "/etc/a.md", "a/../../b.md", "", ".", "..", "a\\..\\..\\b.md", "con.md", "a\x00.md"]
)
def test_names_that_lead_out(tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError):
        save({name: b"x"}, tmp_path / "f")


def test_links_that_lead_out(tmp_path: Path) -> None:
    folder, outside = tmp_path / "f", tmp_path / "outside"
    folder.mkdir()
    outside.mkdir()
    (folder / "sub").symlink_to(outside)
    with pytest.raises(UserError, match="leads out"):
        save({"sub/a.md": b"x"}, folder)
    assert list(outside.iterdir()) == []


TITLES = st.text(max_size=300)


@settings(deadline=None)
@given(TITLES)
def test_any_title_is_a_safe_name(title: str) -> None:
    name = file_name(title)
    assert name
    assert name == unicodedata.normalize("NFC", name)
    assert not set(name) & set('<>:"/\\|?*#^[]%\x00\n\r\t')
    assert name.strip(" .") == name
    assert len(name.encode()) <= MAX_BYTES + 1
    assert name.split(".")[0].lower() not in {"con", "prn", "aux", "nul", "com1", "lpt9"}


@settings(deadline=None)
@given(st.lists(st.one_of(TITLES, st.sampled_from(["a", "A", "é", "e\u0301", "ﬁ", "fi", "CON", "con"])), max_size=12))
def test_names_are_their_own(titles: list[str]) -> None:
    names = Names()
    given_out = [names.take(title, ".md", identity=str(i)) for i, title in enumerate(titles)]
    assert len({unicodedata.normalize("NFKC", name).casefold() for name in given_out}) == len(titles)
