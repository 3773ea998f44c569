"""A parser in a process of its own: bytes go in, JSON comes out, and neither time nor memory is without end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from reader.errors import UserError

HINT = "Save its text alone and add that."


def environment() -> dict[str, str]:
    """The environment in which a process of our own finds this package, wherever it is started."""
    return dict(os.environ, PYTHONPATH=str(Path(__file__).resolve().parents[2]), PYTHONIOENCODING="utf-8")


def ask(module: str, data: bytes, name: str, *, memory: int, seconds: int, arguments: tuple[str, ...] = ()) -> Any:
    """What `python -m module MEMORY SECONDS …` says of the file `name` whose bytes it reads.

    `memory` in bytes, `seconds` of the clock here (the child limits its processor time). UserError when it takes longer
    or says nothing that can be read.
    """
    command = [sys.executable, "-m", module, str(memory), str(seconds), *arguments]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=seconds, env=environment(), check=False)
    except subprocess.TimeoutExpired:
        raise UserError(f"{name} was not read within {seconds} seconds.", HINT) from None
    try:
        return json.loads(done.stdout)
    except ValueError:
        problem = f"{name} could not be read within the limits of memory and time, or is damaged."
        raise UserError(problem, HINT) from None
