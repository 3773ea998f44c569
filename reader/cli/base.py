"""What the commands share: the program, the library that the options name, JSON, progress."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from reader import __version__, paths
from reader.errors import Feedback, UserError

if TYPE_CHECKING:
    from reader.library.store import Library
    from reader.text.model import Text

F = TypeVar("F", bound=Callable[..., Any])


class Where:
    """Which library a command works on; the options may stand before the command or after it."""

    def __init__(self) -> None:
        self.library: Path | None = None
        self.scratch = False

    @contextmanager
    def open_for(self, names: Sequence[str]) -> Iterator[Library | None]:
        """The library for a command on texts; None when all are files and the library cannot be opened."""
        files = all(name == "-" or Path(name).is_file() for name in names)
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
            library = Library.open(path, create=create)
        with library:
            seed(library, paths.bundled_texts())
            if write and library.read_only:
                raise UserError(f"This library can only be read: {library.reason}.", "Nothing was changed.")
            if library.recovered:
                click.echo(library.recovered, err=True)
            yield library


def _keep(context: click.Context, parameter: click.Parameter, value: Any) -> Any:
    where = context.ensure_object(Where)
    if value and parameter.name:
        setattr(where, parameter.name, value)
    return value


def with_library(function: F) -> F:
    """The options `--library` and `--scratch`, kept in the context's `Where`."""
    path = click.Path(path_type=Path, dir_okay=True)
    function = click.option(
        "--library", type=path, callback=_keep, expose_value=False, help="The library file to work on."
    )(function)
    return click.option(
        "--scratch", is_flag=True, callback=_keep, expose_value=False,
        help="Work on a temporary library; touch nothing of the user's.",
    )(function)  # fmt: skip


class DefaultOpen(click.Group):
    """A group whose command is `open` when none is named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        takes_value = {"--library"}
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


def emit(value: object) -> None:
    """Print JSON; characters stay as they are."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))


def pick_text(library: Library | None, name: str) -> Text:
    """A text by its id in the library, or from a file; UserError where it is neither."""
    from reader.text import load

    if library is not None and library.has_text(name):
        return library.text(name)
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
