"""Several acts of the session as one step of undo."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from reader.ui.session import Session


@contextmanager
def one_step(session: Session, name: str) -> Iterator[None]:
    """Whatever is done within is undone at once, under this name; nothing done leaves no step behind."""
    stack = session.stack
    session.flush()  # what is being typed is a step of its own
    stack.beginMacro(name)
    try:
        yield
    finally:
        stack.endMacro()
        command = stack.command(stack.count() - 1)
        if command is not None and command.childCount() == 0:
            command.setObsolete(True)  # Qt drops an obsolete command when it is undone
            stack.undo()
