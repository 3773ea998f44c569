"""Evidence into words: the paired terms, the shared names, and one sentence that reads at a glance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reader.crossref.evidence import Shared
from reader.crossref.model import Term, Why
from reader.crossref.roles import main_role
from reader.crossref.thesaurus import concepts
from reader.crossref.units import Unit
from reader.crossref.weights import function_words
from reader.text.model import Text

_SMALL = frozenset(function_words())
_SHOWN = 8  # terms that are kept as evidence
_TOLD = 3  # terms that the sentence names
_LEAST = 0.02  # share of the evidence below which a term is not worth a reader's while


def why_of(
    a: Text, ua: Unit, b: Text, ub: Unit, evidence: Sequence[Shared], support: float, names: Mapping[str, str]
) -> Why:
    """The reason of a parallel: `evidence` heaviest first, `support` the neighbourhood's part (0 to 1)."""
    whole = sum(s.weight for s in evidence) or 1.0
    terms: list[Term] = []
    topics: list[str] = []
    held: list[str] = []
    parts = {"words": 0.0, "concepts": 0.0, "names": 0.0}
    for s in evidence:
        kind = {"c": "concepts", "n": "names"}.get(s.key[0], "words")
        parts[kind] += s.weight / whole
        if s.weight / whole < _LEAST or len(terms) >= _SHOWN or s.key[2:] in _SMALL:
            continue
        if kind == "names":
            held.append(names.get(s.key[2:], s.key[2:]))
        elif kind == "concepts" and s.weight / whole > 0.1 and not concepts()[s.key[2:]].usual:
            topics.append(concepts()[s.key[2:]].title)
        terms.append(Term(_words(a, ua, s.mask_a), _words(b, ub, s.mask_b), round(s.weight / whole, 4)))
    terms = _distinct(terms)
    roles = (main_role(ua.roles), main_role(ub.roles))
    pair = (roles[0], roles[1]) if roles[0] and roles[1] else None
    signals = [(k, round(v, 4)) for k, v in parts.items() if v > 0]
    if support > 0:
        signals.append(("neighbourhood", round(support, 4)))
    return Why(_sentence(topics, terms, held), tuple(terms), tuple(dict.fromkeys(held)), (), pair, tuple(signals))


def _sentence(topics: Sequence[str], terms: Sequence[Term], names: Sequence[str]) -> str:
    """ "Both speak of challenges and threats: new challenges ~ new threats; shared name UN Charter."."""
    told = [f"{t.a} ~ {t.b}" if t.a.casefold() != t.b.casefold() else t.a for t in terms[:_TOLD]]
    about = f"Both speak of {_list(topics[:2])}" if topics else "Both use the same words"
    sentence = about + (": " + ", ".join(told) if told else "")
    if names:
        sentence += f"; shared name{'s' if len(set(names)) > 1 else ''} {_list(list(dict.fromkeys(names))[:3])}"
    return sentence + "."


def _list(words: Sequence[str]) -> str:
    return " and ".join(([", ".join(words[:-1])] if len(words) > 1 else []) + [words[-1]])


def _distinct(terms: Sequence[Term]) -> list[Term]:
    """Terms without those whose words another, heavier term shows already."""
    kept: list[Term] = []
    for t in terms:
        if not any(t.a in k.a and t.b in k.b for k in kept):
            kept.append(t)
    return kept


def _words(text: Text, unit: Unit, mask: int) -> str:
    """The first run of words under a mask, as the text writes them."""
    first = (mask & -mask).bit_length() - 1
    last = first
    while mask >> (last + 1) & 1:
        last += 1
    start, end = unit.spans[first][0], unit.spans[min(last, len(unit.spans) - 1)][1]
    return " ".join(text.canonical[unit.start + start : unit.start + end].split())
