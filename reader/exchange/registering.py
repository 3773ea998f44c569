"""Making the desktop know our addresses: a click on `declaration-reader://…` anywhere opens this program.

For the user alone, without rights of an administrator. Linux and other free desktops: a `.desktop` file and the
list of default programs (freedesktop.org: Desktop Entry 1.5, MIME Applications 1.0). Windows: a key of the user's
registry. macOS takes schemes from an app bundle only, which this program is not.
"""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

from reader.errors import UserError
from reader.exchange.saving import save

SCHEME = "declaration-reader"
FILE = "declaration-reader-links.desktop"
TYPE = f"x-scheme-handler/{SCHEME}"
KEY = rf"Software\Classes\{SCHEME}"
_WAIT = 20  # seconds for a tool of the desktop


class Registrar(Protocol):
    """What makes a desktop know the addresses."""

    def register(self) -> str:
        """Do it; says in a sentence what was done. UserError where it cannot be."""

    def unregister(self) -> str:
        """Take it back."""

    def registered(self) -> bool:
        """Whether the addresses open this program."""


def command() -> list[str]:
    """How this program is started: the console script beside the interpreter, else the interpreter with the module."""
    script = Path(sys.executable).with_name(
        "declaration-reader.exe" if sys.platform == "win32" else "declaration-reader"
    )
    return [str(script)] if script.is_file() else [sys.executable, "-m", "reader"]


def registrar() -> Registrar:
    """That of this system; UserError where there is none."""
    if sys.platform == "win32":
        import winreg

        return Registry(winreg)
    if sys.platform == "darwin":
        raise UserError(
            "macOS opens addresses with app bundles only, and this program is none.",
            "The README says how to make one with Automator.",
        )
    home = Path.home()
    data, config = os.environ.get("XDG_DATA_HOME", ""), os.environ.get("XDG_CONFIG_HOME", "")
    # The standard says that a path that is not absolute does not count.
    return Freedesktop(
        Path(data) if Path(data).is_absolute() else home / ".local" / "share",
        Path(config) if Path(config).is_absolute() else home / ".config",
    )


class Freedesktop:
    """Linux and the like."""

    def __init__(
        self,
        data: Path,
        config: Path,
        start: Sequence[str] | None = None,
        run: Callable[[list[str]], None] | None = None,
    ) -> None:
        """`run` starts a tool of the desktop; what it comes to does not matter, the files are what counts."""
        self._entry = data / "applications" / FILE
        self._list = config / "mimeapps.list"
        self._start = list(start or command())
        self._run = run or _run

    def register(self) -> str:
        """Write the entry, and make it the default for our addresses; other defaults stay as they are."""
        save(self.entry().encode(), self._entry)
        save(_with_default(self._listed(), FILE).encode(), self._list)
        self._run(["update-desktop-database", str(self._entry.parent)])
        return f"Links to passages and notes open this program now ({self._entry})."

    def unregister(self) -> str:
        """Remove the entry and the default."""
        with contextlib.suppress(FileNotFoundError):
            self._entry.unlink()
        listed = self._listed()
        if _with_default(listed, "") != listed:
            save(_with_default(listed, "").encode(), self._list)
        self._run(["update-desktop-database", str(self._entry.parent)])
        return "Links to passages and notes no longer open this program."

    def registered(self) -> bool:
        """Whether the entry is there and the default."""
        return self._entry.is_file() and _default(self._listed()) == FILE

    def entry(self) -> str:
        """The `.desktop` file."""
        start = " ".join([*(_quoted(word) for word in [*self._start, "open"]), "%u"])
        module = "-m" in self._start  # found wherever it is started, and nothing else of its name is
        folder = f"Path={_escaped(str(Path(__file__).resolve().parents[2]))}\n" if module else ""
        return (
            "[Desktop Entry]\nType=Application\nName=Declaration Reader\nComment=Opens links to passages and notes\n"
            f"Exec={start}\n{folder}NoDisplay=true\nTerminal=false\nMimeType={TYPE};\n"
        )

    def _listed(self) -> str:
        try:
            return self._list.read_text("utf-8")
        except FileNotFoundError:
            return ""
        except (OSError, UnicodeDecodeError) as error:
            raise UserError(f"{self._list} cannot be read ({error}).", "It is left as it is.") from error


def _run(words: list[str]) -> None:
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        subprocess.run(words, capture_output=True, timeout=_WAIT, check=False)


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")


def _quoted(word: str) -> str:
    """An argument of `Exec`: quoted, the reserved signs escaped; and the value escaped as every string is."""
    plain = re.sub(r'(["`$\\])', r"\\\1", word)
    return _escaped(f'"{plain}"').replace("%", "%%")


_GROUP = re.compile(r"^\[(.*)\]\s*$")


def _default(listed: str) -> str:
    group = ""
    for line in listed.splitlines():
        if found := _GROUP.match(line):
            group = found[1]
        elif group == "Default Applications" and line.partition("=")[0].strip() == TYPE:
            return line.partition("=")[2].strip().rstrip(";").split(";")[0]
    return ""


def _with_default(listed: str, file: str) -> str:
    """The list with `file` as the default for our addresses ("": with none of ours); every other line as it was."""
    out: list[str] = []
    group, done = "", not file
    for line in listed.splitlines():
        if found := _GROUP.match(line):
            group = found[1]
        elif group == "Default Applications" and line.partition("=")[0].strip() == TYPE:
            if file or line.partition("=")[2].strip().rstrip(";") != FILE:
                if not done:
                    out.append(f"{TYPE}={file}")
                    done = True
                elif not file:
                    out.append(line)  # another program's
            continue
        out.append(line)
        if found and group == "Default Applications" and not done:
            out.append(f"{TYPE}={file}")
            done = True
    if not done:
        out += ["[Default Applications]", f"{TYPE}={file}"]
    return "\n".join(out) + ("\n" if out else "")


class Registry:
    """Windows: a key of the user's own registry; `winreg` is the module of that name."""

    def __init__(self, winreg: Any, start: Sequence[str] | None = None) -> None:
        self._winreg = winreg
        self._start = list(start or command())

    def register(self) -> str:
        """Write the key."""
        w = self._winreg
        try:
            for path, name, value in (
                (KEY, "", "URL:Declaration Reader"),
                (KEY, "URL Protocol", ""),
                (rf"{KEY}\shell\open\command", "", self.line()),
            ):
                with w.CreateKey(w.HKEY_CURRENT_USER, path) as key:
                    w.SetValueEx(key, name, 0, w.REG_SZ, value)
        except OSError as error:
            raise UserError(f"The registry could not be written ({error.strerror}).") from error
        return "Links to passages and notes open this program now."

    def unregister(self) -> str:
        """Remove the key and what is below it."""
        w = self._winreg
        for path in (rf"{KEY}\shell\open\command", rf"{KEY}\shell\open", rf"{KEY}\shell", KEY):
            try:
                w.DeleteKey(w.HKEY_CURRENT_USER, path)
            except FileNotFoundError:
                continue
            except OSError as error:
                raise UserError(f"The registry could not be written ({error.strerror}).") from error
        return "Links to passages and notes no longer open this program."

    def registered(self) -> bool:
        """Whether the key starts this program."""
        w = self._winreg
        try:
            with w.OpenKey(w.HKEY_CURRENT_USER, rf"{KEY}\shell\open\command") as key:
                return bool(w.QueryValueEx(key, "")[0] == self.line())
        except OSError:
            return False

    def line(self) -> str:
        """The command, with the address as one argument."""
        return " ".join([*(f'"{word}"' for word in [*self._start, "open"]), '"%1"'])
