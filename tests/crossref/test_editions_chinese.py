"""Editions in Chinese: two Chinese versions of one text, and a Chinese one beside an English one. All invented."""

from __future__ import annotations

from reader.crossref.editions import align, likeness, recognise
from reader.text import load

EN = """Declaration of the river states on water and trade

The heads of state of Kazakhstan, China and Kyrgyzstan met in Bishkek on 16 August 2007.

1. The parties reaffirm the purposes and principles of the Charter of the United Nations.

2. In 2008 they will open 12 measuring stations on the rivers that they share.

3. The parties condemn terrorism, separatism and extremism. They will exchange what they know of 45 smuggling routes.

4. A water council of 6 members sits in Almaty and meets every 18 months.

5. They support a nuclear-weapon-free zone in Central Asia.

6. Trade between the parties is to reach 900 million by 2012.

7. The declaration is open to Uzbekistan and Tajikistan.

Done in Bishkek in 3 copies."""

ZH = """河流国家关于水与贸易的宣言

哈萨克斯坦、中国和吉尔吉斯斯坦三国元首于2007年8月16日在比什凯克会晤。

一、各方重申《联合国宪章》的宗旨和原则。

二、2008年将在共有河流上设立12个测量站。

三、各方谴责恐怖主义、分裂主义和极端主义。

各方将就45条走私路线交换情报。

四、水务理事会由6名成员组成，设在阿拉木图，每18个月召开一次会议。

五、各方支持建立中亚无核武器区。

六、各方之间的贸易额到2012年应达到9亿。

七、本宣言对乌兹别克斯坦和塔吉克斯坦开放。

本宣言在比什凯克签署，一式3份。"""

ZH2 = """河流诸国有关用水与通商之宣言

2007年8月16日，哈萨克斯坦、中国、吉尔吉斯斯坦元首会晤于比什凯克。

一、各国再次确认遵守联合国宪章的宗旨与原则。

二、各国于2008年在共同的河流上建立12个水文测量站。

三、各国谴责恐怖主义、分裂主义、极端主义，并就45条走私路线互换情报。

四、设立水务理事会，成员6名，会址阿拉木图，会议每18个月举行一次。

六、2012年以前各国间贸易总额应达到9亿。

七、乌兹别克斯坦、塔吉克斯坦可以加入本宣言。

八、各国将共同修建一条通往港口的铁路。

本宣言签署于比什凯克，共3份。"""

OTHER = """城市图书馆章程

读者凭证入馆，每次借书不得超过五册。

逾期不还者，按日缴纳罚款。

馆内禁止吸烟、饮食和喧哗。

珍本书籍只供馆内阅览。

本章程由馆长解释。"""


def numbers(found):
    return [(p.a, p.b) for p in found.pairs]


def test_a_chinese_and_an_english_edition_are_aligned_with_what_was_split() -> None:
    en, zh = load(EN.encode(), name="en.txt", lang="en"), load(ZH.encode(), name="zh.txt", lang="zh")
    assert (len(en.provisions), len(zh.provisions)) == (9, 10)
    found = align(en, zh)
    pairs = numbers(found)
    wanted = {(1, 1), (2, 2), (3, 3), (4, 4), (4, 5), (5, 6), (6, 7), (7, 8), (8, 9), (9, 10)}
    assert set(pairs) == wanted
    assert found.only_a == ()
    assert found.only_b == ()
    assert {(b, a) for a, b in numbers(align(zh, en))} == wanted


def test_two_chinese_versions_are_aligned_and_what_either_lacks_is_said() -> None:
    one, two = (load(words.encode(), name=f"{n}.txt", id=n, lang="zh") for n, words in (("one", ZH), ("two", ZH2)))
    found = align(one, two)
    pairs = numbers(found)
    assert {(1, 1), (2, 2), (3, 3), (4, 4), (5, 4), (6, 5), (8, 6), (9, 7), (10, 9)} <= set(pairs)
    assert found.only_a == (7,)
    assert found.only_b == (8,)
    assert pairs == sorted(pairs)


def test_chinese_editions_are_recognised_and_other_texts_are_not() -> None:
    en, zh = load(EN.encode(), name="en.txt", id="en", lang="en"), load(ZH.encode(), name="zh.txt", id="zh", lang="zh")
    two, other = (load(w.encode(), name=f"{n}.txt", id=n, lang="zh") for n, w in (("two", ZH2), ("other", OTHER)))
    assert likeness(zh, other, align(zh, other)) < 0.3
    assert likeness(en, other, align(en, other)) < 0.3
    for text in (en, two):
        found = recognise(text, [other, zh])
        assert found is not None
        assert found[0].id == "zh"
    assert recognise(zh, [other]) is None
