"""What stands in one text and is missing from another: names, themes, and provisions that nothing answers."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from reader.crossref.authority import Authority, load_authority
from reader.crossref.model import MENTION_KINDS, Link
from reader.crossref.thesaurus import broader, concepts, phrases
from reader.crossref.units import CONSTANT, thesaurus_language
from reader.crossref.words import language, located, tokens
from reader.errors import Feedback
from reader.text.model import Text

if TYPE_CHECKING:
    from reader.crossref.mentions import Mention

THEME = "theme"  # the kind of a concept of the thesaurus, beside the mention kinds
KINDS = (*(kind for kind in MENTION_KINDS if kind != "date"), THEME)  # that two texts differ in dates says nothing
ANSWERS = ("parallel", "reuse", "development")  # the kinds that make one provision the counterpart of another
CUT = 0.35  # score from which a computed link counts as a counterpart: below it one in two is not (own judgement)
KNOWN = ("en", "ru", "zh")  # languages of the authority and the thesaurus
_ACRONYMS = frozenset(("ict", "sco", "un", "wmd"))  # of the thesaurus, whose ids are in small letters
_EVERY = 200  # provisions between two reports of progress


class Place(NamedTuple):
    """Where something is named: the provision (from 1) and the span in code points."""

    provision: int
    start: int
    end: int


class Thing(NamedTuple):
    """A name or theme with its places in each text.

    `implied` says of each text whether it speaks of the thing by a part of it or by something narrower; `kin` are
    names that the authority ties to it (what a plan became, the charter of a body) and that stand where it is missing.
    """

    id: str
    title: str
    kind: str
    places: tuple[tuple[Place, ...], ...]
    implied: tuple[bool, ...]
    kin: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[int, ...]:
        """The indices of the texts that neither name it nor imply it."""
        return tuple(i for i, found in enumerate(self.places) if not found and not self.implied[i])

    @property
    def times(self) -> int:
        """How often it is named in all."""
        return sum(map(len, self.places))


class Inventory(NamedTuple):
    """What one text speaks of: titles and kinds by id, places by id, and ids that it only implies."""

    titles: Mapping[str, tuple[str, str]]
    places: Mapping[str, Sequence[Place]]
    implied: frozenset[str]


def known_language(text: Text) -> bool:
    """Whether names and themes can be found in the language of a text; in others, absence means nothing."""
    return text.lang.lower().partition("-")[0] in KNOWN


def inventory(text: Text, mentions: Sequence[Mention] | None = None, feedback: Feedback | None = None) -> Inventory:
    """Everything that a text names or speaks of; time grows with its length only."""
    from reader.crossref.mentions import find_mentions  # late: compiling the names takes a quarter of a second

    feedback = feedback or Feedback()
    found = find_mentions(text) if mentions is None else mentions
    titles: dict[str, tuple[str, str]] = {}
    places: dict[str, list[Place]] = {}
    implied: set[str] = set()
    for m in found:
        if m.kind == "date":
            continue
        titles[m.name_id] = (m.canonical, m.kind)
        places.setdefault(m.name_id, []).append(Place(text.provisions.index_at(m.start) + 1, m.start, m.end))
        implied.update(m.also)
    if known_language(text):
        _themes(text, found, titles, places, implied, feedback)
    return Inventory(titles, places, frozenset(implied))


def _themes(
    text: Text,
    mentions: Sequence[Mention],
    titles: dict[str, tuple[str, str]],
    places: dict[str, list[Place]],
    implied: set[str],
    feedback: Feedback,
) -> None:
    """Add the concepts of the thesaurus; the name of who speaks ("cooperation organization") is no theme."""
    latin = language([text.canonical[p.start : p.end] for p in text.provisions])
    finder, table = phrases(thesaurus_language(text.lang), latin), concepts()
    times = Counter(m.name_id for m in mentions)
    count = len(text.provisions)
    constant = {key for key, n in times.items() if n >= CONSTANT[0] and n >= CONSTANT[1] * count}
    taken = [(m.start, m.end) for m in mentions if m.name_id in constant]
    ends = [end for _, end in taken]
    for p in text.provisions:
        if p.n % _EVERY == 1:
            feedback.step(p.n - 1, count)
        words, spans = located(text.canonical[p.start : p.end])
        last: dict[str, int] = {}
        for key, first, end in finder.find(words):
            a, b = p.start + spans[first][0], p.start + spans[end - 1][1]
            i = bisect_left(ends, b)
            if (i < len(taken) and taken[i][0] <= a) or a < last.get(key, 0) or table[key].usual:
                continue
            last[key] = b
            titles[f"theme:{key}"] = (_spoken(table[key].title), THEME)
            places.setdefault(f"theme:{key}", []).append(Place(p.n, a, b))
            implied.update(f"theme:{above}" for above in broader()[key])


def _spoken(title: str) -> str:
    """The title of a concept as one writes it: "UN reform", "WMD"."""
    return " ".join(word.upper() if word in _ACRONYMS else word for word in title.split())


def _plain(title: str) -> str:
    """What makes two titles one: their words, whatever their case and hyphens."""
    return " ".join(tokens(title))


def things(
    inventories: Sequence[Inventory], *, kinds: Collection[str] = KINDS, authority: Authority | None = None
) -> list[Thing]:
    """What any of the texts speaks of, with its places in each: kind by kind, what is named most first."""
    authority = authority or load_authority()
    titles: dict[str, tuple[str, str]] = {}
    same: dict[tuple[str, str], str] = {}  # a name that two texts define for themselves has an id in each
    own: dict[str, list[str]] = {}
    for found in inventories:
        for key, (title, kind) in found.titles.items():
            head = same.setdefault((_plain(title), kind), key)
            titles.setdefault(head, (title, kind))
            if key not in own.setdefault(head, []):
                own[head].append(key)
    named = {word for word, kind in same if kind != THEME}
    found_things = []
    for head, (title, kind) in titles.items():
        if kind not in kinds or (kind == THEME and _plain(title) in named):
            continue
        places = tuple(tuple(sorted(p for key in own[head] for p in i.places.get(key, ()))) for i in inventories)
        implied = tuple(any(key in i.implied for key in own[head]) for i in inventories)
        found_things.append(Thing(head, title, kind, places, implied))
    order = {kind: i for i, kind in enumerate(KINDS)}
    found_things.sort(key=lambda t: (order[t.kind], -t.times, t.title))
    return _with_kin(found_things, inventories, authority)


def _with_kin(found: Sequence[Thing], inventories: Sequence[Inventory], authority: Authority) -> list[Thing]:
    """Name what stands where a thing is missing: what the plan became, what the body came from, what belongs to it."""
    became: dict[str, set[str]] = {}
    for name in authority.names:
        if name.became:
            became.setdefault(name.id, set()).add(name.became)
            became.setdefault(name.became, set()).add(name.id)
        if name.owner:
            became.setdefault(name.owner, set()).add(name.id)
    with_kin = []
    for thing in found:
        others = became.get(thing.id.partition("#")[0], ())
        near = {o for o in others if any(o in inventories[i].places for i in thing.missing)}
        kin = tuple(sorted(authority.by_id[o].canonical for o in near if o in authority.by_id))
        with_kin.append(thing._replace(kin=kin) if kin else thing)
    return with_kin


def absences(found: Iterable[Thing]) -> list[Thing]:
    """The things that some text names and another is silent about."""
    return [thing for thing in found if thing.missing and any(thing.places)]


class Alone(NamedTuple):
    """A provision (from 1) of the text with index `text` that nothing in the other texts answers.

    `near` is the strongest link that falls short, with the index of its other text, and `near.a` lying here.
    """

    text: int
    n: int
    near: Link | None = None
    other: int = -1


def alone(
    texts: Sequence[Text],
    links: Mapping[tuple[int, int], Sequence[Link]],
    *,
    cut: float = CUT,
    kinds: Collection[str] = ANSWERS,
) -> list[Alone]:
    """Every provision without a link from `cut` on to any other text, in order of the texts.

    `links` goes by pairs of indices, end `a` lying in the first. What the reader confirmed or made counts whatever
    its score, what was dismissed never; a link over several provisions answers each of them.
    """
    answered: list[set[int]] = [set() for _ in texts]
    near: dict[tuple[int, int], tuple[float, int, Link]] = {}
    for (i, j), found in links.items():
        for link in found:
            if link.kind not in kinds or link.status == "dismissed":
                continue
            if link.score >= cut or link.status == "confirmed" or link.origin == "user":
                answered[i].update(_covered(texts[i], link.a.start, link.a.end))
                answered[j].update(_covered(texts[j], link.b.start, link.b.end))
                continue
            for here, there, n in ((i, j, link.a.provision), (j, i, link.b.provision)):
                if link.score > near.get((here, n), (0.0,))[0]:
                    near[here, n] = (link.score, there, link)
    lonely = []
    for i, text in enumerate(texts):
        for n in range(1, len(text.provisions) + 1):
            if n not in answered[i]:
                _, other, best = near.get((i, n), (0.0, -1, None))
                if best is not None and i > other:
                    best = best.swapped()
                lonely.append(Alone(i, n, best, other))
    return lonely


def _covered(text: Text, start: int, end: int) -> range:
    index = text.provisions.index_at
    return range(index(start) + 1, index(max(start, end - 1)) + 2)
