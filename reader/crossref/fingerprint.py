"""What the answers of this room depend on besides the texts, in one word: kept answers of another program are stale."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from reader import __version__, paths


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """A digest of the finders, of what reads sentences and words, and of the names and themes: some 10 ms, once."""
    package = Path(__file__).resolve().parent
    files = [*sorted(package.glob("*.py")), *sorted((package.parent / "text").glob("*.py"))]
    for folder in ("authority", "thesaurus", "fields", "matters"):
        files += sorted(path for path in (paths.resources() / folder).iterdir() if path.is_file())
    found = hashlib.blake2b(__version__.encode(), digest_size=12)
    for path in files:
        found.update(path.name.encode())
        found.update(path.read_bytes())
    return found.hexdigest()


@lru_cache(maxsize=1)
def of_words() -> str:
    """What the tables of words depend on: only how they are made and how words are folded."""
    package = Path(__file__).resolve().parent
    found = hashlib.blake2b(digest_size=12)
    for path in (package / "tables.py", package.parent / "text" / "fold.py"):
        found.update(path.read_bytes())
    return found.hexdigest()


def stamp(names: str = "") -> str:
    """The fingerprint with the names that a reader taught (as they are kept): both decide what is found."""
    taught = hashlib.blake2b(names.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest() if names else ""
    return f"{fingerprint()}-{taught}"
