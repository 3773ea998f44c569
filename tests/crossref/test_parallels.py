"""`rank` serves two passages and thousands, in any language, and its answer does not depend on chance."""

from __future__ import annotations

import random
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.crossref.parallels import rank
from reader.crossref.sparse import falling, united
from reader.errors import Cancelled, Feedback

QUERIES = [
    "The bridge over the river was closed for repairs.",
    "Fishermen complained about the price of nets.",
    "A new library opened beside the market.",
]
CANDIDATES = [
    "Beside the market a library has opened.",
    "Repairs closed the river bridge.",
    "The price of fishing nets made fishermen complain.",
    "",
    "Snow fell on the hills.",
]


def test_finds_the_same_point_in_other_words() -> None:
    assert [found[0][0] for found in rank(QUERIES, CANDIDATES)] == [1, 2, 0]


def test_scores_lie_between_0_and_1_and_descend() -> None:
    for found in rank(QUERIES, CANDIDATES):
        scores = [s for _, s in found]
        assert scores == sorted(scores, reverse=True)
        assert all(0 < s <= 1 for s in scores)


def test_two_passages() -> None:
    ((only,),) = rank(["Peace is kept by trust."], ["Trust keeps the peace."])
    assert only[0] == 0
    assert only[1] > 0.4
    assert rank(["Peace is kept by trust."], ["Apples rot."]) == [[]]


def test_a_passage_is_most_like_itself() -> None:
    for i, found in enumerate(rank(QUERIES, QUERIES)):
        assert found[0][0] == i
        assert found[0][1] == pytest.approx(1.0)


@pytest.mark.parametrize(("a", "b"), [([], []), (["x"], []), ([], ["x"]), (["", " "], ["", "…"])])
def test_nothing_finds_nothing(a: list[str], b: list[str]) -> None:
    assert rank(a, b) == [[] for _ in a]


def test_all_alike_are_listed_in_order() -> None:
    assert [[i for i, _ in found] for found in rank(["same words"] * 3, ["same words"] * 4, top=2)] == [[0, 1]] * 3


def test_russian_and_chinese() -> None:
    assert rank(["сотрудничество государств"], ["о погоде", "государства сотрудничают"])[0][0][0] == 1
    assert rank(["维护和平与稳定"], ["今天天气很好", "和平与稳定得到维护"])[0][0][0] == 1


def test_order_of_the_lists_does_not_matter_where_none_is_kept() -> None:
    rng = random.Random(7)
    words = [f"w{n}" for n in range(60)]
    a = [" ".join(rng.choices(words, k=9)) for _ in range(40)]
    b = [" ".join(rng.choices(words, k=9)) for _ in range(40)]
    shuffle = rng.sample(range(40), 40)
    plain = rank(a, b, top=5)
    moved = rank([a[i] for i in shuffle], b, top=5)
    assert [plain[i] for i in shuffle] == moved


def test_order_helps_where_it_is_kept() -> None:
    rng = random.Random(3)
    words = [f"w{n}" for n in range(300)]
    a = [" ".join(rng.choices(words, k=8)) for _ in range(120)]
    b = [" ".join(w if rng.random() < 0.25 else rng.choice(words) for w in s.split()) for s in a]
    hits = [sum(bool(f) and f[0][0] == i for i, f in enumerate(rank(a, b, ordered=o))) for o in (False, None)]
    assert hits[1] > hits[0]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(max_size=40), max_size=8), st.lists(st.text(max_size=40), max_size=8))
def test_never_fails_and_never_points_outside(a: list[str], b: list[str]) -> None:
    found = rank(a, b, top=3)
    assert len(found) == len(a)
    assert all(0 <= i < len(b) and 0 < s <= 1 for row in found for i, s in row)
    assert all(len(row) <= 3 for row in found)


def test_hashing_does_not_matter() -> None:
    code = f"from reader.crossref.parallels import rank; print(rank({QUERIES!r}, {CANDIDATES!r}))"
    runs = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, check=True, capture_output=True
        ).stdout
        for seed in ("0", "1")
    }
    assert len(runs) == 1


def test_can_be_cancelled() -> None:
    class Stop(Feedback):
        def step(self, done: int, total: int) -> None:
            raise Cancelled

    with pytest.raises(Cancelled):
        rank(QUERIES, CANDIDATES, feedback=Stop())


@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from([0.0, 0.25, 0.5, 1.0])), max_size=40))
def test_falling_is_the_lexical_order(cells: list[tuple[int, float]]) -> None:
    owners = np.array([o for o, _ in cells], np.int64)
    values = np.array([v for _, v in cells], np.float64)
    assert falling(owners, values).tolist() == np.lexsort((-values, owners)).tolist()


@given(st.lists(st.lists(st.integers(0, 9), max_size=9), min_size=1, max_size=4))
def test_united_are_the_different_numbers(parts: list[list[int]]) -> None:
    found = united([np.array(part, np.int64) for part in parts], Feedback())
    assert found.tolist() == sorted({n for part in parts for n in part})


def test_parts_of_words_decide_where_no_stemmer_helps() -> None:
    """Of two candidates that share as many words, the one with the kindred compounds comes first."""
    queries = ["Kansainvälinen yhteistyöjärjestö kokoontui Helsingissä."]
    candidates = [
        "Kansainvälinen torvisoittokunta lauloi Turussa.",
        "Kansainvälisen yhteistyöjärjestön kokous Helsingin seudulla.",
    ]
    assert next(c for c, _ in rank(queries, candidates)[0]) == 1


def test_single_characters_of_chinese_count() -> None:
    ((first, *_),) = rank(["河上的桥梁已关闭修理。"], ["市场旁的书店修理门窗。", "桥因修理而封闭，河面通航。"])
    assert first[0] == 1


def test_words_side_by_side_decide_between_equal_words() -> None:
    candidates = [
        "Peace treaties bind free cities and river ports.",
        "River treaties bind peace ports and free cities.",
    ]
    assert rank(["They signed peace treaties for river ports."], candidates)[0][0][0] == 0
