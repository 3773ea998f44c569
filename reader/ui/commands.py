"""The undo command: one frozen edit, applied forwards by redo and backwards by undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count

from PySide6.QtGui import QUndoCommand

from reader.errors import ReaderError
from reader.library.models import Edit, Record, identity

_next_group = count(1)


def new_group() -> int:
    """A number that no other run of typing has: commands of one group merge into one."""
    return next(_next_group)


def together(name: str, edits: Sequence[Edit]) -> Edit:
    """Edits of different records as one step."""
    return Edit(name, tuple(r for edit in edits for r in edit.before), tuple(r for edit in edits for r in edit.after))


def joined(first: Edit, second: Edit) -> Edit:
    """One edit that does what `first` and then `second` did; the name is the first one's."""
    before: dict[tuple[str, str], Record] = {identity(r): r for r in first.before}
    made = {identity(r) for r in first.after}
    for record in second.before:
        key = identity(record)
        if key not in before and key not in made:
            before[key] = record
    after: dict[tuple[str, str], Record] = {identity(r): r for r in first.after}
    for record in second.before:
        after.pop(identity(record), None)
    after.update((identity(r), r) for r in second.after)
    return Edit(first.name, tuple(before.values()), tuple(after.values()))


class EditCommand(QUndoCommand):
    """One edit on the undo stack.

    The edit has been applied when the command is made, so the first redo, which `QUndoStack.push` calls, does
    nothing: an edit that fails never reaches the stack, and what could be redone before it still can.
    """

    def __init__(
        self,
        edit: Edit,
        apply: Callable[[Edit], object],
        report: Callable[[ReaderError], None],
        *,
        group: int = -1,
    ) -> None:
        """`group` is a number of `new_group` for commands that merge with their like, or -1."""
        super().__init__(edit.name)
        self.edit = edit
        self._apply = apply
        self._report = report
        self._group = group
        self._applied = True

    def id(self) -> int:
        """The group, which Qt compares before it asks `mergeWith`."""
        return self._group

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take a later command of the same group into this one."""
        if not isinstance(other, EditCommand):
            return False
        self.edit = joined(self.edit, other.edit)
        return True

    def run(self, *, back: bool) -> None:
        """Apply the edit, or its inverse, before the stack is told: its next step on this command does nothing.

        A ReaderError leaves the command where it is, to be tried again.
        """
        self._apply(self.edit.inverse() if back else self.edit)
        self._applied = True

    def redo(self) -> None:
        """Apply the edit, but for the first time and after `run`."""
        if self._applied:
            self._applied = False
            return
        self._run(self.edit)

    def undo(self) -> None:
        """Apply the inverse, but after `run`."""
        if self._applied:
            self._applied = False
            return
        self._run(self.edit.inverse())

    def _run(self, edit: Edit) -> None:
        # PySide6 leaves a command whose redo raised on the stack; an obsolete one is dropped by Qt itself.
        try:
            self._apply(edit)
        except ReaderError as error:
            self.setObsolete(True)
            self._report(error)
