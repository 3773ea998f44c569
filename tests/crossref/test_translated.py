"""Two languages, one matter: texts of our own in English, Russian and Chinese."""

from __future__ import annotations

import pytest

from reader.crossref import find_links
from reader.crossref.editions import align, recognise
from reader.text import load

EN = """The presidents met in Tashkent on 4 March 2011 and signed this statement.

They uphold the Charter of the United Nations and the work of the Security Council.

Kazakhstan and Kyrgyzstan will open 14 crossings on their border by 2013.

All sides wish for calm and for good harvests.

They condemn terrorism and support the talks on Afghanistan.

Tajikistan will hold the next meeting in Dushanbe on 12 May 2012."""
RU = """Президенты встретились в Ташкенте 4 марта 2011 года и подписали это заявление.

Они следуют Уставу Организации Объединённых Наций и ценят работу Совета Безопасности.

Казахстан и Кыргызстан откроют 14 переходов на своей границе к 2013 году.

Все стороны желают спокойствия и хорошего урожая.

Они осуждают терроризм и поддерживают переговоры по Афганистану.

Таджикистан проведёт следующую встречу в Душанбе 12 мая 2012 года."""
OTHER_RU = """Министры собрались в Астане 9 ноября 2011 года.

Они обсудили торговлю зерном с Китаем и 30 новых складов.

Узбекистан построит дорогу к реке.

Россия передаст карты рек и озёр.

Следующая встреча пройдёт в Москве."""


def text(body: str, id_: str, lang: str, date: str = "2011-03-04"):
    return load(body.encode(), name=f"{id_}.txt", id=id_, title=id_, lang=lang, date=date)


def test_two_languages_show_the_un_charter() -> None:
    found = find_links(text(EN, "en", "en"), text(RU, "ru", "ru"))
    charter = [link for link in found if link.kind == "instrument" and link.name and "Charter" in link.name]
    assert [(link.a.provision, link.b.provision) for link in charter] == [(2, 2)]


def test_a_translation_is_aligned_line_by_line() -> None:
    found = align(text(EN, "en", "en"), text(RU, "ru", "ru"))
    assert [(p.a, p.b) for p in found.pairs] == [(n, n) for n in range(1, 7)]
    assert (found.only_a, found.only_b) == ((), ())


def test_what_a_translation_lacks_is_said() -> None:
    lines = RU.split("\n\n")
    short = "\n\n".join([*lines[:2], *lines[3:]])
    found = align(text(EN, "en", "en"), text(short, "ru", "ru"))
    assert 3 in found.only_a
    assert {(1, 1), (2, 2), (5, 4), (6, 5)} <= {(p.a, p.b) for p in found.pairs}


@pytest.mark.parametrize(("body", "known"), [(RU, True), (OTHER_RU, False)])
def test_a_translation_is_recognised_and_another_statement_is_not(body, known) -> None:
    found = recognise(text(EN, "en", "en"), [text(body, "ru", "ru")])
    assert (found is not None) == known


def test_the_same_both_ways() -> None:
    a, b = text(EN, "en", "en"), text(RU, "ru", "ru")
    assert {(p.b, p.a) for p in align(b, a).pairs} == {(p.a, p.b) for p in align(a, b).pairs}
