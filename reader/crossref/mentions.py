"""Mentions: every named thing and date of a text, found in one pass over it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from reader.crossref.authority import Authority, Name, load_authority
from reader.crossref.automaton import Lexicon
from reader.crossref.dates import date_at
from reader.crossref.mentions_compose import Found, compose
from reader.crossref.mentions_generic import founded, unfounded
from reader.crossref.mentions_links import mention_links
from reader.crossref.names_defined import Definition, as_new, definitions
from reader.crossref.names_proposed import Proposal, propose_names
from reader.crossref.stages import SCALE, Stage
from reader.errors import Feedback
from reader.text.model import Text

__all__ = ["Mention", "Proposal", "find_mentions", "mention_links", "propose_names"]

_KIND_RANK = {"instrument": 0, "event": 1, "institution": 2, "person": 3, "place": 4, "concept": 5, "date": 6}


class Mention(NamedTuple):
    """A named thing or date at `[start, end)` of the canonical text.

    `name_id` is the id of the authority, with "#…" for a part or an edition ("un-charter#art51"), "text:…" for what
    the text defines itself, "date:…" for a date. `how` says by which rule it was found: "alias", "defined",
    "anaphora", "numbered", "series", "described" or "date". `iso` is the date of a date. `also` are names that the
    words speak of besides ("terrorism" in the name of a convention against it).
    """

    start: int
    end: int
    name_id: str
    canonical: str
    kind: str
    surface: str
    how: str
    iso: str = ""
    also: tuple[str, ...] = ()


def find_mentions(text: Text, authority: Authority | None = None, *, feedback: Feedback | None = None) -> list[Mention]:
    """The mentions of a text in order of place, none overlapping another; time grows with the length only.

    `feedback` hears how far it is, and may cancel.
    """
    whole = feedback or Feedback()
    whole.step(0, SCALE)
    authority = authority or load_authority()
    s = text.canonical
    defined = definitions(s, authority.lexicon, Stage(whole, 0, 150))
    names: dict[str, Name] = {}
    lexicon = authority.lexicon
    if defined:
        lexicon = _with_definitions(lexicon, defined, names)
    own = {wording for d in defined for wording in d.wordings}
    raw: list[Found] = []
    hits, places = lexicon.scan(s, Stage(whole, 150, 400))
    without = unfounded(text, hits, authority, own)
    if without:
        if any(d.name_id in without for d in defined):
            names.clear()
            apart = [as_new(d) if d.name_id in without else d for d in defined]
            hits = _with_definitions(authority.lexicon, apart, names).scan(s, Stage(whole, 400, 400)).hits
        hits = founded(hits, without)
    dating = Stage(whole, 400, 600)
    dates_end = 0
    for n, position in enumerate(places):
        if n % 500 == 0:
            dating.step(n, len(places))
        if position >= dates_end:
            dated = date_at(s, position, date=text.date)
            if dated is not None:
                raw.append(Found(dated.start, dated.end, f"date:{dated.iso}", "date"))
                dates_end = dated.end
    raw.extend(compose(text, hits, raw, authority, names, Stage(whole, 600, 850)))
    resolving = Stage(whole, 850, 900)
    kept = _resolve(raw, lambda name_id: _KIND_RANK[_kind(name_id, names, authority)], resolving)
    last = Stage(whole, 900, SCALE)
    mentions: list[Mention] = []
    for n, found in enumerate(kept):
        if n % 2_000 == 0:
            last.step(n, len(kept))
        mentions.append(_mention(s, found, names, authority, own))
    whole.step(SCALE, SCALE)
    return mentions


def _with_definitions(lexicon: Lexicon, defined: Iterable[Definition], names: dict[str, Name]) -> Lexicon:
    """The lexicon with a text's own wordings; names that only this text knows are put into `names`."""
    wordings: list[tuple[str, str]] = []
    for d in defined:
        wordings.extend((wording, d.name_id) for wording in d.wordings)
        if d.name_id.startswith("text:"):
            names[d.name_id] = Name(d.name_id, d.canonical, d.kind, {"": d.wordings})
    return lexicon.extended(wordings)


def _kind(name_id: str, names: dict[str, Name], authority: Authority) -> str:
    if name_id.startswith("date:"):
        return "date"
    name = names.get(name_id) or authority.get(name_id)
    return name.kind if name else "concept"


def _resolve(found: list[Found], rank: object, feedback: Feedback) -> list[Found]:
    """Of overlapping ones the longest stays, then the earliest, then the one of the stronger kind."""
    assert callable(rank)
    found.sort(key=lambda f: (f.start, -f.end))
    kept: list[Found] = []
    cluster: list[Found] = []
    reach = -1
    for n, f in enumerate(found):
        if n % 5_000 == 0:
            feedback.step(n, len(found))
        if f.start >= reach and cluster:
            kept.extend(_best(cluster, rank))
            cluster = []
        cluster.append(f)
        reach = max(reach, f.end)
    kept.extend(_best(cluster, rank))
    return kept


def _best(cluster: list[Found], rank: object) -> list[Found]:
    if len(cluster) == 1:
        return cluster
    assert callable(rank)
    taken: list[Found] = []
    for f in sorted(cluster, key=lambda f: (f.start - f.end, f.start, rank(f.name_id), f.name_id)):
        if all(f.end <= t.start or f.start >= t.end for t in taken):
            taken.append(f)
    return sorted(taken)


def _mention(s: str, f: Found, names: dict[str, Name], authority: Authority, own: set[str]) -> Mention:
    surface = s[f.start : f.end]
    if f.how == "date":
        iso = f.name_id[5:]
        return Mention(f.start, f.end, f.name_id, iso, "date", surface, "date", iso)
    name = names.get(f.name_id) or authority.get(f.name_id)
    assert name is not None
    base = f.name_id.partition("#")[0] if not f.name_id.startswith("text:") else ""
    also = (base,) if base and base != f.name_id else ()
    how = "defined" if f.how == "alias" and surface in own else f.how
    canonical = f.canonical or name.canonical
    told = (name.place,) if name.kind == "event" and name.place else ()
    return Mention(f.start, f.end, f.name_id, canonical, name.kind, surface, how, "", (*also, *name.about, *told))
