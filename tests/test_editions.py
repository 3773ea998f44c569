"""The bundled editions: our own words, the whole of the source, in its order, nothing lost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reader import paths

EDITIONS = ("2001-shanghai", "2007-bishkek")
LIMIT = 7  # words: a run this long, taken from a report, would be its sentence and not ours

# What each provision has to name, in the order of the source. Substrings, case aside.
FACTS_2001 = (
    "15 june 2001 | friday | republic of kazakhstan | people’s republic of china | kyrgyz republic | "
    "russian federation | republic of tajikistan | republic of uzbekistan | shanghai cooperation organization (sco)",
    "presidents | shanghai five | active | five years | mutual trust | friend | good-neighbour | secur | stab | "
    "common development",
    "shanghai five | historic | peace and development | cold war | potential | good neighbours | unity | cooperation | "
    "respect | trust | civilizations | traditional cultures",
    "1996 shanghai treaty | military trust | border regions | 1997 moscow treaty | military forces | heads of state | "
    "kazakhstan | china | kyrgyzstan | russia | tajikistan | summary documents | alma-ata in 1998 | bishkek in 1999 | "
    "dushanbe in 2000 | peace, security and stability | diplomacy | regional cooperation | international community",
    "multipolar | 21st century | economy | information | global | shanghai five | mechanism | opportunities | "
    "challenges and threats",
    "sco is established | mutual trust | good-neighbourly | politics | economy | science and technology | culture | "
    "education | energy | transport | environmental protection | other fields | peace, security and stability | "
    "new international order | economic | democratic | just | rational",
    "heads of state | every year | formal | heads of government | regular | host | turn | considering | officials | "
    "departments | meeting mechanisms | permanent | temporary | experts | proposals | plans",
    "shanghai spirit | mutual trust | mutual benefit | equality | consultation | respect | civilizations | "
    "common prosperity | shanghai five | treasure | recent years | bilateral | multilateral | 21st century",
    "strictly | un charter | independence | sovereignty | territorial integrity | internal affairs | force | threat | "
    "equality | mutual benefit | consultation | military superiority | neighbour",
    "1996 shanghai treaty | 1997 moscow treaty | politic | econom | trade | cultur | science | techn | other fields | "
    "principles | basis | relations",
    "non-alignment | third country or region | open | outside world | dialogue | exchange | cooperation | "
    "international | regional",
    "new members | unanimous | consultation | aims | tasks | principles | other provisions",
    "regional security | every effort | shanghai treaty | terrorism, separatism and extremism | "
    "anti-terrorism centre | bishkek | kyrgyzstan | documents | arms smuggling | drug trafficking | "
    "illegal migration | other crimes",
    "trade | econom | potential | opportunities | bilateral | multilateral | varied | framework | negotiat | "
    "trade and investment facilitation",
    "consult | coordinate | regional | international | support one another | cooperate | major questions | peace | "
    "stability",
    "global strategic balance and stability | special importance | international circumstances",
    "approved | council of coordinators of member states | coordinate",
    "interim rules of procedure | foreign ministers | approved | council",
    "council | draft | charter | this declaration | other documents | heads of state | shanghai five",
    "charter | 2002 sco summit | heads of state | purposes | principles | tasks | procedure | new members | "
    "legal effect | decisions | other international organizations",
    "past | ahead | new stage | development | cooperation | trend of the times | regional realities | "
    "fundamental interests | peoples",
)
FACTS_2007 = (
    "thursday 16 august 2007 | 7th meeting | council of heads of state | shanghai cooperation organization (sco) | "
    "declaration | international security and stability | major issues | concern",
    "globalization | dependent | security | development",
    "challenges and threats | whole international community | concerted | agreed principles | multilateral mechanism | "
    "unilateralism",
    "global security | united nations (un) | leading role | un charter | strictly",
    "new challenges and threats | persistent | double standards | strict observance | international law",
    "international security | world’s economy | poverty | imbalances | economic and social | energy | environment | "
    "information | residents and territories | sco members | natural and technical disasters",
    "reform of the un | cooperate closely | broadest consultation | members",
    "always | strategic stability | opposed | proliferation | weapons of mass destruction",
    "semipalatinsk | kazakhstan | 8 september | nuclear-weapon-free zone | central asia | welcome | general assembly | "
    "resolution | 61st session",
    "jointly | international information security",
    "information and communication technologies | driving force | human development | worried | risk | security | "
    "stability",
    "central asia | states of the region | regional organizations | security and stability",
    "collective efforts | regional anti-terrorist structure (rats) | sco | achievements | potential | "
    "terrorism, separatism and extremism | new challenges and threats",
    "concern | drugs | afghanistan | harm | central asia",
    "drugs | sco | international efforts | anti-drug | security belt | afghanistan",
    "afghanistan | political situation | normal | economic cooperation | contact group",
    "energy | sustainable economic development | security | partnership | reliable | mutual benefit | region | world",
    "urgent | energy strategies | six member states | resources | demand | production capacity | potential | "
    "dialogues | produce | transit | consume",
    "bishkek | capital of kyrgyzstan | hu jintao | china | nursultan nazarbayev | kazakhstan | kurmanbek bakiev | "
    "vladimir putin | russia | emomali rakhmonov | tajikistan | islam karimov | uzbekistan",
)


def words(s: str) -> list[str]:
    return [w.replace("’", "'") for w in re.findall(r"[^\W_]+(?:['’][^\W_]+)*", s.lower())]


def edition(name: str) -> tuple[dict[str, str], list[str]]:
    raw = (paths.texts() / f"{name}.md").read_text(encoding="utf-8")
    _, front, body = raw.split("---\n", 2)
    meta = dict(line.split(": ", 1) for line in front.strip().splitlines())
    return meta, body.strip().split("\n\n")


def longest_shared_run(a: list[str], b: list[str]) -> list[str]:
    """The longest run of words that stands in both, by doubling the length until nothing is shared."""
    best: list[str] = []
    for n in range(1, len(a) + 1):
        known = {tuple(b[i : i + n]) for i in range(len(b) - n + 1)}
        hit = next((a[i : i + n] for i in range(len(a) - n + 1) if tuple(a[i : i + n]) in known), None)
        if hit is None:
            break
        best = hit
    return best


@pytest.mark.parametrize("name", EDITIONS)
def test_no_sentence_of_a_report_stands_in_our_edition(name: str, sources: Path) -> None:
    # Names and titles might be left out of the count; our wording does not need that leave.
    _, provisions = edition(name)
    for report in sorted(sources.glob("*.txt")):
        run = longest_shared_run(words("\n".join(provisions)), words(report.read_text(encoding="utf-8")))
        assert len(run) < LIMIT, f"{name} and {report.name} share: {' '.join(run)}"


def test_the_measure_of_shared_runs_finds_one() -> None:
    report, ours = words("When rain falls, the old mill turns by night."), words("They say the old mill turns by day.")
    assert longest_shared_run(ours, report) == ["the", "old", "mill", "turns", "by"]


@pytest.mark.parametrize(("name", "facts"), list(zip(EDITIONS, (FACTS_2001, FACTS_2007), strict=True)))
def test_every_fact_stands_in_its_provision(name: str, facts: tuple[str, ...]) -> None:
    _, provisions = edition(name)
    assert len(provisions) == len(facts)
    missing = [
        f"§{n}: {fact.strip()}"
        for n, (wanted, provision) in enumerate(zip(facts, provisions, strict=True), 1)
        for fact in wanted.split("|")
        if fact.strip() not in provision.lower()
    ]
    assert not missing


@pytest.mark.parametrize("name", EDITIONS)
def test_no_figure_is_added(name: str, sources: Path) -> None:
    """Every number of an edition is the report's, but for the day of the 2007 signing and the year of Semipalatinsk."""
    _, provisions = edition(name)
    report = (sources / f"{name}-report.txt").read_text(encoding="utf-8")
    added = set(re.findall(r"\d+", "\n".join(provisions))) - set(re.findall(r"\d+", report))
    assert added <= ({"16", "2006"} if name == "2007-bishkek" else set())


@pytest.mark.parametrize("name", EDITIONS)
def test_front_matter_says_what_the_edition_is(name: str) -> None:
    meta, provisions = edition(name)
    wanted = "id title short_title subtitle date place issuers lang source edition"
    assert set(wanted.split()) <= set(meta)
    assert "restated" in meta["edition"].lower() and "not the official text" in meta["edition"]
    assert all("\n" not in p for p in provisions)
    assert all(1 <= len(re.findall(r"[.?!](?:\s|$)", p)) <= 3 for p in provisions)
