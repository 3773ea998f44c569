"""Concepts by their wordings and roles by their cues, in three languages; the shipped data is sound."""

from __future__ import annotations

import tomllib

import pytest

from reader.crossref.roles import ROLES, main_role, roles_of
from reader.crossref.thesaurus import broader, concepts, phrases
from reader.crossref.words import located, stems_for, tokens
from reader.paths import resources


def _concepts(sentence: str, lang: str = "en") -> set[str]:
    return {found.concept for found in phrases(lang, "english").find(tokens(sentence))}


@pytest.mark.parametrize(
    ("sentence", "concept"),
    [
        ("They must observe the Charter of the United Nations.", "un_charter"),
        ("The UN Charter is binding on all.", "un_charter"),
        ("No state may meddle in the internal affairs of another.", "non_interference"),
        ("Heroin and other narcotics ruin villages.", "drugs"),
        ("A counter-terrorism centre will open.", "antiterror_body"),
        ("The reform of the United Nations needs patience.", "un_reform"),
    ],
)
def test_wordings_of_one_concept(sentence: str, concept: str) -> None:
    assert concept in _concepts(sentence)


def test_russian_and_chinese_wordings() -> None:
    assert "terrorism" in _concepts("борьба с терроризмом", "ru")
    assert "un_charter" in _concepts("恪守联合国宪章", "zh")


def test_near_halves_may_stand_apart_but_not_far() -> None:
    assert "non_interference" in _concepts("to interfere, openly or not, in their internal affairs")
    assert "arms_smuggling" in _concepts("smuggling of drugs and arms")
    assert "arms_smuggling" not in _concepts("smuggling is old " + "and so is everything else here " * 3 + "arms")


def test_what_was_asked_before_does_not_matter() -> None:
    first = _concepts("mechanisms of every sort"), _concepts("a multilateral mechanism")
    assert "multilateralism" in first[1]


def test_every_broader_concept_exists_and_no_concept_is_its_own_ancestor() -> None:
    table = concepts()
    assert len(table) > 100
    for concept in table.values():
        assert set(concept.up) <= set(table), concept.id
        assert concept.id not in broader()[concept.id]
        assert all(concept.wordings.get(lang) for lang in ("en", "ru", "zh")), concept.id


def test_roles_have_cues_in_every_language() -> None:
    with (resources() / "thesaurus" / "roles.toml").open("rb") as stream:
        cues = tomllib.load(stream)
    assert set(cues) == set(ROLES)
    assert all(cues[role][lang] for role in ROLES for lang in ("en", "ru", "zh"))


@pytest.mark.parametrize(
    ("sentence", "lang", "role"),
    [
        ("The union plans to build a port.", "en", "plan"),
        ("They expressed grave concern at the risks.", "en", "concern"),
        ("Союз намерен создать порт.", "ru", "plan"),
        ("各国对此表示关切和担忧。", "zh", "concern"),
    ],
)
def test_roles_by_cue(sentence: str, lang: str, role: str) -> None:
    assert main_role(roles_of(tokens(sentence), lang, "english")) == role


def test_no_cue_no_role() -> None:
    assert main_role(roles_of(tokens("Blue stones."), "en", "english")) is None


@pytest.mark.parametrize(
    "s", ["Été à Zürich, ½ naïve", "和平与发展 2001年 ASEAN", "Устав ООН", "plain words", "e\u0301te\u0301"]
)
def test_located_words_are_the_words(s: str) -> None:
    words, spans = located(s)
    assert words == tokens(s)
    assert all(0 <= a < b <= len(s) for a, b in spans)


def test_stems_are_found_once_and_kept() -> None:
    stem = stems_for("english")
    assert stem("cooperation") == stem("cooperate")
    assert stem("2001") == "2001"
