"""How much a word weighs: rare among the texts at hand is heavy, with a word about the language as a whole.

Between two passages nothing can be called rare, so a background of ordinary prose is added to the counts: it
decides for two passages and is drowned by 31,000.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np

from reader.crossref.sparse import Floats, Rows
from reader.crossref.words import ByStem, Stems

BACKGROUND = 200.0  # passages of imagined ordinary prose that every count is mixed with
_FUNCTION, _LIGHT, _PLAIN = 0.25, 0.03, 0.002  # the share of them that holds such a word

_EN_FUNCTION = """a about above after again against all also although am among an and any are as at be because been
before being below between both but by can cannot could did do does doing down during each either else for from further
had has have having he her here hers him himself his how however i if in into is it its itself just may me might more
most must my myself neither no nor not now of off on once one only or other our ours out over own per same shall she
should since so some such than that the their theirs them themselves then there therefore these they this those though
through thus to too under unless until up upon us very was we well were what when where whether which while who whom
whose why will with within without would yet you your unto thou thee thy ye hath doth shalt hast upon thereof"""
_EN_LIGHT = """said say says saying make made makes making take took taken takes taking give gave given gives giving
get got go went gone goes going come came comes coming see seen saw know known knew think thought use used uses using
put set let like want need many much new first two three four last long great little good old right big high different
small large next early important few public able man men woman people time year years day days way thing things part
place case point number world life hand work week month back even still ever never often always also another every
including include includes according added noted told stated according whole good various certain relevant other
year today since several respective towards toward regarding concerning among around per cent behold"""
_RU_FUNCTION = """и в во не что он на я с со как а то все она так его но да ты к у же вы за бы по только ее мне было
вот от меня еще нет о из ему теперь когда даже ну ли если уже или ни быть был него до вас нибудь опять вам ведь там
потом себя ничего ей может они тут где есть надо ней для мы тебя их чем была сам чтоб без будто чего раз тоже себе под
будет ж тогда кто этот того потому этого какой совсем ним здесь этом один почти мой тем чтобы нее были куда зачем всех
при также это этих этой которые который которая которое которых том об их является являются быть между через после
свои своих своей своего а также"""


def light_words() -> list[str]:
    """English words that say little by themselves."""
    return _EN_LIGHT.split()


Prior = Callable[[str], float]


def function_words() -> list[str]:
    """Words that only hold a sentence together, English and Russian."""
    return [*_EN_FUNCTION.split(), *_RU_FUNCTION.split()]


@lru_cache(maxsize=8)
def prior(stem: Stems) -> Prior:
    """How usual a stem is in ordinary prose: the share of passages that hold it, by closed lists of words."""
    listed = ((_EN_LIGHT, _LIGHT), (_EN_FUNCTION, _FUNCTION), (_RU_FUNCTION, _FUNCTION))
    usual = ByStem(((word, share) for words, share in listed for word in words.split()), stem)

    def share_of(term: str) -> float:
        rare = _PLAIN if len(term) > 2 or term.isdigit() or not term.isascii() else _LIGHT
        return usual.get(term, rare)

    return share_of


def rarity(df: Floats, passages: int, vocabulary: Sequence[str], usual: Prior) -> Floats:
    """The weight of each term of the vocabulary, from how many passages hold it (`df`) and from the background."""
    shares = np.fromiter((usual(t) for t in vocabulary), np.float64, len(vocabulary))
    total = passages + BACKGROUND
    return np.maximum(0.0, np.log((total + 1.0) / (df + BACKGROUND * shares + 0.5)))


def saturated(counts: Rows, average: float, *, k: float = 1.2, b: float = 0.4) -> Rows:
    """Counts dampened as in BM25 (Robertson and Walker 1994): a second mention adds less, long passages count less."""
    lengths = np.bincount(counts.owners(), counts.vals, minlength=counts.size)
    norm = k * (1 - b + b * lengths / max(average, 1.0))
    return counts.with_values(counts.vals * (k + 1) / (counts.vals + norm[counts.owners()]))
