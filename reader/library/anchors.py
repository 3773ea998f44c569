"""Targets made, and carried from one wording of a text to the next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from reader.anchor.model import Ambiguous, Candidate, Orphan, Placed, Selectors
from reader.errors import UserError
from reader.library.models import Target
from reader.text.model import Text

Outcome: TypeAlias = Placed | Ambiguous | Orphan


def target_on(text: Text, start: int, end: int) -> Target:
    """A target on `[start, end)` of `text` with what finds it again; UserError for an empty or outlying span."""
    size = len(text.canonical)
    if not 0 <= start < end <= size:
        raise UserError("This is not a passage of the text.", f"The text has {size} characters.")
    from reader.anchor.quote import describe  # late: its parts cost 100 ms, and reading needs none of them

    found = describe(text.canonical, start, end)
    provision = text.provision_at(start).n
    return Target(text.id, start, end, found.exact, found.prefix, found.suffix, provision, text.sha256)


def selectors(target: Target) -> Selectors:
    """What a target remembers, as the anchor room takes it."""
    return Selectors(target.exact, target.prefix, target.suffix, target.start, target.end, target.provision or None)


def carried(old: str | None, new: str, targets: Sequence[Target]) -> list[Outcome]:
    """Where targets made on the wording `old` stand in `new`; without the old wording they are looked for by quote."""
    if old is None:
        from reader.anchor.quote import resolve  # late, as above

        return [resolve(new, selectors(t)) for t in targets]
    from reader.anchor.mapping import carry  # late, as above

    return list(carry(old, new, [(t.start, t.end) for t in targets]))


def settled(target: Target, text: Text, outcome: Outcome) -> Target:
    """The target after its text became `text`: moved, edited, or kept as it was with the reason why it is lost."""
    if isinstance(outcome, Placed):
        new = target_on(text, outcome.start, outcome.end)
        if new.exact == target.exact:
            return new
        before = target.was if target.state == "edited" and target.was else target.exact
        if new.exact == before:
            return new
        return new._replace(state="edited", reason="The wording of the text has changed here.", was=before)
    if isinstance(outcome, Ambiguous):
        count = len(outcome.candidates)
        reason = f"The passage could be any of {count} places." if count else "The passage could be in several places."
        return target._replace(state="ambiguous", reason=reason)
    return target._replace(state="orphan", reason=outcome.reason)


def candidates(target: Target, old: str | None, text: Text) -> list[Candidate]:
    """Places of `text` that a lost target may belong to, best first."""
    found: list[Candidate] = []
    from reader.anchor.quote import resolve  # late, as above

    outcomes = [resolve(text.canonical, selectors(target))]
    if old is not None and old != text.canonical:
        outcomes += carried(old, text.canonical, [target])
    for outcome in outcomes:
        if isinstance(outcome, Placed):
            found.append(Candidate(outcome.start, outcome.end, outcome.score))
        else:
            found.extend(outcome.candidates)
    best: dict[tuple[int, int], Candidate] = {}
    for c in found:
        if (c.start, c.end) not in best or best[c.start, c.end].score < c.score:
            best[c.start, c.end] = c
    return sorted(best.values(), key=lambda c: (-c.score, c.start))
