"""Writes the stored library of the present schema: run once when a migration is added, then keep the file.

`python -m tests.library.make_stored`
"""

from __future__ import annotations

import sqlite3
import tempfile
from pathlib import Path

from reader.library import schema
from reader.library.models import Tag
from tests.library.helpers import make_link, make_text, open_library


def main() -> None:
    """A text, a note with history, a highlight, tags, a link, a search."""
    stored = Path(__file__).with_name("data") / f"v{schema.version()}.sqlite"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.sqlite"
        with open_library(path) as library:
            plan = library.plan
            library.apply(plan.add_text(make_text()))
            lake = library.text("lake")
            made = library.apply(
                plan.add_annotation([library.make_target(lake, 4, 13)], body="first", tags=["un/charter"])
            )
            library.apply(plan.edit_annotation(next(iter(made.annotations)), body="a **note**"))
            library.apply(plan.add_annotation([library.make_target(lake, 88, 92)], colour="blue"))
            library.apply(plan.set_tag(Tag("un", "blue", "The United Nations")))
            library.apply(plan.decide(make_link(name="UN Charter"), "lake", "sea", status="confirmed"))
            library.apply(plan.save_search("open", "tag:un"))
        conn = sqlite3.connect(path)
        conn.executescript("PRAGMA journal_mode = DELETE; PRAGMA page_size = 1024; VACUUM;")
        conn.close()
        stored.write_bytes(path.read_bytes())
    print(stored, stored.stat().st_size)


if __name__ == "__main__":
    main()
