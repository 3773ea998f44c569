"""What became of it: a plan, a promise or a founding in the earlier text, its outcome or citation in the later."""

from __future__ import annotations

from collections.abc import Sequence

from reader.crossref.evidence import Shared
from reader.crossref.model import Link
from reader.crossref.units import Unit
from reader.text.model import Text

# What can be planned and then be there: the shared subject must be one of these, or a named body or instrument.
_BECOMES = frozenset((
    "antiterror_body", "summit", "heads_of_government", "charter_founding_document", "working_mechanisms",
    "membership", "treaty", "nuclear_free_zone", "drugs", "terrorism", "three_evils", "transnational_crime",
    "trade", "investment", "energy", "energy_security", "economic_cooperation", "external_cooperation", "un_reform",
    "rules_of_procedure", "information_security", "confidence_building", "integration", "security_belt", "disasters",
    "environment", "climate", "health", "education", "transport", "finance", "migration", "conflict_settlement",
    "arms_smuggling", "defence_cooperation", "poverty", "social_development", "organisation_decisions",
))  # fmt: skip
# Of these a later plan or promise is a continuation too, not only an outcome.
_CONTINUES = frozenset(("antiterror_body", "drugs", "terrorism", "three_evils", "nuclear_free_zone", "un_reform"))
_AHEAD = ("plan", "commitment")
_NEEDED = 0.18  # share of the evidence that the subject must carry


def development(link: Link, a: Text, ua: Unit, b: Text, ub: Unit, evidence: Sequence[Shared]) -> Link | None:
    """The link as a development, where the earlier end plans what the later end shows; None where it is not one.

    Dates decide which end is earlier; without two different dates there is no development.
    """
    if not a.date or not b.date or a.date[:10] == b.date[:10]:
        return None
    forth = a.date < b.date
    early, late = (ua, ub) if forth else (ub, ua)
    ahead = max((early.roles.get(r, 0.0) for r in _AHEAD), default=0.0)
    subject = _subject(evidence)
    if subject is None or ahead < 0.3:
        return None
    after = max(late.roles.get("outcome", 0.0), late.roles.get("praise", 0.0))
    if subject[2:] in _CONTINUES:
        after = max(after, late.roles.get("commitment", 0.0), late.roles.get("plan", 0.0))
    if after < 0.3:
        return None
    roles = ("plan", "outcome") if forth else ("outcome", "plan")
    title = subject[2:].replace("_", " ")
    summary = f"Planned in the earlier text, shown or continued in the later: {title}. {link.why.summary}"
    return link._replace(kind="development", why=link.why._replace(summary=summary, roles=roles))


def _subject(evidence: Sequence[Shared]) -> str | None:
    """The heaviest shared feature that can be planned and come about, if it carries enough of the evidence."""
    whole = sum(s.weight for s in evidence) or 1.0
    able = [s for s in evidence if s.key[0] == "c" and s.key[2:] in _BECOMES and s.full / whole >= _NEEDED]
    best = max(able, key=lambda s: (s.full, s.key), default=None)
    return best.key if best else None
