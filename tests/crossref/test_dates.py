"""Dates in the usual forms of several languages, and what only looks like one."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.crossref.dates import find_dates
from reader.crossref.names_numbers import counted

WRITTEN = "2007-08-17"
MONTHS = tuple(counted("January February March April May June July August September October November December"))
RUSSIAN = tuple(counted("января февраля марта апреля мая июня июля августа сентября октября ноября декабря"))


@pytest.mark.parametrize(
    ("words", "iso"),
    [
        ("They met on 15 June 2001 in the hills.", "2001-06-15"),
        ("June 15, 2001 was a Friday.", "2001-06-15"),
        ("On June 15th, 2001, they met.", "2001-06-15"),
        ("the 3rd of May 1999", "1999-05-03"),
        ("on Sept. 8 in the town", "2006-09-08"),
        ("on 8 September, as agreed", "2006-09-08"),
        ("The council will meet on 8 September.", "2007-09-08"),
        ("on Feb. 2 they left", "2007-02-02"),
        ("done at Geneva, 12.08.1949", "1949-08-12"),
        ("of 2001-06-15 and later", "2001-06-15"),
        ("03/25/1957 by the other custom", "1957-03-25"),
        ("in June 2001", "2001-06"),
        ("in early Sept. 2006", "2006-09"),
        ("the 2002 summit", "2002"),
        ("a treaty of 1996.", "1996"),
        ("on 15–16 June 2001", "2001-06-15/2001-06-16"),
        ("June 15-16, 2001", "2001-06-15/2001-06-16"),
        ("28 June – 2 July 2001", "2001-06-28/2001-07-02"),
        ("the years 1996–1999", "1996/1999"),
        ("during the 1990s", "199X"),
        ("in the 21st century", "20XX"),
        ("the twenty-first century", "20XX"),
        ("of the XXI century", "20XX"),
        ("the nineteenth century", "18XX"),
        ("15 июня 2001 года в городе", "2001-06-15"),
        ("в июне 2001 года", "2001-06"),
        ("в 2001 году", "2001"),
        ("8 сентября", "2006-09-08"),
        ("в XXI веке", "20XX"),
        ("в 90-х, точнее в 1990-х годах", "199X"),
        ("于2001年6月15日签署", "2001-06-15"),
        ("二〇〇一年六月十五日", "2001-06-15"),
        ("2001年6月", "2001-06"),
        ("2001年成立", "2001"),
        ("9月8日签署", "2006-09-08"),
        ("进入21世纪", "20XX"),
        ("二十一世纪的挑战", "20XX"),
        ("le 15 juin 2001", "2001-06-15"),
        ("am 15. Juni 2001", "2001-06-15"),
        ("el 15 de junio de 2001", "2001-06-15"),
    ],
)
def test_a_date_is_read(words: str, iso: str) -> None:
    found = find_dates(words, date=WRITTEN)
    assert [d.iso for d in found] == [iso]
    assert words[found[0].start : found[0].end].strip() == words[found[0].start : found[0].end]


@pytest.mark.parametrize(
    "words",
    [
        "They may 5 times refuse.",
        "resolution 1373 of the council",
        "Article 51 and paragraph 1999",
        "some 2000 troops and 1500 tonnes",
        "the sum of $1990",
        "an army to march 12 miles",
        "document A/60/1999",
        "1,995 pages",
        "room 12 and page 1984",
        "第1999号文件",
        "the second half",
    ],
)
def test_what_only_looks_like_a_date_is_none(words: str) -> None:
    assert find_dates(words, date=WRITTEN) == []


@given(st.dates(min_value=date(1500, 1, 1), max_value=date(2099, 12, 31)))
def test_every_day_is_read_in_every_form(day: date) -> None:
    month = MONTHS[day.month - 1]
    for words in (
        f"{day.day} {month} {day.year}",
        f"{month} {day.day}, {day.year}",
        f"{day.day} {RUSSIAN[day.month - 1]} {day.year} года",
        f"{day.year}年{day.month}月{day.day}日",
        day.isoformat(),
    ):
        assert [d.iso for d in find_dates(f"x {words} y")] == [day.isoformat()], words


@given(st.text(alphabet="0123456789.-/–() ,年月日MayJune15世纪", max_size=60))
def test_dates_never_overlap_nor_fail(s: str) -> None:
    end = 0
    for d in find_dates(s, date=WRITTEN):
        assert end <= d.start < d.end <= len(s)
        end = d.end
