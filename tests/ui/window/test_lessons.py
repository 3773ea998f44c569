"""Dismissing all that are alike; what decisions teach is seen, switched off and forgotten."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from reader.crossref.reweigh import effect
from reader.ui.dialogs.lessons import LessonsDialog
from reader.ui.window.furnishing import Parts
from reader.ui.window.picker import Picker
from tests.ui.window.conftest import bundle
from tests.ui.window.test_window import do

FIRST = """---
id: first
short_title: First 1990
date: 1990-01-01
---

The towns abide by the UN Charter in all that they do.

Ships of every flag may enter, as the UN Charter has it, if they carry no arms.

A school of pilots is planned in Eastmouth.
"""
SECOND = """---
id: second
short_title: Second 1995
date: 1995-01-01
---

The market is open on every day of the week, and the UN Charter hangs in its hall.

Quarrels are brought before the elders, who read the UN Charter aloud.

The pilots of Eastmouth have a school of their own.
"""


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    return bundle(tmp_path, monkeypatch, first=FIRST, second=SECOND)


@pytest.fixture
def parts(start: Callable[..., Parts]) -> Parts:
    return start()


def charter(parts: Parts) -> list:
    return [link for link in parts.session.links("first", "second") if link.kind == "instrument"]


def test_all_like_this_is_offered_chosen_and_taken_back_in_one_step(parts: Parts, qtbot) -> None:
    links = charter(parts)
    assert len(links) == 4
    parts.at_hand.open_link(links[0].key)
    parts.connections.choose(links[0].key)
    do(parts, "link.dismiss")
    assert "3 more rest on the same" in parts.status.currentMessage()
    do(parts, "link.alike")
    picker = parts.window.findChild(Picker)
    assert "UN Charter" in picker._choices[0].text or "Charter of the United Nations" in picker._choices[0].text
    assert picker._choices[0].detail == "3 more"
    picker._take(picker.list.currentIndex())
    assert {link.status for link in charter(parts)} == {"dismissed"}
    assert "Dismissed 4" in parts.status.currentMessage()
    do(parts, "edit.undo")
    assert [link.status for link in charter(parts)].count("dismissed") == 1


def test_what_decisions_teach_is_seen_switched_off_and_forgotten(parts: Parts, qtbot) -> None:
    before = {link.key: link.score for link in charter(parts)}
    first = next(iter(before))
    parts.session.decide(first, "dismissed")
    moved = [link for link in charter(parts) if link.key != first]
    assert all(link.score < before[link.key] and effect(link) < 0 for link in moved)
    parts.at_hand.open_link(moved[0].key)
    assert any("your decisions" in row.why for row in parts.connections.model.rows)
    do(parts, "link.lessons")
    dialog = parts.window.findChild(LessonsDialog)
    assert dialog.taught.topLevelItemCount() == 1
    assert dialog.taught.topLevelItem(0).text(2) == "1"
    assert dialog.moved.topLevelItemCount() == 3
    dialog.switch.setChecked(False)
    assert {link.key: link.score for link in charter(parts)} == before
    dialog.switch.setChecked(True)
    assert charter(parts) != []
    assert any(effect(link) for link in charter(parts))
    dialog.forget_button.click()
    assert not any(effect(link) for link in charter(parts))
    assert parts.session.link(first)[2].status == "dismissed"
    assert dialog.taught.topLevelItemCount() == 0
    other = next(link.key for link in charter(parts) if link.key != first)
    qtbot.wait(1100)  # decisions are stamped to the second
    parts.session.decide(other, "confirmed")
    assert any(effect(link) > 0 for link in charter(parts))
    dialog.close()
