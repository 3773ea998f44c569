"""From two texts to links: both ways alike, explained, in their places; nothing between texts that share nothing."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reader.crossref import KINDS, find_links
from reader.errors import Cancelled, Feedback
from reader.text import load
from reader.text.model import Text

EARLIER = """---
id: lake-1990
title: Lake Pact
short_title: Lake 1990
date: 1990-04-02
lang: en
---

The five lake states met at Varn and adopted this pact in a spirit of friendship.

Every lake state shall strictly observe the Charter of the United Nations and refrain from the use of force.

The lake states plan to establish an anti-terrorism centre at Orsk before the end of the decade.

Smuggling of narcotics across the lake harms every village, and the states will act against it together.

Fishing boats shall carry two lamps at night and shall keep to the northern channel whenever ice drifts southward.

Energy is the blood of industry; coal and gas shall flow freely among the lake states.
"""
LATER = """---
id: lake-2004
title: Lake Statement
short_title: Lake 2004
date: 2004-09-30
lang: en
---

Bread was dear that winter.

A lasting peace rests on the UN Charter, to which all must adhere.

The leaders hailed the achievements of the Orsk counter-terrorism centre.

They voiced concern about drug trafficking from the southern shore.

Fishing boats shall carry two lamps at night and shall keep to the northern channel whenever ice drifts southward.

