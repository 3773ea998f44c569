from __future__ import annotations

import os

import pytest

from reader.errors import UserError
from reader.library import watching
from reader.library.watching import KEPT, PASSED, UNREADABLE, Offer, Seen
from reader.text import load

LONG_AGO = 1_000_000_000


def write(path, words="The mill is kept by the town.\n\nThe town keeps the mill.", age=60.0, now=2_000_000_000.0):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(words, encoding="utf-8")
    os.utime(path, (now - age, now - age))
    return path


def names(found) -> list[str]:
    return [entry.name for entry in found]


def test_files_that_may_be_texts_are_found_in_folders_too(tmp_path) -> None:
    for name in ("a.txt", "sub/b.DOCX", "c.jpg", ".hidden.txt", "~$b.docx", "d.txt.part", "e.pdf~", ".git/f.txt"):
        write(tmp_path / name)
    (tmp_path / "empty.txt").touch()
    (tmp_path / "link.txt").symlink_to(tmp_path / "a.txt")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    os.mkfifo(tmp_path / "pipe.txt")
    assert names(watching.entries(tmp_path)) == ["a.txt", "sub/b.DOCX"]


def test_a_folder_that_is_gone_is_told(tmp_path) -> None:
    with pytest.raises(UserError, match="cannot be looked at"):
        watching.entries(tmp_path / "gone")


@pytest.mark.parametrize("name", ["a\nb.txt", "-rf.txt", "\u202efdp.txt", "«x» 条約.txt", "a" * 240 + ".txt"])
def test_odd_names_are_taken_as_they_are_and_shown_safely(tmp_path, name) -> None:
    write(tmp_path / name)
    [entry] = watching.entries(tmp_path)
    assert entry.name == name
    assert watching.shown(name).isprintable()
    kept = watching.from_json(watching.to_json({entry.name: watching.dealt(entry, "s", "t")}))
    assert watching.unseen([entry], kept) == []


def test_a_name_that_is_no_unicode_is_no_hindrance(tmp_path) -> None:
    try:
        (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text("Words.")
    except OSError:
        pytest.skip("this disk takes no such names")
    [entry] = watching.entries(tmp_path)
    kept = watching.from_json(watching.to_json({entry.name: watching.dealt(entry, "s", "t")}))
    assert watching.unseen([entry], kept) == []
    assert watching.shown(entry.name).isprintable()
    assert watching.key_of(tmp_path / os.fsdecode(b"\xe9")).isprintable()


def test_half_written_files_wait(tmp_path) -> None:
    now = 2_000_000_000.0
    write(tmp_path / "old.txt", age=60)
    write(tmp_path / "new.txt", age=0.1)
    write(tmp_path / "future.txt", age=-500)
    found = watching.entries(tmp_path)
    done, waiting = watching.at_rest(found, {}, now)
    assert names(done) == ["old.txt"]
    assert names(waiting) == ["future.txt", "new.txt"]
    write(tmp_path / "new.txt", words="The mill is kept by the town and", age=0.1)
    done, waiting = watching.at_rest(watching.entries(tmp_path), {e.name: e for e in found}, now)
    assert names(done) == ["future.txt", "old.txt"]
    assert names(waiting) == ["new.txt"]


def test_each_file_is_offered_once_and_copies_never(tmp_path) -> None:
    path = write(tmp_path / "a.txt")
    [entry] = watching.entries(tmp_path)
    text = load(path)
    offer = watching.judged(entry, text, {}, {})
    assert isinstance(offer, Offer)
    assert not offer.changed
    there = watching.judged(entry, text, {}, {text.sha256: "mill"})
    assert there == Seen(entry.size, entry.time, text.sha256, "mill", KEPT)
    passed = {"a.txt": watching.dealt(entry, text.sha256, "")}
    assert passed["a.txt"].how == PASSED
    assert watching.unseen([entry], passed) == []
    touched = entry._replace(time=entry.time + 5)
    assert watching.unseen([touched], passed) == [touched]
    assert watching.judged(touched, text, passed, {}) == passed["a.txt"]._replace(time=touched.time)
    renamed = entry._replace(name="b.txt")
    assert watching.judged(renamed, text, passed, {}) == passed["a.txt"]
    assert watching.judged(entry, None, {}, {}).how == UNREADABLE


def test_another_wording_is_offered_for_the_text_that_the_file_became(tmp_path) -> None:
    path = write(tmp_path / "a.txt")
    [entry] = watching.entries(tmp_path)
    seen = {"a.txt": watching.dealt(entry, load(path).sha256, "mill")}
    write(path, words="The mill is kept by the county.", age=30)
    [now] = watching.unseen(watching.entries(tmp_path), seen)
    offer = watching.judged(now, load(path), seen, {"corrected": "mill"})
    assert isinstance(offer, Offer)
    assert offer.text_id == "mill"
    gone = watching.judged(now, load(path), seen, {})  # that text left the library
    assert isinstance(gone, Offer)
    assert not gone.changed


@pytest.mark.parametrize("kept", ["", "{", "[]", '{"a": 1}', '{"a": ["x", 1, "", "", ""]}', "[" * 100_000])
def test_what_was_kept_and_is_odd_is_left_out(kept) -> None:
    assert watching.from_json(kept) == {}
