"""The language of a text is told from its words and letters."""

# ruff: noqa: E501 -- sample texts read better unbroken
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


@pytest.mark.parametrize(
    ("lang", "s"),
    [
        ("en", "Peace and security"), ("en", "Article 3"), ("ru", "Стороны согласны."), ("ru", "Статья 3"),
        ("ru", "Мир и безопасность"), ("uk", "Договір про мир та дружбу"), ("uk", "Мир і безпека"),
        ("uk", "Сторони погодилися про мир."), ("be", "Бакі пагадзіліся аб міры."), ("be", "Дзяржавы аб міры"),
        ("kk", "Мемлекеттер өзенді бөліседі"), ("kk", "Тараптар келісті."), ("kk", "Бейбітшілік және қауіпсіздік"),
        ("ky", "Өлкөдөгү тынчтык жана коопсуздук"), ("bg", "Страните се съгласиха."), ("sr", "Стране су се сложиле о миру."),
        ("tg", "Тарафҳо розӣ шуданд."), ("zh", "各方同意。"), ("zh", "中華人民共和國憲法"), ("ja", "両国は合意した。"),
        ("ja", "国際連合憲章に関する条約"), ("ko", "평화와 안전"), ("fr", "Paix et sécurité"), ("de", "Frieden und Sicherheit"),
        ("es", "Paz y seguridad"), ("it", "Le parti concordano sulla pace."), ("ar", "اتفق الطرفان."), ("fa", "این پیمان صلح است"),
        ("ur", "یہ معاہدہ امن کے لیے ہے"), ("tr", "Taraflar barış için anlaştı."),
    ],
)  # fmt: skip
def test_language_of_a_few_words(lang: str, s: str) -> None:
    assert detect(s) == lang
