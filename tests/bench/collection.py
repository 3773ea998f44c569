"""A collection of treaties at scale: `nice python -m tests.bench.collection [texts] [KB] [steps…]`.

Generates treaties (invented words, real set phrases and names; each takes up passages of two earlier ones, which are
known and looked for), then prints seconds and megabytes of adding, searching, finding related texts and linking one
text against all. Run by hand, asserts nothing.
"""

from __future__ import annotations

import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import accumulate
from pathlib import Path

from reader.text import load
from reader.text.model import Text

SYLLABLES = """ba de fi go lu ma ne pi ro su ta ve wi zo cha dri fle gro spa tri lon mar ven tor
    sel""".split()  # noqa: SIM905
PHRASES = (
    "The Contracting Parties, guided by the purposes and principles of the Charter of the United Nations,",
    "Reaffirming their respect for sovereignty, independence and territorial integrity,",
    "Each Party shall refrain from the threat or use of force against the territorial integrity of any State.",
    "This Treaty shall be subject to ratification and shall enter into force on the thirtieth day after deposit.",
    "Any dispute concerning the interpretation of this Treaty shall be settled by consultation and negotiation.",
    "Done in two originals, all texts being equally authentic.",
    "The Parties shall strengthen cooperation against terrorism, separatism and extremism.",
    "Any Party may withdraw from this Treaty by written notice to the Depositary.",
    "The Parties attach great importance to the role of the Security Council.",
)
GLUE = "the of and to in for with by on from under between its their any such each all as at".split()  # noqa: SIM905
TOPICS, TOPICAL, COMMON = 60, 90, 4000


