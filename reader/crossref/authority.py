"""The authority: every named thing that the program knows, read from `resources/authority/*.toml`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from reader import paths
from reader.crossref.compiled import table
from reader.crossref.model import MENTION_KINDS
from reader.crossref.toml_tables import read_tables
from reader.errors import ReaderError

if TYPE_CHECKING:
    from reader.crossref.automaton import Lexicon

LANGUAGES = ("en", "ru", "zh")


class Name(NamedTuple):
    """A named thing. `aliases` go from the language to its wordings; the first English one is the canonical name.

    `heads` are the common nouns by which a text takes the name up again ("charter", "council"); `owner` is the
    body to which it belongs ("its Charter"); `about` are names that it speaks of; `became` is what a plan turned
    into; `series` marks an event that recurs, or names the series of one that is counted by `ordinal`.
    """

    id: str
    canonical: str
    kind: str
    aliases: Mapping[str, tuple[str, ...]]
    facts: tuple[str, ...] = ()
    source: str = ""
    date: str = ""
    place: str = ""
    heads: tuple[str, ...] = ()
    owner: str = ""
    about: tuple[str, ...] = ()
    became: str = ""
    series: str = ""
    ordinal: int = 0


class Authority:
    """The names at hand, with what is needed to find them; treat it as frozen."""

    def __init__(self, names: Iterable[Name]) -> None:
        self.names = list(names)
        self.by_id = {name.id: name for name in self.names}
        self._lexicon: Lexicon | None = None
        self._dated: dict[tuple[str, str], list[str]] | None = None
        self._generic: Mapping[str, frozenset[tuple[str, ...]]] | None = None
        self._worked_out: Mapping[str, Any] = {}

    @property
    def lexicon(self) -> Lexicon:
        """The compiled names; made when first asked for."""
        if self._lexicon is None:
            from reader.crossref.automaton import Lexicon  # late: a reader of the names alone needs no automaton
            from reader.crossref.mentions_compose import heads_of, triggers

            packed = self._worked_out.get("firsts")
            if packed:
                self._lexicon = Lexicon.unpacked(packed)
            else:
                self._lexicon = Lexicon(self.names, (*triggers(), *heads_of(self.names)))
        return self._lexicon

    @property
    def generic(self) -> Mapping[str, frozenset[tuple[str, ...]]]:
        """Wordings (in normal forms) that mean a name only where its owner is spoken of; see `mentions_generic`."""
        if self._generic is None:
            from reader.crossref.mentions_generic import generic  # late, as above

            packed = self._worked_out.get("generic")
            if packed:
                self._generic = {
                    name_id: frozenset(tuple(form.split()) for form in forms) for name_id, forms in packed.items()
                }
            else:
                self._generic = generic(self.names)
        return self._generic

    def get(self, name_id: str) -> Name | None:
        """The name with this id; a part or an edition ("un-charter#art51") gives the whole."""
        return self.by_id.get(name_id) or self.by_id.get(name_id.partition("#")[0])

    def extended(self, names: Iterable[Name]) -> Authority:
        """This authority with more names (those that a reader accepted); one with a known id replaces it."""
        merged = dict(self.by_id)
        merged.update((name.id, name) for name in names)
        return Authority(merged.values())

    def relation(self, earlier: str, later: str) -> str | None:
        """How the earlier name leads to the later: "became", "about", "owner", or None."""
        first, second = self.get(earlier), self.get(later)
        if first is None or second is None:
            return None
        if first.became == second.id:
            return "became"
        if second.id in first.about:
            return "about"
        return "owner" if first.owner == second.id else None

    def dated(self, year: str, place: str) -> list[str]:
        """Ids of the instruments and events of a year at a place (the id of the place)."""
        if self._dated is None:
            table: dict[tuple[str, str], list[str]] = {}
            for name in self.names:
                if name.place and name.date:
                    table.setdefault((name.date[:4], name.place), []).append(name.id)
            self._dated = table
        return self._dated.get((year, place), [])

    def edition(self, series: str, *, ordinal: int = 0, year: str = "") -> Name | None:
        """The meeting of a series with this number or of this year."""
        for name in self.names:
            if name.series == series and name.id != series:
                if ordinal and name.ordinal == ordinal:
                    return name
                if year and not ordinal and name.date[:4] == year:
                    return name
        return None


@lru_cache(maxsize=4)
def load_authority(folder: Path | None = None) -> Authority:
    """Every name under `folder` (the program's own by default); raises `ReaderError` for a broken file of ours."""
    if folder is not None:
        return _read(folder)
    held: dict[str, Any] = table("authority", "authority", dict)
    if not held:
        return _read(paths.resources() / "authority")
    known = Authority(map(_from_row, held["names"]))
    known._worked_out = held
    return known


def worked_out() -> dict[str, Any]:
    """The program's own names, with what is worked out from them to find them: as JSON can hold it."""
    known = _read(paths.resources() / "authority")
    return {
        "names": [list(name) for name in known.names],
        "firsts": known.lexicon.packed(),
        "generic": {key: sorted(" ".join(form) for form in forms) for key, forms in sorted(known.generic.items())},
    }


def _from_row(row: list[Any]) -> Name:
    aliases = {lang: tuple(wordings) for lang, wordings in row[3].items()}
    return Name._make((*row[:3], aliases, *(tuple(cell) if isinstance(cell, list) else cell for cell in row[4:])))


def _read(folder: Path) -> Authority:
    names: list[Name] = []
    for path in sorted(folder.glob("*.toml")):
        data = read_tables(path)
        source = str(data.get("source", ""))
        names.extend(_name(entry, source, path) for entry in data.get("name", ()))
        names.extend(_state(key, row, source) for key, row in data.get("states", {}).items())
        names.extend(_place(key, row, source) for key, row in data.get("places", {}).items())
    known: set[str] = set()
    for name in names:
        if name.id in known or name.kind not in MENTION_KINDS:
            raise ReaderError(f"The authority has the name {name.id!r} twice, or of no known kind ({name.kind!r}).")
        known.add(name.id)
    return Authority(names)


def _name(entry: Mapping[str, object], source: str, path: Path) -> Name:
    def texts(key: str) -> tuple[str, ...]:
        value = entry.get(key, ())
        return (value,) if isinstance(value, str) else tuple(str(v) for v in value)  # type: ignore[attr-defined]

    try:
        aliases = {lang: texts(lang) for lang in LANGUAGES if lang in entry}
        return Name(
            id=str(entry["id"]),
            canonical=aliases["en"][0],
            kind=str(entry["kind"]),
            aliases=aliases,
            facts=texts("facts"),
            source=str(entry.get("source", source)),
            date=str(entry.get("date", "")),
            place=str(entry.get("place", "")),
            heads=texts("heads"),
            owner=str(entry.get("owner", "")),
            about=texts("about"),
            became=str(entry.get("became", "")),
            series=str(entry.get("series", "")),
            ordinal=int(str(entry.get("ordinal", 0))),
        )
    except (KeyError, IndexError) as error:
        raise ReaderError(f"A name in {path.name} lacks {error}: {dict(entry)!r}") from error


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split("|") if part)


def _state(key: str, row: Mapping[str, str], source: str) -> Name:
    """A state, kept as one line: names, long forms and adjectives, parted by strokes."""
    aliases = {lang: _split(row.get(lang, "")) for lang in LANGUAGES}
    facts = (f"Capital: {row['capital']}.",) if row.get("capital") else ()
    return Name(key, aliases["en"][0], "place", aliases, facts, source, heads=("state",))


def _place(key: str, row: Mapping[str, str], source: str) -> Name:
    """A city or region, kept as one line."""
    aliases = {lang: _split(row.get(lang, "")) for lang in LANGUAGES}
    facts = (row["fact"],) if row.get("fact") else ()
    return Name(key, aliases["en"][0], "place", aliases, facts, source)
