from __future__ import annotations

from pathlib import Path

from tests.cli.test_cli import Run, run

__all__ = ["run"]

CANAL = "The two cities agree on a canal.\n\nThe canal shall be open to all ships without any toll.\n"
LOCKS = "The locks of the canal are shut in winter.\n\nAll ships pass the canal without any toll in summer.\n"


def test_the_nearest_texts_are_listed_with_where_they_touch(run: Run, tmp_path: Path) -> None:
    for name, words in (("canal", CANAL), ("locks", LOCKS)):
        (tmp_path / f"{name}.txt").write_text(words, encoding="utf-8")
        assert run("add", str(tmp_path / f"{name}.txt")).status == 0
    found = run("related", "canal", "--json").json
    assert found[0]["id"] == "locks"
    assert {k: found[0]["touches"][0][k] for k in "ab"} == {"a": 2, "b": 2}
    assert "canal" not in [one["id"] for one in found]
    assert run("related", "canal", "--top", "1").out.split()[1] == "locks"
    assert run("related", "canal", "--collection", "none", "--json").json == []
    assert run("related", "nowhere").status == 1


def test_links_with_the_listed_texts_and_nothing_stale(run: Run, tmp_path: Path) -> None:
    for name, words in (("canal", CANAL), ("locks", LOCKS)):
        (tmp_path / f"{name}.txt").write_text(words, encoding="utf-8")
        assert run("add", str(tmp_path / f"{name}.txt")).status == 0
    first = run("related", "canal", "--top", "1", "--links", "--json").json
    assert first[0]["links"]
    assert {"key", "kind", "score", "a", "b", "why"} <= first[0]["links"][0].keys()
    assert run("related", "canal", "--top", "1", "--links", "--json").json == first
    assert " links" in run("related", "canal", "--top", "1", "--links").out
