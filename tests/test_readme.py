"""The README says what is so: commands, shortcuts, files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import ROOT

README = ROOT / "README.md"
_BLOCK = re.compile(r"(<!-- shortcuts -->\n)(.*?)(<!-- /shortcuts -->)", re.S)


def shortcut_table() -> str:
    """The table of shortcuts, made from the declared actions."""
    from reader.ui.window.actions import ACTS, plain

    rows = ["| menu | action | keys |", "|---|---|---|"]
    for act in ACTS:
        if act.shortcuts:
            keys = ", ".join(f"`{k}`" for k in act.shortcuts)
            rows.append(f"| {act.menu.replace('/', ' ▸ ')} | {plain(act.text).rstrip('…')} | {keys} |")
    return "\n".join(rows) + "\n"


def test_the_shortcuts_are_those_of_the_program(request: pytest.FixtureRequest) -> None:
    text = README.read_text(encoding="utf-8")
    found = _BLOCK.search(text)
    assert found
    wanted = "\n" + shortcut_table() + "\n"
    if request.config.getoption("--renew"):
        README.write_text(_BLOCK.sub(lambda m: m[1] + wanted + m[3], text), encoding="utf-8")
        return
    assert found[2] == wanted, "run pytest --renew to write the table anew"


def test_ci_runs_the_readmes_test_command_to_the_letter() -> None:
    [command] = [c for c in re.findall(r"```sh\n(.*?)\n```", README.read_text(encoding="utf-8"), re.S) if "pytest" in c]
    assert (ROOT / ".ci" / "run").read_text(encoding="utf-8").rstrip().splitlines()[-1] == command


def test_every_command_is_named() -> None:
    from reader.cli.commands import program

    text = README.read_text(encoding="utf-8")
    missing = [name for name in program.commands if not re.search(rf"`[^`]*\b{name}\b", text)]
    assert not missing


def test_named_files_exist() -> None:
    text = README.read_text(encoding="utf-8")
    patterns = (r"`((?:reader|resources|texts|tests)/[\w./-]+)[`*]", r"\]\(([\w./-]+)\)")
    named = [name for pattern in patterns for name in re.findall(pattern, text)]
    missing = [name for name in named if not Path(ROOT / name).exists()]
    assert not missing
