"""What was typed and not saved waits in a file of its own, wherever there is room."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.errors import UserError
from reader.library import Library
from reader.library.drafts import Drafts
from tests.library.helpers import Clock, open_library


def test_drafts_wait_until_they_are_taken_up(tmp_path: Path) -> None:
    with open_library(tmp_path / "a.sqlite") as library:
        library.save_draft("n1", "half a thou")
        library.save_draft("n1", "half a thought")
        library.save_draft("n/2 ü", "another \ud800")
    with open_library(tmp_path / "a.sqlite") as library:
        assert [(d.key, d.text) for d in library.drafts()] == [("n1", "half a thought"), ("n/2 ü", "another �")]
        library.discard_draft("n1")
        library.save_draft("n/2 ü", "")
        assert library.drafts() == []
        library.discard_draft("never there")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.sqlite", "a.sqlite.lock"]


def test_a_library_that_can_only_be_read_keeps_drafts_too(tmp_path: Path) -> None:
    open_library(tmp_path / "a.sqlite").close()
    with Library.open(tmp_path / "a.sqlite", read_only=True) as library:
        library.save_draft("n", "typed")
        assert library.drafts()[0].text == "typed"


def test_drafts_go_where_there_is_room(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    drafts = Drafts([tmp_path / "file", tmp_path / "second"], Clock())
    drafts.save("n", "typed")
    assert [d.text for d in drafts.all()] == ["typed"] and (tmp_path / "second").is_dir()
    (tmp_path / "file").unlink()
    drafts.save("n", "typed on")
    assert [d.text for d in drafts.all()] == ["typed on"]
    (tmp_path / "a").write_text("")
    with pytest.raises(UserError):
        Drafts([tmp_path / "a"], Clock()).save("n", "typed")


def test_damaged_drafts_are_passed_over(tmp_path: Path) -> None:
    drafts = Drafts([tmp_path], Clock())
    drafts.save("n", "typed")
    for n, junk in enumerate((b"", b"{", b"[1]", b'{"key": 1}', b"\xff\xfe", b"[" * 100_000)):
        (tmp_path / f"x{n}.json").write_bytes(junk)
    assert [d.text for d in drafts.all()] == ["typed"]


def test_an_unclean_end_counts_the_drafts(tmp_path: Path) -> None:
    with open_library(tmp_path / "a.sqlite") as library:
        library.apply(library.plan.add_annotation([], body="x"))
        library.save_draft("n", "typed")
    (tmp_path / "a.sqlite.lock").write_text("2026-01-31T10:00:00Z")  # as a session that is killed leaves them
    (tmp_path / "a.sqlite-wal").touch()
    with open_library(tmp_path / "a.sqlite") as library:
        assert "1 unfinished text can" in library.recovered and "2026-01-31 10:30 UTC" in library.recovered
