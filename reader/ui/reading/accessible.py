"""What screen readers see of a reading view."""

from __future__ import annotations


def install() -> None:
    """Make every reading view readable; may be called more than once."""
