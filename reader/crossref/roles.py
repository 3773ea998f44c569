"""What a sentence does: recital, principle, plan, commitment, concern, praise, outcome; by cue words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from reader.crossref.thesaurus import Phrases
from reader.crossref.toml_tables import read_tables
from reader.crossref.words import stems_for
from reader.paths import resources

ROLES = ("plan", "outcome", "commitment", "principle", "concern", "praise", "recital")


@lru_cache(maxsize=1)
def _cues() -> Mapping[str, Mapping[str, list[str]]]:
    return read_tables(resources() / "thesaurus" / "roles.toml")


@lru_cache(maxsize=8)
def _phrases(lang: str, latin: str) -> Phrases:
    wordings = [(role, w) for role in ROLES for w in _cues().get(role, {}).get(lang, ())]
    return Phrases(wordings, stems_for(latin), frozenset())


def roles_of(words: Sequence[str], lang: str, latin: str) -> dict[str, float]:
    """How strongly a sentence (its folded words) plays each role, 0 to 1; longer cues count more, repeats less."""
    found: dict[str, float] = {}
    for role, start, end in sorted(set(_phrases(lang, latin).find(words))):
        found[role] = 1 - (1 - found.get(role, 0.0)) * (0.55 if end - start > 1 else 0.7)
    return found


def main_role(strengths: Mapping[str, float]) -> str | None:
    """The role that weighs most (the first of `ROLES` in a tie), or None without any cue."""
    best = max(ROLES, key=lambda r: (strengths.get(r, 0.0), -ROLES.index(r)))
    return best if strengths.get(best) else None
