"""What the lists of the overview say, row by row. No Qt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from reader.crossref.model import MENTION_KINDS
from reader.crossref.overview import THEME, Alone, Place, Thing
from reader.crossref.overview_editions import Meeting
from reader.crossref.overview_tables import cited, numbers, words_of
from reader.text.fold import fold
from reader.text.model import Text
from reader.ui.models.kinds import TITLES

Stop = tuple[str, int]  # text id, position

KIND_TITLES = {**{kind: TITLES[kind] for kind in MENTION_KINDS}, THEME: "Theme"}
STATES = {"same": "Same words", "differs": "Other words"}
WORDS = 160  # code points of a provision that a cell holds: what is wider is cut by the view
RUNS = 300  # code points of differing words in a cell
NUMBERED = 12  # provisions named one by one in a cell
SHARED = 24  # places that repeated Returns go through


class Row(NamedTuple):
    """A line of a list: its cells, what each is sorted by, what the filter looks in, and where Return goes.

    `group` and `side` are what the choices above the list ask for; `role` is the colour of the mark in the first
    cell, "" for none; `tips` stand in for cells where these say less; `item` is what the line is about.
    """

    cells: tuple[str, ...]
    keys: tuple[Any, ...]
    hay: str
    stops: tuple[Stop, ...]
    group: str = ""
    side: tuple[int, ...] = ()
    role: str = ""
    tips: tuple[str, ...] = ()
    item: object = None


def absent_rows(texts: Sequence[Text], found: Iterable[Thing]) -> list[Row]:
    """A line for each name or theme that one text has and another lacks."""
    rows = []
    for thing in found:
        kind = KIND_TITLES[thing.kind]
        holding = [(text, places) for text, places in zip(texts, thing.places, strict=True) if places]
        where = "; ".join(_where(text, places, len(holding) > 1) for text, places in holding)
        holders = ", ".join(text.short_title for text, _ in holding)
        missing = ", ".join(texts[i].short_title for i in thing.missing)
        kin = ", ".join(thing.kin)
        cells = (thing.title, kind, holders, missing, str(thing.times), where, kin)
        first = next((i, p[0].start) for i, p in enumerate(thing.places) if p)
        keys = (fold(thing.title), kind, holders, missing, -thing.times, first, fold(kin) or "\U0010ffff")
        stops = tuple((text.id, place.start) for text, places in holding for place in _each(places))
        wordings = {text.canonical[p.start : p.end] for text, places in holding for p in places[:NUMBERED]}
        role = f"link.{thing.kind}" if thing.kind != THEME else "muted"
        hay = fold("\n".join((*cells, *sorted(wordings))))
        rows.append(Row(cells, keys, hay, stops[:SHARED], thing.kind, thing.missing, role, item=thing))
    return rows


def _each(places: Sequence[Place]) -> list[Place]:
    """The first place in each provision."""
    return list({p.provision: p for p in reversed(places)}.values())[::-1]


def _where(text: Text, places: Sequence[Place], named: bool) -> str:
    ns = numbers(places)
    more = f" and {len(ns) - NUMBERED:,} more" if len(ns) > NUMBERED else ""
    words = cited(ns[:NUMBERED]) + more
    return f"{text.short_title} {words}" if named else words


def alone_rows(texts: Sequence[Text], found: Iterable[Alone]) -> list[Row]:
    """A line for each provision that nothing answers."""
    rows = []
    for lonely in found:
        text, near = texts[lonely.text], lonely.near
        p = text.provisions[lonely.n - 1]
        words, nearest = words_of(text, lonely.n, WORDS), ""
        stops: tuple[Stop, ...] = ((text.id, p.start),)
        if near is not None:
            other = texts[lonely.other]
            nearest = f"{other.short_title} §{near.b.provision} · {TITLES[near.kind]} {near.score:.2f}"
        score = near.score if near is not None else 0.0
        cells = (text.short_title, f"§{lonely.n}", words, nearest)
        keys = (lonely.text, lonely.n, words.casefold(), score)
        hay = f"{cells[0]} {cells[1]} {words} {nearest}"
        rows.append(Row(cells, keys, fold(hay), stops, side=(lonely.text,), item=lonely))
    return rows


def editions_rows(a: Text, b: Text, found: Iterable[Meeting]) -> list[Row]:
    """A line for each meeting of two editions, and for each provision that one of them lacks."""
    rows = []
    for i, m in enumerate(found):
        how = m.how
        only = {"only a": f"Only in {a.short_title}", "only b": f"Only in {b.short_title}"}
        state = only.get(how) or STATES[how]
        gone = _runs(m.gone) if m.b else words_of(a, m.a[0], WORDS)
        new = _runs(m.new) if m.a else words_of(b, m.b[0], WORDS)
        alike = f"{m.alike:.0%}" if m.a and m.b else ""
        cells = (cited(m.a), cited(m.b), state, alike, gone, new)
        first, second = (m.a[0] if m.a else i), (m.b[0] if m.b else i)
        keys = ((i, first), (second, i), state, m.alike, gone.casefold(), new.casefold())
        stops = [(a.id, a.provisions[n - 1].start) for n in m.a[:1]]
        stops += [(b.id, b.provisions[n - 1].start) for n in m.b[:1]]
        whole = [*(words_of(a, n) for n in m.a), *(words_of(b, n) for n in m.b)]
        rows.append(Row(cells, keys, fold("\n".join((*cells[:3], *whole))), tuple(stops), how, item=m))
    return rows


def _runs(runs: Iterable[str]) -> str:
    line = " · ".join(" ".join(run.split()) for run in runs)
    return line if len(line) <= RUNS else line[:RUNS] + "…"


class Wanted(NamedTuple):
    """What of a list is shown: words that all must be there, a group and a side ("" and -1: any)."""

    words: str = ""
    group: str = ""
    side: int = -1


def arranged(rows: Sequence[Row], wanted: Wanted, column: int, falling: bool) -> list[int]:
    """The numbers of the rows that pass, by a column; what it leaves equal stays as it came."""
    needles, group, side = fold(wanted.words).split(), wanted.group, wanted.side
    kept = [
        i for i, row in enumerate(rows)
        if (not group or row.group == group) and (side < 0 or side in row.side) and all(n in row.hay for n in needles)
    ]  # fmt: skip
    if column >= 0:
        kept.sort(key=lambda i: rows[i].keys[column], reverse=falling)
    return kept
