"""Back and on: jumps push, scrolling replaces."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reader.ui.reading.history import MOST, History, Stop


def stop(n: int) -> Stop[int]:
    return Stop({"left": n, "right": n * 2}, f"link {n}")


def test_a_jump_can_be_taken_back_to_where_one_had_scrolled() -> None:
    history: History[int] = History()
    history.replace(stop(1))
    history.replace(stop(2))  # scrolled
    history.jump(stop(3), stop(10))
    history.replace(stop(11))  # scrolled there
    assert history.back(stop(12)) == stop(3)
    assert not history.can_go_back
    assert history.on() == stop(12)
    assert not history.can_go_on
    assert history.on() is None


def test_a_jump_from_the_middle_forgets_the_way_on() -> None:
    history: History[int] = History()
    for n in (1, 2, 3):
        history.push(stop(n))
    history.back()
    history.push(stop(9))
    assert not history.can_go_on
    assert history.back() == stop(2)


def test_the_same_place_is_no_new_stop_and_old_ones_are_forgotten() -> None:
    history: History[int] = History()
    history.push(stop(1))
    history.push(stop(1))
    assert len(history) == 1
    for n in range(MOST + 50):
        history.push(stop(n))
    assert len(history) == MOST
    assert history.now == stop(MOST + 49)


def test_a_closed_pane_is_forgotten() -> None:
    history: History[int] = History()
    history.push(Stop({"left": 1}))
    history.push(Stop({"left": 1, "right": 5}))
    history.push(Stop({"right": 6}))
    history.forget("right")
    assert len(history) == 1
    assert history.now == Stop({"left": 1})


@given(st.lists(st.one_of(st.tuples(st.sampled_from(["push", "replace"]), st.integers(0, 5)),
                          st.tuples(st.sampled_from(["back", "on"]), st.just(0)))))  # fmt: skip
def test_back_then_on_is_where_one_was(acts: list[tuple[str, int]]) -> None:
    history: History[int] = History()
    for act, n in acts:
        if act in ("push", "replace"):
            getattr(history, act)(stop(n))
        else:
            getattr(history, act)()
        now = history.now
        if history.can_go_back:
            history.back()
            assert history.on() == now
        assert history.now == now
