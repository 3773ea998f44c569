"""The index of marks against a list that is searched from end to end."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reader.ui.reading.marks import Mark, MarkIndex

LOOKS = [("highlight", "highlight.yellow"), ("link", "link.parallel"), ("underline", "highlight.blue")]
MARKS = st.builds(
    lambda start, length, look, key, note: Mark(start, start + length, *LOOKS[look], f"id{key}", note),
    st.integers(0, 300), st.integers(0, 5) | st.integers(0, 300), st.integers(0, 2), st.integers(0, 9), st.booleans(),
)  # fmt: skip


def brute(marks: list[Mark], start: int, end: int) -> list[Mark]:
    """What touches the span: an empty mark does where it stands inside."""
    return [m for m in marks if m.start < end and (m.end > start or m.start >= start)]


@given(st.lists(MARKS, max_size=60), st.lists(MARKS, max_size=20), st.data())
def test_it_finds_what_a_list_finds(first: list[Mark], later: list[Mark], data: st.DataObject) -> None:
    index = MarkIndex(first)
    marks = list(first)
    for mark in later:
        index.add(mark)
        marks.append(mark)
    for _ in range(min(5, len(marks))):
        gone = data.draw(st.sampled_from(marks))
        assert index.remove(gone)
        marks.remove(gone)
    if marks:
        gone_id = data.draw(st.sampled_from(marks)).id
        assert sorted(index.remove_id(gone_id)) == sorted(m for m in marks if m.id == gone_id)
        marks = [m for m in marks if m.id != gone_id]
    index.extend(later[:3])
    marks += later[:3]
    assert len(index) == len(marks)
    assert sorted(index) == sorted(marks)
    for _ in range(6):
        start = data.draw(st.integers(0, 600))
        end = data.draw(st.integers(start + 1, 640))
        found = index.spans(start, end)
        assert sorted(found) == sorted(brute(marks, start, end))
        assert [m.start for m in found] == sorted(m.start for m in found)


def test_removing_what_is_not_there_changes_nothing() -> None:
    mark = Mark(3, 9, "link", "link.parallel", "a")
    index = MarkIndex([mark])
    assert not index.remove(mark._replace(end=10))
    assert not index.remove(mark._replace(role="link.reuse"))
    assert index.remove_id("b") == []
    assert list(index) == [mark]


def test_hidden_roles_are_kept_but_not_shown() -> None:
    a, b = Mark(0, 5, "link", "link.parallel", "a"), Mark(0, 5, "highlight", "highlight.yellow", "b", True)
    index = MarkIndex([a, b])
    index.hide(["link.parallel", "link.reuse"])
    late = Mark(2, 3, "link", "link.reuse", "c")
    index.add(late)
    assert index.spans(0, 9) == [b]
    assert index.ticks(10, 10) == {"highlight.yellow": {0}, "badge": {0}}
    index.hide([])
    assert set(index.spans(0, 9)) == {a, b, late}


@given(st.lists(MARKS, max_size=60), st.integers(1, 700), st.integers(1, 60))
def test_ticks_are_the_buckets_of_every_mark(marks: list[Mark], length: int, buckets: int) -> None:
    marks = [m for m in marks if m.start < length]
    want: dict[str, set[int]] = {}
    for m in marks:
        for role in (m.role, "badge") if m.note else (m.role,):
            want.setdefault(role, set()).add(m.start * buckets // length)
    assert MarkIndex(marks).ticks(length, buckets) == want


def test_ticks_are_where_marks_begin() -> None:
    index = MarkIndex(Mark(i, i + 1, "link", "link.place", "x") for i in (0, 50, 99))
    assert index.ticks(100, 10) == {"link.place": {0, 5, 9}}


def test_a_hundred_thousand_marks_cost_some_megabytes_and_few_looks() -> None:
    index = MarkIndex(Mark(i * 50, i * 50 + 30, "link", "link.place", "same") for i in range(100_000))
    assert len(index.spans(2_500_000, 2_500_400)) == 8
    arrays = sum(
        column.itemsize * len(column) for c in index._classes.values() for column in (c.starts, c.ends, c.looks)
    )
    assert arrays <= 1_000_000
