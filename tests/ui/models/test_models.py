from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from reader.crossref.model import End, Link, Why
from reader.library.models import Hit, SavedSearch, Tag, TagInfo, TextInfo
from reader.text.model import GAP, Provision, Provisions, Text
from reader.ui.models.connections import ROW, ConnectionsModel, quoted, rows_of
from reader.ui.models.hits import HitsModel
from reader.ui.models.kinds import GROUPS, Filter
from reader.ui.models.sidebar import SidebarModel, short_date

STRICT = QAbstractItemModelTester.FailureReportingMode.Fatal


def text(id_: str, *paragraphs: str) -> Text:
    provisions, at = [], 0
    for n, words in enumerate(paragraphs, 1):
        provisions.append(Provision(n, at, at + len(words), at))
        at += len(words) + len(GAP)
    return Text(id=id_, title=id_, canonical=GAP.join(paragraphs), provisions=Provisions.of(provisions))


A = text("Harbour", "The towns agree. They share the harbour of Eastmouth.", "Lights are kept burning.")
B = text("Market", "Eastmouth has a market.", "The harbour of Eastmouth is shared.")


def link(key: str, kind: str, a: str, b: str, score: float, name: str | None = None, **more: str) -> Link:
    ends = []
    for of, words in ((A, a), (B, b)):
        at = of.canonical.index(words)
        ends.append(End(at, at + len(words), words, of.provision_at(at).n, 1))
    origin, status = more.get("origin", "computed"), more.get("status", "suggested")
    return Link(key, kind, score, origin, status, name, ends[0], ends[1], Why("Both say so."))


def test_mentions_of_one_name_in_the_same_places_are_one_card() -> None:
    found = [
        ("Market", link("p", "parallel", "They share the harbour", "is shared", 0.6)),
        ("Market", link("m1", "place", "Eastmouth", "Eastmouth is", 0.4, "Eastmouth")),
        ("Market", link("m2", "place", "Eastmouth", "harbour of Eastmouth", 0.5, "Eastmouth")),
        ("Market", link("m3", "place", "Eastmouth", "Eastmouth has", 0.4, "Eastmouth")),
    ]
    rows = rows_of(found, A, {"Market": B})
    assert [row.keys for row in rows] == [("p",), ("m1", "m2"), ("m3",)]
    assert rows[0].quote == "…is shared"
    assert "0.60" in rows[0].why
    assert "2 pairs" in rows[1].why
    assert "Eastmouth" in rows[1].spoken


def test_dismissed_cards_come_last_and_hand_made_ones_say_so() -> None:
    gone = link("x", "parallel", "The towns agree", "has a market", 0.9, status="dismissed")
    mine = link("y", "parallel", "The towns agree", "is shared", 1.0, origin="user", status="confirmed")
    rows = rows_of([("Market", gone), ("Market", mine)], A, {"Market": B})
    assert [row.link.key for row in rows] == ["y", "x"]
    assert "yours" in rows[0].why
    assert "dismissed" in rows[1].spoken


def test_a_quote_says_where_it_was_cut() -> None:
    start = A.canonical.index("They")
    assert quoted(A, End(start, start + 22, "", 1, 2)) == "They share the harbour"
    assert quoted(A, End(start + 5, start + 22, "", 1, 2)) == "…share the harbour"
    assert quoted(A, End(0, 40, "", 1, 1), limit=9) == "The towns…"


def test_the_connections_model_is_sound(qapp) -> None:
    model = ConnectionsModel()
    QAbstractItemModelTester(model, STRICT)
    rows = rows_of([("Market", link("p", "parallel", "They share", "is shared", 0.6))], A, {"Market": B})
    model.set_rows(rows)
    assert model.rowCount() == 1
    reset: list[bool] = []
    model.modelReset.connect(lambda: reset.append(True))
    confirmed = [row._replace(link=row.link._replace(status="confirmed")) for row in rows]
    model.set_rows(confirmed)
    assert not reset  # the current card stays current
    assert model.index(0).data(ROW).link.status == "confirmed"
    assert model.index(0).data(Qt.ItemDataRole.AccessibleTextRole).startswith("Parallel, Market §2. confirmed.")
    model.set_rows([])
    assert model.rowCount() == 0


def test_the_hits_model_is_sound(qapp) -> None:
    model = HitsModel()
    QAbstractItemModelTester(model, STRICT)
    model.set_hits([Hit("text", "a", "A §1", "the harbour", ((4, 11),), 1.0, "a", 1, 4, 11)], "harb", can_save=True)
    assert [model.index(i).data() for i in range(model.rowCount())] == ["A §1", "Save this search"]
    model.set_hits([], "harb", can_save=True)
    assert model.index(0).data() == "Nothing found. Save this search"
    model.set_hits([], "harb", can_save=False)
    assert model.rowCount() == 0


def info(id_: str, date: str = "") -> TextInfo:
    return TextInfo(id_, id_, id_, date, "Eastmouth", "en", "", "", None, 2, 0)


def test_the_sidebar_model_is_sound_and_builds_the_tree_of_tags(qapp) -> None:
    model = SidebarModel()
    QAbstractItemModelTester(model, STRICT)
    tags = [TagInfo(Tag("law/sea"), 4), TagInfo(Tag("law/sea/ports", "blue"), 1), TagInfo(Tag("tolls"), 2)]
    model.fill([info("B", "1907"), info("A", "1901-05-02")], tags, [SavedSearch("ports", "tag:ports")], shown=["A"])
    library = model.index(0, 0)
    labels = [model.index(i, 0, library).data() for i in range(model.rowCount(library))]
    assert labels == ["A", "B", "+ Add a text…"]
    ports = model.find("tag", "law/sea/ports")
    assert ports.data() == "/ports"
    assert model.node(ports.parent()).detail == "4"
    assert model.node(ports.parent().parent()).detail == ""  # nothing carries "law" itself
    assert model.find("search", "tag:ports").isValid()
    assert not model.find("tag", "nowhere").isValid()
    model.fill([], [], [], adding=False)
    assert model.rowCount(QModelIndex()) == 1


@pytest.mark.parametrize(
    ("date", "words"),
    [
        ("2001-06-15", "15 Jun 2001"),
        ("2001-06", "Jun 2001"),
        ("2001", "2001"),
        ("", ""),
        ("MMI", "MMI"),
        ("2001-13", "2001-13"),
    ],
)
def test_dates_are_shown_as_far_as_they_go(date: str, words: str) -> None:
    assert short_date(date) == words


def test_the_filter_keeps_what_the_reader_said_whatever_its_score() -> None:
    wanted = Filter(min_score=0.5)
    weak = link("w", "parallel", "The towns agree", "is shared", 0.2)
    assert not wanted.shows(weak)
    assert wanted.shows(weak._replace(status="confirmed"))
    assert not wanted.shows(weak._replace(status="dismissed", score=0.9))
    assert wanted._replace(dismissed=True).shows(weak._replace(status="dismissed", score=0.9))
    assert not Filter(frozenset({"parallel"})).shows(weak._replace(status="confirmed"))


def test_every_kind_is_in_one_group() -> None:
    from reader.crossref.model import KINDS

    assert sorted(kind for group in GROUPS for kind in group.kinds) == sorted(KINDS)
