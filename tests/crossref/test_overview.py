"""What one text has and another lacks: names, themes, counterparts, cells, editions, progress, and all of it as CSV."""

from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from reader.crossref.mentions import find_mentions
from reader.crossref.model import KINDS, End, Link, Why
from reader.crossref.overview import (
    THEME,
    Alone,
    Inventory,
    Place,
    absences,
    alone,
    inventory,
    known_language,
    things,
)
from reader.crossref.overview_editions import compared, editions_of, meetings
from reader.crossref.overview_matrix import Matrix, matrix
from reader.crossref.overview_progress import next_without, noted, progress
from reader.crossref.overview_tables import absence_table, alone_table, editions_table, matrix_table, words_of
from reader.crossref.thesaurus import broader
from reader.exchange.overview import write
from reader.text.model import GAP, Provision, Provisions, Text


def text(id_: str, *paragraphs: str, lang: str = "en", **more: str) -> Text:
    provisions, at = [], 0
    for n, words in enumerate(paragraphs, 1):
        provisions.append(Provision(n, at, at + len(words), at))
        at += len(words) + len(GAP)
    canonical = GAP.join(paragraphs)
    return Text(id=id_, title=id_, canonical=canonical, provisions=Provisions.of(provisions), lang=lang, **more)


def link(a: Text, n: int, b: Text, m: int, score: float = 0.8, kind: str = "parallel", **more: str) -> Link:
    ends = [End(t.provisions[k - 1].start, t.provisions[k - 1].end, "", k, 1) for t, k in ((a, n), (b, m))]
    origin, status = more.get("origin", "computed"), more.get("status", "suggested")
    return Link(more.get("key", f"{kind}{n}-{m}-{score}"), kind, score, origin, status, None, ends[0], ends[1], Why(""))


OLD = text(
    "Old",
    "The towns uphold the UN Charter and fight drug trafficking.",
    "Sovereignty is respected by every town, and sovereignty is shared by none.",
    "Ferries leave at noon.",
)
NEW = text("New", "The towns uphold the Charter of the United Nations.", "Poverty is to be reduced.", "Ships sail.")
RUSSIAN = text("Russian", "Государства соблюдают Устав ООН.", "Они уважают суверенитет.", lang="ru")


def missing(*texts: Text) -> dict[str, tuple[int, ...]]:
    return {thing.title: thing.missing for thing in absences(things([inventory(t) for t in texts]))}


def test_what_one_names_and_the_other_does_not() -> None:
    found = missing(OLD, NEW)
    assert found["sovereignty"] == (1,)
    assert found["drug trafficking"] == (1,)
    assert found["poverty"] == (0,)
    assert "UN Charter" not in found  # both name it, in other words
    assert not missing(OLD, OLD)


def test_where_and_how_often() -> None:
    thing = next(t for t in things([inventory(OLD), inventory(NEW)]) if t.title == "sovereignty")
    assert [p.provision for p in thing.places[0]] == [2, 2]
    assert thing.places[1] == ()
    assert thing.times == 2
    assert {OLD.canonical[p.start : p.end].casefold() for p in thing.places[0]} == {"sovereignty"}


def test_names_are_the_same_in_other_languages() -> None:
    found = missing(OLD, RUSSIAN)
    assert "UN Charter" not in found
    assert "sovereignty" not in found
    assert found["drug trafficking"] == (1,)


def test_a_part_of_a_name_implies_the_whole_but_not_the_other_way() -> None:
    part = text("Part", "Article 51 of the UN Charter is recalled.")
    found = missing(NEW, part)
    assert "UN Charter" not in found
    article = [title for title, where in found.items() if "51" in title and where == (0,)]
    assert len(article) == 1


