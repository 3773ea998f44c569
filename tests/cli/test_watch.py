from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from tests.cli.test_cli import Run, run

__all__ = ["run"]

CANAL = "The two cities agree on a canal.\n\nThe canal shall be open to all ships without any toll.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "treaties"
    made.mkdir()
    put(made / "canal.txt", CANAL)
    put(made / "broken.docx", "PK\x03\x04no archive at all")
    return made


def put(path: Path, words: str, age: float = 60.0) -> None:
    path.write_text(words, encoding="utf-8")
    os.utime(path, (time.time() - age, time.time() - age))


def ids(run: Run) -> set[str]:
    return {text["id"] for text in run("texts", "--json").json} - {"shanghai-2001", "bishkek-2007"}


def test_new_files_are_added_once_and_copies_never(run: Run, folder: Path) -> None:
    first = run("watch", str(folder), "--once")
    assert first.status == 0
    assert "as canal: 2 provisions" in first.out
    assert "broken.docx" in first.err
    put(folder / "copy of canal.txt", CANAL)
    again = run("watch", str(folder), "--once")
    assert again.out == ""
    assert again.err == ""
    assert ids(run) == {"canal"}


def test_a_changed_file_is_told_or_updates_its_text(run: Run, folder: Path) -> None:
    run("watch", str(folder), "--once")
    assert run("note", "add", "canal", "--span", "0:14", "--body", "Which?").status == 0
    put(folder / "canal.txt", CANAL.replace("ships", "ships and rafts"), age=30)
    told = run("watch", str(folder), "--once")
    assert "canal.txt has changed" in told.err
    assert "rafts" not in run("show", "canal").out
    done = run("watch", str(folder), "--once", "--update")
    assert "Updated canal" in done.out
    assert "rafts" in run("show", "canal").out
    assert len(run("notes", "--text", "canal", "--json").json) == 1
    assert run("watch", str(folder), "--once").err == ""


def test_another_text_with_the_same_id_gets_one_of_its_own(run: Run, folder: Path) -> None:
    run("watch", str(folder), "--once")
    (folder / "sub").mkdir()
    put(folder / "sub" / "canal.txt", "Another canal altogether.\n\nIt is dry.\n")
    assert "as canal-2" in run("watch", str(folder), "--once").out


def test_a_file_that_is_being_written_waits(run: Run, folder: Path) -> None:
    put(folder / "late.txt", "Words that came late.", age=0.0)
    began = time.time()
    assert "as late" in run("watch", str(folder), "--once").out
    assert time.time() - began >= 1.5


def test_a_folder_that_is_not_there(run: Run, tmp_path: Path) -> None:
    assert run("watch", str(tmp_path / "nowhere"), "--once").status == 1
