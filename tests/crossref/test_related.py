from __future__ import annotations

import random
import zlib

import pytest

from reader.crossref import find_links
from reader.crossref.against import links_against, propose
from reader.crossref.passages import Passages
from reader.crossref.related import Index, Shelf, find_related, near_ids, profile
from reader.crossref.tables import names_table, pack, unpack, words_table
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


class Store(dict):
    """What is kept of tables and links, as the library's cache keeps it."""

    def get(self, kind, keys, stamp):
        return {key: self[kind, key, stamp] for key in keys if (kind, key, stamp) in self}

    def put(self, kind, values, stamp):
        self.update({(kind, key, stamp): value for key, value in values.items()})

    def links(self, key, stamp):
        return dict.get(self, (key, stamp))

    def keep_links(self, key, links, stamp):
        self[key, stamp] = links


def test_what_was_read_is_not_read_again(texts) -> None:
    known, load_them = asked(texts)
    read, shelf, store = [], Shelf(), Store()

    def counting(ids):
        read.extend(ids)
        return load_them(ids)

    near_ids(texts["t0"], known, counting, shelf=shelf, store=store)
    assert len(read) == len(texts)
    near_ids(texts["t0"], known, counting, shelf=shelf)
    near_ids(texts["t0"], known, counting, shelf=Shelf(), store=store)  # after a restart
    assert len(read) == len(texts)
    changed = [("t1", "another hash"), *known[2:]]
    near_ids(texts["t0"], changed, counting, shelf=shelf, store=store)
    assert read[-1] == "t1"
    assert len(read) == len(texts) + 1


def test_names_that_were_taught_make_the_tables_of_names_stale(texts) -> None:
    known, load_them = asked(texts)
    store = Store()
    assert Shelf().fill(known, load_them, store) == 0
    read = []

    def counting(ids):
        read.extend(ids)
        return load_them(ids)

    Shelf("other names").fill(known, counting, store)
    assert len(read) == len(texts)


def test_tables_are_read_some_at_a_time(texts) -> None:
    known, load_them = asked(texts)
    shelf = Shelf()
    assert shelf.fill(known, load_them, most=5) == 3
    assert shelf.fill(known, load_them, most=5) == 0


def test_a_table_comes_back_as_it_was_and_rubbish_is_none(texts) -> None:
    for table in (words_table(texts["t0"]), names_table(texts["t0"])):
        back = unpack(pack(table))
        assert back is not None
        assert [part.tolist() for part in back] == [part.tolist() for part in table]
    packed = pack(words_table(texts["t0"]))
    for rubbish in (b"", b"rubbish", packed[:-3], zlib.compress(b"12"), zlib.compress(zlib.decompress(packed)[:-1])):
        assert unpack(rubbish) is None


def test_set_phrases_do_not_make_texts_touch() -> None:
    phrase = "The parties reaffirm the purposes of the charter and abstain from the threat of force."
    chance = random.Random(3)
    words = [
        "".join(chance.choices("bdfglmnprstv", k=2)) + chance.choice("aeiou") * 2 + str(n % 7) for n in range(4000)
    ]
    made_up = [
        made(f"n{i}", phrase, " ".join(chance.choices(words, k=40)) + ".", " ".join(chance.choices(words, k=40)) + ".")
        for i in range(500)
    ]
    mine = made("mine", phrase, *made_up[77].canonical.split("\n\n")[1:2])
    tables = [(words_table(t), names_table(t)) for t in made_up]
    index = Passages([w for w, _ in tables], [n for _, n in tables])
    found = index.near(words_table(mine), names_table(mine))
    assert [(near.at, near.touches[0].a, near.touches[0].b) for near in found] == [(77, 2, 2)]
    assert found[0].score > 0.8


def test_a_collection_is_proposed_the_nearest_first_and_all_of_it(texts) -> None:
    mine = made("mine", "A preamble of no weight at all.", "By autumn the ferry was mended by whoever broke the ferry.")
    found = propose(mine, *asked(texts))
    assert found[0].text_id == "t2"
    assert found[0].worth
    assert sorted(p.text_id for p in found) == sorted(texts)
    assert [p.near for p in found] == sorted((p.near for p in found), reverse=True)


def test_it_can_be_stopped(texts) -> None:
    class Stop(Feedback):
        def step(self, done, total):
            raise Cancelled

    with pytest.raises(Cancelled):
        find_related(texts["t0"], *asked(texts), feedback=Stop())


def test_an_empty_collection_and_texts_without_words() -> None:
    mine = made("mine", "One line of words.")
    assert find_related(mine, [], lambda ids: []) == []
    assert Index([]).cosines(profile(words_table(mine))).tolist() == []
    assert Passages([], []).near(words_table(mine), names_table(mine)) == []
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
    kept, read = Store(), []

    def counting(ids):
        read.extend(ids)
        return load_them(ids)

    first = dict(links_against(texts["t0"], known[1:3], counting, kept, "s"))
    assert first["t1"]
    assert dict(links_against(texts["t0"], known[1:3], counting, kept, "s")) == first
    assert read == ["t1", "t2"]
    turned = dict(links_against(texts["t1"], known[:1], counting, kept, "s"))
    assert read == ["t1", "t2"]
    assert turned["t0"] == find_links(texts["t1"], texts["t0"])
    assert dict(links_against(texts["t0"], known[1:2], counting, kept, "another")) == {"t1": first["t1"]}
    assert read == ["t1", "t2", "t1"]


def test_texts_in_other_languages_touch_by_what_they_name() -> None:
    mine = made("mine", "On 16 August 2007 the heads of Kazakhstan and Kyrgyzstan met in Bishkek.", "They fish.")
    lines = ("2007年8月16日，哈萨克斯坦和吉尔吉斯斯坦元首在比什凯克会晤。", "馆内禁止吸烟。")
    others = [load(line.encode(), name=f"{n}.txt", id=f"z{n}", lang="zh") for n, line in enumerate(lines)]
    fillers = [made(f"f{n}", f"The guild of the {thing} meets in May.") for n, thing in enumerate(THINGS)]
    texts = {text.id: text for text in (*others, *fillers)}
    assert propose(mine, *asked(texts))[0].text_id == "z0"
    assert find_related(mine, *asked(texts))[0].text_id == "z0"
