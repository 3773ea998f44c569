"""The command line as a script uses it: JSON forms, exit statuses, and one line for every bad world."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from reader.cli import main

LETTER = "The two cities agree on a canal.\n\nThe canal shall be open to all ships. It shall be free of toll.\n"


class Done(NamedTuple):
    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Done]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the program in this process on a library of the test's own; `stdin` feeds `-`."""

    def act(*args: str, stdin: bytes = b"", library: Path | None = None) -> Done:
        out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
        path = str(library or tmp_path / "l.sqlite")
        monkeypatch.setattr(sys, "argv", ["declaration-reader", "--library", path, *args])
        monkeypatch.setattr(sys, "stdout", out)
        monkeypatch.setattr(sys, "stderr", err)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), "utf-8"))
        status = 0
        try:
            main()
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 1
        finally:
            monkeypatch.undo()
        out.flush()
        err.flush()
        return Done(status, out.buffer.getvalue().decode(), err.buffer.getvalue().decode())  # type: ignore[attr-defined]

    return act


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "letter.txt"
    path.write_text(LETTER, encoding="utf-8")
    return path


def test_a_new_library_holds_the_two_declarations(run: Run) -> None:
    found = run("texts", "--json").json
    assert {t["id"] for t in found} == {"shanghai-2001", "bishkek-2007"}


def test_show_gives_the_canonical_text_with_provisions_and_sentences(run: Run, letter: Path) -> None:
    shown = run("show", str(letter), "--json").json
    assert set(shown) >= {"id", "title", "date", "lang", "sha256", "text", "provisions"}
    for p in shown["provisions"]:
        assert shown["text"][p["start"] : p["end"]].strip()
        assert all(p["start"] <= a < b <= p["end"] for a, b in p["sentences"])
    assert run("show", str(letter)).out.rstrip("\n") == shown["text"]


def test_add_then_annotate_search_and_export(run: Run, letter: Path, tmp_path: Path) -> None:
    [added] = run("add", str(letter), "--id", "canal", "--title", "Canal letter", "--date", "1901-02", "--json").json
    assert (added["id"], added["title"], added["date"]) == ("canal", "Canal letter", "1901-02")
    text = run("show", "canal").out
    start = text.index("open to all ships")
    note = run("note", "add", "canal", "--span", f"{start}:{start + 17}", "--body", "Freedom *of passage*.", "--tag",
               "law/sea", "--colour", "blue", "--json").json  # fmt: skip
    assert note["targets"][0]["exact"] == "open to all ships"
    assert note["tags"] == ["law/sea"]
    assert [n["id"] for n in run("notes", "--tag", "law", "--json").json] == [note["id"]]
    assert run("search", "passage", "--in", "notes", "--json").json[0]["id"] == note["id"]
    out = tmp_path / "notes.md"
    assert run("export", "--text", "canal", "-o", str(out)).status == 0
    exported = out.read_text(encoding="utf-8")
    assert "open to all ships" in exported
    assert "Freedom *of passage*." in exported
    assert "#law/sea" in exported
    assert run("note", "edit", note["id"], "--body", "Changed.").status == 0
    assert run("tag", "rename", "law/sea", "law/canal").status == 0
    [again] = run("notes", "--json").json
    assert (again["body"], again["tags"]) == ("Changed.", ["law/canal"])
    assert run("note", "rm", note["id"]).status == 0
    assert run("notes", "--json").json == []


def test_tags_are_merged_and_removed(run: Run) -> None:
    for tag in ("a", "b"):
        assert run("note", "add", "bishkek-2007", "--span", "0:20", "--tag", tag).status == 0
    assert run("tag", "merge", "a", "b", "c").status == 0
    assert [(t["name"], t["uses"]) for t in run("tag", "list", "--json").json] == [("c", 2)]
    assert run("tag", "rm", "c").status == 0
    assert all(n["tags"] == [] for n in run("notes", "--json").json)


