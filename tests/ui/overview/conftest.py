from __future__ import annotations

from collections.abc import Iterator

import pytest

from reader.crossref.model import End, Link, Why
from reader.library import Library
from reader.settings import Settings
from reader.text.model import Text
from reader.ui.overview.dialog import OverviewDialog
from reader.ui.session import Session
from tests.ui.notes.worlds import make_text, no_blocking_dialogs

__all__ = ["no_blocking_dialogs"]

HARBOUR = [
    "The towns uphold the UN Charter and share their harbour.",
    "Sovereignty is respected by every town of the river.",
    "Quarrels are settled at the round table and never by closing the locks.",
    "Ferries leave at noon.",
]
MARKET = [
    "The towns uphold the Charter of the United Nations.",
    "Poverty is to be reduced, and the round table settles every quarrel.",
    "No town may close the locks on market days.",
]


def joined(a: Text, n: int, b: Text, m: int, kind: str = "parallel", score: float = 0.8, **more: str) -> Link:
    ends = []
    for text, k in ((a, n), (b, m)):
        p = text.provisions[k - 1]
        ends.append(End(p.start, p.end, text.canonical[p.start : p.end], k, 1))
    key = f"{kind}-{a.id}-{n}-{b.id}-{m}"
    return Link(key, kind, score, "computed", more.get("status", "suggested"), None, ends[0], ends[1], Why("Both."))


@pytest.fixture
def harbour() -> Text:
    return make_text("harbour", "Harbour 1901", HARBOUR)


@pytest.fixture
def market() -> Text:
    return make_text("market", "Market 1907", MARKET)


@pytest.fixture
def links(harbour: Text, market: Text) -> list[Link]:
    return [
        joined(harbour, 3, market, 2, score=0.9),
        joined(harbour, 3, market, 3, "development", 0.7),
        joined(harbour, 1, market, 1, "instrument", 0.6),
        joined(harbour, 2, market, 1, score=0.2),
    ]


@pytest.fixture
def session(
    qtbot, harbour: Text, market: Text, links: list[Link], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Session]:
    """A session on two texts whose links are given; every failure that it tells fails the test."""
    monkeypatch.setattr(Session, "want_links", lambda self: None)  # the links are ours
    with Library.scratch() as library:
        for text in (harbour, market):
            library.apply(library.plan.add_text(text))
        new = Session(Settings(None), [harbour, market])
        told: list[object] = []
        new.failed.connect(told.append)
        new.attach(library)
        give(new, harbour, market, links)
        yield new
        assert told == []
        new.close()


def give(session: Session, a: Text, b: Text, links: list[Link]) -> None:
    """Let the links of two texts be these."""
    session._links[a.id, b.id] = links
    session._by_key.update((link.key, ((a.id, b.id), link)) for link in links)
    session.links_changed.emit(a.id, b.id)


@pytest.fixture
def overview(qtbot, session: Session) -> OverviewDialog:
    """The overview with everything in it."""
    dialog = OverviewDialog(session)
    qtbot.addWidget(dialog)
    dialog.show()
    settle(qtbot, session)
    return dialog


def settle(qtbot, session: Session) -> None:
    """Wait until no timer and no job is left."""
    qtbot.wait(400)
    qtbot.waitUntil(lambda: not session.jobs.busy, timeout=20_000)
