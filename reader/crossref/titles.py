"""How a concept of the thesaurus or a field of meaning is called in a sentence: "the UN Charter", "new members"."""

from __future__ import annotations

from reader.crossref.thesaurus import broader

# Where the bare name does not read as one writes; the others are their names with spaces.
_WRITTEN = {
    "africa": "Africa", "antiterror_body": "bodies against terrorism", "arctic_antarctic": "the polar regions",
    "arab_islamic_world": "the Arab and Islamic world", "asia": "Asia", "asia_pacific": "Asia and the Pacific",
    "banking_insurance": "banking and insurance", "central_asia": "Central Asia",
    "centres_and_networks": "joint centres", "challenges_threats": "challenges and threats",
    "charter_founding_document": "the founding document",
    "chemical_biological": "chemical and biological weapons", "confidence_building": "confidence-building",
    "constitution": "constitutions", "consumption_production": "consumption and production", "europe": "Europe",
    "dialogue_exchange": "dialogue and exchange", "economic_social_rights": "economic and social rights",
    "external_cooperation": "cooperation with others", "facilitation": "making things easier", "follow_up": "follow-up",
    "founding_organisation": "the founding of the organisation", "founding_body": "new bodies",
    "general_assembly": "the General Assembly", "health_systems": "hospitals and their staff",
    "hiv_malaria": "HIV and malaria", "ict": "information technology", "imf_world_bank": "the IMF and the World Bank",
    "iranian_nuclear_programme": "the Iranian nuclear programme", "justice": "courts and justice",
    "korean_peninsula": "the Korean peninsula", "landlocked": "landlocked countries", "latin_america": "Latin America",
    "line_ministers": "ministers", "maternal_child_health": "the health of mothers and children",
    "member_admission": "new members", "middle_east": "the Middle East", "next_meeting": "the next meeting",
    "new_economic_order": "a new economic order", "no_hostile_use_of_territory": "territory not used against others",
    "non_aligned_movement": "the Non-Aligned Movement", "non_alignment": "non-alignment", "observing_the_law":
    "observing the law", "non_interference": "non-interference", "non_proliferation": "non-proliferation",
    "non_use_of_force": "the non-use of force", "nuclear_free_zone": "nuclear-weapon-free zones", "oceans": "the sea",
    "open_organisation": "being open to others", "organisation_decisions": "the organisation's decisions",
    "organisation_progress": "what the organisation achieved", "organisation_reform": "reform of the organisation",
    "own_path": "a path of one's own", "permanent_sovereignty_resources": "sovereignty over resources",
    "planet_earth": "the planet", "privileges_immunities": "privileges and immunities", "region": "the region",
    "purposes_tasks": "purposes and tasks", "radio_television": "radio and television", "resources": "resources",
    "role_of_states_region": "what was contributed", "science_technology": "science and technology",
    "security_council": "the Security Council", "security_development_link": "security and development",
    "self_defence": "self-defence", "self_determination": "self-determination", "services_trade": "trade in services",
    "state": "states", "state_equality": "the equality of states", "statistics_data": "statistics",
    "strength_of_states": "the strength of the states themselves", "summit": "summits", "syria_iraq": "Syria and Iraq",
    "terrorism_victims": "victims of terrorism", "three_evils": "terrorism, separatism and extremism",
    "tourism_sport": "tourism and sport", "treaty": "treaties", "trend_of_times": "the trend of the times",
    "un_agencies": "UN agencies", "un_central_role": "the central role of the UN", "un_charter": "the UN Charter",
    "un_cooperation": "working with the UN", "un_reform": "UN reform", "urban": "cities and housing",
    "un_secretary_general": "the UN Secretary-General", "united_nations": "the United Nations", "signing": "signatures",
    "withdrawal_suspension": "withdrawal and suspension", "wmd": "weapons of mass destruction", "world_order":
    "the order of the world", "world_health_organization": "the World Health Organization", "host_country":
    "host countries", "world_trade_system": "the world trade system",
}  # fmt: skip
_SMALL = ("the", "of", "and", "a", "in")


def written(key: str) -> str:
    """The concept or field as it stands in a sentence."""
    return _WRITTEN.get(key, key.replace("_", " "))


def told_apart(keys: list[str]) -> list[str]:
    """Concepts and fields, heaviest first, without those that say again or more broadly what a heavier one says."""
    kept: list[str] = []
    for key in keys:
        above = {up for k in kept for up in broader().get(k, ())}
        if key not in above and not any(_words(key) & _words(k) for k in kept):
            kept.append(key)
    return kept


def _words(key: str) -> set[str]:
    words = {*key.replace("-", "_").split("_"), *written(key).replace("-", " ").split()}
    return {w.casefold().rstrip("s")[:6] for w in words if w not in _SMALL}