def test_links_have_the_promised_form(run: Run, letter: Path) -> None:
    found = run("links", "shanghai-2001", "bishkek-2007", "--json").json
    assert set(found) == {"a", "b", "links"}
    scores = [link["score"] for link in found["links"]]
    assert scores == sorted(scores, reverse=True)
    text = run("show", "shanghai-2001").out
    for link in found["links"]:
        assert set(link) >= {"key", "kind", "score", "origin", "status", "name", "a", "b", "why"}
        end = link["a"]
        assert text[end["start"] : end["end"]] == end["exact"]
        assert link["why"]["summary"]
    assert {"editorial", "computed"} <= {link["origin"] for link in found["links"]}
    chosen = run("links", "shanghai-2001", "bishkek-2007", "--json", "--kind", "parallel", "--min-score", "0.5")
    some = chosen.json["links"]
    assert some
    assert all(link["kind"] == "parallel" and link["score"] >= 0.5 for link in some)
    assert run("links", str(letter), str(letter), "--json").status == 0


def test_links_between_files_need_no_library(run: Run, letter: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.sqlite"
    broken.write_bytes(b"not a library at all" * 100)
    done = run("links", str(letter), str(letter), "--json", library=broken)
    assert done.status == 0
    assert broken.read_bytes() == b"not a library at all" * 100


def test_standard_input_is_a_text(run: Run) -> None:
    assert run("add", "-", "--id", "piped", stdin=LETTER.encode()).status == 0
    assert "canal" in run("show", "piped").out


def test_backup_and_restore(run: Run, tmp_path: Path) -> None:
    assert run("note", "add", "bishkek-2007", "--span", "0:20", "--body", "kept").status == 0
    assert run("backup", str(tmp_path / "b.sqlite")).status == 0
    [note] = run("notes", "--json").json
    assert run("note", "rm", note["id"]).status == 0
    assert run("restore", str(tmp_path / "b.sqlite")).status == 0
    assert [n["body"] for n in run("notes", "--json").json] == ["kept"]
    assert run("check", "--json").json["ok"] is True


def test_a_damaged_library_is_restored_from_a_backup(run: Run, tmp_path: Path) -> None:
    assert run("note", "add", "bishkek-2007", "--span", "0:20", "--body", "kept").status == 0
    assert run("backup", str(tmp_path / "b.sqlite")).status == 0
    (tmp_path / "l.sqlite").write_bytes(b"\0" * 4096)
    assert run("notes").status == 1
    assert run("restore", str(tmp_path / "b.sqlite")).status == 0
    assert [n["body"] for n in run("notes", "--json").json] == ["kept"]


@pytest.mark.parametrize(("key", "name"), [("markdown", "n.md"), ("json-ld", "n.jsonld"), ("refi-qda", "n.qdpx")])
def test_notes_come_back_into_another_library(run: Run, tmp_path: Path, key: str, name: str) -> None:
    made = run("note", "add", "bishkek-2007", "--span", "0:20", "--body", "kept", "--tag", "a/b", "--json").json
    path = tmp_path / name
    assert run("export", "--format", key, "-o", str(path)).status == 0
    other = tmp_path / "other.sqlite"
    [dry] = run("import", str(path), "--dry-run", "--json", library=other).json
    assert len(dry["added"]) == 1
    assert run("notes", "--json", library=other).json == []
    [report] = run("import", str(path), "--json", library=other).json
    assert (len(report["added"]), report["orphaned"]) == (1, [])
    [note] = run("notes", "--json", library=other).json
    assert note["body"].strip() == "kept"
    assert note["tags"] == ["a/b"]
    assert note["targets"][0]["exact"] == made["targets"][0]["exact"]
    [again] = run("import", str(path), "--json", library=other).json
    assert again["added"] == []


def test_an_obsidian_folder_keeps_what_was_written_in_it(run: Run, tmp_path: Path) -> None:
    assert run("note", "add", "bishkek-2007", "--span", "0:20", "--body", "first").status == 0
    vault = tmp_path / "vault"
    assert run("export", "--format", "obsidian", "-o", str(vault)).status == 0
    [page] = [p for p in vault.rglob("*.md") if "first" in p.read_text(encoding="utf-8")]
    page.write_text(page.read_text(encoding="utf-8") + "\nMy own line.\n", encoding="utf-8")
    assert run("note", "add", "bishkek-2007", "--span", "30:50", "--body", "second").status == 0
    assert run("export", "--format", "obsidian", "-o", str(vault)).status == 0
    together = "".join(p.read_text(encoding="utf-8") for p in vault.rglob("*.md"))
    assert "My own line." in together
    assert "second" in together


@pytest.mark.parametrize(
    "args",
    [
        ("show", "no-such-text"),
        ("import", "missing.md"),
        ("add", "missing.txt"),
        ("add", "."),
        ("note", "add", "bishkek-2007", "--span", "5:5"),
        ("note", "add", "bishkek-2007", "--span", "0:99999999"),
        ("note", "add", "bishkek-2007", "--span", "x"),
        ("note", "add", "nope", "--span", "0:4"),
        ("note", "add", "bishkek-2007", "--span", "0:4", "--tag", "2001"),
        ("note", "edit", "nope", "--body", "x"),
        ("note", "rm", "nope"),
        ("tag", "rename", "nope", "x"),
        ("restore", "missing.sqlite"),
        ("export", "--text", "nope"),
        ("links", "nope", "bishkek-2007"),
    ],
    ids=" ".join,
)
def test_the_users_mistakes_get_one_plain_line_and_status_1(run: Run, args: tuple[str, ...]) -> None:
    done = run(*args)
    assert done.status == 1
    assert done.out == ""
    assert "Traceback" not in done.err
    assert len(done.err.strip().splitlines()) == 1


@pytest.mark.parametrize(
    "args", [("bogus",), ("show",), ("export", "--format", "rtf"), ("links", "a", "b", "--kind", "x")]
)
def test_wrong_usage_is_status_2(run: Run, args: tuple[str, ...]) -> None:
    assert run(*args).status == 2


def test_an_id_that_is_taken_is_refused_and_nothing_changes(run: Run, letter: Path) -> None:
    done = run("add", str(letter), "--id", "bishkek-2007")
    assert done.status == 1
    assert len(run("texts", "--json").json) == 2


def test_a_defect_is_status_70_with_a_report(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from reader.library.store import Library

    def broken(self: Library, trashed: bool = False) -> None:
        raise RuntimeError("a defect")

    monkeypatch.setattr(Library, "texts", broken)
    done = run("texts")
    assert done.status == 70
    assert "Traceback" in done.err


def test_any_search_is_answered(run: Run) -> None:
    for query in ('"', "AND OR NOT", "tag:", "(((", "*", "NEAR(", "a:b:c", "\\", "^", "kind:nope"):
        assert run("search", query, "--json").status == 0, query


def test_formats_of_the_command_line_are_those_of_the_table() -> None:
    from reader.cli.leaving import _FORMATS
    from reader.exchange.formats import FORMATS

    assert tuple(FORMATS) == _FORMATS


def test_the_real_program_without_qt(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['PySide6'] = None; sys.argv = ['x', '--scratch', *sys.argv[1:]]\n"
        "from reader.cli import main; main()"
    )
    env = {**os.environ, "DECLARATION_READER_HOME": str(tmp_path), "PYTHONIOENCODING": "latin-1"}
    done = subprocess.run([sys.executable, "-c", code, "texts"], capture_output=True, env=env, timeout=60)
    assert done.returncode == 0, done.stderr.decode()
    assert not any(tmp_path.iterdir()), "--scratch touches nothing of the user's"
    opened = subprocess.run([sys.executable, "-c", code, "open"], capture_output=True, env=env, timeout=60)
    assert opened.returncode == 1
    assert len(opened.stderr.decode().strip().splitlines()) == 1


def test_one_is_told_as_one() -> None:
    from reader.cli.base import counted

    assert [counted(n, "annotation") for n in (0, 1, 2)] == ["0 annotations", "1 annotation", "2 annotations"]
