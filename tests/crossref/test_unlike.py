"""Texts that are not about the same matters give few links and none of weight; texts that are give theirs."""

from __future__ import annotations

import numpy as np
import pytest

from reader.crossref import find_links
from reader.crossref.scoring import LIKE, probability
from reader.text import load
from reader.text.model import Text

KINDS = ("parallel", "reuse", "development")

HERRING = """
The six ministers met at Havnsund and adopted this protocol on the herring of the northern bank.

Nets with a mesh below thirty millimetres shall not be set between March and June.

Each vessel shall keep a log of its catch and show it to inspectors on demand.

The ministers regret that young fish are still thrown overboard dead.

A station for the study of spawning grounds will be built at Kvitnes before 1996.

Quotas shall be divided afresh every third year.

Thanks were expressed to the Government of Nordvik for its hospitality.
"""
OPERA = """
The conservatories of nine cities signed this statement in the concert hall of Belmonte.

Young singers shall be free to study abroad without losing their grants.

They deplore that scores of forgotten composers lie unread in damp cellars.

A touring company for chamber opera will be formed within two years.

Tickets for pupils shall cost no more than a loaf of bread.

The next festival will be held at Lysander in the summer of 2011.

The signatories thank the citizens of Belmonte for a warm welcome.
"""
HERRING_LATER = """
The fisheries ministers gathered in Kvitnes, where the spawning station opened in 1995.

The ban on fine nets in spring has let the herring stock recover by half.

Inspectors found that one log in ten understates the catch.

Throwing young fish overboard will be punished with the loss of the licence.

The new division of quotas was approved for three years.

They thanked the people of Kvitnes for their hospitality.
"""


def _text(body: str, date: str) -> Text:
    return load(f"---\ndate: {date}\nlang: en\n---\n{body}".encode(), name="t.md")


@pytest.fixture(scope="module")
def texts() -> tuple[Text, Text, Text]:
    return _text(HERRING, "1993-05-02"), _text(OPERA, "2009-09-12"), _text(HERRING_LATER, "1999-06-20")


def test_unlike_texts_give_few_links_and_none_of_weight(texts: tuple[Text, Text, Text]) -> None:
    links = find_links(texts[0], texts[1], kinds=KINDS)
    assert len(links) <= 3
    assert all(link.score < 0.5 for link in links)
    assert not [link for link in links if link.kind == "development"]


def test_like_texts_keep_theirs(texts: tuple[Text, Text, Text]) -> None:
    links = find_links(texts[0], texts[2], kinds=KINDS)
    found = {(link.a.provision, link.b.provision) for link in links}
    assert len(found & {(2, 2), (3, 3), (4, 4), (5, 1), (6, 5), (7, 6)}) >= 4


def test_unlikeness_lowers_every_probability_and_likeness_none() -> None:
    strength, rivals = np.array([0.1, 0.5, 1.5]), np.zeros(3)
    full = probability(strength, 0.1, rivals, rivals)
    assert np.array_equal(probability(strength, 0.1, rivals, rivals, LIKE), full)
    assert np.all(probability(strength, 0.1, rivals, rivals, 0.7 * LIKE) < full)


@pytest.mark.parametrize(("word", "stop"), [("Article", ""), ("Статья", ""), ("", "."), ("§", "")])
def test_numbers_of_provisions_are_no_link(word: str, stop: str) -> None:
    first = ["Judges shall publish lists.", "Schools teach the languages of the coast.", "Pilots report wrecks."]
    second = ["Every town repairs bridges.", "Every school offers lessons in the languages.", "Mayors answer letters."]
    a, b = (
        load("\n\n".join(f"{word} {n}{stop}\n\n{s}" for n, s in enumerate(said, 1)).encode(), name="t.txt", date=date)
        for said, date in ((first, "1990-01-01"), (second, "1999-01-01"))
    )
    found = find_links(a, b, kinds=KINDS)
    assert any("chool" in link.a.exact and "chool" in link.b.exact for link in found)
    assert all(len(end.exact.split()) > 2 for link in found for end in (link.a, link.b))
