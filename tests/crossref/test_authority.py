"""The authority as data: whole, consistent, and open to more names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reader.crossref.authority import Name, load_authority
from reader.crossref.dates import find_dates
from reader.crossref.model import MENTION_KINDS
from reader.errors import ReaderError


def test_every_reference_between_names_holds() -> None:
    authority = load_authority()
    for name in authority.names:
        for other in (*name.about, name.owner, name.became, name.place, name.series):
            assert not other or other in authority.by_id, f"{name.id} speaks of {other}"


def test_names_have_wordings_in_three_languages() -> None:
    for name in load_authority().names:
        assert name.kind in MENTION_KINDS
        assert name.canonical == name.aliases["en"][0]
        for lang, pattern in (("en", "[A-Za-z0-9]"), ("ru", "[А-Яа-яЁё]"), ("zh", "[\u4e00-\u9fff]")):
            assert name.aliases.get(lang), f"{name.id} has no name in {lang}"
            assert all(re.search(pattern, wording) for wording in name.aliases[lang]), f"{name.id} in {lang}"


def test_all_member_states_of_the_united_nations_are_there() -> None:
    states = [n for n in load_authority().names if len(n.id) == 2 and n.kind == "place"]
    assert len(states) == 193 + 2  # and the two observer states


def test_dates_and_facts_agree() -> None:
    for name in load_authority().names:
        assert re.fullmatch(r"|\d{4}(-\d{2}(-\d{2})?)?", name.date), name.id
        for fact in name.facts:
            assert fact.endswith(".") and name.source, f"{name.id}: a fact has a full stop and a source"
            if re.match(r"(Signed|Opened for signature|Adopted|Founded)\b.*\d{4}", fact):
                assert find_dates(fact)[0].iso == name.date, f"{name.id}: {fact}"


def test_no_wording_means_two_names() -> None:
    seen: dict[str, str] = {}
    for name in load_authority().names:
        for wordings in name.aliases.values():
            for wording in wordings:
                other = seen.setdefault(wording.casefold(), name.id)
                assert other == name.id, f"{wording}: {other} and {name.id}"


def test_meetings_are_found_by_number_and_year() -> None:
    authority = load_authority()
    by_number = authority.edition("sco-summit", ordinal=7)
    by_year = authority.edition("sco-summit", year="2007")
    assert by_number is not None and by_number == by_year and by_number.date == "2007-08-16"
    assert authority.edition("sco-summit", ordinal=99) is None
    assert authority.dated("1996", "shanghai") == ["treaty-military-trust-1996"]


def test_a_plan_leads_to_what_it_became() -> None:
    authority = load_authority()
    assert authority.relation("sco-antiterror-centre", "sco-rats") == "became"
    assert authority.relation("sco-rats", "sco-antiterror-centre") is None
    assert authority.relation("un-charter#51", "un") == "owner"


def test_names_can_be_added_and_replaced() -> None:
    authority = load_authority()
    mine = Name("lake-pact", "Lake Pact", "instrument", {"en": ("Lake Pact",)})
    more = authority.extended([mine, authority.by_id["sco"]._replace(canonical="The Six")])
    assert more.get("lake-pact") == mine
    found = more.get("sco")
    assert found is not None and found.canonical == "The Six"
    assert authority.get("lake-pact") is None
    assert len(more.names) == len(authority.names) + 1


@pytest.mark.parametrize(
    "toml",
    [
        '[[name]]\nid = "x"\nkind = "ghost"\nen = ["X"]\n',
        '[[name]]\nid = "x"\nkind = "place"\n',
        '[[name]]\nid = "x"\nkind = "place"\nen = ["X"]\n[[name]]\nid = "x"\nkind = "place"\nen = ["Y"]\n',
    ],
)
def test_a_broken_file_of_ours_is_our_fault(tmp_path: Path, toml: str) -> None:
    (tmp_path / "bad.toml").write_text(toml, encoding="utf-8")
    with pytest.raises(ReaderError):
        load_authority(tmp_path)
