"""Names that a reader taught the program: kept as JSON in the library, given away as TOML, added to the authority."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache

from reader.crossref.authority import LANGUAGES, Authority, Name, load_authority
from reader.crossref.model import MENTION_KINDS
from reader.errors import UserError

KEY = "names"  # of the library's values beside the records
TAUGHT = tuple(kind for kind in MENTION_KINDS if kind != "date")  # kinds that a name can be of


def learn(names: Iterable[Name], surface: str, kind: str, lang: str, same_as: str = "") -> list[Name]:
    """The names with one more wording: of a name that is known (`same_as` is its id), or of a new one.

    Raises UserError for a wording that cannot be a name.
    """
    words = " ".join(surface.split())
    if not 2 <= len(words) <= 120 or not any(c.isalnum() for c in words):
        raise UserError("This cannot be a name.", "Select the name itself, some words at most.")
    if kind not in TAUGHT:
        raise UserError(f"There are no names of the kind “{kind}”.")
    language = lang.partition("-")[0]
    language = language if language in LANGUAGES else "en"  # the lexicon looks for every wording in every text
    known = {name.id: name for name in names}
    old = known.get(same_as) or (load_authority().get(same_as) if same_as else None)
    if same_as and old is None:
        raise UserError(f"There is no name “{same_as}”.")
    if old is None:
        id_ = "learned:" + "-".join("".join(c if c.isalnum() else " " for c in words.casefold()).split())
        old = known.get(id_) or Name(id_, words, kind, {})
        old = old._replace(kind=kind)
    there = old.aliases.get(language, ())
    aliases = {**old.aliases, language: tuple(dict.fromkeys((*there, words)))}
    known[old.id] = old._replace(aliases=aliases)
    return list(known.values())


def to_json(names: Iterable[Name]) -> str:
    """The names as they are kept."""
    return json.dumps([name._asdict() for name in names], ensure_ascii=False)


def from_json(kept: str) -> list[Name]:
    """The names that are kept; what cannot be one is left out."""
    try:
        items = json.loads(kept) if kept else []
    except ValueError:
        return []
    found = []
    for item in items if isinstance(items, list) else ():
        if not isinstance(item, dict) or item.get("kind") not in TAUGHT or not item.get("id"):
            continue
        fields = {key: value for key, value in item.items() if key in Name._fields}
        aliases = {str(lang): tuple(map(str, words)) for lang, words in dict(fields.get("aliases") or {}).items()}
        tuples = {key: tuple(map(str, fields.get(key) or ())) for key in ("facts", "heads", "about")}
        found.append(Name(**{"canonical": str(item["id"]), **fields, "aliases": aliases, **tuples}))
    return found


@lru_cache(maxsize=2)
def authority_with(kept: str) -> Authority:
    """The authority with the names that are kept; the same object for the same names."""
    names = from_json(kept)
    return load_authority().extended(names) if names else load_authority()


def to_toml(names: Iterable[Name]) -> str:
    """The names in the form of the program's own files of names."""
    parts = ["# Names learned in Declaration Reader\n"]
    for name in sorted(names, key=lambda n: n.id):
        lines = ["[[name]]", f"id = {_quoted(name.id)}", f"kind = {_quoted(name.kind)}"]
        aliases = {lang: words for lang, words in name.aliases.items() if lang in LANGUAGES and words}
        if "en" not in aliases:
            aliases = {"en": (name.canonical,), **aliases}
        lines += [f"{lang} = [{', '.join(map(_quoted, words))}]" for lang, words in aliases.items()]
        for key in ("date", "place", "owner", "became", "series", "source"):
            lines += [f"{key} = {_quoted(getattr(name, key))}"] if getattr(name, key) else []
        for key in ("facts", "heads", "about"):
            lines += [f"{key} = [{', '.join(map(_quoted, getattr(name, key)))}]"] if getattr(name, key) else []
        lines += [f"ordinal = {name.ordinal}"] if name.ordinal else []
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def _quoted(words: str) -> str:
    # A JSON string is a TOML basic string, but for U+007F, which TOML wants escaped.
    return json.dumps(words, ensure_ascii=False).replace("\x7f", "\\u007f")
