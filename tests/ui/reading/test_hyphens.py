"""Hyphenation: where words are parted, and that nothing but the lines on the screen knows of it."""

from __future__ import annotations

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QGuiApplication

from reader.ui.reading import hyphens, selection
from reader.ui.reading.hyphens import SHY, SoftMap, hyphenator, soften
from reader.ui.reading.typography import Type
from tests.ui.reading.helpers import Show, make_text

LONG = (
    "Representatives of neighbouring municipalities acknowledge responsibilities concerning environmental protection, "
    "archaeological documentation and interdisciplinary communication among international administrations everywhere."
)
RUSSIAN = (
    "Представители муниципалитетов подтверждают ответственность за охрану окружающей среды, археологическую "
    "документацию и межведомственное сотрудничество международных администраций."
)


def parted(lang: str, word: str) -> str:
    words = hyphenator(lang)
    assert words is not None
    places = words.places(word)
    return "-".join(word[a:b] for a, b in zip((0, *places), (*places, len(word)), strict=True))


@pytest.mark.parametrize(
    ("lang", "word", "wanted"),
    [
        ("en", "declaration", "de-clar-a-tion"),
        ("en-GB", "constructive", "con-struct-ive"),
        ("en-US", "constructive", "con-struc-tive"),
        ("ru", "сотрудничества", "со-труд-ни-че-ства"),
        ("ru", "взаимодействия", "вза-и-мо-дей-ствия"),
        ("fr", "souveraineté", "sou-ve-rai-neté"),
        ("es", "cooperación", "coope-ra-ción"),
    ],
)
def test_words_are_parted_as_their_language_has_it(lang: str, word: str, wanted: str) -> None:
    assert parted(lang, word) == wanted


def test_a_language_without_patterns_is_not_hyphenated() -> None:
    assert hyphenator("zh") is None
    assert hyphenator("") is None
    assert hyphenator("de") is None  # its patterns work in two steps; one alone would part words wrongly
    assert hyphenator("../../etc") is None


def test_without_the_dictionaries_nothing_is_hyphenated(monkeypatch: pytest.MonkeyPatch) -> None:
    hyphenator.cache_clear()
    monkeypatch.setattr(hyphens, "find_spec", lambda name: None)
    hyphens._folder.cache_clear()
    try:
        assert hyphenator("en") is None
    finally:
        monkeypatch.undo()
        hyphens._folder.cache_clear()
        hyphenator.cache_clear()


def test_short_words_acronyms_and_the_last_word_stay_whole() -> None:
    words = hyphenator("en")
    assert words is not None
    line = "Every ORGANISATION of Westhavenshire has a responsibility to share international documentation."
    soft, _ = soften(line, words)
    for whole in ("Every", "ORGANISATION", "Westhavenshire", "share", "documentation."):
        assert whole in soft
    assert "responsibility" not in soft
    assert soft.replace(SHY, "") == line


@given(st.text(alphabet="ab 😀é\u00ad", max_size=40), st.data())
def test_offsets_go_there_and_back(s: str, data: st.DataObject) -> None:
    points = sorted(data.draw(st.sets(st.integers(0, len(s)), max_size=6)))
    soft = SoftMap(s, array("I", points))
    units = [soft.to_utf16(i) for i in range(len(s) + 1)]
    assert [soft.to_code_point(unit) for unit in units] == list(range(len(s) + 1))
    assert units == sorted(set(units))
    assert soft.length == len(s.encode("utf-16-le")) // 2 + len(points)
    for j in range(soft.length + 1):  # nothing between leads out of order
        assert 0 <= soft.to_code_point(j) <= len(s)


@pytest.mark.parametrize(("words", "lang"), [(LONG, "en"), (RUSSIAN, "ru")])
def test_a_narrow_column_is_hyphenated_and_a_wide_one_is_not(show: Show, words: str, lang: str) -> None:
    text = make_text(words, lang=lang)
    narrow, wide = show(text, 260), show(text, 900)
    soft = narrow.page.laid(0)
    ends = [soft.map.to_code_point(end) for _, end, _, _ in soft.lines[:-1]]
    assert any(words[end - 1].isalpha() and words[end].isalpha() for end in ends)
    assert wide.page.laid(0).map.identity
    narrow.set_typography(Type("", 12, 1.5, 70, "never"))
    plain = narrow.page.laid(0)
    assert plain.map.identity
    assert len(plain.lines) >= len(soft.lines)


def test_no_more_than_two_lines_in_a_row_end_in_a_hyphen(show: Show) -> None:
    view = show(make_text("responsibilities administrations documentation international " * 12), 190)
    laid, words = view.page.laid(0), view.text.canonical if view.text else ""
    row = worst = 0
    for _, end, _, _ in laid.lines[:-1]:
        at = laid.map.to_code_point(end)
        row = row + 1 if words[at - 1].isalpha() and words[at].isalpha() else 0
        worst = max(worst, row)
    assert 0 < worst <= 2


def test_a_line_that_is_full_enough_parts_no_word(show: Show) -> None:
    view = show(make_text(LONG), 240)
    laid = view.page.laid(0)
    for first, end, _, _ in laid.lines[:-1]:
        at = laid.map.to_code_point(end)
        if LONG[at - 1].isalpha():
            start = LONG.rfind(" ", laid.map.to_code_point(first), at) + 1
            assert start == 0 or laid.x_of(laid.map.to_utf16(start), laid.line_of(first)) < 0.84 * view.page.text_w
    assert laid.lines[0][3].isValid()


def test_caret_and_copy_know_nothing_of_soft_hyphens(show: Show) -> None:
    view = show(make_text(LONG), 240)
    place, seen = 0, [0]
    while place < len(LONG):
        place = selection.by_character(view.page, place, 1)
        seen.append(place)
    assert seen == list(range(len(LONG) + 1))
    while place > 0:
        before, place = place, selection.by_character(view.page, place, -1)
        assert place == before - 1
    view.select_all()
    view.copy()
    assert QGuiApplication.clipboard().text() == LONG


def test_every_line_is_reached_by_keys_and_every_letter_by_the_pointer(show: Show) -> None:
    view = show(make_text(LONG), 240)
    page, laid = view.page, view.page.laid(0)
    x = float(page.text_w)
    lines = []
    place: int = 0
    for _ in range(len(laid.lines) - 1):
        place, _ = selection.by_line(page, place, 1, x)
        lines.append(laid.line_of(laid.map.to_utf16(place)))
    assert lines == list(range(1, len(laid.lines)))
    for _ in range(len(laid.lines) - 1):
        place, _ = selection.by_line(page, place, -1, x)
        lines.append(laid.line_of(laid.map.to_utf16(place)))
    assert lines[len(laid.lines) - 1 :] == list(range(len(laid.lines) - 2, -1, -1))
    for k, (_, _, y, _) in enumerate(laid.lines[:-1]):  # the End key stays on its line
        edge = selection.line_edge(page, laid.map.to_code_point(laid.lines[k][0]), 1)
        assert laid.line_of(laid.map.to_utf16(edge)) == k
        assert page.char_at(page.text_x + 2, y - page.into + 4) == laid.map.to_code_point(laid.lines[k][0])


def test_a_mark_reaches_to_its_hyphen(show: Show) -> None:
    view = show(make_text(LONG), 240)
    laid = view.page.laid(0)
    rects = laid.rects(0, len(LONG))
    assert len(rects) == len(laid.lines)
    k = next(i for i, (_, end, _, _) in enumerate(laid.lines) if LONG[laid.map.to_code_point(end) - 1].isalpha())
    assert rects[k][2] == pytest.approx(laid.lines[k][3].naturalTextWidth())
