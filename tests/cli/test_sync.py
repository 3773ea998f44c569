"""The command “sync” as a script and a person at a terminal use it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_cli import Run, run

__all__ = ["run"]

FIRST = "Shanghai 2001.md"


@pytest.fixture
def vault(run: Run, tmp_path: Path) -> Path:
    made = run("note", "add", "shanghai-2001", "--span", "0:40", "--body", "Compare *this*.", "--tag", "security")
    assert made.status == 0
    assert run("sync", str(tmp_path / "new" / "vault")).status == 0
    return tmp_path / "new" / "vault"


def edit(vault: Path, old: str, new: str) -> None:
    path = vault / FIRST
    words = path.read_text("utf-8")
    assert old in words
    path.write_text(words.replace(old, new), "utf-8")


def body(run: Run) -> str:
    return str(run("notes", "--json").json[0]["body"])


def test_the_folder_is_asked_for_once(run: Run, vault: Path) -> None:
    again = run("sync", "--json")
    assert again.json["folder"] == str(vault)
    assert (again.json["written"], again.json["unchanged"]) == ([], [FIRST])
    assert run("sync", "--unbind").status == 0
    unbound = run("sync")
    assert (unbound.status, unbound.out) == (1, "")
    assert "No folder belongs" in unbound.err


def test_an_edit_comes_back_and_the_former_body_is_in_the_history(run: Run, vault: Path) -> None:
    edit(vault, "Compare *this*.", "Compared in the vault.")
    look = run("sync", "--dry-run")
    assert "1 note edited there would be taken into the library." in look.err
    assert body(run) == "Compare *this*."
    assert run("sync").err.startswith(f"1 file written to {vault}")
    assert body(run) == "Compared in the vault."
    assert run("sync", "--json").json["written"] == []


def test_a_conflict_waits_and_is_decided_by_an_option(run: Run, vault: Path) -> None:
    edit(vault, "Compare *this*.", "Mine in the vault.")
    identity = run("notes", "--json").json[0]["id"]
    run("note", "edit", identity, "--body", "Mine in the library.")
    told = run("sync")
    assert told.status == 0
    assert "Left as it is: Shanghai 2001.md: Shanghai 2001 §1" in told.out
    shown = run("sync", "--dry-run").out
    assert "- Mine in the vault. #security" in shown
    assert "+ Mine in the library. #security" in shown
    assert run("sync", "--json").json["conflicts"][0]["can_bring_back"] is True
    assert run("sync", "--on-conflict", "bring-back").status == 0
    assert body(run) == "Mine in the vault."


def test_prune_moves_what_is_stale(run: Run, tmp_path: Path, vault: Path) -> None:
    identity = run("notes", "--json").json[0]["id"]
    run("note", "rm", identity)
    told = run("sync")
    assert f"Only notes that are gone: {FIRST}" in told.out
    assert (vault / FIRST).exists()
    assert f"Moved to .trash: {FIRST}" in run("sync", "--prune").out
    assert not (vault / FIRST).exists()
    assert (vault / ".trash" / FIRST).exists()


def test_bad_worlds_in_one_line(run: Run, tmp_path: Path, vault: Path) -> None:
    (tmp_path / "file").write_text("x")
    for arguments in (["sync", str(tmp_path / "file")], ["sync", str(tmp_path / "file" / "x")]):
        done = run(*arguments)
        assert (done.status, done.out, done.err.count("\n")) in ((1, "", 1), (1, "", 2)), done
    vault.rename(tmp_path / "elsewhere")
    assert "is not there" in run("sync").err
    assert not vault.exists()
    moved = run("sync", str(tmp_path / "elsewhere"), "--json")
    assert moved.json["unchanged"] == [FIRST]


def test_choices_are_remembered(run: Run, vault: Path) -> None:
    run("sync", "--shape", "tag", "--deep-links", "--prune")
    assert (vault / "security.md").read_text("utf-8").count("declaration-reader://annotation/") == 1
    assert run("sync", "--json").json["unchanged"] == ["security.md"]
    assert not (vault / FIRST).exists()


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo terminals")
def test_at_a_terminal_a_conflict_is_asked(run: Run, tmp_path: Path, vault: Path) -> None:
    edit(vault, "Compare *this*.", "Mine in the vault.")
    run("note", "edit", run("notes", "--json").json[0]["id"], "--body", "Mine in the library.")
    ours, theirs = os.openpty()
    try:
        os.write(ours, b"x\nb\n")
        done = subprocess.run(
            [sys.executable, "-m", "reader", "--library", str(tmp_path / "l.sqlite"), "sync"], stdin=theirs,
            capture_output=True, timeout=60, check=False, text=True,
        )  # fmt: skip
    finally:
        os.close(ours)
        os.close(theirs)
    assert done.returncode == 0, done.stderr
    assert "- Mine in the vault. #security" in done.stdout
    assert "One of s, r, a, b" in done.stdout
    assert body(run) == "Mine in the vault."


def test_an_export_brings_edits_back_where_that_is_said(run: Run, tmp_path: Path) -> None:
    run("note", "add", "shanghai-2001", "--span", "0:40", "--body", "Compare *this*.")
    folder = tmp_path / "out"
    assert run("export", "--format", "obsidian", "-o", str(folder)).status == 0
    edit(folder, "Compare *this*.", "Edited there.")
    left = run("export", "--format", "obsidian", "-o", str(folder))
    assert "is left; --policy decides" in left.err
    assert body(run) == "Compare *this*."
    told = run("export", "--format", "obsidian", "-o", str(folder), "--policy", "bring-back")
    assert "1 note edited there" in told.err
    assert body(run) == "Edited there."


def test_a_template_of_one_s_own(run: Run, tmp_path: Path) -> None:
    run("note", "add", "shanghai-2001", "--span", "0:40", "--body", "Compare.")
    template = tmp_path / "t.j2"
    template.write_text("## {{ heading }}\nSAID {% for n in notes %}{{ n.body }}{% endfor %}\n")
    made = run("export", "--template", str(template), "--title", "Mine", "--no-data")
    assert "# Mine" in made.out
    assert "SAID Compare." in made.out
    assert "declaration-reader:data" not in made.out
    assert "{% for passage in passages %}" in run("export", "--show-template").out
    template.write_text("## {{ heading }}\n\n{{ nothing }}\n")
    wrong = run("export", "--template", str(template))
    assert (wrong.status, wrong.out) == (1, "")
    assert "mistake in line 3" in wrong.err


def test_an_archive_brings_trash_and_history_and_the_same_again_changes_nothing(run: Run, tmp_path: Path) -> None:
    run("note", "add", "shanghai-2001", "--span", "0:40", "--body", "First.")
    identity = run("notes", "--json").json[0]["id"]
    run("note", "edit", identity, "--body", "Another.")
    assert run("export", "--format", "archive", "-o", str(tmp_path / "new" / "p.drzip")).status == 0
    other = tmp_path / "other.sqlite"
    assert run("import", str(tmp_path / "new" / "p.drzip"), library=other).status == 0
    again = run("import", "--json", str(tmp_path / "new" / "p.drzip"), library=other)
    assert (again.json[0]["added"], again.json[0]["unchanged"]) == ([], [identity])
