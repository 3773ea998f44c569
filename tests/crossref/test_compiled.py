"""Tables worked out ahead: current, of the same effect as the files, and passed over when they are stale."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from reader.crossref import compiled, fields, thesaurus
from reader.crossref.authority import Authority, load_authority
from reader.crossref.automaton import Lexicon
from reader.crossref.mentions_compose import heads_of, triggers
from reader.crossref.words import stems_for, tokens
from reader.paths import resources

SENTENCE = (
    "The Parties condemn terrorism, protect the water of rivers and the rights of the child under the UN Charter."
)


@pytest.mark.parametrize("name", list(compiled.makers()))
def test_what_ships_is_current(name: str) -> None:
    folder, make = compiled.makers()[name]
    held = json.loads((resources() / "compiled" / f"{name}.json").read_text(encoding="utf-8"))
    hint = "renew it: python -m reader.crossref.compiled"
    assert held["of"] == compiled.mark_of(resources() / folder), hint
    assert held["table"] == json.loads(json.dumps(make())), hint


@pytest.mark.parametrize(("lang", "latin"), compiled.PHRASES)
def test_packed_wordings_are_found_as_the_plain_ones(lang: str, latin: str) -> None:
    plain = thesaurus.plain_phrases(lang, latin)
    packed = plain.packed()
    again = thesaurus.Phrases.unpacked(packed, stems_for(latin), thesaurus.small_stems(latin))
    wordings = [w for c in list(thesaurus.concepts().values())[::7] for w in c.wordings[lang][:2]]
    assert len(wordings) > 50
    plain = thesaurus.plain_phrases(lang, latin)
    for wording in (SENTENCE, *wordings):
        words = tokens(wording.replace(" + ", " ").replace("*", ""))
        assert sorted(again.find(words)) == sorted(plain.find(words))
    assert again.packed() == packed


def test_packed_names_are_found_as_the_plain_ones() -> None:
    known = load_authority()
    plain = Lexicon(known.names, (*triggers(), *heads_of(known.names)))
    again = Lexicon.unpacked(plain.packed())
    words = [w for name in known.names[::9] for some in name.aliases.values() for w in some[:2]]
    text = "; ".join((SENTENCE, *words))
    assert len(plain.scan(text).hits) > 100
    assert again.scan(text) == plain.scan(text)


def test_extended_authority_needs_no_table() -> None:
    known = load_authority()
    more = known.extended([known.names[0]._replace(id="x", aliases={"en": ("Ruritanian League",)})])
    found = [h.name_ids for h in more.lexicon.scan("The Ruritanian League meets; the UN too").hits]
    assert found[0] == ("x",) and ("un",) in found
    assert isinstance(more, Authority) and more.generic == known.generic


def test_a_stale_or_broken_table_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "resources"
    shutil.copytree(resources() / "fields", folder / "fields")
    (folder / "compiled").mkdir()
    monkeypatch.setattr(compiled, "resources", lambda: folder)
    file = folder / "compiled" / "t.json"
    for broken in ("", "[1]", '{"of": "0"}', '{"of": "0", "table": {"a": 1}}', "\udcff"):
        file.write_text(broken, encoding="utf-8", errors="surrogateescape")
        assert compiled.table("t", "fields", lambda: {"b": 2}) == {"b": 2}
    file.write_text(json.dumps({"of": compiled.mark_of(folder / "fields"), "table": {"a": 1}}), encoding="utf-8")
    assert compiled.table("t", "fields", lambda: {"b": 2}) == {"a": 1}
    compiled.mark_of.cache_clear()
    with (folder / "fields" / "en.txt").open("a", encoding="utf-8") as stream:
        stream.write("kites: kite kites\n")
    assert compiled.table("t", "fields", lambda: {"b": 2}) == {"b": 2}


def test_fields_are_found_as_in_the_file() -> None:
    table = fields.Lexicon("en", stems_for("english"), fields.packed("en", "english"))
    for word in ("trawlers", "seas", "river", "tributaries", "nothing"):
        assert table.of(word) == fields.lexicon("en", "english").of(word)
    assert table.of("trawlers") and not table.of("nothing")


def test_first_links_stem_no_wording_of_ours() -> None:
    """What makes the first call quick: a process that compares two short texts stems their words only."""
    code = (
        "import reader.crossref.words as w\n"
        "seen = []\n"
        "old = w._stemmed\n"
        "w._stemmed = lambda name, word: (seen.append(word), old(name, word))[1]\n"
        "from reader.crossref import find_links\n"
        "from reader.text import load\n"
        "a = load('Terrorism threatens the rivers.\\n\\nStates trade grain.'.encode(), name='a.txt')\n"
        "b = load('Extremism threatens lakes.\\n\\nTrading in wheat grows.'.encode(), name='b.txt')\n"
        "find_links(a, b)\n"
        "print(len(seen))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert (
        int(done.stdout) < 200
    )  # with the lists of usual words that begin like the texts'; all wordings of ours: 2,000
