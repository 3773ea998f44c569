"""Code points to UTF-16 and back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reader.ui.offsets import Utf16Map

# Characters of one and of two units, combining ones, and none of the lone surrogates that no text holds.
TEXTS = st.text(st.sampled_from("aé中\u0301🇰🇬😀𐍈\n "), max_size=60) | st.text(max_size=40)


@given(TEXTS)
def test_every_offset_goes_there_and_back(s: str) -> None:
    table = Utf16Map(s)
    for i in range(len(s) + 1):
        unit = table.to_utf16(i)
        assert unit == len(s[:i].encode("utf-16-le")) // 2
        assert table.to_code_point(unit) == i
    assert table.length == len(s.encode("utf-16-le")) // 2


@given(TEXTS)
def test_an_offset_inside_a_pair_is_that_of_its_character(s: str) -> None:
    table = Utf16Map(s)
    for i, c in enumerate(s):
        if ord(c) > 0xFFFF:
            assert table.to_code_point(table.to_utf16(i) + 1) == i


def test_a_string_without_pairs_needs_no_table() -> None:
    assert Utf16Map("Қазақстан 中国").identity
    assert not Utf16Map("a😀").identity
