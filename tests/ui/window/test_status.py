from __future__ import annotations

from PySide6.QtCore import QPoint

from reader.ui.reading.preview import Item
from reader.ui.window.furnishing import Parts


def test_a_card_opened_by_the_resting_pointer_goes_when_the_caret_does(parts: Parts, qtbot) -> None:
    view = parts.desk.panes[0].view
    item = Item("k", "link.parallel", "Parallel", "Market 1907 §1", "", "words", "", "", 0.5, "suggested")
    view.setFocus()
    parts.card.point([item], view.mapToGlobal(QPoint(40, 40)))
    qtbot.waitUntil(lambda: parts.card.isVisible(), timeout=2000)
    parts.desk.caret_moved.emit(0, 2)
    assert not parts.card.isVisible()


def test_long_titles_at_hand_do_not_widen_the_window(parts: Parts, qtbot) -> None:
    before = parts.window.minimumSizeHint().width()
    title = "Declaration on mutual respect, neighbourly relations and the common security of all towns " * 2
    parts.status.cite(f"{title} §1 ⇄ {title} §2")
    qtbot.wait(20)
    assert parts.window.minimumSizeHint().width() <= before + 40
    assert parts.status.citation.toolTip().endswith("§2")


def test_nothing_is_called_reviewed_before_the_links_are_known(parts: Parts, monkeypatch) -> None:
    parts.connections.refresh()
    assert not parts.connections.next.isHidden()
    monkeypatch.setattr(parts.session, "links_known", lambda *_: False)
    monkeypatch.setattr(parts.session, "unreviewed", lambda *_: [])
    parts.connections.refresh()
    assert parts.connections.next.isHidden()


def test_a_message_does_not_stand_over_the_citation(parts: Parts, qtbot) -> None:
    status = parts.status
    parts.status.cite("Harbour 1901 §1 ⇄ Market 1907 §2")
    status.say("The text is in the trash.")
    status.citation.setMinimumHeight(status.height() + 12)  # as the letters of another script may ask for
    qtbot.wait(30)
    assert not status.citation.isVisible()
    assert not status.counts.isVisible()
    status.clearMessage()
    assert status.citation.isVisible()
    assert status.counts.isVisible()


def test_a_long_message_ends_before_the_numbers_and_is_whole_in_the_tooltip(parts: Parts, qtbot) -> None:
    status = parts.status
    status.show_aligned("2 of 3 provisions aligned")
    words = "A place of two letters, iiMM, cannot be a tag. " * 30
    status.say(words)
    qtbot.waitUntil(lambda: status.toolTip() == words)
    assert status._room().right() < status.aligned.x()
    long = status.grab(status._room()).toImage()
    status.say(words[: len(words) // 2])  # as wide when it is cut, so the same is seen
    assert status.grab(status._room()).toImage() == long
    status.say("A short one.")
    assert status.grab(status._room()).toImage() != long
    status.clearMessage()
    assert status.toolTip() == ""