Oil and natural gas will be shared in an energy partnership of mutual benefit.
"""


@pytest.fixture(scope="module")
def pair() -> tuple[Text, Text]:
    return load(EARLIER.encode(), name="a.md"), load(LATER.encode(), name="b.md")


def _places(links: list, *kinds: str) -> set[tuple[int, int]]:
    return {(link.a.provision, link.b.provision) for link in links if link.kind in kinds}


def test_finds_what_a_reader_finds(pair: tuple[Text, Text]) -> None:
    links = find_links(*pair)
    assert {(2, 2), (4, 4), (6, 6)} <= _places(links, "parallel", "development")
    assert (3, 3) in _places(links, "development")
    assert (5, 5) in _places(links, "reuse")
    assert (5, 5) not in _places(links, "parallel")


def test_every_end_quotes_its_text_and_every_link_has_a_reason(pair: tuple[Text, Text]) -> None:
    a, b = pair
    for link in find_links(a, b):
        for end, text in ((link.a, a), (link.b, b)):
            assert text.canonical[end.start : end.end] == end.exact
            assert text.provision_at(end.start).n == end.provision
            assert text.sentence_at(end.start) == end.sentence
        assert link.why.summary.endswith(".")
        assert 0 < link.score <= 1
        assert (link.origin, link.status) == ("computed", "suggested")
        for term in link.why.terms:
            assert term.a and term.b
        if link.kind == "reuse":
            assert link.why.runs == ((link.a.start, link.a.end, link.b.start, link.b.end),)


def test_both_ways_give_the_same_links(pair: tuple[Text, Text]) -> None:
    a, b = pair
    forth = find_links(a, b)
    back = [link.swapped() for link in find_links(b, a)]
    assert sorted(forth) == sorted(back)


def test_keys_are_unique_and_scores_descend(pair: tuple[Text, Text]) -> None:
    links = find_links(*pair)
    assert len({link.key for link in links}) == len(links)
    assert [link.score for link in links] == sorted((link.score for link in links), reverse=True)


@pytest.mark.parametrize("kind", KINDS)
def test_kinds_limit_the_answer(pair: tuple[Text, Text], kind: str) -> None:
    assert {link.kind for link in find_links(*pair, kinds=[kind])} <= {kind}
    assert find_links(*pair, kinds=[]) == []


def test_unlike_texts_share_little() -> None:
    a = load(b"Bread rises with yeast.\n\nAn oven wants dry wood.\n\nSalt the dough late.\n", name="a.txt")
    b = load(b"Comets return.\n\nTelescopes need dark skies.\n\nA lens gathers light.\n", name="b.txt")
    assert find_links(a, b) == []


def test_a_text_against_itself_gives_its_own_provisions_first(pair: tuple[Text, Text]) -> None:
    links = find_links(pair[0], pair[0], kinds=("parallel", "reuse", "development"))
    own = [link for link in links if link.a == link.b]
    assert {link.a.provision for link in own} == set(range(1, len(pair[0].provisions) + 1))
    assert links[: len(own) // 2] == [link for link in links if link in own][: len(own) // 2]


def test_editing_a_word_leaves_the_run_and_its_exact_place() -> None:
    a = load(b"Before. The keeper of the northern lighthouse shall burn whale oil from dusk until the morning bell.\n")
    b = load(
        b"Then the keeper of the northern lighthouse must burn whale oil from dusk until the morning bell rings.\n"
    )
    (link,) = find_links(a, b, kinds=["reuse"])
    assert link.a.exact == "The keeper of the northern lighthouse shall burn whale oil from dusk until the morning bell"
    assert link.b.exact == "the keeper of the northern lighthouse must burn whale oil from dusk until the morning bell"


def test_without_dates_there_is_no_development(pair: tuple[Text, Text]) -> None:
    bare = [load(s.replace("date: ", "note: ").encode(), name="x.md") for s in (EARLIER, LATER)]
    assert not [link for link in find_links(*bare) if link.kind == "development"]


def test_russian_and_chinese_pairs() -> None:
    a = load("Государства строго соблюдают Устав ООН.\n\nБорьба с терроризмом продолжится.\n".encode(), lang="ru")
    b = load("Погода была хорошей.\n\nУстав Организации Объединенных Наций следует выполнять.\n".encode(), lang="ru")
    assert (1, 2) in _places(find_links(a, b), "parallel")
    a = load("各国应恪守联合国宪章。\n\n共同打击恐怖主义。\n".encode(), lang="zh")
    b = load("今天下雨。\n\n联合国宪章必须得到严格遵守。\n".encode(), lang="zh")
    assert (1, 2) in _places(find_links(a, b), "parallel")


def test_cancel_and_progress(pair: tuple[Text, Text]) -> None:
    class Watch(Feedback):
        def __init__(self, stop: int) -> None:
            self.told: list[tuple[int, int]] = []
            self.stop = stop

        def step(self, done: int, total: int) -> None:
            self.told.append((done, total))
            if len(self.told) == self.stop:
                raise Cancelled

    watch = Watch(0)
    find_links(*pair, feedback=watch)
    assert watch.told == sorted(watch.told)
    assert watch.told[0][0] == 0
    assert watch.told[-1][0] == watch.told[-1][1]
    with pytest.raises(Cancelled):
        find_links(*pair, feedback=Watch(5))


def test_hashing_does_not_matter() -> None:
    code = (
        "from reader.text import load; from reader.crossref import find_links\n"
        f"a, b = load({EARLIER!r}.encode(), name='a.md'), load({LATER!r}.encode(), name='b.md')\n"
        "print(find_links(a, b))"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, check=True, capture_output=True
        ).stdout
        for seed in ("0", "1")
    }
    assert len(runs) == 1


_SENTENCE = st.lists(
    st.sampled_from(["peace", "trust", "charter", "drugs", "of", "states", "energy", "will", "observe", "un", "lake"]),
    min_size=1,
    max_size=9,
).map(" ".join)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_SENTENCE, min_size=1, max_size=6), st.lists(_SENTENCE, min_size=1, max_size=6))
def test_any_two_texts_give_the_same_both_ways(xs: list[str], ys: list[str]) -> None:
    a, b = (load(("\n\n".join(s.capitalize() + "." for s in part)).encode(), name="t.txt") for part in (xs, ys))
    forth = find_links(a, b)
    back = [link.swapped() for link in find_links(b, a)]
    assert sorted(link.key for link in forth) == sorted(link.key for link in back)
    if a.canonical != b.canonical:  # which of two equal texts is which, no key can tell
        assert sorted(forth) == sorted(back)
