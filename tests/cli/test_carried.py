from __future__ import annotations

from pathlib import Path

from reader.crossref.keys import link_key
from reader.crossref.learned import KEY, learn, to_json
from reader.crossref.model import End, Link, Why
from reader.library import Library
from tests.cli.test_cli import Run, run

__all__ = ["run"]

TOWNS = """The six towns on the river share one harbour and keep it open to every boat.

Quarrels about the toll are settled at the round table before the autumn fair.

The guild of ferrymen teaches its trade to the children of all six towns.

Nobody closes the locks while the ice is breaking upstream."""
OTHER = """When the bridge was built the towns remembered their harbour.

The round table heard eleven quarrels and settled ten.

A school for pilots was opened beside the quay."""


def end(text, words: str) -> End:
    at = text.canonical.index(words)
    return End(at, at + len(words), words, text.provision_at(at).n, 1)


def added(run: Run, tmp_path: Path, name: str, words: str, *more: str) -> None:
    (tmp_path / f"{name}.txt").write_text(words, encoding="utf-8")
    done = run("add", str(tmp_path / f"{name}.txt"), "--id", name, *more)
    assert done.status == 0, done.err


def test_what_was_confirmed_between_originals_is_suggested_between_editions(run: Run, tmp_path: Path) -> None:
    added(run, tmp_path, "towns", TOWNS)
    added(run, tmp_path, "bridge", OTHER)
    again = TOWNS.replace("six towns", "towns, six in number,").replace("Nobody", "No one")
    added(run, tmp_path, "towns-2", f"A title page.\n\n{again}", "--edition-of", "towns")
    with Library.open(tmp_path / "l.sqlite") as library:
        a, b = library.text("towns"), library.text("bridge")
        ends = end(a, TOWNS.split("\n\n")[2]), end(b, OTHER.split("\n\n")[2])
        key = link_key("parallel", None, ends[0].exact, ends[1].exact)
        link = Link(key, "parallel", 1.0, "user", "confirmed", None, *ends, Why("Both are about schooling."))
        library.apply(library.plan.make_link(link, "towns", "bridge"))
    for pair, provisions in ((("towns-2", "bridge"), (4, 3)), (("bridge", "towns-2"), (3, 4))):
        found = run("links", *pair, "--json").json["links"]
        [mine] = [one for one in found if "Both are about schooling." in one["why"]["summary"]]
        assert (mine["a"]["provision"], mine["b"]["provision"], mine["status"]) == (*provisions, "suggested")
        assert "Carried over" in mine["why"]["summary"]


def test_names_that_were_taught_link_texts(run: Run, tmp_path: Path) -> None:
    added(run, tmp_path, "one", "The Lantern Pact of Lowford binds every town.\n\nFerries leave at noon.")
    added(run, tmp_path, "two", "Nobody recalls it.\n\nUnder the Lantern Pact of Lowford the lamps burn.")
    with Library.open(tmp_path / "l.sqlite") as library:
        library.set_meta(KEY, to_json(learn([], "Lantern Pact of Lowford", "instrument", "en")))
    found = run("links", "one", "two", "--kind", "instrument", "--json").json["links"]
    assert [link["name"] for link in found] == ["Lantern Pact of Lowford"]
    assert run("related", "one", "--links", "--top", "1", "--json").json[0]["id"] == "two"
