"""The command line: every act of the window, for scripts. Data to stdout, messages to stderr, no display needed.

Exit status: 0 done, 1 the user's input or environment is at fault, 2 wrong usage, 70 a defect of ours.
"""

from __future__ import annotations

import os
import sys
import traceback

import click

from reader.cli import notes, reading, transfer  # noqa: F401 -- their commands join the program
from reader.cli.base import program
from reader.errors import Cancelled, ReaderError

__all__ = ["main"]


def main() -> None:
    """Run the command line; ends the process with the status that the module's page names."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal or pipe that is not UTF-8 must not stop a quotation
            stream.reconfigure(encoding="utf-8", errors="replace" if stream is sys.stderr else "surrogateescape")
    try:
        program(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt, Cancelled):
        click.echo("Cancelled.", err=True)
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        sys.exit(0)
    except ReaderError as error:
        click.echo(f"declaration-reader: {' '.join(str(error).split())}", err=True)
        sys.exit(1)
    except OSError as error:
        what = error.strerror or type(error).__name__
        click.echo(f"declaration-reader: {what}{': ' + str(error.filename) if error.filename else ''}", err=True)
        sys.exit(1)
    except Exception:  # noqa: BLE001 -- a defect of ours leaves with status 70 and its traceback
        click.echo("declaration-reader: this is a defect of the program. Please report what follows.", err=True)
        traceback.print_exc()
        sys.exit(70)
