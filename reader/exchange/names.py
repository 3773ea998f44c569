"""Names that every system, Obsidian and Markdown take: files, tags, block ids."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from itertools import chain, count

MAX_BYTES = 120  # of a file name without its suffix: 255 is the limit of most systems, paths have limits too
_FORBIDDEN = re.compile(
    r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*#^\[\]%\u2028\u2029\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]'
)
_RESERVED = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?\Z", re.IGNORECASE)
_NOT_TAG = re.compile(r"[^\w/-]+")


def digest(words: str, length: int = 8) -> str:
    """A short stable fingerprint, in hex."""
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:length]


def file_name(title: str, fallback: str = "untitled") -> str:
    """A title as a file name without suffix: NFC, no folder, no reserved name, at most `MAX_BYTES` bytes."""
    name = unicodedata.normalize("NFC", title.encode("utf-8", "replace").decode("utf-8"))
    name = " ".join(_FORBIDDEN.sub(" ", name).split()).strip(" .-")
    if len(name.encode()) > MAX_BYTES:
        cut = name.encode()[: MAX_BYTES - 9].decode("utf-8", "ignore").rstrip(" .-")
        name = f"{cut}-{digest(title)}"
    if not name:
        return fallback
    return f"_{name}" if _RESERVED.match(name) else name


def key(name: str) -> str:
    """What two names have in common that some system takes for one: letter case and Unicode form aside."""
    return unicodedata.normalize("NFKC", name).casefold()


class Names:
    """File names given out once each, letter case and Unicode form aside; the same titles get the same names."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, title: str, suffix: str, *, folder: str = "", identity: str = "") -> str:
        """A free relative path; of two with the same title, the later carries a fingerprint of its `identity`."""
        stem = file_name(title)
        extras = chain(("", f" {digest(identity or title)}"), (f" {n}" for n in count(2)))
        path = next(path for extra in extras if key(path := f"{folder}{stem}{extra}{suffix}") not in self._taken)
        self._taken.add(key(path))
        return path


def tag(name: str) -> str:
    """A tag as Obsidian reads it: letters, digits, `_`, `-`, `/`, not digits alone; "" if nothing is left."""
    parts = (_NOT_TAG.sub("-", part.strip()).strip("-") for part in unicodedata.normalize("NFC", name).split("/"))
    joined = "/".join(part for part in parts if part)
    return f"_{joined}" if joined and joined.replace("/", "").isdecimal() else joined


def block_id(identity: str, prefix: str = "n-") -> str:
    """A block id: Latin letters, digits and dashes; stable, and its own for every identity."""
    plain = re.sub(r"[^a-z0-9]+", "-", identity.lower()).strip("-")[:60]
    # Obsidian sees no letter case: what was changed beyond that carries a fingerprint.
    same = plain == identity or (plain == identity.lower() and identity.isupper())
    return prefix + (plain if same and plain else f"{plain[:40]}-{digest(identity)}".strip("-"))
