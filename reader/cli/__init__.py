"""The command line: every act of the window, for scripts. Data to stdout, messages to stderr, no display needed.

Exit status: 0 done, 1 the user's input or environment is at fault, 2 wrong usage, 70 a defect of ours.
"""

from __future__ import annotations

import os
import sys

from reader.errors import Cancelled, ReaderError, UserError

__all__ = ["main"]


def main() -> None:
    """Run the command line; ends the process with the status that the module's page names."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal or pipe that is not UTF-8 must not stop a quotation
            stream.reconfigure(encoding="utf-8", errors="replace" if stream is sys.stderr else "surrogateescape")
    sys.exit(_status(sys.argv[1:]))


def _status(arguments: list[str]) -> int:
    try:
        wish = plain_open(arguments)
        if wish is not None:
            return open_window(*wish)
        from reader.cli.commands import run  # late: click and the commands cost 50 ms that the window need not wait for

        return run()
    except (KeyboardInterrupt, Cancelled):
        return _say("Cancelled.", 130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 0
    except ReaderError as error:
        return _say(f"declaration-reader: {' '.join(str(error).split())}", 1)
    except OSError as error:
        what = error.strerror or type(error).__name__
        return _say(f"declaration-reader: {what}{': ' + str(error.filename) if error.filename else ''}", 1)
    except Exception:  # noqa: BLE001 -- a defect of ours leaves with status 70 and its traceback
        import traceback

        _say("declaration-reader: this is a defect of the program. Please report what follows.", 70)
        traceback.print_exc()
        return 70


def _say(line: str, status: int) -> int:
    sys.stderr.write(line + "\n")
    return status


def plain_open(arguments: list[str]) -> tuple[list[str], str | None, bool] | None:
    """The texts, the library and whether it is a scratch one, when all that is asked is to open the window.

    None for anything else, and for whatever is not plain: then the full command line reads it, and says what is wrong.
    """
    texts: list[str] = []
    library: str | None = None
    scratch = named = False
    rest = iter(arguments)
    for word in rest:
        if word == "--scratch":
            scratch = True
        elif word == "--library":
            library = next(rest, None)
            if library is None:
                return None
        elif word.startswith("-") or (not named and word != "open"):
            return None
        elif not named:
            named = True
        else:
            texts.append(word)
    return texts, library, scratch


def open_window(texts: list[str], library: str | None, scratch: bool) -> int:
    """Open the window and return its status; UserError where Qt cannot be loaded."""
    try:
        from pathlib import Path

        from reader.app import run

        return run(texts, library=None if library is None else Path(library), scratch=scratch)
    except ImportError as error:
        if (error.name or "").split(".")[0] not in {"PySide6", "shiboken6"} and ".so" not in str(error):
            raise
        raise UserError(
            f"The window needs Qt, which cannot be loaded here ({error}).",
            "The README says which system libraries Qt needs; the other commands work without it.",
        ) from error