def test_a_theme_is_implied_by_what_is_narrower() -> None:
    narrow = Inventory({"theme:toll": ("toll", THEME)}, {"theme:toll": [Place(1, 0, 4)]}, frozenset({"theme:tax"}))
    wide = Inventory({"theme:tax": ("tax", THEME)}, {"theme:tax": [Place(1, 0, 3)]}, frozenset())
    found = {t.id: t for t in things([narrow, wide])}
    assert (found["theme:tax"].implied, found["theme:tax"].missing) == ((True, False), ())
    assert found["theme:toll"].missing == (1,)


def test_a_text_implies_what_is_broader_than_its_themes() -> None:
    found = inventory(text("Narrow", "Cocaine is a menace.", "Poverty is another."))
    themes = [key.removeprefix("theme:") for key in found.places if key.startswith("theme:")]
    assert len(themes) >= 2
    assert {f"theme:{above}" for key in themes for above in broader()[key]} <= found.implied


def test_what_became_of_a_plan_is_named_beside_it() -> None:
    plan = text("Plan", "An SCO anti-terrorism centre will be founded.")
    made = text("Made", "The Regional Anti-Terrorist Structure (RATS) has worked well.")
    kin = {t.title: t.kin for t in absences(things([inventory(plan), inventory(made)]))}
    assert kin["SCO anti-terrorism centre"] == ("Regional Anti-Terrorist Structure",)
    assert kin["Regional Anti-Terrorist Structure"] == ("SCO anti-terrorism centre",)


def test_names_that_texts_define_for_themselves_are_one_by_their_title() -> None:
    one = text("One", "The River Towns Ferry Board (RTFB) meets. The RTFB decides.")
    two = text("Two", "The River Towns Ferry Board (RTFB) has met.")
    assert all("ferry board" not in title.casefold() for title in missing(one, two))
    assert any("ferry board" in title.casefold() for title in missing(one, NEW))


def test_themes_are_not_looked_for_in_languages_without_a_thesaurus() -> None:
    french = text("French", "La souveraineté est respectée.", lang="fr")
    assert not known_language(french)
    assert not any(key.startswith("theme:") for key in inventory(french).places)
    assert known_language(text("Chinese", "尊重主权。", lang="zh-Hans"))


def test_mentions_at_hand_are_used() -> None:
    assert inventory(OLD, find_mentions(OLD)) == inventory(OLD)
    assert not any(not key.startswith("theme:") for key in inventory(OLD, []).places)


# Counterparts


def test_provisions_that_nothing_answers() -> None:
    weak = link(OLD, 2, NEW, 3, 0.2)
    found = alone([OLD, NEW], {(0, 1): [link(OLD, 1, NEW, 1), weak, link(OLD, 3, NEW, 2, 0.9, "place")]}, cut=0.5)
    assert [(x.text, x.n) for x in found] == [(0, 2), (0, 3), (1, 2), (1, 3)]
    assert found[0] == Alone(0, 2, weak, 1)
    assert found[3] == Alone(1, 3, weak.swapped(), 0)
    assert found[1].near is None


def test_what_the_reader_decided_counts() -> None:
    links = [
        link(OLD, 1, NEW, 1, 0.9, status="dismissed"),
        link(OLD, 2, NEW, 2, 0.1, status="confirmed"),
        link(OLD, 3, NEW, 3, 0.1, origin="user"),
    ]
    assert [(x.text, x.n) for x in alone([OLD, NEW], {(0, 1): links})] == [(0, 1), (1, 1)]


def test_a_link_over_several_provisions_answers_each() -> None:
    long = link(OLD, 1, NEW, 1, kind="reuse")
    long = long._replace(a=long.a._replace(end=OLD.provisions[2].end))
    assert {(x.text, x.n) for x in alone([OLD, NEW], {(0, 1): [long]})} == {(1, 2), (1, 3)}


def test_of_three_texts_one_counterpart_is_enough() -> None:
    found = alone([OLD, NEW, RUSSIAN], {(0, 2): [link(OLD, 2, RUSSIAN, 2)], (1, 2): [link(NEW, 1, RUSSIAN, 1)]})
    assert [(x.text, x.n) for x in found] == [(0, 1), (0, 3), (1, 2), (1, 3)]


