"""Set phrases: what a library shows to be everywhere proves nothing; what only two texts share does."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from reader.crossref import find_links
from reader.crossref.set_phrases import ENOUGH, SetPhrases, of_library
from reader.crossref.words import tokens
from reader.text import load
from reader.text.model import Text

PHRASE = "guided by the lofty ideals and noble aims of the covenant of nations"
OWN = "the lighthouse keepers of Morvane shall count every passing heron at dusk"
FILLED = (
    "Wheat prices rose sharply after the dry spring of that year.",
    "An archive of maps was opened in the old customs house.",
    "Bridges over the lower river were closed to heavy lorries.",
    "Young engineers spent a summer in each other's workshops.",
    "Doctors reported fewer cases of fever among the herdsmen.",
    "The choir of the northern valleys sang before the guests.",
    "Salt mines in the east will be inspected twice a year.",
)


def text(name: str, *sentences: str) -> Text:
    return load("\n\n".join(sentences).encode(), name=f"{name}.txt", lang="en")


def shelf(count: int) -> list[Text]:
    again = f"The members, {PHRASE}, met again for time number"
    return [text(f"s{n}", f"{FILLED[n % 7]} {n}", f"{again} {n}.") for n in range(count)]


A = text("a", f"The ministers, {PHRASE}, signed the pact.", FILLED[0], f"Moreover, {OWN}, the pact says.")
B = text("b", FILLED[3], f"The leaders, {PHRASE}, adopted this text.", f"It adds that {OWN} from now on.")


def phrases(texts: Sequence[Text]) -> SetPhrases | None:
    kept = {t.id: t for t in (*texts, A, B)}
    return of_library([(t.id, t.sha256) for t in kept.values()], lambda ids: [kept[i] for i in ids], (A, B))


def reused(found: SetPhrases | None) -> list[str]:
    return [link.a.exact for link in find_links(A, B, kinds=("reuse",), phrases=found)]


def test_a_small_library_shows_nothing() -> None:
    assert phrases(shelf(ENOUGH - 1)) is None
    assert phrases(shelf(ENOUGH)) is not None


def test_what_is_everywhere_is_no_reuse_and_what_two_texts_share_is() -> None:
    plain = reused(None)
    assert any("covenant of nations" in run for run in plain)
    assert any("heron at dusk" in run for run in plain)
    told = reused(phrases(shelf(12)))
    assert not any("covenant of nations" in run for run in told)
    assert any("heron at dusk" in run for run in told)


def test_texts_that_do_not_hold_the_phrase_change_nothing() -> None:
    others = [text(f"o{n}", f"{FILLED[n % 7]} Number {n}.", FILLED[(n + 3) % 7]) for n in range(12)]
    assert any("covenant of nations" in run for run in reused(phrases(others)))


def test_the_order_of_the_library_and_of_the_texts_does_not_matter() -> None:
    texts = shelf(9)
    forth, back = phrases(texts), phrases(texts[::-1])
    assert forth is not None and back is not None
    words = tokens(A.canonical)
    assert np.array_equal(forth.worth(words), back.worth(words))
    there = {(x.a.start, x.b.start, x.score) for x in find_links(A, B, phrases=forth)}
    assert there == {(x.b.start, x.a.start, x.score) for x in find_links(B, A, phrases=forth)}


def test_worth_falls_with_how_many_hold_a_run() -> None:
    words = tokens(PHRASE)
    few, many = (SetPhrases([words] * n + [["else"]]) for n in (3, 30))
    assert np.all(many.worth(words) < few.worth(words)) and np.all(few.worth(words) < 1)
    assert np.all(SetPhrases([words, words]).worth(words) == 1)
    assert np.all(few.worth(["quite", "other", "words"]) == 1)
    assert len(few.worth([])) == 0 and list(few.worth(["one"])) == [1.0]
    assert not SetPhrases([]).held(np.zeros(2, np.uint64)).any()


def test_a_name_that_every_text_holds_weighs_less_than_a_rare_one() -> None:
    one = text("x", "The ministers thank the United Nations.", "They praise the World Health Organization.", FILLED[1])
    two = text("y", FILLED[2], "The World Health Organization works well.", "The United Nations works well.")
    others = [text(f"n{n}", f"{FILLED[n % 7]} {n}", f"The United Nations met in year {n}.") for n in range(8)]
    kept = {t.id: t for t in (*others, one, two)}
    known = [(t.id, t.sha256) for t in kept.values()]
    found = of_library(known, lambda ids: [kept[i] for i in ids], (one, two))
    assert found is not None
    shares = found.familiar({"un": {"United Nations"}, "who": {"World Health Organization"}, "x": {"UN", "it"}})
    assert shares == {"un": 1.0}

    def scores(phrases: SetPhrases | None) -> dict[str, float]:
        return {x.name or "": x.score for x in find_links(one, two, kinds=("institution",), phrases=phrases)}

    plain, told = scores(None), scores(found)
    assert set(plain) == set(told) and len(plain) == 2
    for name, score in plain.items():
        assert told[name] < 0.6 * score if "United Nations" in name else told[name] == score
