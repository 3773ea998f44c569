"""What the commands share: the program, the library that the options name, JSON, progress."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from reader import __version__, paths
from reader.errors import Busy, Feedback, UserError

if TYPE_CHECKING:
    from reader.exchange.handing import ThroughWindow
    from reader.library.store import Library
    from reader.text.model import Text

PATIENCE = 60.0  # seconds that a command waits for another program to finish with the library
SAY_AFTER = 1.0  # seconds of waiting that need no word
F = TypeVar("F", bound=Callable[..., Any])
R = TypeVar("R")


class Where:
    """Which library a command works on; the options may stand before the command or after it."""

    def __init__(self) -> None:
        self.library: Path | None = None
        self.scratch = False
        self.wait: float | None = None
        self._told = False

    @contextmanager
    def open_for(self, names: Sequence[str]) -> Iterator[Library | None]:
        """The library for a command on texts; None when all are files and the library cannot be opened."""
        known = bundled()
        files = all(name == "-" or Path(name).is_file() or name in known for name in names)
        with ExitStack() as stack:
            library: Library | None = None
            try:
                library = stack.enter_context(self.open())
            except UserError as error:
                if not files:
                    raise
                click.echo(f"Without the library: {error}", err=True)
            yield library

    @contextmanager
    def open(self, *, write: bool = False, create: bool = True) -> Iterator[Library]:
        """The library, with the bundled texts in it; closed in the end."""
        from reader.library import Library
        from reader.library.seeding import seed

        if self.scratch:
            library = Library.scratch()
        else:
            path = self.library or paths.default_library()
            if self.library is None:
                path.parent.mkdir(parents=True, exist_ok=True)
            was_there = path.exists()
            library = self._opened(path, write=write, create=create)
            library.backup_folder = backup_folder()
            if write and was_there and not library.read_only:
                _back_up(library)
        with library:
            seed(library, paths.bundled_texts())
            if write and library.read_only and library.through is None:
                raise UserError(f"This library can only be read: {library.reason}.", "Nothing was changed.")
            if library.recovered:
                click.echo(library.recovered, err=True)
            yield library

    def _opened(self, path: Path, *, write: bool, create: bool) -> Library:
        """The library; one that another process writes to is waited for, or written to through its window."""
        from reader.library import Library
        from reader.library.failures import Damaged

        began = time.monotonic()
        while True:
            try:
                library = Library.open(path, create=create, wait=SAY_AFTER)
            except Damaged as error:
                hint = f"{error.hint} {_ways_out(path, error.kind)}".strip()
                raise Damaged(error.message, hint, error.kind) from error
            except Busy:
                if not self.patience(time.monotonic() - began):
                    raise
                continue
            library.patience = self.patience
            if not (write and library.waits):
                return library
            from reader.exchange.handing import ThroughWindow  # late: only when another process is the writer

            window = ThroughWindow(library.path)
            if window.ready():
                library.through = window
                return library
            if not self.patience(time.monotonic() - began):
                return library
            library.close()
            time.sleep(0.05)

    def window(self, path: Path) -> ThroughWindow | None:
        """The window that has a library open, where one answers: it has saved what is being typed."""
        from reader.exchange.handing import ThroughWindow  # late: hardly any command needs it

        window = ThroughWindow(path)
        return window if window.ready() else None

    def patiently(self, act: Callable[[], R]) -> R:
        """Do what another program may hold up, again and again while patience lasts."""
        began = time.monotonic()
        while True:
            try:
                return act()
            except Busy:
                if not self.patience(time.monotonic() - began):
                    raise
            time.sleep(0.1)

    def patience(self, waited: float) -> bool:
        """Whether to go on waiting for another program; says so once, after a second."""
        if waited >= SAY_AFTER and not self._told:
            self._told = True
            click.echo("Waiting for another program to finish with the library …", err=True)
        return waited < (PATIENCE if self.wait is None else self.wait)


def bundled() -> dict[str, Path]:
    """The bundled texts by id: readable whatever became of the library."""
    found: dict[str, Path] = {}
    for path in paths.bundled_texts():
        lines = path.read_text(encoding="utf-8").splitlines()[:20]  # the front matter says it; no need to parse all
        found.update((line[3:].strip(), path) for line in lines if line.startswith("id:"))
    return found


def backup_folder() -> str | None:
    """The folder of backups that the user chose, if any."""
    from reader.settings import Settings

    return Settings(paths.settings_file())["backup.folder"] or None


def _back_up(library: Library) -> None:
    """The first change of a day finds the state before it kept; a backup that fails stops nothing."""
    from reader.library import backup

    try:
        backup.daily(library.path, library.now(), library.backup_folder)
    except UserError as error:
        click.echo(f"No backup could be made: {error}", err=True)


def _ways_out(path: Path, kind: str) -> str:
    from reader.library import backup

    try:
        newest = next((b for b in backup.backups(path, backup_folder()) if b.why != backup.DAMAGED), None)
    except OSError:
        newest = None
    ways = "“check --salvage” saves what is whole into a new library and keeps this file."
    if kind == "gone":
        ways = f"To begin a new one, move “{backup.folder_of(path).name}” and what is called “… damaged …” away."
    return ways + (f" The newest backup: restore “{newest.path}”." if newest is not None else "")


def _keep(context: click.Context, parameter: click.Parameter, value: Any) -> Any:
    where = context.ensure_object(Where)
    if (value or value == 0.0) and value is not False and parameter.name:
        setattr(where, parameter.name, value)
    return value


def with_library(function: F) -> F:
    """The options `--library`, `--wait` and `--scratch`, kept in the context's `Where`."""
    path = click.Path(path_type=Path, dir_okay=True)
    function = click.option(
        "--library", type=path, callback=_keep, expose_value=False, help="The library file to work on."
    )(function)
    function = click.option(
        "--wait", type=click.FloatRange(min=0), callback=_keep, expose_value=False, metavar="SECONDS",
        help=f"How long to wait for another program that uses the library ({PATIENCE:.0f}).",
    )(function)  # fmt: skip
    return click.option(
        "--scratch", is_flag=True, callback=_keep, expose_value=False,
        help="Work on a temporary library; touch nothing of the user's.",
    )(function)  # fmt: skip


