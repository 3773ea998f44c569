from __future__ import annotations

import pytest

from reader.crossref.against import links_against
from reader.crossref.related import Index, find_related, near_ids, profile
from reader.errors import Cancelled, Feedback
from reader.text import load

THINGS = ["bridge", "mill", "ferry", "well", "gate", "tower", "dyke", "quay"]


def made(id_: str, *lines: str):
    return load("\n\n".join(lines).encode(), name=f"{id_}.txt", id=id_, lang="en")


@pytest.fixture
def texts():
    found = [
        made(f"t{i}", f"The guild of the {t} meets in May.", f"Whoever breaks the {t} mends the {t} by autumn.")
        for i, t in enumerate(THINGS)
    ]
    return {text.id: text for text in found}


def asked(texts):
    return [(text.id, text.sha256) for text in texts.values()], lambda ids: [texts[id_] for id_ in ids]


def test_the_nearest_text_and_the_place_where_it_touches(texts) -> None:
    mine = made("mine", "A preamble of no weight at all.", "By autumn the ferry was mended by whoever broke the ferry.")
    found = find_related(mine, *asked(texts))
    assert found[0].text_id == "t2"
    assert (found[0].touches[0].a, found[0].touches[0].b) == (2, 2)
    assert [r.score for r in found] == sorted((r.score for r in found), reverse=True)


def test_neither_itself_nor_its_twin_is_related(texts) -> None:
    twin = made("twin", *texts["t3"].canonical.split("\n\n"))
    assert "t3" not in [r.text_id for r in find_related(twin, *asked(texts), top=20)]
    assert "t3" not in [id_ for id_, _ in near_ids(texts["t3"], *asked(texts))]


def test_what_was_read_is_not_read_again(texts) -> None:
    known, load_them = asked(texts)
    read, cache = [], {}

    def counting(ids):
        read.extend(ids)
        return load_them(ids)

    near_ids(texts["t0"], known, counting, cache=cache)
    assert len(read) == len(texts) - 1
    near_ids(texts["t0"], known, counting, cache=cache)
    assert len(read) == len(texts) - 1
    changed = [("t1", "another hash"), *known[2:]]
    near_ids(texts["t0"], changed, counting, cache=cache)
    assert read[-1] == "t1"


def test_it_can_be_stopped(texts) -> None:
    class Stop(Feedback):
        def step(self, done, total):
            raise Cancelled

    with pytest.raises(Cancelled):
        find_related(texts["t0"], *asked(texts), feedback=Stop())


def test_an_empty_collection_and_texts_without_words() -> None:
    mine = made("mine", "One line of words.")
    assert find_related(mine, [], lambda ids: []) == []
    assert Index([]).nearest(profile(mine), 3) == []
    odd = made("odd", "§ …")
    assert find_related(mine, [("odd", odd.sha256)], lambda ids: [odd]) == []


def test_chinese_texts_are_near_by_pairs_of_characters() -> None:
    one = load("各成员国恪守联合国宪章的宗旨和原则。".encode(), name="a.txt", id="a", lang="zh")
    two = load("各国重申联合国宪章的宗旨。".encode(), name="b.txt", id="b", lang="zh")
    three = load("春天来了花开满园。".encode(), name="c.txt", id="c", lang="zh")
    texts = {text.id: text for text in (two, three)}
    assert [id_ for id_, _ in near_ids(one, *asked(texts))] == ["b"]


def test_links_with_many_texts_are_kept_by_content(texts) -> None:
    known, load_them = asked(texts)
    kept, read = {}, []

    def counting(ids):
        read.extend(ids)
        return load_them(ids)

    first = dict(links_against(texts["t0"], known[1:3], counting, kept))
    assert dict(links_against(texts["t0"], known[1:3], counting, kept)) == first
    assert read == ["t1", "t2"]
