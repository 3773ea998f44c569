"""Two editions of one work against each other: what meets what, which words differ, what one of them lacks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz.distance import Indel

from reader.crossref.editions import Editions, align, recognise
from reader.errors import Feedback
from reader.text.fold import fold, words
from reader.text.model import Text

FEWEST = 6  # provisions from which likeness means anything: of three, two stand in order by chance
LONGEST = 20_000  # words of a meeting that are compared one by one; Indel's opcodes take memory by their product


class Meeting(NamedTuple):
    """Provisions of two editions that say the same; one side is empty where the other edition lacks them.

    `alike` is the share of the words that both have (0 to 1); `gone` are the runs of words that only the first has,
    `new` those of the second. Between two languages no words are compared and `alike` is the score of the alignment.
    """

    a: tuple[int, ...]
    b: tuple[int, ...]
    score: float
    alike: float
    gone: tuple[str, ...] = ()
    new: tuple[str, ...] = ()

    @property
    def how(self) -> str:
        """"only a", "only b", "same" (but for case and marks), or "differs"."""
        if not self.b:
            return "only a"
        if not self.a:
            return "only b"
        return "same" if self.alike == 1.0 and not self.gone and not self.new else "differs"


def editions_of(a: Text, b: Text, *, feedback: Feedback | None = None) -> Editions | None:
    """The alignment of two texts if they are editions of one work: because they say so, or because they look it."""
    works = {a.edition_of or a.id, b.edition_of or b.id}
    if len(works) == 1 and a.sha256 != b.sha256:
        return align(a, b, feedback=feedback)
    if min(len(a.provisions), len(b.provisions)) < FEWEST:
        return None
    found = recognise(a, [b])
    return None if found is None else found[1]


def meetings(a: Text, b: Text, found: Editions, *, feedback: Feedback | None = None) -> list[Meeting]:
    """All provisions of both editions in order, those that meet joined; `found` aligns `(a, b)`."""
    feedback = feedback or Feedback()
    same_language = a.lang.partition("-")[0] == b.lang.partition("-")[0]
    groups = _groups(found)
    out: list[tuple[int, int, Meeting]] = []
    for done, (ns, ms, score) in enumerate(groups):
        feedback.step(done, len(groups))
        if same_language:
            alike, gone, new = compared([_words(a, n) for n in ns], [_words(b, m) for m in ms])
        else:
            alike, gone, new = score, (), ()
        out.append((ns[0], 0, Meeting(ns, ms, score, alike, gone, new)))
    out.extend((n, 1, Meeting((n,), (), 0.0, 0.0)) for n in found.only_a)
    out.sort(key=lambda item: item[:2])
    return _with_second([meeting for _, _, meeting in out], found.only_b)


def _with_second(ordered: list[Meeting], only_b: Sequence[int]) -> list[Meeting]:
    """Put what only the second edition has before the first meeting that follows it there."""
    left = list(only_b)[::-1]
    out: list[Meeting] = []
    for meeting in ordered:
        while left and meeting.b and left[-1] < meeting.b[0]:
            out.append(Meeting((), (left.pop(),), 0.0, 0.0))
        out.append(meeting)
    out.extend(Meeting((), (n,), 0.0, 0.0) for n in left[::-1])
    return out


def _groups(found: Editions) -> list[tuple[tuple[int, ...], tuple[int, ...], float]]:
    """Pairs that share a provision as one meeting, with the best of their scores."""
    groups: list[tuple[list[int], list[int], float]] = []
    for a, b, score in found.pairs:  # in order of both texts: a pair can only join the last group
        if groups and (a == groups[-1][0][-1] or b == groups[-1][1][-1]):
            ns, ms, best = groups[-1]
            ns.extend([a] if a != ns[-1] else [])
            ms.extend([b] if b != ms[-1] else [])
            groups[-1] = (ns, ms, max(best, score))
        else:
            groups.append(([a], [b], score))
    return [(tuple(ns), tuple(ms), score) for ns, ms, score in groups]


def _words(text: Text, n: int) -> str:
    p = text.provisions[n - 1]
    return text.canonical[p.start : p.end]


def compared(first: Sequence[str], second: Sequence[str]) -> tuple[float, tuple[str, ...], tuple[str, ...]]:
    """The share of words that two passages have in common, in order, and the runs that only the one or other has.

    Case, accents and punctuation do not count. Method: longest common subsequence of words (`rapidfuzz`).
    """
    a, b = "\n".join(first), "\n".join(second)
    spans_a, spans_b = words(a), words(b)
    folded_a, folded_b = [fold(a[x:y]) for x, y in spans_a], [fold(b[x:y]) for x, y in spans_b]
    if not spans_a or not spans_b:
        return 0.0, (a,) if a.strip() else (), (b,) if b.strip() else ()
    if max(len(spans_a), len(spans_b)) > LONGEST:
        return round(Indel.normalized_similarity(folded_a, folded_b), 4), (), ()
    gone, new = [], []
    for step in Indel.opcodes(folded_a, folded_b):
        if step.tag == "delete":
            gone.append(a[spans_a[step.src_start][0] : spans_a[step.src_end - 1][1]])
        elif step.tag == "insert":
            new.append(b[spans_b[step.dest_start][0] : spans_b[step.dest_end - 1][1]])
    return round(Indel.normalized_similarity(folded_a, folded_b), 4), tuple(gone), tuple(new)
