"""What became of it: a plan, a promise or a founding in the earlier text, its outcome or continuation in the later."""

from __future__ import annotations

from collections.abc import Sequence

from reader.crossref.authority import load_authority
from reader.crossref.evidence import Shared
from reader.crossref.model import Link
from reader.crossref.thesaurus import concepts
from reader.crossref.units import Unit
from reader.text.model import Text

# Of these a later plan or promise is a continuation too, not only an outcome.
_CONTINUES = frozenset(("antiterror_body", "drugs", "terrorism", "three_evils", "nuclear_free_zone", "un_reform"))
_AHEAD = ("plan", "commitment")
_LEAST = 0.3  # how strongly an end must play its role
_NEEDED = 0.18  # share of the evidence that the subject must carry


def development(link: Link, a: Text, ua: Unit, b: Text, ub: Unit, evidence: Sequence[Shared]) -> Link | None:
    """The link as a development, where the earlier end plans what the later end shows; None where it is not one.

    Dates decide which end is earlier; without two different dates there is no development. What the authority knows
    to have become something else needs no plan; otherwise the two must share a subject, whatever it is called.
    """
    if not a.date or not b.date or a.date[:10] == b.date[:10]:
        return None
    forth = a.date < b.date
    early, late = (ua, ub) if forth else (ub, ua)
    roles = ("plan", "outcome") if forth else ("outcome", "plan")
    became = _became(early, late)
    if became is not None:
        summary = f"The {became[0]} of the earlier text became the {became[1]}. {link.why.summary}"
        names = tuple(dict.fromkeys((*became, *link.why.names)))
        return link._replace(kind="development", why=link.why._replace(summary=summary, roles=roles, names=names))
    ahead = max((early.roles.get(r, 0.0) for r in _AHEAD), default=0.0)
    subject = _subject(evidence)
    if subject is None or ahead < _LEAST or early.roles.get("principle", 0.0) > ahead:
        return None
    after = max(late.roles.get("outcome", 0.0), late.roles.get("praise", 0.0))
    if subject[2:] in _CONTINUES:
        after = max(after, late.roles.get("commitment", 0.0), late.roles.get("plan", 0.0))
    if after < _LEAST:
        return None
    summary = f"What the earlier text plans, the later one shows or continues. {link.why.summary}"
    return link._replace(kind="development", why=link.why._replace(summary=summary, roles=roles))


def _became(early: Unit, late: Unit) -> tuple[str, str] | None:
    """The canonical names of a planned thing of the earlier sentence and of what it became in the later one."""
    ids = [[key[2:] for key in unit.features if key[0] == "n"] for unit in (early, late)]
    if not ids[0] or not ids[1]:
        return None
    authority = load_authority()
    for first in sorted(ids[0]):
        for second in sorted(ids[1]):
            if authority.relation(first, second) == "became":
                return authority.by_id[first].canonical, authority.by_id[second].canonical
    return None


def _subject(evidence: Sequence[Shared]) -> str | None:
    """The heaviest shared concept, name or field of meaning, if it carries enough of the evidence."""
    whole = sum(s.weight for s in evidence) or 1.0
    able = [s for s in evidence if s.key[0] in "cnf" and not _usual(s.key) and s.full / whole >= _NEEDED]
    best = max(able, key=lambda s: (s.full, s.key), default=None)
    return best.key if best else None


def _usual(key: str) -> bool:
    return key[0] == "c" and concepts()[key[2:]].usual
