"""The shipped thesaurus is broad and sound: fields, wordings, relations, and no wording that says two things."""

from __future__ import annotations

import tomllib
from collections import defaultdict

import pytest

from reader.crossref.thesaurus import broader, concepts, phrases, usual_stems
from reader.crossref.words import stems_for, tokens
from reader.paths import resources

LANGUAGES = ("en", "ru", "zh")
SMALL = frozenset(("a", "an", "and", "as", "at", "by", "each", "for", "in", "of", "on", "s", "the", "their", "to",
                   "with", "и", "в", "во", "на", "с", "со", "по"))  # fmt: skip


def _key(wording: str) -> tuple[str, ...]:
    """What a wording matches by: stems without function words, beginnings with their star."""
    if " + " in wording:
        return ("+", *sorted(" ".join(_key(half)) for half in wording.split(" + ")))
    keys: list[str] = []
    for part in wording.split():
        if part.endswith("*"):
            keys.append("".join(tokens(part)) + "*")
        else:
            keys.extend(stems_for("english")(w) for w in tokens(part) if w not in SMALL)
    return tuple(keys)


def _concepts(sentence: str, lang: str = "en") -> set[str]:
    return {found.concept for found in phrases(lang, "english").find(tokens(sentence))}


def test_breadth() -> None:
    table = concepts()
    assert len(table) >= 450
    for lang, least in zip(LANGUAGES, (5000, 2000, 2000), strict=True):
        assert sum(len(c.wordings[lang]) for c in table.values()) >= least


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_wording_belongs_to_two_concepts(lang: str) -> None:
    owners: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for concept in concepts().values():
        for wording in concept.wordings[lang]:
            assert _key(wording), (concept.id, wording)
            owners[_key(wording)].add(concept.id)
    assert {key: ids for key, ids in owners.items() if len(ids) > 1} == {}


def test_no_concept_is_defined_in_two_files() -> None:
    ids: list[str] = []
    for path in sorted((resources() / "thesaurus").glob("*.toml")):
        lines = path.read_text(encoding="utf-8").splitlines()
        assert len(lines) < 600, path.name
        if path.stem not in ("roles", "usual"):
            ids += tomllib.loads("\n".join(lines))
    assert len(ids) == len(set(ids)) == len(concepts())


def test_entries_hold_only_what_the_format_knows() -> None:
    for concept in concepts().values():
        assert set(concept.wordings) == set(LANGUAGES), concept.id
        assert 0 < concept.weight <= 1, concept.id
        assert set(concept.up) <= set(concepts()), concept.id
        assert concept.id not in broader()[concept.id]
        for wordings in concept.wordings.values():
            assert wordings
            assert all(isinstance(w, str) and w == w.strip().lower() for w in wordings), concept.id


def test_beginnings_are_long_enough_to_match() -> None:
    for concept in concepts().values():
        for wording in (w for lang in ("en", "ru") for w in concept.wordings[lang]):
            for part in wording.split():
                assert "*" not in part[:-1], (concept.id, wording)
                assert not part.endswith("*") or len("".join(tokens(part))) >= 3, (concept.id, wording)


# Whole classes of words that are said of everything: only concepts that weigh little may hang on one of them.
ALLOWED = {"consultation", "summit", "sustainable_development", "friendship"}


def test_single_everyday_words_make_no_heavy_concept() -> None:
    usual = usual_stems("en", "english")
    for concept in concepts().values():
        if concept.usual or concept.weight <= 0.7 or concept.id in ALLOWED:
            continue
        alone = [w for w in concept.wordings["en"] if len(_key(w)) == 1 and usual.get(_key(w)[0], 0.0)]
        assert not alone, (concept.id, alone)


@pytest.mark.parametrize(
    ("one", "other", "concept"),
    [
        ("Nobody should go hungry.", "We shall end famine for good.", "hunger"),
        ("Families forced to flee found shelter.", "Refugees deserve safety.", "refugees"),
        ("Voters will go to the polls.", "Free and fair elections are the aim.", "elections"),
        ("Bribes eat away at the treasury.", "The fight against corruption goes on.", "corruption"),
        ("Clearing mines takes decades.", "Demining of the fields began.", "landmines"),
        ("Swarms of locusts crossed the plain.", "Pests threaten the harvest.", "locusts"),
        ("Trains will run on one gauge.", "A new railway joins the capitals.", "railways"),
        ("Duties on grain are lowered.", "Tariffs fall by half.", "tariffs"),
        ("Every child shall be inoculated.", "Vaccines reach the villages.", "vaccines"),
        ("The chair passes to the eldest member.", "The presidency rotates every year.", "chairmanship"),
        ("Fishermen may cast nets in both bays.", "Fish stocks must recover.", "fisheries"),
        ("Solar plants rise in the desert.", "Renewable sources come first.", "renewable_energy"),
    ],
)
def test_two_ways_of_saying_it(one: str, other: str, concept: str) -> None:
    assert concept in _concepts(one) & _concepts(other)


@pytest.mark.parametrize(
    ("sentence", "not_meant"),
    [
        ("in accordance with the rules", "treaty"),
        ("the national interest", "minorities"),
        ("they constitute a whole", "constitution"),
        ("the majority agreed", "great_powers"),
        ("secure and stable", "banking_insurance"),
        ("access to markets", "member_admission"),
        ("fighting crime", "war"),
    ],
)
def test_words_that_only_look_alike(sentence: str, not_meant: str) -> None:
    assert not_meant not in _concepts(sentence)


@pytest.mark.parametrize(
    ("sentence", "lang", "concept"),
    [
        ("Стороны окажут помощь беженцам.", "ru", "refugees"),
        ("Опустынивание наступает.", "ru", "land_degradation"),
        ("Железные дороги соединят столицы.", "ru", "railways"),
        ("加强疫苗合作", "zh", "vaccines"),
        ("反对贸易保护主义", "zh", "trade_barriers"),
        ("应对气候变化，减少温室气体", "zh", "greenhouse_emissions"),
    ],
)
def test_russian_and_chinese(sentence: str, lang: str, concept: str) -> None:
    assert concept in _concepts(sentence, lang)
