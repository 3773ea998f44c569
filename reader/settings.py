"""The options of the program: one table of key, type, default and title, and the file that keeps them.

Values that cannot be read fall back to their default, each with a notice, and the unreadable file is kept
beside the new one: a damaged settings file never stops the program.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple


class Option(NamedTuple):
    """One option: `choices` empty means any value of the type; `low` and `high` bound numbers (inclusive)."""

    key: str
    type: type
    default: Any
    title: str
    choices: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None


OPTIONS: tuple[Option, ...] = (
    Option("theme", str, "system", "Colours", ("system", "light", "dark", "contrast")),
    Option("text.size", float, 12.0, "Text size in points", low=6.0, high=48.0),
    Option("text.family", str, "", "Typeface of the texts (empty: the best serif installed)"),
    Option("text.spacing", float, 1.5, "Line spacing", low=1.0, high=3.0),
    Option("text.measure", int, 70, "Widest line in characters", low=30, high=200),
    Option("text.hyphens", str, "narrow", "Hyphenate the columns", ("narrow", "always", "never")),
    Option("text.initials", bool, False, "Name kinds and colours by letters in the margins"),
    Option("scroll.together", bool, True, "Scroll the panes together"),
    Option("links.min_score", float, 0.0, "Hide cross-references below this score", low=0.0, high=1.0),
    Option("links.hidden_kinds", list, [], "Kinds of cross-reference that are not shown"),
    Option("export.options", dict, {}, "The choices last made in the export window"),
    Option("backup.folder", str, "", "Folder for backups (empty: beside the library)"),
    Option("texts.review", bool, True, "Look through files that are opened"),
    Option("watch.folder", str, "", "Folder watched for new texts (empty: none)"),
    Option("shortcuts", dict, {}, "Shortcuts changed by the user, by action"),
    Option("window.state", dict, {}, "Size and place of the window and its panes"),
    Option("layouts", dict, {}, "Panes, places and columns, remembered for each set of texts"),
    Option("motion.reduced", bool, False, "Show no movement: jump instead of glide"),
)
_BY_KEY = {option.key: option for option in OPTIONS}


def _valid(option: Option, value: Any) -> bool:
    if option.type is float:
        ok = isinstance(value, int | float) and not isinstance(value, bool)
    elif option.type is int:
        ok = isinstance(value, int) and not isinstance(value, bool)
    else:
        ok = isinstance(value, option.type)
    if isinstance(value, str) and "\0" in value:  # no folder and no typeface has one; the system refuses it loudly
        return False
    if not ok or (option.choices and value not in option.choices):
        return False
    if option.low is not None and option.high is not None:
        return bool(option.low <= value <= option.high)
    return True


class Settings:
    """The options as they stand; `notices` says in words what could not be read."""

    def __init__(self, path: Path | None, *, on_change: Callable[[str], None] | None = None) -> None:
        """`path` None keeps nothing on disk (`--scratch`). `on_change` is told the key of every change."""
        self.path = path
        self.notices: list[str] = []
        self.on_change = on_change
        self._values: dict[str, Any] = {}
        if path is not None:
            self._read(path)

    def __getitem__(self, key: str) -> Any:
        """The value of an option of the table; KeyError for a key that is not in it."""
        value = self._values.get(key, _BY_KEY[key].default)
        return value.copy() if isinstance(value, list | dict) else value

    def __setitem__(self, key: str, value: Any) -> None:
        """Set and write at once; ValueError for a value that the table does not allow."""
        option = _BY_KEY[key]
        if not _valid(option, value):
            raise ValueError(f"{key} cannot be {value!r}")
        if self[key] == value:
            return
        self._values[key] = value
        self._write()
        if self.on_change is not None:
            self.on_change(key)

    def _read(self, path: Path) -> None:
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return
        except (OSError, ValueError, RecursionError):
            self.notices.append(f"The settings in {path.name} could not be read; the defaults are used.")
            with contextlib.suppress(OSError):
                path.replace(path.with_suffix(".unreadable.json"))
            return
        if not isinstance(found, dict):
            self.notices.append(f"The settings in {path.name} are not settings; the defaults are used.")
            return
        for key, value in found.items():
            option = _BY_KEY.get(key)
            if option is None or not _valid(option, value):
                self.notices.append(f"The setting “{str(key)[:60]}” was not understood; its default is used.")
            else:
                self._values[key] = value

    def _write(self) -> None:
        if self.path is None:
            return
        new = self.path.with_suffix(".new")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            new.write_text(json.dumps(self._values, ensure_ascii=False, indent=1), encoding="utf-8")
            os.replace(new, self.path)  # noqa: PTH105 -- the atomic rename, named as such
        except OSError as error:
            self.notices.append(f"The settings could not be written ({error.strerror}).")
