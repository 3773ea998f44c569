"""What became of it: a plan, a promise or a founding in the earlier text, its outcome or continuation in the later."""

from __future__ import annotations

from collections.abc import Sequence

from reader.crossref.authority import load_authority
from reader.crossref.evidence import Shared, Weigher
from reader.crossref.model import Link
from reader.crossref.thesaurus import concepts
from reader.crossref.units import Unit
from reader.text.model import Text

# What the roles of the two ends say for a development: logistic regression on 246 listed pairs of seven labelled pairs
# of texts (tests/bench/data/developments.toml); with each of them left out in turn, precision .67 and recall .58.
EARLY = {"plan": 2.8, "commitment": 0.7, "principle": -1.2, "concern": -2.2, "praise": -2.0}
LATE = {"outcome": 3.1, "praise": 0.4, "plan": -1.3, "commitment": -2.1, "principle": -2.4, "concern": -1.6}
BIAS = -2.1
LIKELY = 0.45  # of the link: one that is doubtful in itself is not told as a story
_NEEDED = 0.18  # share of the evidence that the subject must carry
# What texts do with themselves in every case: that both speak of it makes no outcome of a plan.
_PROCEDURE = frozenset(("f:ratification", "f:meetings", "f:the_next_meeting", "c:depositary", "c:treaty", "c:signing"))


def development(
    link: Link, a: Text, ua: Unit, b: Text, ub: Unit, evidence: Sequence[Shared], weigh: Weigher
) -> Link | None:
    """The link as a development, where the earlier end plans what the later end shows; None where it is not one.

    Dates decide which end is earlier; without two different dates there is no development. What the authority knows
    to have become something else needs no plan; otherwise the two must share a subject, whatever it is called.
    """
    if not a.date or not b.date or a.date[:10] == b.date[:10]:
        return None
    forth = a.date < b.date
    early, late = (ua, ub) if forth else (ub, ua)
    roles = ("plan", "outcome") if forth else ("outcome", "plan")
    became = _became(early, late, weigh)
    if became is not None:
        summary = f"The {became[0]} of the earlier text became the {became[1]}. {link.why.summary}"
        names = tuple(dict.fromkeys((*became, *link.why.names)))
        return link._replace(kind="development", why=link.why._replace(summary=summary, roles=roles, names=names))
    odds = BIAS + sum(weight * early.roles.get(role, 0.0) for role, weight in EARLY.items())
    odds += sum(weight * late.roles.get(role, 0.0) for role, weight in LATE.items())
    if link.score < LIKELY or odds < 0 or not _subject(evidence):
        return None
    summary = f"What the earlier text plans, the later one shows or continues. {link.why.summary}"
    return link._replace(kind="development", why=link.why._replace(summary=summary, roles=roles))


def _became(early: Unit, late: Unit, weigh: Weigher) -> tuple[str, str] | None:
    """The canonical names of a planned thing of the earlier sentence and of what it became in the later one."""
    names = [[key for key in unit.features if key[0] == "n"] for unit in (early, late)]
    ids = [[key[2:] for key in keys if not weigh.filler(key)] for keys in names]
    if not ids[0] or not ids[1]:
        return None
    authority = load_authority()
    for first in sorted(ids[0]):
        for second in sorted(ids[1]):
            if authority.relation(first, second) == "became":
                return authority.by_id[first].canonical, authority.by_id[second].canonical
    return None


def _subject(evidence: Sequence[Shared]) -> bool:
    """Whether a shared concept, name or field of meaning carries enough of the evidence."""
    whole = sum(s.weight for s in evidence) or 1.0
    able = (s for s in evidence if s.key[0] in "cnf" and s.key not in _PROCEDURE and not _usual(s.key))
    return any(s.full / whole >= _NEEDED for s in able)


def _usual(key: str) -> bool:
    return key[0] == "c" and concepts()[key[2:]].usual
