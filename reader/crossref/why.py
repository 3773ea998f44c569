"""Evidence into words: the paired terms, the shared names, and one sentence that reads at a glance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reader.crossref.evidence import Shared, Weigher
from reader.crossref.meaning import Meaning
from reader.crossref.model import Term, Why
from reader.crossref.roles import main_role
from reader.crossref.titles import told_apart, written
from reader.crossref.units import Unit
from reader.crossref.weights import function_words, light_words
from reader.text.model import Text

_SMALL = frozenset((*function_words(), *light_words()))
_SHOWN = 8  # terms that are kept as evidence
_ANSWERS = 2  # pairs of wordings that it names
_TOLD = 3  # terms that the sentence names
_SAME = 5  # letters at the beginning by which two words are forms of one
_NEARBY = "What stands around these sentences matches."
_COMMON = (
    "of", "Organization", "Organisation", "Union", "Charter", "Treaty", "Declaration", "Convention", "Council",
    "Commission", "Group", "Court", "Fund", "Bank", "Five", "Structure", "Agreement", "centre", "Summit", "Assembly",
)  # fmt: skip
_LEAST = 0.02  # share of the evidence below which a term is not worth a reader's while


def why_of(
    a: Text,
    ua: Unit,
    b: Text,
    ub: Unit,
    evidence: Sequence[Shared],
    support: float,
    names: Mapping[str, str],
    weigh: Weigher,
) -> Why:
    """The reason of a parallel: `evidence` heaviest first, `support` the neighbourhood's part (0 to 1)."""
    whole = sum(s.weight for s in evidence) or 1.0
    terms: list[Term] = []
    topics: list[str] = []
    held: list[str] = []
    parts = {"words": 0.0, "fields": 0.0, "concepts": 0.0, "names": 0.0}
    for s in evidence:
        kind = {"c": "concepts", "n": "names", "f": "fields"}.get(s.key[0], "words")
        part = s.weight / whole
        parts[kind] += part
        if part < _LEAST or len(terms) >= _SHOWN or s.key[2:] in _SMALL or weigh.filler(s.key):
            continue
        if kind == "names":
            held.append(names.get(s.key[2:], s.key[2:]))
        elif (kind == "concepts" and part > 0.1) or (kind == "fields" and part > 0.15):
            topics.append(s.key[2:])
        elif kind == "fields":
            continue  # a few words of a field among heavier evidence: "border" does not answer to "free"
        terms.append(Term(_words(a, ua, s.mask_a), _words(b, ub, s.mask_b), round(part, 4)))
    terms = _distinct(terms)
    roles = (main_role(ua.roles), main_role(ub.roles))
    pair = (roles[0], roles[1]) if roles[0] and roles[1] else None
    signals = [(k, round(v, 4)) for k, v in parts.items() if v > 0]
    if support > 0:
        signals.append(("neighbourhood", round(support, 4)))
    return Why(
        _sentence([written(key) for key in told_apart(topics)], terms, held),
        tuple(terms),
        tuple(dict.fromkeys(held)),
        (),
        pair,
        tuple(signals),
    )


def with_matter(why: Why, a: Text, ua: Unit, b: Text, ub: Unit, meaning: Meaning, i: int, j: int) -> Why:
    """The same with the matter that both sentences speak of, and the words that say it in other words."""
    more = [
        Term(_words(a, ua, 1 << x), _words(b, ub, 1 << y), share) for x, y, share in meaning.answers(i, j)
    ]
    said = {(_bare(t.a), _bare(t.b)) for t in why.terms}
    more = [t for t in more if (_bare(t.a), _bare(t.b)) not in said and not _forms(t)]
    matter = meaning.shared(i, j)
    summary = why.summary
    if more and "answers to" not in summary:
        near = _list([f"{_quoted(t.a)} is near to {_quoted(t.b)}" for t in more])
        summary = f"{near}." if summary == _NEARBY else f"{summary[:-1]}; {near}."
    if matter:
        summary = f"{summary} The matter of both: {matter}."
    terms = _distinct([*why.terms, *more])[:_SHOWN]
    return why._replace(summary=summary, terms=tuple(terms))


def _sentence(topics: Sequence[str], terms: Sequence[Term], names: Sequence[str]) -> str:
    """ "Both speak of borders and name the UN Charter: “state frontiers” answers to “border regions”." """
    named = [name for name in dict.fromkeys(names) if not name[:1].islower()][:2]
    said = []
    if topics:
        said.append(f"speak of {_list(topics[:2])}")
    if named:
        said.append(f"name {_list([_the(name) for name in named])}")
    alike = [t for t in terms if _bare(t.a) == _bare(t.b) and not any(_bare(t.a) in _bare(n) for n in named)]
    other = _apart([t for t in terms if _bare(t.a) != _bare(t.b) and not _forms(t)])[:_ANSWERS]
    if not said and alike:
        said.append(
            f"use the word{'s' if len(alike[:_TOLD]) > 1 else ''} {_list([_quoted(t.a) for t in alike[:_TOLD]])}"
        )
        alike = []
    if not said:
        return f"{_list([f'{_quoted(t.a)} answers to {_quoted(t.b)}' for t in other])}." if other else _NEARBY
    sentence = f"Both {_list(said)}"
    if other:
        sentence += f"; {_list([f'{_quoted(t.a)} answers to {_quoted(t.b)}' for t in other])}"
    elif alike:
        sentence += f", with the word{'s' if len(alike[:2]) > 1 else ''} {_list([_quoted(t.a) for t in alike[:2]])}"
    return sentence + "."


def _bare(wording: str) -> str:
    return wording.casefold()


def _quoted(wording: str) -> str:
    return f"“{wording}”"


def _apart(terms: Sequence[Term]) -> list[Term]:
    """Terms of which no two show the same wording."""
    kept: list[Term] = []
    for t in terms:
        if not any(_bare(t.a) == _bare(k.a) or _bare(t.b) == _bare(k.b) for k in kept):
            kept.append(t)
    return kept


def _forms(term: Term) -> bool:
    """Whether a pair of wordings is one in two forms, which tells the reader nothing."""
    one, two = _bare(term.a), _bare(term.b)
    return (one[:_SAME] == two[:_SAME] and " " not in one + two) or one in two or two in one


def _the(name: str) -> str:
    """A name in a sentence: “the Charter of the United Nations”, but “Kazakhstan”."""
    return f"the {name}" if any(f" {w} " in f" {name} " for w in _COMMON) and not name.startswith("the ") else name


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