# The matrix


def test_a_cell_holds_the_strongest_of_each_kind() -> None:
    best, other = link(OLD, 2, NEW, 1, 0.8), link(OLD, 2, NEW, 1, 0.6, "reuse")
    found = matrix(OLD, NEW, [link(OLD, 2, NEW, 1, 0.7), best, other, link(OLD, 1, NEW, 1, 0.9, status="dismissed")])
    assert (found.rows, found.columns, len(found), found.binned) == (3, 3, 1, False)
    assert found.links(1, 0) == [best, other]
    assert found.count(1, 0) == 3
    assert list(found.shown()) == [(1, 0, best)]
    assert list(found.shown(["parallel"])) == [(1, 0, other)]
    assert list(found.shown(["parallel", "reuse"])) == []


@given(st.integers(1, 3000), st.integers(1, 60))
def test_cells_share_out_the_provisions(count: int, most: int) -> None:
    found = Matrix(count, 1, [], most=most)
    assert found.rows == min(count, most)
    runs = [found.row_range(row) for row in range(found.rows)]
    assert [n for first, last in runs for n in range(first, last + 1)] == list(range(1, count + 1))
    assert all(runs[found.row_of(n)][0] <= n <= runs[found.row_of(n)][1] for n in range(1, count + 1))


LINKS = st.tuples(st.integers(1, 50), st.integers(1, 40), st.sampled_from(KINDS), st.floats(0, 1))


@given(st.lists(LINKS, max_size=40))
def test_a_binned_matrix_loses_no_maximum(found: list[tuple[int, int, str, float]]) -> None:
    nothing = Why("")
    links = [
        Link(str(i), kind, score, "computed", "suggested", None, End(0, 1, "", n, 1), End(0, 1, "", m, 1), nothing)
        for i, (n, m, kind, score) in enumerate(found)
    ]
    whole, small = Matrix(50, 40, links), Matrix(50, 40, links, most=7)
    assert max((x.score for *_, x in whole.shown()), default=0) == max((x.score for *_, x in small.shown()), default=0)
    assert sum(small.count(i, j) for i in range(7) for j in range(7)) == len(links)
    for i, j, best in small.shown():
        first, last = small.row_range(i)
        assert first <= best.a.provision <= last
        start, end = small.column_range(j)
        assert best.score == max(
            x.score for x in links if first <= x.a.provision <= last and start <= x.b.provision <= end
        )


def test_texts_without_provisions_have_an_empty_matrix() -> None:
    found = matrix(text("Empty"), NEW, [])
    assert (found.rows, len(found), list(found.shown())) == (0, 0, [])


# Editions

TALE = (
    "The council of the river met at noon and opened the great book of tolls.",
    "Every barge shall carry a lamp of green glass at its bow.",
    "Salt is free of toll between the feast of spring and the first frost.",
    "The keeper of the locks is chosen by lot each year.",
    "Strangers may moor for three nights without a permit.",
)


def test_editions_word_by_word() -> None:
    first = text("First", *TALE)
    blue, bridge = TALE[1].replace("green", "blue"), "A new bridge is planned at the mill."
    second = text("Second", TALE[0], blue, *TALE[3:], bridge, edition_of="First")
    found = editions_of(first, second)
    assert found is not None
    met = meetings(first, second, found)
    assert [(m.a, m.b, m.how) for m in met] == [
        ((1,), (1,), "same"), ((2,), (2,), "differs"), ((3,), (), "only a"), ((4,), (3,), "same"),
        ((5,), (4,), "same"), ((), (5,), "only b"),
    ]  # fmt: skip
    assert (met[1].gone, met[1].new) == (("green",), ("blue",))
    assert 0.9 < met[1].alike < 1


