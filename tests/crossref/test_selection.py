"""The cut follows the probabilities: clear pairs are kept, a flat crowd is not, and no sentence is a hub."""

from __future__ import annotations

import numpy as np

from reader.crossref.scoring import Pairs, probability, rivalry
from reader.crossref.selection import LEAST, LISTED, PER_SENTENCE, chosen
from reader.crossref.units import Unit


def _pairs(scores: np.ndarray) -> tuple[Pairs, np.ndarray]:
    na, nb = scores.shape
    zeros = np.zeros(na * nb)
    a, b = np.repeat(np.arange(na), nb), np.tile(np.arange(nb), na)
    return Pairs(a, b, scores.ravel(), zeros, zeros), scores.ravel()


def test_clear_pairs_stand_out_of_the_crowd() -> None:
    table = np.full((6, 6), 0.02)
    table[np.arange(6), np.arange(6)] = 0.9
    pairs, scores = _pairs(table)
    assert {(int(pairs.a[k]), int(pairs.b[k])) for k in chosen(pairs, scores, 6, 6)} == {(i, i) for i in range(6)}


def test_nothing_is_chosen_where_nothing_is_likely() -> None:
    pairs, scores = _pairs(np.full((6, 6), LEAST / 2))
    assert chosen(pairs, scores, 6, 6) == []
    assert chosen(*_pairs(np.zeros((0, 0))), 0, 0) == []


def test_the_cut_falls_where_the_texts_share_less() -> None:
    """A pair of 0.35 is listed among few better ones, and left out where six clear ones set the tone."""
    poor, rich = np.full((7, 7), 0.0), np.full((7, 7), 0.0)
    poor[:2, :2] = np.diag([0.5, 0.5])
    rich[np.arange(6), np.arange(6)] = 0.95
    for table in (poor, rich):
        table[6, 6] = 0.35
    found = [len(chosen(*_pairs(table), 7, 7)) for table in (poor, rich)]
    assert found == [3, 6]


def test_no_sentence_is_a_hub() -> None:
    table = np.full((1, 12), 0.9)
    assert len(chosen(*_pairs(table), 1, 12)) == PER_SENTENCE


def test_probability_rises_with_strength_and_falls_with_what_is_usual() -> None:
    strengths = np.array([0.0, 0.05, 0.2, 0.8])
    here = probability(strengths, 0.1, np.zeros(4), np.zeros(4))
    assert np.all(np.diff(here) > 0)
    assert np.all((here > 0) & (here < 1))
    assert np.all(probability(strengths, 0.3, np.zeros(4), np.zeros(4)) < here)


def test_a_pair_with_stronger_rivals_is_less_likely_and_a_long_sentence_bears_more_of_them() -> None:
    short, long = (Unit(0, 9, 1, 1, ("word",) * n, ((0, 1),) * n, {}, {}) for n in (12, 60))
    owner, strength = np.array([0, 0, 0, 1, 1, 1]), np.array([0.9, 0.5, 0.5, 0.9, 0.5, 0.1])
    rivals = rivalry(owner, strength, [short, long])
    assert rivals[0] == rivals[3] == 0
    assert rivals[1] == rivals[2] > rivals[4] > 0  # of two equals neither is the stronger
    assert rivals[5] > rivals[4]
    chances = probability(np.full(6, 0.5), 0.2, rivals, np.zeros(6))
    assert np.all(np.argsort(-chances, kind="stable") == np.argsort(rivals, kind="stable"))


def test_no_more_is_listed_than_readers_list_at_most() -> None:
    """In a table of which every cell is likely the cut rises."""
    table = np.linspace(0.3, 0.9, 400).reshape(20, 20)
    pairs, scores = _pairs(table)
    assert LISTED * 20 < len(chosen(pairs, scores, 20, 20)) <= 2 * LISTED * 20
