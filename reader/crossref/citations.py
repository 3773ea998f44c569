"""A later text that cites the earlier one by name or year: a development, whatever else the two sentences share."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reader.crossref.model import Link, Term, Why
from reader.crossref.units import Unit
from reader.crossref.words import tokens
from reader.text.model import Text

_NOUNS = re.compile(
    r"declaration|communiqu|charter|treat(y|ies)|accord|agreement|convention|covenant|pact|protocol|statement"
    r"|memorandum|resolution|act$|декларац|хартии|хартия|устав|договор|соглашен|конвенц|заявлен|коммюнике"
    r"|宣言|声明|宪章|憲章|条约|條約|公约|公報|公报|协定"
)
_YEAR_WORDS = 4  # words between the year and the name of the instrument
SCORE = 0.8  # own judgement: a careful reader lists nearly every citation of the other text
_OPENING = 3  # provisions in which a text says what it is


def with_citations(links: Sequence[Link], a: Text, ua: Sequence[Unit], b: Text, ub: Sequence[Unit]) -> list[Link]:
    """The links with those for sentences of the later text that cite the earlier; a parallel there becomes one.

    The earlier end is the sentence in which that text speaks of itself: in its opening the first that names its own
    sort of instrument, else its first. Without two different dates nothing is added.
    """
    if not a.date or not b.date or a.date[:10] == b.date[:10] or not ua or not ub:
        return list(links)
    forth = a.date < b.date
    early, late, eu, lu = (a, b, ua, ub) if forth else (b, a, ub, ua)
    title = tokens(early.title)
    nouns = frozenset(word for word in title if _NOUNS.match(word))
    if not nouns:
        return list(links)
    place = next((u for u in eu if u.provision <= _OPENING and nouns.intersection(u.words)), eu[0])
    own = " ".join(tokens(late.title))
    found: dict[tuple[int, int], Link] = {}
    for unit in lu:
        cited = _cited(unit.words, title, nouns, early.date[:4])
        if cited is None or " ".join(unit.words[slice(*cited)]) in own:
            continue  # none, or what the later text calls itself
        start, end = unit.start + unit.spans[cited[0]][0], unit.start + unit.spans[cited[1] - 1][1]
        wording = " ".join(late.canonical[start:end].split())
        one, two = (place.at(early), unit.at(late)) if forth else (unit.at(late), place.at(early))
        ends = (early.title, wording) if forth else (wording, early.title)
        roles = ("plan", "outcome") if forth else ("outcome", "plan")
        summary = f"The later text refers to the earlier one: “{wording}”."
        why = Why(summary, (Term(*ends, 1.0),), (), (), roles, (("citation", 1.0),))
        found[one.start, two.start] = Link("", "development", SCORE, "computed", "suggested", None, one, two, why)
    kept = []
    for link in links:
        cites = found.pop((link.a.start, link.b.start), None)
        if cites is not None:
            why = link.why._replace(
                summary=f"{cites.why.summary} {link.why.summary}",
                terms=(*cites.why.terms, *link.why.terms),
                roles=cites.why.roles,
            )
            link = link._replace(kind="development", score=max(SCORE, link.score), why=why)
        kept.append(link)
    return kept + list(found.values())


def _cited(words: Sequence[str], title: Sequence[str], nouns: frozenset[str], year: str) -> tuple[int, int] | None:
    """The words `[first, last)` that name the instrument: a run of its title, or its sort with its year."""
    for at, word in enumerate(words):
        if word not in nouns:
            continue
        run = _title_run(words, at, title)
        if run is not None:
            return run
        near = range(max(0, at - 1), min(len(words), at + _YEAR_WORDS + 1))
        for other in near:
            if words[other] == year:
                return min(at, other), max(at, other) + 1
    return None


def _title_run(words: Sequence[str], at: int, title: Sequence[str]) -> tuple[int, int] | None:
    """The run around the noun at `at` that stands in the title too, if it is more than the noun and small words."""
    best: tuple[int, int] | None = None
    for place, word in enumerate(title):
        if word != words[at]:
            continue
        first, last = 0, 1
        while first < min(at, place) and words[at - first - 1] == title[place - first - 1]:
            first += 1
        while at + last < len(words) and place + last < len(title) and words[at + last] == title[place + last]:
            last += 1
        telling = [w for w in words[at - first : at + last] if len(w) > 3 or w > "\u2e80"]
        if len(telling) >= (2 if word < "\u2e80" else 3) and (best is None or first + last > best[1] - best[0]):
            best = (at - first, at + last)
    return best
