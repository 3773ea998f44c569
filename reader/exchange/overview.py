"""Tables of the overview as CSV; no cell can be a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from reader.exchange.table import cell


def write(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A table as CSV (RFC 4180, UTF-8 without BOM); the head too is made harmless, for it names texts."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    for row in (head, *rows):
        writer.writerow([cell(value) for value in row])
    return out.getvalue().encode()
