"""The language of a text is told from its words and letters."""

from __future__ import annotations

import pytest

from reader.text.lang import detect


@pytest.mark.parametrize(
    ("lang", "s"),
    [
        ("en", "The states that share the river will meet and count the fish in it."),
        ("ru", "Государства, которые делят реку, встретятся и сосчитают рыбу."),
        ("zh", "共享河流的国家将会面并清点鱼类。"),
        ("ja", "川を共有する国々は魚を数えるために会います。"),
        ("uk", "Держави, які поділяють річку, зустрінуться і порахують рибу її."),
        ("kk", "Өзенді бөлісетін мемлекеттер кездесіп, балықты санайды және келіседі."),
        ("fr", "Les États qui partagent le fleuve se réunissent pour compter les poissons."),
        ("de", "Die Staaten, die sich den Fluss teilen, werden die Fische zählen."),
        ("es", "Los Estados que comparten el río se reunirán para contar los peces."),
        ("en", ""),
    ],
)
def test_language(lang: str, s: str) -> None:
    assert detect(s) == lang
