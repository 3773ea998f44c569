"""What the reader confirmed and dismissed re-weighs what is still open; without decisions nothing changes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from reader.crossref import keys
from reader.crossref.merge import order
from reader.crossref.model import MENTION_KINDS, Link

PULL = 0.6  # how far one decision moves the odds of a link that rests wholly on the same evidence
MOST = 3.0  # decisions of one kind beyond this add nothing more
LIKE = 0.3  # share of the evidence that makes two links alike
KEY = "reweighing"  # of the `Weighing` among the library's values
SIGNAL = "decisions"  # the name in `Why.signals` of the change of score that decisions made

words_of = lru_cache(maxsize=1 << 16)(keys.words_of)


class Weighing(NamedTuple):
    """How a library lets decisions re-weigh its links: whether at all, and from which moment on (ISO, UTC)."""

    on: bool = True
    since: str = ""

    @classmethod
    def from_json(cls, kept: str) -> Weighing:
        """As the library keeps it; what cannot be read counts as never changed."""
        try:
            value = json.loads(kept or "{}")
        except ValueError:
            return cls()
        if not isinstance(value, dict):
            return cls()
        since = value.get("since", "")
        return cls(value.get("on") is not False, since if isinstance(since, str) else "")

    def to_json(self) -> str:
        """For the library."""
        return json.dumps({"on": self.on, "since": self.since})

    def counted(self, decided: Iterable[tuple[str, Link]]) -> list[Link]:
        """The decisions that count, of `(moment, link as decided)`."""
        return [link for moment, link in decided if self.on and moment > self.since]


class Lesson(NamedTuple):
    """What decisions on links with one piece of evidence taught: `pull` multiplies the odds of such a link."""

    rests_on: str
    confirmed: int
    dismissed: int
    pull: float


class Likeness(NamedTuple):
    """The other open links that rest on the same piece of evidence as a link."""

    rests_on: str
    links: tuple[Link, ...]


def evidence(link: Link) -> dict[str, float]:
    """What a link rests on: pairs of folded terms and shared names, with their share of the score."""
    return {key: share for key, (share, _) in _evidence(link).items()}


def _evidence(link: Link) -> dict[str, tuple[float, str]]:
    """The same with the words that name each piece for the reader."""
    if link.kind in MENTION_KINDS and link.name:
        return {f"{link.kind}:{words_of(link.name)}": (1.0, f"the name {link.name}")}
    found: dict[str, tuple[float, str]] = {}
    for term in link.why.terms:
        ends = sorted(((words_of(term.a), term.a), (words_of(term.b), term.b)))
        pair = f"{ends[0][0]} ~ {ends[1][0]}"
        if term.weight > found.get(pair, (0.0, ""))[0]:
            said = f"“{ends[0][1]}”" if ends[0][0] == ends[1][0] else f"“{ends[0][1]}” ~ “{ends[1][1]}”"
            found[pair] = (term.weight, f"the words {said}")
    for name in link.why.names:
        key = f"name:{words_of(name)}"
        if found.get(key, (0.0, ""))[0] < LIKE:
            found[key] = (LIKE, f"the name {name}")
    return found


def reweigh(links: Iterable[Link], decisions: Iterable[Link]) -> list[Link]:
    """The links, best first, with the scores of those still open moved by decisions on what rests on the same.

    The change is told in `Why.signals` as "decisions"; leaving the decisions out takes it back. Decided links keep
    their score.
    """
    votes = {key: vote for key, (_, vote) in _taught(decisions).items()}
    return sorted((_moved(link, votes) for link in links), key=order)


_SIGN = {"confirmed": 1.0, "dismissed": -1.0}


def _taught(decisions: Iterable[Link]) -> dict[str, tuple[Lesson, float]]:
    """By piece of evidence what was decided on it, and the votes: each as strong as its share, within `MOST`."""
    votes: dict[str, tuple[Lesson, float]] = {}
    for decided in decisions:
        sign = _SIGN.get(decided.status, 0.0)
        if not sign:
            continue
        for key, (share, words) in _evidence(decided).items():
            old, sum_ = votes.get(key) or (Lesson(words, 0, 0, 1.0), 0.0)
            vote = max(-MOST, min(MOST, sum_ + sign * share))
            confirmed, dismissed = old.confirmed + (sign > 0), old.dismissed + (sign < 0)
            votes[key] = (Lesson(old.rests_on, confirmed, dismissed, round((1 + PULL) ** vote, 2)), vote)
    return votes


def _moved(link: Link, votes: dict[str, float]) -> Link:
    if link.status != "suggested" or link.origin != "computed" or not votes or not 0 < link.score < 1:
        return link
    pull = sum(share * votes.get(key, 0.0) for key, share in evidence(link).items())
    if not pull:
        return link
    odds = link.score / (1 - link.score) * (1 + PULL) ** pull
    score = round(odds / (1 + odds), 4)
    why = link.why._replace(signals=(*link.why.signals, (SIGNAL, round(score - link.score, 4))))
    return link._replace(score=score, why=why)


def effect(link: Link) -> float:
    """By how much decisions on others moved the score of a link, -1 to 1; 0 if they did not."""
    return next((change for name, change in link.why.signals if name == SIGNAL), 0.0)


def lessons(decisions: Iterable[Link]) -> list[Lesson]:
    """What the decisions taught, strongest first."""
    found = (lesson for lesson, _ in _taught(decisions).values())
    return sorted(found, key=lambda lesson: (-abs(lesson.pull - 1), lesson.rests_on))


def likenesses(link: Link, links: Sequence[Link]) -> list[Likeness]:
    """What "all like this" may mean for a link, the piece of evidence that weighs most first.

    Each with the other links that are still open and rest on it too: on the same name, or the same pair of words.
    """
    own = _evidence(link)
    shared: dict[str, list[Link]] = {}
    for other in links:
        if other.key == link.key or other.status != "suggested" or other.kind != link.kind:
            continue
        theirs = evidence(other)
        for key, (share, _) in own.items():
            if min(share, theirs.get(key, 0.0)) >= LIKE * 0.5:
                shared.setdefault(key, []).append(other)
    ranked = sorted(shared, key=lambda key: (-own[key][0], key))
    return [Likeness(own[key][1], tuple(shared[key])) for key in ranked]
