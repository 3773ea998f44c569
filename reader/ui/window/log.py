"""The log file: what the program did and what it met, without a word of what is read or written.

A file of its own rather than `logging.handlers`, which imports the network.
"""

from __future__ import annotations

import datetime
import re
from pathlib import Path

LARGEST = 256 * 1024  # bytes of a file before it is put aside
KEEP = 3  # files put aside: reader.1.log is the latest of them
_QUOTED = re.compile(r"“[^”]*”?|\"[^\"]*\"?|'[^']*'?")


def discreet(words: str) -> str:
    """A sentence of the program on one line, without what it quotes: names, tags and notes are the reader's own."""
    return _QUOTED.sub("“…”", " ".join(words.split()))[:500]


class Log:
    """Lines with their moment, in `reader.log`; a log that cannot be written stops nothing."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "reader.log"

    def write(self, words: str, now: datetime.datetime | None = None) -> None:
        """Add a line."""
        now = now or datetime.datetime.now(datetime.UTC)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            if self.path.exists() and self.path.stat().st_size > LARGEST:
                self._turn()
            with self.path.open("a", encoding="utf-8") as file:
                file.write(f"{now.astimezone(datetime.UTC):%Y-%m-%dT%H:%M:%SZ} {discreet(words)}\n")
        except (OSError, UnicodeError):
            return

    def _turn(self) -> None:
        for n in range(KEEP, 0, -1):
            older = self.path.with_name(f"reader.{n}.log")
            newer = self.path.with_name(f"reader.{n - 1}.log") if n > 1 else self.path
            if newer.exists():
                newer.replace(older)


def last_lines(folder: Path, count: int = 40) -> list[str]:
    """The end of the log, oldest line first; [] where there is none."""
    lines: list[str] = []
    for name in ("reader.1.log", "reader.log"):
        try:
            lines += (folder / name).read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            continue
    return lines[-count:]
