"""The engine: from two texts to explained cross-references."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from reader.crossref.citations import with_citations
from reader.crossref.developments import development
from reader.crossref.evidence import Weigher, shared
from reader.crossref.keys import with_keys
from reader.crossref.matters import matters_of
from reader.crossref.meaning import Meaning
from reader.crossref.merge import order
from reader.crossref.model import KINDS, MENTION_KINDS, Link
from reader.crossref.reuse import covered, reuse_links
from reader.crossref.scoring import Pairs, score_pairs
from reader.crossref.selection import chosen
from reader.crossref.stages import SCALE, Stage, without_collector
from reader.crossref.units import Named, Unit, thesaurus_language, units_of
from reader.crossref.why import why_of, with_matter
from reader.crossref.words import language
from reader.errors import Feedback
from reader.text.model import Text

if TYPE_CHECKING:
    from reader.crossref.authority import Authority
    from reader.crossref.set_phrases import SetPhrases


def find_links(
    a: Text,
    b: Text,
    *,
    kinds: Collection[str] | None = None,
    feedback: Feedback | None = None,
    authority: Authority | None = None,
    phrases: SetPhrases | None = None,
) -> list[Link]:
    """Every computed cross-reference between two texts, best first; the same for `(b, a)`, swapped.

    `kinds` (of `KINDS`, default all) says what to look for, `authority` which names are known, `phrases`
    which wordings a library shows to be everywhere (`set_phrases.of_library`). Memory grows with the texts, not with
    their product.
    """
    wanted = frozenset(KINDS if kinds is None else kinds)
    if _later(a, b):
        turned = find_links(b, a, kinds=wanted, feedback=feedback, authority=authority, phrases=phrases)
        for n, link in enumerate(turned):
            if feedback is not None and n % 500 == 0:
                feedback.step(SCALE, SCALE)
            turned[n] = link.swapped()
        return sorted(turned, key=order)
    whole = feedback or Feedback()
    whole.step(0, SCALE)
    with without_collector():
        names_a, names_b, links, familiar = _names(a, b, wanted, whole, authority, phrases)
        if not wanted.isdisjoint(("reuse", "parallel", "development")):
            links.extend(_compared(a, b, names_a, names_b, wanted, whole, phrases, familiar))
        if a.canonical == b.canonical:
            links = _both_ways(links)
        links = sorted(with_keys(links, Stage(whole, 960, 990)), key=order)
    whole.step(SCALE, SCALE)
    return links


def _both_ways(links: Sequence[Link]) -> list[Link]:
    """Links of a text with itself, each seen from either side: what holds one way holds the other."""
    seen: dict[tuple[object, ...], Link] = {}
    for link in sorted((*links, *(link.swapped() for link in links)), key=order):
        place = (link.kind, link.name, link.a.start, link.a.end, link.b.start, link.b.end)
        twin = (link.kind, link.name, link.b.start, link.b.end, link.a.start, link.a.end)
        kept = seen.get(twin)
        seen.setdefault(place, kept.swapped() if kept else link)
    return list(seen.values())


def _later(a: Text, b: Text) -> bool:
    """Whether the pair is taken the other way round, so that both ways give one answer."""
    return (b.date, b.sha256, b.id) < (a.date, a.sha256, a.id)


def _names(
    a: Text, b: Text, wanted: frozenset[str], whole: Feedback, authority: Authority | None, phrases: SetPhrases | None
) -> tuple[list[Named], list[Named], list[Link], dict[str, float]]:
    from reader.crossref.mentions import find_mentions, mention_links

    share = 100 * len(a.canonical) // max(1, len(a.canonical) + len(b.canonical))
    found = [
        find_mentions(a, authority, feedback=Stage(whole, 0, share)),
        find_mentions(b, authority, feedback=Stage(whole, share, 100)),
    ]
    familiar: dict[str, float] = {}
    if phrases is not None:
        wordings: dict[str, set[str]] = {}
        for text, mentions in zip((a, b), found, strict=True):
            for m in mentions:
                wordings.setdefault(m.name_id, set()).add(text.canonical[m.start : m.end])
        whole.step(100, SCALE)
        familiar = phrases.familiar(wordings)
    links = []
    if not wanted.isdisjoint(MENTION_KINDS):
        links = mention_links(
            a, b, *found, authority=authority, familiar=familiar, feedback=Stage(whole, 100, 140)
        )
    named = []
    for mentions in found:
        whole.step(140, SCALE)
        named.append([Named(m.start, m.end, m.name_id, m.kind, m.canonical) for m in mentions])
    return named[0], named[1], [link for link in links if link.kind in wanted], familiar


def _compared(
    a: Text,
    b: Text,
    names_a: Sequence[Named],
    names_b: Sequence[Named],
    wanted: Collection[str],
    whole: Feedback,
    phrases: SetPhrases | None,
    familiar: Mapping[str, float],
) -> list[Link]:
    latin = language([a.canonical[:20_000], b.canonical[:20_000]])
    total = len(a.provisions) + len(b.provisions)
    reading = Stage(whole, 140, 450)
    ua = units_of(a, latin, names_a, reading, 0, total)
    ub = units_of(b, latin, names_b, reading, len(a.provisions), total)
    ua, ub = ([unit for unit in units if unit.features] for units in (ua, ub))  # "Article 3" alone says nothing
    weigh = Weigher(ua, ub, thesaurus_language(a.lang), latin, Stage(whole, 450, 450), familiar)
    links = reuse_links(a, ua, b, ub, weigh, Stage(whole, 450, 600), phrases)
    if "parallel" in wanted or "development" in wanted:
        titles = {n.id: n.title for n in (*names_a, *names_b)}
        meaning = meaning_of(a, ua, b, ub, latin, Stage(whole, 600, 620))
        pairs = score_pairs(ua, ub, weigh, Stage(whole, 620, 850), meaning)
        links.extend(_parallels(a, ua, b, ub, weigh, pairs, meaning, titles, links, Stage(whole, 850, 960)))
    return [link for link in links if link.kind in wanted]


def meaning_of(
    a: Text, ua: Sequence[Unit], b: Text, ub: Sequence[Unit], latin: str, feedback: Feedback
) -> Meaning | None:
    """What the sentences of two texts are about, if both are in languages whose matters are known, and of our field."""
    matters = [matters_of(thesaurus_language(text.lang), latin) for text in (a, b)]
    if matters[0] is None or matters[1] is None or not ua or not ub:
        return None
    meaning = Meaning((matters[0], matters[1]), ua, ub, feedback)
    return meaning if meaning.trust > 0 else None


def _parallels(
    a: Text,
    ua: Sequence[Unit],
    b: Text,
    ub: Sequence[Unit],
    weigh: Weigher,
    pairs: Pairs,
    meaning: Meaning | None,
    titles: dict[str, str],
    reused: Sequence[Link],
    feedback: Feedback,
) -> list[Link]:
    links = []
    scores = pairs.probability()
    feedback.step(0, 1)
    taken = covered(reused, ua, ub)
    picked = chosen(pairs, scores, len(ua), len(ub), feedback)
    for n, k in enumerate(picked):
        if n % 100 == 0:
            feedback.step(n, len(picked))
        x, y = ua[int(pairs.a[k])], ub[int(pairs.b[k])]
        if (x.start, y.start) in taken:
            continue  # nearly verbatim: the reuse says it better
        evidence = shared(x, y, weigh)
        support = float(pairs.support[k] / max(pairs.strength[k], 1e-9))
        why = why_of(a, x, b, y, evidence, support, titles, weigh)
        if meaning is not None:
            why = with_matter(why, a, x, b, y, meaning, int(pairs.a[k]), int(pairs.b[k]))
        score = float(np.round(scores[k], 4))
        link = Link("", "parallel", score, "computed", "suggested", None, x.at(a), y.at(b), why)
        links.append(development(link, a, x, b, y, evidence, weigh) or link)
    return with_citations(links, a, ua, b, ub)
