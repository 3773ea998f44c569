"""The quick reader of our resource files agrees with the full one."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from reader import paths
from reader.crossref.toml_tables import read_tables

FILES = sorted(p for room in ("authority", "thesaurus") for p in (paths.resources() / room).glob("*.toml"))
ODD = [
    'a = "x"\n[t]\nb = { c = "d, e = 1", f = [1, 2] }\n',
    "a = 'literal'\n",
    'a = """long\nlines"""\n',
    'a = "tab\\tescaped"\n',
    "a = 2001-06-15\n",
    "a.b = 1\n",
    'a = "x" # said why\n',
    'rows = [\n  { id = "1" },\n  { id = "2", on = true },\n]\nz = 0.5\n',
    '[[r]]\nx = ["a", "b"]\n[[r]]\nx = []\n',
    "[a]\n[a.b]\nc = 1\n",
]


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_shipped_files(path: Path) -> None:
    assert read_tables(path) == tomllib.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("source", ODD)
def test_what_else_the_format_allows(source: str, tmp_path: Path) -> None:
    path = tmp_path / "odd.toml"
    path.write_text(source, encoding="utf-8")
    assert read_tables(path) == tomllib.loads(source)


@pytest.mark.parametrize(
    "source", ["a = null\n", "a = [1\n", "[a]\n[a]\n", "a = 1\na = 2\n", "a = { b = 1, b = 2 }\n", "a\n"]
)
def test_broken_files_are_refused(source: str, tmp_path: Path) -> None:
    path = tmp_path / "broken.toml"
    path.write_text(source, encoding="utf-8")
    with pytest.raises(tomllib.TOMLDecodeError):
        read_tables(path)
