"""What tests of several folders ask of a window."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


def chain(first: QWidget) -> list[QWidget]:
    """The widgets in the order in which Tab comes to them, from one of them on, hidden ones too."""
    found, part = [first], first.nextInFocusChain()
    while part is not None and part is not first and len(found) < 1000:
        found.append(part)
        part = part.nextInFocusChain()
    return found
