"""The numbers of the source: told from years, initials and sentences about articles; places found by them."""

# ruff: noqa: E501 -- sample texts read better unbroken
from __future__ import annotations

import pytest

from reader.text import Text, load
from reader.text.citing import find_label, source_place
from reader.text.labels import label_of, value_of


@pytest.mark.parametrize(
    ("s", "label"),
    [
        ("Art. 5 bis The", "Art. 5 bis"), ("Article 5bis. X", "Article 5bis"), ("§ 3 Die", "§ 3"), ("(a) x", "(a)"),
        ("ii) x", "ii)"), ("1) x", "1)"), ("(1) x", "(1)"), ("第三条　各", "第三条"), ("第十二条之一 各", "第十二条之一"),
        ("（一）各", "（一）"), ("一、各", "一、"), ("3.1 The", "3.1"), ("I.1. Die", "I.1."), ("Статья 3", "Статья 3"),
        ("Ст. 5 Закон", "Ст. 5"), ("а) рыба", "а)"), ("Chapter II. X", "Chapter II"), ("Annex I", "Annex I"),
        ("المادة 3 تلتزم", "المادة 3"), ("Article 1er Les", "Article 1er"), ("Artículo 4. Los", "Artículo 4"), ("① 各", "①"),
        ("1986. A year", None), ("1986 was", None), ("3.14 per cent of", None), ("Статья 3 устава", None), ("Part of the", None),
        ("Parties shall", None), ("No. 5", None), ("Points out", None), ("5. Juni 2001 war", None), ("A. Berg", None),
        ("Article 3 of the pact", None), ("Capital gains", None), ("15. 6. 2001", None), ("", None),
    ],
)  # fmt: skip
def test_what_a_paragraph_begins_with(s: str, label: str | None) -> None:
    assert label_of(s) == label


def labels(*paragraphs: str) -> list[str | None]:
    text = load("\n\n".join(paragraphs).encode(), name="a.txt")
    return [p.label for p in text.provisions]


def test_initials_are_no_numbers_and_sequences_are() -> None:
    more = "said that the fish of the river are counted in every spring by the states."
    assert labels(f"I. Kant {more}", f"The others {more}", f"V. Berg {more}") == [None, None, None]
    assert labels(f"I. One {more}", f"II. Two {more}", f"III. Three {more}") == ["I.", "II.", "III."]
    assert labels(f"A. One {more}", f"B. Two {more}", f"C. Three {more}") == ["A.", "B.", "C."]
    assert labels(f"D. Dahl {more}", f"A. Smith {more}") == [None, None]
    assert labels(f"1986. A year that was dry, as he {more}", f"1987. A wet one, as he {more}") == [None, None]
    assert labels(
        "第三条规定各国每年春季清点河中的鱼类，并且共同测量湖水的深度。", "各国同意共享有关水情的数据并通报。"
    ) == [None, None]
    assert labels(
        "第三条各国每年春季清点河中的鱼类，并且共同测量湖水。", "第四条各国同意共享有关水情的数据并通报。"
    ) == ["第三条", "第四条"]


@pytest.mark.parametrize(
    ("label", "value"),
    [("第二十三条", 23), ("第一百零五条", 105), ("Article XIV", 14), ("§ 7", 7), ("(a)", 0), ("两", 2)],
)
def test_the_value_of_a_number(label: str, value: int) -> None:
    assert value_of(label) == value


EN = """Article 1

Waters

1. Each party measures the water of the river.

2. Each party reports:

(a) the depth of the water;

(b) the speed.

Article 2

1. Each party counts fish.

(a) of all kinds;

Article 2 bis

1. Nothing else.

Annex I

Words of the annex here."""
RU = """Статья 1

1. Каждая сторона измеряет воду в реке и озере.

2. Каждая сторона сообщает:

а) о глубине воды;

Статья 2. Рыба

Каждая сторона считает рыбу."""
ZH = """第一条

缔约各方应当测量河水的深度。

第二条　缔约各方应当清点鱼类。

（一）春季清点一次；

（二）秋季清点一次。"""


def text_of(words: str) -> Text:
    return load(words.encode(), name="pact.txt")


@pytest.mark.parametrize(
    ("words", "query", "begins"),
    [
        (EN, "Article 1", "Article 1"), (EN, "art. 1(2)", "2. Each"), (EN, "Art. 1(2)(b)", "(b) the"),
        (EN, "article 2, paragraph 1", "Article 2"), (EN, "Art. 2 (a)", "(a) of"), (EN, "Article 2 bis", "Article 2 bis"),
        (EN, "Annex I", "Annex I"), (EN, "Article 9", None), (EN, "Article 2(2)", None), (EN, "the river", None),
        (RU, "ст. 1 п. 2", "2. Каждая"), (RU, "статья 2", "Статья 2"), (RU, "Статья 1, пункт 1", "Статья 1"),
        (ZH, "第一条", "第一条"), (ZH, "第2条", "第二条"), (ZH, "第二条（二）", "（二）"),
    ],
)  # fmt: skip
def test_a_place_is_found_as_the_source_numbers_it(words: str, query: str, begins: str | None) -> None:
    text = text_of(words)
    found = find_label(text, query)
    if begins is None:
        assert found is None
    else:
        assert found is not None
        assert text.canonical[found.start : found.end].startswith(begins)


def test_a_place_is_cited_as_the_source_numbers_it() -> None:
    text = text_of(EN)
    assert [source_place(text, p.start) for p in text.provisions][:4] == [
        "Article 1, 1",
        "Article 1, 2",
        "Article 1, (a)",
        "Article 1, (b)",
    ]
    assert source_place(text_of("Only words stand here, and no number."), 3) == ""