class DefaultOpen(click.Group):
    """A group whose command is `open` when none is named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        takes_value = {"--library", "--wait"}
        i = 0
        while i < len(args) and args[i].startswith("-"):
            if args[i] in {"--help", "--version"}:
                return super().parse_args(ctx, args)
            i += 2 if args[i] in takes_value else 1
        if i >= len(args):
            args = [*args, "open"]
        return super().parse_args(ctx, args)


@click.group(cls=DefaultOpen, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="declaration-reader")
@with_library
def program() -> None:
    """Read political declarations side by side: cross-references explained, notes kept, Markdown out.

    Without a command the window opens on the two bundled declarations.
    """


def where() -> Where:
    """The library that the command line names."""
    return click.get_current_context().ensure_object(Where)


def counted(count: int, noun: str) -> str:
    """A number with its noun: "1 annotation", "2 annotations"."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def emit(value: object) -> None:
    """Print JSON; characters stay as they are."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))


def pick_text(library: Library | None, name: str) -> Text:
    """A text by its id in the library, or from a file; UserError where it is neither."""
    from reader.text import load

    if library is not None and library.has_text(name):
        return library.text(name)
    if (library is None or library.read_only) and name in bundled():
        return load(bundled()[name])
    if name == "-":
        return load(sys.stdin.buffer.read(), name="standard input")
    if not Path(name).exists() and os.sep not in name and "." not in name:
        raise UserError(f"There is no text “{name}” in the library, and no such file.", "“texts” lists those that are.")
    return load(Path(name))


class Progress(Feedback):
    """Progress on stderr, on a terminal only; Ctrl+C cancels."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
        self._last = -1

    def step(self, done: int, total: int) -> None:
        """Show the share done when it has grown by a hundredth."""
        share = 100 * done // max(1, total)
        if self._shown and share != self._last:
            self._last = share
            click.echo(f"\r{share:3d} %", err=True, nl=done >= total)
