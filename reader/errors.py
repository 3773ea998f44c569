"""The two ways that things fail: the user's world, and ourselves.

`UserError` is for a file that is not there, a library that is read-only, a query that cannot be read:
it is shown in words, with a way out. Every other exception is a defect of the program.
"""

from __future__ import annotations


class ReaderError(Exception):
    """Base of every exception that this program raises on purpose."""


class UserError(ReaderError):
    """The user's world failed: `message` says what in one plain sentence, `hint` says what to do about it."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class Busy(UserError):  # noqa: N818 -- a state of the world that passes
    """Another program holds what is needed: the same can be done as soon as it lets go."""


class Cancelled(ReaderError):  # noqa: N818 -- a wish of the user's, not an error
    """Raised by `Feedback.step` when the user no longer wants the answer."""


class Feedback:
    """How an engine tells how far it is and learns that it should stop; this one listens to nothing."""

    def step(self, done: int, total: int) -> None:
        """Say that `done` of `total` units of work are finished; raises `Cancelled` to stop the caller."""
