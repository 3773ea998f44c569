"""A file becomes a Text: one module a format, provisions, sentences, folding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.text.model import GAP, Provision, Provisions, Text

if TYPE_CHECKING:
    from reader.text.loading import load

__all__ = ["GAP", "Provision", "Provisions", "Text", "load"]


def __getattr__(name: str) -> object:
    if name == "load":  # late: whoever takes texts from the library pays for no parser
        from reader.text.loading import load

        globals()["load"] = load
        return load
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
