"""The desktop is made to know our addresses, and to forget them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from reader.errors import UserError
from reader.exchange import registering
from reader.exchange.registering import FILE, TYPE, Freedesktop, Registry


def desktop(folder: Path, *start: str) -> Freedesktop:
    return Freedesktop(
        folder / "data", folder / "config", start or ("/usr/bin/declaration-reader",), lambda words: None
    )


def test_there_and_back(tmp_path: Path) -> None:
    made = desktop(tmp_path)
    assert not made.registered()
    assert "open this program now" in made.register()
    entry = (tmp_path / "data" / "applications" / FILE).read_text()
    assert '\nExec="/usr/bin/declaration-reader" "open" %u\n' in entry
    assert f"\nMimeType={TYPE};\n" in entry
    assert made.registered()
    made.register()
    assert (tmp_path / "config" / "mimeapps.list").read_text().count(TYPE) == 1
    made.unregister()
    assert not made.registered()
    assert not (tmp_path / "data" / "applications" / FILE).exists()
    made.unregister()


OTHERS = """# mine
[Added Associations]
text/plain=a.desktop;

[Default Applications]
text/plain=a.desktop
x-scheme-handler/http=b.desktop

[X]
y=z
"""


def test_other_defaults_stay(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    listed = tmp_path / "config" / "mimeapps.list"
    listed.write_text(OTHERS)
    made = desktop(tmp_path)
    made.register()
    assert set(listed.read_text().splitlines()) - set(OTHERS.splitlines()) == {f"{TYPE}={FILE}"}
    assert made.registered()
    made.unregister()
    assert listed.read_text() == OTHERS


def test_another_program_s_default_is_taken_over_but_not_removed(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    listed = tmp_path / "config" / "mimeapps.list"
    listed.write_text(f"[Default Applications]\n{TYPE}=other.desktop\n")
    made = desktop(tmp_path)
    assert not made.registered()
    made.unregister()
    assert "other.desktop" in listed.read_text()
    made.register()
    assert made.registered()


def test_a_list_that_cannot_be_read_is_left(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "mimeapps.list").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(UserError, match="cannot be read"):
        desktop(tmp_path).register()
    assert (tmp_path / "config" / "mimeapps.list").read_bytes() == b"\xff\xfe\xff"


@pytest.mark.parametrize("start", ["/a b/x", '/a"b$c`d\\e', "/50%u/x", "/ü/x"])
def test_odd_paths_are_quoted(tmp_path: Path, start: str) -> None:
    made = desktop(tmp_path, start, "-m", "reader")
    made.register()
    path = tmp_path / "data" / "applications" / FILE
    line = next(line for line in path.read_text().splitlines() if line.startswith("Exec="))[5:]
    assert _words(line)[0] == start
    assert _words(line)[1:] == ["-m", "reader", "open", "%u"]
    if (validate := shutil.which("desktop-file-validate")) is not None and start.isascii():
        done = subprocess.run([validate, str(path)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout


def _words(line: str) -> list[str]:
    """An Exec line as the standard has it read: the string's escapes, the quotes, then the field codes."""
    import re

    plain = re.sub(r"\\(.)", lambda m: {"n": "\n", "t": "\t", "r": "\r", "s": " "}.get(m[1], m[1]), line)
    words = []
    for found in re.finditer(r'"((?:[^"\\]|\\.)*)"|(\S+)', plain):
        words.append(found[2] if found[2] is not None else re.sub(r"\\(.)", r"\1", found[1]).replace("%%", "%"))
    return words


class FakeRegistry:
    """A registry with the four functions that are used; a key with keys below it cannot be deleted."""

    HKEY_CURRENT_USER = "HKCU"
    REG_SZ = 1

    def __init__(self) -> None:
        self.keys: dict[str, dict[str, str]] = {}

    def CreateKey(self, root: str, path: str) -> Any:
        assert root == "HKCU"  # nothing outside the user's own
        parts = path.split("\\")
        for i in range(len(parts)):
            self.keys.setdefault("\\".join(parts[: i + 1]), {})
        return self.OpenKey(root, path)

    def OpenKey(self, root: str, path: str) -> Any:
        import contextlib

        if path not in self.keys:
            raise FileNotFoundError(path)
        return contextlib.nullcontext(self.keys[path])

    def SetValueEx(self, key: dict[str, str], name: str, zero: int, kind: int, value: str) -> None:
        key[name] = value

    def QueryValueEx(self, key: dict[str, str], name: str) -> tuple[str, int]:
        return key[name], 1

    def DeleteKey(self, root: str, path: str) -> None:
        if path not in self.keys:
            raise FileNotFoundError(path)
        assert not any(other.startswith(path + "\\") for other in self.keys)
        del self.keys[path]


def test_windows() -> None:
    fake = FakeRegistry()
    made = Registry(fake, [r"C:\Program Files\x\declaration-reader.exe"])
    assert not made.registered()
    made.register()
    assert made.registered()
    command = fake.keys[r"Software\Classes\declaration-reader\shell\open\command"][""]
    assert command == r'"C:\Program Files\x\declaration-reader.exe" "open" "%1"'
    assert fake.keys[r"Software\Classes\declaration-reader"]["URL Protocol"] == ""
    made.unregister()
    assert set(fake.keys) == {"Software", r"Software\Classes"}
    made.unregister()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the way of Linux")
def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from click.testing import CliRunner

    from reader.cli.commands import program

    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "d"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "c"))
    runner = CliRunner()
    assert runner.invoke(program, ["register-links", "--check"]).exit_code == 1
    assert runner.invoke(program, ["register-links"]).exit_code == 0
    assert runner.invoke(program, ["register-links", "--check"]).exit_code == 0
    if (query := shutil.which("xdg-mime")) is not None:
        told = subprocess.run([query, "query", "default", TYPE], capture_output=True, text=True, check=False)
        assert told.stdout.strip() in (FILE, "")
    assert runner.invoke(program, ["register-links", "--remove"]).exit_code == 0
    assert list((tmp_path / "d").rglob("*.desktop")) == []


def test_a_path_of_the_environment_that_is_not_absolute_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    if not sys.platform.startswith("linux"):
        pytest.skip("the way of Linux")
    monkeypatch.setenv("XDG_DATA_HOME", "relative")
    made = registering.registrar()
    assert isinstance(made, Freedesktop)
    assert made._entry.is_absolute()
