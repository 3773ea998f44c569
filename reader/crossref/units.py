"""What the engine knows of a sentence before it compares: its words, concepts, names and roles, each in its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from reader.crossref.authority import load_authority
from reader.crossref.fields import laid, lexicon
from reader.crossref.model import End
from reader.crossref.roles import roles_of
from reader.crossref.thesaurus import broader, concepts, phrases, usual_stems
from reader.crossref.weights import prior
from reader.crossref.words import fold, located, stems_for
from reader.errors import Feedback
from reader.text.labels import label_of
from reader.text.model import Text

CONSTANT = (4, 0.15)  # a name found so often, and in such a share of the provisions, is who speaks, not what of
FUZZY = 5  # letters that two stems must share at the beginning to count as related
_NAME_WEIGHT = {"instrument": 1.3, "institution": 1.0, "event": 1.0, "person": 0.6, "place": 0.5, "concept": 0.8}
CONCEPT = 1.8  # a shared concept against a shared word: what careful readers go by
_USUAL_WORD = 0.06
_CONCEPT_SHARE, _USUAL_SHARE = 0.03, 0.5  # of imagined ordinary declarations' sentences that speak of a concept
_FIELD_SHARE = 0.03


class Feature(NamedTuple):
    """Something that a sentence says: how strongly, and a bit mask of the words that say it."""

    strength: float
    mask: int


class Unit(NamedTuple):
    """A sentence (or what stands for one) as the engine sees it."""

    start: int
    end: int
    provision: int
    sentence: int
    words: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    features: Mapping[str, Feature]
    roles: Mapping[str, float]

    def at(self, text: Text) -> End:
        """The end of a link that this sentence is."""
        return End(self.start, self.end, text.canonical[self.start : self.end], self.provision, self.sentence)


class Named(NamedTuple):
    """A name found in the text: `[start, end)`, an identity, a kind and the canonical wording."""

    start: int
    end: int
    id: str
    kind: str
    title: str


def thesaurus_language(lang: str) -> str:
    """The language of the thesaurus that serves texts in `lang`."""
    short = lang.lower().partition("-")[0]
    return short if short in ("ru", "zh") else "en"


def units_of(text: Text, latin: str, names: Sequence[Named], feedback: Feedback, done: int, total: int) -> list[Unit]:
    """Every sentence of a text with its features; `names` sorted by place. Reports `done + provision` of `total`."""
    found: list[Unit] = []
    lang = thesaurus_language(text.lang)
    pool = _Pool(lang, latin, text.title)
    times = Counter(name.id for name in names)
    constant = {key for key, n in times.items() if n >= CONSTANT[0] and n >= CONSTANT[1] * len(text.provisions)}
    waiting = iter(names)
    name = next(waiting, None)
    for p in text.provisions:
        if p.n % 20 == 1:
            feedback.step(done + p.n - 1, total)
        for i, (start, end) in enumerate(text.sentences(p.n), 1):
            inside: list[Named] = []
            while name is not None and name.start < end:
                if name.start >= start:
                    inside.append(name)
                name = next(waiting, None)
            found.append(_unit(text.canonical[start:end], (start, end, p.n, i), lang, pool, inside, constant))
    return found


class _Pool:
    """Equal words, places and features kept once for a whole text.

    A text of 5 MB has 15 million of them, nearly all alike: kept apart they cost a gigabyte, and every pass of the
    garbage collector over them half a second in which nobody can cancel.
    """

    def __init__(self, lang: str, latin: str, title: str) -> None:
        self.latin = latin
        # "Council of Ocean Islands" in its own declaration is who speaks: its sentences are not all about islands.
        self.title = frozenset(fold(word) for word in title.split() if word[:1].isupper())
        self.fields = lexicon(lang, latin).of
        self._stem = stems_for(latin)
        self._words: dict[str, tuple[str, str, str]] = {}
        self._spans: dict[tuple[int, int], tuple[int, int]] = {}
        self._features: dict[tuple[float, int], Feature] = {}

    def word(self, word: str) -> tuple[str, str, str]:
        """The word and the names of its features: of its stem and of how the stem begins ("" if too short)."""
        known = self._words.get(word)
        if known is None:
            root = self._stem(word)
            beginning = "p:" + root[:FUZZY] if len(root) > FUZZY and root.isalpha() else ""
            known = self._words[word] = (word, "s:" + root, beginning)
        return known

    def span(self, span: tuple[int, int]) -> tuple[int, int]:
        """The place of a word within its sentence."""
        return self._spans.setdefault(span, span)

    def feature(self, strength: float, mask: int) -> Feature:
        """A feature of this strength, said by these words."""
        known = self._features.get((strength, mask))
        if known is None:
            known = Feature(strength, mask)
            if mask.bit_count() == 1:  # others seldom come twice
                self._features[strength, mask] = known
        return known


def _unit(
    sentence: str,
    place: tuple[int, int, int, int],
    lang: str,
    pool: _Pool,
    names: Sequence[Named],
    constant: Collection[str],
) -> Unit:
    """The unit at `place`: start, end, number of the provision and of the sentence in it."""
    start = place[0]
    folded, spans = located(sentence)
    label = label_of(sentence + " ") or ""  # "Article 3": every treaty has one, and it is about nothing
    words: list[str] = []
    features: dict[str, Feature] = {}
    for at, (word, root, beginning) in enumerate(map(pool.word, folded)):
        words.append(word)
        if spans[at][1] <= len(label):
            continue
        _add(features, root, 1.0, 1 << at, pool)
        if beginning:
            _add(features, beginning, 0.35, 1 << at, pool)
    titled = [word in pool.title and sentence[a].isupper() for word, (a, _) in zip(words, spans, strict=True)]
    said = [(word, () if own else pool.fields(word)) for word, own in zip(words, titled, strict=True)]
    for key, (strength, mask) in laid(said).items():
        features[key] = pool.feature(strength, mask)
    taken = sum(1 << at for at, own in enumerate(titled) if own)
    for name in names:
        mask = sum(1 << at for at, (a, b) in enumerate(spans) if start + a < name.end and start + b > name.start)
        if mask:
            _add(features, "n:" + name.id, _NAME_WEIGHT.get(name.kind, 0.4), mask, pool)
            known = load_authority().get(name.id)
            if known is not None and known.became:  # a planned centre is looked for under the name that it got
                _add(features, "n:" + known.became, _NAME_WEIGHT.get(name.kind, 0.4), mask, pool)
            if name.id in constant:
                taken |= mask
    for key, first, last in phrases(lang, pool.latin).find(words):
        mask = (1 << last) - (1 << first)
        if mask & ~taken == 0:
            continue  # "cooperation organization" is not what a sentence of that organization's declaration is about
        weight = CONCEPT * concepts()[key].weight
        _add(features, "c:" + key, weight, mask, pool)
        for above, share in broader()[key].items():
            _add(features, "c:" + above, weight * share, mask, pool)
    return Unit(*place, tuple(words), tuple(map(pool.span, spans)), features, roles_of(words, lang, pool.latin))


def _add(features: dict[str, Feature], key: str, strength: float, mask: int, pool: _Pool) -> None:
    old = features.get(key)
    if old is not None:  # said again: a little stronger, in either place
        strength = max(old.strength, strength) + 0.15 * min(old.strength, strength)
        mask |= old.mask
    features[key] = pool.feature(strength, mask)


def background(key: str, lang: str, latin: str) -> float:
    """The share of ordinary sentences of the field that would hold a feature, before the texts are looked at."""
    if key[0] == "c":
        return _USUAL_SHARE if concepts()[key[2:]].usual else _CONCEPT_SHARE
    if key[0] == "f":
        return _FIELD_SHARE
    if key[0] == "n":
        return 0.01
    if key[0] == "p":
        return _USUAL_WORD
    share = prior(stems_for(latin))(key[2:])
    return max(share, _USUAL_WORD) if usual_stems(lang, latin).get(key[2:], 0.0) else share
