"""What the reader confirmed and dismissed re-weighs what is still open; without decisions nothing changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reader.crossref.keys import words_of
from reader.crossref.merge import order
from reader.crossref.model import MENTION_KINDS, Link

PULL = 0.6  # how far one decision moves the odds of a link that rests wholly on the same evidence
MOST = 3.0  # decisions of one kind beyond this add nothing more


def evidence(link: Link) -> dict[str, float]:
    """What a link rests on: pairs of folded terms and shared names, with their share of the score."""
    if link.kind in MENTION_KINDS and link.name:
        return {f"{link.kind}:{words_of(link.name)}": 1.0}
    found: dict[str, float] = {}
    for term in link.why.terms:
        pair = " ~ ".join(sorted((words_of(term.a), words_of(term.b))))
        found[pair] = max(found.get(pair, 0.0), term.weight)
    for name in link.why.names:
        found[f"name:{words_of(name)}"] = max(found.get(f"name:{words_of(name)}", 0.0), 0.3)
    return found


def reweigh(links: Iterable[Link], decisions: Iterable[Link]) -> list[Link]:
    """The links, best first, with the scores of those still open moved by decisions on what rests on the same.

    The effect is the difference of the scores; leaving the decisions out resets it. Decided links keep their score.
    """
    votes: dict[str, float] = {}
    for decided in decisions:
        sign = {"confirmed": 1.0, "dismissed": -1.0}.get(decided.status, 0.0)
        for key, share in evidence(decided).items():
            votes[key] = max(-MOST, min(MOST, votes.get(key, 0.0) + sign * share))
    return sorted((_moved(link, votes) for link in links), key=order)


def _moved(link: Link, votes: dict[str, float]) -> Link:
    if link.status != "suggested" or link.origin != "computed" or not votes or not 0 < link.score < 1:
        return link
    pull = sum(share * votes.get(key, 0.0) for key, share in evidence(link).items())
    if not pull:
        return link
    odds = link.score / (1 - link.score) * (1 + PULL) ** pull
    return link._replace(score=round(odds / (1 + odds), 4))


def alike(link: Link, links: Sequence[Link]) -> list[Link]:
    """The other open links that "all like this" means: of the same kind and resting mainly on the same."""
    own = evidence(link)
    main = max(own, key=lambda k: (own[k], k), default=None)
    if main is None:
        return []
    return [
        other
        for other in links
        if other.key != link.key
        and other.status == "suggested"
        and other.kind == link.kind
        and evidence(other).get(main, 0.0) >= 0.3
    ]
