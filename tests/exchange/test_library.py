"""Out of one library and into another, through files."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from reader.exchange import place, read, save
from reader.exchange.formats import FORMATS
from reader.exchange.merging import plan
from reader.library import Library
from reader.library.models import Edit, Snapshot, TextRecord
from tests.exchange.sample import full


def _seeded(path: Path, snap: Snapshot, *, notes: bool = True) -> Library:
    library = Library.open(path)
    records = [*(TextRecord(text, "2026-01-01T00:00:00Z") for text in snap.texts)]
    library.apply(Edit("Import", (), tuple(records)))
    if notes:
        library.apply(Edit("Import", (), (*snap.tags, *snap.decisions, *snap.annotations)))
    return library


@pytest.mark.parametrize("key", ["markdown", "json-ld", "refi-qda", "archive"])
def test_another_library_becomes_the_same(tmp_path: Path, key: str) -> None:
    now = datetime(2026, 2, 1, tzinfo=UTC)
    with _seeded(tmp_path / "a.sqlite", full()) as one, _seeded(tmp_path / "b.sqlite", full(), notes=False) as two:
        path = save(FORMATS[key].write(one.snapshot(), {"links": "all"}, now), tmp_path / f"x{FORMATS[key].suffix}")
        before = two.snapshot()
        merge = plan(place(read(path), before.texts), before, now)
        two.apply(merge.edit)
        after = two.snapshot()
        assert {n.id: n for n in after.annotations} == {n.id: n for n in one.snapshot().annotations}
        assert {d.link.key: d for d in after.decisions} == {d.link.key: d for d in one.snapshot().decisions}
        again = plan(place(read(path), after.texts), after, now)
        assert again.edit.after == ()
        two.apply(merge.edit.inverse())
        assert two.snapshot().annotations == before.annotations


def test_a_project_into_an_empty_library(tmp_path: Path) -> None:
    now = datetime(2026, 2, 1, tzinfo=UTC)
    with _seeded(tmp_path / "a.sqlite", full()) as one, Library.open(tmp_path / "b.sqlite") as two:
        data = FORMATS["archive"].write(one.snapshot(), None, now)
        assert isinstance(data, bytes)
        two.apply(plan(place(read(data), ()), two.snapshot(), now).edit)
        assert {text.sha256 for text in two.snapshot().texts} == {text.sha256 for text in full().texts}
        assert set(two.snapshot().annotations) == set(one.snapshot().annotations)
