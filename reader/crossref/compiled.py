"""Tables worked out ahead from our own resources: else the first links of a process wait 0.2 s for them.

`python -m reader.crossref.compiled` renews `resources/compiled/*.json`. A table says of which files it was made; one
that no longer fits them, or cannot be read, is passed over and worked out anew: nothing can be wrong, only slow.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, TypeVar

from reader.paths import resources

Table = TypeVar("Table")
PHRASES = (("en", "english"), ("ru", ""), ("zh", ""))  # languages of texts, and of the Latin script in them


@lru_cache(maxsize=8)
def mark_of(folder: Path) -> str:
    """What tells whether the files of a folder are still those that a table was made of."""
    mark = 0
    for path in sorted(folder.iterdir()):
        mark = zlib.crc32(path.read_bytes().replace(b"\r\n", b"\n"), zlib.crc32(path.name.encode(), mark))
    return f"{mark:08x}"


def table(name: str, folder: str, make: Callable[[], Table]) -> Table:
    """The table `name`, made of the files in `resources()/folder`: as it was compiled, or `make()` if that is stale.

    It must be what JSON can hold (lists, no tuples).
    """
    path = resources() / "compiled" / f"{name}.json"
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        if held["of"] == mark_of(resources() / folder):
            found: Table = held["table"]
            return found
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return make()


def renew() -> list[Path]:
    """Write every table anew and say which files these are."""
    target = resources() / "compiled"
    target.mkdir(exist_ok=True)
    written = []
    for name, (folder, make) in makers().items():
        whole = {"of": mark_of(resources() / folder), "table": make()}
        path = target / f"{name}.json"
        path.write_text(json.dumps(whole, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
        written.append(path)
    return written


def makers() -> dict[str, tuple[str, Callable[[], Any]]]:
    """For every table the folder of its sources and what works it out."""
    from reader.crossref import authority, fields, thesaurus  # late: they import this module

    found: dict[str, tuple[str, Callable[[], Any]]] = {
        "authority": ("authority", authority.worked_out),
        "concepts": ("thesaurus", thesaurus.concept_rows),
        "usual": ("thesaurus", thesaurus.usual_words),
    }
    for lang, latin in PHRASES:
        found[f"phrases-{lang}"] = ("thesaurus", partial(thesaurus.packed_phrases, lang, latin))
        found[f"fields-{lang}"] = ("fields", partial(fields.packed, lang, latin))
    return found


if __name__ == "__main__":
    renew()
