"""Going: back to the exact place in every pane, tags, the next link that nobody has looked at, no feedback."""

from __future__ import annotations

import pytest

from reader.ui.window.furnishing import Parts
from reader.ui.window.going import find_tag


def places(parts: Parts) -> list[tuple[object, int]]:
    return [(pane.view.place(), pane.view.caret()) for pane in parts.desk.panes]


def test_back_and_forward_return_to_the_exact_place_in_every_pane(parts: Parts, qtbot) -> None:
    parts.window.resize(900, 360)
    parts.session.settings["motion.reduced"] = True
    parts.desk.set_tied(False)
    parts.desk.panes[0].view.scroll_by(17)
    parts.desk.panes[1].view.scroll_by(23)
    before = places(parts)
    parts.go.go_to("1907 §3")
    qtbot.wait(1)
    after = places(parts)
    assert after != before
    parts.desk.panes[0].view.scroll_by(3)  # scrolling is no stop of its own
    moved = places(parts)
    parts.go.back()
    assert places(parts) == before
    parts.go.forward()
    assert places(parts) == moved


@pytest.mark.parametrize(
    ("asked", "found"),
    [("#law", "law"), ("law/sea", "law/sea"), ("#sea", "law/sea"), ("#Law", "law"), ("sea", None), ("“law”", None)],
)
def test_tags_are_found_by_name(asked: str, found: str | None) -> None:
    assert find_tag(asked, ["law", "law/sea", "Peace"]) == found


def test_going_to_a_tag_shows_its_notes_and_walks_their_passages(parts: Parts) -> None:
    text = parts.session.text("harbour")
    starts = [text.provisions[n].start for n in (0, 2)]
    for start in starts:
        parts.session.add_annotation("harbour", start, start + 10, body="x", tags=["money"])
    parts.desk.bring(0)
    parts.desk.view.select(1, 1)
    parts.go.go_to("#money")
    assert parts.desk.view.caret() == starts[1]
    parts.go.go_to("#money")
    assert parts.desk.view.caret() == starts[0]


def test_next_unreviewed_goes_on_to_the_next_one(parts: Parts) -> None:
    opened: list[str] = []
    parts.at_hand.link_opened.connect(opened.append)
    keys = [link.key for _, _, link in parts.session.unreviewed(parts.showing.filter)]
    assert len(keys) > 1
    for _ in range(len(keys) + 1):
        parts.actions["link.next"].trigger()
    assert opened == [*keys, keys[0]]
    parts.session.decide(keys[0], "confirmed")
    parts.actions["link.next"].trigger()
    assert opened[-1] == keys[1]
    parts.session.decide(keys, "dismissed")
    parts.actions["link.next"].trigger()
    assert "confirmed or dismissed" in parts.status.currentMessage()


def test_reduced_motion_is_followed_at_once(parts: Parts) -> None:
    assert all(pane.view.motion for pane in parts.desk.panes)
    parts.session.settings["motion.reduced"] = True
    assert not any(pane.view.motion for pane in parts.desk.panes)
