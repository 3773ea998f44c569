from __future__ import annotations

import pytest

from reader.library import Library
from reader.settings import Settings
from reader.text.review import with_fields
from reader.ui.session import Session
from tests.ui.notes.worlds import make_text, span

TOWNS = [
    "The six towns on the river share one harbour and keep it open to every boat.",
    "Quarrels about the toll are settled at the round table before the autumn fair.",
    "The guild of ferrymen teaches its trade to the children of all six towns.",
    "Nobody closes the locks while the ice is breaking upstream.",
]
OTHER = [
    "When the bridge was built the towns remembered their harbour.",
    "The round table heard eleven quarrels and settled ten.",
    "A school for pilots was opened beside the quay.",
]


@pytest.fixture
def session(qtbot):
    first = make_text("towns", "Towns 1901", TOWNS)
    second = [line.replace("six towns", "towns, six in number,").replace("Nobody", "No one") for line in TOWNS]
    edition = with_fields(make_text("towns-2", "Towns (second)", ["A title page.", *second]), edition_of="towns")
    other = make_text("bridge", "Bridge 1911", OTHER)
    with Library.scratch() as library:
        for text in (first, edition, other):
            library.apply(library.plan.add_text(text))
        made = Session(Settings(None), [first, other])
        made.told = []
        made.failed.connect(made.told.append)
        made.attach(library)
        yield made
        assert made.told == []
        made.close()


def links(qtbot, session, *pair):
    session.show_texts(pair)
    session.want_links()
    qtbot.waitUntil(lambda: session.links_known(*pair) and not session.jobs.busy, timeout=20000)
    return session.links(*pair)


def test_what_was_confirmed_of_a_text_is_suggested_of_its_edition(qtbot, session) -> None:
    links(qtbot, session, "towns", "bridge")
    first, other = session.text("towns"), session.text("bridge")
    ends = span(first, TOWNS[2]), span(other, OTHER[2])
    assert session.make_link("towns", ends[0], "bridge", ends[1], why="Both are about schooling.")
    for pair in (("towns-2", "bridge"), ("bridge", "towns-2")):
        found = links(qtbot, session, *pair)
        (mine,) = [link for link in found if "Both are about schooling." in link.why.summary]
        mine = mine if pair[0] == "towns-2" else mine.swapped()
        assert (mine.a.provision, mine.b.provision, mine.status, mine.origin) == (4, 3, "suggested", "computed")
        assert "Carried over from Towns 1901 §3" in mine.why.summary
    session.decide(mine.key, "dismissed")
    (after,) = [link for link in session.links("bridge", "towns-2") if link.key == mine.key]
    assert after.status == "dismissed"


def test_an_edition_beside_its_original_carries_nothing(qtbot, session) -> None:
    found = links(qtbot, session, "towns", "towns-2")
    assert not [link for link in found if "Carried over" in link.why.summary]
