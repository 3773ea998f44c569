from __future__ import annotations

import sqlite3

from reader.crossref.model import End, Link, Term, Why
from reader.library.cache import Cache, places

WHY = Why("Both name the mill.", (Term("mill", "mills", 0.5),), ("Mill",), ((0, 4, 3, 7),), None, (("order", 0.1),))
LINK = Link("k", "parallel", 0.7, "computed", "suggested", None, End(0, 4, "mill", 1, 1), End(3, 7, "mill", 1, 1), WHY)


def test_what_is_kept_is_there_after_a_restart_and_gone_when_stale(tmp_path) -> None:
    library = tmp_path / "library.sqlite"
    with Cache.beside(library) as cache:
        cache.put("words", {"a": b"1", "b": b"2"}, "s1")
        cache.put("names", {"a": b"3"}, "n1")
    with Cache.beside(library) as cache:
        assert cache.get("words", ["a", "b", "c"], "s1") == {"a": b"1", "b": b"2"}
        assert cache.get("words", ["a"], "s2") == {}
        cache.put("words", {"a": b"4"}, "s2")
        assert cache.get("words", ["b"], "s1") == {}
        assert cache.get("names", ["a"], "n1") == {"a": b"3"}
    assert not library.exists()


def test_links_come_back_as_they_were(tmp_path) -> None:
    with Cache.beside(tmp_path / "l.sqlite") as cache:
        assert cache.links(("x", "y"), "s") is None
        cache.keep_links(("x", "y"), [LINK], "s")
        assert cache.links(("x", "y"), "s") == [LINK]
        assert cache.links(("y", "x"), "s") is None
        cache.put("links", {"x-y": b"rubbish"}, "s")
        assert cache.links(("x", "y"), "s") is None


def test_it_is_bounded_and_the_longest_unused_go_first(tmp_path) -> None:
    library = tmp_path / "l.sqlite"
    for turn in range(6):
        with Cache.beside(library, limit=100_000) as cache:
            cache.get("k", ["0-0"], "s")
            cache.put("k", {f"{turn}-{n}": bytes(3000) for n in range(10)}, "s")
    with Cache.beside(library, limit=100_000) as cache:
        assert 50_000 < cache.size() <= 100_000
        assert cache.get("k", ["0-0"], "s")  # asked for each time
        assert not cache.get("k", ["1-5"], "s")
        assert cache.get("k", ["5-9"], "s")


def test_a_damaged_cache_is_made_anew_and_a_foreign_file_is_left_alone(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("DECLARATION_READER_HOME", str(tmp_path / "home"))
    library = tmp_path / "l.sqlite"
    path = places(library)[0]
    with Cache.beside(library) as cache:
        cache.put("k", {str(n): bytes(range(250)) * 40 for n in range(40)}, "s")
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    with Cache.beside(library) as cache:
        assert cache.get("k", ["1", "20"], "s") == {}
        cache.put("k", {"1": b"new"}, "s")
        assert cache.get("k", ["1"], "s") == {"1": b"new"}
    with Cache.beside(library) as cache:
        cache.put("k", {"1": b"again"}, "s")
    assert path.read_bytes() != whole
    path.write_bytes(b"a letter to my aunt, which is no cache")
    with Cache.beside(library) as cache:
        cache.put("k", {"1": b"elsewhere"}, "s")
        assert cache.get("k", ["1"], "s") == {"1": b"elsewhere"}
    assert path.read_bytes().startswith(b"a letter")
    path.unlink()
    conn = sqlite3.connect(path)
    conn.execute("CREATE TABLE mine (x)")
    conn.commit()
    conn.close()
    Cache.beside(library).close()
    assert sqlite3.connect(path).execute("SELECT name FROM sqlite_master").fetchall() == [("mine",)]


def test_where_nothing_can_be_written_answers_live_in_memory(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("DECLARATION_READER_HOME", str(tmp_path / "file"))
    (tmp_path / "file").write_text("in the way")
    with Cache.beside(tmp_path / "file" / "l.sqlite") as cache:
        cache.put("k", {"a": b"1"}, "s")
        assert cache.get("k", ["a"], "s") == {"a": b"1"}
    with Cache.beside(None) as cache:
        assert cache.get("k", ["a"], "s") == {}
