"""Regular expressions that are compiled when first asked for: all of ours at once cost 60 ms before the first link."""

from __future__ import annotations

import re
from typing import cast


class _Late:
    """Stands in for a pattern; its methods become the pattern's own with the first use."""

    def __init__(self, source: str, flags: int) -> None:
        self._source, self._flags = source, flags

    def __getattr__(self, name: str) -> object:
        found: object = getattr(re.compile(self._source, self._flags), name)
        setattr(self, name, found)
        return found


def late(source: str, flags: int = 0) -> re.Pattern[str]:
    """The pattern `source`, which must be right: an error shows only with the first use."""
    return cast("re.Pattern[str]", _Late(source, flags))
