"""The engine: from two texts to explained cross-references."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from importlib.util import find_spec

import numpy as np

from reader.crossref.developments import development
from reader.crossref.evidence import Weigher, shared
from reader.crossref.keys import with_keys, words_of
from reader.crossref.merge import order
from reader.crossref.model import KINDS, MENTION_KINDS, Link
from reader.crossref.reuse import covered, reuse_links
from reader.crossref.scoring import Pairs, score_pairs
from reader.crossref.selection import chosen
from reader.crossref.units import Named, Unit, thesaurus_language, units_of
from reader.crossref.why import why_of
from reader.crossref.words import language
from reader.errors import Feedback
from reader.text.model import Text


def find_links(
    a: Text, b: Text, *, kinds: Collection[str] | None = None, feedback: Feedback | None = None
) -> list[Link]:
    """Every computed cross-reference between two texts, best first; the same for `(b, a)`, swapped.

    `kinds` (of `KINDS`, default all) says what to look for. Memory grows with the texts, not with their product.
    """
    wanted = frozenset(KINDS if kinds is None else kinds)
    if _later(a, b):
        return sorted((link.swapped() for link in find_links(b, a, kinds=wanted, feedback=feedback)), key=order)
    feedback = feedback or Feedback()
    feedback.step(0, 100)
    links: list[Link] = []
    names_a, names_b, mentions = _names(a, b, wanted)
    links.extend(mentions)
    if wanted & {"reuse", "parallel", "development"}:
        links.extend(_compared(a, b, names_a, names_b, wanted, feedback))
    feedback.step(100, 100)
    return sorted(with_keys(links), key=order)


def _later(a: Text, b: Text) -> bool:
    """Whether the pair is taken the other way round, so that both ways give one answer."""
    return (b.date, b.sha256, b.id) < (a.date, a.sha256, a.id)


def _names(a: Text, b: Text, wanted: Collection[str]) -> tuple[list[Named], list[Named], list[Link]]:
    if find_spec("reader.crossref.mentions") is None:
        return [], [], []
    from reader.crossref.mentions import find_mentions, mention_links

    ma, mb = find_mentions(a), find_mentions(b)
    links = mention_links(a, b, ma, mb) if set(wanted) & set(MENTION_KINDS) else []
    named = [
        [Named(m.start, m.end, m.name_id or words_of(m.surface), m.kind, m.canonical or m.surface) for m in found]
        for found in (ma, mb)
    ]
    return named[0], named[1], [link for link in links if link.kind in wanted]


def _compared(
    a: Text, b: Text, names_a: Sequence[Named], names_b: Sequence[Named], wanted: Collection[str], feedback: Feedback
) -> list[Link]:
    latin = language([a.canonical[:20_000], b.canonical[:20_000]])
    total = 4 * (len(a.provisions) + len(b.provisions))
    ua = units_of(a, latin, names_a, feedback, 0, total)
    ub = units_of(b, latin, names_b, feedback, len(a.provisions), total)
    weigh = Weigher(ua, ub, thesaurus_language(a.lang), latin)
    links = reuse_links(a, ua, b, ub, weigh, feedback)
    if wanted & {"parallel", "development"}:
        titles = {n.id: n.title for n in (*names_a, *names_b)}
        pairs = score_pairs(ua, ub, weigh, feedback)
        links.extend(_parallels(a, ua, b, ub, weigh, pairs, titles, links))
    return [link for link in links if link.kind in wanted]


def _parallels(
    a: Text,
    ua: Sequence[Unit],
    b: Text,
    ub: Sequence[Unit],
    weigh: Weigher,
    pairs: Pairs,
    titles: dict[str, str],
    reused: Sequence[Link],
) -> list[Link]:
    links = []
    scores = pairs.probability()
    taken = covered(reused, ua, ub)
    for k in chosen(pairs, scores, len(ua), len(ub)):
        x, y = ua[int(pairs.a[k])], ub[int(pairs.b[k])]
        if (x.start, y.start) in taken:
            continue  # nearly verbatim: the reuse says it better
        evidence = shared(x, y, weigh)
        support = float(pairs.support[k] / max(pairs.strength[k], 1e-9))
        why = why_of(a, x, b, y, evidence, support, titles)
        score = float(np.round(scores[k], 4))
        link = Link("", "parallel", score, "computed", "suggested", None, x.at(a), y.at(b), why)
        links.append(development(link, a, x, b, y, evidence) or link)
    return links
