"""What may be a tag, here and in Obsidian: letters, digits, `_`, `-`, `/`, and at least one that is no digit. No Qt."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

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
    name = offer(bare)
    if name == bare:
        return Verdict(name)
    if not name:
        return Verdict("", f"“{_short(bare)}” cannot be a tag: a tag is made of letters, digits, _ - and /.")
    if re.fullmatch(r"[\d/_\-]+", bare):
        return Verdict(name, f"“{_short(bare)}” is only digits, which Obsidian does not take for a tag.")
    if len(bare) > LONGEST:
        return Verdict(name, "That is too long for a tag.")
    return Verdict(name, f"“{_short(bare)}” has characters that a tag cannot have.")


def offer(bare: str) -> str:
    """The nearest name that can be a tag; empty when nothing is left of it."""
    kept = "".join(c if _allowed(c) else "-" for c in bare[:LONGEST])
    kept = re.sub(r"-{2,}", "-", kept) if kept != bare else kept
    parts = [part for part in kept.split("/") if part.strip("-_")]
    if kept != bare:
        parts = [part.strip("-") for part in parts]
    name = "/".join(parts)
    if name and all(c.isdigit() or c in "/-_" for c in name):
        head, slash, last = name.rpartition("/")
        name = f"{head}{slash}y{last}" if re.fullmatch(r"[12]\d{3}", last) else f"{head}{slash}n{last}"
    return name


def ancestors(name: str) -> list[str]:
    """The tags above one, the highest first: `a/b/c` has `a`, `a/b`."""
    parts = name.split("/")
    return ["/".join(parts[:i]) for i in range(1, len(parts))]


def _allowed(c: str) -> bool:
    # Marks are letters' other halves in many scripts (Hindi vowels, Hebrew points).
    return c in "_-/" or unicodedata.category(c)[0] in "LNM"


def _short(s: str) -> str:
    return s if len(s) <= 30 else s[:29] + "…"
