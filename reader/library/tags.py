"""What may be a tag: the rules of the program that reads our Markdown, so that a tag is one there too."""

from __future__ import annotations

from collections.abc import Iterable

from reader.errors import UserError


def _letter(c: str) -> bool:
    return c.isalnum() or c in "_-" or (ord(c) > 127 and c.isprintable() and not c.isspace() and c not in "«»“”‘’")


def checked(name: str) -> str:
    """A tag by its path, tidied (no leading `#`, no empty parts); UserError with an offer when it cannot be one.

    Letters, digits, `_`, `-` and `/` for levels; at least one character that is no digit (Obsidian's help, "Tags").
    """
    tidy = "/".join(part for part in (p.strip() for p in name.strip().lstrip("#").split("/")) if part)
    if not tidy:
        raise UserError("A tag needs at least one letter.")
    bad = sorted({c for c in tidy if c != "/" and not _letter(c)})
    if bad:
        offer = "".join(c if c == "/" or _letter(c) else "-" for c in tidy).strip("-")
        shown = " ".join("a space" if c == " " else f"“{c}”" if c.isprintable() else f"U+{ord(c):04X}" for c in bad)
        raise UserError(f"“{tidy}” cannot be a tag: {shown} may not be in one.", _offer(offer))
    if all(c.isdigit() or c in "/" for c in tidy):
        raise UserError(f"“{tidy}” cannot be a tag: a tag needs at least one letter.", _offer(f"y{tidy}"))
    if len(tidy) > 200:
        raise UserError("This tag is too long: 200 characters are enough for one.")
    return tidy


def _offer(name: str) -> str:
    try:
        return f"Try “{checked(name)}”."
    except UserError:
        return ""


def checked_all(names: Iterable[str]) -> tuple[str, ...]:
    """Several tags, each checked, repetitions (case aside) dropped, in the order given."""
    seen: dict[str, str] = {}
    for name in names:
        tag = checked(name)
        seen.setdefault(tag.casefold(), tag)
    return tuple(seen.values())


def under(name: str, root: str) -> bool:
    """Whether `name` is `root` or one of its descendants."""
    return name == root or name.startswith(root + "/")


def moved(name: str, old: str, new: str) -> str:
    """`name` after `old` was renamed to `new`: descendants go along."""
    return new + name[len(old) :] if under(name, old) else name
