from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.ui.notes.tag_names import ancestors, judge


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("principles/sovereignty", "principles/sovereignty"),
        (" #Question ", "Question"),
        ("#sco/2001", "sco/2001"),
        ("a//b/", "a/b"),
        ("主权", "主权"),
        ("", ""),
    ],
)
def test_good_names_are_kept(typed: str, name: str) -> None:
    assert judge(typed) == (name, "")


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("2001", "y2001"),
        ("2001/06", "2001/n06"),
        ("42", "n42"),
        ("two words", "two-words"),
        ("what?!", "what"),
        ("!!!", ""),
    ],
)
def test_bad_names_get_a_reason_and_an_offer(typed: str, offered: str) -> None:
    verdict = judge(typed)
    assert verdict.name == offered
    assert verdict.problem


@given(st.text(max_size=30))
def test_what_is_offered_is_itself_a_tag(typed: str) -> None:
    name = judge(typed).name
    if name:
        assert judge(name) == (name, "")
        assert any(not c.isdigit() for c in name)


def test_ancestors() -> None:
    assert ancestors("a/b/c") == ["a", "a/b"]
    assert ancestors("a") == []