def test_every_provision_stands_in_one_meeting() -> None:
    first, second = text("First", *TALE), text("Second", TALE[0] + " " + TALE[1], *TALE[2:], edition_of="First")
    found = editions_of(first, second)
    assert found is not None
    met = meetings(first, second, found)
    assert sorted(n for m in met for n in m.a) == [1, 2, 3, 4, 5]
    assert sorted(n for m in met for n in m.b) == [1, 2, 3, 4]
    assert met[0].a == (1, 2)


def test_other_texts_are_no_editions() -> None:
    assert editions_of(OLD, NEW) is None  # three provisions each: too few to look alike in earnest
    assert editions_of(text("First", *TALE, date="1901"), text("Other", *TALE, date="1950")) is None
    assert editions_of(OLD, OLD) is None


def test_words_are_compared_whatever_their_case_and_marks() -> None:
    assert compared(["The Café, again."], ["the cafe again"]) == (1.0, (), ())
    assert compared(["尊重主权"], ["尊重领土"]) == (0.5, ("主权",), ("领土",))
    assert compared(["Words."], [""]) == (0.0, ("Words.",), ())
    assert compared([""], [""]) == (0.0, (), ())


WORDS = st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=12)


@given(WORDS, WORDS)
def test_without_its_own_words_each_side_says_the_same(one: list[str], two: list[str]) -> None:
    alike, gone, new = compared([" ".join(one)], [" ".join(two)])
    lost, come = len(" ".join(gone).split()), len(" ".join(new).split())
    assert len(one) - lost == len(two) - come
    if one or two:
        assert abs(alike - 2 * (len(one) - lost) / (len(one) + len(two))) < 0.001


# Progress


def test_progress_counts_provisions_and_decisions() -> None:
    spans = [(0, 5), (3, 9), (OLD.provisions[1].start, OLD.provisions[2].start + 2)]
    links = [link(OLD, 1, NEW, 1, status="confirmed"), link(OLD, 2, NEW, 1, status="dismissed"), link(OLD, 3, NEW, 1)]
    assert noted(OLD, spans) == {1, 2, 3}
    assert progress(OLD, spans[:2], links) == (3, 1, 3, 2)
    assert str(progress(OLD, spans[:2], links)) == "1 of 3 provisions with notes · 2 of 3 links reviewed"
    assert str(progress(OLD, [], [])) == "0 of 3 provisions with notes"


def test_the_next_provision_without_a_note_begins_again_at_the_end() -> None:
    assert next_without(4, {2}, 1) == 3
    assert next_without(4, {4}, 3) == 1
    assert next_without(3, {1, 3}, 2) == 2
    assert next_without(2, {1, 2}, 1) is None
    assert next_without(0, set(), 1) is None


# CSV


def parsed(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode(), newline="")))


def test_tables_are_whole_and_no_cell_is_a_formula() -> None:
    evil = text("=Evil()", "=cmd|' /C calc'!A0", "+1 for the UN Charter", "Poverty is to be reduced.")
    pair, links = [evil, NEW], [link(evil, 1, NEW, 1), link(evil, 2, NEW, 3, 0.1)]
    found = absences(things([inventory(t) for t in pair]))
    editions = editions_of(evil, text("@Other", "=cmd|' /C calc'!A0", "-2 towns", edition_of="=Evil()"))
    assert editions is not None
    other = text("@Other", "=cmd|' /C calc'!A0", "-2 towns")
    for table in (
        absence_table(pair, found),
        alone_table(pair, alone(pair, {(0, 1): links})),
        matrix_table(evil, NEW, matrix(evil, NEW, links)),
        editions_table(evil, other, meetings(evil, other, editions)),
    ):
        rows = parsed(write(*table))
        assert len(rows) == len(table.rows) + 1
        assert {len(row) for row in rows} == {len(table.head)}
        assert not [cell for row in rows for cell in row if cell and cell[0] in "=+-@\t\r"]


def test_words_on_one_line() -> None:
    assert words_of(OLD, 3) == "Ferries leave at noon."
    assert words_of(OLD, 3, 7) == "Ferries…"
    assert words_of(text("Two lines", "First\nSecond"), 1, 40) == "First Second"
