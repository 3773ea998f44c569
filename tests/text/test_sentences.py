"""Sentence boundaries: what must not divide, what must, and that nothing is lost."""

# ruff: noqa: E501 -- sample texts read better unbroken
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.text.sentences import split

CASES = [
    (
        "en",
        ["The pact was signed on Sept. 8 in Oslo.", "Mr. Berg of the U.N. Secretariat spoke.", "See No. 5 and Art. 3."],
    ),
    ("en", ["J. Smith met A. B. Jones.", 'He said "Enough."', "Then he left."]),
    ("en", ["The rate was 3.14 per cent.", "Wait... what happened?", "No.", "They refused."]),
    ("en", ["Tools, e.g. radar, are shared.", "They met at 5 p.m. in the hall.", "It rained in the U.S. Senate yard."]),
    ("en", ["They live in the U.S.", "The rest left."]),
    ("en", ["“We agree.”", "The ministers (see para. 4) went home."]),
    ("en", ["The states agree: to share water;", "to count fish;", "and to meet in May."]),
    ("en", ["The river is low; the lake is high."]),
    ("en", ["The states shall: (a) count fish;", "(b) share water."]),
    ("en", ["4. The states count fish.", "They share water."]),
    ("en", ["Really?!", "Yes.[1]", "So it was."]),
    ("en", ["Yes! said the envoy.", "“Why?” asked another."]),
    ("en", ["He thought… and left.", "She stayed…", "Nobody came."]),
    ("zh", ["各国同意共享水源。", "“我们赞成。”他说；", "渔业也很重要！", "是吗？", "（见第三条。）", "完"]),
    ("ru", ["В 2001 г. министры встретились в г. Осло.", "Согласно ст. 5 устава, т.е. закона, А. Б. Берг выступил."]),
    ("ru", ["Это было в 1999 г.", "Страны делят воду, рыбу и др.", "Они довольны."]),
]


@pytest.mark.parametrize(("lang", "sentences"), CASES)
def test_sentences_come_apart_where_they_end(lang: str, sentences: list[str]) -> None:
    gap = "" if lang == "zh" else " "
    s = gap.join(sentences)
    assert [s[a:b] for a, b in split(s, lang)] == sentences


def test_lines_are_sentences_unless_wrapped() -> None:
    s = "Chapter one\nThe states count fish. They share water.\n\nThe end"
    expected = ["Chapter one", "The states count fish.", "They share water.", "The end"]
    assert [s[a:b] for a, b in split(s)] == expected
    wrapped = "The states that lie along the long river\ncount fish."
    assert len(split(wrapped)) == 1


PIECES = st.sampled_from(
    ["word ", "Mr. ", "U.N. ", ". ", "? ", "! ", "; ", ": ", "\n", "\n\n", "“", "”", '"', "(a) ", "3.14 ", "№ 5 ", "г. ", "Дом ",
     "。", "；", "」", "合作", "…", "...", "[1]", "\u00a0", "Art. 3 ", "é"]
)  # fmt: skip


@given(
    st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=60).map("".join)), st.sampled_from(["en", "ru", "zh"])
)
def test_nothing_is_lost_and_order_is_kept(s: str, lang: str) -> None:
    spans = split(s, lang)
    at = 0
    for a, b in spans:
        assert at <= a < b <= len(s)
        assert not s[at:a].strip()
        assert s[a:b] == s[a:b].strip()
        at = b
    assert not s[at:].strip()
