"""Folding keeps the way back; words cover what is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.text.fold import Folded, fold, words

TEXTS = st.one_of(
    st.text(max_size=200),
    st.text(alphabet="aé ßﬁ½…\u00ad\u0301йЁ“’—国力한İ№\t\u200b", max_size=60),
)


@pytest.mark.parametrize(
    ("a", "b"),
    [("Élan", "elan"), ("“So” – it’s", "\"so\" - it's"), ("ЁЛКА", "елка"), ("STRASSE", "straße"), ("ﬁsh", "Fish"),
     ("co\u00adop", "coop"), ("e\u0301te", "été"), ("№\u00a05", "No 5"), ("ＡＢ", "ab")],
)  # fmt: skip
def test_spellings_of_one_word_fold_alike(a: str, b: str) -> None:
    assert fold(a) == fold(b)


@given(TEXTS)
def test_every_folded_character_comes_from_its_origin(s: str) -> None:
    folded = Folded(s)
    assert folded.text == fold(s) == "".join(map(fold, s))
    last = 0
    for i, c in enumerate(folded.text):
        source = folded.origin(i)
        assert last <= source < len(s)
        assert c in fold(s[source])
        last = source
    assert folded.origin(len(folded.text)) == len(s)


@given(TEXTS, st.data())
def test_a_span_folds_to_what_was_asked_for(s: str, data: st.DataObject) -> None:
    folded = Folded(s)
    a = data.draw(st.integers(0, len(folded.text)))
    b = data.draw(st.integers(a, len(folded.text)))
    start, end = folded.span(a, b)
    assert 0 <= start <= end <= len(s)
    assert folded.text[a:b] in fold(s[start:end])
    if b > a:
        assert len(fold(s[start:end])) - (b - a) <= 40


def test_a_span_takes_the_marks_that_follow() -> None:
    s = "cafe\u0301 noir"
    assert s[slice(*Folded(s).span(0, 4))] == "cafe\u0301"


@pytest.mark.parametrize(
    ("s", "expected"),
    [
        ("The U.N.'s 61st session", ["The", "U", "N", "s", "61st", "session"]),
        ("country's well-being", ["country's", "well", "being"]),
        ("1,000 and 2.5", ["1,000", "and", "2.5"]),
        ("Шёл дождь – сильный", ["Шёл", "дождь", "сильный"]),
        ("上海 SCO合作", ["上", "海", "SCO", "合", "作"]),
        ("l’été", ["l’été"]),
        ("snake_case", ["snake", "case"]),
    ],
)
def test_words_of(s: str, expected: list[str]) -> None:
    assert [s[a:b] for a, b in words(s)] == expected


@given(st.text(max_size=300))
def test_words_are_in_order_and_miss_no_letter(s: str) -> None:
    at = 0
    for a, b in words(s):
        assert at <= a < b <= len(s)
        assert not any(c.isalnum() for c in s[at:a])
        at = b
    assert not any(c.isalnum() for c in s[at:])
