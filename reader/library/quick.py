"""The first read: texts through plain `sqlite3`, because `sqlite_utils` costs 60–90 ms before the first paint."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from reader.library import rows
from reader.text.model import Text

KNOWN = 1  # the `user_version` whose tables this module reads; a test holds it equal to the number of migrations


def read_texts(path: Path, ids: Sequence[str]) -> list[Text] | None:
    """The texts with these ids, in this order, or None if anything at all is odd: the caller then opens properly."""
    if not path.is_file():
        return None  # connecting would be harmless in mode=ro, but costs more than the look
    conn = None
    try:
        conn = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=0.1)
        if conn.execute("PRAGMA user_version").fetchone()[0] != KNOWN:
            return None
        conn.row_factory = sqlite3.Row
        found = []
        for id_ in ids:
            row = conn.execute(
                "SELECT * FROM texts JOIN canonical_texts USING (sha256) WHERE id = ? AND trashed IS NULL", [id_]
            ).fetchone()
            if row is None:
                return None
            text = rows.text_of(row).text
            if text.sha256 != row["sha256"]:
                return None
            found.append(text)
        return found
    except (sqlite3.Error, ValueError, KeyError, TypeError, AttributeError):
        return None
    finally:
        if conn is not None:
            conn.close()