class World:
    """Words and topics that the treaties are made of; the same for the same seed."""

    def __init__(self, seed: int = 7) -> None:
        self.chance = random.Random(seed)
        self.words = sorted(
            {"".join(self.chance.choices(SYLLABLES, k=self.chance.choice((2, 3, 3, 4)))) for _ in range(9000)}
        )
        self.chance.shuffle(self.words)
        self.common = self.words[:COMMON]
        self.weights = list(accumulate(1 / (rank + 8) for rank in range(COMMON)))
        self.topics = [self.chance.sample(self.words[COMMON:], TOPICAL) for _ in range(TOPICS)]
        self.taken: dict[int, list[tuple[int, str]]] = {}  # by treaty: earlier treaty and the words taken up

    def usual(self) -> str:
        """A usual word, the first ones far oftener than the last."""
        return self.chance.choices(self.common, cum_weights=self.weights)[0]

    def sentence(self, topic: list[str]) -> str:
        """Some 20 words: glue, usual words, words of the topic."""
        chance = self.chance
        length = chance.randrange(14, 28)
        words = []
        for n in range(length):
            if n % 2:
                words.append(chance.choice(GLUE))
            else:
                words.append(chance.choice(topic) if chance.random() < 0.45 else self.usual())
        return " ".join(words).capitalize() + "."

    def treaty(self, n: int, size: int, earlier: list[list[str]]) -> list[str]:
        """The articles of treaty `n`, some `size` characters; two passages are taken from earlier ones."""
        chance, topic = self.chance, self.topics[self.chance.randrange(TOPICS)]
        articles, written = [" ".join(chance.sample(PHRASES, 2))], 0
        while written < size:
            body = " ".join(self.sentence(topic) for _ in range(chance.randrange(2, 6)))
            if chance.random() < 0.2:
                body += " " + chance.choice(PHRASES)
            articles.append(body)
            written += len(body)
        self.taken[n] = []
        for other in chance.sample(range(len(earlier)), min(2, len(earlier))):
            source = chance.choice(earlier[other][1:])
            words = source.split()
            for at in chance.sample(range(len(words)), max(1, len(words) // 8)):  # an eighth of the words is others
                words[at] = self.usual()
            articles[chance.randrange(1, len(articles))] = " ".join(words)
            self.taken[n].append((other, source))
        return articles


def treaties(count: int, size: int) -> tuple[World, Iterator[Text]]:
    """The world, and its treaties one by one."""
    world, made = World(), []

    def each() -> Iterator[Text]:
        for n in range(count):
            articles = world.treaty(n, size, made)
            made.append(articles)
            body = "\n\n".join(f"Article {k}\n{words}" for k, words in enumerate(articles, 1))
            title = f"Treaty of {world.words[n % 5000].title()} on {world.words[-1 - n % 3000].title()}"
            day = f"{1900 + n * 100 // count}-{1 + n % 12:02}-{1 + n % 28:02}"
            yield load(body.encode(), name=f"t{n}.txt", id=f"t{n}", title=title, date=day, lang="en")

    return world, each()


def memory() -> float:
    """The most that this process has held so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@contextmanager
def told(what: str) -> Iterator[None]:
    start, busy = time.perf_counter(), time.process_time()
    yield
    spent = f"{time.perf_counter() - start:8.2f} s ({time.process_time() - busy:.2f} s of a core)"
    print(f"{what:58} {spent}  {memory():6.0f} MB", flush=True)


def middle(act: Callable[[], object], times: int = 5) -> float:
    """Median milliseconds."""
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        spent.append(1000 * (time.perf_counter() - start))
    return statistics.median(spent)


def main(count: int = 1000, kilobytes: int = 30, linked: int = 20) -> None:
    """Fill a library, then measure what a reader does with it. `linked`: pairs that the engine is timed on."""
    from reader.crossref.against import links_against, propose
    from reader.crossref.fingerprint import stamp
    from reader.crossref.related import Shelf, find_related
    from reader.library import Library
    from reader.library.cache import Cache
    from reader.library.models import Edit, TextRecord
    from reader.library.quick import read_texts

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "library.sqlite"
        with told(f"generating and reading {count} treaties of {kilobytes} KB"):
            world, each = treaties(count, 1000 * kilobytes)
            texts = list(each)
        known = [(text.id, text.sha256) for text in texts]
        with Library.open(path) as library:
            with told("adding them as one step"):
                library.apply(Edit("Add", (), tuple(TextRecord(text, "2026-01-01T00:00:00Z") for text in texts)))
            print(f"{'searching: a rare word, a usual one, a phrase (ms)':58}", *(
                f"{middle(lambda q=q: library.search(q, kinds=('text',))):7.1f}"
                for q in (world.words[COMMON + 5], world.common[1], f'"{PHRASES[3][:40]}"')
            ))  # fmt: skip
            print(f"{'list of texts (ms)':58} {middle(library.texts):7.1f}")
        mine = texts[-1]
        taken = {f"t{other}" for other, _ in world.taken[count - 1]}
        del texts

        def load_them(ids: list[str]) -> list[Text]:
            return read_texts(path, ids) or []

        for turn in ("first time", "after a restart"):
            shelf = Shelf()
            with Cache.beside(path) as cache, told(f"related texts, {turn}"):
                find_related(mine, known, load_them, shelf=shelf, store=cache)
        again = middle(lambda: find_related(mine, known, load_them, shelf=shelf))
        print(f"{'related texts, again (ms)':58} {again:7.1f}")
        with Cache.beside(path) as cache:
            with told("which texts touch one, of all"):
                found = propose(mine, known, load_them, shelf=shelf, store=cache)
            worth = [(p.text_id, p.sha256) for p in found if p.worth]
            met = taken <= {id_ for id_, _ in worth}
            print(f"   {len(worth)} are near enough to be linked; among them both that it takes up: {met}")
            for turn in ("", ", from the cache"):
                with told(f"cross-references with {len(worth)} texts{turn}"):
                    links = dict(links_against(mine, worth, load_them, cache, stamp()))
            print(f"   {sum(map(len, links.values()))} cross-references")
            others = [(p.text_id, p.sha256) for p in found if not p.worth][:linked]
            start = time.perf_counter()
            dict(links_against(mine, others, load_them, cache, stamp()))
            print(f"{'a pair that is not near (s)':58} {(time.perf_counter() - start) / max(1, len(others)):8.2f}")
            print(f"{'size of the cache (MB)':58} {cache.size() / 1e6:8.1f}")


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
