from __future__ import annotations

import pytest

from reader.crossref import find_links
from reader.crossref.authority import load_authority
from reader.crossref.learned import authority_with, from_json, learn, to_json, to_toml
from reader.crossref.mentions import find_mentions
from reader.errors import UserError
from reader.text import load

ONE = load(b"The towns founded the Lowford Compact of Millers. It binds them.", name="one.txt", lang="en")
TWO = load(b"Nobody left the Lowford Compact of Millers while the mill turned.", name="two.txt", lang="en")


def test_a_learned_name_is_found_and_links_texts() -> None:
    names = learn([], "Lowford Compact of  Millers", "instrument", "en")
    authority = authority_with(to_json(names))
    assert [m.canonical for m in find_mentions(TWO, authority)] == ["Lowford Compact of Millers"]
    assert [link.kind for link in find_links(ONE, TWO, kinds=["instrument"], authority=authority)] == ["instrument"]
    assert find_links(ONE, TWO, kinds=["instrument"]) == []


def test_one_more_wording_of_a_known_name() -> None:
    names = learn([], "the Great Book of Nations", "instrument", "en", same_as="un-charter")
    authority = authority_with(to_json(names))
    text = load(b"They swore on the Great Book of Nations.", name="x.txt", lang="en")
    assert [m.name_id for m in find_mentions(text, authority)] == ["un-charter"]
    assert load_authority().get("un-charter").aliases["en"][0] == authority.get("un-charter").aliases["en"][0]
    again = learn(names, "Велика Книга", "instrument", "ru", same_as="un-charter")
    assert len(again) == 1
    assert "Велика Книга" in again[0].aliases["ru"]


def test_names_survive_being_kept_and_given_away(tmp_path) -> None:
    names = learn(learn([], "Compact “of\\Millers”", "instrument", "en"), "Союз мельников", "institution", "ru")
    assert from_json(to_json(names)) == names
    (tmp_path / "names.toml").write_text(to_toml(names), encoding="utf-8")
    read = load_authority(tmp_path)
    assert {n.id for n in read.names} == {n.id for n in names}
    assert "Союз мельников" in read.get(names[1].id).aliases["ru"]


@pytest.mark.parametrize("surface", ["", " . ", "x" * 200])
def test_what_cannot_be_a_name_says_so(surface) -> None:
    with pytest.raises(UserError):
        learn([], surface, "instrument", "en")


@pytest.mark.parametrize("kept", ["", "no json", "{}", '[{"id": "x"}]', "[3]"])
def test_damaged_names_are_none(kept) -> None:
    assert from_json(kept) == []
