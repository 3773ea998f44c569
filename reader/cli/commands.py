"""All commands together, and what click has to say of wrong usage."""

from __future__ import annotations

import click

from reader.cli import links, notes, reading, related, sync, transfer, watch  # noqa: F401 -- their commands join the program
from reader.cli.base import program
from reader.errors import Cancelled


def run() -> int:
    """Run the command that the arguments name; returns the exit status, raises what a command raises."""
    try:
        program(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort as error:
        raise Cancelled from error
    return 0
