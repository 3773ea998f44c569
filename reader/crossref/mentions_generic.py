"""Wordings that many bodies share: "anti-terrorism centre" is one organisation's only in a text that speaks of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from reader.crossref.automaton import Lexicon, ways
from reader.crossref.names_fold import pieces

if TYPE_CHECKING:
    from reader.crossref.authority import Authority, Name
    from reader.crossref.automaton import Hit
    from reader.text.model import Text

Forms = tuple[str, ...]


def generic(names: Iterable[Name]) -> dict[str, frozenset[Forms]]:
    """For each name that belongs to another the wordings that do not say so, in normal forms.

    Such is one without a capital, and, in a script without capitals, one of the same name that does not hold the
    owner's name.
    """
    by_id = {name.id: name for name in names}
    found: dict[str, frozenset[Forms]] = {}
    for name in by_id.values():
        owner = by_id.get(name.owner)
        wordings = [w for some in name.aliases.values() for w in some]
        plain = [w for w in wordings if w == w.lower() != w.upper()]
        if owner is None or not plain:
            continue
        owners = [w for some in owner.aliases.values() for w in some]
        plain += [w for w in wordings if w.lower() == w.upper() and not any(o in w for o in owners)]
        found[name.id] = frozenset(tuple(way) for w in plain for way in ways(w))
    return found


def unfounded(text: Text, hits: Sequence[Hit], authority: Authority, own: Collection[str]) -> frozenset[str]:
    """The names that only such wordings speak of, while nothing in the text names what they belong to.

    `own` are wordings that the text defines itself: they found nothing. The title of the text counts as its words.
    """
    table = authority.generic
    s = text.canonical
    held = {name_id for hit in hits for name_id in hit.name_ids}
    doubtful = held & table.keys()
    if not doubtful:
        return frozenset()
    known = held - table.keys()
    known |= {name_id for hit in _titles(text, authority.lexicon) for name_id in hit.name_ids}
    for hit in hits:
        for name_id in hit.name_ids:
            surface = s[hit.start : hit.end]
            if name_id in table and surface not in own and _forms(surface) not in table[name_id]:
                known.add(name_id)
    about: set[str] = set()
    for name_id in known:
        name = authority.get(name_id)
        if name is not None:
            about.update((name.id, name.owner, name.became))
    return frozenset(n for n in doubtful if not about.intersection(_above(n, authority)))


def founded(hits: Iterable[Hit], without: Collection[str]) -> list[Hit]:
    """The hits but for these names."""
    kept = []
    for hit in hits:
        ids = tuple(n for n in hit.name_ids if n not in without)
        if ids:
            kept.append(hit._replace(name_ids=ids))
    return kept


def _titles(text: Text, lexicon: Lexicon) -> list[Hit]:
    return [hit for line in (text.title, *text.issuers) for hit in lexicon.scan(line).hits]


def _above(name_id: str, authority: Authority) -> set[str]:
    """The name itself, its place, and what it belongs to, up to the top."""
    found: set[str] = set()
    while name_id and name_id not in found:
        found.add(name_id)
        name = authority.get(name_id)
        if name is not None and name.place:
            found.add(name.place)
        name_id = name.owner if name is not None else ""
    return found


def _forms(surface: str) -> Forms:
    return tuple(form for form, _, _ in pieces(surface) if form)
