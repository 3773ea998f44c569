"""How concepts and fields are called, and which of them say the same."""

from __future__ import annotations

from reader.crossref.thesaurus import concepts
from reader.crossref.titles import _WRITTEN, told_apart, written


def test_concepts_are_called_as_one_writes() -> None:
    assert written("un_charter") == "the UN Charter"
    assert written("early_warning") == "early warning"
    assert not [key for key in concepts() if "un " in f" {written(key)} " or "wmd" in written(key)]
    assert all(name and "_" not in name for name in _WRITTEN.values())


def test_what_is_broader_or_said_twice_is_left_out() -> None:
    assert told_apart(["terrorism", "challenges_threats", "drugs"])[0] == "terrorism"
    assert told_apart(["drug_trafficking", "drugs", "smuggling", "railways"]) == ["drug_trafficking", "railways"]
    assert told_apart(["natural_gas", "oil_and_gas"]) == ["natural_gas"]
