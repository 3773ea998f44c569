"""Tags as they are typed: what the library takes, and what to offer in place of what it does not. No Qt."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from reader.errors import UserError
from reader.library.tags import checked

LONGEST = 120  # code points; a longer one is a sentence


class Verdict(NamedTuple):
    """`name` is the tag as it will be kept; when `problem` says why what was typed cannot be, `name` is the offer."""

    name: str
    problem: str = ""


def judge(typed: str) -> Verdict:
    """Read what was typed as a tag: `#` and outer blanks fall away, the rest must stand; no name: nothing typed."""
    bare = unicodedata.normalize("NFC", typed).strip().lstrip("#").strip()
    if not bare:
        return Verdict("")
    try:
        return Verdict(checked(bare))
    except UserError as error:
        return Verdict(offer(bare), error.message)


def offer(bare: str) -> str:
    """The nearest name that can be a tag; empty when nothing is left of it."""
    kept = "".join(c if c in "_-/" or c.isalnum() else "-" for c in bare[:LONGEST])
    parts = [re.sub(r"-{2,}", "-", part).strip("-") for part in kept.split("/")]
    name = "/".join(part for part in parts if part.strip("_"))
    if name and all(c.isdigit() or c in "/-_" for c in name):
        head, slash, last = name.rpartition("/")
        year = re.fullmatch(r"[12]\d{3}", last)
        name = f"{head}{slash}{'y' if year else 'n'}{last}"
    try:
        return checked(name)
    except UserError:
        return ""


def named_in(body: str) -> list[str]:
    """The tags that stand in a note as `#tag`, each once, in order; what could not be kept as a tag is left out."""
    if "#" not in body:
        return []
    from reader.render.highlight import markdown_tokens  # late: Pygments costs the start 10 ms

    typed = (body[t.start : t.start + t.length] for t in markdown_tokens(body) if t.role == "syntax.tag")
    return list(dict.fromkeys(v.name for v in map(judge, typed) if v.name and not v.problem))


def ancestors(name: str) -> list[str]:
    """The tags above one, the highest first: `a/b/c` has `a`, `a/b`."""
    parts = name.split("/")
    return ["/".join(parts[:i]) for i in range(1, len(parts))]
